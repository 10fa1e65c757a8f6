"""What a message says, beside what it asks: "*My display says E1.* What is that?"."""

import re
from collections.abc import Sequence

from bot.rewriting.forms import form
from bot.rewriting.phrases import AUXILIARIES, PREPOSITIONS, verbs
from knowledge import Token, tokens

_SAID_FIRST = re.compile(
    r"(?P<said>[^.,;:?!]{12,200})(?:[.!;:]\s+|,\s+(?=(?:who|what|which|when|where|why|how|can|do|is)\b))(?=.*\?\W*$)",
    re.IGNORECASE | re.DOTALL,
)
_PARTED = re.compile(r"(?P<said>.*\w)\s*[.,;:!?]\s+[^.,;:!?]*$", re.DOTALL)
_EXISTENTIAL = tuple(f"{be} there" for be in ("is", "are", "was", "were"))
_INTENDED = re.compile(
    r"^\W*(?:i|we)(?:['’](?:d|m|re|ve)|\s+(?:would|am|are))?\s+"
    r"(?:(?:really|just|also)\s+)*(?:like|want|wish|hope|plan|need|love|have|going|trying|planning|hoping)\s+to\s+",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(r"'(?:d|ll|m|re|ve)$")
_ASKER = re.compile(r"^(?:i|we|you)\s+", re.IGNORECASE)


def says_a_clause(text: str) -> bool:
    """Tell whether a text has a verb of its own."""
    return _has_a_verb(list(tokens(text)), text)


def _has_a_verb(words: Sequence[Token], text: str) -> bool:
    has_auxiliary = any(each.word in AUXILIARIES or _CONTRACTED.search(each.word) for each in words)
    return has_auxiliary or bool(verbs(words, text))


def stated(query: str) -> str:
    """Return what a query says before it asks ("*The heating is broken.* Who pays?"), else all of it."""
    match = _SAID_FIRST.match(query)
    said = match["said"] if match else ""
    words = list(tokens(said))
    if not words or words[0].word in PREPOSITIONS or form(said).asked:
        return query
    return said if says_a_clause(said) else query


def follows_a_clause(query: str, words: Sequence[Token], n: int) -> bool:
    """Tell whether a question has said by itself what its word of this number points at, as "that" does."""
    parted = _PARTED.match(query[: words[n].start])
    said = [each for each in words[:n] if each.end <= parted.end("said")] if parted else []
    return _has_a_verb(said, query)


def clause(query: str) -> str:
    """Return what a query says without what it asks and without its asker.

    "Ann sign it" of "When did Ann sign it?", "use the pool" of "Can I use the pool?".
    """
    asked = form(query.rstrip("?.! "))
    if asked.rest.lower().startswith(_EXISTENTIAL):
        return ""
    behind = asked.rest.partition(" ")[2]
    of_a_verb = asked.auxiliary is None and not re.match(r"(?:the|an?)\s", behind)
    rest = asked.rest if of_a_verb else behind
    rest = _ASKER.sub("", _INTENDED.sub("", rest))
    return " ".join(re.sub(r"\s+(?:mean|do|stand for|happen)$", "", rest).split()[:10])
