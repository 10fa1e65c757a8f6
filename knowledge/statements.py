"""The statements that changes of the store are made of, each within a transaction that is given."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from knowledge import rows, schema
from knowledge.documents import Passage
from knowledge.rows import Original

_AT_ONCE = 500
"""Ids in one statement: databases bound how many values one takes."""
_d = schema.documents.c


def fitting(words: str, tag: str, status: str) -> list[ColumnElement[bool]]:
    """Return what a document must fulfil: each word stands in its title or source or is its tag."""
    wanted: list[ColumnElement[bool]] = [_d.status == status]
    tagged = select(schema.tags.c.document_id)
    for word in words.split():
        in_names = (column.icontains(word, autoescape=True) for column in (_d.title, _d.source))
        wanted.append(or_(*in_names, _d.document_id.in_(tagged.where(func.lower(schema.tags.c.tag) == word.lower()))))
    if tag:
        wanted.append(_d.document_id.in_(tagged.where(schema.tags.c.tag == tag)))
    return wanted


def insert_passages(connection: Connection, document_id: str, parts: Sequence[Passage]) -> None:
    """Give a document that has none its passages."""
    if parts:
        connection.execute(insert(schema.passages), [rows.passage_row(each) for each in parts])
    counted = update(schema.documents).where(_d.document_id == document_id).values(passages=len(parts))
    connection.execute(counted)


def keep_original(connection: Connection, original: Original | None) -> None:
    """Keep a file, once for all documents that were read from it."""
    columns = schema.originals.c
    if original and not connection.scalar(select(func.count()).where(columns.file_hash == original.file_hash)):
        row = {"file_hash": original.file_hash, "content": original.content}
        connection.execute(insert(schema.originals).values(row))


def drop_unused(connection: Connection, file_hashes: Iterable[str | None]) -> None:
    """Delete these files where no document was read from them."""
    for each in filter(None, file_hashes):
        if not connection.scalar(select(func.count()).where(_d.file_hash == each)):
            connection.execute(delete(schema.originals).where(schema.originals.c.file_hash == each))


def purge(connection: Connection, document_ids: Iterable[str]) -> None:
    """Delete documents with all that was kept of them."""
    for document_id in document_ids:
        file_hash = connection.scalar(select(_d.file_hash).where(_d.document_id == document_id))
        delete_from(connection, document_id, schema.tags, schema.passages, schema.documents)
        drop_unused(connection, [file_hash])


def delete_from(connection: Connection, document_id: str, *tables: Any) -> None:
    """Delete what these tables hold of a document."""
    for each in tables:
        connection.execute(delete(each).where(each.c.document_id == document_id))


def tags_of(connection: Connection, document_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the tags of these documents, by id."""
    columns, found = schema.tags.c, dict[str, list[str]]()
    for chosen in (document_ids[at : at + _AT_ONCE] for at in range(0, len(document_ids), _AT_ONCE)):
        query = select(schema.tags).where(columns.document_id.in_(chosen)).order_by(columns.tag)
        for document_id, tag in connection.execute(query):
            found.setdefault(document_id, []).append(tag)
    return found
