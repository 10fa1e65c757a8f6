"""Documents taken out: for some seconds that can be undone, then nothing of them is kept."""

from collections.abc import Callable, Sequence

from knowledge.errors import NothingToUndo, UnknownDocument
from knowledge.store import Store

UNDO_SECONDS = 30
"""How long a removal can be undone; then the document is purged."""


class Removals:
    """What is removed from a store and can still come back, by a clock that tells the time in seconds."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock

    def remove(self, document_id: str, *, for_good: bool) -> None:
        """Take a document out, with `for_good` so that nothing is kept. Raises UnknownDocument."""
        with self._store.database.writing():
            if self._store.mark([document_id], status="removed", before="ready"):
                if for_good:
                    self.purge([document_id])
            elif self._store.files(ids=[document_id]):
                self._store.purge([document_id])  # it never gave text
            else:
                raise UnknownDocument(document_id)

    def undo(self, document_id: str) -> None:
        """Bring a removed document back as it was. Raises NothingToUndo."""
        since = self._until() + 1
        if not self._store.mark([document_id], status="ready", before="removed", since=since):
            raise NothingToUndo(document_id, UNDO_SECONDS)

    def undoable(self, document_id: str) -> str | None:
        """Return the title of a document whose removal can still be undone, None of any other."""
        removed = self._store.summaries(status="removed", only=[document_id])
        return removed[0].title if removed and document_id not in self.due() else None

    def due(self) -> list[str]:
        """Return the ids of the documents whose removal cannot be undone any more."""
        return self._store.removed(until=self._until())

    def purge(self, document_ids: Sequence[str]) -> None:
        """Delete those of these documents that are removed, so that nothing of them is kept."""
        if document_ids:
            with self._store.database.writing():
                removed = set(self._removed())
                self._store.purge([each for each in document_ids if each in removed])

    def _removed(self) -> list[str]:
        return self._store.removed(until=int(self._clock() * 1000))

    def _until(self) -> int:
        return int((self._clock() - UNDO_SECONDS) * 1000)
