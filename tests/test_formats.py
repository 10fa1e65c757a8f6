"""Bytes to documents: encodings, titles, what is refused, and which files of a folder are read."""

import codecs
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge import READERS, UnreadableFile, document_id, find_files, formats, read_bytes, read_file
from knowledge.formats.media import HEAD, looks_readable
from knowledge.formats.text import decode

TEXT = "Füße, naïve “quotes” – €5.\nSecond line."
SHARED = Path(__file__).resolve().parents[2] / "shared"


def write(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("It rained.", encoding="utf-8")


def names(paths, folder):
    return [path.relative_to(folder).as_posix() for path in paths]


@given(st.binary())
@example(codecs.BOM_UTF16_LE + b"\x00\xd8")
@example(codecs.BOM_UTF32_LE + b"\xff\xff\xff\xff")
@example(codecs.BOM_UTF8 + b"\xff")
def test_any_bytes_are_text_or_an_unreadable_file(content):
    try:
        text = decode(content, "some.txt")
    except UnreadableFile:
        return
    assert text.strip()
    assert "\0" not in text
    assert "\r" not in text


@given(st.binary(), st.sampled_from(sorted(READERS)))
def test_any_bytes_of_a_known_kind_are_a_document_or_an_unreadable_file(content, ending):
    try:
        document = read_bytes(content, "some" + ending)
    except UnreadableFile:
        return
    assert document.title
    assert document.text.encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\ufeff")).filter(str.strip))
def test_text_in_utf8_comes_back_unaltered(text):
    assert decode(text.encode("utf-8"), "some.txt") == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_the_usual_encodings_are_told_apart(encoding):
    assert read_bytes(TEXT.encode(encoding), "some.txt").text == TEXT


@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF32_BE, "utf-32-be")])
def test_the_byte_order_mark_tells_the_order(mark, encoding):
    assert decode(mark + TEXT.encode(encoding), "some.txt") == TEXT


def test_all_line_ends_become_one():
    assert decode(b"a\r\nb\rc\nd", "some.txt") == "a\nb\nc\nd"


@pytest.mark.parametrize("content", [b"It\0rained.", b"\xff\0\xff"])
def test_nul_bytes_are_refused_with_the_remedy(content):
    with pytest.raises(UnreadableFile, match=r"^some\.txt: .*save it as UTF-8"):
        read_bytes(content, "some.txt")


@pytest.mark.parametrize("content", [b"", b" \n\t ", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_a_file_without_text_is_refused(content):
    with pytest.raises(UnreadableFile, match="holds no text"):
        read_bytes(content, "some.txt")


def test_an_unknown_kind_is_refused_with_those_that_are_read():
    with pytest.raises(UnreadableFile, match=r"photo\.xyz: .*\.md.*\.txt"):
        read_bytes(b"It rained.", "photo.xyz")


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(formats, "LARGEST_FILE", 9)
    with pytest.raises(UnreadableFile, match=r"10 bytes; files of up to 9 bytes"):
        read_bytes(b"It rained.", "some.txt")


def test_the_ending_may_be_in_capitals():
    assert read_bytes(b"It rained.", "SOME.TXT").text == "It rained."


def test_a_huge_single_token_is_a_document_with_the_title_of_its_file():
    assert read_bytes(b"x" * 1_000_000, "token.txt").title == "token"


def test_the_title_of_a_plain_text_is_its_first_heading():
    assert read_bytes(b"About rain\n\nThe rain falls.", "some.txt").title == "About rain"


def test_the_title_of_a_plain_text_may_have_a_line_right_below_it():
    text = "Lanark Kettle K4\nInstructions for use\n\nBefore use\nRinse the kettle twice. Fill it to the mark."
    assert read_bytes(text.encode(), "k4.txt").title == "Lanark Kettle K4"
    letter = "Dear Ann,\nthank you for the kettle\n\nIt boils in two minutes. We use it daily."
    assert read_bytes(letter.encode(), "letter.txt").title == "letter"


def test_of_several_headings_at_the_top_the_one_that_the_text_is_about_is_the_title():
    text = "Weather Office\n\nRain in spring\n\nThe rain falls in spring."
    assert read_bytes(text.encode(), "some.txt").title == "Rain in spring"


def test_a_text_without_headings_has_the_name_of_its_file_for_title():
    assert read_bytes(b"It rained. We stayed in.", "a/b/spring notes.txt").title == "spring notes"


def test_the_title_of_a_markdown_file_is_its_first_heading():
    assert read_bytes(b"# C#\n\nA language.\n\n# Other\n\nText.", "some.md").title == "C#"


@pytest.mark.parametrize(
    "below", ["## Before use\n\nWait before use.", "Before use\n---\n\nWait before use.\n\n# Care\n\nWipe."]
)
def test_the_title_of_a_markdown_file_is_the_highest_heading_at_the_top_whatever_stands_below(below):
    assert read_bytes(f"# Tornado – User Manual\n\n{below}".encode(), "some.md").title == "Tornado – User Manual"


def test_a_comment_in_code_is_not_the_title_of_a_markdown_file():
    text = "# The tool\n\n## Install\n\n```sh\n# make it\nmake it\n```\n\nYou make it."
    assert read_bytes(text.encode(), "some.md").title == "The tool"


def test_of_several_highest_headings_at_the_top_of_a_markdown_file_the_text_tells_the_title():
    text = "# Weather Office\n\n# Rain in spring\n\n## When\n\nThe rain falls in spring."
    assert read_bytes(text.encode(), "some.md").title == "Rain in spring"


def test_a_document_knows_its_kind_source_and_id():
    document = read_bytes(b"# Rain\n\nIt falls.", "notes/rain.md")
    assert document.metadata == {"media_type": "text/markdown"}
    assert (document.source, document.document_id) == ("notes/rain.md", document_id("notes/rain.md"))


def test_a_source_name_that_is_no_text_is_made_one():
    document = read_bytes(b"It rained.", "caf\udce9.txt")
    assert document.source == "caf\\udce9.txt"
    assert document.title.encode("utf-8")


def test_a_file_is_read_under_its_path_or_the_name_given(tmp_path):
    write(tmp_path, "rain.txt")
    assert read_file(tmp_path / "rain.txt").source == str(tmp_path / "rain.txt")
    assert read_file(tmp_path / "rain.txt", "other.md").source == "other.md"


def test_a_missing_file_is_unreadable_and_named(tmp_path):
    with pytest.raises(UnreadableFile, match=r"gone\.txt: No such file"):
        read_file(tmp_path / "gone.txt")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(UnreadableFile):
        read_file(tmp_path)


def test_files_of_a_folder_are_found_at_any_depth_in_order(tmp_path):
    write(tmp_path, "b.txt", "a.md", "deep/er/c.TXT")
    assert names(find_files(tmp_path)[0], tmp_path) == ["a.md", "b.txt", "deep/er/c.TXT"]


def test_files_of_unknown_kinds_are_given_apart(tmp_path):
    write(tmp_path, "a.txt", "b.xyz", "Makefile")
    readable, other, _ = find_files(tmp_path)
    assert names(readable, tmp_path) == ["a.txt"]
    assert names(other, tmp_path) == ["Makefile", "b.xyz"]


def test_hidden_files_and_folders_are_passed_over(tmp_path):
    write(tmp_path, ".hidden.txt", ".git/a.txt", "deep/.cache/b.txt", "c.txt")
    assert [names(found, tmp_path) for found in find_files(tmp_path)[:2]] == [["c.txt"], []]


def test_a_folder_below_a_hidden_one_is_read_when_it_is_named(tmp_path):
    write(tmp_path, ".notes/a.txt")
    assert names(find_files(tmp_path / ".notes")[0], tmp_path) == [".notes/a.txt"]


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")
def test_links_out_of_the_folder_and_broken_ones_are_passed_over(tmp_path):
    write(tmp_path, "inside/a.txt", "outside/secret.txt")
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    (inside / "link.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside, target_is_directory=True)
    (inside / "broken.txt").symlink_to(inside / "gone.txt")
    (inside / "loop").symlink_to(inside, target_is_directory=True)
    assert names(find_files(inside)[0], inside) == ["a.txt"]


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")
def test_a_link_within_the_folder_is_followed(tmp_path):
    write(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert names(find_files(tmp_path)[0], tmp_path) == ["a.txt", "b.txt"]


def test_a_file_is_found_as_itself_whatever_its_kind(tmp_path):
    write(tmp_path, "a.xyz")
    assert find_files(tmp_path / "a.xyz") == ([tmp_path / "a.xyz"], [], [])


def test_nothing_is_found_where_nothing_is(tmp_path):
    assert find_files(tmp_path / "gone") == find_files(tmp_path) == ([], [], [])


@pytest.mark.skipif(not (SHARED / "hostile").is_dir(), reason="needs the files of ../shared/hostile")
def test_hostile_text_files_are_read_or_refused():
    readable = {}
    for path in sorted((SHARED / "hostile").glob("*.txt")):
        try:
            readable[path.name] = read_file(path).text
        except UnreadableFile:
            readable[path.name] = None
    assert readable["nul_bytes.txt"] is None
    assert "Rückgabezeitraum" in readable["utf16le_nobom.txt"]
    assert readable["utf8_bom.txt"][0] != "\ufeff"
    assert readable["cp1252.txt"]
    assert readable["utf16be_bom.txt"]


@pytest.mark.usefixtures("ends_soon")
def test_the_kind_of_a_file_is_told_whatever_it_begins_with():
    for begun in (
        b"From: a\r\n" + b" \r\n" * 5000 + b"x",
        b"a:\n" * 5000,
        b"<!--" * 5000,
        b" " * 9000,
        b"<?xml " * 3000,
    ):
        looks_readable(begun[:HEAD])


def test_a_file_is_found_by_its_content_where_its_name_says_nothing(tmp_path):
    (tmp_path / "scan").write_bytes(b"%PDF-1.4")
    (tmp_path / "book.bin").write_bytes(b"PK\3\4" + bytes(26) + b"mimetypeapplication/epub+zip")
    (tmp_path / "program.jar").write_bytes(b"PK\3\4" + bytes(26) + b"META-INF/MANIFEST.MF")
    readable, other, _ = find_files(tmp_path)
    assert names(readable, tmp_path) == ["book.bin", "scan"]
    assert names(other, tmp_path) == ["program.jar"]


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.doc", r"save it as \.docx"),
        (b"It rained.", "rain.docx", r"not \.docx in spite of its name"),
        (b"\x89PNG\r\n", "photo.png", "a picture is not read"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_with_the_remedy(content, name, reason):
    with pytest.raises(UnreadableFile, match=reason):
        read_bytes(content, name)


def test_content_goes_before_the_name():
    assert read_bytes(rb"{\rtf1\ansi It rained.\par}", "rain.pdf").metadata["media_type"] == "application/rtf"


def test_signs_of_windows_1252_pasted_into_utf8_are_read_as_what_they_are():
    pasted = "Café “Lärche” – tea ".encode() + "£3".encode("cp1252") + ", cake £4".encode()
    assert decode(pasted, "some.txt") == "Café “Lärche” – tea £3, cake £4"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Name;Straße;Geburtstag\nJürgen Groß;Hauptstraße 5;04.05.1971\nÄnne Weiß;Am Markt 1;12.11.1980\n", "cp1252"),
        ("Le café ouvre à huit heures. L’été, il ferme à minuit.", "cp1252"),
        ("La riunione è lunedì. Perché? È così.", "cp1252"),
        ("Price: £5.50 each; see ¶ 3. Take 5 µg.", "cp1252"),
        ("Der Schlüssel liegt unter der Fußmatte. Äpfel und Öl.", "mac_roman"),
        ("Zebranie zaczyna się o ósmej. Klucz leży u dozorcy Łukasza Żaka.", "cp1250"),
        ("Вес 10кг, цена 5р, модель А4 и iPhone5", "cp1251"),
        ("Собрание начнётся в восемь часов утра.", "cp866"),
    ],
)
def test_a_short_text_is_read_in_the_encoding_in_which_its_words_are_words(text: str, encoding: str):
    assert decode(text.encode(encoding), "a.txt") == text
