"""Documents and passages in SQL, the truth that every index is made from. SQLAlchemy Core, no one engine's SQL."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from threading import RLock
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from knowledge.documents import Document, Passage
from knowledge.errors import LibraryUnavailable, UnknownDocument

SCHEMA = "1"

metadata = MetaData()
_documents = Table(
    "documents",
    metadata,
    Column("document_id", String(80), primary_key=True),
    Column("source", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("metadata", Text, nullable=False),
)
_passages = Table(
    "passages",
    metadata,
    Column("passage_id", String(96), primary_key=True),
    Column("document_id", ForeignKey("documents.document_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("heading", Text),
    Column("page", Integer),
    Column("sentences", Text, nullable=False),
)
_state = Table("state", metadata, Column("key", String(32), primary_key=True), Column("value", Text, nullable=False))


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document without its text."""

    document_id: str
    title: str
    source: str
    passages: int
    characters: int


def open_engine(url: str | URL) -> Engine:
    """Return an engine for a database URL; SQLite checks foreign keys and waits ten seconds for another writer."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed)
    in_memory = parsed.database in (None, "", ":memory:")
    options: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    engine = create_engine(parsed, connect_args={"timeout": 10, "check_same_thread": False}, **options)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys=ON")

    return engine


class Store:
    """The documents of a library and their passages, kept in one database."""

    def __init__(self, engine: Engine) -> None:
        """Use a database, making the tables where they are missing. Raises LibraryUnavailable."""
        self._engine = engine
        # A database in memory is one connection, which two threads must not use at once.
        self._turns = RLock() if isinstance(engine.pool, StaticPool) else nullcontext()
        with self._writing() as connection:
            for table in metadata.sorted_tables:  # create_all fails where another process makes them meanwhile
                connection.execute(CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    connection.execute(CreateIndex(index, if_not_exists=True))
        kept = self.get("schema")
        if kept is None:
            self.set("schema", SCHEMA)
        elif kept != SCHEMA:
            raise LibraryUnavailable(
                f"the library was written with schema {kept}, this Quoth reads {SCHEMA}; use the newer version of Quoth"
            )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error)
            where = self._engine.url.render_as_string(hide_password=True)
            raise LibraryUnavailable(
                f"the library {where} cannot be used: {reason}; check that its folder exists and can be written, "
                "or choose another with --data"
            ) from error

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._turns, self._translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._turns, self._translated(), self._engine.begin() as connection:
            yield connection

    def get(self, key: str) -> str | None:
        """Return a value of the library's state, or None."""
        with self._reading() as connection:
            value: str | None = connection.scalar(select(_state.c.value).where(_state.c.key == key))
            return value

    def set(self, key: str, value: str) -> None:
        """Keep a value of the library's state."""
        with self._writing() as connection:
            _set(connection, key, value)

    def hashes(self) -> dict[str, str]:
        """Return the content hash of every document, by its id in order."""
        with self._reading() as connection:
            rows = connection.execute(
                select(_documents.c.document_id, _documents.c.content_hash).order_by(_documents.c.document_id)
            )
            return {row.document_id: row.content_hash for row in rows}

    def replace(
        self,
        added: Iterable[tuple[Document, Sequence[Passage]]],
        *,
        removed: Iterable[str] = (),
        state: dict[str, str] | None = None,
    ) -> None:
        """Remove and add documents in one transaction: all of it is kept, or nothing."""
        with self._writing() as connection:
            for document_id in removed:
                _delete(connection, document_id)
            for document, passages in added:
                _delete(connection, document.document_id)
                connection.execute(insert(_documents).values(_document_row(document)))
                if passages:
                    connection.execute(insert(_passages), [_passage_row(each) for each in passages])
            for key, value in (state or {}).items():
                _set(connection, key, value)
            _set(connection, "generation", str(_generation(connection) + 1))

    def generation(self) -> int:
        """Return a number that grows with every change of the documents."""
        with self._reading() as connection:
            return _generation(connection)

    def document(self, document_id: str) -> Document:
        """Return a document with its text. Raises UnknownDocument."""
        with self._reading() as connection:
            row = connection.execute(select(_documents).where(_documents.c.document_id == document_id)).one_or_none()
        if row is None:
            raise UnknownDocument(document_id)
        return Document(row.document_id, row.title, row.text, row.source, json.loads(row.metadata))

    def documents(self) -> Iterator[Document]:
        """Yield every document with its text, by id."""
        for document_id in self.hashes():
            yield self.document(document_id)

    def passages(self, document: Document) -> list[Passage]:
        """Return the passages of a document in order."""
        with self._reading() as connection:
            rows = connection.execute(
                select(_passages).where(_passages.c.document_id == document.document_id).order_by(_passages.c.start)
            ).all()
        return [_passage(row, document.text) for row in rows]

    def summaries(self, *, limit: int | None = None, offset: int = 0) -> list[DocumentSummary]:
        """Return the documents without their texts, by title, then id."""
        counted = (
            select(_passages.c.document_id, func.count().label("passages")).group_by(_passages.c.document_id).subquery()
        )
        query = (
            select(
                _documents.c.document_id,
                _documents.c.title,
                _documents.c.source,
                func.coalesce(counted.c.passages, 0).label("passages"),
                _documents.c.characters,
            )
            .outerjoin(counted, counted.c.document_id == _documents.c.document_id)
            .order_by(_documents.c.title, _documents.c.document_id)
            .limit(limit)
            .offset(offset)
        )
        with self._reading() as connection:
            return [DocumentSummary(*row) for row in connection.execute(query)]

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _set(connection: Connection, key: str, value: str) -> None:
    changed = connection.execute(update(_state).where(_state.c.key == key).values(value=value))
    if changed.rowcount == 0:
        connection.execute(insert(_state).values(key=key, value=value))


def _generation(connection: Connection) -> int:
    return int(connection.scalar(select(_state.c.value).where(_state.c.key == "generation")) or 0)


def _delete(connection: Connection, document_id: str) -> None:
    connection.execute(delete(_passages).where(_passages.c.document_id == document_id))
    connection.execute(delete(_documents).where(_documents.c.document_id == document_id))


def _document_row(document: Document) -> dict[str, Any]:
    return {
        "document_id": document.document_id,
        "source": document.source,
        "title": document.title,
        "text": document.text,
        "characters": len(document.text),
        "content_hash": document.content_hash,
        "metadata": json.dumps(dict(document.metadata), sort_keys=True, ensure_ascii=False),
    }


def _passage_row(passage: Passage) -> dict[str, Any]:
    return {
        "passage_id": passage.passage_id,
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "heading": passage.heading,
        "page": passage.page,
        "sentences": json.dumps(passage.sentences),
    }


def _passage(row: Any, text: str) -> Passage:
    return Passage(
        passage_id=row.passage_id,
        document_id=row.document_id,
        text=text[row.start : row.end],
        start=row.start,
        end=row.end,
        heading=row.heading,
        page=row.page,
        sentences=tuple((start, end) for start, end in json.loads(row.sentences)),
    )
