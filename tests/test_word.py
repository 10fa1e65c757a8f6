"""DOCX: headings, lists, tables, notes and text boxes, and what is refused."""

import pytest
from samples import W, docx, word_paragraph, word_table, zipped

from knowledge import UnreadableFile, passages, read_bytes

NUMBERED = '<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
NUMBERING = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="9"><w:abstractNumId w:val="0"/></w:num>'
    "</w:numbering>"
)


def read(*blocks, **options):
    return read_bytes(docx(*blocks, **options), "some.docx")


def item(text, number, level=0):
    return word_paragraph(text, properties=NUMBERED.format(level=level, number=number))


def test_headings_are_told_by_their_styles_and_by_what_these_are_based_on():
    document = read(
        word_paragraph("Year", style="H1"), word_paragraph("Spring", style="Mine"), word_paragraph("It rained."),
    )  # fmt: skip
    found = [(document.text[start:end], level) for start, end, level in document.metadata["headings"]]
    assert found == [("Year", 1), ("Spring", 2)]
    assert [(each.text, each.heading) for each in passages(document)] == [("It rained.", "Spring")]


def test_the_table_of_contents_is_left_out():
    assert read(word_paragraph("Year 1", style="TOC1"), word_paragraph("It rained.")).text == "It rained."


def test_items_bear_their_numbers_letters_and_bullets():
    document = read(
        item("rain", 7), item("drizzle", 7, 1), item("shower", 7, 1),
        item("snow", 7), item("hail", 7, 1), item("frost", 9), item("sleet", 7, 1), item("fog", 8),
        parts={"word/numbering.xml": NUMBERING},
    )  # fmt: skip
    assert document.text == "1. rain\na) drizzle\nb) shower\n2. snow\na) hail\n1. frost\nb) sleet\n• fog"


def test_the_rows_of_a_table_name_their_columns():
    document = read(word_table(("City", "Rain"), ("Oslo", "763 mm"), ("Rome", "878 mm")))
    assert document.text == "City: Oslo; Rain: 763 mm\n\nCity: Rome; Rain: 878 mm"


def test_a_cell_merged_downwards_stands_in_every_row():
    merged = "<w:tc><w:tcPr><w:vMerge{}/></w:tcPr>{}</w:tc>"
    first = merged.format(' w:val="restart"', word_paragraph("Norway"))
    rows = [(f"<w:tc>{word_paragraph('Country')}</w:tc>", "City"), (first, "Oslo"), (merged.format("", ""), "Bergen")]
    rows = [f"<w:tr>{cell}<w:tc>{word_paragraph(city)}</w:tc></w:tr>" for cell, city in rows]
    document = read("<w:tbl>" + "".join(rows) + "</w:tbl>")
    assert document.text == "Country: Norway; City: Oslo\n\nCountry: Norway; City: Bergen"


def test_a_table_of_one_column_is_read_as_paragraphs():
    assert read(word_table(("It rained.",), ("It snowed.",))).text == "It rained.\n\nIt snowed."


def test_footnotes_and_endnotes_stand_at_the_end_under_the_sentence_they_belong_to():
    def notes(kind, text):
        return f'<w:{kind}s xmlns:w="{W}"><w:{kind} w:id="2">{word_paragraph(text)}</w:{kind}></w:{kind}s>'

    document = read(
        word_paragraph(
            "It rained", inside='<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> all night.</w:t></w:r>'
        ),
        word_paragraph("It snowed", inside='<w:r><w:endnoteReference w:id="2"/></w:r><w:r><w:t> all day.</w:t></w:r>'),
        parts={
            "word/footnotes.xml": notes("footnote", "Not in May."),
            "word/endnotes.xml": notes("endnote", "In June."),
        },
    )
    assert document.text == "It rained¹ all night.\n\nIt snowed² all day.\n\n¹ Not in May.\n\n² In June."
    assert [each.heading for each in passages(document)][-2:] == ["It rained¹ all night.", "It snowed² all day."]


def test_a_text_box_is_read_once_below_its_paragraph():
    box = f"<w:txbxContent>{word_paragraph('Beware of the rain.')}</w:txbxContent>"
    choice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    assert read(word_paragraph("It rained.", inside=f"<w:r>{choice}</w:r>")).text == "It rained.\n\nBeware of the rain."


def test_what_was_deleted_is_left_out_and_what_was_inserted_kept():
    changed = "<w:del><w:r><w:delText> never</w:delText></w:r></w:del><w:ins><w:r><w:t> always</w:t></w:r></w:ins>"
    assert read(word_paragraph("It rained", inside=changed)).text == "It rained always"


def test_tabs_and_line_ends_part_words():
    inside = "<w:r><w:tab/><w:t>all</w:t><w:br/><w:t>night</w:t><w:noBreakHyphen/><w:t>long</w:t></w:r>"
    assert read(word_paragraph("It rained", inside=inside)).text == "It rained all night-long"


def test_title_author_and_date_are_kept():
    document = read(word_paragraph("It rained."), title="Rain")
    assert (document.title, document.metadata["author"]) == ("Rain", "Ann Lee")
    assert document.metadata["created"] == "2024-05-01T10:00:00Z"


def test_without_a_title_the_first_heading_is_it_and_without_one_the_name():
    assert read(word_paragraph("Year", style="H1"), word_paragraph("It rained.")).title == "Year"
    assert read(word_paragraph("It rained.")).title == "some"


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ('<!DOCTYPE x [<!ENTITY a "rain">]>', "DTD"),
        ('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "DTD"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "DTD"),
    ],
)
def test_a_dtd_is_refused(before, reason):
    with pytest.raises(UnreadableFile, match=rf"^some\.docx: .*{reason}"):
        read(word_paragraph("It rained. &a;" if "ENTITY" in before else "It rained."), before=before)


def test_a_broken_part_is_refused_with_the_remedy():
    with pytest.raises(UnreadableFile, match=r"^some\.docx: damaged inside .*save it again$"):
        read("<w:p>")


def test_a_package_without_its_document_is_refused():
    content = zipped({"[Content_Types].xml": "<Types/>", "word/other.xml": "<a/>"})
    with pytest.raises(UnreadableFile, match=r"has no word/document\.xml inside"):
        read_bytes(content, "some.docx")


def test_a_document_without_text_is_refused():
    with pytest.raises(UnreadableFile, match="holds no text"):
        read(word_paragraph(" "))


def test_lines_that_were_ended_stand_apart_and_raised_digits_are_no_digits_of_the_number_before():
    ended = "<w:r><w:t>Quay Street 17</w:t><w:br/><w:t>Phone: 0151 2345</w:t></w:r>"
    run = '<w:r><w:rPr><w:vertAlign w:val="{}"/></w:rPr><w:t>{}</w:t></w:r>'
    raised = f"{run.format('superscript', 6)}<w:r><w:t> l of H</w:t></w:r>{run.format('subscript', 2)}"
    document = read(f"<w:p>{ended}</w:p>", word_paragraph("10", inside=raised))
    assert document.text == "Quay Street 17\n\nPhone: 0151 2345\n\n10⁶ l of H2"
