"""What became of a file: its documents with their passages, or why there are none; what a child says is checked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.documents import Document, Passage
from knowledge.errors import FileTooLarge, UnreadableFile, UnsupportedFile
from knowledge.formats.extracted import Extracted
from knowledge.passages import passages

_ERRORS = {each.__name__: each for each in (UnreadableFile, FileTooLarge, UnsupportedFile)}


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of one file: its documents (an archive gives several), what failed, and what could not be taken.

    `passages` are those of each document, in the same order. Each failure is UnreadableFile or a child of it and says
    in one line what is wrong and what to do.
    """

    source: str
    documents: tuple[Document, ...] = ()
    failures: tuple[UnreadableFile, ...] = ()
    notes: tuple[str, ...] = ()
    passages: tuple[tuple[Passage, ...], ...] = ()


def parts_of(document: Document) -> list[list[Any]]:
    """Return the passages of a document as JSON has them, without what the document itself tells."""
    return [[each.start, each.end, each.heading, each.page, each.sentences] for each in passages(document)]


def believed(told: Mapping[str, Any], source: str) -> Conversion:
    """Return an answer as what it says; a child that read a hostile file is not believed. Raises ValueError."""
    documents, failures, notes = list[Document](), list[UnreadableFile](), list[str]()
    split = list[tuple[Passage, ...]]()
    for each in told["found"]:
        name = str(each["source"])
        if name != source and not name.startswith(source + "/"):
            raise ValueError("speaks of another file")
        if "failed" in each:
            failures.append(_ERRORS.get(each["kind"], UnreadableFile)(str(each["failed"])))
        else:
            extracted = _extracted(each["extracted"])
            documents.append(extracted.document(name))
            split.append(tuple(_passages(documents[-1], each["passages"])))
            notes += extracted.notes
    return Conversion(source, tuple(documents), tuple(failures), tuple(notes), tuple(split))


def _extracted(told: Mapping[str, Any]) -> Extracted:
    text, headings = str(told["text"]), told["headings"]
    json.dumps(text, ensure_ascii=False).encode("utf-8")
    return Extracted(
        text=text,
        title=str(told["title"]),
        media_type=str(told["media_type"]),
        headings=None if headings is None else tuple((int(a), int(b), int(level)) for a, b, level in headings),
        pages=tuple(int(each) for each in told["pages"]),
        details={str(key): str(value) for key, value in told["details"].items()},
        notes=tuple(str(each) for each in told["notes"]),
    )


def _passages(document: Document, told: Sequence[Any]) -> Iterator[Passage]:
    """Yield passages that stand one after the other in a document, each with its sentences in it."""
    before = 0
    for number, (start, end, heading, page, sentences) in enumerate(told):
        if not before <= start < end <= len(document.text):
            raise ValueError("a passage stands outside of the text")
        if not all(0 <= first < last <= end - start for first, last in sentences):
            raise ValueError("a sentence stands outside of its passage")
        yield Passage(
            passage_id=f"{document.document_id}:{number:05d}",
            document_id=document.document_id,
            text=document.text[start:end],
            start=start,
            end=end,
            heading=None if heading is None else str(heading),
            page=None if page is None else int(page),
            sentences=tuple((int(first), int(last)) for first, last in sentences),
        )
        before = end
