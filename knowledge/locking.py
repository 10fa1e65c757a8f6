"""One writer at a time: a lock on a file that says who holds it, and that goes with its process, however that ends."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.errors import LibraryBusy

_WAIT_BETWEEN = 0.01
_CONTENT_AT = 1
"""The first byte is what is locked (Windows lets nobody read a locked byte); the words stand behind it."""


@contextmanager
def only_writer(path: Path, *, wait: float) -> Iterator[None]:
    """Hold the lock while the body runs, waiting `wait` seconds for another holder.

    Raises LibraryBusy, which names the holder. In a folder that cannot be written nothing is locked: what follows
    says so better.
    """
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield
        return
    try:
        deadline = time.monotonic() + wait
        while not _locked(file):
            if time.monotonic() >= deadline:
                raise LibraryBusy(
                    f"the library is being written by {_holder(file)}; wait until that ends, or end it, and try again"
                )
            time.sleep(_WAIT_BETWEEN)
        _sign(file)
        yield
    finally:
        os.close(file)  # and with it the lock


def _sign(file: int) -> None:
    """Write who holds the lock; where there is no room for that, the lock holds all the same."""
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]).strip() or "python"
    words = f" process {os.getpid()} ({command}) since {time.strftime('%H:%M:%S')}"
    try:
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, words.encode("utf-8", "backslashreplace"))
    except OSError:
        return


def _holder(file: int) -> str:
    os.lseek(file, _CONTENT_AT, os.SEEK_SET)
    return os.read(file, 200).decode("utf-8", "replace") or "another process"


if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _locked(file: int) -> bool:
        os.lseek(file, 0, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
