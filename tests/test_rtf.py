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


def test_tables_with_text_between_them_are_each_read_under_their_own_names():
    city, lake = (
        b"".join(rb"\trowd %s\cell %s\cell\row " % row for row in rows)
        for rows in ([(b"City", b"Rain"), (b"Oslo", b"763 mm")], [(b"Lake", b"Depth"), (b"Como", b"425 m")])
    )
    document = read(rb"It rained.\par " + city + rb"\pard It snowed.\par " + lake)
    assert document.text == "It rained.\n\nCity: Oslo; Rain: 763 mm\n\nIt snowed.\n\nLake: Como; Depth: 425 m"


def test_title_and_author_are_kept():
    document = read(rb"{\info{\title Gr\'fcn}{\author Ann Lee}}It rained.\par")
    assert (document.title, document.metadata["author"]) == ("Grün", "Ann Lee")


def test_a_file_without_text_is_refused():
    with pytest.raises(UnreadableFile, match=r"^some\.rtf: holds no text$"):
        read(b"")


def test_headings_and_items_are_told_apart_from_paragraphs():
    document = read(
        rb"{\stylesheet{\s1\outlinelevel0 heading 1;}}\pard\s1\outlinelevel0\b Rain\par\pard\plain It rained.\par"
        rb"\pard\outlinelevel1 Kinds\par\pard{\listtext 1.\tab}drizzle\par{\listtext\'95\tab}shower\par"
    )
    assert document.text == "Rain\n\nIt rained.\n\nKinds\n\n1. drizzle\n• shower"
    assert [tuple(each) for each in document.metadata["headings"]] == [(0, 4, 1), (18, 23, 2)]
    assert document.title == "Rain"


def test_a_footnote_stands_at_the_end_and_raised_digits_are_no_digits_of_the_number_before():
    for note in (rb"{\footnote\pard\plain{\super\chftn} Not in M\'e4rz.}", rb"{\*\footnote\chftn Not in M\'e4rz.\par}"):
        document = read(rb"It rained 10{\b\super 3} hours{\super\chftn" + note + rb"} long.\par")
        assert document.text == "It rained 10³ hours¹ long.\n\n¹ Not in März."


def test_a_cell_may_hold_paragraphs_and_bars():
    rows = rb"\trowd\cellx1 City\par\cell Rain\cell\row\trowd Oslo\par south\cell 7|8\cell\trowd\row"
    assert read(rows + rb"\pard It a|b rained.\par").text == "City: Oslo south; Rain: 7|8\n\nIt a|b rained."
