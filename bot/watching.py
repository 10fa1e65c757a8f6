"""Files followed as they change, on every platform and file system alike: looked at every second or so."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.indexing import Told, indexed
from knowledge import KnowledgeError, Library, Outcome, find_files

_EVERY = 1.0
_SHARE = 10
"""Looking takes a tenth of the time at most, however many files there are."""


def watch(
    library: Library, paths: Sequence[Path], *, prune: bool, told: Told, every: float = _EVERY,
    stopped: Callable[[], bool] = lambda: False,
) -> None:  # fmt: skip
    """Refresh what changes at these paths until `stopped`; a file counts once it is the same at two looks."""
    done: dict[str, tuple[int, int]] | None = None
    before = _seen(paths)
    while not stopped():
        began = time.monotonic()
        now = _seen(paths)
        pause = max(every, _SHARE * (time.monotonic() - began))
        if now == before and now != done:
            done = now if _refreshed(library, paths, prune=prune, told=told) else None
        before = now
        time.sleep(pause)


def _refreshed(library: Library, paths: Sequence[Path], *, prune: bool, told: Told) -> bool:
    """Refresh, and say whether that could be done: where not, why is told, and it is tried again."""
    try:
        indexed(library, paths, prune=prune, told=lambda each: each.status != "unchanged" and told(each))
    except KnowledgeError as error:
        told(Outcome("", "", "failed", str(error)))
        return False
    return True


def _seen(paths: Sequence[Path]) -> dict[str, tuple[int, int]]:
    """Return size and time of every file at these paths that can be read."""
    found = {}
    for file in (each for path in paths for each in find_files(path)[0]):
        try:
            status = file.stat()
        except OSError:
            continue  # gone since it was found
        found[str(file)] = status.st_size, status.st_mtime_ns
    return found
