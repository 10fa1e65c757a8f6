"""How conversations lie in SQL: the tables, their mending, records to rows and back, whose they are. No decisions."""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    delete,
    exists,
    insert,
    inspect,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.answers import Answer, Citation, ShownPassage, as_fields
from bot.conversation import Feedback, Turn

SCHEMA = "2"
TITLE_LENGTH = 80
_SEARCHED_WORDS = 8
_AT_ONCE = 500

metadata = MetaData()
turns = Table(
    "turns",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("turn_id", String(32), nullable=False, unique=True),
    Column("conversation_id", String(32), nullable=False, index=True),
    Column("created", String(32), nullable=False),
    Column("question", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("index", String(64), nullable=False),
    Column("took_ms", Float, nullable=False),
    Column("folded", Text, nullable=False, server_default=""),
)
conversations = Table(
    "conversations",
    metadata,
    Column("conversation_id", String(32), primary_key=True),
    Column("owner", String(80)),
    Column("title", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("created", String(32), nullable=False),
    Column("updated", String(32), nullable=False),
    Index("ix_conversations_owner", "owner", "updated"),
)
feedback = Table(
    "feedback",
    metadata,
    Column("turn_id", String(32), primary_key=True),
    Column("conversation_id", String(32), nullable=False, index=True),
    Column("good", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("expected", Text, nullable=False),
    Column("created", String(32), nullable=False),
)
_state = Table("state", metadata, Column("key", String(32), primary_key=True), Column("value", Text, nullable=False))


def known_schema(connection: Connection) -> str | None:
    """Return the schema that is there, None where there is none or that of the first Quoth, which wrote no number."""
    if not inspect(connection).has_table(_state.name):
        return None
    known: str | None = connection.scalar(select(_state.c.value).where(_state.c.key == "schema"))
    return known


def prepare(connection: Connection) -> str:
    """Make the tables that are missing, mend those of an older Quoth, and return the schema that is there then.

    To be called in a transaction that nobody else writes in: another process may be about to do the same.
    """
    known = known_schema(connection)
    if known is not None:
        return known
    names = inspect(connection).get_table_names()
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
    if "turns" in names:
        _add_what_schema_1_lacks(connection)
    for table in metadata.sorted_tables:
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))
    connection.execute(insert(_state), {"key": "schema", "value": SCHEMA})
    return SCHEMA


def _add_what_schema_1_lacks(connection: Connection) -> None:
    """Give the turns that are there their folded words, and a conversation with a title."""
    connection.execute(text("ALTER TABLE turns ADD COLUMN folded TEXT NOT NULL DEFAULT ''"))
    begun: dict[str, dict[str, Any]] = {}
    for number, conversation_id, created, question, answer in connection.execute(
        select(turns.c.number, turns.c.conversation_id, turns.c.created, turns.c.question, turns.c.answer).order_by(
            turns.c.number
        )
    ).all():
        said = searchable(f"{question} {json.loads(answer)['text']}")
        connection.execute(update(turns).where(turns.c.number == number).values(folded=said))
        kept = begun.setdefault(conversation_id, conversation_row(conversation_id, None, question, created))
        kept["updated"] = created
    if begun:
        connection.execute(insert(conversations), list(begun.values()))


def conversation_row(conversation_id: str, owner: str | None, question: str, created: str) -> dict[str, Any]:
    """Return the row of a conversation that begins with a question."""
    title = titled(question)
    return {
        "conversation_id": conversation_id, "owner": owner, "title": title, "folded": searchable(title),
        "created": created, "updated": created,
    }  # fmt: skip


def titled(question: str) -> str:
    """Return a question as a title: one line, cut at a word where it is long."""
    words = " ".join(question.split())
    if len(words) <= TITLE_LENGTH:
        return words
    return words[: max(words.rfind(" ", 0, TITLE_LENGTH), TITLE_LENGTH // 2)] + "…"


def searchable(text: str) -> str:
    """Return a text as a search in conversations sees it: compatibility forms and case folded."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def turn_row(turn: Turn) -> dict[str, Any]:
    """Return the row of a turn."""
    return {
        "turn_id": turn.turn_id,
        "conversation_id": turn.conversation_id,
        "created": turn.created.isoformat(),
        "question": turn.question,
        "query": turn.query,
        "answer": json.dumps(turn.answer, ensure_ascii=False, default=as_fields),
        "index": turn.index,
        "took_ms": turn.took_ms,
        "folded": searchable(f"{turn.question} {turn.answer.text}"),
    }


def turn_of(row: Any) -> Turn:
    """Return the turn of a row."""
    return Turn(
        row.turn_id, row.conversation_id, moment(row.created), row.question, row.query,
        _answer(json.loads(row.answer)), row.index, row.took_ms,
    )  # fmt: skip


def latest_turns(connection: Connection, conversation_id: str, latest: int | None) -> list[Turn]:
    """Return the latest turns of a conversation, or all of them, in the order asked."""
    newest_first = (
        select(turns).where(turns.c.conversation_id == conversation_id).order_by(turns.c.number.desc()).limit(latest)
    )
    return [turn_of(row) for row in reversed(connection.execute(newest_first).all())]


def rated(connection: Connection, owner: str | None) -> list[tuple[Turn, Feedback]]:
    """Return every turn that someone thought something of, with that, in the order asked; with an owner only his."""
    statement = (
        select(turns, feedback.c.good, feedback.c.reason, feedback.c.expected)
        .join(feedback, feedback.c.turn_id == turns.c.turn_id)
        .order_by(turns.c.number)
    )
    if owner is not None:
        whose = select(conversations.c.conversation_id).where(conversations.c.owner == owner)
        statement = statement.where(turns.c.conversation_id.in_(whose))
    return [(turn_of(row), feedback_of(row)) for row in connection.execute(statement)]


def _answer(fields: Mapping[str, Any]) -> Answer:
    citations: Sequence[Mapping[str, Any]] = fields["citations"]
    return Answer(**{
        **fields,
        "citations": tuple(Citation(**{**each, "marked": tuple(map(tuple, each["marked"]))}) for each in citations),
        "passages": tuple(ShownPassage(**each) for each in fields["passages"]),
    })  # fmt: skip


def moment(written: str) -> datetime:
    """Return a time as it was written, in UTC."""
    return datetime.fromisoformat(written).astimezone(UTC)


def feedback_of(row: Any) -> Feedback:
    """Return the judgement of a row."""
    return Feedback(row.turn_id, row.good, row.reason, row.expected)


def feedback_row(feedback: Feedback, conversation_id: str) -> dict[str, Any]:
    """Return the row of a judgement of now."""
    return {
        "turn_id": feedback.turn_id, "conversation_id": conversation_id, "good": feedback.good,
        "reason": feedback.reason.strip(), "expected": feedback.expected.strip(),
        "created": datetime.now(UTC).isoformat(),
    }  # fmt: skip


def open_to(owner: str | None) -> ColumnElement[bool]:
    """Return the condition of the conversations that an owner may see."""
    nobodys = conversations.c.owner.is_(None)
    return nobodys if owner is None else or_(nobodys, conversations.c.owner == owner)


def owned(conversation_id: str, owner: str | None) -> ColumnElement[bool]:
    """Return the condition of one conversation, where an owner may see it."""
    return and_(conversations.c.conversation_id == conversation_id, open_to(owner))


def cites(connection: Connection, document_id: str, whose: ColumnElement[bool]) -> bool:
    """Tell whether a reply in one of these conversations cites a document."""
    here = turns.c.conversation_id.in_(select(conversations.c.conversation_id).where(whose))
    found = connection.scalars(select(turns.c.answer).where(here, naming(document_id)))
    return any(document_id in _answer(json.loads(each)).cited for each in found)


def naming(document_id: str) -> ColumnElement[bool]:
    """Return the condition of the turns whose answers name a document, as it is written there."""
    return turns.c.answer.contains(f'"document_id": {json.dumps(document_id, ensure_ascii=False)}', autoescape=True)


def listed(owner: str, search: str) -> ColumnElement[bool]:
    """Return the condition of an owner's conversations whose title or turns say all of these words."""
    here = turns.c.conversation_id == conversations.c.conversation_id
    said = [
        or_(
            conversations.c.folded.contains(word, autoescape=True),
            exists().where(here, turns.c.folded.contains(word, autoescape=True)),
        )
        for word in searchable(search).split()[:_SEARCHED_WORDS]
    ]
    return and_(conversations.c.owner == owner, conversations.c.title != "", *said)


def begins(turn_id: str) -> ColumnElement[bool]:
    """Return the condition of the turns whose ids, which are hexadecimal, begin so; LIKE would not use the index."""
    return turns.c.turn_id.between(turn_id, f"{turn_id}g")


def delete_conversations(connection: Connection, ids: Sequence[str]) -> None:
    """Delete conversations with their turns and what was said of them; the engine overwrites what is deleted."""
    for some in at_once(ids):
        for table in (feedback, turns, conversations):
            connection.execute(delete(table).where(table.c.conversation_id.in_(some)))


def at_once(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield parts of some ids that one statement can take: SQLite reads no expression of more than 1,000 parts."""
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))
