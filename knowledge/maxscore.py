"""The best passages of a segment for weighted terms, without scoring the others (MaxScore; Turtle and Flood 1995).

In NumPy a call costs as much as some thousand additions, so there are few, over long arrays: the postings of the terms
that a best passage must have one of are added into an array of all passages, those of the others are looked up for the
passages that can still win.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from threading import local

import numpy as np
from numpy.typing import NDArray

from knowledge.postings import Codes, Numbers, Postings

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
Found = tuple[Places, Floats]

_SLACK = 1 - 1e-9
"""Bounds give way to sums that were rounded on another path."""
_LITTLE = 1e-300
"""Less than any term adds, and more than what stands for a passage that was met before."""
_FEW = 4_000
"""Postings of a term that are sooner added than looked up, and whose additions are kept for the next query."""
_LIGHT, _MOST_KEPT = 100, 4_000_000
"""What a term that is kept counts as, and how many additions are kept."""
NOTHING: Found = np.empty(0, np.intp), np.empty(0)


@dataclass(slots=True)
class Listed:
    """A term's postings in a segment, its weight, and the most that one of them adds."""

    numbers: Numbers
    codes: Codes
    weight: float
    most: float
    adds: Floats | None
    """What each posting adds, kept where they are few."""
    kth: dict[int, float] = field(default_factory=dict)
    """By k what the k best postings, of passages that are not hidden, add at least; a bound from below."""


Times = tuple[float, Listed]
"""How often a query says a term, and the term's postings."""


class Part:
    """A segment as one ranking sees it: what a posting adds, for each pair of frequency and length."""

    def __init__(self, postings: Postings, adds: Floats, hidden: Mask | None) -> None:
        """Rank a segment's postings; `hidden` are passages that are gone."""
        self.postings, self.adds, self.hidden = postings, adds, hidden
        self._listed: dict[str, Listed] = {}
        self._kept = 0
        self._sums = local()

    def listed(self, term: str, weight: float) -> Listed | None:
        """Return a term's postings, None where the segment has none. Raises DamagedIndex."""
        listed = self._listed.get(term)
        if listed is None:
            row = self.postings.terms.get(term)
            if row is None:
                return None
            listed = self._read(row, weight)
            self._kept += _LIGHT + (0 if listed.adds is None else len(listed.adds))
            if self._kept > _MOST_KEPT:
                self._listed, self._kept = {}, 0
            self._listed[term] = listed
        return listed

    def _read(self, row: int, weight: float) -> Listed:
        numbers, codes = self.postings.of(row)
        adds = self.adds.take(codes) * weight
        return Listed(numbers, codes, weight, float(adds.max(initial=0.0)), adds if len(adds) <= _FEW else None)

    def _adds(self, listed: Listed) -> Floats:
        return self.adds.take(listed.codes) * listed.weight if listed.adds is None else listed.adds

    def _kth(self, listed: Listed, k: int) -> float:
        """Return what k postings add at least, of some of them where they are many."""
        codes = listed.codes[:_FEW]
        if self.hidden is not None:
            codes = codes[~self.hidden[listed.numbers[:_FEW]]]
        listed.kth[k] = found = kth(self.adds.take(codes) * listed.weight, k)
        return found

    def top(self, said: Sequence[Times], k: int, least: float, among: Mask | None) -> Found:
        """Return the passages that score `least` or more and may be among the k best, and some others.

        The terms come with those of the highest weight first; all of them are in this segment.
        """
        if not said:
            return NOTHING
        if said[-1][0] * said[-1][1].weight <= 0:  # then what is missing may add
            return self._all(said, among)
        if among is None:
            for times, listed in said:
                least = max(least, times * (listed.kth.get(k) or self._kth(listed, k)))
        rest = _rest(said)
        needed, enough = 1, least * _SLACK
        while needed < len(said) and rest[needed] >= enough:
            needed += 1
        added = needed
        while added < len(said) and len(said[added][1].numbers) <= _FEW:
            added += 1
        numbers, scores = self._union(said[:added], needed, among)
        return self._looked_up(said[added:], rest[added:], numbers, scores, k, least)

    def _union(self, said: Sequence[Times], needed: int, among: Mask | None) -> Found:
        """Return the sums of what terms add; of the passages that have one of the first `needed` terms, each once."""
        numbers, adds, ends = self._gathered(said, among)
        if len(said) == 1:
            return numbers, adds
        sums, found = self._zeros(), numbers[: ends[needed]]
        scores = np.empty(len(found))
        try:
            np.add.at(sums, numbers, adds)
            for begin, end in pairwise(ends[: needed + 1]):
                part = found[begin:end]
                sums.take(part, out=scores[begin:end], mode="clip")
                sums[part] = 0.0  # met again in the next list it adds nothing
            if needed < len(said):
                sums[numbers[ends[needed] :]] = 0.0
        except BaseException:
            sums.fill(0.0)
            raise
        return found, scores

    def _gathered(self, said: Sequence[Times], among: Mask | None) -> tuple[Places, Floats, list[int]]:
        """Return all postings of some terms in a row, with what each adds, and where each term's end."""
        ends, parts = [0], []
        for times, listed in said:
            ends.append(ends[-1] + len(listed.numbers))
            parts.append(self._adds(listed) if times == 1 else self._adds(listed) * times)
        numbers = np.concatenate([listed.numbers for _, listed in said], dtype=np.intp)
        adds = np.concatenate(parts)
        visible = self._visible(numbers, among)
        if visible is not None:
            numbers, adds, ends = numbers[visible], adds[visible], visible.searchsorted(ends).tolist()
        return numbers, adds, ends

    def _visible(self, numbers: Places, among: Mask | None) -> Places | None:
        """Return the places of the passages that are asked for and not gone, None where all are."""
        if among is None:
            return None if self.hidden is None else (~self.hidden[numbers]).nonzero()[0]
        seen = among[numbers]
        return (seen if self.hidden is None else seen & ~self.hidden[numbers]).nonzero()[0]

    def _looked_up(
        self, said: Sequence[Times], rest: Sequence[float], numbers: Places, scores: Floats, k: int, least: float
    ) -> Found:
        """Return those that may be among the best, with what further terms add; `rest`: at most, each and after it."""
        for (times, listed), bound in zip(said, rest, strict=False):
            least = max(least, kth(scores[scores >= least], k))
            numbers, scores = _from(least - bound, numbers, scores)
            at = listed.numbers.searchsorted(numbers.astype(np.uint32))
            shared = listed.numbers.take(at, mode="clip") == numbers
            scores += self.adds.take(listed.codes.take(at, mode="clip")) * listed.weight * times * shared
        return _from(least, numbers, scores)

    def _all(self, said: Sequence[Times], among: Mask | None) -> Found:
        """Return all passages that have one of the terms."""
        numbers, adds, _ = self._gathered(said, among)
        sums = self._zeros()
        np.add.at(sums, numbers, adds)
        found = np.unique(numbers)
        scores = sums[found]
        sums[found] = 0.0
        return found, scores

    def _zeros(self) -> Floats:
        """Return an array of nothing but zeros, one a thread; who uses it leaves it so."""
        zeros: Floats | None = getattr(self._sums, "zeros", None)
        if zeros is None:
            zeros = self._sums.zeros = np.zeros(self.postings.size)
        return zeros


def _rest(said: Sequence[Times]) -> list[float]:
    """Return what each term and those after it may add at most, and 0 at the end."""
    rest = [0.0]
    for times, listed in reversed(said):
        rest.append(rest[-1] + times * listed.most)
    return rest[::-1]


def _from(least: float, numbers: Places, scores: Floats) -> Found:
    """Return the passages that score so much or more, and more than nothing."""
    kept = (scores >= max(least * _SLACK, _LITTLE)).nonzero()[0]
    return numbers[kept], scores[kept]


def kth(scores: Floats, k: int) -> float:
    """Return the k-th highest score, or minus infinity where there are fewer."""
    if len(scores) < k:
        return -math.inf
    parted = scores.copy()
    parted.partition(len(scores) - k)
    return float(parted[len(scores) - k])
