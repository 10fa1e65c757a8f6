"""ODT: headings, lists, tables, footnotes and text boxes from the package's content."""

from collections.abc import Iterator
from itertools import count
from pathlib import PurePath
from typing import Any

from knowledge.formats.extracted import LINE_END, Extracted, Writer, list_mark, one_line
from knowledge.formats.markup import tag
from knowledge.formats.media import ODT
from knowledge.formats.packages import Package
from knowledge.formats.records import row_lines
from knowledge.terms import TO_SUPERSCRIPT

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_LEFT_OUT = {
    "tracked-changes",
    "annotation",
    "table-of-content",
    "ruby-text",
    "note-citation",
    "sequence-decls",
    "forms",
}
_DEEPEST = 200
_MOST_REPEATED = 100


class _Styles:
    """What the styles of a document say: which text stands raised, and which lists are numbered, and how."""

    def __init__(self, *roots: Any) -> None:
        self.raised: set[str] = set()
        self._numbers: dict[tuple[str, str], tuple[str, str]] = {}
        for root in (each for each in roots if each is not None):
            for properties in root.iter(f"{_STYLE}text-properties"):
                if str(properties.get(f"{_STYLE}text-position") or "").startswith("super"):
                    self.raised.add(str(properties.getparent().get(f"{_STYLE}name")))
            for level in root.iter(f"{_TEXT}list-level-style-number"):
                of = str(level.getparent().get(f"{_STYLE}name")), str(level.get(f"{_TEXT}level"))
                kind, start = level.get(f"{_STYLE}num-format"), level.get(f"{_TEXT}start-value")
                self._numbers[of] = str(kind or ""), str(start or "1")

    def numbered(self, style: str, level: int) -> tuple[str, int] | None:
        """Return how the items of a list are numbered, and from where on; None where they are not."""
        kind, start = self._numbers.get((style, str(level)), ("", ""))
        return (kind, int(start) if start.isdigit() else 1) if kind else None


def read_odt(content: bytes, name: str) -> Extracted:
    """Return the text of an OpenDocument text. Raises UnreadableFile."""
    package = Package(content, name)
    root = package.xml("content.xml")
    writer, styles = Writer(), _Styles(package.optional_xml("styles.xml"), root)
    for body in root.iter(f"{_OFFICE}text"):
        _Body(writer, styles).blocks(body, 0)
    details = package.core_properties()
    title = one_line(details.pop("title", ""))
    extracted = writer.extracted(title, ODT.media_type, details=details)
    return Extracted(
        extracted.text, title or extracted.first_heading(within=500) or PurePath(name).stem, ODT.media_type,
        extracted.headings, details=extracted.details,
    )  # fmt: skip


class _Body:
    """Writes the blocks of a body one after the other."""

    def __init__(self, writer: Writer, styles: _Styles) -> None:
        self._writer = writer
        self._styles = styles
        self._lists: list[str] = []
        self._counts: dict[tuple[str, int], Iterator[int]] = {}
        self._boxes: list[Any] = []

    def blocks(self, parent: Any, depth: int) -> None:
        """Write what stands below each other."""
        for element in parent if depth < _DEEPEST else ():
            kind = tag(element)
            if kind == "h":
                level = str(element.get(f"{_TEXT}outline-level") or "1")
                self._writer.heading(self._text(element), min(int(level), 9) if level.isdigit() else 1)
            elif kind == "p":
                self._writer.lines(self._text(element))
            elif kind == "list":
                self._list(element, depth)
            elif kind in ("list-item", "list-header"):
                self._item(element, depth)
            elif kind == "table":
                self._writer.rows(row_lines(list(self._rows(element))))
            elif kind not in _LEFT_OUT:
                self.blocks(element, depth + 1)
            self._write_boxes(depth)

    def _list(self, element: Any, depth: int) -> None:
        """Write a list; one within another has that one's style where it names none, and is numbered anew."""
        style = str(element.get(f"{_TEXT}style-name") or (self._lists or [""])[-1])
        self._lists.append(style)
        if element.get(f"{_TEXT}continue-numbering") != "true" and not element.get(f"{_TEXT}continue-list"):
            self._counts.pop((style, len(self._lists)), None)
        self.blocks(element, depth + 1)
        self._lists.pop()

    def _item(self, item: Any, depth: int) -> None:
        """Write an item: its paragraphs, then the lists in it."""
        inner = [each for each in item if tag(each) in ("p", "h")]
        text = " ".join(map(self._text, inner))
        self._writer.lines(text, mark=self._mark() if one_line(text) else "")
        for each in item:
            if tag(each) == "list":
                self._list(each, depth + 1)

    def _mark(self) -> str:
        """Return the mark of the next item of the innermost list."""
        style, level = (self._lists or [""])[-1], len(self._lists)
        numbered = self._styles.numbered(style, level)
        if numbered is None:
            return "•"
        kind, start = numbered
        return list_mark(next(self._counts.setdefault((style, level), count(start))), kind)

    def _write_boxes(self, depth: int) -> None:
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.blocks(box, depth + 1)

    def _rows(self, table: Any) -> Iterator[list[str]]:
        for row in table.iter(f"{_TABLE}table-row"):
            cells: list[str] = []
            for cell in row:
                if tag(cell) not in ("table-cell", "covered-table-cell"):
                    continue
                times = str(cell.get(f"{_TABLE}number-columns-repeated") or "1")
                text = " ".join(self._text(each) for each in cell.iter() if tag(each) in ("p", "h"))
                cells += [text] * (min(int(times), _MOST_REPEATED) if times.isdigit() else 1)
            yield cells

    def _text(self, paragraph: Any) -> str:
        return "".join(self._pieces(paragraph, 0))

    def _pieces(self, element: Any, depth: int) -> Iterator[str]:
        yield element.text or ""
        for each in element if depth < _DEEPEST else ():
            kind = tag(each)
            if kind in ("s", "tab"):
                yield " "
            elif kind == "line-break":
                yield LINE_END
            elif kind == "note":
                yield self._note(each)
            elif kind in ("text-box", "custom-shape"):
                self._boxes.append(each)
            elif kind == "span" and each.get(f"{_TEXT}style-name") in self._styles.raised:
                yield "".join(self._pieces(each, depth + 1)).translate(TO_SUPERSCRIPT)
            elif kind and kind not in _LEFT_OUT and not each.tag.startswith(_SVG):
                yield from self._pieces(each, depth + 1)
            yield each.tail or ""

    def _note(self, note: Any) -> str:
        body = next((each for each in note if tag(each) == "note-body"), None)
        return "" if body is None else self._writer.note(" ".join(map(self._text, body)))
