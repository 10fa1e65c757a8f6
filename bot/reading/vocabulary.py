"""What a word brings to the reader wherever it stands: its row of the word table, its letters, features, match keys.

Shared by training and run time, so both see the same numbers; no weights live here.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge import meanings

SPECIAL = ("<pad>", "<unknown>", "<1 digit>", "<2 digits>", "<3 digits>", "<year>", "<digits>", "<decimal>")
PAD, UNKNOWN = 0, 1
YEAR = 5
NUMBER_IDF = 0.8
WORDS_REMEMBERED = 50_000
CHARS = 16
CHAR_KINDS = 99
TOKEN_FEATURES = 8
MEANINGS, KINDS = 10, 3
STOP = frozenset(
    "a an the of in on at to for from by with as and or but not is are was were be been being do does did has have "
    "had it its this that these those he she they his her their them him i you we my your our who what which when "
    "where why how whom whose there here than then so if can could will would shall should may might must about into "
    "name s t".split()
)
SUFFIXES = (
    ("ization", "ize"), ("ations", "ate"), ("ation", "ate"), ("ments", "ment"), ("nesses", "ness"), ("ities", "ity"),
    ("ingly", ""), ("edly", ""), ("sses", "ss"), ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("ed", ""),
    ("ly", ""), ("es", "e"), ("ss", "ss"), ("us", "us"), ("is", "is"), ("s", ""),
)  # fmt: skip


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Strip the commonest English endings from a lower-case word, leaving at least three letters."""
    return _stripped(word)


def _stripped(word: str) -> str:
    for suffix, instead in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: len(word) - len(suffix)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] == "e" else word


def number_row(word: str) -> int:
    """Return the table row shared by all numbers of this one's shape."""
    if not word.isdigit():
        return 7
    if len(word) == 4 and word[0] in "12":
        return YEAR
    return 1 + len(word) if len(word) <= 3 else 6


def char_ids(word: str) -> tuple[int, ...]:
    """Return CHARS small integers for the letters of a word, its middle left out where it is longer."""
    if len(word) > CHARS:
        word = word[: CHARS - 6] + word[-6:]
    ids = [_char_id(c) for c in word]
    return tuple(ids + [0] * (CHARS - len(ids)))


def _char_id(char: str) -> int:
    if not "!" <= char <= "~":
        char = unicodedata.normalize("NFKD", char)[0]
    if "!" <= char <= "~":
        return ord(char) - 31
    return 96 if char.isalpha() else 97 if char.isdigit() else 98


def fingerprint(text: str) -> int:
    """Return a positive integer by which equal strings are told from different ones."""
    return (zlib.crc32(text.encode("utf-8")) & 0x7FFFFFFF) or 1


def _fingerprints(names: Sequence[str], length: int) -> list[int]:
    return ([fingerprint(f"={name}") for name in names] + [0] * length)[:length]


@dataclass(frozen=True)
class WordFacts:
    """What a word brings wherever it stands: table row, weight in matching, features, match keys, meanings."""

    row: int
    weight: float
    features: tuple[float, ...]
    keys: tuple[int, int, int]
    kin: tuple[int, ...]


class Vocabulary:
    """The rows of the word table: which row a word reads, and how rare the word is (idf between 0 and 1)."""

    def __init__(
        self, words: Sequence[str], idf: NDArray[np.floating], stem_rows: dict[str, int] | None = None
    ) -> None:
        self.words = list(words)
        self.idf = np.asarray(idf, np.float32)
        self._row = {word: row for row, word in enumerate(self.words)}
        self.stem_rows = self._commonest_of_stems() if stem_rows is None else stem_rows
        self._facts: dict[str, WordFacts] = {}

    def __len__(self) -> int:
        return len(self.words)

    def _commonest_of_stems(self) -> dict[str, int]:
        rows: dict[str, int] = {}
        for row, word in enumerate(self.words[len(SPECIAL) :], len(SPECIAL)):
            rows.setdefault(stem(word), row)
        return rows

    def row(self, word: str) -> int:
        """Return a word's row; a word outside the table reads the commonest word of its stem, or the unknown row."""
        if word[0].isdigit():
            return number_row(word)
        lower = word.lower()
        row = self._row.get(lower)
        return row if row is not None else self.stem_rows.get(stem(lower), UNKNOWN)

    def weight(self, word: str) -> float:
        """Return the idf of a word as it stands; numbers and unknown words count as rare."""
        if word[0].isdigit():
            return NUMBER_IDF
        return float(self.idf[self._row.get(word.lower(), UNKNOWN)])

    def facts(self, word: str) -> WordFacts:
        """Return what a word brings wherever it stands, remembered for the next time: there is no end of numbers."""
        if word[0].isdigit():
            return self._work_out(word)
        facts = self._facts.get(word)
        if facts is None:
            if len(self._facts) >= WORDS_REMEMBERED:
                self._facts.clear()
            facts = self._facts[word] = self._work_out(word)
        return facts

    def _work_out(self, word: str) -> WordFacts:
        lower, idf = word.lower(), self.weight(word)
        digit, letter, stop = word[0].isdigit(), word[0].isalpha(), lower in STOP
        year = digit and number_row(word) == YEAR
        shape = (word[0].isupper(), len(word) > 1 and word.isupper(), digit, not digit and not letter, year)
        own, family = fingerprint(lower), fingerprint("~" + (_stripped if digit else stem)(lower))
        beginning = fingerprint("^" + lower[:5]) if len(lower) > 4 else family
        weight = idf if (digit or letter) and not stop else 0.0
        means, kind_of = meanings(lower) if weight else ((), ())
        kin = (*_fingerprints(means, MEANINGS), *_fingerprints(kind_of, KINDS))
        features = (idf, *map(float, shape), 0.0, float(stop))
        return WordFacts(self.row(word), weight, features, (own, family, beginning), kin)
