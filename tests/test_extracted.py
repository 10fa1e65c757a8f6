"""The text that a format gives, and where its headings and pages stand."""

from knowledge import passages
from knowledge.formats.extracted import Writer, one_line


def written(write):
    writer = Writer()
    write(writer)
    return writer.extracted("Rain", "text/html", details={"language": "en", "author": " "})


def test_headings_are_where_they_are_said_to_be():
    found = written(lambda w: (w.heading("Rain", 1), w.paragraph("It falls."), w.heading("In  spring", 2)))
    assert [(found.text[a:b], level) for a, b, level in found.headings] == [("Rain", 1), ("In spring", 2)]


def test_pages_begin_where_they_are_said_to_begin():
    found = written(lambda w: [(w.page(), w.item(f"Page {n}")) for n in (1, 2, 3)])
    document = found.document("rain.pdf")
    assert [document.page_at(document.text.index(f"Page {n}")) for n in (1, 2, 3)] == [1, 2, 3]


def test_a_page_without_text_is_counted():
    found = written(lambda w: (w.page(), w.paragraph("One."), w.page(), w.page(), w.paragraph("Three.")))
    document = found.document("rain.pdf")
    assert document.page_at(document.text.index("Three")) == 3


def test_a_page_may_begin_within_a_paragraph():
    found = written(lambda w: (w.page(), w.paragraph("It rained all night.", breaks=[10])))
    document = found.document("rain.pdf")
    assert (document.page_at(9), document.page_at(10)) == (1, 2)


def test_a_document_without_pages_has_none():
    assert written(lambda w: w.paragraph("It rained.")).document("rain.html").page_at(0) is None


def test_a_passage_knows_its_headings_and_page():
    def write(writer):
        writer.page()
        writer.heading("Weather", 1)
        writer.page()
        writer.heading("Spring", 2)
        writer.paragraph("It rained all night.")

    passage = passages(written(write).document("rain.pdf"))[0]
    assert (passage.text, passage.heading, passage.page) == ("It rained all night.", "Weather › Spring", 2)


def test_a_short_line_is_no_heading_where_the_format_knows_its_headings():
    found = written(lambda w: (w.heading("Weather", 1), w.paragraph("Rain and snow"), w.paragraph("It fell.")))
    assert [each.text for each in passages(found.document("rain.html"))] == ["Rain and snow\n\nIt fell."]


def test_notes_stand_at_the_end_under_the_sentence_that_bears_their_mark():
    def write(writer):
        writer.paragraph("It rained" + writer.note("Not in May.") + " all night.")
        writer.paragraph("Then it snowed.")

    found = written(write)
    assert found.text == "It rained¹ all night.\n\nThen it snowed.\n\n¹ Not in May."
    note = passages(found.document("rain.docx"))[-1]
    assert (note.text, note.heading) == ("Not in May.", "It rained¹ all night.")


def test_items_of_a_list_stand_line_by_line():
    assert written(lambda w: (w.item("rain"), w.item("snow"), w.paragraph("End."))).text == "• rain\n• snow\n\nEnd."


def test_what_is_empty_is_not_written():
    found = written(lambda w: (w.heading(" ", 1), w.paragraph(None), w.item("\0"), w.paragraph("Rain."), w.note("")))
    assert (found.text, found.headings, found.details) == ("Rain.", (), {"language": "en"})


def test_what_is_written_elsewhere_keeps_its_headings_a_level_lower():
    inner = written(lambda w: w.heading("Rain", 1))
    found = written(lambda w: (w.heading("Mail", 1), w.append(inner, below=1)))
    assert [(found.text[a:b], level) for a, b, level in found.headings] == [("Mail", 1), ("Rain", 2)]


def test_a_line_has_no_signs_that_cannot_be_seen():
    assert one_line("a\0b\u00adc\ud800 \n\t d") == "abc d"
