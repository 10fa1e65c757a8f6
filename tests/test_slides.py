"""PPTX: slides as pages, their titles as headings, notes below."""

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
