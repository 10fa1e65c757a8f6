"""Misspelt words and the words of a library that they resemble, and a text with these in their place."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from unicodedata import combining, normalize

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.terms import tokens

Correct = Callable[[str], str | None]
"""What gives the word that a misspelt one most likely means, or None."""
SHORTEST = 3
"""Letters of a word that may be misspelt."""


class Spelling:
    """The words that a misspelt one may mean."""

    def __init__(self, counts: Callable[[], Mapping[str, int]]) -> None:
        """Compare with these words; they are asked for when the first word is compared."""
        self._counts = counts

    @cached_property
    def _words(self) -> tuple[Mapping[str, int], dict[int, list[str]]]:
        counts, lengths = self._counts(), dict[int, list[str]]()
        for word in counts:
            if len(word) >= SHORTEST and word.isalpha():
                lengths.setdefault(len(word), []).append(word)
        return counts, lengths

    @cached_property
    def _accented(self) -> dict[str, list[str]]:
        """The words with accents, by their forms without."""
        found: dict[str, list[str]] = {}
        for word in self._words[0]:
            if not word.isascii():
                found.setdefault(_plain(word), []).append(word)
        return found

    def near(self, word: str, allowed: int) -> list[str]:
        """Return the words within so many edits (Damerau-Levenshtein), the nearest and most frequent first.

        Before them come those that differ by accents alone. The first letter of a short word stays.
        """
        plain, counts = _plain(word), self._words[0]
        alike = {*self._accented.get(plain, ()), *({plain} & counts.keys())} - {word}
        first = sorted(alike, key=lambda each: (-counts[each], each))
        return first + [each for each in self._edited(word, allowed) if each not in alike]

    def _edited(self, word: str, allowed: int) -> list[str]:
        if not allowed:
            return []
        counts, lengths = self._words
        choices = [
            each for length in range(len(word) - allowed, len(word) + allowed + 1) for each in lengths.get(length, ())
        ]
        if len(word) <= 5:
            choices = [each for each in choices if each[0] == word[0]]
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        return [each for _, _, each in sorted((distance, -counts[each], each) for each, distance, _ in found)]


def _plain(word: str) -> str:
    """Return a word without its accents."""
    return "".join(each for each in normalize("NFD", word) if not combining(each))


def corrected(text: str, correct: Correct) -> str:
    """Return a text with its misspelt words replaced, capitals kept or as the library has them."""
    parts: list[str] = []
    at = 0
    is_loud = text.isupper()
    for n, token in enumerate(tokens(text)):
        word = text[token.start : token.end]
        is_no_name = n == 0 or is_loud  # a capital tells nothing there
        owner = re.search(r"['’]s?$", word)
        bare = word[: owner.start()] if owner else word
        better = correct(bare.lower() if is_no_name else bare) if token.term is not None else None
        if better:
            better = better.capitalize() if word[0].isupper() and better.islower() else better
            parts += [text[at : token.start], better + (owner.group() if owner else "")]
            at = token.end
    return "".join([*parts, text[at:]])
