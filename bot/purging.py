"""What was removed and cannot be undone any more is deleted for good: from the library, and from what was answered.

So are conversations that are kept no longer.
"""

import logging
import math
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

from bot.errors import BotError
from bot.history import History
from knowledge import KnowledgeError, Library

_log = logging.getLogger("quoth")
_EVERY = 5.0
"""Seconds between two looks at what was removed."""
_OLD_EVERY = 3600.0
"""Seconds between two looks at conversations that are kept no longer."""


def purge(library: Library, history: History) -> list[str]:
    """Delete what was removed too long ago to be undone, and return the ids."""
    due = library.due()
    if due:
        delete(library, history, due)
    return due


def delete(library: Library, history: History, document_ids: Sequence[str]) -> None:
    """Delete those of these documents that are removed, and what was answered from them.

    The quotes and the index go first: what is deleted is due no more, so a process that dies in between leaves nothing
    behind.
    """
    history.forget(document_ids)
    library.prepare()
    library.purge(document_ids)


class Purger:
    """Purges for as long as a server runs, whether anybody asks it or not."""

    def __init__(
        self, library: Library, history: History, *, keep_days: int | None = None, every: float = _EVERY
    ) -> None:
        """Look at once when started, then `every` so many seconds.

        Conversations in which nothing was asked for `keep_days` are deleted, None: none are; what failed is tried again
        with the next look.
        """
        self._library, self._history, self._every = library, history, every
        self._keep = None if keep_days is None else timedelta(days=keep_days)
        self._next = -math.inf
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="purger", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, once what is being purged is."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                purge(self._library, self._history)
            except (BotError, KnowledgeError) as error:
                _log.warning("what was removed is not purged yet: %s", error)
            try:
                self._forget_old()
            except BotError as error:
                _log.warning("conversations that are kept no longer are not deleted yet: %s", error)
            if self._stopped.wait(self._every):
                return

    def _forget_old(self) -> None:
        """Delete the conversations that are kept no longer, where it is time to. Raises HistoryUnavailable."""
        if self._keep is not None and time.monotonic() >= self._next:
            self._history.delete_older(datetime.now(UTC) - self._keep)
            self._next = time.monotonic() + _OLD_EVERY
