"""The files of retrieval experiments: TREC's and BEIR's qrels, queries and corpora, and run files. Nothing is measured.

Every problem is a BadQuestionSet that names the file, the line and the remedy.
"""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.errors import BadQuestionSet
from bot.evaluation.entries import Entry, entry, file_text, parsed
from bot.evaluation.retrieval import Qrels, Run, in_order
from knowledge import Document, document_id

_TAG = "quoth"
_QRELS = (
    "write query, iteration, document and relevance (TREC), or query, document and relevance with tabs between (BEIR)"
)
_RUN = "write query, Q0, document, rank, score and tag"
_QUERY_KEYS, _TEXT_KEYS, _ID_KEYS = ("_id", "id"), ("text", "question"), ("_id", "document_id")


def read_qrels(path: Path) -> Qrels:
    """Return the relevance of documents to queries: TREC's four columns, or BEIR's three, with or without a header."""
    found: dict[str, dict[str, int]] = {}
    for place, line in _lines(path):
        parts = _columns(line)
        if parts[0] in ("query-id", "query_id") and not found:
            continue
        if len(parts) not in (3, 4):
            raise BadQuestionSet(f"{place}: {len(parts)} columns; {_QRELS}")
        grade = _number(parts[-1], int, f"{place}: the relevance {parts[-1]!r} is not a whole number; {_QRELS}")
        _put(found, parts[0], parts[-2], grade, place)
    if not found:
        raise BadQuestionSet(f"{path}, line 1: it judges nothing; {_QRELS}")
    return found


def read_run(path: Path) -> Run:
    """Return the scores of documents for queries from a TREC run file; the ranks in it are not read."""
    found: dict[str, dict[str, float]] = {}
    for place, line in _lines(path):
        parts = line.split()
        if len(parts) != 6:
            raise BadQuestionSet(f"{place}: {len(parts)} columns; {_RUN}")
        score = _number(parts[4], float, f"{place}: the score {parts[4]!r} is not a number; {_RUN}")
        _put(found, parts[0], parts[2], score, place)
    return found


def write_run(run: Run, path: Path) -> None:
    """Write a TREC run file, the best document of each query first. Raises BadQuestionSet."""
    lines = [
        f"{_one_word(query_id, path)} Q0 {_one_word(document, path)} {rank} {scores[document]!r} {_TAG}\n"
        for query_id, scores in run.items()
        for rank, document in enumerate(in_order(scores), start=1)
    ]
    try:
        path.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise BadQuestionSet(f"{path}: it cannot be written ({error.strerror}); choose another file") from error


def read_queries(path: Path) -> dict[str, str]:
    """Return queries by id: JSON Lines (`_id` and `text`, or `id` and `question`), or lines of id, tab, text."""
    found: dict[str, str] = {}
    for place, line in _lines(path):
        query_id, text = _query(line, place)
        if query_id in found:
            raise BadQuestionSet(f"{place}: the id {query_id!r} is given twice; give each query its own")
        found[query_id] = text
    if not found:
        raise BadQuestionSet(f"{path}, line 1: it holds no query; add some")
    return found


def _query(line: str, place: str) -> tuple[str, str]:
    if line.lstrip().startswith("{"):
        read = _object(line, place)
        return _text(read, _QUERY_KEYS), _text(read, _TEXT_KEYS)
    query_id, _, text = line.strip().partition("\t")
    if not text.strip():
        raise BadQuestionSet(f'{place}: this is no query; write {{"_id": …, "text": …}}, or an id, a tab and the text')
    return query_id, text.strip()


def is_corpus(path: Path) -> bool:
    """Tell whether a file is BEIR's corpus: JSON Lines whose first object has `_id` (or `document_id`) and `text`."""
    if not path.is_file() or not {".jsonl", ".json"} & set(path.suffixes):
        return False
    first = next(_lines(path), None)
    try:
        read = parsed(first[1]) if first else None
    except ValueError:
        return False
    return isinstance(read, dict) and "text" in read and any(key in read for key in _ID_KEYS)


def read_corpus(path: Path) -> list[Document]:
    """Return the documents of BEIR's corpus, each with its id there as its source."""
    found: dict[str, Document] = {}
    for place, line in _lines(path):
        read = _object(line, place)
        name, text = _text(read, _ID_KEYS), read.fields.get("text")
        title = read.fields.get("title") or ""
        if name in found:
            raise BadQuestionSet(f"{place}: the document {name!r} is given twice; give each its own id")
        if not isinstance(text, str) or not isinstance(title, str):
            raise BadQuestionSet(f'{place}: "text" and "title" must be strings')
        found[name] = Document(document_id(name), title, text, name)
    return list(found.values())


def _text(read: Entry, keys: tuple[str, ...]) -> str:
    """Return the text of the first of these fields that is there; numbers serve as ids."""
    key = next((each for each in keys if each in read.fields), keys[0])
    value = read.fields.get(key)
    return str(value) if type(value) is int else read.text(key)


def _object(line: str, place: str) -> Entry:
    try:
        return entry(parsed(line), place)
    except ValueError as error:
        raise BadQuestionSet(f"{place}: this is not JSON; write one object a line") from error


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines of a file, plain or gzip-compressed, that hold something, each with where it stands."""
    for number, line in enumerate(file_text(path).split("\n"), start=1):
        if line.strip():
            yield f"{path}, line {number}", line


def _columns(line: str) -> list[str]:
    """Return the columns of a line: parted by tabs where it has some, else by white space."""
    return [each.strip() for each in line.split("\t")] if "\t" in line.strip() else line.split()


def _number(text: str, kind: Callable[[str], Any], problem: str) -> Any:
    try:
        number = kind(text)
    except ValueError as error:
        raise BadQuestionSet(problem) from error
    if not math.isfinite(number):
        raise BadQuestionSet(problem)
    return number


def _put(found: dict[str, dict[str, Any]], query_id: str, document: str, value: float, place: str) -> None:
    documents = found.setdefault(query_id, {})
    if document in documents:
        raise BadQuestionSet(f"{place}: {document!r} stands twice for the query {query_id!r}; leave one out")
    documents[document] = value


def _one_word(name: str, path: Path) -> str:
    if not name or any(map(str.isspace, name)):
        raise BadQuestionSet(f"{path}: the id {name!r} cannot stand in a run file, for it holds white space; rename it")
    return name
