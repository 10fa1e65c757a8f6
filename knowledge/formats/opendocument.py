"""ODT: headings, lists, tables, footnotes and text boxes from the package's content."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from knowledge.formats.extracted import Extracted, Writer, one_line
from knowledge.formats.markup import tag
from knowledge.formats.media import ODT
from knowledge.formats.packages import Package
from knowledge.formats.records import row_lines

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
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


def read_odt(content: bytes, name: str) -> Extracted:
    """Return the text of an OpenDocument text. Raises UnreadableFile."""
    package = Package(content, name)
    root = package.xml("content.xml")
    writer = Writer()
    for body in (each for each in root.iter() if tag(each) == "text" and each.tag.endswith("office:1.0}text")):
        _Body(writer).blocks(body, 0)
    details = package.core_properties()
    title = one_line(details.pop("title", ""))
    extracted = writer.extracted(title, ODT.media_type, details=details)
    return Extracted(
        extracted.text, title or extracted.first_heading(within=500) or PurePath(name).stem, ODT.media_type,
        extracted.headings, details=extracted.details,
    )  # fmt: skip


class _Body:
    """Writes the blocks of a body one after the other."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._boxes: list[Any] = []

    def blocks(self, parent: Any, depth: int) -> None:
        """Write what stands below each other."""
        for element in parent if depth < _DEEPEST else ():
            kind = tag(element)
            if kind == "h":
                level = str(element.get(f"{_TEXT}outline-level") or "1")
                self._writer.heading(self._text(element), min(int(level), 9) if level.isdigit() else 1)
            elif kind == "p":
                self._writer.paragraph(self._text(element))
            elif kind in ("list-item", "list-header"):
                self._item(element, depth)
            elif kind == "table":
                self._writer.rows(row_lines(list(self._rows(element))))
            elif kind not in _LEFT_OUT:
                self.blocks(element, depth + 1)
            self._write_boxes(depth)

    def _item(self, item: Any, depth: int) -> None:
        """Write an item: its paragraphs, then the lists in it."""
        inner = [each for each in item if tag(each) in ("p", "h")]
        self._writer.item(" ".join(map(self._text, inner)))
        for each in item:
            if tag(each) == "list":
                self.blocks(each, depth + 1)

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
            if kind in ("s", "tab", "line-break"):
                yield " "
            elif kind == "note":
                yield self._note(each)
            elif kind in ("text-box", "custom-shape"):
                self._boxes.append(each)
            elif kind and kind not in _LEFT_OUT and not each.tag.startswith(_SVG):
                yield from self._pieces(each, depth + 1)
            yield each.tail or ""

    def _note(self, note: Any) -> str:
        body = next((each for each in note if tag(each) == "note-body"), None)
        return "" if body is None else self._writer.note(" ".join(map(self._text, body)))
