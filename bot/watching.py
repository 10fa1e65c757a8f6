"""Files followed as they change, on every platform and file system alike: looked at every second or so."""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bot.indexing import Told, indexed
from knowledge import KnowledgeError, Library, Outcome, find_files

State = tuple[int, int]
Done = Callable[[Sequence[Outcome]], object]

_EVERY = 1.0
_SHARE = 10
"""Looking takes a tenth of the time at most, however many files there are."""


def watch(
    library: Library, paths: Sequence[Path], *, prune: bool, told: Told, done: Done = lambda outcomes: None,
    failed: Iterable[str] = (),
    every: float = _EVERY, stopped: Callable[[], bool] = lambda: False,
) -> None:  # fmt: skip
    """Refresh what changes at these paths until `stopped`; a file counts once it is the same at two looks.

    `told` is called with each outcome, `done` with all of one look. Why a file gives no text is told again only when
    the file has changed; `failed` was told before.
    """
    known: dict[str, State] | None = None
    failures = _Failures(failed)
    before = _seen(paths)
    while not stopped():
        began = time.monotonic()
        now = _seen(paths)
        pause = max(every, _SHARE * (time.monotonic() - began))
        if now == before and now != known:
            known = now if _refreshed(library, paths, failures, prune=prune, told=told, done=done) else None
        before = now
        time.sleep(pause)


class _Failures:
    """What was told of files that give no text, each with the state of the file then (None: not known)."""

    def __init__(self, told: Iterable[str]) -> None:
        self._told: dict[str, State | None] = dict.fromkeys(told)
        self._now = dict[str, State | None]()

    def is_new(self, outcome: Outcome) -> bool:
        """Note a failure, and tell whether it was not told of this file as it is."""
        state = _state(outcome.source)
        known = outcome.error in self._told and self._told[outcome.error] in (None, state)
        self._told[outcome.error] = self._now[outcome.error] = state
        return not known

    def looked(self) -> None:
        """Forget what was not among the failures of a whole look: it would be news again."""
        self._told, self._now = self._now, {}


def _refreshed(
    library: Library, paths: Sequence[Path], failures: _Failures, *, prune: bool, told: Told, done: Done
) -> bool:
    """Refresh, and say whether that could be done: where not, why is told, and it is tried again."""

    def tell(outcome: Outcome) -> None:
        is_known = not failures.is_new(outcome) if outcome.status == "failed" else outcome.status == "unchanged"
        if not is_known:
            told(outcome)

    try:
        done(indexed(library, paths, prune=prune, following=True, told=tell).outcomes)
        failures.looked()
    except KnowledgeError as error:
        told(Outcome("", "", "failed", str(error)))
        return False
    return True


def _seen(paths: Sequence[Path]) -> dict[str, State]:
    """Return the state of every file at these paths that can be read."""
    names = (str(file) for path in paths for file in find_files(path).readable)
    return {name: state for name in names if (state := _state(name))}


def _state(name: str) -> State | None:
    """Return size and time of a file, None where it is not there, or gone since it was found."""
    try:
        status = os.stat(name)
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
