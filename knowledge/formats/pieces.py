"""Stretches of text on a page, and which of them stand on one line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PROSE = 25
"""Characters of the lines of prose in a narrow column; what stands in the cells of a table is mostly shorter."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one stretch on a page: left, top, right, bottom in points from the upper left; its size, and if bold.

    `gaps` are (offset in the text, left, right) of the wide gaps in it. A table is one piece with its `rows` of cells,
    the lines in a cell parted by line ends.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False
    gaps: tuple[tuple[int, float, float], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def middle(self) -> float:
        """The height that its middle stands at."""
        return (self.top + self.bottom) / 2


def in_lines(pieces: Sequence[Piece]) -> Iterator[list[tuple[int, Piece]]]:
    """Yield the pieces of each line from the top, each with its number; a table is a line of its own."""
    row: list[tuple[int, Piece]] = []
    for number, piece in sorted(enumerate(pieces), key=lambda each: (each[1].middle, each[1].left)):
        if row and not _same_line(row[0][1], piece):
            yield row
            row = []
        row.append((number, piece))
    if row:
        yield row


def _same_line(one: Piece, other: Piece) -> bool:
    return not (one.rows or other.rows) and min(one.bottom, other.bottom) - max(one.top, other.top) > 0.5 * min(
        one.bottom - one.top, other.bottom - other.top
    )


def usual_length(texts: Sequence[str]) -> int:
    """Return the length that half of the characters stand in texts of, or in longer ones."""
    lengths = sorted(map(len, texts), reverse=True)
    half, total = sum(lengths) / 2, 0
    for length in lengths:
        total += length
        if total >= half:
            return length
    return 0
