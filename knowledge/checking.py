"""Whether what is kept is whole: every document with all its passages and the file that it was read from."""

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import Connection, func, select

from knowledge import rows, schema
from knowledge.database import Database
from knowledge.documents import Document


def faults(database: Database) -> Iterator[str]:
    """Yield a line for whatever is damaged or half there; nothing where the library is whole."""
    with database.reading() as connection:
        if database.engine.dialect.name == "sqlite":
            said = list(connection.exec_driver_sql("PRAGMA integrity_check").scalars())
            yield from (f"the database is damaged: {each}" for each in said if each != "ok")
        yield from _orphans(connection)
        for document_id in connection.scalars(select(schema.documents.c.document_id)).all():
            yield from _faults_of(connection, document_id)


def _orphans(connection: Connection) -> Iterator[str]:
    known = select(schema.documents.c.document_id)
    for table in (schema.passages, schema.tags):
        stray = select(func.count()).select_from(table).where(table.c.document_id.not_in(known))
        if count := connection.scalar(stray):
            yield f"rows of {table.name} that belong to no document: {count:,}"
    used = select(schema.documents.c.file_hash).where(schema.documents.c.file_hash.is_not(None))
    if count := connection.scalar(select(func.count()).where(schema.originals.c.file_hash.not_in(used))):
        yield f"files that belong to no document: {count:,}"


def _faults_of(connection: Connection, document_id: str) -> Iterator[str]:
    row = connection.execute(select(schema.documents).where(schema.documents.c.document_id == document_id)).one()
    if row.status == "failed":
        return
    document = rows.document_of(row)
    if document.content_hash != row.content_hash or len(document.text) != row.characters:
        yield f"{document_id}: the text is not the one that was kept"
    yield from _faulty_passages(connection, document, expected=row.passages)
    if row.file_hash:
        content = connection.scalar(
            select(schema.originals.c.content).where(schema.originals.c.file_hash == row.file_hash)
        )
        if content is None or sha256(content).hexdigest() != row.file_hash:
            yield f"{document_id}: the file is not the one that was kept"


def _faulty_passages(connection: Connection, document: Document, *, expected: int) -> Iterator[str]:
    kept = select(schema.passages).where(schema.passages.c.document_id == document.document_id)
    parts = [rows.passage_of(row, document.text) for row in connection.execute(kept)]
    if len(parts) != expected:
        yield f"{document.document_id}: passages that are kept: {len(parts):,} of {expected:,}"
    if any(not 0 <= each.start < each.end <= len(document.text) for each in parts):
        yield f"{document.document_id}: a passage stands outside of the text"
