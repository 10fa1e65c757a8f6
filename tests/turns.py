"""Turns of a dialogue as they are kept, and what a question asked after them becomes."""

from datetime import UTC, datetime

from bot import Answer, Citation, Turn
from bot.rewriting import rewrite


def turn(query, short=None, quote=None, kind="answer", *, question=None):
    cited = (Citation("d", "Title", "d.txt", 0, len(quote), quote),) if quote else ()
    answer = Answer(kind, quote or "Text.", short, None, cited)
    return Turn("t", "c", datetime.now(UTC), question or query, query, answer, "f", 1.0)


def known(_word):
    """Correct nothing."""


def after(*turns, asked):
    return rewrite(asked, turns, correct=known)
