"""The library: add, replace, remove, search. The one door into this package."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Literal

from sqlalchemy import Engine

from knowledge.documents import Document, Hit
from knowledge.errors import UnknownDocument
from knowledge.index import Index, Source
from knowledge.passages import PASSAGES, passages
from knowledge.store import DocumentSummary, Store, open_engine

_TEXTS_KEPT = 16


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document that was added."""

    document_id: str
    source: str
    status: Literal["added", "replaced", "unchanged"]


class Library:
    """Documents kept in SQL and searched through an index in memory; safe to use from several threads.

    What another process changes is seen at the next search.
    """

    def __init__(self, engine: Engine | None = None, *, bundled: Document | None = None) -> None:
        """Open the library in a database (none: in memory). A new one begins with the bundled document, if given.

        Raises LibraryUnavailable.
        """
        self._store = Store(engine or open_engine("sqlite://"))
        self._lock = Lock()
        self._index: Index | None = None
        self._documents: dict[tuple[int, str], Document] = {}
        if self._store.get("passages") is None:
            added = [(bundled, passages(bundled))] if bundled else []
            state = {"passages": PASSAGES, "bundled": bundled.document_id if bundled else ""}
            self._store.replace(added, state=state)
        elif self._store.get("passages") != PASSAGES:
            made_anew = ((document, passages(document)) for document in list(self._store.documents()))
            self._store.replace(made_anew, state={"passages": PASSAGES})

    def add(self, documents: Iterable[Document]) -> list[Outcome]:
        """Add documents in one transaction, each replacing the one of the same id; return what became of each.

        The first document of the user's own takes the place of the bundled one, for good.
        """
        kept = self._store.hashes()
        bundled = self._store.get("bundled") or ""
        outcomes, changed = [], {}
        for document in documents:
            known = kept.get(document.document_id) if document.document_id != bundled else None
            if known == document.content_hash:
                outcomes.append(Outcome(document.document_id, document.source, "unchanged"))
                continue
            status: Literal["added", "replaced"] = "added" if known is None else "replaced"
            outcomes.append(Outcome(document.document_id, document.source, status))
            kept[document.document_id] = document.content_hash
            changed[document.document_id] = document
        if changed:
            added = ((document, passages(document)) for document in changed.values())
            self._store.replace(added, removed=[bundled] if bundled else [], state={"bundled": ""})
        return outcomes

    def remove(self, document_id: str) -> None:
        """Take a document out: nothing is answered from it any more. Raises UnknownDocument."""
        if document_id not in self._store.hashes():
            raise UnknownDocument(document_id)
        bundled = self._store.get("bundled") == document_id
        self._store.replace([], removed=[document_id], state={"bundled": ""} if bundled else None)

    def documents(self, *, limit: int | None = None, offset: int = 0) -> list[DocumentSummary]:
        """Return the documents without their texts, by title."""
        return self._store.summaries(limit=limit, offset=offset)

    def count(self) -> int:
        """Return how many documents there are."""
        return len(self.index.sources)

    def document(self, document_id: str, *, index: Index | None = None) -> Document:
        """Return a document with its text, as it is now or as an index at hand knows it. Raises UnknownDocument."""
        index = index or self.index
        if document_id not in index.sources:
            raise UnknownDocument(document_id)
        key = index.generation, document_id
        with self._lock:
            known = self._documents.get(key)
        if known is None:
            known = self._store.document(document_id)
            with self._lock:
                while len(self._documents) >= _TEXTS_KEPT:
                    self._documents.pop(next(iter(self._documents)))
                self._documents[key] = known
        return known

    def source(self, document_id: str) -> Source:
        """Return title and source of a document. Raises UnknownDocument."""
        if document_id not in self.index.sources:
            raise UnknownDocument(document_id)
        return self.index.sources[document_id]

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """Return the k best passages that share a term with the query, best first, ties by passage_id."""
        return self.index.search(query, k)

    @property
    def index(self) -> Index:
        """The index of the documents as they are now; a change makes a new one."""
        generation = self._store.generation()
        with self._lock:
            if self._index is None or self._index.generation < generation:
                self._index = self._made()
                self._documents.clear()
            return self._index

    def _made(self) -> Index:
        """Return an index of one state of the documents: where they change while it is made, it is made again."""
        while True:
            generation = self._store.generation()
            with suppress(UnknownDocument):  # removed since its id was read
                content = ((document, self._store.passages(document)) for document in self._store.documents())
                index = Index(content, generation=generation)
                if self._store.generation() == generation:
                    return index

    @property
    def fingerprint(self) -> str:
        """A hash of all contents and of the rules that passages and terms are made by."""
        return self.index.fingerprint

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()
