"""What the network makes of a word alone, remembered: most words of a new passage stood in others before.

The weights, and so what is remembered, are one reader's.
"""

from collections.abc import Sequence
from threading import Lock

import numpy as np

from bot.reading.encoding import Floats
from bot.reading.forward import Weights, alone
from bot.reading.vocabulary import Vocabulary, WordFacts, char_ids

_REMEMBERED = 16384
"""Words, one that begins a sentence apart from the same one in its midst."""
_AT_ONCE = 16
"""Rows that are computed at once, always as many: the same word gives the same numbers in any company."""

_BEGINS = 6
"""Which feature says that a token begins a sentence."""


class Words:
    """The words of a vocabulary as the network sees them alone; safe to use from several threads."""

    def __init__(self, weights: Weights, vocabulary: Vocabulary) -> None:
        """Compute with a reader's weights."""
        self._weights, self._vocabulary = weights, vocabulary
        self._hidden = len(weights["encoder.enter.bias"])
        # Filled, so that the memory is taken now and not little by little while a server runs.
        self._table = np.full((_REMEMBERED, self._hidden + len(weights["encoder.align.bias"])), 0, np.float32)
        self._places: dict[tuple[str, bool], int] = {}
        self._lock = Lock()

    def states(self, words: Sequence[str], begins: Sequence[bool]) -> tuple[Floats, Floats]:
        """Return what each token of a text is alone and its alignment keys, given which begin a sentence."""
        keys = list(zip(words, begins, strict=True))
        with self._lock:
            distinct = dict.fromkeys(keys)
            if len(self._places) + len(distinct) > _REMEMBERED:
                self._places.clear()
            new = [key for key in distinct if key not in self._places]
            for first in range(0, len(new), _AT_ONCE):
                self._compute(new[first : first + _AT_ONCE])
            both = self._table[[self._places[key] for key in keys]]
        return both[:, : self._hidden], both[:, self._hidden :]

    def _compute(self, new: Sequence[tuple[str, bool]]) -> None:
        facts: list[WordFacts] = [self._vocabulary.facts(word) for word, _ in new]
        features = np.array([each.features for each in facts], np.float32)
        features[:, _BEGINS] = [begins for _, begins in new]
        rows = np.array([each.row for each in facts], np.int32)
        letters = np.array([char_ids(word) for word, _ in new], np.int32)
        chosen = [*range(len(new)), *[0] * (_AT_ONCE - len(new))]
        with np.errstate(over="ignore"):  # a gate that is shut: exp overflows to infinity, its reciprocal is 0
            made = alone(self._weights, rows[chosen], letters[chosen], features[chosen])
        first, end = len(self._places), len(self._places) + len(new)
        self._table[first:end] = np.concatenate(made, 1)[: len(new)]
        self._places.update(zip(new, range(first, end), strict=True))
