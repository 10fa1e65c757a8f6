"""What a sentence says: its words and terms, found once for as long as it is remembered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge import Meanings, fold, is_proper, meanings, telling_words

_REMEMBERED = 10_000
"""Sentences, in some 15 MB: what two hundred questions look at."""
_PRONOUN = re.compile(r"\b(?:s?he|h(?:im|is|ers?)|its?|the(?:y|m|irs?)|th(?:is|ese|ere|en)|such)\b", re.IGNORECASE)
_NOTHING = frozenset[str]()
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ]\w+")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence's terms in order, each of them once, and its words that have one, folded, each of them once.

    `names` are the terms of its proper names; it `leans` on what stands before it where a pronoun is in it.
    """

    terms: tuple[str, ...]
    present: frozenset[str]
    words: tuple[str, ...]
    names: frozenset[str]
    leans: bool


@lru_cache(maxsize=_REMEMBERED)
def said(text: str) -> Said:
    """Return what a sentence, heading or title says."""
    found = telling_words(text)
    terms = tuple(term for _, term in found)
    capitalised = (match for match in _CAPITALISED.finditer(text) if match.start() or is_proper(match.group()))
    proper = {fold(match.group()) for match in capitalised}
    names = frozenset(term for word, term in found if word in proper)
    words = tuple(dict.fromkeys(word for word, _ in found))
    return Said(terms, frozenset(terms), words, names, _PRONOUN.search(text) is not None)


class SaidBy(dict[str, frozenset[str]]):
    """The terms of a question that each folded word says by its meaning, worked out when the word is met."""

    def __init__(self, known: Mapping[str, Meanings]) -> None:
        """Know what each term of a question may mean and what it is a kind of."""
        self._means: dict[str, set[str]] = {}
        self._kinds: dict[str, set[str]] = {}
        for term, (own, above) in known.items():
            for names, found in ((own, self._means), (above, self._kinds)):
                for name in names:
                    found.setdefault(name, set()).add(term)
        self._names = frozenset((*self._means, *self._kinds))

    def __missing__(self, word: str) -> frozenset[str]:
        own, above = meanings(word)
        said = _NOTHING
        # Most words say nothing of the question, and there are hundreds of them.
        if not self._names.isdisjoint(own) or not self._names.isdisjoint(above):
            of_both = (self._means.get(name, ()) for name in (*own, *above))
            said = _NOTHING.union(*of_both, *(self._kinds.get(name, ()) for name in own))
        self[word] = said
        return said
