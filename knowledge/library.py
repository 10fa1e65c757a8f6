"""The library: add, replace, remove, undo, tag, search. The one door into this package."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Lock
from time import time
from typing import Any
from zipfile import ZipFile

from sqlalchemy import Connection, Engine

from knowledge import keeping
from knowledge.checking import faults
from knowledge.database import WAIT, open_engine
from knowledge.documents import Document, Hit, Passage
from knowledge.errors import UnknownDocument
from knowledge.explaining import Contribution
from knowledge.generations import Generations
from knowledge.index import Index
from knowledge.moving import Vanished, nothing_vanished
from knowledge.outcomes import Outcome
from knowledge.passages import PASSAGES, passages
from knowledge.queries import asked
from knowledge.removing import Removals
from knowledge.rows import DocumentSummary, Entry, KnownFile, Original, by_file
from knowledge.scoring import DEFAULT, Scoring
from knowledge.store import Store
from knowledge.tags import cleaned, narrowed, tagged
from knowledge.thesaurus import Thesaurus

_TEXTS_KEPT = 16


class Library:
    """Documents kept in SQL and searched through an index in memory; safe to use from several threads.

    What another process changes is seen at the next search.
    """

    def __init__(
        self,
        engine: Engine | None = None,
        *,
        bundled: Document | None = None,
        wait: float = WAIT,
        clock: Callable[[], float] = time,
        folder: Path | None = None,
        scoring: Scoring = DEFAULT,
        thesaurus: Thesaurus | None = None,
    ) -> None:
        """Open the library in a database (none: in memory). A new one begins with the bundled document, if given.

        The index is kept in `folder`, or in memory; `thesaurus` holds the user's own synonyms.

        A writer waits `wait` seconds for another one; `clock` tells the time in seconds. Raises LibraryUnavailable.
        """
        self._store = Store(engine or open_engine("sqlite://"), wait=wait, clock=clock)
        self._removals = Removals(self._store, clock)
        self._lock = Lock()
        self._generations = Generations(self._store, folder, scoring=scoring, thesaurus=thesaurus)
        self._index: Index | None = None
        self._documents: dict[tuple[int, str], Document] = {}
        if self._store.get("passages") != PASSAGES:
            self._begin(bundled)

    def _begin(self, bundled: Document | None) -> None:
        """Give a new library its first document; make the passages of one anew that others rules were used for."""
        with self._store.database.writing():
            known = self._store.get("passages")
            if known is None:
                added = [Entry(bundled, passages(bundled))] if bundled else []
                state = {"passages": PASSAGES, "bundled": bundled.document_id if bundled else ""}
                self._store.replace(added, state=state)
            elif known != PASSAGES:
                self._store.split((each, passages(each)) for each in self._store.documents())
                self._store.set("passages", PASSAGES)

    def add(self, documents: Iterable[Document]) -> list[Outcome]:
        """Add documents in one transaction, each replacing the one of the same id; return what became of each.

        The first document of the user's own takes the place of the bundled one, for good.
        """
        return self.keep(Entry(document, None) for document in documents)

    def keep(self, entries: Iterable[Entry], *, vanished: Vanished = nothing_vanished) -> list[Outcome]:
        """Add documents with their files, as `add` does; the same file under another name is not kept twice.

        All documents of a file come in one call: what was read from it before and is not among them is deleted. Where
        the file of the other name has vanished, its documents move to the new one, with their tags.
        """
        return keeping.keep(self._store, list(entries), vanished=vanished)

    @contextmanager
    def ahead(self, entries: Iterable[Entry]) -> Iterator[None]:
        """Index large documents before the body keeps them, and bring the index up to date after it.

        Else the next search would, and whoever asks meanwhile would wait for it.
        """
        new = keeping.large(self._store, entries)
        if not new:
            yield
            return
        with self._generations.ahead([(entry.document, entry.passages or ()) for entry in new]):
            yield
            self.prepare()

    def fail(self, document_id: str, source: str, error: str, original: Original | None = None) -> Outcome:
        """Keep why a file gave no text: it is listed, what was read from it before answers on.

        With `original` it is known again; its content is not kept.
        """
        return keeping.fail(self._store, document_id, source, error, original)

    def files(self, *names: str) -> dict[str, list[KnownFile]]:
        """Return what tells whether a file has changed since it was read, of each of its documents, by its name.

        Of all files, or of those with these names.
        """
        bundled = self._store.get("bundled")
        return by_file(each for each in self._store.files(names=names) if each.document_id != bundled)

    def seen(self, known: Iterable[KnownFile], original: Original) -> None:
        """Keep when a file was last changed, whose content did not change with it."""
        with self._store.database.writing():
            for file in known:
                self._store.seen(file.document_id, original)

    def together(self, *, beside: Path | None = None) -> AbstractContextManager[Connection]:
        """Return a context in which several changes are kept together, or none of them; see Database.writing."""
        return self._store.database.writing(beside=beside)

    def remove(self, document_id: str, *, for_good: bool = False) -> None:
        """Take a document out: nothing is answered from it any more; it can be undone for UNDO_SECONDS.

        With `for_good` nothing is kept. Raises UnknownDocument.
        """
        self._removals.remove(document_id, for_good=for_good)

    def undo(self, document_id: str) -> None:
        """Bring a removed document back as it was. Raises NothingToUndo."""
        self._removals.undo(document_id)

    def undoable(self, document_id: str) -> str | None:
        """Return the title of a document whose removal can still be undone, None of any other."""
        return self._removals.undoable(document_id)

    def due(self) -> list[str]:
        """Return the ids of the documents whose removal cannot be undone any more."""
        return self._removals.due()

    def purge(self, document_ids: Sequence[str]) -> None:
        """Delete those of these documents that are removed, so that nothing of them is kept."""
        self._removals.purge(document_ids)

    def tag(self, document_id: str, tags: Iterable[str]) -> list[str]:
        """Give a document these tags and no others; return them as kept. Raises UnknownDocument, BadTag."""
        chosen = cleaned(tags)
        with self._store.database.writing():
            self.summary(document_id)
            self._store.tag(document_id, chosen)
        return chosen

    def tags(self) -> dict[str, list[str]]:
        """Return every tag in order, with the ids of the documents that have it."""
        return self._store.tags()

    def chosen(self, *, documents: Sequence[str] = (), tags: Sequence[str] = ()) -> frozenset[str] | None:
        """Return the ids of the documents that are named here and have one of these tags; None: no choice was made.

        Raises UnknownDocument, UnknownTag.
        """
        having = tagged(self._store.tags(), tags) if tags else None
        for document_id in documents:
            self.summary(document_id)
        if having is None:
            return frozenset(documents) or None
        return frozenset(documents) & having if documents else having

    def documents(
        self, *, limit: int | None = None, offset: int = 0, words: str = "", tag: str = ""
    ) -> list[DocumentSummary]:
        """Return the documents without their texts, by title; with `words` or `tag` those that fit."""
        return self._store.summaries(limit=limit, offset=offset, words=words, tag=tag)

    def failures(self) -> list[DocumentSummary]:
        """Return the files that gave no text, with the reasons."""
        return self._store.summaries(status="failed")

    def summary(self, document_id: str) -> DocumentSummary:
        """Return a document without its text. Raises UnknownDocument."""
        found = self._store.summaries(only=[document_id])
        if not found:
            raise UnknownDocument(document_id)
        return found[0]

    def original(self, document_id: str) -> bytes:
        """Return the file that a document was read from, or its text where that is all there was.

        Raises UnknownDocument.
        """
        self.summary(document_id)
        content = self._store.original(document_id)
        if content is None:
            content = self._store.document(document_id).text.encode("utf-8", "surrogatepass")
        return content

    def file(self, document_id: str) -> KnownFile:
        """Return what is known of the file that a document was read from. Raises UnknownDocument."""
        found = self._store.files(ids=[document_id])
        if not found:
            raise UnknownDocument(document_id)
        return found[0]

    def count(self, *, words: str = "", tag: str = "") -> int:
        """Return how many documents there are, or fit."""
        return self._store.count(words=words, tag=tag)

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

    def search(
        self, query: str, k: int = 10, *, among: frozenset[str] | None = None, index: Index | None = None
    ) -> list[Hit]:
        """Return the k best passages that share a term with the query, best first, ties by passage_id.

        With `among` only passages of these documents, as `chosen` gives them. The query may hold "exact phrases",
        title:word, document:name and tag:name, and a minus before what must not be; misspelt words find those they
        resemble. It is the documents as they are now, or as an index at hand knows them. Raises UnknownTag.
        """
        index = index or self.index
        wanted = asked(query, index)
        if wanted.is_plain:
            return index.search(wanted.text, k, among=among)
        among, outside = narrowed(self.tags(), wanted, among)
        return index.find(wanted, k, among=among, outside=outside)

    def explain(self, query: str, passage: Passage, *, index: Index | None = None) -> list[Contribution]:
        """Return what each word of a search adds to the score of a passage, field by field; by the index it was for."""
        index = index or self.index
        return index.explain(asked(query, index).text, passage)

    @property
    def index(self) -> Index:
        """The index of the documents as they are now; a change makes a new one."""
        generation = self._store.generation()
        with self._lock:
            if self._index is None or self._index.generation != generation:
                self._index = self._generations.current()
                self._documents.clear()
            return self._index

    def prepare(self) -> None:
        """Bring the index up to date now, so that the next search need not."""
        _ = self.index

    @property
    def fingerprint(self) -> str:
        """A hash of all contents and of the rules that passages and terms are made by."""
        return self.index.fingerprint

    def dump(self, archive: ZipFile) -> dict[str, Any]:
        """Write all that is kept to an archive, as it is at one moment; return what `load` needs to know of it."""
        return self._store.dump(archive)

    def load(self, archive: ZipFile, told: dict[str, Any]) -> None:
        """Put what `dump` wrote in the place of all that is kept, or change nothing. Raises BadBackup."""
        with self._store.database.writing():
            self._store.load(archive, told)
            self._begin(None)

    def faults(self) -> list[str]:
        """Return a line for whatever is damaged or half there; none where the library is whole."""
        return list(faults(self._store.database))

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()
