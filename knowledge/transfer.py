"""Tables to lines of JSON in an archive and back, the same for every database. What they mean is not known here."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import Connection, LargeBinary, MetaData, Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

from knowledge.database import BESIDE
from knowledge.errors import BadBackup

_AT_ONCE = 500


def dump(connection: Connection, tables: MetaData, archive: ZipFile, folder: str) -> dict[str, int]:
    """Write every table as one member of the archive, a row a line; return how many rows each has."""
    counts = {}
    for table in tables.sorted_tables:
        counts[table.name] = 0
        rows = connection.execution_options(yield_per=100).execute(select(table))
        with archive.open(f"{folder}/{table.name}.jsonl", "w", force_zip64=True) as member:
            for row in rows.mappings():
                member.write(json.dumps(_written(table, dict(row)), ensure_ascii=False).encode() + b"\n")
                counts[table.name] += 1
    return counts


def load(
    connection: Connection, tables: MetaData, archive: ZipFile, folder: str, counts: dict[str, int], *,
    beside: bool = False,
) -> None:  # fmt: skip
    """Put what an archive holds in the place of what these tables hold, `beside`: those of the database beside.

    Raises BadBackup.
    """
    tables = _beside(tables) if beside else tables
    for table in reversed(tables.sorted_tables):
        connection.execute(delete(table))
    try:
        for table in tables.sorted_tables:
            rows, found = _rows(table, archive, folder), 0
            while some := list(islice(rows, _AT_ONCE)):
                connection.execute(insert(table), some)
                found += len(some)
            if found != counts.get(table.name):
                raise BadBackup(f"{folder}/{table.name}.jsonl has {found:,} rows, not {counts.get(table.name)}")
    except (BadZipFile, EOFError, KeyError, ValueError, TypeError, IntegrityError) as error:
        raise BadBackup(f"the backup is damaged ({folder}: {error}); nothing was changed, take another") from error


def _beside(tables: MetaData) -> MetaData:
    there = MetaData()
    for table in tables.sorted_tables:
        table.to_metadata(there, schema=BESIDE)
    return there


def _rows(table: Table, archive: ZipFile, folder: str) -> Iterator[dict[str, Any]]:
    with archive.open(f"{folder}/{table.name}.jsonl") as member:
        for line in TextIOWrapper(member, encoding="utf-8", newline="\n"):
            row = json.loads(line)
            if row.keys() - table.columns.keys():
                raise ValueError(f"unknown columns in {table.name}")
            yield {name: b64decode(row[name]) if _is_binary(table, name) else row[name] for name in row}


def _written(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: b64encode(value).decode() if _is_binary(table, name) else value for name, value in row.items()}


def _is_binary(table: Table, name: str) -> bool:
    return isinstance(table.columns[name].type, LargeBinary)
