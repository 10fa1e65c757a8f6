"""The tables of the library and the steps that bring an older library up to them. Nothing here is one engine's SQL.

A step is written once and never changed: it says what its version added, not what the tables are today. All steps that
a library needs run in one transaction, so a library is of one version or of the next, never between.
"""

from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    func,
    insert,
    inspect,
    select,
    table,
    update,
)
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from knowledge.errors import LibraryUnavailable

SCHEMA = 2

metadata = MetaData()
documents = Table(
    "documents",
    metadata,
    Column("document_id", String(80), primary_key=True),
    Column("source", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("metadata", Text, nullable=False),
    Column("passages", Integer, nullable=False, server_default="0"),
    Column("status", String(16), nullable=False, server_default="ready"),
    Column("error", Text, nullable=False, server_default=""),
    Column("changed", BigInteger, nullable=False, server_default="0"),
    Column("file", Text, nullable=False, server_default=""),
    Column("file_hash", String(64), index=True),
    Column("file_size", BigInteger),
    Column("file_modified", BigInteger),
    Column("conversion", String(64), nullable=False, server_default=""),
)
"""`status` is ready, failed (`error` says why; no text) or removed (until undone or purged); `changed`, when it became
so, is in milliseconds since 1970. `file` is the name of the file that it was read from, its own source or an archive's;
`file_modified` is in nanoseconds, None where size and time do not tell a change."""

passages = Table(
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
originals = Table(
    "originals",
    metadata,
    Column("file_hash", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
tags = Table(
    "tags",
    metadata,
    Column("document_id", ForeignKey("documents.document_id", ondelete="CASCADE"), primary_key=True),
    Column("tag", String(64), primary_key=True, index=True),
)
state = Table("state", metadata, Column("key", String(32), primary_key=True), Column("value", Text, nullable=False))


def version(connection: Connection) -> int | None:
    """Return the schema that a database was written with, None for a new one. Raises LibraryUnavailable."""
    if not inspect(connection).has_table("state"):
        return None
    kept = connection.scalar(select(state.c.value).where(state.c.key == "schema"))
    if kept is not None and (not kept.isdigit() or int(kept) > SCHEMA):
        raise LibraryUnavailable(
            f"the library was written with schema {kept}, this Quoth reads {SCHEMA}; use the newer version of Quoth"
        )
    return int(kept) if kept is not None else None


def upgrade(connection: Connection) -> None:
    """Make the tables of a new library, or take an older one through the steps that it lacks."""
    known = version(connection)
    if known is None:
        for each in metadata.sorted_tables:
            connection.execute(CreateTable(each, if_not_exists=True))
            for index in each.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))
        connection.execute(insert(state).values(key="schema", value=str(SCHEMA)))
        return
    for step in range(known + 1, SCHEMA + 1):
        _STEPS[step](connection)
        connection.execute(update(state).where(state.c.key == "schema").values(value=str(step)))


def _add_columns(connection: Connection, to: str, columns: tuple[Column[object], ...]) -> None:
    Table(to, MetaData(), *columns)  # a column is written by the dialect once it stands in a table
    for column in columns:
        written = CreateColumn(column).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {to} ADD COLUMN {written}")


def _to_2(connection: Connection) -> None:
    """Originals, tags, status and error, and what tells whether a file has changed."""
    added: tuple[Column[object], ...] = (
        Column("passages", Integer, nullable=False, server_default="0"),
        Column("status", String(16), nullable=False, server_default="ready"),
        Column("error", Text, nullable=False, server_default=""),
        Column("changed", BigInteger, nullable=False, server_default="0"),
        Column("file", Text, nullable=False, server_default=""),
        Column("file_hash", String(64)),
        Column("file_size", BigInteger),
        Column("file_modified", BigInteger),
        Column("conversion", String(64), nullable=False, server_default=""),
    )
    _add_columns(connection, "documents", added)
    connection.exec_driver_sql("CREATE INDEX ix_documents_file_hash ON documents (file_hash)")
    for each in (originals, tags):
        connection.execute(CreateTable(each))
    connection.exec_driver_sql("CREATE INDEX ix_tags_tag ON tags (tag)")
    kept, parts = (
        table("documents", *map(Column, ("document_id", "source", "passages", "file"))),
        table("passages", Column("document_id")),
    )
    counted = select(func.count()).select_from(parts).where(parts.c.document_id == kept.c.document_id)
    connection.execute(update(kept).values(passages=counted.scalar_subquery(), file=kept.c.source))


_STEPS: dict[int, Callable[[Connection], None]] = {2: _to_2}
"""Schema to the step that leads to it from the one before."""
