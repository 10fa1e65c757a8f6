"""What old turns keep of a document that is gone for good: their own words, and not its."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select, update

from bot import kept

_AT_ONCE = 500
"""Ids in one statement: SQLite reads no expression of more than 1,000 parts."""
SOURCE_REMOVED = "source removed"


def forget(connection: Connection, document_ids: Collection[str]) -> None:
    """Replace what turns quote from these documents."""
    ids = list(document_ids)
    for some in (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE)):
        _forget(connection, some)


def _forget(connection: Connection, document_ids: Sequence[str]) -> None:
    turns = kept.turns.c
    named = [turns.answer.contains(f'"document_id": {json.dumps(each)}', autoescape=True) for each in document_ids]
    found = select(turns.number, turns.question, turns.answer).where(or_(*named))
    for number, question, answer in connection.execute(found).all():
        without = without_quotes(json.loads(answer), document_ids)
        row = {
            "answer": json.dumps(without, ensure_ascii=False),
            "folded": kept.searchable(f"{question} {without['text']}"),
        }
        connection.execute(update(kept.turns).where(turns.number == number).values(row))


def without_quotes(answer: Mapping[str, Any], document_ids: Collection[str]) -> dict[str, Any]:
    """Return an answer's fields without the words of these documents; where nothing stands any more, start is end."""
    removed, text = {"start": 0, "end": 0}, answer["text"]
    for name, each in _quotes(answer):
        if each["document_id"] in document_ids:
            text = text.replace(" ".join(each[name].split()), SOURCE_REMOVED)
    citations = [
        {**each, "quote": SOURCE_REMOVED, "marked": [], **removed} if each["document_id"] in document_ids else each
        for each in answer["citations"]
    ]
    passages = [
        {**each, "text": SOURCE_REMOVED, **removed} if each["document_id"] in document_ids else each
        for each in answer["passages"]
    ]
    return {**answer, "text": text, "citations": citations, "passages": passages}


def _quotes(answer: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return what the text may quote, with the field that holds the words; long ones first, which may hold others."""
    found = [*(("quote", each) for each in answer["citations"]), *(("text", each) for each in answer["passages"])]
    return sorted(found, key=lambda quote: -len(quote[1][quote[0]]))
