"""Bullets that are drawn on a page rather than written: small marks as wide as high, right before a line of text."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from ctypes import byref, c_float
from dataclasses import replace
from typing import Any

from pypdfium2 import raw

from knowledge.formats.pieces import Piece

_MOST_OBJECTS = 5_000
"""A page of more objects is a drawing; looking at each would take longer than reading it."""

_SMALLEST, _LARGEST = 0.1, 0.6
_FARTHEST = 2.5
"""Sizes of a line: how large a bullet is, and how far before the line it stands."""


def with_bullets(pieces: Sequence[Piece], page: Any) -> list[Piece]:
    """Return the pieces of an upright page, marked where a bullet is drawn before them."""
    marks = sorted(_marks(page)) if page.get_rotation() == 0 else []
    return [_marked(piece, marks) for piece in pieces] if marks else list(pieces)


def _marks(page: Any) -> Iterator[tuple[float, float, float]]:
    """Yield the height of the middle, the right edge and the width of what is drawn as wide as high."""
    height = page.get_height()
    count = raw.FPDFPage_CountObjects(page.raw)
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    places = byref(left), byref(bottom), byref(right), byref(top)
    for number in range(count if count <= _MOST_OBJECTS else 0):
        drawn = raw.FPDFPage_GetObject(page.raw, number)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_PATH or not raw.FPDFPageObj_GetBounds(drawn, *places):
            continue
        width, tall = right.value - left.value, top.value - bottom.value
        if 0 < width < 1.2 * tall < 1.44 * width and width < 10:
            yield height - (top.value + bottom.value) / 2, right.value, width


def _marked(piece: Piece, marks: Sequence[tuple[float, float, float]]) -> Piece:
    beside = marks[bisect_left(marks, (piece.top,)) : bisect_left(marks, (piece.bottom,))]
    if not any(
        0 < piece.left - right < _FARTHEST * piece.size and _SMALLEST * piece.size < width < _LARGEST * piece.size
        for _, right, width in beside
    ):
        return piece
    return replace(piece, text=f"• {piece.text}", gaps=tuple((at + 2, left, right) for at, left, right in piece.gaps))
