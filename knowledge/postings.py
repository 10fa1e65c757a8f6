"""Posting arrays: which passages hold a term, how often, and how long they are. Nothing here scores or reads a file.

A posting is a passage number and a code for its pair of term frequency and passage length, of which there are few; so
what a term adds to a score is computed a pair, not a posting, and follows from the collection's statistics of the day.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.generic]
Numbers = NDArray[np.uint32]
Codes = NDArray[np.uint16] | NDArray[np.uint32]

LEVELS = 5
"""Term frequencies that are told apart when a term's best posting is bounded: 1, 2, 3, 4, more."""
_TOKENS_A_RUN = 4_000_000
_NONE = np.iinfo(np.uint32).max


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of passages 0 … size - 1, term by term: those of term `row` stand from `starts[row]` on.

    numbers: passage numbers, growing within a term; codes: rows of `pairs`, (term frequency, length);
    bounds: for each term the shortest passage at each level of frequency, and the highest frequency.
    """

    terms: Mapping[str, int]
    starts: NDArray[np.uint64]
    numbers: Numbers
    codes: Codes
    pairs: NDArray[np.uint32]
    bounds: NDArray[np.uint32]
    size: int
    length: int

    def of(self, row: int) -> tuple[Numbers, Codes]:
        """Return the postings of a term."""
        part = slice(int(self.starts[row]), int(self.starts[row + 1]))
        return self.numbers[part], self.codes[part]

    def frequency(self, row: int) -> int:
        """Return in how many passages a term stands."""
        return int(self.starts[row + 1]) - int(self.starts[row])


class _Vocabulary(dict[str, int]):
    """Terms numbered as they are met."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


@dataclass(slots=True)
class Run:
    """Postings on the way: term ids, passage numbers, frequencies and lengths, in the order of (term id, number)."""

    ids: NDArray[np.uint32]
    numbers: Numbers
    frequencies: NDArray[np.uint32]
    lengths: NDArray[np.uint32]


class Builder:
    """Gathers the terms of passages, one passage after another, into posting arrays."""

    def __init__(self) -> None:
        self._vocabulary = _Vocabulary()
        self._ids, self._lengths = array("I"), array("I")
        self._counts = array("I")
        self._runs: list[Run] = []
        self._flushed = 0

    def add(self, terms: Sequence[str], beside: Sequence[str] = ()) -> None:
        """Add the next passage; terms `beside` find it too, without making it longer."""
        before = len(self._ids)
        self._ids.extend(map(self._vocabulary.__getitem__, terms))
        if beside:
            self._ids.extend(map(self._vocabulary.__getitem__, beside))
        self._counts.append(len(self._ids) - before)
        self._lengths.append(len(terms))
        if len(self._ids) >= _TOKENS_A_RUN:
            self._flush()

    def _flush(self) -> None:
        counts = np.frombuffer(self._counts, np.uint32)[self._flushed :]
        numbers = np.repeat(np.arange(self._flushed, self._flushed + len(counts), dtype=np.uint64), counts)
        keys = np.sort(np.frombuffer(self._ids, np.uint32).astype(np.uint64) << 32 | numbers)
        first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)])
        frequencies = np.diff(first, append=len(keys)).astype(np.uint32)
        keys = keys[first]
        numbers32 = keys.astype(np.uint32)
        lengths = np.frombuffer(self._lengths, np.uint32)[numbers32]
        self._runs.append(Run((keys >> 32).astype(np.uint32), numbers32, frequencies, lengths))
        self._flushed = len(self._counts)
        self._ids = array("I")

    def built(self) -> Postings:
        """Return the postings of all passages added."""
        if self._ids:
            self._flush()
        return assembled(list(self._vocabulary), self._runs, len(self._lengths), sum(self._lengths))


def assembled(terms: Sequence[str], runs: Sequence[Run], size: int, length: int) -> Postings:
    """Return postings of runs whose passage numbers grow from run to run; `terms` says what their ids stand for."""
    ranked = sorted(range(len(terms)), key=terms.__getitem__)
    rank = np.empty(len(terms), np.uint32)
    rank[ranked] = np.arange(len(terms), dtype=np.uint32)
    counts = [np.bincount(rank[run.ids], minlength=len(terms)) for run in runs]
    starts = np.zeros(len(terms) + 1, np.uint64)
    np.cumsum(sum(counts, np.zeros(len(terms), np.intp)), out=starts[1:])
    total = int(starts[-1])
    numbers, pair_of = np.empty(total, np.uint32), _Pairs(runs)
    codes: Any = np.empty(total, pair_of.kind)
    bounds = np.full((len(terms), LEVELS + 1), _NONE, np.uint32)
    bounds[:, LEVELS] = 0
    next_at = starts[:-1].astype(np.intp)
    for run, counted in zip(runs, counts, strict=True):
        rows = rank[run.ids]
        within = np.arange(len(rows)) - np.repeat(*_beginnings(rows))
        to = next_at[rows] + within
        numbers[to], codes[to] = run.numbers, pair_of.codes(run)
        next_at += counted
        _bound(bounds, rows, run)
    return Postings(
        {terms[place]: row for row, place in enumerate(ranked)}, starts, numbers, codes, pair_of.pairs, bounds,
        size, length,
    )  # fmt: skip


def merged(parts: Sequence[Postings], renumbered: Sequence[NDArray[np.int64]]) -> Postings:
    """Return the postings of several parts in one.

    `renumbered[part][number]` is a passage's new number, -1 where it is left out; it grows within a part.
    """
    vocabulary = _Vocabulary()
    runs: list[Run] = []
    for part, new in zip(parts, renumbered, strict=True):
        ids = np.fromiter((vocabulary[term] for term in part.terms), np.uint32, len(part.terms))
        rows = np.repeat(ids, np.diff(part.starts).astype(np.intp))
        numbers = new[part.numbers]
        kept = numbers >= 0
        pairs = part.pairs[part.codes[kept]]
        runs.append(Run(rows[kept], numbers[kept].astype(np.uint32), pairs[:, 0], pairs[:, 1]))
    size = sum(int(np.count_nonzero(new >= 0)) for new in renumbered)
    whole = _in_order(runs)
    used = np.bincount(whole.ids, minlength=len(vocabulary)) > 0
    terms = [term for term, number in vocabulary.items() if used[number]]
    whole.ids = (np.cumsum(used) - 1).astype(np.uint32)[whole.ids]
    length = sum(int(part_length(part, new)) for part, new in zip(parts, renumbered, strict=True))
    return assembled(terms, [whole], size, length)


def part_length(part: Postings, new: NDArray[np.int64]) -> int:
    """Return the number of terms of the passages that are kept; a passage without terms has none."""
    lengths = np.zeros(part.size, np.int64)
    lengths[part.numbers] = part.pairs[part.codes, 1]
    return int(lengths[new >= 0].sum())


def _in_order(runs: Sequence[Run]) -> Run:
    """Return the postings of runs as one, in the order of (term id, number)."""
    ids, numbers = (np.concatenate([getattr(run, name) for run in runs]) for name in ("ids", "numbers"))
    order = np.argsort(ids.astype(np.uint64) << 32 | numbers, kind="stable")
    frequencies, lengths = (np.concatenate([getattr(run, name) for run in runs]) for name in ("frequencies", "lengths"))
    return Run(ids[order], numbers[order], frequencies[order], lengths[order])


def _beginnings(rows: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where each run of equal rows begins and how long it is."""
    first = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1]))[: len(rows)])
    return first, np.diff(first, append=len(rows))


class _Pairs:
    """The distinct pairs of frequency and length, and the code of each."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._span = 1 + max((int(run.lengths.max(initial=0)) for run in runs), default=0)
        highest = max((int(run.frequencies.max(initial=0)) for run in runs), default=0)
        self._dense = (highest + 1) * self._span <= 1 << 25
        if self._dense:
            met = np.zeros((highest + 1) * self._span, bool)
            for run in runs:
                met[self._keys(run)] = True
            self._known = np.flatnonzero(met)
            self._code = np.cumsum(met, dtype=np.uint32) - np.uint32(1)
        else:
            self._known = np.unique(np.concatenate([np.unique(self._keys(run)) for run in runs]))
        self.kind = np.uint16 if len(self._known) <= 1 << 16 else np.uint32
        self.pairs = np.stack(np.divmod(self._known, self._span), axis=1).astype(np.uint32)

    def _keys(self, run: Run) -> NDArray[np.int64]:
        return run.frequencies.astype(np.int64) * self._span + run.lengths

    def codes(self, run: Run) -> NDArray[np.uint32] | NDArray[np.intp]:
        """Return the code of each posting of a run."""
        keys = self._keys(run)
        return self._code[keys] if self._dense else np.searchsorted(self._known, keys)


def _bound(bounds: NDArray[np.uint32], rows: NDArray[np.uint32], run: Run) -> None:
    """Note in the bounds of each term what a run has of it."""
    if not len(rows):
        return
    order = None if bool((rows[1:] >= rows[:-1]).all()) else np.argsort(rows, kind="stable")
    if order is not None:
        rows, run = rows[order], Run(run.ids[order], run.numbers[order], run.frequencies[order], run.lengths[order])
    first, _ = _beginnings(rows)
    met = rows[first]
    for level in range(1, LEVELS + 1):
        here = run.frequencies == level if level < LEVELS else run.frequencies >= LEVELS
        shortest = np.minimum.reduceat(np.where(here, run.lengths, _NONE), first)
        bounds[met, level - 1] = np.minimum(bounds[met, level - 1], shortest)
    bounds[met, LEVELS] = np.maximum(bounds[met, LEVELS], np.maximum.reduceat(run.frequencies, first))


def postings_of(corpus: Iterable[Sequence[str]]) -> Postings:
    """Return the postings of passages given as the terms of each."""
    builder = Builder()
    for terms in corpus:
        builder.add(terms)
    return builder.built()
