"""Documents that are given become documents that are kept: each new, in the place of another, or left as it is."""

from collections.abc import Iterable, Sequence

from knowledge.identities import distinct, identity
from knowledge.moving import Moves, Vanished, nothing_vanished
from knowledge.outcomes import Outcome, must_be_kept, not_among, outcome_of
from knowledge.passages import passages
from knowledge.rows import Entry, KnownFile, Original
from knowledge.store import Store

LARGE = 2_000
"""Passages of a document from which on it takes more than a moment to be indexed."""
_AT_ONCE = 250
"""Documents that the store is asked about in one statement."""


def keep(store: Store, given: Sequence[Entry], *, vanished: Vanished = nothing_vanished) -> list[Outcome]:
    """Keep documents in one transaction, as Library.keep says, and return what became of each."""
    with store.database.writing():
        given = distinct(store, given)
        bundled = store.get("bundled") or ""
        known = known_of(store, given, without=bundled)
        by_id = {file.document_id: file for file in known}
        moves = Moves(given, known, vanished)
        there = [file for file in known if file.status == "ready" and file not in moves]
        same = {file.file_hash: file for file in there if file.file_hash}
        outcomes, changed, taken, copies = [], dict[str, Entry](), list[Entry](), list[KnownFile]()
        for entry in given:
            before = by_id.get(entry.document.document_id)
            outcome = moves.followed(entry, outcome_of(entry, before, same))
            outcomes.append(outcome)
            if before and before.file_hash and same.get(before.file_hash) is before:
                del same[before.file_hash]
            if outcome.status == "duplicate":
                copies += [before] if before else []
                continue
            taken.append(entry)
            if must_be_kept(outcome, entry, before):
                changed[outcome.document_id] = entry
            elif entry.original:
                store.seen(outcome.document_id, entry.original)
            by_id[outcome.document_id] = KnownFile.of(entry)
            if entry.original:
                same[entry.original.file_hash] = by_id[outcome.document_id]
        gone = [*not_among(given, known), *moves.left(taken)]
        if changed or gone:
            ready = (entry.split(passages) for entry in changed.values())
            replaced = [bundled] if changed and bundled else []
            tags = moves.tags(taken, store.tags)
            store.replace(ready, removed=[*replaced, *gone], state={"bundled": ""} if replaced else None)
            for document_id, chosen in tags.items():
                store.tag(document_id, chosen)
        if copies:
            _take_out(store, copies)
    return outcomes


def fail(store: Store, document_id: str, source: str, error: str, original: Original | None) -> Outcome:
    """Keep why a file gave no text, as Library.fail says, and return that."""
    with store.database.writing():
        document_id = identity(store, document_id, source)
        store.fail(document_id, source, error, original)
    return Outcome(document_id, source, "failed", error)


def _take_out(store: Store, copies: Sequence[KnownFile]) -> None:
    """Take out what files said before they became copies of others; that can be undone as any removal."""
    store.mark([each.document_id for each in copies if each.status == "ready"], status="removed", before="ready")
    store.purge([each.document_id for each in copies if each.status == "failed"])


def known_of(store: Store, given: Sequence[Entry], *, without: str = "") -> list[KnownFile]:
    """Return what is known of these documents, and of others from the same files or from files of these names.

    Of one document nothing, that `without` names.
    """
    files = dict[str, KnownFile]()
    for some in (given[at : at + _AT_ONCE] for at in range(0, len(given), _AT_ONCE)):
        originals = [each.original for each in some if each.original]
        found = store.files(
            ids=[each.document.document_id for each in some],
            hashes=[each.file_hash for each in originals],
            names=[each.name for each in originals],
        )
        files |= {file.document_id: file for file in found if file.document_id != without}
    return list(files.values())


def large(store: Store, entries: Iterable[Entry]) -> list[Entry]:
    """Return those of these documents, each once, that are large and will be kept anew."""
    some = [entry for entry in entries if len(entry.passages or ()) >= LARGE]
    known = {each.content_hash for each in known_of(store, some) if each.status == "ready"}
    new = {entry.document.document_id: entry for entry in some if entry.document.content_hash not in known}
    return list(new.values())
