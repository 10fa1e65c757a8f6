"""What can go wrong when asking.

BotError
├── EmptyQuestion         nothing was asked
├── QuestionTooLong       more characters than MAX_QUESTION
├── UnknownConversation   an id that the history does not hold
├── UnknownTurn           an id of a turn that the history does not hold
├── BadTitle              a conversation's title that is empty or too long
├── BadFeedback           a reason, or the words expected, that are too long
├── HistoryUnavailable    the conversations cannot be read or written
├── BadSettings           quoth.toml or a QUOTH_ variable says what cannot be
├── BadQuestionSet        a question set that cannot be evaluated; names file and line
└── ModelError            the network's weights cannot be loaded (bot.reading.model)
"""

from knowledge import is_damaged


class BotError(Exception):
    """The base of every error that this package raises on purpose."""


class EmptyQuestion(BotError):
    """Nothing was asked."""

    def __init__(self) -> None:
        super().__init__("the question is empty; type a question")


class QuestionTooLong(BotError):
    """More characters than are read."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"the question has {length:,} characters; ask in at most {limit:,}")


class UnknownConversation(BotError):
    """An id that the history does not hold."""

    def __init__(self, conversation_id: str) -> None:
        super().__init__(f"no conversation has the id {conversation_id!r}; leave it out to begin a new one")


class UnknownTurn(BotError):
    """An id of a turn that the history does not hold."""

    def __init__(self, turn_id: str) -> None:
        super().__init__(f"no turn has the id {turn_id!r}; it may have been deleted")


class BadTitle(BotError):
    """A title that a conversation cannot have."""

    def __init__(self, title: str, limit: int) -> None:
        wrong = f"has {len(title):,} characters; give it at most {limit:,}" if title else "is empty; type a title"
        super().__init__(f"the title {wrong}")


class BadFeedback(BotError):
    """What was said of a reply and cannot be kept."""

    def __init__(self, name: str, length: int, limit: int) -> None:
        super().__init__(f"{name!r} has {length:,} characters; say it in at most {limit:,}")


class HistoryUnavailable(BotError):
    """The conversations cannot be read or written."""

    def __init__(self, cause: Exception, place: str = "") -> None:
        reason, there = str(getattr(cause, "orig", None) or cause), f" in {place}" if place else ""
        remedy = "check the data directory and its free space"
        if is_damaged(cause):
            remedy = "move the file away; then they begin anew, or `quoth restore FILE` brings a backup back"
        super().__init__(f"the conversations{there} cannot be read or written: {reason}; {remedy}")


class BadSettings(BotError):
    """A setting that cannot be used."""


class BadQuestionSet(BotError):
    """A question set that cannot be evaluated."""
