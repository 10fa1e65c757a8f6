"""Terms numbered as they are met, many at once. Nothing here knows what the numbers are for.

Looking a term up in a dictionary costs most of what building an index costs, for the memory that is read: the term, the
table, the number. Nearly every term is an object that was met before, so it is told by its address first, which an
array of objects holds without a look into them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import count

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.uint32]
Objects = NDArray[np.object_]
Places = NDArray[np.intp]

_FEW = 10_000
"""Terms that are sooner looked up one by one."""
_BITS = 20
"""Two to this power is how many objects are known by their addresses, each at the place that its address gives."""
_SPREAD, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(64 - _BITS)
"""Fibonacci hashing (Knuth, The Art of Computer Programming, 6.4)."""


class Vocabulary:
    """The number of each term."""

    def __init__(self) -> None:
        self._number_of = defaultdict[str, int](count().__next__)

    @cached_property
    def _known(self) -> tuple[Objects, Ids]:
        """Objects met, kept so that no other gets the address, and their numbers."""
        return np.empty(1 << _BITS, object), np.zeros(1 << _BITS, np.uint32)

    @cached_property
    def _last(self) -> Ids:
        """Which of the objects that are learned together comes last at each place."""
        return np.empty(1 << _BITS, np.uint32)

    def numbers_of(self, terms: Sequence[str]) -> Ids:
        """Return the numbers of terms; those that are new get the next ones."""
        if len(terms) < _FEW:
            return self._looked_up(terms)
        known, known_numbers = self._known
        objects = np.fromiter(terms, object, len(terms))
        addresses = _addresses(objects)
        spread = addresses * _SPREAD
        spread >>= _SHIFT
        places = spread.view(np.intp)
        numbers = known_numbers.take(places)
        missed = np.flatnonzero(_addresses(known).take(places) != addresses)
        if len(missed):
            numbers[missed] = self._learned(objects.take(missed), places.take(missed))
        return numbers

    def _learned(self, objects: Objects, places: Places) -> Ids:
        """Return the numbers of objects, which are known from now on; the last one where several have one place."""
        known, known_numbers = self._known
        numbers = self._looked_up(objects)
        self._last[places] = np.arange(len(places), dtype=np.uint32)
        chosen = self._last.take(places)
        known[places], known_numbers[places] = objects.take(chosen), numbers.take(chosen)
        return numbers

    def _looked_up(self, terms: Iterable[str]) -> Ids:
        return np.fromiter(map(self._number_of.__getitem__, terms), np.uint32)

    def terms(self) -> dict[str, int]:
        """Return the terms with their numbers, in the order that they were met in; from now on no more get one."""
        self._number_of.default_factory = None
        return self._number_of


def _addresses(objects: Objects) -> NDArray[np.uint64]:
    """Return where the objects of an array are: what it holds of them."""
    return np.ndarray(len(objects), np.uintp, buffer=objects).astype(np.uint64, copy=False)
