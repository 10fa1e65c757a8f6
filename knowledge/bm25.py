"""rank-bm25's formulas over posting arrays: the same scores, and the best passages without scoring the others."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rank_bm25 import BM25L, BM25Okapi, BM25Plus

from knowledge.maxscore import NOTHING, Floats, Found, Mask, Part, kth
from knowledge.postings import Postings, postings_of

_SORTED = 200
"""Passages that are sorted without looking for the best of them first."""


@dataclass
class Segment:
    """A part of the collection: its postings, and which of its passages are gone."""

    postings: Postings
    dead: Mask | None = None

    @cached_property
    def alive(self) -> int:
        """How many passages are left."""
        return self.postings.size - (0 if self.dead is None else int(np.count_nonzero(self.dead)))

    @cached_property
    def length(self) -> int:
        """How many terms the passages that are left have."""
        lengths = self.postings.lengths
        return int((lengths if self.dead is None else lengths[~self.dead]).sum())

    def frequency(self, term: str) -> int:
        """Return in how many of the passages left a term stands."""
        row = self.postings.terms.get(term)
        if row is None:
            return 0
        gone = 0 if self.dead is None else int(np.count_nonzero(self.dead[self.postings.of(row)[0]]))
        return self.postings.frequency(row) - gone


class _Inverted:
    """What the variants share: the storage, and the search for the best.

    The variant's class of rank_bm25 gives the inverse document frequencies. What a term adds to the score of a passage
    that has it is idf · (base + gain(tf, |d|)), and gain never falls with tf nor grows with |d|.
    """

    k1: float
    b: float
    base: float
    corpus_size: int
    avgdl: float
    idf: dict[str, float]
    _calc_idf: Callable[[Mapping[str, int]], None]

    def _use(self, corpus: Iterable[Sequence[str]], given: Sequence[Segment] | None) -> None:
        """Rank the passages of the segments given, else of one of the corpus, numbered from one to the next."""
        self.segments = segments = [Segment(postings_of(corpus))] if given is None else given
        self.corpus_size = sum(segment.alive for segment in segments)
        total = sum(segment.length for segment in segments)
        self.avgdl = total / self.corpus_size if total else 1.0
        self.idf, self._known = {}, set[str]()
        self._gains = [self._gain(*each.postings.pairs.T.astype(np.float64)) for each in segments]
        parts = zip(segments, self._gains, strict=True)
        self._parts = [Part(each.postings, self.base + gains, each.dead) for each, gains in parts]

    def _gain(self, tf: Floats, length: Floats) -> Floats:
        """Return what passages of these lengths gain by having a term so often; BM25L has its own formula."""
        return tf * (self.k1 + 1) / (self.k1 * self._norm(length) + tf)

    def _norm(self, length: Floats) -> Floats:
        return 1 - self.b + self.b * length / self.avgdl

    def knows(self, term: str) -> bool:
        """Tell whether a passage has a term."""
        if term not in self._known:
            frequency = self.frequency(term)
            if not frequency:
                return False
            self._weigh(term, frequency)
            self._known.add(term)  # last: another thread that sees it needs the weight
        return True

    def _weigh(self, term: str, frequency: int) -> None:
        self._calc_idf({term: frequency})

    def frequency(self, term: str) -> int:
        """Return in how many passages a term stands."""
        return sum(segment.frequency(term) for segment in self.segments)

    def adds(self, term: str, tf: float, length: float) -> float:
        """Return what a term adds to the score of a passage of so many terms that has it so often."""
        if not tf or not self.knows(term):
            return 0.0
        return float(self.idf[term] * (self.base + self._gain(np.array([float(tf)]), np.array([float(length)]))[0]))

    def get_scores(self, query: Iterable[str]) -> Floats:
        """Return the score of every passage, as rank_bm25 does: `base` counts where a term is missing too."""
        parts = [np.zeros(segment.postings.size) for segment in self.segments]
        for each in query:
            if not self.knows(each):
                continue
            for part, segment, gains in zip(parts, self.segments, self._gains, strict=True):
                np.add(part, self.idf[each] * self.base, out=part)
                row = segment.postings.terms.get(each)
                if row is not None:
                    numbers, codes = segment.postings.of(row)
                    part[numbers] += self.idf[each] * gains[codes]
        return np.concatenate(parts) if parts else np.empty(0)

    def get_batch_scores(self, query: Iterable[str], doc_ids: Sequence[int]) -> list[float]:
        """Return the scores of some passages, named by their numbers."""
        scores: list[float] = self.get_scores(query)[np.asarray(doc_ids, dtype=np.intp)].tolist()
        return scores

    def having(self, groups: Sequence[Collection[str]]) -> Mask:
        """Return which passages have one of the terms of each group."""
        return np.concatenate([np.empty(0, bool), *(_having(segment.postings, groups) for segment in self.segments)])

    def top(
        self,
        terms: Iterable[str],
        k: int,
        *,
        also: Mapping[str, float] | None = None,
        among: Mask | None = None,
        tied: bool = False,
    ) -> Found:
        """Return the k best passages that share a term with the query, best first, and their scores.

        A term counts as often as it stands in the query; terms in `also` count as much as is said there. Passages
        that are False in `among` are passed over. Ties go to the smaller number; if `tied`, all that score as much as
        the last one are returned.
        """
        weights = dict[str, float]()
        for each in terms:
            weights[each] = weights.get(each, 0.0) + 1.0
        for each, weight in (also or {}).items():
            weights[each] = weights.get(each, 0.0) + weight
        known = [(-times * self.idf[each], each, times) for each, times in weights.items() if self.knows(each)]
        said = [(each, times) for _, each, times in sorted(known) if times]
        if k <= 0 or not said:
            return NOTHING
        found: list[Found] = []
        begin, least = 0, -math.inf
        for part in self._parts:
            end = begin + part.postings.size
            here = [(n, listed) for term, n in said if (listed := part.listed(term, self.idf[term])) is not None]
            numbers, scores = part.top(here, k, least, None if among is None else among[begin:end])
            found.append((numbers + begin, scores) if begin else (numbers, scores))
            begin, least = end, max(least, kth(scores, k)) if len(self._parts) > 1 else least
        numbers, scores = found[0] if len(found) == 1 else (np.concatenate(each) for each in zip(*found, strict=True))
        if len(scores) > max(4 * k, _SORTED):
            best = (scores >= kth(scores, k)).nonzero()[0]
            numbers, scores = numbers[best], scores[best]
        order = np.lexsort((numbers, -scores))
        if tied and len(order) > k:
            k = int(np.count_nonzero(scores >= scores[order[k - 1]]))
        return numbers[order[:k]], scores[order[:k]]


def _having(postings: Postings, groups: Sequence[Collection[str]]) -> Mask:
    every = np.ones(postings.size, bool)
    for group in groups:
        some = np.zeros(postings.size, bool)
        for row in map(postings.terms.get, group):
            if row is not None:
                some[postings.of(row)[0]] = True
        every &= some
    return every


class InvertedBM25(_Inverted, BM25Plus):  # type: ignore[misc]
    """BM25+ (Lv and Zhai 2011) as rank_bm25 computes it.

    score(q, d) = sum over terms of q of  idf · (delta + tf · (k1 + 1) / (k1 · (1 - b + b · |d| / avgdl) + tf))
    """

    def __init__(
        self, corpus: Iterable[Sequence[str]] = (), *, k1: float = 1.5, b: float = 0.75, delta: float = 1.0,
        segments: Sequence[Segment] | None = None,
    ) -> None:  # fmt: skip
        """Index `corpus`, the terms of each passage in order, or rank the segments at hand; there may be none."""
        self.k1, self.b, self.delta, self.base = k1, b, delta, delta
        self._use(corpus, segments)


class InvertedOkapi(_Inverted, BM25Okapi):  # type: ignore[misc]
    """BM25 (Robertson and others 1995) as rank_bm25 computes it: an idf below 0 becomes `epsilon` of the mean idf."""

    def __init__(
        self, corpus: Iterable[Sequence[str]] = (), *, k1: float = 1.5, b: float = 0.75, epsilon: float = 0.25,
        segments: Sequence[Segment] | None = None,
    ) -> None:  # fmt: skip
        """Index `corpus`, the terms of each passage in order, or rank the segments at hand; there may be none."""
        self.k1, self.b, self.epsilon, self.base = k1, b, epsilon, 0.0
        self._use(corpus, segments)

    def _weigh(self, term: str, frequency: int) -> None:
        """Weigh all terms at the first: the mean idf is over the vocabulary."""
        if term not in self.idf:
            terms = dict.fromkeys(each for segment in self.segments for each in segment.postings.terms)
            frequencies = {each: self.frequency(each) for each in terms}
            self._calc_idf({each: count for each, count in frequencies.items() if count})


class InvertedBM25L(_Inverted, BM25L):  # type: ignore[misc]
    """BM25L (Lv and Zhai 2011, "When documents are very long") as rank_bm25 computes it, an extra tf included."""

    def __init__(
        self, corpus: Iterable[Sequence[str]] = (), *, k1: float = 1.5, b: float = 0.75, delta: float = 0.5,
        segments: Sequence[Segment] | None = None,
    ) -> None:  # fmt: skip
        """Index `corpus`, the terms of each passage in order, or rank the segments at hand; there may be none."""
        self.k1, self.b, self.delta, self.base = k1, b, delta, 0.0
        self._use(corpus, segments)

    def _gain(self, tf: Floats, length: Floats) -> Floats:
        ctd = tf / self._norm(length)
        return tf * (self.k1 + 1) * (ctd + self.delta) / (self.k1 + ctd + self.delta)
