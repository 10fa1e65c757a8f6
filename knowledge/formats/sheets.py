"""Workbooks, CSV and JSON Lines: rows and records as lines that read by themselves."""

import csv
import json
import re
from collections import Counter
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import islice
from pathlib import PurePath
from typing import Any

from knowledge.errors import UnreadableFile
from knowledge.formats.extracted import Extracted, Writer, damaged, one_line
from knowledge.formats.records import fields, row_lines
from knowledge.formats.text import decode

_TITLES = ("title", "name", "heading", "subject")
_TEXTS = ("text", "content", "body", "passage", "context")
_MOST_CELLS = 2_000_000
_SEPARATOR = re.compile(r"sep=([^\w\s\"]|\t)\n", re.IGNORECASE)
"""The line in which Excel tells what parts the cells."""
_TOLD_BY = 20
"""Rows by which it is told what parts the cells of a CSV file."""


def read_csv(content: bytes, name: str) -> Extracted:
    """Return the rows of a CSV or TSV file as lines. Raises UnreadableFile."""
    text = decode(content, name)
    said = _SEPARATOR.match(text)
    text = text[said.end() :] if said else text
    writer = Writer()
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a cell may hold a whole article
    try:
        writer.rows(
            row_lines(list(csv.reader(StringIO(text, newline=""), _dialect(text, name, said[1] if said else ""))))
        )
    except csv.Error as error:
        raise UnreadableFile(f"{name}: not a table ({error}); save it again as CSV") from error
    return writer.extracted(PurePath(name).stem, "text/csv")


def _dialect(text: str, name: str, said: str) -> type[csv.Dialect]:
    if name.casefold().endswith(".tsv"):
        return csv.excel_tab
    dialects = [type("Told", (csv.excel,), {"delimiter": sign}) for sign in said or ",;\t|"]
    return max(dialects, key=lambda dialect: _evenness(text, dialect))


def _evenness(text: str, dialect: type[csv.Dialect]) -> tuple[int, int]:
    """Return how many of the first rows have as many cells as most have, if several, and how many cells those are."""
    first = list(islice(csv.reader(StringIO(text, newline=""), dialect), _TOLD_BY))
    usual, rows = Counter(map(len, filter(None, first))).most_common(1)[0] if any(first) else (0, 0)
    return (rows, usual) if usual > 1 else (0, 0)


def read_json_lines(content: bytes, name: str) -> Extracted:
    """Return the records of a JSON Lines file: a title and a text as such, other fields by their names.

    Raises UnreadableFile, which names the line that is no JSON.
    """
    writer = Writer()
    for number, line in enumerate(decode(content, name).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UnreadableFile(f"{name}: line {number} is not JSON ({one_line(str(error))}); mend it") from error
        _record(writer, record)
    return writer.extracted(PurePath(name).stem, "application/jsonl")


def _record(writer: Writer, record: Any) -> None:
    if not isinstance(record, dict):
        writer.paragraph("; ".join(fields(record)))
        return
    title = next((key for key in _TITLES if isinstance(record.get(key), str)), None)
    text = next((key for key in _TEXTS if isinstance(record.get(key), str)), None)
    if text is None:
        writer.paragraph("; ".join(fields(record)))
        return
    if title is not None:
        writer.heading(record[title], 2)
    for paragraph in record[text].split("\n\n"):
        writer.paragraph(paragraph)
    writer.paragraph("; ".join(fields({key: value for key, value in record.items() if key not in (title, text)})))


def read_workbook(content: bytes, name: str) -> Extracted:
    """Return the rows of every sheet of a workbook, under the sheet's name. Raises UnreadableFile."""
    from python_calamine import CalamineError, load_workbook  # noqa: PLC0415

    from knowledge.formats.media import ODS, READERS, XLSX  # noqa: PLC0415
    from knowledge.formats.packages import Package  # noqa: PLC0415

    package = Package(content, name)
    package.check()
    writer = Writer()
    try:
        with load_workbook(BytesIO(content)) as workbook:
            names = workbook.sheet_names
            for sheet in names:
                rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=True)
                if sum(map(len, rows)) > _MOST_CELLS:
                    raise UnreadableFile(f"{name}: sheet {sheet!r} has more than {_MOST_CELLS:,} cells; save it as CSV")
                lines = list(row_lines([[_shown(cell) for cell in row] for row in rows]))
                if lines and len(names) > 1:
                    writer.heading(sheet, 2)
                writer.rows(lines)
    except CalamineError as error:
        raise damaged(name, error) from error
    kind = READERS.get(PurePath(name).suffix.casefold(), XLSX)
    details = package.core_properties()
    title = details.pop("title", "") or PurePath(name).stem
    return writer.extracted(title, (ODS if kind is ODS else XLSX).media_type, details=details)


def _shown(cell: Any) -> str:
    """Return a cell as a person reads it: whole numbers without a point, dates in ISO 8601."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(round(cell, 10))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, time):
        return cell.isoformat("auto" if cell.second or cell.microsecond else "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
