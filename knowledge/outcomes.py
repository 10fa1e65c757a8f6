"""What becomes of a document that is added, decided from what is known of it. Nothing here asks a library."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.rows import Entry, KnownFile

Status = Literal["added", "replaced", "unchanged", "duplicate", "failed", "removed", "moved"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: `error` says why it failed.

    `same_as` says which source a duplicate has the content of, or which source a document had before it moved;
    `before` is the id that it had then.
    """

    document_id: str
    source: str
    status: Status
    error: str = ""
    same_as: str = ""
    before: str = ""


def outcome_of(entry: Entry, known: KnownFile | None, same: dict[str, KnownFile]) -> Outcome:
    """Return what becomes of a document, with what is known of it and of other documents from the same file."""
    document = entry.document
    twin = same.get(entry.original.file_hash) if entry.original else None
    if twin and entry.original and twin.file != entry.original.name:
        return Outcome(twin.document_id, document.source, "duplicate", same_as=twin.source)
    if known is None or known.status != "ready":
        return Outcome(document.document_id, document.source, "added")
    same_content = known.content_hash == document.content_hash
    return Outcome(document.document_id, document.source, "unchanged" if same_content else "replaced")


def must_be_kept(outcome: Outcome, entry: Entry, known: KnownFile | None) -> bool:
    """Tell whether a document is kept anew: by other rules it may have other headings or pages in the same text."""
    if outcome.status != "unchanged":
        return True
    return bool(known and entry.original and entry.original.conversion != known.conversion)


def not_among(given: Sequence[Entry], known: Sequence[KnownFile]) -> list[str]:
    """Return the ids of the documents that were read from these files before, and are not among what is read now."""
    names = {entry.original.name for entry in given if entry.original}
    ids = {entry.document.document_id for entry in given}
    return [file.document_id for file in known if file.file in names and file.document_id not in ids]
