"""Whom a question names in full and a text by the last name alone ("Nora Lee": "Lee left in 1949")."""

import re
from collections.abc import Iterable, Iterator

from bot.reading.expressions import expressions
from knowledge import STOP_WORDS, fold, is_proper, terms

_BEFORE = re.compile(r"([^\W\d_][\w’'-]*)\.?\s+$")
TITLES = frozenset("mr mrs ms miss dr sir dame lord lady professor prof".split())
"""What stands before a name and is no part of it."""
_NO_NAME = STOP_WORDS | TITLES
_NOTHING = frozenset[str]()


class FullName:
    """A name of two or three words that English has for nothing else, as terms and as it is written."""

    __slots__ = ("_last", "first", "last")

    def __init__(self, words: list[str]) -> None:
        """Take the words of a name, the last name last."""
        self.first, self.last = frozenset(terms(" ".join(words[:-1]))), frozenset(terms(words[-1]))
        self._last = re.compile(rf"\b{re.escape(words[-1])}\b")

    def stands_in(self, present: frozenset[str]) -> bool:
        """Tell whether terms hold all of the name."""
        return self.first | self.last <= present

    def is_meant(self, text: str, present: frozenset[str]) -> bool:
        """Tell whether a sentence has the last name alone, and before it no other one's first name."""
        if not self.last <= present or self.first <= present:
            return False
        return any(before is None or not _is_a_name(before) for before in self._before(text))

    def is_anothers(self, text: str) -> bool:
        """Tell whether a text has someone else of the last name in full."""
        before = (each for each in self._before(text) if each is not None and _is_a_name(each))
        return any(not frozenset(terms(each)) <= self.first for each in before)

    def _before(self, text: str) -> Iterator[str | None]:
        """Yield the word before each place where a text has the last name."""
        for found in self._last.finditer(text):
            before = _BEFORE.search(text, 0, found.start())
            yield before[1] if before else None


def _is_a_name(word: str) -> bool:
    return word[0].isupper() and fold(word) not in _NO_NAME


def full_names(text: str) -> list[FullName]:
    """Return the people whom a question names in full."""
    said = (text[each.start : each.end].split() for each in expressions(text, "name"))
    named = ([word for word in words if fold(word) not in _NO_NAME] for words in said)
    return [FullName(words) for words in named if 1 < len(words) <= 3 and all(map(is_proper, words))]


def first_names(known: Iterable[FullName], text: str, present: frozenset[str]) -> frozenset[str]:
    """Return the terms of the first names that a sentence leaves out of names that its document has in full."""
    return _NOTHING.union(*(each.first for each in known if each.is_meant(text, present)))
