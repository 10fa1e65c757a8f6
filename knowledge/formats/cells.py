"""Lines that stand in columns to rows of cells, or nothing where they are no table: prose in columns, lists."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from operator import itemgetter

from knowledge.formats.pieces import PROSE, Piece, in_lines, usual_length

_EDGE = 0.5
"""Points that a stretch may stand beside the edge of its column."""

_FLOWING = ((0.3, 20), (0.6, 12))
"""Which share of cells begins within a sentence, in lines of how many characters at least, where prose flows."""

_FEWEST_FILLED = 0.4
_BELOW = 1.6
_NEARER = 1.25
_MARK = re.compile(r"[•▪‣●○◦*–—-]|\(?\d{1,3}(?:\.\d{1,3})*[.)]?|\(?[a-z][.)]|\[\d{1,3}\]")
_FIGURE = re.compile(r"\W*\d")

Gap = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of a piece without a wide gap: the number of the piece as written, its text and place."""

    number: int
    text: str
    left: float
    right: float
    piece: Piece


Row = list[Bit]


def column_of(bit: Bit, gaps: Sequence[Gap]) -> tuple[int, int]:
    """Return the first and the last column that a stretch stands in: in both beside it where it stands in a gap."""
    first = bisect_right(gaps, bit.left + _EDGE, key=itemgetter(0))
    last = bisect_left(gaps, bit.right - _EDGE, key=itemgetter(1))
    return (first, last) if first <= last else (last, first)


def rows_of_cells(lines: Sequence[Row], gaps: Sequence[Gap]) -> list[list[str]] | None:
    """Return the rows of a table, the lines in a cell parted by line ends; None where the lines are no table."""
    written = _as_written(lines, gaps)
    rows = written or list(_by_pitch(lines, gaps))
    cells = [_cells(row, gaps) for row in rows]
    tight = all(right - left < lines[0][0].piece.size for left, right in gaps)
    if _is_prose(cells, tight=tight) or (written is None and _are_columns(lines, cells, gaps)):
        return None
    return _numbered(_headed(cells, rows[0], gaps))


def _in_order(lines: Sequence[Row]) -> list[Bit]:
    """Return all stretches in the order in which they were written."""
    return sorted((bit for line in lines for bit in line), key=lambda bit: (bit.number, bit.left))


def _as_written(lines: Sequence[Row], gaps: Sequence[Gap]) -> list[Row] | None:
    """Return the rows where they were written cell by cell, with lines below each other in cells; else None."""
    rows = list[Row]()
    for bit in _in_order(lines):
        if not rows or _begins(bit, rows[-1][-1], gaps):
            rows.append([])
        rows[-1].append(bit)
    heights = [[bit.piece.middle for bit in row] for row in rows]
    apart = all(max(above) < min(below) for above, below in pairwise(heights))
    return rows if apart and len(rows) < len(lines) else None


def _begins(bit: Bit, before: Bit, gaps: Sequence[Gap]) -> bool:
    """Tell whether a row begins with a stretch: left of what was written before it, or well below it."""
    (column, _), (other, _) = column_of(bit, gaps), column_of(before, gaps)
    height = before.piece.bottom - before.piece.top
    return column < other or (column == other and bit.piece.middle - before.piece.middle > _BELOW * height)


def _by_pitch(lines: Sequence[Row], gaps: Sequence[Gap]) -> Iterator[Row]:
    """Yield rows of lines: one goes on in those that stand nearer to it than full lines do, or begin in a sentence."""
    pitches = [below[0].piece.middle - above[0].piece.middle for above, below in pairwise(lines)]
    columns = [{column_of(bit, gaps)[0] for bit in line} for line in lines]
    full = min((pitch for pitch, each in zip(pitches, columns[1:], strict=True) if len(each) > len(gaps)), default=0.0)
    row = list(lines[0])
    for line, pitch, filled in zip(lines[1:], pitches, columns[1:], strict=True):
        if full > _NEARER * pitch or (0 not in filled and line[0].text[:1].islower()):
            row += line
        else:
            yield row
            row = list(line)
    yield row


def _cells(row: Row, gaps: Sequence[Gap]) -> list[str]:
    """Return the texts of the cells of a row."""
    cells, below = [""] * (len(gaps) + 1), [-inf] * (len(gaps) + 1)
    lines = ([row[number] for number, _ in line] for line in in_lines([bit.piece for bit in row]))
    for bit in (bit for line in lines for bit in sorted(line, key=lambda bit: bit.left)):
        column, _ = column_of(bit, gaps)
        end = "\n" if bit.piece.middle - below[column] > 0.5 * (bit.piece.bottom - bit.piece.top) else " "
        cells[column] += (end if cells[column] else "") + bit.text
        below[column] = bit.piece.middle
    return cells


def _headed(cells: list[list[str]], first: Row, gaps: Sequence[Gap]) -> list[list[str]]:
    """Return the cells with what heads several columns written before the name of each of them."""
    over = [(bit.text, *column_of(bit, gaps)) for bit in first]
    if len(cells) <= 2 or all(left == right for _, left, right in over):
        return cells
    names = list(cells[1])
    for column in range(len(names)):
        above = [text for text, left, right in over if left <= column <= right]
        names[column] = " ".join([*above, names[column]]).strip()
    return [names, *cells[2:]]


def _numbered(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows with marks or numbers that no name stands above joined to what they number."""
    if len(rows[0]) > 2 and all(_MARK.fullmatch(row[0]) for row in rows):
        return [[f"{row[0]} {row[1]}".strip(), *row[2:]] for row in rows]
    return rows


def flows(cells: Sequence[str], length: int) -> bool:
    """Tell whether many cells begin within a sentence, in lines as long as those of prose."""
    within = sum(cell[:1].islower() for cell in cells)
    return any(within > share * len(cells) and length >= enough for share, enough in _FLOWING)


def _is_prose(rows: Sequence[Sequence[str]], *, tight: bool) -> bool:
    """Tell whether what stands in columns flows on, is a list behind its marks, or is hardly filled."""
    filled = [cell for row in rows for cell in row if cell]
    if sum(sum(map(bool, row)) > 1 for row in rows) < 2 or len(filled) < _FEWEST_FILLED * len(rows) * len(rows[0]):
        return True
    columns = _columns(rows)
    if len(columns) == 2 and all(map(_MARK.fullmatch, columns[0])) and not all(map(_FIGURE.match, columns[1])):
        return True
    if tight and flows(filled, PROSE):
        return True
    return any(flows(column, _usual(column)) for column in columns)


def _columns(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[cell for cell in column if cell] for column in zip(*rows, strict=True)]


def _usual(cells: Sequence[str]) -> int:
    return usual_length("\n".join(cells).split("\n"))


def _are_columns(lines: Sequence[Row], rows: Sequence[Sequence[str]], gaps: Sequence[Gap]) -> bool:
    """Tell whether columns are read one after the other: all of long lines, or written so and without figures."""
    columns = _columns(rows)
    if all(_usual(column) >= PROSE for column in columns):
        return True
    order = [column_of(bit, gaps)[0] for bit in _in_order(lines)]
    return order == sorted(order) and not any(
        sum(map(bool, map(_FIGURE.match, each))) * 2 > len(each) for each in columns[1:]
    )
