"""The records of the library: Document, Passage, Hit. Offsets are exact; nothing here reads or writes."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b, sha256
from pathlib import PurePath
from typing import Any


@dataclass(frozen=True)
class Document:
    """One document of the library; `text` is the decoded file, or what was extracted from it, unaltered.

    `metadata` holds what JSON can: `media_type`; where the format tells them `language`, `author`, `created`,
    `modified` (ISO 8601), `headings` as `[start, end, level]` in the text, and `pages`, where each page begins.
    """

    document_id: str
    title: str
    text: str
    source: str
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def content_hash(self) -> str:
        """A hash of what is known of the document, to tell a change."""
        parts = (self.source, self.title, self.text)
        return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    def page_at(self, offset: int) -> int | None:
        """Return the page, counted from 1, that a place in the text stands on; None where there are no pages."""
        return bisect_right(self.metadata.get("pages", ()), offset) or None


BELOW = " › "
"""What stands between the headings above a passage where they are one line."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: `document.text[start:end] == text`; `sentences` are offsets within `text`."""

    passage_id: str
    document_id: str
    text: str
    start: int
    end: int
    heading: str | None = None
    page: int | None = None
    sentences: tuple[tuple[int, int], ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings that it stands under, the highest first."""
        return tuple(self.heading.split(BELOW)) if self.heading else ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query, with its score; its rank is its place in the list."""

    passage: Passage
    score: float


def document_id(source: str, *, digest_size: int = 4) -> str:
    """Return the id that belongs to a source name: readable, safe in a URL, the same on every machine.

    With so few bytes two sources may share one; what is kept under one id tells them apart (knowledge.identities).
    """
    stem = re.sub(r"[^a-z0-9]+", "-", PurePath(source).stem.casefold()).strip("-")[:48].strip("-")
    digest = blake2b(source.encode("utf-8", "surrogatepass"), digest_size=digest_size).hexdigest()
    return f"{stem}-{digest}" if stem else digest
