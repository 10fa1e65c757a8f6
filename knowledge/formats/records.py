"""Rows of cells and records with fields, written as lines that read by themselves."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from knowledge.formats.extracted import one_line

_DIGITS = re.compile(r"\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"\W*\d")
_LONGEST_NAME = 60
_SENTENCE = re.compile(r"\s.*[.!?]$")
"""How a sentence looks: a single word with a full stop is an abbreviation ("Pos.")."""
_SEARCHED = 20


def row_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a line for each row: "Country: France; Capital: Paris" where the first full row names the columns."""
    filled = [cells for row in rows if any(cells := [one_line(cell) for cell in row])]
    at, between = header(filled), ": " if _are_labelled(filled) else "; "
    for number, row in enumerate(filled):
        if at is None or number < at:
            yield (between if at is None and len(row) == 2 else "; ").join(cell for cell in row if cell)
        elif number > at:
            yield "; ".join(_named(filled[at], row))


def _are_labelled(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first of two cells says what figure the second one is ("Weight" and "31 kg")."""
    pairs = [row for row in rows if len(row) == 2 and all(row)]
    named = all(len(name) <= _LONGEST_NAME and name[0].isalpha() and name[-1].isalnum() for name, _ in pairs)
    return (
        len(pairs) == len(rows) > 1
        and named
        and 2 * sum(map(bool, (_FIGURE.match(cell) for _, cell in pairs))) > len(rows)
    )


def _named(names: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    for name, cell in zip_longest(names, row, fillvalue=""):
        if cell:
            yield f"{name.rstrip(':')}: {cell}" if name else cell


def header(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which row names the columns: the first with as many cells as most rows, words or years, all different."""
    widths = [sum(map(bool, row)) for row in rows]
    usual = sorted(widths)[len(widths) // 2] if widths else 0
    if usual < 2 or len(rows) < 2:
        return None
    corners = [bool(row) and not row[0] for row in rows[:_SEARCHED]]  # nothing stands above what names the rows
    at = next((n for n, corner in enumerate(corners) if widths[n] + corner >= usual), None)
    if at is None or at == len(rows) - 1:
        return None
    if [_DIGITS.sub("0", cell) for cell in rows[at]] == [_DIGITS.sub("0", cell) for cell in rows[at + 1]]:
        return None  # a row like the one below it
    names = [cell for cell in rows[at] if cell]
    plain = all(len(name) <= _LONGEST_NAME and _may_name(name) and not _SENTENCE.search(name) for name in names)
    if not plain or len(set(names)) < len(names):
        return None
    columns = [(cell, [row[n] for row in rows[at + 1 :] if any(row[n : n + 1])]) for n, cell in enumerate(rows[at])]
    same = [_is_value(cell, below) for cell, below in columns if cell and (len(names) == 2 or _YEAR.fullmatch(cell))]
    return None if any(same) else at


def _may_name(text: str) -> bool:
    """Tell whether a cell may name a column: by a word, or a year above what is no year."""
    return any(sign.isalpha() for sign in text) or _YEAR.fullmatch(text) is not None


def _is_value(name: str, below: Sequence[str]) -> bool:
    """Tell whether a cell holds what the cells below it hold: a year among years, a figure with its unit."""
    pattern = _YEAR if _YEAR.fullmatch(name) else _FIGURE
    alike = sum(bool(pattern.match(cell)) for cell in below)
    return pattern.match(name) is not None and alike > 0 and 2 * alike >= len(below)


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
