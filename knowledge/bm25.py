"""rank-bm25's formulas over posting arrays: the same scores, and the best passages without scoring the others."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25L, BM25Okapi, BM25Plus

from knowledge.postings import LEVELS, Codes, Numbers, Postings, postings_of

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Found = tuple[NDArray[np.intp], Floats]

_LEVELS = np.arange(1.0, LEVELS + 1)
_SLACK = 1 - 1e-9
"""Bounds give way to sums that were rounded on another path."""


@dataclass
class Segment:
    """A part of the collection: its postings, and which of its passages are gone."""

    postings: Postings
    dead: Mask | None = None
    gains: Floats = field(default_factory=lambda: np.empty(0))
    """What a posting adds to a score for its pair of frequency and length, before the term's weight."""
    most: dict[int, float] = field(default_factory=dict)
    """The highest gain of a term's postings, once it is known."""

    @cached_property
    def alive(self) -> int:
        """How many passages are left."""
        return self.postings.size - (0 if self.dead is None else int(np.count_nonzero(self.dead)))

    @cached_property
    def length(self) -> int:
        """How many terms the passages that are left have."""
        if self.dead is None:
            return self.postings.length
        lengths = np.zeros(self.postings.size, np.int64)
        lengths[self.postings.numbers] = self.postings.pairs[self.postings.codes, 1]
        return int(lengths[~self.dead].sum())

    def frequency(self, term: str) -> int:
        """Return in how many of the passages left a term stands."""
        row = self.postings.terms.get(term)
        if row is None:
            return 0
        gone = 0 if self.dead is None else int(np.count_nonzero(self.dead[self.postings.of(row)[0]]))
        return self.postings.frequency(row) - gone


@dataclass(slots=True)
class _List:
    """A query term's postings in a segment, its weight, and what they may at most add to a score."""

    numbers: Numbers
    codes: Codes
    weight: float
    most: float


class _Inverted:
    """What the variants share: the storage, and the search for the best (MaxScore, Turtle and Flood 1995).

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

    def _use(self, segments: Sequence[Segment]) -> None:
        """Rank the passages of these segments, numbered from one to the next."""
        self.segments = segments
        self.corpus_size = sum(segment.alive for segment in segments)
        total = sum(segment.length for segment in segments)
        self.avgdl = total / self.corpus_size if total else 1.0
        self.idf, self._known = {}, dict[str, bool]()
        for segment in segments:
            tf, length = segment.postings.pairs.T.astype(np.float64)
            segment.gains, segment.most = self._gain(tf, length), {}

    def _gain(self, tf: Floats, length: Floats) -> Floats:
        raise NotImplementedError

    def _norm(self, length: Floats) -> Floats:
        return 1 - self.b + self.b * length / self.avgdl

    def knows(self, term: str) -> bool:
        """Tell whether a passage has a term."""
        if term not in self._known:
            frequency = sum(segment.frequency(term) for segment in self.segments)
            if frequency:
                self._weigh(term, frequency)
            self._known[term] = frequency > 0  # last: another thread that sees it needs the weight
        return self._known[term]

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
            for part, segment in zip(parts, self.segments, strict=True):
                np.add(part, self.idf[each] * self.base, out=part)
                row = segment.postings.terms.get(each)
                if row is not None:
                    numbers, codes = segment.postings.of(row)
                    part[numbers] += self.idf[each] * segment.gains[codes]
        return np.concatenate(parts) if parts else np.empty(0)

    def get_batch_scores(self, query: Iterable[str], doc_ids: Sequence[int]) -> list[float]:
        """Return the scores of some passages, named by their numbers."""
        scores: list[float] = self.get_scores(query)[np.asarray(doc_ids, dtype=np.intp)].tolist()
        return scores

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
        weights: dict[str, float] = dict(Counter(terms))
        for each, weight in (also or {}).items():
            weights[each] = weights.get(each, 0.0) + weight
        weights = {each: weight for each, weight in weights.items() if weight and self.knows(each)}
        found: list[Found] = []
        begin, least = 0, -math.inf
        for segment in self.segments if k > 0 and weights else ():
            end = begin + segment.postings.size
            numbers, scores = self._top(segment, weights, k, None if among is None else among[begin:end], least)
            found.append((numbers + begin, scores))
            begin, least = end, max(least, _kth(scores, k))
        if not found:
            return np.empty(0, np.intp), np.empty(0)
        numbers, scores = found[0] if len(found) == 1 else (np.concatenate(each) for each in zip(*found, strict=True))
        if len(scores) > k:
            best = (scores >= _kth(scores, k)).nonzero()[0]
            numbers, scores = numbers[best], scores[best]
        order = np.lexsort((numbers, -scores))[: None if tied else k]
        return numbers[order], scores[order]

    def _top(self, segment: Segment, weights: Mapping[str, float], k: int, among: Mask | None, least: float) -> Found:
        """Return the passages of a segment that score `least` or more and may be among the k best, and some others."""
        lists = self._lists(segment, weights)
        rest = [0.0, *accumulate(each.most for each in reversed(lists))][::-1]
        hidden = segment.dead if among is None else ~among if segment.dead is None else segment.dead | ~among
        pruned = all(each.weight >= 0 for each in lists)  # Okapi's floor may be below 0: then what is missing adds
        if pruned and hidden is None:
            least = max([least, *(each.weight * self.base for each in lists if len(each.numbers) >= k)])
        numbers, scores = np.empty(0, np.uint32), np.empty(0)
        for each, here, after in zip(lists, rest, rest[1:], strict=False):
            at = each.numbers.searchsorted(numbers)
            shared = (each.numbers.take(at, mode="clip") == numbers).nonzero()[0]
            at = at[shared]
            if pruned and here < least * _SLACK:  # none that was not met yet can be among the best
                scores[shared] += each.weight * (self.base + segment.gains.take(each.codes[at]))
            else:
                adds = each.weight * (self.base + segment.gains.take(each.codes))
                scores[shared] += adds[at]
                enough = adds >= ((least - after) * _SLACK if pruned else -math.inf)
                enough[at] = False
                new = enough.nonzero()[0]
                met = each.numbers[new]
                if hidden is not None:
                    visible = (~hidden[met]).nonzero()[0]
                    new, met = new[visible], met[visible]
                numbers, scores = np.concatenate((numbers, met)), np.concatenate((scores, adds[new]))
            if pruned and after:
                least = max(least, _kth(scores, k))
                if least > after:
                    kept = (scores >= (least - after) * _SLACK).nonzero()[0]
                    numbers, scores = numbers[kept], scores[kept]
        return numbers.astype(np.intp), scores

    def _lists(self, segment: Segment, weights: Mapping[str, float]) -> list[_List]:
        """Return the postings of a query's terms in a segment, the rarest of the collection first."""
        found = []
        for each in sorted(weights, key=lambda each: (-self.idf[each], each)):
            row = segment.postings.terms.get(each)
            if row is not None:
                weight = weights[each] * self.idf[each]
                found.append(_List(*segment.postings.of(row), weight, weight * (self.base + self._most(segment, row))))
        return found

    def _most(self, segment: Segment, row: int) -> float:
        """Return the highest gain that a passage of a segment may have from a term."""
        known = segment.most.get(row)
        if known is None:
            bounds = segment.postings.bounds[row].astype(np.float64)
            tf = _LEVELS.copy()
            tf[-1] = max(bounds[LEVELS], LEVELS)
            gains = self._gain(tf, bounds[:LEVELS])[bounds[:LEVELS] < np.iinfo(np.uint32).max]
            known = segment.most[row] = float(gains.max(initial=0.0))
        return known


def _kth(scores: Floats, k: int) -> float:
    """Return the k-th highest score, or minus infinity where there are fewer."""
    if len(scores) < k:
        return -math.inf
    parted = scores.copy()
    parted.partition(len(scores) - k)
    return float(parted[len(scores) - k])


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
        self._use([Segment(postings_of(corpus))] if segments is None else segments)

    def _gain(self, tf: Floats, length: Floats) -> Floats:
        return tf * (self.k1 + 1) / (self.k1 * self._norm(length) + tf)


class InvertedOkapi(_Inverted, BM25Okapi):  # type: ignore[misc]
    """BM25 (Robertson and others 1995) as rank_bm25 computes it: an idf below 0 becomes `epsilon` of the mean idf."""

    def __init__(
        self, corpus: Iterable[Sequence[str]] = (), *, k1: float = 1.5, b: float = 0.75, epsilon: float = 0.25,
        segments: Sequence[Segment] | None = None,
    ) -> None:  # fmt: skip
        """Index `corpus`, the terms of each passage in order, or rank the segments at hand; there may be none."""
        self.k1, self.b, self.epsilon, self.base = k1, b, epsilon, 0.0
        self._use([Segment(postings_of(corpus))] if segments is None else segments)

    def _gain(self, tf: Floats, length: Floats) -> Floats:
        return tf * (self.k1 + 1) / (self.k1 * self._norm(length) + tf)

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
        self._use([Segment(postings_of(corpus))] if segments is None else segments)

    def _gain(self, tf: Floats, length: Floats) -> Floats:
        ctd = tf / self._norm(length)
        return tf * (self.k1 + 1) * (ctd + self.delta) / (self.k1 + ctd + self.delta)
