"""Conversations in SQL: turns are kept in the order asked, written by one thread, many in one commit."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from threading import Condition, Thread
from typing import Any, cast

from sqlalchemy import Column, Engine, Float, Integer, MetaData, String, Table, Text, insert, select
from sqlalchemy.exc import SQLAlchemyError

from bot.answers import Answer, Citation, ShownPassage
from bot.conversation import Conversation, Turn
from bot.errors import HistoryUnavailable, UnknownConversation

metadata = MetaData()
_turns = Table(
    "turns",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("turn_id", String(32), nullable=False, unique=True),
    Column("conversation_id", String(32), nullable=False, index=True),
    Column("created", String(32), nullable=False),
    Column("question", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("index", String(64), nullable=False),
    Column("took_ms", Float, nullable=False),
)


class History:
    """The conversations of a library; safe to use from several threads.

    A turn is known as soon as it is added and on disk some milliseconds later: one thread writes, many turns in a
    commit. When a commit fails, its turns stay known and are tried again with the next one, which then waits and
    says what is wrong.
    """

    def __init__(self, engine: Engine | None) -> None:
        """Keep turns in a database, making the table where it is missing; None: in memory only.

        Raises HistoryUnavailable.
        """
        self._engine = engine
        self._unwritten: dict[str, Turn] = {}
        self._changed = Condition()
        self._failure: Exception | None = None
        self._writer: Thread | None = None
        self._closing = False
        if engine:
            try:
                metadata.create_all(engine)
            except SQLAlchemyError as error:
                raise HistoryUnavailable(error) from error

    def add(self, turn: Turn) -> None:
        """Keep a turn. Raises HistoryUnavailable where the last one could not be written, and this cannot either."""
        with self._changed:
            self._unwritten[turn.turn_id] = turn
            if self._engine is None:
                return
            if self._writer is None:
                self._writer = Thread(target=self._write, name="history", daemon=True)
                self._writer.start()
            waits, self._failure = self._failure is not None, None
            self._changed.notify_all()
            if waits:
                self._changed.wait_for(lambda: turn.turn_id not in self._unwritten or self._failure)
                if self._failure:
                    del self._unwritten[turn.turn_id]
                    raise HistoryUnavailable(self._failure)

    def conversation(self, conversation_id: str, *, latest: int | None = None) -> Conversation:
        """Return a conversation, or only its latest turns. Raises UnknownConversation, HistoryUnavailable."""
        with self._changed:
            unwritten = [turn for turn in self._unwritten.values() if turn.conversation_id == conversation_id]
        # What is written meanwhile is in both: that many more are read, so that the order of all of them is known.
        written = self._written(conversation_id, latest + len(unwritten) if latest else None)
        turns = {turn.turn_id: turn for turn in [*written, *unwritten]}
        if not turns:
            raise UnknownConversation(conversation_id)
        return Conversation(conversation_id, tuple(turns.values())[-latest if latest else None :])

    def _written(self, conversation_id: str, latest: int | None) -> list[Turn]:
        if self._engine is None:
            return []
        newest_first = (
            select(_turns)
            .where(_turns.c.conversation_id == conversation_id)
            .order_by(_turns.c.number.desc())
            .limit(latest)
        )
        try:
            with self._engine.connect() as connection:
                return [_turn(row) for row in reversed(connection.execute(newest_first).all())]
        except SQLAlchemyError as error:
            raise HistoryUnavailable(error) from error

    def close(self) -> None:
        """Write what is waiting and stop the writer. Raises HistoryUnavailable where it cannot be written."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._writer:
            self._writer.join()
            self._writer = None
        if self._failure and self._unwritten:
            raise HistoryUnavailable(self._failure)

    def _write(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or (self._unwritten and not self._failure))
                waiting = list(self._unwritten.values())
                closing = self._closing
            if waiting:
                self._commit(waiting)
            if closing:
                return

    def _commit(self, waiting: Sequence[Turn]) -> None:
        """Write turns in one transaction; what cannot be written stays known."""
        failure: Exception | None = None
        try:
            with cast(Engine, self._engine).begin() as connection:
                connection.execute(insert(_turns), [_row(turn) for turn in waiting])
        except SQLAlchemyError as error:
            failure = error
        with self._changed:
            self._failure = failure
            for turn in waiting if failure is None else ():
                self._unwritten.pop(turn.turn_id, None)
            self._changed.notify_all()


def _row(turn: Turn) -> dict[str, Any]:
    return {
        "turn_id": turn.turn_id,
        "conversation_id": turn.conversation_id,
        "created": turn.created.isoformat(),
        "question": turn.question,
        "query": turn.query,
        "answer": json.dumps(asdict(turn.answer), ensure_ascii=False),
        "index": turn.index,
        "took_ms": turn.took_ms,
    }


def _turn(row: Any) -> Turn:
    fields = json.loads(row.answer)
    fields["citations"] = tuple(
        Citation(**{**each, "marked": tuple((start, end) for start, end in each["marked"])})
        for each in fields["citations"]
    )
    fields["passages"] = tuple(ShownPassage(**each) for each in fields["passages"])
    created = datetime.fromisoformat(row.created).astimezone(UTC)
    return Turn(
        row.turn_id, row.conversation_id, created, row.question, row.query, Answer(**fields), row.index, row.took_ms
    )
