"""Page numbers, and what stands at the top or bottom of page after page: told, and left out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.formats.layout import LARGER, Line, usual_size

_MARGIN = 0.12
_FEWEST_REPEATS = 3
_REPEATED_SHARE = 0.2
_DIGITS = re.compile(r"(?<!\d)[0-9]{1,5}(?!\d)")
_MOST_NUMBERS = 3
_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|p\.|seite|página)?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|von|de)\s*\d{1,4})?[-–—|\s]*", re.I
)


_OF_ALL = re.compile(r"(?<!\d)(\d{1,4})\s*(?:/|of|von|de|sur)\s*(\d{1,4})\W*$", re.I)


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in reading order, its height in points, and whether it is a picture of text rather."""

    lines: tuple[Line, ...]
    height: float
    is_scan: bool


def without_running_lines(pages: Sequence[Page]) -> list[list[Line]]:
    """Return each page's lines but page numbers and what stands at the top or bottom of page after page."""
    large = LARGER * usual_size([page.lines for page in pages])
    edges = [{line: _keys(line, number, large) for line in _edges(page)} for number, page in enumerate(pages)]
    seen = Counter(key for edge in edges for key in {key for keys in edge.values() for key in keys})
    enough = max(_FEWEST_REPEATS, _REPEATED_SHARE * len(pages))
    running = [
        {
            line
            for line, keys in edge.items()
            if max(seen[key] for key in keys) >= enough
            or (len(pages) > 1 and _is_number(line.text, number, len(pages)))
        }
        for number, edge in enumerate(edges, start=1)
    ]
    return [[line for line in page.lines if line not in lost] for page, lost in zip(pages, running, strict=True)]


def _edges(page: Page) -> set[Line]:
    """Return the lines where headers and footers stand: in the margins, and the first and last two of the page."""
    down = sorted(page.lines, key=lambda line: line.top)
    top, bottom = _MARGIN * page.height, (1 - _MARGIN) * page.height
    return {*down[:2], *down[-2:], *(line for line in down if line.bottom < top or line.top > bottom)}


def _is_number(text: str, number: int, count: int) -> bool:
    """Tell whether a line is the number of its page, or says of how many pages it is which."""
    of = _OF_ALL.search(text)
    return bool(_NUMBER.fullmatch(text)) or (of is not None and (int(of[1]), int(of[2])) == (number, count))


def _keys(line: Line, number: int, large: float) -> list[str]:
    """Return what a line would be on other pages: itself, or with one of its numbers counting the pages.

    A heading from a size on ("Step 1") counts what the pages are about.
    """
    text = line.text.casefold()
    if line.size >= large:
        return [text]
    counting = list(_DIGITS.finditer(text))[:_MOST_NUMBERS]
    return [text, *(f"{text[: at.start()]}<{int(at.group()) - number}>{text[at.end() :]}" for at in counting)]
