"""What the network makes of words alone: the same numbers in any company, before and after others were met."""

import numpy as np
import pytest

from bot.reading import wordwise
from bot.reading.model import NeuralReader
from bot.reading.wordwise import Words

TEXT = "The old lighthouse of Graz was built by the harbour guild in 1932 .".split()


@pytest.fixture(scope="module", name="reader")
def a_reader():
    return NeuralReader()


@pytest.fixture(name="fresh")
def fresh_words(reader):
    return Words(reader._weights, reader.vocabulary)


def states(known, text, first=True):
    return np.concatenate(known.states(text, [first, *[False] * (len(text) - 1)]), 1)


def test_a_word_is_the_same_alone_and_in_company_to_the_byte(fresh, reader):
    whole = states(fresh, TEXT)
    for place, word in enumerate(TEXT[1:], 1):
        alone = states(Words(reader._weights, reader.vocabulary), [word], first=False)
        assert alone.tobytes() == whole[place].tobytes()


def test_a_word_is_the_same_when_it_is_met_again_and_when_it_was_forgotten(fresh, monkeypatch):
    whole = states(fresh, TEXT)
    assert states(fresh, TEXT).tobytes() == whole.tobytes()
    monkeypatch.setattr(wordwise, "_REMEMBERED", len(TEXT) + 1)
    for other in ("rain", "sun", "snow"):
        states(fresh, [other])
    assert states(fresh, TEXT).tobytes() == whole.tobytes()


def test_the_first_word_of_a_sentence_is_told_from_the_same_word_in_its_midst(fresh):
    assert not np.allclose(states(fresh, ["old"]), states(fresh, ["old"], first=False))


def test_no_more_words_are_remembered_than_there_is_room_for(fresh, monkeypatch):
    monkeypatch.setattr(wordwise, "_REMEMBERED", 20)
    for number in range(50):
        states(fresh, ["word", str(number)])
    assert len(fresh._places) <= 20
