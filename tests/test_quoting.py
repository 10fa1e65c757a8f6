"""Which sentences are quoted for a span: its own, and a neighbour where it leans on that."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Span
from bot.reading.questions import Asking
from bot.reading.quoting import quoted_with
from knowledge import Document, Hit, passages

SENTENCES = st.sampled_from(
    ["The cap is green.", "It was sold in Rome.", "Ada Lee made the cap.", "On that basis, she left.", "Why?"]
)


def hit_of(text):
    [passage] = passages(Document("d", "Notes", text, "d.txt"))
    return Hit(passage, 1.0)


def quote(question, words, text):
    """Return what is quoted of a text for these words of it."""
    hit, start = hit_of(text), text.index(words)
    return text[slice(*quoted_with(Span(hit, start, start + len(words), 1.0), Asking(question)))]


def test_a_sentence_that_stands_alone_is_quoted_alone():
    text = "The weather was fine. The green cap was sold in 1998. Nobody came."
    assert quote("When was the green cap sold?", "1998", text) == "The green cap was sold in 1998."


@pytest.mark.parametrize(
    "start",
    ["It", "They", "This", "Both", "The latter", "However, this", "On that basis, it", "Due to this, it", "“It", "HE"],
)
def test_a_sentence_that_points_back_is_quoted_with_the_one_before(start):
    text = f"Nobody wears green caps. A cap is dear. {start} sold for 5 pounds."
    assert quote("How much?", "5 pounds", text) == text[text.index("A cap") :]


@pytest.mark.parametrize("start", ["Italy", "Thistles", "Iterations", "Bothwell", "On Thatcher's word Ann"])
def test_a_word_that_only_begins_like_one_that_points_back_does_not(start):
    text = f"A cap is dear. {start} sold for 5 pounds."
    assert quote("How much?", "5 pounds", text) == text[15:]


def test_the_first_sentence_has_nothing_to_lean_on():
    text = "It was sold in 1998. Nobody came."
    assert quote("When?", "1998", text) == "It was sold in 1998."


def test_a_blank_line_parts_a_sentence_from_the_one_before():
    text = "A cap is dear.\n\nIt was sold in 1998."
    assert quote("When?", "1998", text) == "It was sold in 1998."


def test_a_line_that_is_wrapped_parts_nothing():
    text = "A cap is dear.\nIt was sold in 1998."
    assert quote("When?", "1998", text) == text


@pytest.mark.parametrize(
    "text",
    [
        "The green cap came from Rome. Traders carried wool for 5 pounds.",
        "Traders carried wool for 5 pounds. The green cap came from Rome.",
    ],
)
def test_a_neighbour_on_either_side_that_says_what_was_asked_is_quoted(text):
    assert quote("what did the green cap cost", "5 pounds", text) == text


def test_a_neighbour_that_adds_little_of_what_was_asked_is_left_out():
    text = "The shop was old. The green cap from Rome cost 5 pounds. It rained."
    assert quote("what did the green cap from the shop in Rome cost", "5 pounds", text) == text[18:-11]


def test_a_neighbour_with_a_name_that_was_asked_for_is_quoted():
    text = "Oslo was cold. The very large green woollen winter cap of the old mayor cost 5 pounds."
    asked = "what did the very large green woollen winter cap of the old mayor cost in"
    assert quote(f"{asked} Oslo", "5 pounds", text) == text
    assert quote(f"{asked} spring", "5 pounds", text) == text[15:]


def test_of_two_neighbours_only_the_one_that_says_more_is_quoted():
    text = "The cap was old. Traders paid 5 pounds. The green cap came from Rome by sea."
    assert quote("what did the green cap from Rome cost", "5 pounds", text) == text[17:]


def test_a_neighbours_words_that_the_sentence_has_too_add_nothing():
    text = "The green cap is dear. The green cap cost 5 pounds. The green cap is dear."
    assert quote("what did the green cap cost", "5 pounds", text) == "The green cap cost 5 pounds."


def test_a_span_over_two_sentences_is_quoted_with_both_and_no_more():
    text = "The green cap is dear. It cost 5 pounds. It was sold. Nobody knows."
    assert quote("what of the green cap", "5 pounds. It was", text) == "It cost 5 pounds. It was sold."


def test_a_question_without_terms_is_answered_by_the_sentence_alone():
    text = "A cap is dear. Wool was sold in 1998. Nobody came."
    assert quote("?", "1998", text) == "Wool was sold in 1998."


@given(st.lists(SENTENCES, min_size=1, max_size=5), st.sampled_from(["Who made the green cap?", "When?", "Rome"]))
@settings(max_examples=40)
def test_a_quote_is_one_or_two_whole_sentences_around_the_span(parts, question):
    hit = hit_of(" ".join(parts))
    starts, ends = zip(*hit.passage.sentences, strict=True)
    for place in hit.passage.sentences:
        start, end = quoted_with(Span(hit, *place, 1.0), Asking(question))
        assert start <= place[0] < place[1] <= end
        assert ends.index(end) - starts.index(start) in (0, 1)
