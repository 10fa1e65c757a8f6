"""Which words of a question a text says: as they stand, in other words, or not at all."""

import pytest

from bot.matching import matches
from knowledge import Document, Library


@pytest.fixture
def index():
    library = Library()
    library.add([Document("d", "Caps", "The mayor bought a cap in Rome. He begins a new car each year.", "caps.txt")])
    yield library.index
    library.close()


def found(index, query, *texts):
    return {each.word: each.found for each in matches(query, texts, index)}


def test_a_word_is_found_as_it_stands_or_in_another_form(index):
    assert found(index, "Who bought caps?", "The mayor bought a cap.") == {"bought": "here", "caps": "here"}


def test_a_word_may_be_said_otherwise_or_nowhere(index):
    assert found(index, "Which automobile flies?", "A new car.") == {"automobile": "otherwise", "flies": "nowhere"}


def test_several_texts_count_together(index):
    assert found(index, "Rome cap", "In Rome.", "A cap.") == {"Rome": "here", "cap": "here"}


def test_weights_are_shares_and_rare_words_weigh_more(index):
    weights = {each.word: each.weight for each in matches("the year of the zebra", ["x"], index)}
    assert sum(weights.values()) == pytest.approx(1.0)
    assert weights["zebra"] > weights["year"]


def test_a_question_without_telling_words_has_none(index):
    assert found(index, "what is it?", "It is.") == {}
