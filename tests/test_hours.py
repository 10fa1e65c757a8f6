"""Opening hours, by the day."""

import pytest

from bot.reading.hours import opening_hours
from bot.reading.questions import Asking


def answer(question, line, around="Mill Museum\nOpening hours"):
    place = opening_hours(Asking(question), line, lambda: around)
    return line[slice(*place)] if place else None


@pytest.mark.parametrize(
    ("question", "line", "hours"),
    [
        ("When is the museum open on Fridays?", "Friday   9:00 - 17:00", "9:00 - 17:00"),
        ("Until when is the museum open on Tuesday?", "Mon-Thu: 9 a.m. to 5 p.m.", "9 a.m. to 5 p.m."),
        ("What are the opening hours at the weekend?", "Saturday and Sunday 10-12, 14-18", "10-12, 14-18"),
        ("Is the museum open on Monday?", "Monday | closed", "closed"),
        ("When does the museum close on Wednesday?", "Mon-Thu: 9 a.m. to 5 p.m.", "9 a.m. to 5 p.m."),
    ],
)
def test_a_line_says_when_something_is_open_on_its_days(question, line, hours):
    assert answer(question, line) == hours


@pytest.mark.parametrize(
    ("question", "line", "around"),
    [
        ("When is the museum open on Sunday?", "Friday   9:00 - 17:00", "Mill Museum\nOpening hours"),
        ("When is the museum open on Friday?", "Friday   9:00 - 17:00", "Mill Museum\nTrains"),
        ("When is the café open on Friday?", "Friday   9:00 - 17:00", "Mill Museum\nOpening hours"),
        ("When is the museum open?", "Friday   9:00 - 17:00", "Mill Museum\nOpening hours"),
        ("Is the museum open on Friday?", "On Friday Ann came 9:00 - 17:00", "Mill Museum\nOpening hours"),
    ],
)
def test_other_days_and_other_things_are_not_answered(question, line, around):
    assert answer(question, line, around) is None
