"""Misspelt words: which words of a library they may mean, and what a text becomes by that."""

from knowledge import corrected
from knowledge.spelling import Spelling


def near(word, allowed, **counts):
    return Spelling(lambda: counts).near(word, allowed)


def test_the_nearest_words_come_first_then_the_most_frequent():
    assert near("boerd", 2, board=1, beard=4, bored=2, birds=9) == ["bored", "board", "beard"]
    assert near("boerd", 1, board=2, bored=2) == ["board", "bored"]


def test_the_first_letter_of_a_short_word_stays():
    assert near("drain", 1, train=5, drains=1) == ["drains"]
    assert near("dreaty", 1, treaty=5) == ["treaty"]


def test_nothing_short_or_with_a_digit_is_meant():
    assert near("gul", 2, gu=5, gull=1) == ["gull"]
    assert near("gulls", 1, gull5=5) == []


def test_words_that_differ_by_accents_alone_come_before_all_others():
    assert near("cafe", 1, cake=9, café=1) == ["café", "cake"]
    assert near("cafe", 0, cake=9, café=1) == ["café"]


def test_the_capital_of_the_first_word_tells_no_name():
    correct = {"treety": "treaty"}.get
    assert corrected("Treety of Lund", correct) == "Treaty of Lund"
    assert corrected("The treety of Lund", correct) == "The treaty of Lund"
    assert corrected("The Treety of Lund", correct) == "The Treety of Lund"
