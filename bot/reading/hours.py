"""Opening hours: lines that say from when to when something is open on some days ("Mon-Thu  9:00 - 17:00")."""

import re
from collections.abc import Callable

from bot.reading.questions import Asking
from bot.reading.rows import LITTLE, days_asked, mentioned
from bot.reading.uncut import HOURS
from bot.reading.weekdays import weekdays
from knowledge import telling_words

_OPEN = re.compile(r"\b(?:open(?:s|ed|ing)?|clos(?:e|es|ed|ing)|shut|hours)\b", re.IGNORECASE)
_TIMES = rf"{HOURS.pattern}(?:(?:,| and| &)? {HOURS.pattern})*|closed"
_LINE = re.compile(rf"(?P<days>[^\d:|]{{3,40}}?)[\s:|–-]+(?P<times>{_TIMES})\W*", re.IGNORECASE)
_DAY_WORD = re.compile(r"[^\W\d_]+")
_JOINING = frozenset("and to until till through on closed holidays public".split())


def opening_hours(asking: Asking, sentence: str, around: Callable[[], str]) -> tuple[int, int] | None:
    """Return where a line says when something is open on the days asked for, None where that is not plain.

    What else is asked must stand around it: in the title, in the headings, before it in its passage.
    """
    days = weekdays(asking.text) if _OPEN.search(asking.text) else frozenset[int]()
    line = _LINE.fullmatch(sentence) if days else None
    if line is None or not days <= weekdays(line["days"]) or not _names_days_only(line["days"]):
        return None
    said = around()
    asked = {term for match in _OPEN.finditer(asking.text) for _, term in telling_words(match.group())}
    asked |= days_asked(asking) | mentioned(asking, said) | LITTLE
    is_all = _OPEN.search(said) is not None and asking.telling <= asked
    return line.span("times") if is_all else None


def _names_days_only(words: str) -> bool:
    return all(weekdays(each.capitalize()) or each.lower() in _JOINING for each in _DAY_WORD.findall(words))
