"""Typed expressions, found by their form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.expressions import expressions

KINDS = ("time", "duration", "length", "number", "name", "place")


def found(kind, text):
    return [text[each.start : each.end] for each in expressions(text, kind)]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("first in September 2001 and again in November 2003", ["September 2001", "November 2003"]),
        ("It began in 1914.", ["1914"]),
        ("on 5 May 1998 in Rome", ["5 May 1998"]),
        ("on July 4, 1776", ["July 4, 1776"]),
        ("the 3rd of March 1900", ["3rd of March 1900"]),
        ("(Oct 2007)", ["Oct 2007"]),
        ("It is from the 19th century.", ["19th century"]),
        ("dated 2024-02-29", ["2024-02-29"]),
        ("every Monday", ["Monday"]),
        ("in 44 BC", ["44 BC"]),
        ("from 1939–45", ["1939–45"]),
        ("Mondays and Fridays", ["Mondays", "Fridays"]),
        ("from 9.30 am to noon", ["9.30 am", "noon"]),
        ("at 7pm or 19:00 or 8 o’clock", ["7pm", "19:00", "8 o’clock"]),
        ("They may march.", []),
        ("I am 30 amps, ratio 3:1", []),
        ("room 12345", []),
    ],
)
def test_times_are_found(text, times):
    assert found("time", text) == times


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("It is 6,650 kilometres long.", ["6,650 kilometres"]), ("A wall of 12 ft and 3.5m", ["12 ft", "3.5m"]),
        ("They met 40 members for two miles.", ["two miles"]), ("It took 6,650 years.", []),
    ],
)  # fmt: skip
def test_lengths_are_found(text, lengths):
    assert found("length", text) == lengths


@pytest.mark.parametrize(
    ("text", "durations"),
    [
        ("It took three years.", ["three years"]),
        ("after 20 minutes", ["20 minutes"]),
        ("a six-month term", ["six-month"]),
        ("for several decades", ["several decades"]),
        ("It took long.", []),
    ],
)
def test_durations_are_found(text, durations):
    assert found("duration", text) == durations


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("about 1,250 men", ["1,250"]),
        ("It rose by 3.5 per cent.", ["3.5 per cent"]),
        ("12% of it", ["12%"]),
        ("It cost $5 million.", ["$5 million"]),
        ("forty-two hats", ["forty-two"]),
        ("They met twice.", ["twice"]),
        ("no figure at all", []),
    ],
)
def test_numbers_are_found(text, numbers):
    assert found("number", text) == numbers


def test_a_year_is_a_time_and_no_number():
    assert found("number", "In 2001 it had 30 members.") == ["30"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("then Phil Goff met Lord Robertson", ["Phil Goff", "Lord Robertson"]),
        ("by the Republic of Korea", ["Republic of Korea"]),
        ("with Dr. Smith", ["Dr. Smith"]),
        ("with Jaap de Hoop Scheffer.", ["Jaap de Hoop Scheffer"]),
        ("at Île-de-France", ["Île-de-France"]),
        ("by O’Neill", ["O’Neill"]),
        ("all in small letters", []),
    ],
)
def test_names_are_found(text, names):
    assert found("name", text) == names


def test_a_month_is_no_name():
    assert found("name", "it was signed in September 2001") == []


def test_a_name_goes_on_over_a_line_end():
    assert found("name", "by Helen\nClark") == ["Helen\nClark"]


def test_a_place_is_a_name_behind_a_word_of_place():
    assert found("place", "a team in Bamyan, led by Ann Lee") == ["Bamyan"]


def test_an_article_is_no_part_of_a_place():
    assert found("place", "at the Bucharest Summit") == ["Bucharest Summit"]


def test_the_full_stop_of_the_sentence_is_no_part():
    assert found("name", "met Lord Robertson.") == ["Lord Robertson"]
    assert found("place", "in Afghanistan.") == ["Afghanistan"]


@given(
    st.text(max_size=200) | st.from_regex(r"([A-Z][a-z]{0,4}[ .,\n-]?|\d{1,4}[ .,%-]|of |the ){0,20}", fullmatch=True)
)
def test_expressions_are_in_order_and_never_overlap_in_any_text(text):
    for kind in KINDS:
        at = 0
        for each in expressions(text, kind):
            assert at <= each.start < each.end <= len(text)
            at = each.end


@pytest.mark.parametrize(
    "text", ["A" * 20_000, "A " * 10_000, "of " * 7_000, "1" * 20_000, "1,1" * 7_000, "two-" * 5_000]
)
def test_a_long_text_without_end_is_read_quickly(text):
    for kind in KINDS:
        list(expressions(text, kind))
