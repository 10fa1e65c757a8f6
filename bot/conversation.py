"""The records of a dialogue: Turn and Conversation. How they are kept is history's business."""

from dataclasses import dataclass
from datetime import datetime

from bot.answers import Answer


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its reply; `query` is what was sent to the index, `index` its fingerprint.

    `owner` names whose conversation it is, in words that only the web package understands; "" is nobody's: whoever
    holds the conversation's id may read it and go on with it.
    """

    turn_id: str
    conversation_id: str
    created: datetime
    question: str
    query: str
    answer: Answer
    index: str
    took_ms: float
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of one dialogue, oldest first."""

    conversation_id: str
    turns: tuple[Turn, ...] = ()

    def is_open_to(self, owner: str) -> bool:
        """Tell whether an owner may read this conversation and go on with it."""
        return all(turn.owner in ("", owner) for turn in self.turns)
