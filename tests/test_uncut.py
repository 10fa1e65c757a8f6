"""A span cuts no address, no code and no number, and a figure has its unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.uncut import uncut


def whole(text: str, words: str) -> str:
    start = text.index(words)
    return text[slice(*uncut(text, start, start + len(words), (0, len(text))))]


@pytest.mark.parametrize(
    ("text", "words", "answer"),
    [
        ("Write to help@pumps-lund.example, please.", "help@pumps", "help@pumps-lund.example"),
        ("It is at https://pumps.example/a?b=1.", "pumps", "https://pumps.example/a?b=1"),
        ("See www.pumps.example for more.", "www", "www.pumps.example"),
        ("Ask for the part A-17/b.", "A-17", "A-17/b"),
        ("It cost £14,900 then.", "14,900", "£14,900"),
        ("Some 14.2 million people came.", "14.2", "14.2 million"),
        ("About 40 per cent of it.", "40", "40 per cent"),
        ("Ring 01632 960 417 at noon.", "960 417", "01632 960 417"),
        ("Ring +47 22 55 01 34 at noon.", "+47 22", "+47 22 55 01 34"),
        ("From 9 p.m. to 5 a.m. and 1 to 2 p.m.", "5 a.m. and 1 to 2 p.m.", "9 p.m. to 5 a.m. and 1 to 2 p.m."),
        ("Open 9 a.m. to 5 p.m. daily.", "9 a.m.", "9 a.m."),
        ("Open 9 a.m. to 5 p.m. daily.", "5 p.m.", "5 p.m."),
    ],
)
def test_what_is_written_as_one_is_said_whole(text, words, answer):
    assert whole(text, words) == answer


def test_it_is_whole_wherever_its_sentence_stands():
    before, hours = "It is by the lake. Write to help@pumps-lund.example. From ", "9 p.m. to 5 a.m. and 1 to 2 p.m."
    text = f"{before}{hours}"
    for words, answer in (("help@pumps", "help@pumps-lund.example"), ("5 a.m. and 1 to 2 p.m.", hours)):
        start = text.index(words)
        assert text[slice(*uncut(text, start, start + len(words), (19, len(text))))] == answer


@pytest.mark.parametrize("unit", [" kg", " kcal", "%", "\u00a0°C", " °C", " km/h", " m²", " dB(A)", "MB", " EUR", "€"])
def test_a_figure_has_its_unit(unit):
    assert whole(f"It has 11.2{unit}, they say.", "11.2") == f"11.2{unit}"
    assert whole(f"Between 5 and 11{unit}.", "5 and 11") == f"5 and 11{unit}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("At 5 in the morning.", "5"), ("There were 3 men.", "3"), ("The 24-hour shop.", "24"),
        ("Six kg of it.", "Six"),
        ("New-York is large.", "New"), ("Platform 9 A is closed.", "9"), ("An 80,000-seat hall.", "80,000"),
        ("It was in May.", "in May"), ("He met Ann.", "Ann."), ("In 2001-2005 it grew.", "2001"),
    ],
)  # fmt: skip
def test_nothing_else_is_added(text, words):
    assert whole(text, words) == words


def test_nothing_is_added_from_outside_of_the_sentence():
    text = "It weighs 11.2 kg."
    assert uncut(text, 10, 14, (0, 14)) == (10, 14)


@given(st.text(alphabet="a1 .@-/£%kg:", max_size=40), st.integers(0, 39), st.integers(1, 10))
def test_what_was_there_stays_there(text, start, length):
    start = min(start, len(text))
    end = min(start + length, len(text))
    first, last = uncut(text, start, end, (0, len(text)))
    assert 0 <= first <= start <= end <= last <= len(text)
