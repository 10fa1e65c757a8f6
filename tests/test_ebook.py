"""EPUB: chapters in order, and books that lead elsewhere or are locked."""

import pytest
from samples import epub, zipped

from knowledge import UnreadableFile, passages, read_bytes


def read(*chapters, **options):
    return read_bytes(epub(*chapters, **options), "some.epub")


def test_chapters_are_read_in_order_under_their_headings():
    document = read("<h1>Spring</h1><p>It rained.</p>", "<h1>Winter</h1><p>It snowed&nbsp;hard &amp; long.</p>")
    assert document.text == "Spring\n\nIt rained.\n\nWinter\n\nIt snowed hard & long."
    assert [each.heading for each in passages(document)] == ["Spring", "Winter"]


def test_title_author_and_language_are_kept():
    document = read("<p>It rained.</p>")
    assert (document.title, document.metadata["author"], document.metadata["language"]) == (
        "The Book of Rain",
        "Ann Lee",
        "en",
    )


def test_a_chapter_that_is_not_well_formed_is_read_as_a_browser_would():
    assert read("<p>It rained.<br><p>It snowed.").text == "It rained.\n\nIt snowed."


def test_entities_of_its_own_are_refused():
    with pytest.raises(UnreadableFile, match="declares"):
        read("<p>It rained.</p>", opf_before='<!DOCTYPE package [<!ENTITY a "rain">]>')


def test_a_book_that_names_a_file_outside_is_refused():
    container = '<container><rootfiles><rootfile full-path="../../etc/passwd"/></rootfiles></container>'
    content = zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": container})
    with pytest.raises(UnreadableFile, match="which is not in it"):
        read_bytes(content, "some.epub")


def test_a_locked_book_says_so():
    with pytest.raises(UnreadableFile, match="DRM"):
        read("", parts={"META-INF/rights.xml": "<rights/>"})


def test_the_number_of_a_note_is_no_digit_of_the_number_before():
    note = '<a xmlns:epub="http://www.idpf.org/2007/ops" epub:type="noteref" href="#n">1</a>'
    assert read(f"<p>It costs € 95{note} a year.</p>").text == "It costs € 95¹ a year."
