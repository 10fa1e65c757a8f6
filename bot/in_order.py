"""Threads one after the other, in the order in which they came; a plain lock goes to whoever is quickest."""

from collections import deque
from threading import Lock


class InOrder:
    """A lock that is given in the order in which it was asked for."""

    def __init__(self) -> None:
        """Begin with nobody inside."""
        self._lock, self._waiting, self._is_taken = Lock(), deque[Lock](), False

    def __enter__(self) -> None:
        """Wait until all who came before are done."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def __exit__(self, *_: object) -> None:
        """Let the next one in."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
