"""The records of a reply."""

from dataclasses import FrozenInstanceError

import pytest
from few_documents import index_over

from bot import Answer, Citation, ShownPassage, Span
from knowledge import Document, Hit, Passage

TEXT = "The cap is green. It was bought in Rome. Nobody wears it."
SENTENCES = ((0, 17), (18, 40), (41, 57))


def hit(sentences=SENTENCES):
    return Hit(Passage("d:0", "d", TEXT, 0, len(TEXT), sentences=sentences), 2.5)


def span(start, end):
    return Span(hit(), start, end, 1.0)


def test_a_span_gives_its_words():
    assert span(35, 39).text == "Rome"


def test_a_span_stands_in_the_sentence_around_it():
    assert span(35, 39).sentence == (18, 40)


def test_a_span_over_two_sentences_stands_in_both():
    assert span(12, 22).sentence == (0, 40)


def test_a_span_in_no_sentence_stands_for_itself():
    assert Span(hit(sentences=()), 4, 7, 1.0).sentence == (4, 7)


def test_a_whole_sentence_is_no_part():
    assert not span(18, 40).is_part


def test_some_words_of_a_sentence_are_a_part():
    assert span(18, 39).is_part


def test_a_span_has_no_confidence_unless_one_is_given():
    assert span(0, 3).confidence is None


def test_a_shown_passage_knows_the_title_and_source_of_its_document():
    document = Document("hat", "Of hats", TEXT, "notes/hat.txt")
    index = index_over(document)
    shown = ShownPassage.of(index.search("cap", 1)[0], index)
    assert (shown.document_id, shown.title, shown.source) == ("hat", "Of hats", "notes/hat.txt")
    assert document.text[shown.start : shown.end] == shown.text


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (Answer("refusal", "Nothing."), "text"),
        (Citation("d", "t", "s", 0, 3, "The"), "quote"),
        (Span(hit(), 0, 3, 1.0), "start"),
    ],
)
def test_a_record_cannot_be_changed(record, field):
    with pytest.raises(FrozenInstanceError):
        setattr(record, field, "other")


def test_records_of_the_same_content_are_equal():
    assert Citation("d", "t", "s", 0, 3, "The") == Citation("d", "t", "s", 0, 3, "The")
    assert span(0, 3) == span(0, 3)
