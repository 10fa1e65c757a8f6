"""What was removed and cannot be undone any more is deleted for good: from the library, and from what was answered."""

import logging
from collections.abc import Sequence
from threading import Event, Thread

from bot.errors import BotError
from bot.history import History
from knowledge import KnowledgeError, Library

_EVERY = 5.0
"""Seconds between two looks at what was removed."""


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
