"""Line ends in plain text: those that were meant, and those where a line was only full."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.line_ends import ended, usual_width

WRAPPED = (
    "The orchard behind the mill was planted by the two brothers of Anna\n"
    "Reed, who never saw it bear. In the first years the trees froze, and\n"
    "what they had hoped to sell in Harwell was eaten by the hares.\n"
)


def lines(text):
    return list(ended(text, usual_width(text)))


@given(st.text())
def test_every_word_stays_and_stays_in_its_place(text):
    assert " ".join(lines(text)).split() == text.split()


def test_a_line_that_was_only_full_goes_on():
    assert lines(WRAPPED) == [WRAPPED.strip()]


@pytest.mark.parametrize(
    "text",
    [
        "Mill Bakery\n3 Pond Street\nHarwell",
        "Monday     closed\nTuesday    8:00 - 12:00\nSunday     9:00 - 11:00",
        "Tasks:\n- Ann: call the roofer\n- Bo: buy paint",
        "2. New oven\nThe old one broke.",
    ],
)
def test_a_line_is_ended_where_the_next_word_had_room_in_it(text):
    assert lines(text) == text.split("\n")
    beside = list(ended(text, usual_width(f"{text}\n\n{WRAPPED}")))
    assert beside == text.split("\n")


def test_what_begins_small_or_follows_a_comma_goes_on():
    assert lines("Bring two\npairs of gloves,\nNo tools") == ["Bring two\npairs of gloves,\nNo tools"]


def test_long_lines_without_breaks_are_whole():
    long = " " * 500_000 + "x" * 500_000  # trying all ways to part it would take days
    assert lines(long) == [long.strip()]
    assert lines("\n" * 500_000) == [""]
