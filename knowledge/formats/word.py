"""DOCX: headings, lists, tables, footnotes and text boxes from the parts of the package; nothing else is opened."""

import posixpath
import re
from collections.abc import Iterator
from itertools import count
from pathlib import PurePath
from typing import Any

from knowledge.errors import UnreadableFile
from knowledge.formats.extracted import LINE_END, Extracted, Writer, list_mark, one_line
from knowledge.formats.markup import parse_xml
from knowledge.formats.media import DOCX
from knowledge.formats.packages import Package
from knowledge.formats.records import row_lines
from knowledge.terms import TO_SUPERSCRIPT

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_VALUE = f"{W}val"
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_BREAKS = {f"{W}tab": " ", f"{W}br": LINE_END, f"{W}cr": LINE_END, f"{W}noBreakHyphen": "-"}
_LEFT_OUT = {f"{W}del", f"{W}moveFrom", f"{W}rt", f"{W}instrText", f"{W}delText", f"{W}pPr", f"{W}rPr"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_DEEPEST = 200


def read_docx(content: bytes, name: str) -> Extracted:
    """Return the text of a Word document. Raises UnreadableFile."""
    package = Package(content, name)
    part = _main_part(package)
    main = package.read(part)
    if _STRICT in main:
        raise UnreadableFile(f"{name}: saved as Strict Open XML; save it as an ordinary .docx")
    folder = posixpath.dirname(part)
    body = parse_xml(main, name).find(f"{W}body")
    writer = Writer()
    if body is not None:
        _Body(writer, package, folder).blocks(body, 0)
    details = package.core_properties()
    title = details.pop("title", "")
    extracted = writer.extracted("", DOCX.media_type, details=details)
    return Extracted(
        extracted.text, one_line(title) or extracted.first_heading(within=500) or PurePath(name).stem,
        DOCX.media_type, extracted.headings, details=extracted.details,
    )  # fmt: skip


def _main_part(package: Package) -> str:
    root = package.optional_xml("_rels/.rels")
    for each in () if root is None else root:
        if str(each.get("Type", "")).endswith("/officeDocument"):
            return posixpath.normpath(str(each.get("Target", "")).lstrip("/"))
    return "word/document.xml"


class _Styles:
    """What the styles of a document say: which are headings and which number their paragraphs."""

    def __init__(self, root: Any) -> None:
        self._by_id = {} if root is None else {each.get(f"{W}styleId"): each for each in root.iter(f"{W}style")}

    def level(self, style_id: str | None) -> int | None:
        """Return the level of a heading style, None of another."""
        for style in self._chain(style_id):
            named = style.find(f"{W}name")
            name = "" if named is None else str(named.get(_VALUE, ""))
            match = _HEADING.fullmatch(name)
            if match or name.casefold() in ("title", "subtitle"):
                return int(match.group(1)) if match else (1 if name.casefold() == "title" else 2)
            outline = style.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None and str(outline.get(_VALUE)).isdigit() and int(outline.get(_VALUE)) < 9:
                return int(outline.get(_VALUE)) + 1
        return None

    def numbering(self, style_id: str | None) -> Any:
        """Return what numbers the paragraphs of a style, None where nothing does."""
        return next(
            (found for each in self._chain(style_id) if (found := each.find(f"{W}pPr/{W}numPr")) is not None), None
        )

    def is_contents(self, style_id: str | None) -> bool:
        """Tell whether a style is that of a table of contents, which repeats the headings."""
        named = [each.find(f"{W}name") for each in self._chain(style_id)]
        return any(str(each.get(_VALUE, "")).casefold().startswith("toc ") for each in named if each is not None)

    def _chain(self, style_id: str | None) -> Iterator[Any]:
        for _ in range(20):
            style = self._by_id.get(style_id)
            if style is None:
                return
            yield style
            based = style.find(f"{W}basedOn")
            style_id = None if based is None else based.get(_VALUE)


class _Numbering:
    """The marks of list items: bullets, or numbers counted as the document goes on."""

    def __init__(self, root: Any) -> None:
        self._formats: dict[tuple[str, str], str] = {}
        self._counts: dict[tuple[str, int], Iterator[int]] = {}
        if root is None:
            return
        kinds = {
            (each.get(f"{W}abstractNumId"), level.get(f"{W}ilvl")): level.find(f"{W}numFmt")
            for each in root.iter(f"{W}abstractNum")
            for level in each.iter(f"{W}lvl")
        }
        for each in root.iter(f"{W}num"):
            of = each.find(f"{W}abstractNumId")
            for (abstract, level), kind in kinds.items():
                if of is not None and abstract == of.get(_VALUE) and kind is not None:
                    self._formats[each.get(f"{W}numId"), level] = str(kind.get(_VALUE))

    def mark(self, properties: Any) -> str | None:
        """Return the mark of the next item, None where the paragraph is not numbered after all."""
        number, level = (_value(properties, name) for name in ("numId", "ilvl"))
        if not number or number == "0":
            return None
        level = level or "0"
        kind = self._formats.get((number, level), "bullet")
        if kind in ("bullet", "none"):
            return "•"
        depth = int(level) if level.isdigit() else 0
        for deeper in [each for each in self._counts if each[0] == number and each[1] > depth]:
            del self._counts[deeper]
        at = next(self._counts.setdefault((number, depth), count(1)))
        return list_mark(at, {"lowerLetter": "a", "upperLetter": "A"}.get(kind, "1"))


def _value(element: Any, name: str) -> str:
    found = element.find(f"{W}{name}")
    return "" if found is None else str(found.get(_VALUE, ""))


class _Body:
    """Writes the blocks of a body one after the other."""

    def __init__(self, writer: Writer, package: Package, folder: str) -> None:
        self._writer = writer
        self._styles = _Styles(package.optional_xml(f"{folder}/styles.xml"))
        self._numbering = _Numbering(package.optional_xml(f"{folder}/numbering.xml"))
        self._notes = {
            kind: {} if root is None else {each.get(f"{W}id"): each for each in root}
            for kind in ("footnotes", "endnotes")
            for root in [package.optional_xml(f"{folder}/{kind}.xml")]
        }
        self._boxes: list[Any] = []

    def blocks(self, parent: Any, depth: int) -> None:
        """Write what stands below each other in a body, a cell or a text box."""
        for element in parent if depth < _DEEPEST else ():
            if element.tag == f"{W}p":
                self._paragraph(element, depth)
            elif element.tag == f"{W}tbl":
                self._table(element, depth)
            elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}smartTag"):
                self.blocks(element, depth + 1)

    def _paragraph(self, paragraph: Any, depth: int) -> None:
        properties = paragraph.find(f"{W}pPr")
        style = _value(properties, "pStyle") if properties is not None else ""
        if self._styles.is_contents(style):
            return
        text = self._text(paragraph)
        level = self._styles.level(style)
        numbered = properties.find(f"{W}numPr") if properties is not None else None
        numbered = numbered if numbered is not None else self._styles.numbering(style)
        if level is not None and len(text) < 300:
            self._writer.heading(text, level)
        elif numbered is not None and one_line(text) and (mark := self._numbering.mark(numbered)):
            self._writer.lines(text, mark=mark)
        else:
            self._writer.lines(text)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.blocks(box, depth + 1)

    def _table(self, table: Any, depth: int) -> None:
        rows = table.findall(f"{W}tr")
        cells = [[cell for cell in row.iter(f"{W}tc") if _row_of(cell) is row] for row in rows]
        if all(len(row) < 2 for row in cells):
            for row in cells:
                for cell in row:
                    self.blocks(cell, depth + 1)
            return
        self._writer.rows(row_lines(list(self._filled(cells))))

    def _filled(self, rows: list[list[Any]]) -> Iterator[list[str]]:
        """Yield the texts of each row, those of cells that are merged downwards repeated, others in their columns."""
        above: list[str] = []
        for row in rows:
            texts: list[str] = []
            for cell in row:
                merged = cell.find(f"{W}tcPr/{W}vMerge")
                goes_on = merged is not None and merged.get(_VALUE) != "restart" and len(texts) < len(above)
                texts.append(above[len(texts)] if goes_on else " ".join(map(self._text, cell.iter(f"{W}p"))))
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                wide = str(span.get(_VALUE, "1")) if span is not None else "1"
                texts += [""] * (min(int(wide), 100) - 1 if wide.isdigit() else 0)
            above = texts
            yield texts

    def _text(self, paragraph: Any) -> str:
        return "".join(self._pieces(paragraph, 0))

    def _pieces(self, element: Any, depth: int) -> Iterator[str]:
        for each in element if depth < _DEEPEST else ():
            if each.tag in (f"{W}t", _MATH):
                yield each.text or ""
            elif each.tag in _BREAKS:
                yield _BREAKS[each.tag]
            elif each.tag in _NOTES:
                note = self._notes[_NOTES[each.tag]].get(each.get(f"{W}id"))
                yield "" if note is None else self._writer.note(" ".join(map(self._text, note.iter(f"{W}p"))))
            elif each.tag == f"{W}txbxContent":
                self._boxes.append(each)
            elif each.tag == f"{W}r" and _is_raised(each):
                yield "".join(self._pieces(each, depth + 1)).translate(TO_SUPERSCRIPT)
            elif isinstance(each.tag, str) and each.tag not in _LEFT_OUT and each.tag != _FALLBACK:
                yield from self._pieces(each, depth + 1)


def _is_raised(run: Any) -> bool:
    align = run.find(f"{W}rPr/{W}vertAlign")
    return align is not None and align.get(_VALUE) == "superscript"


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(f"{W}tr"), None)
