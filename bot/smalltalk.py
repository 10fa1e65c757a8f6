"""Greetings, thanks, goodbye, "who are you?", "what can you do?": recognised whole, never inside a question."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

_FILLERS = frozenset(
    "quoth bot chatbot there dear all everyone please well oh so very much again now then today".split()
)
_ARTICLES = frozenset(["a", "an", "the"])


def _plain(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return [word for word in re.findall(r"[\w']+", folded) if word not in _ARTICLES]


class Smalltalk:
    """The phrases of each situation, from wording.toml."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        """Take situation -> phrases; the situations' order decides between equals."""
        self._situations: dict[tuple[str, ...], str] = {}
        for situation, all_of in phrases.items():
            for phrase in all_of:
                self._situations.setdefault(tuple(_plain(phrase)), situation)
        self._longest = max(map(len, self._situations), default=0)

    def situation(self, question: str) -> str | None:
        """Return the situation that a question is, or None: it asks about the documents."""
        words = _plain(question)
        if tuple(words) in self._situations:
            return self._situations[tuple(words)]
        return self._spelled([word for word in words if word not in _FILLERS])

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
