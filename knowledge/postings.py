"""Posting arrays: which passages hold a term, how often, and how long they are. Nothing here scores or reads a file.

A posting is a passage number and a code for its pair of term frequency and passage length, of which there are few; so
what a term adds to a score is computed a pair, not a posting, and follows from the collection's statistics of the day.
"""

from array import array
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.vocabulary import Ids, Vocabulary

Numbers = NDArray[np.uint32]
Codes = NDArray[np.uint16] | NDArray[np.uint32]

_TOKENS_A_RUN = 250_000
"""Terms of which a run is made: a number of them that a processor's cache holds."""
_AT_ONCE = 500
"""Passages whose terms are looked up in one go."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of passages 0 … size - 1, term by term: those of term `row` stand from `starts[row]` on.

    numbers: passage numbers, growing within a term; codes: rows of `pairs`, (term frequency, length); lengths: how many
    terms each passage has.
    """

    terms: Mapping[str, int]
    starts: NDArray[np.uint64]
    numbers: Numbers
    codes: Codes
    pairs: NDArray[np.uint32]
    lengths: NDArray[np.uint32]

    @property
    def size(self) -> int:
        """How many passages there are."""
        return len(self.lengths)

    def of(self, row: int) -> tuple[Numbers, Codes]:
        """Return the postings of a term."""
        part = slice(int(self.starts[row]), int(self.starts[row + 1]))
        return self.numbers[part], self.codes[part]

    def frequency(self, row: int) -> int:
        """Return in how many passages a term stands."""
        return int(self.starts[row + 1]) - int(self.starts[row])


@dataclass(slots=True)
class Run:
    """Postings on the way: term ids, passage numbers and frequencies, in the order of (term id, number)."""

    ids: Ids
    numbers: Numbers
    frequencies: NDArray[np.uint32]


class Builder:
    """Gathers the terms of passages, one passage after another, into posting arrays."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._terms: list[str] = []
        self._ids: list[Ids] = []
        self._lengths = array("I")
        self._runs: list[Run] = []
        self._waiting, self._flushed = 0, 0

    def extend(self, corpus: Iterable[Sequence[str]]) -> None:
        """Add the next passages, given as the terms of each."""
        passages = iter(corpus)
        while some := list(islice(passages, _AT_ONCE)):
            deque(map(self._terms.extend, some), maxlen=0)
            self._lengths.extend(map(len, some))
            self._look_up()

    def _look_up(self) -> None:
        """Number the terms that wait, and make a run where they are many."""
        self._ids.append(self._vocabulary.numbers_of(self._terms))
        self._waiting += len(self._terms)
        self._terms = []
        if self._waiting >= _TOKENS_A_RUN:
            self._flush()

    def _flush(self) -> None:
        """Make a run of what is numbered."""
        counts = np.frombuffer(self._lengths, np.uint32)[self._flushed :]
        numbers = np.repeat(np.arange(self._flushed, self._flushed + len(counts), dtype=np.uint32), counts)
        self._runs.append(run_of(np.concatenate([np.empty(0, np.uint32), *self._ids]), numbers))
        self._ids, self._waiting, self._flushed = [], 0, len(self._lengths)

    def built(self, *, ordered: bool = True) -> Postings:
        """Return the postings of all passages added, their terms in order, or as they were met."""
        self._look_up()
        self._flush()
        terms = self._vocabulary.terms()
        if ordered:
            rows = {term: row for row, term in enumerate(sorted(terms))}
            ranks = np.empty(len(rows), np.uint32)
            ranks[np.fromiter(map(terms.__getitem__, rows), np.intp, len(rows))] = np.arange(len(rows))
            terms, self._runs = rows, [Run(ranks[run.ids], run.numbers, run.frequencies) for run in self._runs]
        return assembled(terms, self._runs, np.array(self._lengths, np.uint32))


def run_of(ids: Ids, numbers: Numbers) -> Run:
    """Return the postings of terms, given by their ids with the numbers of their passages, which grow."""
    order = _order(ids)
    ids, numbers = ids.take(order), numbers.take(order)
    first = np.flatnonzero(_changes(ids) | _changes(numbers))
    return Run(ids.take(first), numbers.take(first), np.diff(first, append=len(ids)).astype(np.uint32))


def _order(keys: NDArray[Any]) -> NDArray[np.intp]:
    """Return the order of keys, equal ones as they stand: by 16 bits at a time, which NumPy sorts by their digits."""
    order = keys.astype(np.uint16).argsort(kind="stable")
    for shift in range(16, int(keys.max(initial=0)).bit_length(), 16):
        order = order.take((keys >> shift).astype(np.uint16).take(order).argsort(kind="stable"))
    return order


def assembled(terms: Mapping[str, int], runs: Sequence[Run], lengths: NDArray[np.uint32]) -> Postings:
    """Return postings of runs whose passage numbers grow from run to run; equal ids stand together in each."""
    parted = [_parted(run.ids) for run in runs]
    starts = np.zeros(len(terms) + 1, np.uint64)
    for _, ids, counts in parted:
        starts[ids + 1] += counts.astype(np.uint64)
    np.cumsum(starts, out=starts)
    pair_of = _Pairs(runs, lengths)
    if len(runs) == 1 and bool((runs[0].ids[1:] >= runs[0].ids[:-1]).all()):
        return Postings(terms, starts, runs[0].numbers, pair_of.codes(runs[0]), pair_of.pairs, lengths)
    numbers: Any = np.empty(int(starts[-1]), np.uint32)
    codes: Any = np.empty(int(starts[-1]), pair_of.kind)
    next_at = starts[:-1].astype(np.intp)
    for run, (first, ids, counts) in zip(runs, parted, strict=True):
        to = np.arange(len(run.ids)) + np.repeat(next_at.take(ids) - first, counts)
        numbers[to], codes[to] = run.numbers, pair_of.codes(run)
        next_at[ids] += counts
    return Postings(terms, starts, numbers, codes, pair_of.pairs, lengths)


def merged(parts: Sequence[Postings], renumbered: Sequence[NDArray[np.int64]]) -> Postings:
    """Return the postings of several parts in one, their terms in order.

    `renumbered[part][number]` is a passage's new number, -1 where it is left out; it grows within a part.
    """
    listed = [list(_by_row(part.terms)) for part in parts]
    vocabulary = {term: row for row, term in enumerate(sorted(set(chain.from_iterable(listed))))}
    lengths = np.zeros(sum(int(np.count_nonzero(new >= 0)) for new in renumbered), np.uint32)
    found: list[tuple[NDArray[Any], NDArray[Any]]] = []
    for part, terms, new in zip(parts, listed, renumbered, strict=True):
        lengths[new[new >= 0]] = part.lengths[new >= 0]
        rows = np.fromiter(map(vocabulary.__getitem__, terms), np.uint64, len(terms))
        keys = np.repeat(rows << np.uint64(32), np.diff(part.starts).astype(np.intp))
        numbers = new[part.numbers]
        kept = numbers >= 0
        found.append((keys[kept] | numbers[kept].astype(np.uint64), part.pairs[:, 0].take(part.codes[kept])))
    keys, frequencies = (np.concatenate(each) for each in zip(*found, strict=True))
    order = keys.argsort(kind="stable")  # of each part they are in order: NumPy only merges these
    keys = keys[order]
    ids = (keys >> np.uint64(32)).astype(np.intp)
    used = np.bincount(ids, minlength=len(vocabulary)) > 0
    run = Run((np.cumsum(used) - 1).astype(np.uint32)[ids], keys.astype(np.uint32), frequencies[order])
    left = (term for term, row in vocabulary.items() if used[row])
    return assembled({term: row for row, term in enumerate(left)}, [run], lengths)


def _by_row(terms: Mapping[str, int]) -> Iterable[str]:
    """Return terms in the order of their rows."""
    return sorted(terms, key=terms.__getitem__) if isinstance(terms, dict) else terms


def _parted(ids: Ids) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return where each run of equal ids begins, which ids these are, and how long they are."""
    first = np.flatnonzero(_changes(ids))
    return first, ids.take(first).astype(np.intp), np.diff(first, append=len(ids))


def _changes(ids: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which ids are not the one before."""
    return np.concatenate(([True], ids[1:] != ids[:-1]))[: len(ids)]


class _Pairs:
    """The distinct pairs of frequency and length, and the code of each."""

    def __init__(self, runs: Sequence[Run], lengths: NDArray[np.uint32]) -> None:
        self._lengths, self._span = lengths, 1 + int(lengths.max(initial=0))
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
        if self._dense:
            self._code = self._code.astype(self.kind)

    def _keys(self, run: Run) -> NDArray[np.int64]:
        keys = run.frequencies.astype(np.int64)
        keys *= self._span
        keys += self._lengths.take(run.numbers)
        return keys

    def codes(self, run: Run) -> Any:
        """Return the code of each posting of a run."""
        keys = self._keys(run)
        return self._code.take(keys) if self._dense else np.searchsorted(self._known, keys).astype(self.kind)


def postings_of(corpus: Iterable[Sequence[str]]) -> Postings:
    """Return the postings of passages given as the terms of each."""
    builder = Builder()
    builder.extend(corpus)
    return builder.built(ordered=False)
