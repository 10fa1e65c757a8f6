"""Pieces of text on a page to lines in the order that a person reads them, columns one after the other."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from knowledge.formats.cells import flows
from knowledge.formats.pieces import PROSE, Piece, in_lines, usual_length
from knowledge.formats.tables import with_tables

LARGER = 1.12
"""Times the usual size that a heading is at least, if it is not bold."""
_STEP = 2.0
_MOST_ACROSS = 0.4
_FEWEST_IN_COLUMN = 3
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column, or a table with its `rows`; `column` numbers the columns and bands of a page as read."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    column: int
    rows: tuple[tuple[str, ...], ...] = ()


def usual_size(body: Sequence[Sequence[Line]]) -> float:
    """Return the size that most of the text of pages is in."""
    sizes = Counter[float]()
    for page in body:
        for line in page:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], -size), default=0.0)


def lines(pieces: Sequence[Piece]) -> list[Line]:
    """Return the lines of a page in reading order."""
    return [line for number, column in enumerate(_columns(with_tables(pieces), 0)) for line in _lines(column, number)]


def _columns(pieces: list[Piece], depth: int) -> Iterator[list[Piece]]:
    """Yield the pieces column by column; what stands across the columns parts them into bands."""
    gutter = _gutter(pieces) if depth < _DEEPEST else None
    if gutter is None:
        if pieces:
            yield with_tables(pieces) if depth else pieces
        return
    across = sorted((each for each in pieces if each.left < gutter < each.right), key=lambda each: each.middle)
    beside = [each for each in pieces if not each.left < gutter < each.right]
    waiting: list[Piece] = []
    for band in range(len(across) + 1):
        upper = across[band - 1].middle if band else float("-inf")
        lower = across[band].middle if band < len(across) else float("inf")
        inside = [each for each in beside if upper <= each.middle < lower]
        if inside and waiting:
            yield waiting
            waiting = []
        yield from _columns([each for each in inside if each.right <= gutter], depth + 1)
        yield from _columns([each for each in inside if each.left >= gutter], depth + 1)
        waiting += across[band : band + 1]
    if waiting:
        yield waiting


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Return where a gap runs between two columns of prose, None where there is none (or it parts a table's cells)."""
    if sum(not each.rows for each in pieces) < 2 * _FEWEST_IN_COLUMN:
        return None
    first, last = min(each.left for each in pieces), max(each.right for each in pieces)
    steps = int((last - first) / _STEP) + 2
    if not 3 < steps < 5_000:
        return None
    change = [0] * (steps + 1)
    for each in pieces:
        change[int((each.left - first) / _STEP) + 1] += 1
        change[max(int((each.right - first) / _STEP), int((each.left - first) / _STEP) + 1)] -= 1
    covered, count = [], 0
    for step in change:
        count += step
        covered.append(count)
    wide = max(2, round(0.6 * median(each.bottom - each.top for each in pieces if not each.rows) / _STEP))
    inner = range(round(steps * 0.15), round(steps * 0.85))
    best = min(
        ((max(covered[at : at + wide]), abs(at - steps / 2), at) for at in inner if at + wide < steps), default=None
    )
    if best is None or best[0] > _MOST_ACROSS * len(pieces):
        return None
    at = first + (best[2] + wide / 2) * _STEP
    return at if _are_columns(pieces, at) else None


def _are_columns(pieces: Sequence[Piece], gutter: float) -> bool:
    """Tell columns of prose from the cells of a table: these are short and stand on common lines."""
    left = [each for each in pieces if each.right <= gutter and not each.rows]
    right = [each for each in pieces if each.left >= gutter and not each.rows]
    if min(len(left), len(right)) < _FEWEST_IN_COLUMN:
        return False
    texts = [[each.text for each in side] for side in (left, right)]
    usual = [usual_length(side) for side in texts]
    if min(usual) >= PROSE or all(map(flows, texts, usual)):
        return True
    heights = sorted(each.middle for each in left)
    near = sum(any(abs(each.middle - other) < 2 for other in heights) for each in right)
    return near < 0.5 * min(len(left), len(right))


def _lines(pieces: Sequence[Piece], column: int) -> Iterator[Line]:
    """Yield the lines of a column from the top, the pieces of each from the left."""
    for row in in_lines(pieces):
        yield _joined([piece for _, piece in row], column)


def _joined(row: list[Piece], column: int) -> Line:
    row.sort(key=lambda each: each.left)
    text = row[0].text
    for before, piece in pairwise(row):
        gap = piece.left - before.right
        text += ("; " if gap > 2 * piece.size else " " if gap > 0.1 * piece.size else "") + piece.text
    return Line(
        re.sub(r"\s+", " ", text).strip(),
        row[0].left,
        min(each.top for each in row),
        max(each.right for each in row),
        max(each.bottom for each in row),
        max(row, key=lambda each: len(each.text)).size,
        all(each.bold for each in row),
        column,
        row[0].rows,
    )
