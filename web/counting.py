"""How many requests came from whom in this minute and the one before: a table, which processes can share."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import blake2b
from math import floor
from mmap import mmap
from struct import Struct
from threading import Lock

from limits.storage import MemoryStorage

_ROW = Struct("<16sIII")
"""Whose it is, the window of time that it was written in, how many came in that one, how many in the one before."""
_WAYS = 8
"""Rows that somebody's may be: those of one group."""


class Counts:
    """What came from up to 65,536 at once, about; of more, those are forgotten of whom least came.

    Processes that are forked share it, where the lock is one that holds between them.
    """

    def __init__(self, lock: AbstractContextManager[object] | None = None, *, groups: int = 8192) -> None:
        """Begin with nothing counted; `lock` lets in one at a time, None: one thread of this process."""
        self._lock, self._groups = lock or Lock(), groups
        self._table = mmap(-1, groups * _WAYS * _ROW.size)

    def of(self, who: str, window: int) -> tuple[int, int]:
        """Return how many came in the window before and how many in this one."""
        with self._lock:
            return self._found(_digest(who), window)[1:]

    def add(self, who: str, window: int, fits: Callable[[int, int], bool], *, amount: int = 1) -> bool:
        """Count some more where that fits what came in the window before and in this one; tell whether it did."""
        digest = _digest(who)
        with self._lock:
            at, before, now = self._found(digest, window)
            if not fits(before, now):
                return False
            _ROW.pack_into(self._table, at, digest, window, now + amount, before)
            return True

    def _found(self, digest: bytes, window: int) -> tuple[int, int, int]:
        """Return where somebody's row is, or may be, with what came in the window before and in this one."""
        group = int.from_bytes(digest[:8], "little") % self._groups
        rows = []
        for at in range(group * _WAYS * _ROW.size, (group + 1) * _WAYS * _ROW.size, _ROW.size):
            whose, written, now, before = _ROW.unpack_from(self._table, at)
            if written != window:
                now, before = 0, now if written == window - 1 else 0
            if whose == digest:
                return at, before, now
            rows.append((now + before, at))
        return min(rows)[1], 0, 0


class CountsStorage(MemoryStorage):
    """Counts as Flask-Limiter asks for them: what came in the window before counts by the part of it that is left."""

    STORAGE_SCHEME = ["counts"]  # noqa: RUF012  # so is it named by what it is made of

    def __init__(self, uri: str | None = None, *, counts: Counts, wrap_exceptions: bool = False) -> None:
        """Ask these counts."""
        super().__init__(uri, wrap_exceptions)
        self._counts = counts

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count a request where it is not one too many; tell whether it was."""
        window, passed = divmod(time.time(), expiry)

        def fits(before: int, now: int) -> bool:
            return floor(before * (1 - passed / expiry) + now) + amount <= limit

        return self._counts.add(key, int(window), fits, amount=amount)

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Return what came in the window before and the seconds that it still counts, then the same of this one."""
        window, passed = divmod(time.time(), expiry)
        before, now = self._counts.of(key, int(window))
        return before, expiry - passed if before else 0.0, now, 2 * expiry - passed


def _digest(who: str) -> bytes:
    return blake2b(who.encode("utf-8", "surrogatepass"), digest_size=16).digest()
