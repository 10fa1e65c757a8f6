"""Greetings, thanks, goodbye, "who are you?", "what can you do?": recognised whole, never inside a question."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

_FILLERS = frozenset(
    "quoth bot chatbot there dear all everyone please well oh so very much again now then today".split()
)


def _plain(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return re.findall(r"[\w']+", folded)


class Smalltalk:
    """The phrases of each situation, from wording.toml."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        """Take situation -> phrases; the situations' order decides between equals."""
        self._situations: dict[tuple[str, ...], str] = {}
        for situation, all_of in phrases.items():
            for phrase in all_of:
                self._situations.setdefault(tuple(_plain(phrase)), situation)

    def situation(self, question: str) -> str | None:
        """Return the situation that a question is, or None: it asks about the documents."""
        words = _plain(question)
        if tuple(words) in self._situations:
            return self._situations[tuple(words)]
        return self._spelled([word for word in words if word not in _FILLERS])

    def _spelled(self, words: list[str]) -> str | None:
        """Return the situation of words that are one phrase, or several in a row ("hi, how are you?"): the last."""
        if not words:
            return None
        for length in range(len(words), 0, -1):
            first = self._situations.get(tuple(words[:length]))
            if first:
                rest = words[length:]
                return first if not rest else self._spelled(rest)
        return None
