"""A question taken apart: what is asked, the auxiliary, the subject and the rest. Found without a parser."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.rewriting.phrases import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    TAKES_A_NOUN,
    Phrase,
    phrases,
    verbs,
)
from bot.rewriting.tagging import tags
from bot.rewriting.verb_forms import is_past
from knowledge import Token, tokens

_REMEMBERED = 250
"""Questions whose form is kept: each follow-up looks at those of the turns before it again."""


@dataclass(frozen=True, slots=True)
class Form:
    """A question taken apart: "When | did | Ann Lee | leave Oslo", the first of them from `start` on.

    `rest` is all behind the question words; `phrases` are its noun phrases, the subject first where it has one;
    `noun` is what "which", "what" or "how many" asks for.
    """

    asked: str
    start: int
    auxiliary: str | None
    rest: str
    phrases: tuple[Phrase, ...]
    has_subject: bool
    noun: Phrase | None = None

    @property
    def tells_of_an_event(self) -> bool:
        """Whether something is done in it, other than being."""
        be = self.auxiliary in ("is", "are", "was", "were")
        return not be or any(
            is_past(word) or word.endswith("ing") for word in self.rest.lower().rstrip("?").split()[1:]
        )

    @property
    def takes_a_noun(self) -> bool:
        """Whether the question words go on with a noun ("Which …?", "How many …?")."""
        return TAKES_A_NOUN.search(self.asked) is not None

    @property
    def asks_for_a_thing(self) -> bool:
        """Whether what is asked for is a person or a thing, no time, place or number ("Whom …?", "Which boat …?")."""
        return re.match(r"(?:\w+\s+)?(?:who|whom|what|which)\b", self.asked, re.IGNORECASE) is not None

    @property
    def asks_for_subject(self) -> bool:
        """Whether the answer is the one who does it ("Who led …?", "Which team will win?")."""
        if self.auxiliary is None or self.has_subject:
            return bool(self.asked) and self.auxiliary is None
        behind = next((token for token in list(tokens(self.rest))[1:2]), None)
        is_verb = behind is not None and (behind.term is not None or behind.word in AUXILIARIES)
        return is_verb and (self.noun is not None or self.asked.lower() in ("who", "what"))


_ASKED = re.compile(
    r"\W*(?P<asked>(?:(?:since|until|from|in|at|on|to|with|by|for|of|about|under|during|within|through|into|near|after)"
    r"\s+)?(?:who(?:m|se)?|what|which|when|where|why|how)\b(?:\s+(?:many|much|often|long|old|far|heavy|big|large|tall|"
    r"high|deep|hot|fast|come|else)\b)?(?:\s+else\b)?)",
    re.IGNORECASE,
)


_NOUN_TAKING = re.compile(r"(?:\w+\s+)?(?:which|what|whose|how\s+(?:many|much))\b", re.IGNORECASE)
_POLITE = re.compile(
    r"^\W*(?:(?:please|(?:can|could) you)\s+)*(?:tell|explain|describe|show|give|list|name)\s+"
    r"(?:(?:me|us)\s+)?(?:about\s+)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=_REMEMBERED)
def form(question: str) -> Form:
    """Return a question's parts; one without a question word has none that is asked for."""
    polite = _POLITE.match(question)
    match = _ASKED.match(question, polite.end() if polite else 0)
    asked = match["asked"].strip() if match else ""
    begin = match.end() if match else polite.end() if polite else 0
    words = [token for token in tokens(question) if token.start >= begin]
    at = _auxiliary(words, asked)
    if at:  # "Which boats of the club are …": the noun belongs to what is asked for
        begin = words[at].start
        asked = question[match.start("asked") if match else 0 : begin].strip()
    auxiliary = words[at].word if at is not None else None
    if at is None and TAKES_A_NOUN.search(asked) and asked.lower() != "what":
        begin = _verb_behind_a_noun(words, question) or begin
        asked = question[match.start("asked") if match else 0 : begin].strip()
    found = tuple(phrases(question, begin, asked=asked, auxiliary=auxiliary))
    behind = words[at + 1].start if at is not None and len(words) > at + 1 else None
    start = match.start("asked") if match else begin
    has_subject = any(each.start == behind for each in found)
    return Form(
        asked, start, auxiliary, question[begin:].strip(), found, has_subject, _noun(question, start, begin, asked)
    )


def _verb_behind_a_noun(words: Sequence[Token], question: str) -> int | None:
    """Return where the verb begins behind the noun that is asked for ("Which team of rowers *won* …?"), or None."""
    finite, near = verbs(words, question), words[1:7]
    found = next((word.start for word in near if word.start in finite), None)
    if found is None:  # there is no other: "Which firm *built* the bridge?" has the form of a participle
        tagged = tags(question)
        found = next((word.start for word in near if tagged.get(word.start) == "VBN"), None)
    return found


def _noun(question: str, start: int, end: int, asked: str) -> Phrase | None:
    """Return the noun that a question's words ask for ("How many *boats* …?")."""
    words = _NOUN_TAKING.match(asked)
    behind = start + words.end() if words else end
    return next(phrases(question[:end], behind), None)


def _auxiliary(words: Sequence[Token], asked: str) -> int | None:
    """Return the place of the auxiliary: first, or behind the noun that "which", "what" or "how many" asks for."""
    if not asked:
        return 0 if words and words[0].word in AUXILIARIES else None
    behind = next((n for n, token in enumerate(words) if token.word not in ADVERBS), 0)  # "Where *exactly* is …?"
    widest = 7 if TAKES_A_NOUN.search(asked) else behind + 1
    for n, token in enumerate(words[:widest]):
        if token.word in AUXILIARIES:
            return n
        if token.term is None and token.word not in PREPOSITIONS | DETERMINERS | ADVERBS:
            return None
    return None
