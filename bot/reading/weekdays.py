"""Days of the week, as people and tables write them: "Mon–Fri", "on Sundays", "at the weekend"."""

import re

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_SHORT = "Mon Tues? Wed Thu(?:rs?)? Fri Sat Sun".split()
_DAY = "|".join(rf"(?i:{day})s?|{short}\b\.?" for day, short in zip(_DAYS, _SHORT, strict=True))
_ONE = re.compile(rf"\b(?:{_DAY})(?![^\W_])")
_RANGE = re.compile(rf"\b(?P<first>{_DAY})\s?(?:[-–—]|to|until|till|through)\s?(?P<last>{_DAY})(?![^\W_])")
_GROUPS = (
    (re.compile(r"\b(?:week|work|working )days?\b", re.IGNORECASE), range(5)),
    (re.compile(r"\bweekends?\b", re.IGNORECASE), range(5, 7)),
    (re.compile(r"\b(?:daily|every ?day)\b", re.IGNORECASE), range(7)),
)


def weekdays(text: str) -> frozenset[int]:
    """Return which days of the week a text names, Monday as 0."""
    found = {_number(match.group()) for match in _ONE.finditer(text)}
    for match in _RANGE.finditer(text):
        first, last = _number(match["first"]), _number(match["last"])
        found |= {day % 7 for day in range(first, (last if last >= first else last + 7) + 1)}
    return frozenset(found.union(*(days for pattern, days in _GROUPS if pattern.search(text))))


def _number(day: str) -> int:
    return next(n for n, each in enumerate(_DAYS) if each.lower().startswith(day.lower().rstrip(".")[:3]))
