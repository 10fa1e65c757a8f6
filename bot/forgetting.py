"""What old turns keep of a document that is gone for good: what was typed, and none of its words but its name."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select, update

from bot import kept

_AT_ONCE = 500
"""Ids in one statement: SQLite reads no expression of more than 1,000 parts."""
SOURCE_REMOVED = "source removed"


def forget(connection: Connection, document_ids: Collection[str]) -> None:
    """Take the words of these documents out of all turns: of what they quote, and of the queries made from that."""
    ids, conversations = list(document_ids), dict[str, None]()
    for some in (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE)):
        conversations |= dict.fromkeys(_naming(connection, some))
    for each in conversations:
        _forget_in(connection, each, frozenset(ids))


def _naming(connection: Connection, document_ids: Sequence[str]) -> Sequence[str]:
    """Return the conversations in which an answer names one of these documents."""
    turns = kept.turns.c
    named = [turns.answer.contains(f'"document_id": {json.dumps(each)}', autoescape=True) for each in document_ids]
    return connection.scalars(select(turns.conversation_id).where(or_(*named)).distinct()).all()


def _forget_in(connection: Connection, conversation_id: str, document_ids: Collection[str]) -> None:
    """Take the words of documents out of a conversation; a query that took any is what was typed again."""
    turns = kept.turns.c
    there = select(turns.number, turns.question, turns.query, turns.answer).order_by(turns.number)
    typed, removed = set[str](), set[str]()
    for number, question, query, said in connection.execute(
        there.where(turns.conversation_id == conversation_id)
    ).all():
        answer = json.loads(said)
        typed |= _words(question)
        removed |= _words(" ".join(_taken(answer, document_ids)))
        without = without_quotes(answer, document_ids)
        row = {
            "query": question if (_words(query) - typed) & removed else query,
            "answer": json.dumps(without, ensure_ascii=False),
            "folded": kept.searchable(f"{question} {without['text']}"),
        }
        connection.execute(update(kept.turns).where(turns.number == number).values(row))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", kept.searchable(text)))


def _taken(answer: Mapping[str, Any], document_ids: Collection[str]) -> Iterator[str]:
    """Yield what an answer holds of these documents."""
    for name, each in _quotes(answer):
        if each["document_id"] in document_ids:
            yield f"{each.get('heading') or ''} {each[name]}"
    if _leads_from(answer, document_ids):
        yield f"{answer.get('lead', '')} {answer['short'] or ''}"


def without_quotes(answer: Mapping[str, Any], document_ids: Collection[str]) -> dict[str, Any]:
    """Return an answer's fields without the words of these documents; where nothing stands any more, start is end."""
    removed, text = {"start": 0, "end": 0, "heading": None}, answer["text"]
    own = {"short": None, "lead": ""} if _leads_from(answer, document_ids) else {}
    if own:
        text = text.removeprefix(answer.get("lead", "")).lstrip()
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
    return {**answer, **own, "text": text, "citations": citations, "passages": passages}


def _leads_from(answer: Mapping[str, Any], document_ids: Collection[str]) -> bool:
    """Tell whether what is said before the quotes is from one of these documents, as the first quote is."""
    return bool(answer["citations"]) and answer["citations"][0]["document_id"] in document_ids


def _quotes(answer: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return what the text may quote, with the field that holds the words; long ones first, which may hold others."""
    found = [*(("quote", each) for each in answer["citations"]), *(("text", each) for each in answer["passages"])]
    return sorted(found, key=lambda quote: -len(quote[1][quote[0]]))
