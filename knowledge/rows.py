"""What the store keeps of a document, as records and as rows of its tables. Nothing here asks a database."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from knowledge.documents import Document, Passage


@dataclass(frozen=True)
class Original:
    """The file that a document was read from, as it came, with its name.

    `modified` is when it was last changed, in nanoseconds; None where that does not tell a change. `conversion` is
    the version of the rules that it was read by.
    """

    name: str
    content: bytes
    modified: int | None = None
    conversion: str = ""

    @cached_property
    def file_hash(self) -> str:
        """The hash that tells whether two files are the same."""
        return sha256(self.content).hexdigest()


class Entry(NamedTuple):
    """All that is kept of a document; its passages may still have to be made."""

    document: Document
    passages: Sequence[Passage] | None = None
    original: Original | None = None

    def split(self, passages: Callable[[Document], Sequence[Passage]]) -> "Entry":
        """Return the entry with its passages."""
        return self if self.passages is not None else self._replace(passages=passages(self.document))


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What tells whether a file has changed since it was read."""

    document_id: str
    source: str
    status: str
    content_hash: str
    error: str
    file: str
    file_hash: str | None
    size: int | None
    modified: int | None
    conversion: str

    @classmethod
    def of(cls, entry: Entry) -> "KnownFile":
        """Return what will be known of a document once it is kept."""
        document, original = entry.document, entry.original
        file = tuple(file_row(original, document.source).values())
        return cls(document.document_id, document.source, "ready", document.content_hash, "", *file)

    @property
    def name(self) -> str:
        """The name of the file without folders."""
        return re.split(r"[/\\]", self.file.rstrip("/\\"))[-1]

    @property
    def is_part(self) -> bool:
        """Whether the document is only a part of the file: one of those in an archive."""
        return self.source != self.file


def by_file(known: Iterable[KnownFile]) -> dict[str, list[KnownFile]]:
    """Return what is known of documents by the names of their files."""
    files = dict[str, list[KnownFile]]()
    for each in known:
        files.setdefault(each.file, []).append(each)
    return files


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document without its text; `error` says why its file gave none, or why a newer version of it did not."""

    document_id: str
    title: str
    source: str
    passages: int
    characters: int
    status: str = "ready"
    error: str = ""
    tags: tuple[str, ...] = ()


def document_row(document: Document, original: Original | None, passages: int, changed: int) -> dict[str, Any]:
    """Return what the table of documents keeps of one: with its number of passages, and when it was changed."""
    return {
        "document_id": document.document_id,
        "source": document.source,
        "title": document.title,
        "text": document.text,
        "characters": len(document.text),
        "content_hash": document.content_hash,
        "metadata": json.dumps(dict(document.metadata), sort_keys=True, ensure_ascii=False),
        "passages": passages,
        "status": "ready",
        "error": "",
        "changed": changed,
        **file_row(original, document.source),
    }


def file_row(original: Original | None, source: str) -> dict[str, Any]:
    """Return what the table of documents keeps of a file, by its name where there is only that."""
    return {
        "file": original.name if original else source,
        "file_hash": original.file_hash if original else None,
        "file_size": len(original.content) if original else None,
        "file_modified": original.modified if original else None,
        "conversion": original.conversion if original else "",
    }


def document_of(row: Any) -> Document:
    """Return the document in a row."""
    return Document(row.document_id, row.title, row.text, row.source, json.loads(row.metadata))


def passage_row(passage: Passage) -> dict[str, Any]:
    """Return what the table of passages keeps of one."""
    return {
        "passage_id": passage.passage_id,
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "heading": passage.heading,
        "page": passage.page,
        "sentences": json.dumps(passage.sentences),
    }


def passage_of(row: Sequence[Any], text: str) -> Passage:
    """Return the passage in a row of the table, a slice of its document's text."""
    passage_id, document_id, start, end, heading, page, sentences = row
    spans = tuple([(a, b) for a, b in json.loads(sentences)])
    return Passage(passage_id, document_id, text[start:end], start, end, heading, page, spans)
