"""Turns text into tokens with character offsets, shared by training and run time; no weights live here."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+|[^\w\s]|_")
MATCH_FEATURES = 14
HELD_FEATURES = 5
ABBREVIATIONS = frozenset(
    "mr mrs ms dr st no vs jr sr inc co ltd gen col prof sen rep fig ca approx e g i u d c".split()
)
LONGEST_ABOUT = 40
"""Tokens of a title and headings that are read above a passage."""


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


def under(about: str, text: str) -> tuple[Tokens, int]:
    """Return the tokens of a text under a line that says what it is about, and how many of them are that line's.

    The offsets are the text's: those of the line above it are negative.
    """
    line = tokenize(about)
    words = min(len(line.words), LONGEST_ABOUT)
    above = about[: line.ends[words - 1]] + "\n" if words else ""
    tokens, shift = tokenize(above + text), len(above)
    starts, ends = ([place - shift for place in places] for places in (tokens.starts, tokens.ends))
    return Tokens(tokens.words, starts, ends, tokens.sentences), words


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
