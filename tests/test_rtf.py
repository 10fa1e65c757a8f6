"""RTF: paragraphs, signs, tables, title."""

import pytest

from knowledge import UnreadableFile, read_bytes


def read(body):
    return read_bytes(rb"{\rtf1\ansi\ansicpg1252 " + body + b"}", "some.rtf")


def test_paragraphs_and_signs_are_read():
    assert read(rb"It rained.\par Gr\'fcn \u8212? \b bold\b0 .\par").text == "It rained.\n\nGrün — bold."


def test_the_rows_of_a_table_name_their_columns():
    table = b"".join(rb"\trowd %s\cell %s\cell\row " % row for row in [(b"City", b"Rain"), (b"Oslo", b"763 mm")])
    assert read(table).text == "City: Oslo; Rain: 763 mm"


def test_title_and_author_are_kept():
    document = read(rb"{\info{\title Gr\'fcn}{\author Ann Lee}}It rained.\par")
    assert (document.title, document.metadata["author"]) == ("Grün", "Ann Lee")


def test_a_file_without_text_is_refused():
    with pytest.raises(UnreadableFile, match=r"^some\.rtf: holds no text$"):
        read(b"")
