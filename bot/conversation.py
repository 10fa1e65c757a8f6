"""The records of a dialogue: Turn and Conversation. How they are kept is history's business."""

from dataclasses import dataclass
from datetime import datetime

from bot.answers import Answer


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
