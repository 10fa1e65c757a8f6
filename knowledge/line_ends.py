"""Where a writer ended a line of plain text, as in an address or a list, and where the line was only full."""

import re
from collections.abc import Iterator
from itertools import pairwise

_FULL = 0.9
"""The share of the lines that go on in the next one that are no longer than the usual width."""
_NARROWEST = 50
"""Characters that a full line has at least."""
_RAGGED = 0.85
"""The share of the width that a full line reaches with the next line's first word: people break lines early."""
_GOES_ON = re.compile(r"[,\-‐–/(]$")


def usual_width(text: str) -> int:
    """Return the length of the full lines of a text, in characters."""
    lines = (line.rstrip() for line in text.split("\n"))
    lengths = sorted(len(above) for above, below in pairwise(lines) if above and below)
    return max(_NARROWEST, lengths[int(_FULL * (len(lengths) - 1))]) if lengths else _NARROWEST


def ended_lines(text: str, start: int, end: int, width: int) -> Iterator[int]:
    """Yield where those lines of `text[start:end]` begin that no line before goes on in.

    A line was ended where the next word had room in it. What begins with a small letter goes on, and so does what
    follows a comma or a hyphen.
    """
    offset = text.find("\n", start, end) + 1
    above = text[start : offset - 1].strip()
    while offset:
        stop = text.find("\n", offset, end)
        line = text[offset : stop if stop >= 0 else end].strip()
        first = line.split(maxsplit=1)[0] if line else ""
        has_room = len(above) + 1 + len(first) <= _RAGGED * width
        if above and first and has_room and not first[0].islower() and not _GOES_ON.search(above):
            yield offset
        above, offset = line, stop + 1


def ended(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a paragraph, those whole again that go on in the next one."""
    starts = [0, *ended_lines(text, 0, len(text), width), len(text)]
    yield from (text[start:end].strip() for start, end in pairwise(starts))
