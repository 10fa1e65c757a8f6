"""The statements that changes of the store are made of, each within a transaction that is given."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select

from knowledge import rows, schema
from knowledge.documents import Passage
from knowledge.rows import Original

AT_ONCE = 500
"""Ids in one statement: databases bound how many values one takes."""
_SEARCHED_WORDS = 8
"""Words that documents are chosen by, the first ones: SQLite reads no expression of more than 1,000 parts."""
_d = schema.documents.c
Item = TypeVar("Item")


def at_once(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield parts of a sequence that one statement can take."""
    return (items[at : at + AT_ONCE] for at in range(0, len(items), AT_ONCE))


def fitting(words: str, tag: str, status: str) -> list[ColumnElement[bool]]:
    """Return what a document must fulfil: each word, of the first ones, stands in its title or source or is its tag."""
    wanted: list[ColumnElement[bool]] = [_d.status == status]
    tagged = select(schema.tags.c.document_id)
    for word in words.split()[:_SEARCHED_WORDS]:
        in_names = (column.icontains(word, autoescape=True) for column in (_d.title, _d.source))
        wanted.append(or_(*in_names, _d.document_id.in_(tagged.where(func.lower(schema.tags.c.tag) == word.lower()))))
    if tag:
        wanted.append(_d.document_id.in_(tagged.where(schema.tags.c.tag == tag)))
    return wanted


def insert_passages(connection: Connection, parts: Sequence[Passage]) -> None:
    """Keep passages of documents that have none."""
    if parts:
        connection.execute(insert(schema.passages), [rows.passage_row(each) for each in parts])


def keep_originals(connection: Connection, originals: Sequence[Original]) -> None:
    """Keep files, each once for all documents that were read from it."""
    column, by_hash = schema.originals.c.file_hash, {each.file_hash: each.content for each in originals}
    for some in at_once(originals):
        there = select(column).where(column.in_([each.file_hash for each in some]))
        for file_hash in connection.scalars(there):
            by_hash.pop(file_hash, None)
    if by_hash:
        rows_of_new = [{"file_hash": file_hash, "content": content} for file_hash, content in by_hash.items()]
        connection.execute(insert(schema.originals), rows_of_new)


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


def sources_of(connection: Connection, document_ids: Sequence[str]) -> dict[str, str]:
    """Return the sources of those of these documents that are there, by id; what is removed is until it is purged."""
    found = dict[str, str]()
    for chosen in at_once(document_ids):
        query = select(_d.document_id, _d.source).where(_d.document_id.in_(chosen))
        found |= {row.document_id: row.source for row in connection.execute(query)}
    return found


def tags_of(connection: Connection, document_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the tags of these documents, by id."""
    columns, found = schema.tags.c, dict[str, list[str]]()
    for chosen in at_once(document_ids):
        query = select(schema.tags).where(columns.document_id.in_(chosen)).order_by(columns.tag)
        for document_id, tag in connection.execute(query):
            found.setdefault(document_id, []).append(tag)
    return found


def tagged(connection: Connection) -> dict[str, list[str]]:
    """Return every tag in order, with the ids of the documents that have it and answer."""
    columns, found = schema.tags.c, dict[str, list[str]]()
    query = select(columns.tag, columns.document_id).join(schema.documents).where(_d.status == "ready")
    for tag, document_id in connection.execute(query.order_by(columns.tag, columns.document_id)):
        found.setdefault(tag, []).append(document_id)
    return found
