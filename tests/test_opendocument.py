"""ODT: headings, lists, tables, notes and text boxes."""

import pytest
from samples import odt

from knowledge import UnreadableFile, passages, read_bytes

NOTE = (
    "<text:note><text:note-citation>1</text:note-citation>"
    "<text:note-body><text:p>{}</text:p></text:note-body></text:note>"
)


def read(body, **options):
    return read_bytes(odt(body, **options), "some.odt")


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


def test_items_bear_the_numbers_that_their_list_gives_them():
    styles = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/>'
        '<text:list-level-style-number text:level="2" style:num-format="a" text:start-value="3"/></text:list-style>'
    )

    def listed(inside, more=""):
        return f'<text:list text:style-name="L1"{more}>{inside}</text:list>'

    def item(text, inside=""):
        return f"<text:list-item><text:p>{text}</text:p>{inside}</text:list-item>"

    inner = f"<text:list>{item('drizzle')}{item('shower')}</text:list>"
    body = listed(item("rain", inner) + item("snow")) + listed(item("fog"), ' text:continue-numbering="true"')
    assert read(body + listed(item("hail")), styles=styles).text == (
        "1. rain\nc) drizzle\nd) shower\n2. snow\n3. fog\n1. hail"
    )


def test_lines_that_were_ended_stand_apart_and_raised_digits_are_no_digits_of_the_number_before():
    styles = (
        '<style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>'
        '<style:style style:name="T2"><style:text-properties style:text-position="sub 58%"/></style:style>'
    )
    body = (
        "<text:p>Quay Street 17<text:line-break/>Phone: 0151 2345</text:p>"
        '<text:p>10<text:span text:style-name="T1">6</text:span> l of '
        'H<text:span text:style-name="T2">2</text:span>O</text:p>'
    )
    assert read(body, styles=styles).text == "Quay Street 17\n\nPhone: 0151 2345\n\n10⁶ l of H2O"
