"""Passages by their numbers, each read when it is asked for."""

from collections.abc import Callable, Sequence
from typing import Any

from knowledge.documents import Passage


class Numbered(Sequence[Passage]):
    """The passages of some numbers, in their order."""

    def __init__(self, numbers: Sequence[int], read: Callable[[int], Passage]) -> None:
        """Read the passage of a number with `read`."""
        self._numbers, self._read = numbers, read

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._numbers)

    def __getitem__(self, place: Any) -> Any:
        """Return the passage at a place, or a list of those in a slice."""
        if isinstance(place, slice):
            return [self._read(number) for number in self._numbers[place]]
        return self._read(self._numbers[place])
