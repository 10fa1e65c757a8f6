"""Documents whose file is there no more and comes under another name: they are followed, not kept twice.

Nothing here looks at files: whoever gives documents says which files have vanished.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from knowledge.outcomes import Outcome
from knowledge.rows import Entry, KnownFile

Vanished = Callable[[str], bool]
"""Tells by the name of a file that it is there no more; what is not known to be gone is not."""


def nothing_vanished(_: str) -> bool:
    """Say of every file that it may be there: whoever cannot look does so."""
    return False


class Moves:
    """Documents whose file has vanished and is given under another name."""

    def __init__(self, given: Sequence[Entry], known: Iterable[KnownFile], vanished: Vanished) -> None:
        """Find those of the known documents that answer from such files."""
        originals = [entry.original for entry in given if entry.original]
        hashes, names = {each.file_hash for each in originals}, {each.name for each in originals}
        same = [each for each in known if each.file_hash in hashes and each.file not in names]
        gone = {file: vanished(file) for file in {each.file for each in same}}
        self._documents = {each.document_id: each for each in same if each.status == "ready" and gone[each.file]}
        self._by_place = {_place(each.source, each.file, each.file_hash): each for each in self._documents.values()}

    def __contains__(self, file: KnownFile) -> bool:
        return file.document_id in self._documents

    def followed(self, entry: Entry, outcome: Outcome) -> Outcome:
        """Return the outcome of a document; of one that is new but for its name that it moved, and from where."""
        before = self._before(entry) if outcome.status == "added" else None
        if before is None:
            return outcome
        return replace(outcome, status="moved", same_as=before.source, before=before.document_id)

    def left(self, entries: Iterable[Entry]) -> list[str]:
        """Return the ids of all documents that were read from the files of these under the names that they had."""
        hashes = {entry.original.file_hash for entry in entries if entry.original}
        return [each.document_id for each in self._documents.values() if each.file_hash in hashes]

    def tags(self, entries: Iterable[Entry], known: Callable[[], Mapping[str, Sequence[str]]]) -> dict[str, list[str]]:
        """Return the tags of those of these documents that moved, by id; `known` gives the ids that have each tag."""
        ids = {entry.document.document_id: before.document_id for entry in entries if (before := self._before(entry))}
        tags = known() if ids else {}
        return {now: [tag for tag, having in tags.items() if {now, before} & {*having}] for now, before in ids.items()}

    def _before(self, entry: Entry) -> KnownFile | None:
        """Return the document that this one was; None where it did not move."""
        if entry.original is None:
            return None
        return self._by_place.get(_place(entry.document.source, entry.original.name, entry.original.file_hash))


def _place(source: str, file: str, file_hash: str | None) -> tuple[str | None, str]:
    """Return what stays of a document that moves: its file's bytes, and its place in that where it is an archive."""
    return file_hash, source.removeprefix(file)
