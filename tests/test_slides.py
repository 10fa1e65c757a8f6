"""PPTX: slides as pages, their titles as headings, notes below."""

from io import BytesIO

import pytest
from samples import pptx

from knowledge import UnreadableFile, passages, read_bytes


def test_each_slide_is_a_page_under_its_title():
    document = read_bytes(
        pptx(("Rain", ["It rained.", "It poured."], ""), ("Snow", ["It snowed."], "In May.")), "a.pptx"
    )
    assert document.text == "Rain\n\n• It rained.\n• It poured.\n\nSnow\n\nIt snowed.\n\nIn May."
    assert [(each.heading, each.page) for each in passages(document)] == [(None, 1), ("Snow", 2)]


def test_the_title_is_that_of_the_first_slide_where_the_file_tells_none():
    assert read_bytes(pptx(("Rain", ["It rained."], "")), "a.pptx").title == "Rain"


def test_a_presentation_without_text_is_refused():
    with pytest.raises(UnreadableFile, match=r"^a\.pptx: holds no text"):
        read_bytes(pptx(("", [], "")), "a.pptx")


def test_tables_and_what_is_grouped_are_read_from_the_top_down():
    from pptx import Presentation
    from pptx.util import Cm

    made, presentation = BytesIO(), Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    table = slide.shapes.add_table(2, 2, Cm(2), Cm(8), Cm(10), Cm(2)).table
    for place, words in zip(((0, 0), (0, 1), (1, 0), (1, 1)), ("City", "Rain", "Oslo", "763 mm"), strict=True):
        table.cell(*place).text = words
    box = slide.shapes.add_group_shape().shapes.add_textbox(Cm(2), Cm(2), Cm(10), Cm(2))
    box.text_frame.text = "It rained."
    box.text_frame.paragraphs[0].runs[0].font.bold = True
    presentation.save(made)
    assert read_bytes(made.getvalue(), "a.pptx").text == "It rained.\n\nCity: Oslo; Rain: 763 mm"


def test_lines_of_a_slide_are_parted_numbered_and_raised_as_it_shows_them():
    from pptx import Presentation
    from pptx.oxml.ns import qn

    made, presentation = BytesIO(), Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Annual review\vFiscal 2025"
    frame = slide.placeholders[1].text_frame
    frame.text = "What we do:\n10\nAsk Mina Sato\vPhone: 0151 2345"
    lead, first, second = (each._p.get_or_add_pPr() for each in frame.paragraphs)
    lead.append(lead.makeelement(qn("a:buNone"), {}))
    for each in (first, second):
        each.append(each.makeelement(qn("a:buAutoNum"), {"type": "arabicPeriod"}))
    raised = frame.paragraphs[1].add_run()
    raised.text = "6"
    raised.font._element.set("baseline", "30000")
    presentation.save(made)
    document = read_bytes(made.getvalue(), "a.pptx")
    assert document.title == "Annual review Fiscal 2025"
    assert document.text.split("\n\n", 1)[1] == "What we do:\n\n1. 10⁶\n2. Ask Mina Sato\n\nPhone: 0151 2345"
