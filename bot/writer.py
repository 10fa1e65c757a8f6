"""Turns on their way to the disk: one thread writes, many turns in one commit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Condition, Lock, Thread
from time import sleep

from bot.conversation import Turn
from bot.errors import HistoryUnavailable

PAUSE = 0.02
"""Seconds between two commits where turns come several at once: they gather, and a commit costs hardly more for six."""
MOST_UNWRITTEN = 1000
"""Turns that are kept in memory while the disk is full, so that questions are answered all the same."""


@dataclass(frozen=True, slots=True)
class Added:
    """A turn that was added, and for whom; one that `continues` is of a conversation that was there before."""

    turn: Turn
    owner: str | None
    continues: bool = False

    def begins_for(self, owner: str | None) -> bool:
        """Tell whether it begins its conversation, and that is open to an owner."""
        return not self.continues and self.owner in (None, owner)


class Writer:
    """Keeps turns until they are committed.

    A turn is known as soon as it is added and on disk some milliseconds later. When a commit fails, its turns stay
    known and are tried again with the next one, which then waits and says what is wrong; where the disk is full, only
    once MOST_UNWRITTEN wait for room.
    """

    def __init__(self, commit: Callable[[Sequence[Added]], None], place: str = "") -> None:
        """Write with `commit`, which keeps all of the turns at a place or raises and keeps none."""
        self._commit_turns, self._place = commit, place
        self._unwritten: dict[str, Added] = {}
        self._lock = Lock()
        # Two of them, so that a turn which is added wakes the writer and not everyone whose turn is being written.
        self._to_write, self._tried = Condition(self._lock), Condition(self._lock)
        self._failure: Exception | None = None
        self._thread: Thread | None = None
        self._closing = False

    def add(self, added: Added) -> None:
        """Keep a turn.

        Raises HistoryUnavailable where the last one could not be written, and this cannot either nor wait for room.
        """
        turn_id = added.turn.turn_id
        with self._lock:
            self._unwritten[turn_id] = added
            if self._thread is None:
                self._thread = Thread(target=self._write, name="history", daemon=True)
                self._thread.start()
            waits, self._failure = self._failure is not None, None
            self._to_write.notify()
            if waits:
                self._tried.wait_for(lambda: turn_id not in self._unwritten or self._failure)
                if self._failure and not self._may_wait():
                    del self._unwritten[turn_id]
                    raise HistoryUnavailable(self._failure, self._place)

    def _may_wait(self) -> bool:
        """Tell whether the turns that cannot be written may be some more: a full disk will have room again."""
        return "disk is full" in str(self._failure) and len(self._unwritten) <= MOST_UNWRITTEN

    def waiting(self, conversation_id: str) -> list[Added]:
        """Return what was added to a conversation and is not written yet, in order."""
        with self._lock:
            return [each for each in self._unwritten.values() if each.turn.conversation_id == conversation_id]

    def settle(self) -> None:
        """Wait until what was added before is written. Raises HistoryUnavailable where it cannot be."""
        with self._lock:
            before = list(self._unwritten)
            if not before:
                return
            self._failure = None
            self._to_write.notify()
            self._tried.wait_for(lambda: self._failure or not any(each in self._unwritten for each in before))
            if self._failure:
                raise HistoryUnavailable(self._failure, self._place)

    def close(self) -> None:
        """Write what is waiting and stop. Raises HistoryUnavailable where it cannot be written."""
        with self._lock:
            self._closing = True
            self._to_write.notify()
        if self._thread:
            self._thread.join()
            self._thread = None
        if self._failure and self._unwritten:
            raise HistoryUnavailable(self._failure, self._place)

    def _write(self) -> None:
        while True:
            with self._lock:
                self._to_write.wait_for(lambda: self._closing or (self._unwritten and not self._failure))
                waiting = list(self._unwritten.values())
                closing = self._closing
            several = self._commit(waiting) if waiting else False
            if closing:
                return
            if several:
                sleep(PAUSE)

    def _commit(self, waiting: Sequence[Added]) -> bool:
        """Write turns in one transaction; what cannot be written stays known. Tell whether several ask at once."""
        failure: Exception | None = None
        try:
            self._commit_turns(waiting)
        except Exception as error:  # without the thread everyone would wait for ever: whatever it is, they are told
            failure = error
        with self._lock:
            self._failure = failure
            for each in waiting if failure is None else ():
                self._unwritten.pop(each.turn.turn_id, None)
            self._tried.notify_all()
            return len(waiting) > 1 or bool(self._unwritten)
