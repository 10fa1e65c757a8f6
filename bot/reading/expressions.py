"""Typed expressions in a sentence: times, durations, lengths, numbers, names, places. Found by their form alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

ExpressionKind = Literal["time", "duration", "length", "frequency", "number", "name", "place"]

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_YEAR = r"(?:1\d{3}|20\d{2})(?:[–-]\d{2,4})?"
_ERA = r"(?:\s(?:BCE?|CE|AD))"
_SMALL = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|"
    r"billions?|dozens?|half|a third|a quarter)"
)
_FIGURE = r"(?<!\d[.,])\d++(?:[.,]\d++)*+"  # whole and at once: else a row of thousands of figures takes minutes
_UNIT = r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|centur(?:y|ies))"
_TIME = re.compile(
    rf"\b(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s{_YEAR})?(?!\d)"
    rf"|{_MONTH},?\s(?:of\s)?{_YEAR}"
    rf"|(?:early|late|mid)?[ -]?(?:the\s)?(?:1\d{{3}}|20\d{{2}})s"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)|{_SMALL[3:-1].replace('?', '')}th)\scentur(?:y|ies){_ERA}?"
    rf"|\d{{1,4}}{_ERA}|{_YEAR}"
    rf"|(?:January|February|March|April|June|July|August|September|October|November|December)"
    rf"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
    rf"|(?:\d{{1,2}}(?:[.:]\d{{2}})?\s?(?:[ap]m|o['’]clock)|\d{{1,2}}:\d{{2}}|noon|midnight))\b"
)
_DURATION = re.compile(rf"\b(?:{_FIGURE}|{_SMALL}|several|a few|many)(?:[ -]and[ -]a[ -]half)?[ -]{_UNIT}\b", re.I)
_MEASURE = r"(?:(?:kilo|centi|milli)?met(?:re|er)s?|miles?|yards?|feet|foot|inch(?:es)?|[kcm]?m|ft)"
_LENGTH = re.compile(rf"\b(?:{_FIGURE}|{_SMALL}|several|a few|many)(?:[ -]and[ -]a[ -]half)?[ -]?{_MEASURE}\b", re.I)
_NUMBER = re.compile(
    rf"(?:[$£€¥]\s?)?\b{_FIGURE}(?:\s?%|\sper\s?cent|\spercent)?(?:\s(?:thousand|million|billion|trillion))?"
    rf"|\b(?:{_SMALL})(?:[ -](?:{_SMALL}))*\b|\b(?:once|twice|thrice|several times|many times)\b",
    re.IGNORECASE,
)
_FREQUENCY = re.compile(
    rf"\b(?:once|twice|thrice|(?:{_FIGURE}|{_SMALL}|several|many|a few|countless)\s+times)"
    r"(?:\s+(?:a|per|each|every)\s+\w+)?\b"
    rf"|\b(?:every|each)\s+(?:\w+\s+)?(?:{_UNIT}|morning|evening|night|spring|summer|autumn|winter)\b"
    r"|\b(?:hourly|daily|(?:bi|semi-?|fort)?(?:weekly|monthly|annual(?:ly)?|nightly)|quarterly|yearly"
    r"|biennial(?:ly)?|regular(?:ly)?|frequent(?:ly)?|often|rarely|seldom|occasional(?:ly)?|sometimes|always|never|constantly|repeatedly)\b",
    re.IGNORECASE,
)
_CAPITAL = r"(?:[A-ZÀ-ÖØ-Þ](?:\.(?=\s?[A-Z])|(?:\w|[’'-](?=[A-Za-z]{2}))*(?:(?<=\bMr|\bDr|\bSt)\.|(?<=\bMrs)\.)?))"
_LINK = r"(?:of|the|de|da|di|du|la|le|van|von|der|den|and|for|al|bin|y|&)"
_NAME = re.compile(rf"{_CAPITAL}(?:[ \n](?:{_LINK}[ \n]){{0,2}}{_CAPITAL})*")
_PLACE = re.compile(rf"\b(?:in|at|from|to|near|into|across|around|on)\s(?:the\s)?(?P<place>{_NAME.pattern})")


_PATTERNS = {
    "time": _TIME, "duration": _DURATION, "length": _LENGTH, "frequency": _FREQUENCY, "number": _NUMBER, "name": _NAME,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expression:
    """Where an expression stands: `text[start:end]`."""

    start: int
    end: int


def expressions(text: str, kind: ExpressionKind) -> Iterator[Expression]:
    """Yield the expressions of one kind in a sentence, in order, without overlaps."""
    if kind == "place":
        for match in _PLACE.finditer(text):
            yield Expression(*match.span("place"))
        return
    pattern = _PATTERNS[kind]
    times = [match.span() for match in _TIME.finditer(text)] if kind in ("number", "name") else []
    for match in pattern.finditer(text):
        if match.group().strip() and not any(a <= match.start() < b for a, b in times):
            yield Expression(*match.span())
