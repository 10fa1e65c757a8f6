"""Rows of cells and records with fields, written as lines that read by themselves."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from knowledge.formats.extracted import one_line

_DIGITS = re.compile(r"\d+")
_LONGEST_NAME = 60
_SENTENCE = re.compile(r"\s.*[.!?]$")
"""How a sentence looks: a single word with a full stop is an abbreviation ("Pos.")."""
_SEARCHED = 20


def row_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a line for each row: "Country: France; Capital: Paris" where the first full row names the columns."""
    filled = [cells for row in rows if any(cells := [one_line(cell) for cell in row])]
    at = _header(filled)
    for number, row in enumerate(filled):
        if at is None or number < at:
            yield "; ".join(cell for cell in row if cell)
        elif number > at:
            yield "; ".join(_named(filled[at], row))


def _named(names: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    for name, cell in zip_longest(names, row, fillvalue=""):
        if cell:
            yield f"{name.rstrip(':')}: {cell}" if name else cell


def _header(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which row names the columns: the first with as many cells as most rows, all words and all different."""
    widths = [sum(map(bool, row)) for row in rows]
    usual = sorted(widths)[len(widths) // 2] if widths else 0
    if usual < 2 or len(rows) < 2:
        return None
    at = next((n for n, width in enumerate(widths[:_SEARCHED]) if width >= usual), None)
    if at is None or at == len(rows) - 1:
        return None
    if [_DIGITS.sub("0", cell) for cell in rows[at]] == [_DIGITS.sub("0", cell) for cell in rows[at + 1]]:
        return None  # a row like the one below it
    names = [cell for cell in rows[at] if cell]
    plain = all(len(name) <= _LONGEST_NAME and not _is_number(name) and not _SENTENCE.search(name) for name in names)
    return at if plain and len(set(names)) == len(names) else None


def _is_number(text: str) -> bool:
    return not any(sign.isalpha() for sign in text)


def fields(value: Any, name: str = "") -> Iterator[str]:
    """Yield "name: value" for everything in a JSON value, a list of plain values as one."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from fields(inner, f"{name} {key}".strip())
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        for inner in value:
            yield from fields(inner, name)
    else:
        said = one_line(", ".join(_said(each) for each in value) if isinstance(value, list) else _said(value))
        if said:
            yield f"{name}: {said}" if name else said


def _said(value: Any) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
