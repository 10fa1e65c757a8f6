"""Which part of a long document is shown: whole paragraphs around a place. No HTML is made here."""

SHOWN_WHOLE = 100_000
"""A document of so many characters is shown whole; of millions a browser makes a page for seconds."""
AROUND = 20_000
"""About so many characters are shown on each side of a place."""
_REACH = 5_000
"""A part begins and ends at a paragraph where one begins within so many characters, else at a line or a word."""
_BREAKS = ("\n\n", "\n\r\n", "\n", " ")


def part(text: str, start: int, end: int, *, first: int | None, last: int | None) -> tuple[int, int]:
    """Return where the part of a text that is shown begins and ends.

    It begins at `first` and ends at `last`. With one of them it is as long as a part around a place; with none it is
    the part around the place from `start` to `end`, or the whole of a text that is not long.
    """
    length = len(text)
    if first is not None:
        first = min(first, length)
        return first, _break(text, first + 2 * AROUND) if last is None else max(first, min(last, length))
    if last is not None:
        last = min(last, length)
        return _break(text, last - 2 * AROUND), last
    if length <= SHOWN_WHOLE:
        return 0, length
    return _break(text, start - AROUND), _break(text, end + AROUND)


def _break(text: str, at: int) -> int:
    """Return the last place up to `at` where a paragraph begins, else a line, else a word; else `at`."""
    if not 0 < at < len(text):
        return min(max(at, 0), len(text))
    found = ((text.rfind(each, max(0, at - _REACH), at), each) for each in _BREAKS)
    return next((place + len(each) for place, each in found if place >= 0), at)
