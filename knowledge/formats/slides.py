"""PPTX: slide by slide, its title a heading, then its texts and tables from the top, then what is noted below it."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count
from pathlib import PurePath
from typing import Any

from pptx import Presentation
from pptx.exc import PythonPptxError

from knowledge.errors import UnreadableFile
from knowledge.formats.extracted import LINE_END, Extracted, Writer, damaged, list_mark, one_line
from knowledge.formats.media import PPTX
from knowledge.formats.packages import Package
from knowledge.formats.records import row_lines
from knowledge.terms import TO_SUPERSCRIPT

_DEEPEST = 20
_LETTERS = {"alphaLc": "a", "alphaUc": "A"}
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def read_pptx(content: bytes, name: str) -> Extracted:
    """Return the text of a presentation, each slide a page. Raises UnreadableFile."""
    package = Package(content, name)
    package.check()
    writer = Writer()
    try:
        for slide in Presentation(BytesIO(content)).slides:
            writer.page()
            _slide(writer, slide)
    except (PythonPptxError, KeyError, ValueError, AttributeError, IndexError, TypeError) as error:
        raise damaged(name, error) from error
    details = package.core_properties()
    title = details.pop("title", "")
    extracted = writer.extracted(title, PPTX.media_type, details=details)
    if not extracted.text:
        raise UnreadableFile(f"{name}: holds no text, perhaps only pictures; those need OCR")
    is_usable = extracted.title.casefold() not in ("", "powerpoint presentation", "slide 1")
    chosen = extracted.title if is_usable else extracted.first_heading()
    return Extracted(
        extracted.text, chosen or PurePath(name).stem, PPTX.media_type,
        extracted.headings, extracted.pages, extracted.details,
    )  # fmt: skip


def _slide(writer: Writer, slide: Any) -> None:
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        writer.heading(title.text_frame.text, 2)
    shapes = [each for each in _flat(slide.shapes, 0) if title is None or each.shape_id != title.shape_id]
    for shape in sorted(shapes, key=lambda each: (each.top or 0, each.left or 0)):
        if getattr(shape, "has_table", False):
            writer.rows(row_lines([[cell.text for cell in row.cells] for row in shape.table.rows]))
        elif shape.has_text_frame:
            _frame(writer, [each for each in shape.text_frame.paragraphs if one_line(each.text)])
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for each in slide.notes_slide.notes_text_frame.paragraphs:
            writer.lines(_text(each))


def _frame(writer: Writer, paragraphs: Sequence[Any]) -> None:
    """Write what stands in one frame: several paragraphs are the items of a list, numbered where the slide does so."""
    numbers: dict[int, Iterator[int]] = {}
    for each in paragraphs:
        automatic = next(each._p.iter(f"{_A}buAutoNum"), None)
        for level in [level for level in numbers if level > each.level or (level == each.level and automatic is None)]:
            del numbers[level]
        has_none = next(each._p.iter(f"{_A}buNone"), None) is not None
        mark = "•" if len(paragraphs) > 1 and not has_none else ""
        if automatic is not None:
            at = next(numbers.setdefault(each.level, count(int(automatic.get("startAt") or 1))))
            mark = list_mark(at, _LETTERS.get(str(automatic.get("type"))[:7], "1"))
        writer.lines(_text(each), mark=mark)


def _text(paragraph: Any) -> str:
    """Return the text of a paragraph, its lines apart and what is raised in it as such."""
    said = ""
    for piece in paragraph._p:
        words = "".join(each.text or "" for each in piece.iter(f"{_A}t"))
        raised = any(int(each.get("baseline")) > 0 for each in piece.iter(f"{_A}rPr") if each.get("baseline"))
        said += LINE_END if piece.tag == f"{_A}br" else words.translate(TO_SUPERSCRIPT) if raised else words
    return said


def _flat(shapes: Any, depth: int) -> Iterator[Any]:
    """Yield the shapes with those inside of groups."""
    for shape in shapes:
        if hasattr(shape, "shapes"):
            if depth < _DEEPEST:
                yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape
