"""Whether anybody has changed a file of SQLite since: asked of every question, and told without a transaction."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from threading import Lock


class Changes:
    """The changes of a file of SQLite, or of nothing; safe to use from several threads."""

    def __init__(self, file: Path | None, *, wait: float) -> None:
        """Watch a file through a connection that changes nothing; it waits `wait` seconds for who writes."""
        self._file, self._wait = file, wait
        self._connection: sqlite3.Connection | None = None
        self._lock = Lock()

    def number(self) -> int | None:
        """Return a number that is another one after a transaction of any connection; None where that is not known.

        It is good within this process and until `close`.
        """
        if self._file is None:
            return None
        with self._lock, suppress(sqlite3.Error):
            if self._connection is None:
                there = f"{self._file.absolute().as_uri()}?mode=rw"  # which makes no file where there is none
                self._connection = sqlite3.connect(there, uri=True, timeout=self._wait, check_same_thread=False)
            (number,) = self._connection.execute("PRAGMA data_version").fetchone()
            return int(number)
        return None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection, self._file = None, None
