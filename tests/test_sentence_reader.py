"""The sentence reader: hits to spans, best first."""

import json

import pytest
from few_documents import index_of, index_over

from bot.reading.evidence import FEATURES
from bot.reading.questions import Asking
from bot.reading.sentences import WEIGHTS, SentenceReader
from knowledge import bundled_document

BUNDLED = bundled_document()
INDEX = index_over(BUNDLED)


def read(question, index=INDEX):
    return SentenceReader().read(Asking(question), index.search(question, 10), index)


def test_the_shipped_weights_know_every_feature():
    weights = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert weights["sentence"].keys() == set(FEATURES)
    assert weights["confidence"].keys() == {*FEATURES, "score", "lead", "bias"}
    assert weights["hits_read"] >= 1


def test_without_hits_nothing_is_read():
    assert read("xyzzy") == []


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who is Phil Goff?", "Phil Goff"),
        ("Since when has New Zealand had contacts with NATO?", "2001"),
        ("When did the Bucharest Summit take place?", "April 2008"),
        ("Which flag did the officers serve under?", "British flag"),
        ("What agreement have NATO and New Zealand signed?", "classified information"),
    ],
)
def test_the_answering_sentence_comes_first(question, words):
    best = read(question)[0]
    assert words in best.hit.passage.text[slice(*best.sentence)]


@pytest.mark.parametrize(
    ("question", "short"),
    [("Since when has New Zealand had contacts with NATO?", "2001"), ("When was the Bucharest Summit?", "April 2008")],
)
def test_an_expression_of_the_kind_asked_for_is_the_short_answer(question, short):
    assert read(question)[0].text == short


def test_where_no_kind_is_expected_the_sentence_is_the_answer():
    assert not read("Why does New Zealand take part in meetings?")[0].is_part


def test_of_several_expressions_the_one_beside_the_questions_words_is_taken():
    index = index_of("The house, built in 1850 by Ann Lee and painted in 1990 by Bob Ray, burned down in 2001.")
    assert read("When was it painted?", index)[0].text == "1990"
    assert read("When did it burn down?", index)[0].text == "2001"


def test_spans_are_ordered_by_their_scores_and_lie_in_their_passages():
    spans = read("Who is the Prime Minister of New Zealand?")
    assert len(spans) > 1
    assert [span.score for span in spans] == sorted((span.score for span in spans), reverse=True)
    for span in spans:
        assert 0 <= span.start < span.end <= len(span.hit.passage.text)
        assert BUNDLED.text[span.hit.passage.start + span.start :].startswith(span.text)


def test_a_confidence_is_a_probability():
    for question in ("Who is Phil Goff?", "cake", "What is the population of New Zealand?", "New Zealand " * 50):
        assert all(0.0 < span.confidence < 1.0 for span in read(question))


def test_the_documents_own_question_is_surer_than_a_foreign_one():
    known, foreign = read("Who is Phil Goff?"), read("Who won the football match of New Zealand against Peru?")
    assert known[0].confidence > foreign[0].confidence


def test_each_span_says_what_was_asked_for():
    assert {span.kind for span in read("When did Phil Goff meet Lord Robertson?")} == {"time"}


def test_equal_sentences_stand_in_the_order_of_their_passages():
    index = index_of("The cap is green.", "The cap is green.")
    assert [span.hit.passage.document_id for span in read("cap green", index)] == ["d0", "d1"]


def test_reading_twice_gives_the_same():
    question = "Whom did Phil Goff meet in Novmber 2003?"
    assert read(question) == read(question)


@pytest.mark.parametrize("text", ["1,2,3," * 3000, "A " * 9000, "a" * 20_000, "Who? " * 4000, "Ω🦜 " * 4000])
def test_a_text_that_is_no_prose_is_read_too(text):
    index = index_of(f"Cap. {text}")
    assert isinstance(read("When did the cap cost how much?", index), list)
