"""PPTX: slide by slide, its title a heading, then its texts and tables from the top, then what is noted below it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import Any

from pptx import Presentation
from pptx.exc import PythonPptxError

from knowledge.errors import UnreadableFile
from knowledge.formats.extracted import Extracted, Writer, damaged, one_line
from knowledge.formats.media import PPTX
from knowledge.formats.packages import Package
from knowledge.formats.records import row_lines

_DEEPEST = 20


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
            paragraphs = [one_line(each.text) for each in shape.text_frame.paragraphs]
            several = sum(map(bool, paragraphs)) > 1
            for each in paragraphs:
                (writer.item if several else writer.paragraph)(each)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for each in slide.notes_slide.notes_text_frame.paragraphs:
            writer.paragraph(each.text)


def _flat(shapes: Any, depth: int) -> Iterator[Any]:
    """Yield the shapes with those inside of groups."""
    for shape in shapes:
        if hasattr(shape, "shapes"):
            if depth < _DEEPEST:
                yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape
