"""The passages of a segment, counted by pieces: what stands between two spaces is looked at once, then only numbered.

A piece always has the same words and terms: a stretch without spaces in a language, what stands above a passage and
names its document, or a whole text that cannot be parted. Nothing here writes a file.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import Analysed
from knowledge.documents import Passage
from knowledge.languages import of_stretch
from knowledge.postings import Postings, Run, assembled, run_of
from knowledge.scoring import Weights
from knowledge.terms import identifiers, stretches
from knowledge.vocabulary import Vocabulary

Ints = NDArray[np.intp]

_PIECES_A_RUN = 1_000_000


class _Numbers(dict[str, int]):
    """The number of each stretch of a language; a new one is analysed."""

    def __init__(self, number_of: Callable[[str], int]) -> None:
        self._number_of = number_of

    def __missing__(self, stretch: str) -> int:
        self[stretch] = number = self._number_of(stretch)
        return number


class _Rows:
    """Numbered strings, some for each piece."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._strings: list[str] = []
        self._counts = array("I")

    def add(self, strings: Sequence[str]) -> None:
        """Add those of the next piece."""
        self._strings += strings
        self._counts.append(len(strings))

    def numbered(self) -> tuple[list[str], Ints, Ints]:
        """Return all strings in order, the places there of those of each piece in a row, and how many each has."""
        numbers = self._vocabulary.numbers_of(self._strings)
        known = list(self._vocabulary.terms())
        order = sorted(range(len(known)), key=known.__getitem__)
        ranks = np.empty(len(known), np.intp)
        ranks[order] = np.arange(len(known))
        return [known[each] for each in order], ranks.take(numbers), np.array(self._counts, np.intp)


class Tally:
    """Gathers the passages of documents, one after another."""

    def __init__(self, weights: Weights) -> None:
        """Count the terms of each field as these weights say."""
        self._weights = weights
        self._stretches = dict[str, _Numbers]()
        self._around = dict[tuple[str | None, str, str, str], int]()
        self._terms, self._words = _Rows(), _Rows()
        self._lengths = array("I")
        self._pieces, self._ends = array("I"), array("Q")

    def add(self, passage: Passage, title: str, source: str, language: str) -> None:
        """Add the next passage, of a document of this title, source and language."""
        parted = stretches(passage.text)
        if parted is None:
            self._pieces.append(self._analysed(Analysed.of_text(passage.text, language)))
        else:
            self._pieces.extend(map(self._numbers(language).__getitem__, parted))
        around = (passage.heading, title, source, language)
        number = self._around.get(around)
        if number is None:
            number = self._around[around] = self._analysed(Analysed.around(*around))
        self._pieces.append(number)
        self._ends.append(len(self._pieces))

    def _numbers(self, language: str) -> _Numbers:
        known = self._stretches.get(language)
        if known is None:
            known = self._stretches[language] = _Numbers(lambda stretch: self._stretch(stretch, language))
        return known

    def _stretch(self, stretch: str, language: str) -> int:
        words, terms = of_stretch(language, stretch)
        return self._piece(words, terms, () if stretch.isalpha() else identifiers(stretch))

    def _analysed(self, analysed: Analysed) -> int:
        fields = analysed.fields
        return self._piece(analysed.words, self._weights.counted(fields), self._weights.beside(fields))

    def _piece(self, words: Sequence[str], counted: Sequence[str], beside: Sequence[str]) -> int:
        """Return the number of a new piece."""
        self._words.add(words)
        self._terms.add((*counted, *beside) if beside else counted)
        self._lengths.append(len(counted))
        return len(self._lengths) - 1

    def words(self) -> Counter[str]:
        """Return how often each word stands in the passages and their headings."""
        words, rows, counts = self._words.numbered()
        said = np.bincount(np.frombuffer(self._pieces, np.uint32), minlength=len(counts))
        times = np.zeros(len(words), np.intp)
        np.add.at(times, rows, np.repeat(said, counts))
        return Counter(dict(zip(words, times.tolist(), strict=True)))

    def postings(self, order: Sequence[int]) -> Postings:
        """Return the postings of all passages, their terms in order; `order` names them as they are to be numbered."""
        terms, rows, counts = self._terms.numbered()
        starts = np.cumsum(counts) - counts
        pieces, ends = self._in_order(np.array(order, np.intp))
        upto = np.concatenate(([0], np.cumsum(np.frombuffer(self._lengths, np.uint32).take(pieces), dtype=np.intp)))
        lengths = np.diff(upto.take(ends), prepend=0).astype(np.uint32)
        runs, begin = list[Run](), 0
        while begin < len(ends):
            first = int(ends[begin - 1]) if begin else 0
            end = max(begin + 1, int(ends.searchsorted(first + _PIECES_A_RUN)))
            some = pieces[first : ends[end - 1]]
            held = counts.take(some)
            passages = np.repeat(np.arange(begin, end, dtype=np.uint32), np.diff(ends[begin:end], prepend=first))
            ids = rows.take(_places(starts.take(some), held)).astype(np.uint32)
            runs.append(run_of(ids, np.repeat(passages, held)))
            begin = end
        return assembled({term: row for row, term in enumerate(terms)}, runs, lengths)

    def _in_order(self, order: Ints) -> tuple[NDArray[np.uint32], Ints]:
        """Return the pieces of the passages in another order, and where those of each end."""
        pieces, ends = np.frombuffer(self._pieces, np.uint32), np.frombuffer(self._ends, np.uint64).astype(np.intp)
        counts = np.diff(ends, prepend=0)
        starts, counts = (ends - counts).take(order), counts.take(order)
        return pieces.take(_places(starts, counts)), np.cumsum(counts)


def _places(starts: Ints, counts: Ints) -> Ints:
    """Return the places of rows that begin here, each of so many."""
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - ends + counts, counts)
