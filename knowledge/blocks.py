"""The blocks of a text: headings, paragraphs, list items, notes. Offsets are exact; the text is never changed."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Literal

from knowledge.front_matter import front_matter
from knowledge.line_ends import ended_lines, usual_width
from knowledge.terms import letters, terms

BlockKind = Literal["heading", "paragraph", "item", "columns", "row", "note"]

_LINE = r"[^\S\n]*(?:>[^\S\n]*)*[^\s>][^\n]*"
_PARAGRAPH = re.compile(rf"^{_LINE}(?:\n{_LINE})*", re.MULTILINE)
_ITEM = re.compile(r"^(?:[ \t]{0,3}>)*[ \t]*(?:[-*+•–·]|\d{1,3}[.)]|[a-z][.)]|\(\w{1,3}\))[ \t]+(?=\S)", re.MULTILINE)
_NOTE = re.compile(r"^[ \t]*(?:\[(\d{1,3})\]|\[\^(\w+)\]:|(\d{1,3})[.)]|([¹²³⁰⁴-⁹]+))[ \t]*(?=\S)")
_MARKED_NOTE = re.compile(r"[ \t]*([¹²³⁰⁴-⁹]+)[ \t]*(?=\S)")
_HASHES = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*)$", re.MULTILINE)
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r"^ {0,3}(?:[-*_=][ \t]*){3,}$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$", re.MULTILINE)
_COLUMNS = re.compile(r"^ {0,3}(?=[^|]*\|)\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_QUOTED = re.compile(r"(?:[ \t]{0,3}>[ \t]?)+")
_LABEL = re.compile(r"^[ \t]*(?=[A-Z])(?:[\w.'’/&()-]+[ \t]){0,3}[\w.'’/&()-]+[ \t]?:[ \t]+(?=\S)", re.MULTILINE)
_ENDS_A_SENTENCE = re.compile(r"[.!?:;,…。！？：；，、][\"'”’)\]」』]*$")
_BRACKETED = re.compile(r"\(.*\)$")  # a caption: who took the picture, and when
_LIFE_OR_ACRONYM = re.compile(r"\((?:(?:born |b\. ?)?\d{3,4}(?: ?[-–—] ?(?:\d{2,4})?)?|[A-ZÀ-Þ][A-ZÀ-Þ\d&-]+s?)\)$")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_LONGEST_HEADING = 12
_FEWEST_BELOW = 5
"""Words of sentences that have a heading right above them."""
_IN_CODE = 7
"""The level of a comment in code, below all headings of Markdown."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a text, marks and markers outside: `level` of a heading (1 is the highest), `label` of a note.

    A row is one of a table in Markdown, without the bars at its ends; the first one names the columns.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    label: str | None = None


def blocks(text: str, *, markdown: bool = False, headings: Sequence[Sequence[int]] | None = None) -> list[Block]:
    """Return the blocks of a text in order, without overlaps.

    Its headings are those given as (start, end, level), each a paragraph of its own; where none are given they are
    told from Markdown's marks or from what the lines of a plain text look like. Markdown's front matter is no block.
    """
    found: list[Block] = []
    known = {start: Block("heading", start, end, level) for start, end, level in headings or ()}
    before = front_matter(text) if markdown and headings is None else None
    code = _code(text) if markdown and headings is None else []
    width = 0 if markdown or headings is not None else usual_width(text)
    for match in _PARAGRAPH.finditer(text, before.end if before else 0):
        if headings is not None:
            start = match.start()
            found += [known[start]] if start in known else _plain_paragraph(text, start, match.end())
        else:
            start, end = match.span()
            found += _lines(text, start, end, code) if markdown else _plain(text, start, end, width)
    return _notes_at_the_end(text, found, _NOTE if headings is None else _MARKED_NOTE)


def _plain(text: str, start: int, end: int, width: int) -> Iterator[Block]:
    """Yield what stands between two blank lines of plain text: a heading, a paragraph, list items, or ended lines."""
    part = text[start:end]
    if _RULE.match(part):
        return
    items = _begun(_ITEM, part)
    lines = list(ended_lines(text, start, end, width))
    is_title = len(lines) == 1 and _is_title(text, start, lines[0], end)
    if is_title or (len(lines) == 1 and heads(text[start : lines[0]], text[lines[0] : end])):
        yield from _trimmed(text, "heading", start, lines[0], level=1 if is_title else 2)
        yield from _trimmed(text, "paragraph", lines[0], end)
        return
    marked = {start + each for each in (*(items if len(items) > 1 or items[:1] == [0] else ()), *_labelled(part))}
    starts = sorted({*marked, *lines})
    if starts:
        yield from _items(text, start, end, starts, marked)
    elif _reads_like_a_heading(part):
        yield from _trimmed(text, "heading", start, end, level=2)
    else:
        yield from _trimmed(text, "paragraph", start, end)


def _begun(mark: re.Pattern[str], part: str) -> list[int]:
    """Return where the lines begin that begin with a mark."""
    return [match.start() for match in mark.finditer(part)]


def _labelled(part: str) -> list[int]:
    """Return where lines begin that say what they hold ("Date: …", "Chair: …"), where there are several."""
    starts = _begun(_LABEL, part)
    return starts if len(starts) > 1 else []


def _items(text: str, start: int, end: int, starts: list[int], marked: Set[int]) -> Iterator[Block]:
    """Yield what begins at `starts`, list items at those that are `marked`, and before them the lines that lead in."""
    if starts[0] > start and text[start : starts[0]].strip():
        yield from _trimmed(text, "paragraph", start, starts[0])
    for left, right in zip(starts, [*starts[1:], end], strict=True):
        marker = _ITEM.match(text[left:right]) if left in marked else None
        yield from _trimmed(
            text, "item" if left in marked else "paragraph", left + (marker.end() if marker else 0), right
        )


def _code(text: str) -> list[tuple[int, int]]:
    """Return where code stands between its fences; what is never closed is text."""
    found = list[tuple[int, int]]()
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = None if "`" in fence.group(1) and "`" in fence.group(2) else fence
        elif fence.group(1).startswith(opened.group(1)) and not fence.group(2).strip():
            found.append((opened.end(), fence.start()))
            opened = None
    return found


def _within(places: Sequence[tuple[int, int]], offset: int) -> bool:
    """Tell whether one of some places, in order, holds an offset."""
    at = bisect_right(places, offset, key=itemgetter(0)) - 1
    return at >= 0 and offset < places[at][1]


def _lines(text: str, start: int, end: int, code: Sequence[tuple[int, int]]) -> Iterator[Block]:
    """Yield what stands between two blank lines of Markdown: headings of both kinds, paragraphs, items, rows.

    In code a comment that begins as a heading names the lines below it, as the lowest of headings.
    """
    begin, offset = start, start
    lines = text[start:end].split("\n")
    table = _table(lines)
    for number, line in enumerate(lines):
        stop = offset + len(line)
        hashes, below = _HASHES.match(line), lines[number + 1] if number + 1 < len(lines) else ""
        underline = _UNDERLINE.match(below) if line.strip() and not _ITEM.match(line) else None
        in_code = _within(code, offset)
        if hashes or (underline and offset == begin and not in_code):
            if text[begin:offset].strip():
                yield from _plain_paragraph(text, begin, offset)
            level = len(hashes.group(1)) if hashes else (1 if underline and "=" in underline.group(1) else 2)
            level = _IN_CODE if in_code else level
            left, right = (hashes.start(2), len(_without_closing(line))) if hashes else (0, len(line))
            if left < right:
                yield from _trimmed(text, "heading", offset + left, offset + right, level=level)
            begin = stop + 1
        elif number in table or _FENCE.match(line) or _RULE.match(line) or _UNDERLINE.match(line):
            if text[begin:offset].strip():
                yield from _plain_paragraph(text, begin, offset)
            if number in table:
                yield from _row(text, "columns" if number == table.start else "row", offset, stop)
            begin = stop + 1
        offset = stop + 1
    if text[begin:end].strip():
        yield from _plain_paragraph(text, begin, end)


def _table(lines: Sequence[str]) -> range:
    """Return which lines are a table: one with bars, one of dashes with bars, and those with bars that follow."""
    for number, (line, below) in enumerate(pairwise(lines)):
        if "|" in line and _COLUMNS.match(below):
            rest = enumerate(lines[number + 2 :], number + 2)
            return range(number, next((end for end, each in rest if "|" not in each), len(lines)))
    return range(0)


def _row(text: str, kind: BlockKind, start: int, end: int) -> Iterator[Block]:
    """Yield a row of a table, without the bars at its ends; the line of dashes is none."""
    line = text[start:end]
    inside = line.strip(" \t|")
    if inside and not _COLUMNS.match(line):
        left = start + line.index(inside)
        yield from _trimmed(text, kind, left, left + len(inside))


def _without_closing(line: str) -> str:
    """Return a heading's line without the `#`s that close it; those of "C#" belong to the word."""
    bare = line.rstrip(" \t").rstrip("#")
    return bare.rstrip(" \t") if bare.endswith((" ", "\t")) else line.rstrip(" \t")


def _plain_paragraph(text: str, start: int, end: int) -> Iterator[Block]:
    """Yield a paragraph or list items: in Markdown only a marked line is a heading."""
    part = text[start:end]
    starts = sorted(start + each for each in {*_begun(_ITEM, part), *_labelled(part)})
    if starts:
        yield from _items(text, start, end, starts, set(starts))
    else:
        yield from _trimmed(text, "paragraph", start, end)


def _reads_like_a_heading(part: str) -> bool:
    """Tell whether a paragraph is one short line that neither a sentence mark nor a caption's brackets end."""
    line = part.strip()
    words = line.split()
    if "\n" in line or not words or len(words) > _LONGEST_HEADING or len(line) > _LONGEST_HEADING * 20:
        return False
    if len(letters(line)) > _LONGEST_HEADING * 2:  # without spaces
        return False
    if _ENDS_A_SENTENCE.search(line) or (_BRACKETED.search(line) and not _LIFE_OR_ACRONYM.search(line)):
        return False
    return bool(terms(line))


def heads(line: str, below: str) -> bool:
    """Tell whether an ended line heads what stands right below it: sentences, not more lines of a list or address."""
    is_prose = _SENTENCE_END.search(below.rstrip()) is not None and not _ITEM.match(below) and not _LABEL.match(below)
    return is_prose and len(below.split()) >= _FEWEST_BELOW and _reads_like_a_heading(line) and not _LABEL.match(line)


def _is_title(text: str, start: int, below: int, end: int) -> bool:
    """Tell whether two lines at the top of a text are its title and what stands right below that: a place, a day."""
    lines = text[start:below], text[below:end]
    is_first = not text[:start].strip() and bool(text[end:].strip())
    return is_first and all(_reads_like_a_heading(each) and not _LABEL.match(each) for each in lines)


def _trimmed(text: str, kind: BlockKind, start: int, end: int, *, level: int = 0) -> Iterator[Block]:
    """Yield a block without white space and marks of quotation around it, nothing where no more stands there."""
    quoted = _QUOTED.match(text, start, end)
    left = quoted.end() if quoted else start
    part = text[left:end]
    left += len(part) - len(part.lstrip())
    if part.strip():
        yield Block(kind, left, left + len(part.strip()), level)


def _notes_at_the_end(text: str, found: list[Block], note: re.Pattern[str]) -> list[Block]:
    """Return the blocks with those that a mark in the text points to made notes ("partnerships¹" … "1. The …")."""
    marks = {mark.translate(_SUPERSCRIPT) for mark in re.findall(r"(?<=[^\s\d])[¹²³⁰⁴-⁹]+", text)}
    marks |= {f"{caret}{mark}" for caret, mark in re.findall(r"(?<=\S)\[(\^?)(\w{1,3})\]", text)}
    if not marks:
        return found
    return [_as_note(text, block, marks, note) for block in found]


def _as_note(text: str, block: Block, marks: set[str], note: re.Pattern[str]) -> Block:
    line = text.rfind("\n", 0, block.start) + 1
    match = note.match(text[line : block.end])
    if block.kind == "heading" or not match or line + match.end() < block.start:
        return block
    group = int(match.lastindex or 0)
    label = match.group(group).translate(_SUPERSCRIPT)
    mark = f"^{label}" if text.startswith("[^", line + match.start(group) - 2) else label
    return Block("note", line + match.end(), block.end, label=label) if mark in marks else block
