"""Turns text into what the reader computes with: tokens with character offsets, rows of the word table, features.

Pure Python and NumPy, shared by training and run time, so both see the same numbers; no weights live here.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge import meanings

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Number = TypeVar("Number", bound=np.generic)

TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+|[^\w\s]|_")
SPECIAL = ("<pad>", "<unknown>", "<1 digit>", "<2 digits>", "<3 digits>", "<year>", "<digits>", "<decimal>")
PAD, UNKNOWN = 0, 1
YEAR = 5
NUMBER_IDF = 0.8
WORDS_REMEMBERED = 50_000
CHARS = 16
CHAR_KINDS = 99
TOKEN_FEATURES = 8
MATCH_FEATURES = 14
MEANINGS, KINDS = 10, 3
STOP = frozenset(
    "a an the of in on at to for from by with as and or but not is are was were be been being do does did has have "
    "had it its this that these those he she they his her their them him i you we my your our who what which when "
    "where why how whom whose there here than then so if can could will would shall should may might must about into "
    "name s t".split()
)
ABBREVIATIONS = frozenset(
    "mr mrs ms dr st no vs jr sr inc co ltd gen col prof sen rep fig ca approx e g i u d c".split()
)
SUFFIXES = (
    ("ization", "ize"), ("ations", "ate"), ("ation", "ate"), ("ments", "ment"), ("nesses", "ness"), ("ities", "ity"),
    ("ingly", ""), ("edly", ""), ("sses", "ss"), ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("ed", ""),
    ("ly", ""), ("es", "e"), ("ss", "ss"), ("us", "us"), ("is", "is"), ("s", ""),
)  # fmt: skip


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Strip the commonest English endings from a lower-case word, leaving at least three letters."""
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


@lru_cache(maxsize=65536)
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


@dataclass(frozen=True)
class Tokens:
    """The tokens of one text: the words as they stand, where each starts and ends, and the sentence each is in."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[int]


def tokenize(text: str) -> Tokens:
    """Split a text into numbers, runs of letters and single marks, keeping exact character offsets."""
    words, starts, ends = [], [], []
    for match in TOKEN.finditer(text):
        words.append(match.group())
        starts.append(match.start())
        ends.append(match.end())
    return Tokens(words, starts, ends, _sentences(text, words, starts, ends))


def _sentences(text: str, words: list[str], starts: list[int], ends: list[int]) -> list[int]:
    sentences, number, closed = [], 0, False
    for i, word in enumerate(words):
        if i and starts[i] > ends[i - 1]:
            gap = text[ends[i - 1] : starts[i]]
            if "\n" in gap or (closed and not word[0].islower()):
                number, closed = number + 1, False
        sentences.append(number)
        if word in ".!?":
            closed = word != "." or not i or words[i - 1].lower() not in ABBREVIATIONS
        elif word not in "\"')]”’":
            closed = False
    return sentences


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
        """Return what a word brings wherever it stands, remembered for the next time."""
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
        own, family = fingerprint(lower), fingerprint("~" + stem(lower))
        beginning = fingerprint("^" + lower[:5]) if len(lower) > 4 else family
        weight = idf if (digit or letter) and not stop else 0.0
        means, kind_of = meanings(lower) if weight else ((), ())
        kin = (*_fingerprints(means, MEANINGS), *_fingerprints(kind_of, KINDS))
        features = (idf, *map(float, shape), 0.0, float(stop))
        return WordFacts(self.row(word), weight, features, (own, family, beginning), kin)


@dataclass(frozen=True)
class Encoded:
    """One text as arrays: table rows (T), token features (T × 8), match keys (T × 16), sentences (T), weights (T).

    Three of the keys are of the word, its stem and its beginning, ten of what it may mean and three of what it is a
    kind of (0 pads).
    """

    rows: Ints
    features: Floats
    keys: Ints
    sentences: Ints
    weights: Floats


def encode(tokens: Tokens, vocabulary: Vocabulary) -> Encoded:
    """Turn tokens into arrays."""
    facts = [vocabulary.facts(word) for word in tokens.words]
    features = np.array([f.features for f in facts], np.float32).reshape(-1, TOKEN_FEATURES)
    sentences = np.asarray(tokens.sentences, np.int32)
    features[:, 6] = np.diff(sentences, prepend=-1) != 0
    return Encoded(
        np.array([f.row for f in facts], np.int32), features,
        np.array([f.keys + f.kin for f in facts], np.int32).reshape(-1, 3 + MEANINGS + KINDS), sentences,
        np.array([f.weight for f in facts], np.float32),
    )  # fmt: skip


def pad(arrays: Sequence[NDArray[Number]], length: int) -> NDArray[Number]:
    """Stack arrays of different first lengths into one, cut at or filled with zeros to `length`."""
    out = np.zeros((len(arrays), length, *arrays[0].shape[1:]), arrays[0].dtype)
    for i, array in enumerate(arrays):
        out[i, : len(array)] = array[:length]
    return out


def match_features(
    p_keys: Ints, p_sentences: Ints, p_lengths: Ints, q_keys: Ints, q_weights: Floats, sentences: int | None = None
) -> Floats:
    """Say for every passage token how it and its surroundings match the question: N × T × 14, each value in 0–1.

    Takes padded batches: keys N × T × 16 and N × J × 16 (0 pads), sentence numbers N × T, weights N × J.
    The columns: same word; its weight; the stem's; the first five letters'; the question's weight found in the
    sentence, relative to the best sentence, in the sentence before, in the passage; the weight within six tokens;
    nearness of the last and of the next match; part of a matched pair of words; the weight of a word of like
    meaning; the question's weight found in the sentence, words of like meaning counted.
    """
    n, t = p_sentences.shape
    real = q_keys[:, None, :, 0] > 0
    same = (p_keys[:, :, None, 0] == q_keys[:, None, :, 0]) & real
    by_stem = (p_keys[:, :, None, 1] == q_keys[:, None, :, 1]) & real
    by_prefix = (p_keys[:, :, None, 2] == q_keys[:, None, :, 2]) & real
    weight = q_weights[:, None, :]
    total = q_weights.sum(1)[:, None] + np.float32(1e-3)
    out = np.zeros((n, t, MATCH_FEATURES), np.float32)
    out[:, :, 0] = same.any(2)
    out[:, :, 1] = (same * weight).max(2)
    stems = (by_stem * weight).max(2)
    out[:, :, 2] = stems
    out[:, :, 3] = (by_prefix * weight).max(2)
    inside = np.arange(t) < p_lengths[:, None]
    count = int(p_sentences.max()) + 1 if sentences is None else sentences
    member = ((p_sentences[:, None, :] == np.arange(count)[:, None]) & inside[:, None, :]).astype(np.float32)
    found = np.matmul(member, by_stem.astype(np.float32)) > 0
    coverage = (found * weight).sum(2) / total
    rows = np.arange(n)[:, None]
    out[:, :, 4] = coverage[rows, p_sentences]
    out[:, :, 5] = out[:, :, 4] / (coverage.max(1)[:, None] + np.float32(1e-3))
    out[:, :, 6] = np.where(p_sentences > 0, coverage[rows, np.maximum(p_sentences - 1, 0)], 0)
    out[:, :, 7] = (found.any(1) * q_weights).sum(1)[:, None] / total
    sums = np.pad(np.cumsum(stems, 1), ((0, 0), (7, 6)), mode="edge")
    sums[:, :7] = 0
    out[:, :, 8] = np.minimum((sums[:, 13:] - sums[:, :t]) / total, 1)
    out[:, :, 9] = _nearness(stems > 0)
    out[:, :, 10] = _nearness(stems[:, ::-1] > 0)[:, ::-1]
    pair = (same[:, 1:, 1:] & same[:, :-1, :-1]).any(2)
    out[:, 1:, 11] = pair
    out[:, :-1, 11] = np.maximum(out[:, :-1, 11], pair)
    alike, asked = _alike(p_keys, q_keys, q_weights)
    out[:, :, 12] = np.maximum(stems, (alike * asked[:, None, :]).max(2))
    told = np.matmul(member, alike.astype(np.float32)) > 0
    out[:, :, 13] = np.maximum(coverage, (told * asked[:, None, :]).sum(2) / total)[rows, p_sentences]
    out *= inside[:, :, None]
    return out


def _alike(p_keys: Ints, q_keys: Ints, q_weights: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Tell which passage tokens may mean what which weighty question tokens mean, N × T × K, and weigh those, N × K."""
    count = max(int((q_weights > 0).sum(1).max()), 1)
    places = np.argsort(q_weights <= 0, axis=1, kind="stable")[:, :count]
    asked = np.take_along_axis(q_weights, places, 1)
    q = np.take_along_axis(q_keys[:, :, 3:], places[:, :, None], 1)
    q = np.where(q > 0, q, -1)
    alike = np.zeros((*p_keys.shape[:2], count), np.bool_)
    for at in range(MEANINGS + KINDS):
        kinds = MEANINGS if at >= MEANINGS else MEANINGS + KINDS  # two kinds of one thing are not alike
        alike |= (p_keys[:, :, None, 3 : 3 + kinds] == q[:, None, :, at, None]).any(3)
    return alike, asked


def _nearness(hit: NDArray[np.bool_]) -> Floats:
    places = np.arange(hit.shape[1])
    last = np.maximum.accumulate(np.where(hit, places, -1000), axis=1)
    return np.exp((last - places) / np.float32(4)).astype(np.float32)


def document_frequencies(texts: Iterable[Sequence[str]]) -> dict[str, int]:
    """Count in how many of the tokenised texts each lower-case word occurs."""
    counts: dict[str, int] = {}
    for words in texts:
        for word in {w.lower() for w in words}:
            counts[word] = counts.get(word, 0) + 1
    return counts


def idf_between_0_and_1(frequency: int, documents: int) -> float:
    """Return log(N / df) / log(N): 0 for a word in every text, 1 for a word in at most one."""
    return math.log(max(documents, 2) / max(min(frequency, documents), 1)) / math.log(max(documents, 2))
