"""Conversations in SQL: kept, listed, searched, renamed, deleted, rated. How turns get to the disk is Writer's."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from threading import RLock
from typing import Any
from zipfile import ZipFile

from sqlalchemy import ColumnElement, Connection, Engine, delete, false, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bot import kept
from bot.committing import commit
from bot.conversation import Conversation, ConversationSummary, Feedback, Turn
from bot.errors import BadFeedback, BadTitle, HistoryUnavailable, UnknownConversation, UnknownTurn
from bot.forgetting import follow, forget
from bot.writer import Added, Writer
from knowledge import Database, dump, load, open_engine

MAX_TITLE = 200
MAX_REASON = 1000
_FORGOTTEN = 10_000
_turns, _conversations, _feedback = kept.turns, kept.conversations, kept.feedback


class History:
    """The conversations of a library; safe to use from several threads.

    A conversation belongs to the `owner` that began it: to anyone else it is unknown. One without an owner is open to
    whoever knows its id, and in nobody's list. Every method raises HistoryUnavailable where the database fails.
    """

    def __init__(self, engine: Engine | None) -> None:
        """Keep turns in a database, making the tables where they are missing; None: in memory only."""
        self._engine = engine or open_engine("sqlite://")
        self.file = Database(self._engine).file
        """The file that the conversations are in, None in memory or on a server."""
        # A database in memory is one connection, which two threads must not use at once.
        self._alone = RLock() if isinstance(self._engine.pool, StaticPool) else nullcontext()
        self._place = self._engine.url.database or ""
        self._writer = Writer(self._commit, self._place)
        self._gone: dict[str, None] = {}
        with self._connected() as connection:
            schema = kept.known_schema(connection)
        if schema is None:
            with self._connected(begin="BEGIN IMMEDIATE") as connection:
                schema = kept.prepare(connection)
        if schema != kept.SCHEMA:
            raise HistoryUnavailable(
                RuntimeError(f"it was written with schema {schema}, this Quoth reads {kept.SCHEMA}; update Quoth"),
                self._place,
            )

    def add(self, turn: Turn, owner: str | None = None, *, continues: bool = False) -> None:
        """Keep a turn, which begins its conversation, then the owner's, or continues it.

        One that `continues` a conversation which is deleted before it is written is not kept. Raises
        UnknownConversation where that is known now, and what Writer.add raises.
        """
        if turn.conversation_id in self._gone or (continues and not self._is_there(turn.conversation_id, owner)):
            raise UnknownConversation(turn.conversation_id)
        self._writer.add(Added(turn, owner, continues))

    def conversation(
        self, conversation_id: str, *, latest: int | None = None, owner: str | None = None
    ) -> Conversation:
        """Return a conversation, or only its latest turns. Raises UnknownConversation."""
        waiting = self._writer.waiting(conversation_id)
        # What is written meanwhile is in both: that many more are read, so that the order of all of them is known.
        title, written = self._written(conversation_id, owner, latest + len(waiting) if latest else None)
        if title is None and not (waiting and waiting[0].begins_for(owner)):
            raise UnknownConversation(conversation_id)
        turns = {turn.turn_id: turn for turn in [*written, *(each.turn for each in waiting)]}
        if not turns:
            raise UnknownConversation(conversation_id)
        shown = tuple(turns.values())[-latest if latest else None :]
        return Conversation(conversation_id, shown, title or kept.titled(shown[0].question))

    def turn(self, turn_id: str, *, owner: str | None = None) -> Turn:
        """Return one turn. Raises UnknownTurn."""
        with self._settled() as connection:
            self._conversation_of(connection, turn_id, owner)
            return kept.turn_of(connection.execute(select(_turns).where(_turns.c.turn_id == turn_id)).one())

    def cites(self, document_id: str, *, owner: str | None, conversation_id: str | None = None) -> bool:
        """Tell whether a document is cited in an owner's conversations, or in this one where the owner may see it."""
        with self._settled() as connection:
            own = _conversations.c.owner == owner if owner else false()
            return kept.cites(connection, document_id, own | kept.owned(conversation_id or "", owner))

    def has_turn(self, beginning: str) -> bool:
        """Tell whether the id of any turn, whosever it is, begins so."""
        with self._settled() as connection:
            return connection.scalar(select(_turns.c.turn_id).where(kept.begins(beginning)).limit(1)) is not None

    def conversations(
        self, owner: str, *, search: str = "", limit: int = 50, offset: int = 0
    ) -> list[ConversationSummary]:
        """Return an owner's conversations, the latest first; `search`: those that say all of these words."""
        number = select(func.count()).where(_turns.c.conversation_id == _conversations.c.conversation_id)
        statement = (
            select(_conversations, number.scalar_subquery().label("turns"))
            .where(kept.listed(owner, search))
            .order_by(_conversations.c.updated.desc(), _conversations.c.conversation_id)
            .limit(limit)
            .offset(offset)
        )
        with self._settled() as connection:
            return [
                ConversationSummary(
                    row.conversation_id, row.title, kept.moment(row.created), kept.moment(row.updated), row.turns
                )
                for row in connection.execute(statement)
            ]

    def count(self, owner: str, *, search: str = "") -> int:
        """Return how many conversations an owner has, or how many of them say all of the searched words."""
        with self._settled() as connection:
            statement = select(func.count()).select_from(_conversations).where(kept.listed(owner, search))
            return connection.scalar(statement) or 0

    def rename(self, conversation_id: str, title: str, *, owner: str | None = None) -> None:
        """Give a conversation another title. Raises UnknownConversation, BadTitle."""
        title = " ".join(title.split())
        if not title or len(title) > MAX_TITLE:
            raise BadTitle(title, MAX_TITLE)
        with self._settled() as connection:
            changed = update(_conversations).where(kept.owned(conversation_id, owner))
            if not connection.execute(changed.values(title=title, folded=kept.searchable(title))).rowcount:
                raise UnknownConversation(conversation_id)

    def delete(self, conversation_id: str, *, owner: str | None = None) -> None:
        """Delete a conversation with its turns and what was said of them. Raises UnknownConversation."""
        if not self._delete(kept.owned(conversation_id, owner)):
            raise UnknownConversation(conversation_id)

    def delete_all(self, owner: str) -> int:
        """Delete all conversations of an owner; return how many they were."""
        return self._delete(_conversations.c.owner == owner)

    def delete_older(self, moment: datetime) -> int:
        """Delete the conversations, whosever they are, in which nothing was asked since; return how many they were."""
        return self._delete(_conversations.c.updated < moment.astimezone(UTC).isoformat())

    def cut(self, conversation_id: str, turn_id: str, *, owner: str | None = None) -> None:
        """Delete a turn and those after it; the conversation stays, for what is asked in their place.

        Raises UnknownConversation, UnknownTurn.
        """
        with self._settled() as connection:
            title = connection.scalar(select(_conversations.c.title).where(kept.owned(conversation_id, owner)))
            if title is None:
                raise UnknownConversation(conversation_id)
            rows = connection.execute(
                select(_turns.c.number, _turns.c.turn_id, _turns.c.question)
                .where(_turns.c.conversation_id == conversation_id)
                .order_by(_turns.c.number)
            ).all()
            cut = next((n for n, row in enumerate(rows) if row.turn_id == turn_id), None)
            if cut is None:
                raise UnknownTurn(turn_id)
            if cut == 0 and title == kept.titled(rows[0].question):  # not renamed: the next question gives the title
                changed = update(_conversations).where(_conversations.c.conversation_id == conversation_id)
                connection.execute(changed.values(title=""))
            taken = [row.turn_id for row in rows[cut:]]
            connection.execute(delete(_feedback).where(_feedback.c.turn_id.in_(taken)))
            connection.execute(
                delete(_turns).where(_turns.c.conversation_id == conversation_id, _turns.c.number >= rows[cut].number)
            )

    def rate(self, feedback: Feedback, *, owner: str | None = None) -> None:
        """Keep what a person thinks of a reply, in place of what was kept before. Raises UnknownTurn, BadFeedback."""
        for name, said in (("reason", feedback.reason), ("expected", feedback.expected)):
            if len(said) > MAX_REASON:
                raise BadFeedback(name, len(said), MAX_REASON)
        with self._settled() as connection:
            conversation_id = self._conversation_of(connection, feedback.turn_id, owner)
            connection.execute(delete(_feedback).where(_feedback.c.turn_id == feedback.turn_id))
            connection.execute(insert(_feedback), kept.feedback_row(feedback, conversation_id))

    def unrate(self, turn_id: str, *, owner: str | None = None) -> None:
        """Forget what a person thought of a reply, if anything. Raises UnknownTurn."""
        with self._settled() as connection:
            self._conversation_of(connection, turn_id, owner)
            connection.execute(delete(_feedback).where(_feedback.c.turn_id == turn_id))

    def feedback(self, conversation_id: str, *, owner: str | None = None) -> dict[str, Feedback]:
        """Return what was thought of the turns of a conversation, by turn id."""
        known = select(_conversations.c.conversation_id).where(kept.owned(conversation_id, owner))
        statement = select(_feedback).where(_feedback.c.conversation_id.in_(known))
        with self._connected() as connection:
            return {row.turn_id: kept.feedback_of(row) for row in connection.execute(statement)}

    def rated(self, *, owner: str | None = None) -> list[tuple[Turn, Feedback]]:
        """Return every turn that someone thought something of, with that, in the order asked.

        Where an owner is given, only of the owner's conversations.
        """
        with self._settled() as connection:
            return kept.rated(connection, owner)

    def dump(self, archive: ZipFile) -> dict[str, Any]:
        """Write all conversations to an archive, as they are at one moment; return what `load` needs to know of it."""
        self._writer.settle()
        with self._alone, Database(self._engine).reading() as connection:
            return {"schema": kept.SCHEMA, "tables": dump(connection, kept.metadata, archive, "conversations")}

    def load(self, archive: ZipFile, told: dict[str, Any], *, beside: Connection | None = None) -> None:
        """Put what `dump` wrote in the place of all conversations, or change nothing. Raises BadBackup.

        With `beside` it is part of the transaction of a database that the file of these is beside.
        """
        self._writer.settle()
        with self._alone, nullcontext(beside) if beside else Database(self._engine).writing() as connection:
            load(connection, kept.metadata, archive, "conversations", told["tables"], beside=beside is not None)

    def forget(self, document_ids: Collection[str]) -> None:
        """Take the words of documents that are gone for good out of all turns."""
        with self._settled() as connection:
            forget(connection, document_ids)

    def follow(self, moved: Mapping[str, tuple[str, str]]) -> None:
        """Let what turns quote from documents that moved be of the ids and sources that they have now."""
        with self._settled() as connection:
            follow(connection, moved)

    def settle(self) -> None:
        """Wait until all turns added before are written, so that other processes know them."""
        self._writer.settle()

    def close(self) -> None:
        """Write what is waiting. Raises HistoryUnavailable where it cannot be written."""
        self._writer.close()

    @contextmanager
    def _connected(self, *, begin: str | None = None) -> Iterator[Connection]:
        """Give a connection whose changes are kept at the end, all or none; see `open_engine` for `begin`."""
        try:
            with self._alone, self._engine.connect() as connection:
                connection.execution_options(begin=begin)
                with connection.begin():
                    yield connection
        except SQLAlchemyError as error:
            raise HistoryUnavailable(error, self._place) from error

    @contextmanager
    def _settled(self) -> Iterator[Connection]:
        """The same once all turns added before are written."""
        self._writer.settle()
        with self._connected() as connection:
            yield connection

    def _written(self, conversation_id: str, owner: str | None, latest: int | None) -> tuple[str | None, list[Turn]]:
        """Return the title, None where there is no such conversation or it is another's, and the latest turns."""
        with self._connected() as connection:
            title = connection.scalar(select(_conversations.c.title).where(kept.owned(conversation_id, owner)))
            return title, [] if title is None else kept.latest_turns(connection, conversation_id, latest)

    def _is_there(self, conversation_id: str, owner: str | None) -> bool:
        """Tell whether there is such a conversation, written or not: another process may have deleted it."""
        begun = any(each.begins_for(owner) for each in self._writer.waiting(conversation_id))
        return begun or self._written(conversation_id, owner, 1)[0] is not None

    def _conversation_of(self, connection: Connection, turn_id: str, owner: str | None) -> str:
        """Return the conversation of a turn. Raises UnknownTurn."""
        found = select(_turns.c.conversation_id).join(
            _conversations, _conversations.c.conversation_id == _turns.c.conversation_id
        )
        conversation_id: str | None = connection.scalar(found.where(_turns.c.turn_id == turn_id, kept.open_to(owner)))
        if conversation_id is None:
            raise UnknownTurn(turn_id)
        return conversation_id

    def _delete(self, which: ColumnElement[bool]) -> int:
        """Delete conversations; what is being asked in them is refused from then on. Return how many they were."""
        with self._settled() as connection:
            ids = connection.scalars(select(_conversations.c.conversation_id).where(which)).all()
        self._gone.update(dict.fromkeys(ids))
        try:
            with self._settled() as connection:
                kept.delete_conversations(connection, ids)
        except HistoryUnavailable:
            for each in ids:
                self._gone.pop(each, None)
            raise
        for each in list(self._gone)[:-_FORGOTTEN]:
            self._gone.pop(each, None)
        return len(ids)

    def _commit(self, waiting: Sequence[Added]) -> None:
        """Write turns, and the conversations that they begin, in one transaction."""
        with self._alone, self._engine.connect() as connection:
            connection.execution_options(begin="BEGIN IMMEDIATE")  # what is there already stays so until it is kept
            with connection.begin():
                commit(connection, waiting)
