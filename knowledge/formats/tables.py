"""Where tables stand on a page: stretches of text below each other that leave gaps which no line crosses.

From the lowest line upwards the gaps are followed as far as they reach; what the rows are is told in `cells`.
"""

from collections.abc import Iterator, Sequence
from math import inf
from statistics import median

from knowledge.formats.cells import Bit, Gap, Row, column_of, rows_of_cells
from knowledge.formats.pieces import Piece, in_lines

NARROWEST = 0.4
"""A gap between cells is at least this many heights of the line; a space between words is narrower."""

_FEWEST_LINES = 3
_FARTHEST = 3.0
"""Heights of a line from the middle of one to that of the next where no other pitch is known yet."""

_WIDER = 1.8
_OTHER_SIZE = 0.12


def with_tables(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with those of each table made one piece that holds its rows."""
    lines = [sorted(_bits(line), key=lambda bit: bit.left) for line in in_lines(pieces)]
    if sum(len(line) > 1 for line in lines) < 2:
        return list(pieces)
    tables, lost = list[Piece](), set[int]()
    last = end = len(lines) - 1
    while last > 0:
        if len(lines[last]) < 2:
            last -= 1
            continue
        first, gaps = _reach(lines, last)
        found = _table(lines, first, last, end, gaps) if last > first else None
        if found:
            table, numbers = found
            tables.append(table)
            lost |= numbers
            end = first - 1
        last = first - 1 if found or last - first + 1 >= _FEWEST_LINES else last - 1
    return [piece for number, piece in enumerate(pieces) if number not in lost] + tables


def _bits(line: Sequence[tuple[int, Piece]]) -> Iterator[Bit]:
    for number, piece in line:
        start, left = 0, piece.left
        for at, right, following in piece.gaps:
            yield Bit(number, piece.text[start:at].strip(), left, right, piece)
            start, left = at, following
        yield Bit(number, piece.text[start:].strip(), left, piece.right, piece)


def _reach(lines: Sequence[Row], last: int) -> tuple[int, list[Gap]]:
    """Return how far up the gaps of a line reach, and which gaps no line crosses but such as head several columns."""
    gaps, at, widest = _free(lines[last]), last, 0.0
    while at > 0:
        above, below = lines[at - 1], lines[at]
        height = min(_height(above), _height(below))
        pitch = below[0].piece.middle - above[0].piece.middle
        if any(bit.piece.rows for bit in above) or pitch > max(_WIDER * widest, (2 if widest else _FARTHEST) * height):
            break
        if len(above) == 1 and _is_other_size(above[0], below[0]):
            break
        common = _common(gaps, _free(above), NARROWEST * height)
        if not _inner(common):
            break
        if len(_inner(common)) >= len(_inner(gaps)):
            gaps = common
        elif not _fits(above, _inner(gaps)):
            if last - at + 1 < _FEWEST_LINES:
                gaps = common
            elif len(above) == 1:
                break
        widest, at = max(widest, pitch), at - 1
    return at, _inner(gaps)


def _fits(line: Row, gaps: Sequence[Gap]) -> bool:
    """Tell whether each stretch of a line stands in one column, and not two in the same."""
    columns = [column_of(bit, gaps) for bit in line]
    return len(line) > 1 and all(first == last for first, last in columns) and len(set(columns)) == len(columns)


def _height(line: Row) -> float:
    return min(bit.piece.bottom - bit.piece.top for bit in line)


def _free(line: Row) -> list[Gap]:
    """Return what a line leaves free, to its sides too."""
    found, right = list[Gap](), -inf
    for bit in line:
        if bit.left > right:
            found.append((right, bit.left))
        right = max(right, bit.right)
    return [*found, (right, inf)]


def _common(some: Sequence[Gap], others: Sequence[Gap], width: float) -> list[Gap]:
    """Return what is free in both, no narrower than a width."""
    found, one, other = list[Gap](), 0, 0
    while one < len(some) and other < len(others):
        left, right = max(some[one][0], others[other][0]), min(some[one][1], others[other][1])
        if right - left >= width:
            found.append((left, right))
        if some[one][1] < others[other][1]:
            one += 1
        else:
            other += 1
    return found


def _inner(gaps: Sequence[Gap]) -> list[Gap]:
    return [(left, right) for left, right in gaps if left > -inf and right < inf]


def _table(lines: Sequence[Row], first: int, last: int, end: int, gaps: Sequence[Gap]) -> tuple[Piece, set[int]] | None:
    """Return the piece that a table becomes and the numbers of those that it is made of, None where it is none."""
    first, last = _ends(lines, first, last, end, gaps)
    taken = lines[first : last + 1]
    full = sum(len(line) > 1 for line in taken)
    rows = rows_of_cells(taken, gaps) if full >= _FEWEST_LINES or (full > 1 < len(gaps)) else None
    if rows is None or (full < _FEWEST_LINES and not all(map(all, rows))):
        return None
    pieces = {bit.number: bit.piece for line in taken for bit in line}
    return Piece(
        " ".join(cell for row in rows for cell in row if cell),
        min(each.left for each in pieces.values()),
        min(each.top for each in pieces.values()),
        max(each.right for each in pieces.values()),
        max(each.bottom for each in pieces.values()),
        median(each.size for each in pieces.values()),
        rows=tuple(map(tuple, rows)),
    ), set(pieces)


def _ends(lines: Sequence[Row], first: int, last: int, end: int, gaps: Sequence[Gap]) -> tuple[int, int]:
    """Return the first and last line of a table: a single stretch above or below belongs to it as part of a cell.

    `end` is the last line that no table below has taken.
    """
    numbers = [bit.number for line in lines[first : last + 1] if len(line) > 1 for bit in line]
    lowest, highest = min(numbers), max(numbers)
    while len(lines[first]) == 1 and not lowest < lines[first][0].number < highest:
        first += 1
    while last < end and len(lines[last + 1]) == 1:
        bit, above = lines[last + 1][0], lines[last]
        left, right = column_of(bit, gaps)
        goes_on = lowest < bit.number < highest or (bit.number == highest + 1 and left > 0)
        near = bit.piece.middle - above[0].piece.middle < 1.3 * _height(above)
        if left != right or not near or not goes_on or _is_other_size(bit, above[0]):
            break
        highest, last = max(highest, bit.number), last + 1
    return first, last


def _is_other_size(one: Bit, other: Bit) -> bool:
    return abs(one.piece.size - other.piece.size) > _OTHER_SIZE * other.piece.size
