"""The records of a dialogue: Turn, Conversation, Feedback. How they are kept is history's business."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answers import Answer
from bot.errors import UnknownTurn

REMEMBERED = 6
"""Turns that a question may lean on."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its reply; `query` is what was sent to the index, `index` its fingerprint."""

    turn_id: str
    conversation_id: str
    created: datetime
    question: str
    query: str
    answer: Answer
    index: str
    took_ms: float


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of one dialogue, oldest first."""

    conversation_id: str
    turns: tuple[Turn, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation without its turns, only their number; `updated` is when the latest was asked."""

    conversation_id: str
    title: str
    created: datetime
    updated: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person thinks of a reply: `good` or not, why, and the words that would have been right."""

    turn_id: str
    good: bool
    reason: str = ""
    expected: str = ""


def turns_before(turn_id: str | None, turns: Sequence[Turn]) -> Sequence[Turn]:
    """Return the turns before one of them, or all where none is named. Raises UnknownTurn."""
    if turn_id is None:
        return turns
    place = next((n for n, turn in enumerate(turns) if turn.turn_id == turn_id), None)
    if place is None:
        raise UnknownTurn(turn_id)
    return turns[:place]


def asked_of_documents(turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns that asked the documents something, the last first: no small talk, and no marks alone ("?")."""
    return [each for each in reversed(turns) if each.answer.kind != "smalltalk" and re.search(r"\w", each.query)]


def leaned_on(turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns that a question may lean on, oldest first, however much small talk was made since."""
    return asked_of_documents(turns)[:REMEMBERED][::-1]
