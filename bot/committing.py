"""Turns that were waiting become rows: of the turns, and of the conversations that they begin or go on with."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot import kept
from bot.writer import Added

_turns, _conversations = kept.turns, kept.conversations


def commit(connection: Connection, waiting: Sequence[Added]) -> None:
    """Write turns in the order given, but those that are there already, or whose conversation is not any more."""
    new = _not_there(connection, waiting)
    titles = _titles(connection, new)
    begun = {each.turn.conversation_id for each in new if not each.continues}
    new = [each for each in new if each.turn.conversation_id in titles.keys() | begun]
    if new:
        _converse(connection, new, titles)
        connection.execute(insert(_turns), [kept.turn_row(each.turn) for each in new])


def _not_there(connection: Connection, waiting: Sequence[Added]) -> list[Added]:
    """Leave out what another process wrote: a request sent twice must not keep the others from being written."""
    sent = _turns.c.turn_id.in_([each.turn.turn_id for each in waiting])
    there = set(connection.scalars(select(_turns.c.turn_id).where(sent)))
    return [each for each in waiting if each.turn.turn_id not in there]


def _titles(connection: Connection, new: Sequence[Added]) -> dict[str, str]:
    """Return the titles of the conversations that are there, by id."""
    ids = list(dict.fromkeys(each.turn.conversation_id for each in new))
    known = select(_conversations.c.conversation_id, _conversations.c.title)
    return {row[0]: row[1] for row in connection.execute(known.where(_conversations.c.conversation_id.in_(ids)))}


def _converse(connection: Connection, new: Sequence[Added], titles: dict[str, str]) -> None:
    """Begin conversations, and tell others that something was asked in them, with a title where they have none."""
    begun: dict[str, dict[str, Any]] = {}
    for each in new:
        turn, created = each.turn, each.turn.created.isoformat()
        row = kept.conversation_row(turn.conversation_id, each.owner, turn.question, created)
        title = titles.get(turn.conversation_id)
        if turn.conversation_id in begun:
            begun[turn.conversation_id]["updated"] = created
        elif title is None:
            begun[turn.conversation_id] = row
        else:
            fields = ("updated",) if title else ("updated", "title", "folded")
            changed = update(_conversations).where(_conversations.c.conversation_id == turn.conversation_id)
            connection.execute(changed.values({name: row[name] for name in fields}))
            titles[turn.conversation_id] = title or row["title"]
    if begun:
        connection.execute(insert(_conversations), list(begun.values()))
