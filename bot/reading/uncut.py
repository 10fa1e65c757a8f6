"""Where a span's words end: no address, phone number or code is cut, and a figure has its unit and its currency."""

import re

from bot.reading.expressions import expressions

_ADDRESS = (
    r"(?:\w+://|www\.)[^\s<>()\"“”]*[^\s<>()\"“”.,;:!?]|[\w.+-]*\w@\w[\w-]*(?:\.\w[\w-]*)+"
    r"|\w[\w-]*(?:\.\w[\w-]*)*\.[a-z]{2,}\b"
)
_CODE = r"(?=[^\s_]*[0-9])(?=[^\s_]*[A-Z])[^\W_]+(?:[-/+][^\W_]+)+"
_PHONE = r"(?<![\w.,])(?:\+\d{1,3}|\(?0\d+\)?)(?:[ /-]\(?\d{2,}\)?)+(?!\w)"
_ONE = re.compile(rf"{_ADDRESS}|{_PHONE}|(?<![^\W_])(?:{_CODE})(?![^\W_])")
_CLOCK = r"\d{1,2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\b\.?)?"
HOURS = re.compile(rf"(?<![\w.,:]){_CLOCK}\s?(?:[-–—]|to|until|till)\s?{_CLOCK}(?!\w)", re.IGNORECASE)
"""From when to when. Either end alone may answer, but no words that begin in one such time and end behind it."""
_FIGURE_ENDS = re.compile(r"(?<![^\W\d_])\d+(?:[.,]\d+)*$")
_UNIT = re.compile(
    r"[ \u00a0\u202f]?(?:"
    r"(?:[kmµ]?g|[kcmµ]?m[²³]?|[mcdh]?[lL]|ha|ft|yd|lbs?|oz|[kMG]?(?:Wh?|V|Hz)|[kMGT](?:J|N|B|bit|Pa)|hPa|Pa|m(?:Ah?|V)|"
    r"bar|psi|dB(?:\(A\))?|Nm|rpm|ppm|lm|lx|k?cal|km/h|m/s|mph|Mbit/s|min|ms|EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|NZD|AUD)"
    r"(?![\w/²³])"
    r"|°\s?[CF]?(?!\w)|[%‰€£$¥])"
)
_AROUND = 120
"""Characters on either side of a span in which what it cuts is looked for."""


def uncut(text: str, start: int, end: int, sentence: tuple[int, int]) -> tuple[int, int]:
    """Return `text[start:end]` with the rest of an address, a code or a number that it cuts, and the unit of a figure.

    Nothing is added from outside of the sentence.
    """
    first, last = max(sentence[0], start - _AROUND), min(sentence[1], end + _AROUND)
    around = text[first:last]
    found = [match.span() for match in _ONE.finditer(around)]
    found += [(each.start, each.end) for each in expressions(around, "number")]
    for begin, stop in ((begin + first, stop + first) for begin, stop in found):
        if begin < start < stop or begin < end < stop:
            start, end = min(start, begin), max(end, stop)
    for begin, stop in ((each.start() + first, each.end() + first) for each in HOURS.finditer(around)):
        if begin < start < stop < end or start < begin < end < stop:
            start, end = min(start, begin), max(end, stop)
    unit = _UNIT.match(text, end, last) if _FIGURE_ENDS.search(text[start:end]) else None
    return start, unit.end() if unit else end
