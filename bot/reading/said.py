"""What a sentence says: its words and terms, found once for as long as it is remembered."""

from dataclasses import dataclass
from functools import lru_cache

from knowledge import telling_words

_REMEMBERED = 10_000
"""Sentences, in some 15 MB: what two hundred questions look at."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence's terms in order, each of them once, and its words that have one, folded, each of them once."""

    terms: tuple[str, ...]
    present: frozenset[str]
    words: tuple[str, ...]


@lru_cache(maxsize=_REMEMBERED)
def said(text: str) -> Said:
    """Return what a sentence, heading or title says."""
    found = telling_words(text)
    terms = tuple(term for _, term in found)
    return Said(terms, frozenset(terms), tuple(dict.fromkeys(word for word, _ in found)))
