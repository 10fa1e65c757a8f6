"""What old turns keep of a document that is gone for good: what was typed, and none of its words but its name.

Of one that moved they keep all.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select, update

from bot import kept

SOURCE_REMOVED = "source removed"


def forget(connection: Connection, document_ids: Collection[str]) -> None:
    """Take the words of these documents out of all turns: of what they quote, and of the queries made from that."""
    conversations = dict[str, None]()
    for some in kept.at_once(list(document_ids)):
        named = select(kept.turns.c.conversation_id).where(_naming_any(some)).distinct()
        conversations |= dict.fromkeys(connection.scalars(named).all())
    for each in conversations:
        _forget_in(connection, each, frozenset(document_ids))


def _naming_any(document_ids: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that an answer names one of these documents."""
    return or_(*(kept.naming(each) for each in document_ids))


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


def follow(connection: Connection, moved: Mapping[str, tuple[str, str]]) -> None:
    """Let what turns quote from documents that moved be of the ids and sources that they have now."""
    for number, answer in _quoting(connection, list(moved)):
        now = {name: [_moved(each, moved) for each in answer[name]] for name in ("citations", "passages")}
        said = json.dumps({**answer, **now}, ensure_ascii=False)
        connection.execute(update(kept.turns).where(kept.turns.c.number == number).values(answer=said))


def _moved(quoted: Mapping[str, Any], moved: Mapping[str, tuple[str, str]]) -> Mapping[str, Any]:
    before = quoted["document_id"]
    if before not in moved:
        return quoted
    now, source = moved[before]
    names = {"passage_id": now + quoted["passage_id"].removeprefix(before)} if "passage_id" in quoted else {}
    return {**quoted, **names, "document_id": now, "source": source}


def _quoting(connection: Connection, document_ids: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield number and answer of the turns that quote from these documents, as they are by then."""
    turns = kept.turns.c
    for some in kept.at_once(document_ids):
        found = select(turns.number, turns.answer).where(_naming_any(some))
        for number, answer in connection.execute(found).all():
            yield number, json.loads(answer)


def without_quotes(answer: Mapping[str, Any], document_ids: Collection[str]) -> dict[str, Any]:
    """Return an answer's fields without the words of these documents; where nothing stands any more, start is end."""
    removed, text = {"start": 0, "end": 0, "heading": None}, answer["text"]
    own = {"short": None, "lead": ""} if _leads_from(answer, document_ids) else {}
    if own:
        text = text.removeprefix(answer.get("lead", "")).lstrip()
    for name, each in _quotes(answer):
        if each["document_id"] in document_ids:
            text = re.sub(_in_any_lines(each[name]), SOURCE_REMOVED, text)
    citations = [
        {**each, "quote": SOURCE_REMOVED, "marked": [], **removed} if each["document_id"] in document_ids else each
        for each in answer["citations"]
    ]
    passages = [
        {**each, "text": SOURCE_REMOVED, **removed} if each["document_id"] in document_ids else each
        for each in answer["passages"]
    ]
    return {**answer, **own, "text": text, "citations": citations, "passages": passages}


def _in_any_lines(quoted: str) -> str:
    """Return the pattern of quoted words, wherever their lines end in a text."""
    return r"\s+".join(map(re.escape, quoted.split()))


def _leads_from(answer: Mapping[str, Any], document_ids: Collection[str]) -> bool:
    """Tell whether what is said before the quotes is from one of these documents, as the first quote is."""
    return bool(answer["citations"]) and answer["citations"][0]["document_id"] in document_ids


def _quotes(answer: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return what the text may quote, with the field that holds the words; long ones first, which may hold others."""
    found = [*(("quote", each) for each in answer["citations"]), *(("text", each) for each in answer["passages"])]
    return sorted(found, key=lambda quote: -len(quote[1][quote[0]]))
