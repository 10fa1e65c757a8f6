"""What can go wrong when asking.

BotError
├── EmptyQuestion         nothing was asked
├── QuestionTooLong       more characters than MAX_QUESTION
├── UnknownConversation   an id that the history does not hold
├── HistoryUnavailable    the conversations cannot be read or written
├── BadSettings           quoth.toml or a QUOTH_ variable says what cannot be
├── BadQuestionSet        a question set that cannot be evaluated; names file and line
└── ModelError            the network's weights cannot be loaded (bot.reading.model)
"""


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


class HistoryUnavailable(BotError):
    """The conversations cannot be read or written."""

    def __init__(self, cause: Exception) -> None:
        reason = str(getattr(cause, "orig", None) or cause)
        super().__init__(f"the conversation cannot be kept: {reason}; check the data directory and its free space")


class BadSettings(BotError):
    """A setting that cannot be used."""


class BadQuestionSet(BotError):
    """A question set that cannot be evaluated."""
