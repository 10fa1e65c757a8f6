"""Lines of pages to flowing text: paragraphs go on over lines, columns and pages, parted words are whole again."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from knowledge.english import is_common_word
from knowledge.formats.extracted import Extracted, Writer, one_line
from knowledge.formats.layout import LARGER, Line, usual_size
from knowledge.formats.records import header, row_lines
from knowledge.formats.running import Page, without_running_lines

_LONGEST_HEADING = 15
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*[\d*†‡¹²³⁰-⁹]*$")
_MARKED = re.compile(r"(?:[•▪‣●○◦*–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_BULLET = re.compile(r"[•▪‣●○◦]\s*")
_HYPHEN = re.compile(r"([^\W\d_]{2,})[-‐\u00ad]$")
_TAIL = 60
"""Characters at the end of a text that tell how it ends."""

_AROUND = 2
_STRAIGHT = 1.0
_NONE, _LITTLE, _MUCH = float("-inf"), 0.3, 2.0
"""Sizes of a line that it leaves free beside the next word: little tells that it was ended where most lines leave it,
much tells so alone."""

_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_AUTHORS = re.compile(r"^\s*,|@|[^\W\d_][∗*†‡§¶$]")
"""What tells the authors below a title: marks that lead to where they work, addresses, a comma that begins a line."""

_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class _Paragraph:
    """Lines that belong together, each with the page that it stands on, and whether they are an item of a list."""

    lines: list[tuple[Line, int]] = field(default_factory=list)
    item: bool = False

    @property
    def size(self) -> float:
        return max((line for line, _ in self.lines), key=lambda line: len(line.text)).size

    @property
    def bold(self) -> bool:
        return all(line.bold for line, _ in self.lines)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of the table that it begins with."""
        return self.lines[0][0].rows

    @property
    def words(self) -> int:
        return sum(len(line.text.split()) for line, _ in self.lines)


def written(pages: Sequence[Page]) -> Extracted:
    """Return the text of pages, with the places of the headings and of where each page begins."""
    body = without_running_lines(pages)
    paragraphs = _joined_over_breaks(
        [each for number, found in enumerate(body) for each in _paragraphs(found, number)], usual_size(body)
    )
    known = Counter(word for page in body for line in page for word in _WORD.findall(line.text.casefold()))
    levels = _levels(paragraphs, usual_size(body))
    writer, begun = Writer(), 0
    for number, paragraph in enumerate(paragraphs):
        while begun <= paragraph.lines[0][1]:
            writer.page()
            begun += 1
        if paragraph.rows:
            _write_table(writer, paragraph, known)
            begun = paragraph.lines[-1][1] + 1
            continue
        text, breaks = _flowing([(line.text, page) for line, page in paragraph.lines], known)
        if number in levels:
            writer.heading(text, levels[number])
        elif paragraph.item or _BULLET.match(text):
            writer.item(_BULLET.sub("", text, count=1))
        else:
            writer.paragraph(text, breaks=breaks)
            begun += len(breaks)
    while begun < len(pages):
        writer.page()
        begun += 1
    return writer.extracted("", "application/pdf")


def _paragraphs(found: Sequence[Line], number: int) -> Iterator[_Paragraph]:
    """Yield the paragraphs of a page."""
    columns: dict[int, list[Line]] = {}
    for line in found:
        columns.setdefault(line.column, []).append(line)
    for column in columns.values():
        pitches = [below.top - above.top for above, below in pairwise(column) if not above.rows]
        usual = median([each for each in pitches if each > 0] or [0.0])
        left, right = min(line.left for line in column), max(line.right for line in column)
        current = _Paragraph()
        for line in column:
            if current.lines and _begins(line, current.lines[-1][0], usual, left, right):
                yield from _parted(current, left)
                current = _Paragraph()
            current.lines.append((line, number))
        yield from _parted(current, left)


def _begins(line: Line, above: Line, usual: float, left: float, right: float) -> bool:
    """Tell whether a line begins a paragraph: by the space above it, its size, its indent, or a mark before it."""
    pitch = line.top - above.top
    if line.rows or above.rows:
        return True
    if pitch > 1.35 * min(usual, 1.6 * line.size) and pitch > 1.5 * line.size:
        return True
    if abs(line.size - above.size) > 0.12 * max(line.size, above.size) and min(len(line.text), len(above.text)) > 3:
        return True
    if line.bold != above.bold and _LETTER.search(line.text) and (line.bold or above.right < right - line.size):
        return True
    if _MARKED.match(line.text) or ("; " in line.text[:60] and "; " in above.text[:60]):
        return True
    ends = _ENDS.search(above.text[-_TAIL:]) is not None
    if ends and above.right < right - 2 * line.size:
        return True
    return ends and line.left > left + 0.7 * line.size and above.left < line.left - 0.5 * line.size


def _parted(paragraph: _Paragraph, left: float) -> Iterator[_Paragraph]:
    """Yield a paragraph, or its lines where a writer ended them: mostly, what follows would have had room in them.

    Where they stand in from the `left` of the column they are items of a list.
    """
    found = [line for line, _ in paragraph.lines]
    rooms = [_room(found, at) for at in range(1, len(found))]
    ended = sum(room > _LITTLE for room in rooms)
    are_items = ended > 1 and 2 * ended >= len(rooms)
    wrapped = any(line.text[:1].islower() for line in found[1:])
    if paragraph.bold or not (are_items or any(room > _MUCH for room in rooms)):
        yield paragraph
        return
    item = are_items and found[0].left > left + 0.7 * found[0].size
    current = _Paragraph(paragraph.lines[:1], item)
    for (line, number), above, room in zip(paragraph.lines[1:], found[:-1], rooms, strict=True):
        goes_on = line.text[:1].islower() or _HYPHEN.search(above.text[-_TAIL:]) is not None
        if not goes_on and room > (_MUCH if not are_items else _LITTLE if wrapped else _NONE):
            yield current
            current = _Paragraph(item=item)
        current.lines.append((line, number))
    yield current


def _room(found: Sequence[Line], at: int) -> float:
    """Return how many sizes more than the next word a line leaves free, by the right edges of the lines around it."""
    above, line = found[at - 1], found[at]
    if abs(above.left - line.left) > _STRAIGHT:
        return _NONE
    word = len(line.text.partition(" ")[0]) / max(len(line.text), 1) * (line.right - line.left)
    return (max(each.right for each in found[max(0, at - _AROUND) : at + _AROUND]) - above.right - word) / line.size


def _joined_over_breaks(paragraphs: list[_Paragraph], usual: float) -> list[_Paragraph]:
    """Return the paragraphs with those whole again that go on in the next column or on the next page."""
    whole: list[_Paragraph] = []
    for paragraph in paragraphs:
        if whole and _goes_on(whole[-1], paragraph, usual):
            whole[-1].lines += paragraph.lines
        else:
            whole.append(paragraph)
    return whole


def _goes_on(above: _Paragraph, below: _Paragraph, usual: float) -> bool:
    (last, page), (first, next_page) = above.lines[-1], below.lines[0]
    if last.rows or first.rows:
        other_place = (last.column, page) != (first.column, next_page)
        return other_place and bool(last.rows and first.rows) and len(last.rows[0]) == len(first.rows[0])
    if (last.column, page) == (first.column, next_page) or abs(above.size - below.size) > 0.12 * usual:
        return False
    begins_low = first.text[:1].islower() or _HYPHEN.search(last.text[-_TAIL:]) is not None
    return begins_low and _ENDS.search(last.text[-_TAIL:]) is None and above.words > 3


def _write_table(writer: Writer, table: _Paragraph, known: Counter[str]) -> None:
    """Write the rows of a table; those on a later page go on under the same names, which may be repeated there."""
    names: Sequence[Sequence[str]] = ()
    page = table.lines[0][1]
    for line, number in table.lines:
        rows = [[_flowing([(each, 0) for each in cell.split("\n")], known)[0] for cell in row] for row in line.rows]
        for _ in range(page, number):
            writer.page()
        writer.rows(row_lines([*names, *(row for row in rows if row not in names)]))
        at = header(rows)
        names, page = names or (rows[at : at + 1] if at is not None else ()), number


def _flowing(lines: Sequence[tuple[str, int]], known: Counter[str]) -> tuple[str, list[int]]:
    """Return lines, each with its page, as one line of text, and the places in it where a page begins."""
    text, breaks = "", list[int]()
    page = lines[0][1]
    for line, number in lines:
        said = one_line(line)
        if not said:
            continue
        parted = _HYPHEN.search(text[-_TAIL:])
        if parted and said[:1].isalpha():
            text = text[:-1] if _one_word(parted.group(1), said, known) else text[:-1] + "-"
        elif text:
            text += (
                "" if text.endswith(("-", "–", "/")) and said[:1].isalnum() and not text.endswith((" -", " –")) else " "
            )
        breaks += [len(text)] * (number - page)
        page = number
        text += said
    return text, breaks


def _one_word(before: str, after: str, known: Counter[str]) -> bool:
    """Tell whether a hyphen at the end of a line only parts a word: as the rest of the text writes it, else English."""
    rest = _WORD.match(after)
    first, second = before.casefold(), rest.group().casefold() if rest else ""
    parted, joined = known[f"{first}-{second}"], known[first + second]
    if parted != joined or after[:1].isupper():
        return joined > parted
    return is_common_word(first + second) or not (is_common_word(first) and is_common_word(second))


def _levels(paragraphs: Sequence[_Paragraph], usual: float) -> dict[int, int]:
    """Return which paragraphs are headings, with their levels: the larger the higher, bold ones below all."""
    bold_is_rare = sum(each.words for each in paragraphs if each.bold) < 0.4 * sum(each.words for each in paragraphs)
    large, bold = dict[int, float](), list[int]()
    for number, paragraph in enumerate(paragraphs):
        text = " ".join(line.text for line, _ in paragraph.lines)
        if paragraph.lines[0][1] == 0 and large and _AUTHORS.search(text):
            continue
        if (
            paragraph.rows
            or paragraph.words > _LONGEST_HEADING
            or not _LETTER.search(text)
            or len(text) < 3
            or "; " in text
        ):
            continue
        if paragraph.size >= LARGER * usual:
            large[number] = round(paragraph.size * 2) / 2
        elif paragraph.bold and bold_is_rare and not _ENDS.search(text[-_TAIL:]) and paragraph.size > 0.9 * usual:
            bold.append(number)
    ranks = {size: rank for rank, size in enumerate(sorted(set(large.values()), reverse=True), start=1)}
    levels = {number: min(ranks[size], 5) for number, size in large.items()}
    return levels | {number: min(len(ranks) + 1, 6) for number in bold}
