"""Packages and archives: limits on entries, size and ratio, whatever their own tables say."""

import re
import struct
import zipfile
from io import BytesIO

import pytest
from samples import CORE, ODF, docx, odt, pptx, word_paragraph, xlsx, zipped

from knowledge import FileTooLarge, UnreadableFile, UnsupportedFile, read_bytes
from knowledge.formats import extract, packages
from knowledge.formats.archive import members
from knowledge.formats.packages import Package


def test_the_parts_of_a_package_are_read_by_name():
    package = Package(zipped({"a.txt": "rain", "b/": ""}), "some.zip")
    assert (package.names(), package.read("a.txt"), "c.txt" in package) == (["a.txt"], b"rain", False)


def with_part(package, name, said):
    """Return a package with another part, in the place of one that has its name."""
    with zipfile.ZipFile(BytesIO(package)) as opened:
        return zipped({**{each: opened.read(each) for each in opened.namelist()}, name: said})


META = f"<office:document-meta {ODF}>{CORE.format(title='Rain')}</office:document-meta>"


@pytest.mark.parametrize(
    ("name", "content", "part", "said"),
    [
        ("some.docx", docx(word_paragraph("It rained.")), "docProps/core.xml", CORE.format(title="Rain")),
        ("some.pptx", pptx(("Year", ["It rained."], "")), "docProps/core.xml", CORE.format(title="Rain")),
        ("some.xlsx", xlsx(Year=[["It rained."]]), "docProps/core.xml", CORE.format(title="Rain")),
        ("some.odt", odt("<text:p>It rained.</text:p>"), "meta.xml", META),
    ],
)
def test_title_author_and_date_are_those_that_a_package_tells(name, content, part, said):
    document = read_bytes(with_part(content, part, said), name)
    assert (document.title, document.metadata["author"], document.metadata["created"]) == (
        "Rain", "Ann Lee", "2024-05-01T10:00:00Z",
    )  # fmt: skip


def test_a_part_that_is_missing_is_named():
    with pytest.raises(UnreadableFile, match=r"^some\.zip: has no c\.txt inside"):
        Package(zipped({}), "some.zip").read("c.txt")


def test_too_many_entries_are_refused():
    content = zipped({f"{n}.txt": "" for n in range(2_001)})
    with pytest.raises(FileTooLarge, match=r"2,001 entries; archives of up to 2,000 are read"):
        Package(content, "some.zip")


def test_a_bomb_is_refused_by_its_table():
    with pytest.raises(FileTooLarge, match="200 times the file's own size"):
        Package(zipped({"a.txt": "a" * 1_000_000}), "some.zip")


def test_a_bomb_that_lies_about_its_size_is_refused_as_it_unpacks():
    content = bytearray(zipped({"a.txt": "a" * 1_000_000}))
    at = content.index(b"PK\1\2")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    with pytest.raises((FileTooLarge, UnreadableFile), match=r"^some\.zip: "):
        Package(bytes(content), "some.zip").read("a.txt")


def test_all_parts_together_are_limited(monkeypatch):
    monkeypatch.setattr(packages, "MOST_EXPANDED", 250)
    package = Package(zipped({"a.txt": "a" * 100, "b.txt": "b" * 100}), "some.zip")
    package.check()
    with pytest.raises(FileTooLarge):
        package.read("a.txt")


def test_overlapping_entries_are_counted_each(monkeypatch):
    content = bytearray(zipped({"a.txt": "a" * 1000}))
    at, end = content.index(b"PK\1\2"), content.index(b"PK\5\6")
    entry = bytes(content[at:end])
    content[end:end] = entry * 299
    end = content.index(b"PK\5\6")
    content[end + 8 : end + 16] = struct.pack("<HHI", 300, 300, 300 * len(entry))
    monkeypatch.setattr(packages, "MOST_EXPANDED", 200_000)
    with pytest.raises(FileTooLarge):
        Package(bytes(content), "some.zip").check()


def test_a_dtd_in_any_part_is_refused():
    content = zipped({"a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})
    with pytest.raises(UnreadableFile, match="DTD"):
        Package(content, "some.xlsx").check()


def test_a_package_with_a_password_says_so():
    content = bytearray(zipped({"a.txt": "rain"}))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(mark) + offset] |= 1
    with pytest.raises(UnreadableFile, match="needs a password"):
        Package(bytes(content), "some.zip").read("a.txt")


@pytest.mark.parametrize("content", [b"PK\3\4", zipped({"a.txt": "rain"})[:-30]])
def test_a_damaged_package_is_refused_with_the_remedy(content):
    with pytest.raises(UnreadableFile, match=r"^some\.zip: damaged inside .*save it again$"):
        Package(content, "some.zip")


def test_an_archive_within_an_archive_is_not_opened():
    found = dict(members(zipped({"a.zip": zipped({"b.txt": "rain"})}), "some.zip"))
    assert "archive within an archive" in str(found["some.zip/a.zip"])


def test_an_archive_whose_files_are_all_refused_says_why_and_each_reason_once():
    content = bytearray(zipped({"a.txt": "rain", "b.txt": "snow"}))
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        for found in list(re.finditer(re.escape(mark), bytes(content))):
            content[found.start() + at] |= 1  # the flag of an encrypted file
    assert [str(error) for _, error in members(bytes(content), "some.zip")] == [
        "some.zip: needs a password; save it without one"
    ]


def test_a_document_that_came_half_is_damaged_and_not_another_kind():
    half = docx(word_paragraph("It rained."))[:-30]
    (found,) = (held for _, held in extract(half, "some.docx"))
    assert str(found).startswith("some.docx: damaged inside")
    (found,) = (held for _, held in extract(zipped({"a.txt": "rain"}), "some.docx"))
    assert str(found).startswith("some.docx: a ZIP archive, but not what its name says")


def test_a_document_within_an_archive_is_told_by_its_content():
    found = dict(members(zipped({"rain": docx(word_paragraph("It rained."))}), "some.zip"))
    assert found["some.zip/rain"].text == "It rained."


def test_an_archive_of_nothing_that_is_read_says_what_is_in_it():
    found = dict(members(zipped({"a.png": b"\x89PNG", "b.png": b"\x89PNG", "Makefile": "all:"}), "some.zip"))
    assert isinstance(found["some.zip"], UnsupportedFile)
    assert ".png (2), Makefile (1)" in str(found["some.zip"])


def test_an_empty_archive_is_refused():
    with pytest.raises(UnreadableFile, match="holds no file"):
        read_bytes(zipped({}), "some.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_read_within_the_limits(method):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        package.writestr("a.txt", "rain" * 10)
    assert Package(made.getvalue(), "some.zip").read("a.txt") == b"rain" * 10
