"""ODT: headings, lists, tables, notes and text boxes."""

import pytest
from samples import odt

from knowledge import UnreadableFile, passages, read_bytes

NOTE = (
    "<text:note><text:note-citation>1</text:note-citation>"
    "<text:note-body><text:p>{}</text:p></text:note-body></text:note>"
)


def read(body):
    return read_bytes(odt(body), "some.odt")


def test_headings_have_their_levels():
    document = read(
        '<text:h text:outline-level="1">Year</text:h><text:h text:outline-level="2">Spring</text:h>'
        "<text:p>It rained.</text:p>"
    )
    assert [(document.text[a:b], level) for a, b, level in document.metadata["headings"]] == [
        ("Year", 1),
        ("Spring", 2),
    ]
    assert (document.title, passages(document)[0].heading) == ("Year", "Spring")


def test_lists_within_lists_are_items():
    inner = "<text:list><text:list-item><text:p>drizzle</text:p></text:list-item></text:list>"
    document = read(f"<text:list><text:list-item><text:p>rain</text:p>{inner}</text:list-item></text:list>")
    assert document.text == "• rain\n• drizzle"


def test_tables_name_their_columns():
    def cells(*texts):
        inner = "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts)
        return f"<table:table-row>{inner}</table:table-row>"

    document = read(f"<table:table>{cells('City', 'Rain')}{cells('Oslo', '763 mm')}</table:table>")
    assert document.text == "City: Oslo; Rain: 763 mm"


def test_a_footnote_stands_at_the_end():
    assert read(f"<text:p>It rained{NOTE.format('Not in May.')} all night.</text:p>").text == (
        "It rained¹ all night.\n\n¹ Not in May."
    )


def test_a_text_box_stands_below_its_paragraph():
    box = "<draw:frame><draw:text-box><text:p>Beware.</text:p></draw:text-box></draw:frame>"
    assert read(f"<text:p>It {box}rained.</text:p>").text == "It rained.\n\nBeware."


def test_spaces_tabs_and_sections_are_read_and_changes_left_out():
    body = (
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        '<text:section><text:p>It<text:s text:c="3"/>rained<text:tab/>all'
        "<text:line-break/>night.</text:p></text:section>"
    )
    assert read(body).text == "It rained all night."


def test_a_document_without_text_is_refused():
    with pytest.raises(UnreadableFile, match=r"^some\.odt: holds no text$"):
        read("<text:p/>")
