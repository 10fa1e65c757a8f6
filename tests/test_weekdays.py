"""Days of the week, by their names, in ranges and groups."""

import pytest

from bot.reading.weekdays import weekdays


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("open on Tuesdays", {1}), ("Mon-Fri first ferry", {0, 1, 2, 3, 4}), ("Thurs. to Sat.", {3, 4, 5}),
        ("saturday – Monday", {5, 6, 0}), ("on weekdays", {0, 1, 2, 3, 4}), ("at the weekend", {5, 6}),
        ("Sun", {6}), ("the sun sat down", set()), ("Money", set()), ("Monday, Friday", {0, 4}),
        ("daily", set(range(7))),
    ],
)  # fmt: skip
def test_days_are_read_from_names_ranges_and_groups(text, days):
    assert weekdays(text) == days
