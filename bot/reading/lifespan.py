"""When someone was born or died: the dates behind the name ("Ann Lee (10 May 1815 – 27 November 1852) was a poet")."""

import re

from bot.reading.expressions import expressions
from bot.reading.questions import Asking
from knowledge import stem, terms

_BORN, _DIED = re.compile(r"\b(?:born|birth\w*)\b", re.IGNORECASE), re.compile(r"\b(?:die[ds]?|death)\b", re.IGNORECASE)
_ASKED = frozenset(map(stem, "born birth birthday die died death date day year".split()))
_BEHIND = re.compile(r"\((?P<dates>[^()]{4,80})\)")
_TO = re.compile(r"\s*[–—]\s*|\s+(?:-|to)\s+|(?<=\d{4})-(?=\d{4}(?!\d))")
_ONE = re.compile(r"(?:^|[,;]\s)\s*(?P<which>born|b\.|died|d\.|†|\*)\s*", re.IGNORECASE)
_NAME = 60
"""Characters before the dates in which the name must stand."""


def date_of_life(asking: Asking, sentence: str) -> tuple[int, int] | None:
    """Return where a sentence says when the one was born or died who is asked about, in the brackets behind the name.

    All else that is asked must stand in the name: "Ann Lee's son" is not Ann Lee.
    """
    if asking.asked != "time" or "(" not in sentence:
        return None
    born, died = (pattern.search(asking.text) is not None for pattern in (_BORN, _DIED))
    named = asking.terms.keys() - _ASKED
    if born == died or not named:
        return None
    for found in _BEHIND.finditer(sentence):
        before, dates = sentence[max(0, found.start() - _NAME) : found.start()], found.span("dates")
        place = _of_both(sentence, *dates, born=born) or _of_one(sentence, *dates, born=born)
        if place and named <= set(terms(re.split(r"[.;:()]\s", before)[-1])):
            return place
    return None


def _of_both(sentence: str, start: int, end: int, *, born: bool) -> tuple[int, int] | None:
    """Return where the first of two dates stands, or the second."""
    parted = _TO.search(sentence, start, end)
    if parted is None:
        return None
    first, last = (_date(sentence, *place) for place in ((start, parted.start()), (parted.end(), end)))
    return (first if born else last) if first and last else None


def _of_one(sentence: str, start: int, end: int, *, born: bool) -> tuple[int, int] | None:
    """Return where the only date stands, if it is said which it is ("b. 1901", "died 1977")."""
    which = _ONE.search(sentence[start:end])
    is_birth = which is not None and which["which"].lower() in ("born", "b.", "*")
    return _date(sentence, start + which.end(), end) if which and is_birth == born else None


def _date(sentence: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where the last date in a stretch of a sentence stands ("London, *10 May 1815*")."""
    found = list(expressions(sentence[start:end], "time"))
    return (start + found[-1].start, start + found[-1].end) if found else None
