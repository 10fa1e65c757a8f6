"""Greetings, thanks, "what can you do?", "what is this document about?": recognised whole, never inside a question."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise

from knowledge import STOP_WORDS

_FILLERS = frozenset(
    "quoth bot chatbot there dear all everyone please well oh so very much again now then today still just really "
    "quite completely totally sorry".split()
)
_LEADING = frozenset(("on", "in", "under", "about", "to", "from", "for", "with", "by"))
"""What leads a question that leans on the one before."""
_ARTICLES = frozenset(["a", "an", "the"])


def _plain(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return [word for word in re.findall(r"[\w']+", folded) if word not in _ARTICLES]


class Smalltalk:
    """The phrases of each situation, and the words that name no subject, from wording.toml."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], words: Mapping[str, Sequence[str]] | None = None) -> None:
        """Take situation -> phrases; the situations' order decides between equals.

        `words` are those that may make up a question about the documents as such: their kinds are told in
        wording.toml.
        """
        self._situations: dict[tuple[str, ...], str] = {}
        for situation, all_of in phrases.items():
            for phrase in all_of:
                self._situations.setdefault(tuple(_plain(phrase)), situation)
        self._longest = max(map(len, self._situations), default=0)
        kinds = {kind: frozenset(those) for kind, those in (words or {}).items()}
        self._named, self._pointed, self._loose, self._leaning = (
            kinds.get(kind, frozenset()) for kind in ("named", "pointed", "loose", "leaning")
        )
        self._little = (STOP_WORDS | kinds.get("beside", frozenset())) - kinds.get("asking", frozenset())

    def situation(self, question: str) -> str | None:
        """Return the situation that a question is, or None: it asks about the documents."""
        words = _plain(question)
        if tuple(words) in self._situations:
            return self._situations[tuple(words)]
        return self._spelled([word for word in words if word not in _FILLERS])

    def names_no_subject(self, query: str, *, leaning: bool = True) -> bool:
        """Tell whether a query asks what the documents are or say, with no word of what they might be about.

        With `leaning` false, not where what was said before may tell what is meant ("What do the texts say about it?").
        """
        words = _plain(query)
        pairs = list(pairwise([*words, ""]))
        named = {word for word in words if word in self._named}
        named |= {word for before, word in pairs if before in ("this", "these") and word in self._pointed}
        is_led = words[:1] and words[0] in _LEADING and words[1:2] in (["which"], ["what"])  # "On which subject?"
        leans = is_led or any(word in self._leaning and after not in named for word, after in pairs)
        if not leaning and (leans or not named):
            return False
        some = bool(named) or any(word in self._loose for word in words)
        return some and all(word in named or word in self._little for word in words)

    def _spelled(self, words: list[str]) -> str | None:
        """Return the situation of words that are one phrase, or several in a row ("hi, how are you?"): the last."""
        found, at = None, 0
        while at < len(words):
            lengths = range(min(self._longest, len(words) - at), 0, -1)
            length = next((n for n in lengths if tuple(words[at : at + n]) in self._situations), None)
            if length is None:
                return None
            found = self._situations[tuple(words[at : at + length])]
            at += length
        return found
