"""What a word brings to the reader: its stem, its row, its letters."""

import numpy as np
import pytest

from bot.reading.vocabulary import CHARS, SPECIAL, UNKNOWN, Vocabulary, char_ids, number_row, stem


@pytest.fixture(name="vocabulary")
def a_vocabulary():
    words = [*SPECIAL, "the", "city", "river", "founded", "graz"]
    return Vocabulary(words, np.array([0] + [1] * 7 + [0.1, 0.5, 0.6, 0.7, 0.9], np.float16))


@pytest.mark.parametrize(
    ("one", "other"),
    [("city", "cities"), ("found", "founded"), ("stop", "stopping"), ("invade", "invading"), ("use", "uses")],
)
def test_forms_of_a_word_share_a_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["is", "bus", "red", "sing", "class"])
def test_short_words_keep_their_letters(word):
    assert stem(word) == word


@pytest.mark.parametrize(
    ("number", "kind"), [("7", 2), ("42", 3), ("365", 4), ("1998", 5), ("3000", 6), ("12345", 6), ("3.14", 7)]
)
def test_a_number_reads_the_row_of_its_shape(number, kind):
    assert number_row(number) == kind


def test_an_unknown_form_reads_the_row_of_its_stem_and_any_other_the_unknown_row(vocabulary):
    assert vocabulary.row("Cities") == vocabulary.row("city")
    assert vocabulary.row("zebra") == UNKNOWN


def test_unknown_words_count_as_rare_even_where_their_stem_is_known(vocabulary):
    assert vocabulary.weight("cities") == 1
    assert vocabulary.weight("the") == pytest.approx(0.1, abs=1e-3)


def test_stems_given_with_the_words_are_not_worked_out_again(vocabulary):
    again = Vocabulary(vocabulary.words, vocabulary.idf, {"zebra": 9})
    assert again.row("zebras") == 9


def test_a_long_word_keeps_its_beginning_and_its_end():
    assert char_ids("internationalization") == char_ids("internatio" + "zation")
    assert len(char_ids("a")) == CHARS


def test_accented_letters_are_spelled_as_plain_ones_and_all_ids_are_in_the_table():
    assert char_ids("Zürich") == char_ids("Zurich")
    assert all(0 <= i < 99 for c in "é½€日\u0301🎉ß" for i in char_ids(c))
