"""What was removed and cannot be undone any more is deleted for good: from the library, and from what was answered."""

import logging
from threading import Event, Thread

from bot.errors import BotError
from bot.history import History
from knowledge import KnowledgeError, Library

_EVERY = 5.0
"""Seconds between two looks at what was removed."""


def purge(library: Library, history: History) -> list[str]:
    """Delete what was removed too long ago to be undone, and return the ids.

    The quotes go first: what is purged is due no more, so a process that dies in between leaves nothing behind.
    """
    due = library.due()
    if due:
        history.forget(due)
        library.purge(due)
    return due


class Purger:
    """Purges for as long as a server runs."""

    def __init__(self, library: Library, history: History, *, every: float = _EVERY) -> None:
        """Look `every` so many seconds, once started."""
        self._library, self._history, self._every = library, history, every
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
        while not self._stopped.wait(self._every):
            try:
                purge(self._library, self._history)
            except (BotError, KnowledgeError) as error:
                logging.getLogger("quoth").warning("what was removed is not purged yet: %s", error)
