"""Documents, their passages and their files in SQL, the truth that every index is made from."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from time import time
from typing import Any
from zipfile import ZipFile

from sqlalchemy import Connection, Engine, func, insert, or_, select, update
from sqlalchemy.engine import URL

from knowledge import remembered, rows, schema, statements
from knowledge.database import WAIT, Database
from knowledge.documents import Document, Passage
from knowledge.errors import BadBackup, UnknownDocument
from knowledge.rows import DocumentSummary, Entry, KnownFile, Original
from knowledge.transfer import dump, load

_d = schema.documents.c
_READY = _d.status == "ready"


class Store:
    """The documents of a library and all that is kept of them, in one database."""

    def __init__(self, engine: Engine, *, wait: float = WAIT, clock: Callable[[], float] = time) -> None:
        """Use a database, making the tables or bringing an older library up to date. Raises LibraryUnavailable."""
        self.database = Database(engine, wait=wait)
        self._clock = clock
        self._generation: tuple[int | None, int] = None, 0
        with self.database.reading() as connection:
            current = schema.version(connection) == schema.SCHEMA
        if not current:
            with self.database.writing() as connection:
                schema.upgrade(connection)

    @property
    def address(self) -> URL | None:
        """The database as another process opens it; None where it is in memory, or changes here wait to be kept."""
        return self.database.address

    def get(self, key: str) -> str | None:
        """Return a value of the library's state, or None."""
        with self.database.reading() as connection:
            return remembered.get(connection, key)

    def set(self, key: str, value: str) -> None:
        """Keep a value of the library's state."""
        with self.database.writing() as connection:
            remembered.put(connection, key, value)

    def hashes(self) -> dict[str, str]:
        """Return the content hash of every document that answers, by its id in order."""
        with self.database.reading() as connection:
            query = select(_d.document_id, _d.content_hash).where(_READY).order_by(_d.document_id)
            return {row.document_id: row.content_hash for row in connection.execute(query)}

    def files(
        self, *, ids: Sequence[str] = (), hashes: Sequence[str] = (), names: Sequence[str] = ()
    ) -> list[KnownFile]:
        """Return what tells of each document's file whether it has changed, by id; those removed are not among them.

        With `ids`, `hashes` or `names` (some hundred at most) only these documents, and those read from such files.
        """
        query = select(
            _d.document_id, _d.source, _d.status, _d.content_hash, _d.error, _d.file, _d.file_hash, _d.file_size,
            _d.file_modified, _d.conversion,
        ).where(_d.status != "removed")  # fmt: skip
        if ids or hashes or names:
            query = query.where(or_(_d.document_id.in_(ids), _d.file_hash.in_(hashes), _d.file.in_(names)))
        with self.database.reading() as connection:
            return [KnownFile(*tuple(row)) for row in connection.execute(query.order_by(_d.document_id))]

    def replace(
        self,
        added: Iterable[Entry],
        *,
        removed: Iterable[str] = (),
        state: dict[str, str] | None = None,
    ) -> None:
        """Remove for good and add documents in one transaction: all of it is kept, or nothing.

        An entry takes the place of the document of the same id, whose tags stay.
        """
        with self.database.writing() as connection:
            statements.purge(connection, list(removed))
            entries = iter(added)
            while some := {entry.document.document_id: entry for entry in islice(entries, statements.AT_ONCE)}:
                self._keep(connection, some)
            for key, value in (state or {}).items():
                remembered.put(connection, key, value)
            remembered.grow(connection)

    def _keep(self, connection: Connection, entries: dict[str, Entry]) -> None:
        """Keep documents by their ids with few statements: each costs more than what it writes."""
        known = connection.execute(select(_d.document_id, _d.status, _d.file_hash).where(_d.document_id.in_(entries)))
        before = {row.document_id: row for row in known}
        gone = [document_id for document_id, row in before.items() if row.status == "removed"]
        statements.purge(connection, gone)
        there = before.keys() - set(gone)
        for document_id in there:
            statements.delete_from(connection, document_id, schema.passages)
        new = list[dict[str, Any]]()
        for document_id, entry in entries.items():
            row = rows.document_row(entry.document, entry.original, len(entry.passages or ()), self._now())
            if document_id in there:
                connection.execute(update(schema.documents).where(_d.document_id == document_id).values(row))
            else:
                new.append(row)
        if new:
            connection.execute(insert(schema.documents), new)
        statements.insert_passages(connection, [part for entry in entries.values() for part in entry.passages or ()])
        statements.keep_originals(connection, [entry.original for entry in entries.values() if entry.original])
        statements.drop_unused(connection, [before[document_id].file_hash for document_id in there])

    def _now(self) -> int:
        return int(self._clock() * 1000)

    def split(self, made: Iterable[tuple[Document, Sequence[Passage]]]) -> None:
        """Give documents other passages."""
        with self.database.writing() as connection:
            for document, parts in made:
                statements.delete_from(connection, document.document_id, schema.passages)
                statements.insert_passages(connection, parts)
                counted = update(schema.documents).where(_d.document_id == document.document_id)
                connection.execute(counted.values(passages=len(parts)))
            remembered.grow(connection)

    def seen(self, document_id: str, original: Original) -> None:
        """Keep the file of a document whose content it did not change."""
        which = _d.document_id == document_id
        with self.database.writing() as connection:
            known = connection.scalar(select(_d.file_hash).where(which))
            said = {**rows.file_row(original, original.name), "error": ""}
            connection.execute(update(schema.documents).where(which).values(said))
            statements.keep_originals(connection, [original])
            statements.drop_unused(connection, [known])

    def fail(self, document_id: str, source: str, error: str, original: Original | None = None) -> None:
        """Keep why a file gave no text, and with `original` which file; what was read from it before stays."""
        said: dict[str, Any] = {"error": error, "changed": self._now()}
        blank = {"title": source, "text": "", "characters": 0, "content_hash": "", "metadata": "{}"}
        file = rows.file_row(original, source)
        with self.database.writing() as connection:
            status = connection.scalar(select(_d.status).where(_d.document_id == document_id))
            if status == "removed":
                statements.purge(connection, [document_id])
            if status in (None, "removed"):
                named = {"document_id": document_id, "source": source, "status": "failed"}
                connection.execute(insert(schema.documents).values({**named, **blank, **said, **file}))
            else:  # of one that gave text before nothing is told, so that it is tried again next time
                said |= file if status == "failed" else {"file_size": None, "file_modified": None}
                connection.execute(update(schema.documents).where(_d.document_id == document_id).values(said))

    def mark(self, document_ids: Iterable[str], *, status: str, before: str, since: int = 0) -> list[str]:
        """Give documents of one status (and changed since then) another, and return which of them it was."""
        marked = []
        with self.database.writing() as connection:
            for document_id in document_ids:
                which = (_d.document_id == document_id, _d.status == before, _d.changed >= since)
                change = update(schema.documents).where(*which).values(status=status, changed=self._now())
                if connection.execute(change).rowcount:
                    marked.append(document_id)
            if marked:
                remembered.grow(connection)
        return marked

    def removed(self, *, until: int) -> list[str]:
        """Return the ids of the documents that were removed up to this time, in milliseconds."""
        which = (_d.status == "removed", _d.changed <= until)
        with self.database.reading() as connection:
            return list(connection.scalars(select(_d.document_id).where(*which).order_by(_d.document_id)))

    def purge(self, document_ids: Iterable[str]) -> None:
        """Delete documents with all that was kept of them."""
        with self.database.writing() as connection:
            statements.purge(connection, document_ids)
            remembered.grow(connection)

    def generation(self) -> int:
        """Return a number that grows with every change of the documents."""
        changes, (known, generation) = self.database.changes(), self._generation
        if changes is not None and changes == known:
            return generation
        with self.database.reading() as connection:
            generation = remembered.generation(connection)
        if changes is not None and changes == self.database.changes():
            self._generation = changes, generation
        return generation

    def document(self, document_id: str) -> Document:
        """Return a document with its text, for as long as it is kept. Raises UnknownDocument."""
        with self.database.reading() as connection:
            row = connection.execute(
                select(schema.documents).where(_d.document_id == document_id, _d.status != "failed")
            ).one_or_none()
        if row is None:
            raise UnknownDocument(document_id)
        return rows.document_of(row)

    def documents(self) -> Iterator[Document]:
        """Yield every document that answers with its text, by id."""
        ids = list(self.hashes())
        for chosen in statements.at_once(ids):
            query = select(schema.documents).where(_d.document_id.in_(chosen), _READY).order_by(_d.document_id)
            with self.database.reading() as connection:
                found = connection.execute(query).all()
            yield from map(rows.document_of, found)

    def passages(self, document: Document) -> list[Passage]:
        """Return the passages of a document in order."""
        columns = schema.passages.c
        query = select(schema.passages).where(columns.document_id == document.document_id).order_by(columns.start)
        with self.database.reading() as connection:
            found = connection.execute(query).all()
        return [rows.passage_of(row, document.text) for row in found]

    def contents(self, document_ids: Sequence[str]) -> Iterator[tuple[Document, list[Passage]]]:
        """Yield those of these documents that answer, with their passages in order."""
        columns = schema.passages.c
        for chosen in statements.at_once(document_ids):
            parts = select(schema.passages).where(columns.document_id.in_(chosen)).order_by(columns.start)
            with self.database.reading() as connection:
                query = select(schema.documents).where(_d.document_id.in_(chosen), _READY)
                found: dict[str, tuple[Document, list[Passage]]]
                found = {row.document_id: (rows.document_of(row), []) for row in connection.execute(query)}
                for row in connection.execute(parts):
                    if row.document_id in found:
                        document, passages = found[row.document_id]
                        passages.append(rows.passage_of(row, document.text))
            yield from found.values()

    def original(self, document_id: str) -> bytes | None:
        """Return the file that a document was read from, None where only its text was given."""
        columns = schema.originals.c
        wanted = select(columns.content).join(schema.documents, _d.file_hash == columns.file_hash)
        with self.database.reading() as connection:
            content: bytes | None = connection.scalar(wanted.where(_d.document_id == document_id))
            return content

    def summaries(
        self,
        *,
        limit: int | None = None,
        offset: int = 0,
        words: str = "",
        tag: str = "",
        status: str = "ready",
        only: Sequence[str] = (),
    ) -> list[DocumentSummary]:
        """Return documents without their texts, by title, then id: all of a status, or those that fit."""
        columns = (_d.document_id, _d.title, _d.source, _d.passages, _d.characters, _d.status, _d.error)
        query = select(*columns).where(*statements.fitting(words, tag, status)).order_by(_d.title, _d.document_id)
        if only:
            query = query.where(_d.document_id.in_(only))
        with self.database.reading() as connection:
            found = connection.execute(query.limit(limit).offset(offset)).all()
            tagged = statements.tags_of(connection, [row.document_id for row in found])
        return [DocumentSummary(*row, tags=tuple(tagged.get(row.document_id, ()))) for row in found]

    def count(self, *, words: str = "", tag: str = "", status: str = "ready") -> int:
        """Return how many documents of a status there are, or fit."""
        with self.database.reading() as connection:
            counted = select(func.count()).select_from(schema.documents).where(*statements.fitting(words, tag, status))
            return int(connection.scalar(counted) or 0)

    def tags(self) -> dict[str, list[str]]:
        """Return every tag in order, with the ids of the documents that have it and answer."""
        with self.database.reading() as connection:
            return statements.tagged(connection)

    def tag(self, document_id: str, tags: Iterable[str]) -> None:
        """Give a document these tags, and no others."""
        with self.database.writing() as connection:
            statements.delete_from(connection, document_id, schema.tags)
            chosen = [{"document_id": document_id, "tag": tag} for tag in sorted(set(tags))]
            if chosen:
                connection.execute(insert(schema.tags), chosen)

    def dump(self, archive: ZipFile) -> dict[str, Any]:
        """Write every table to an archive, as they are at one moment; return what `load` needs to know of it."""
        with self.database.reading() as connection:
            return {"schema": schema.SCHEMA, "tables": dump(connection, schema.metadata, archive, "library")}

    def load(self, archive: ZipFile, told: dict[str, Any]) -> None:
        """Put what `dump` wrote in the place of all that is kept, or change nothing. Raises BadBackup."""
        if told["schema"] != schema.SCHEMA:
            raise BadBackup(f"the library in it has schema {told['schema']}, this Quoth reads {schema.SCHEMA}")
        with self.database.writing() as connection:
            before = remembered.generation(connection)
            load(connection, schema.metadata, archive, "library", told["tables"])
            remembered.put(connection, "generation", str(max(before, remembered.generation(connection))))
            remembered.grow(connection)  # so that whoever has the library open sees that it is another one

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
