"""Ids of documents that their sources would share: the first keeps it, any other has a longer one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge import statements
from knowledge.documents import document_id
from knowledge.rows import Entry
from knowledge.store import Store

_LONGER = 12
"""Bytes of the digest that tells apart what shares an id."""


def distinct(store: Store, given: Sequence[Entry]) -> list[Entry]:
    """Return entries under ids that no document of another source has; only ids made from a source are changed."""
    sources = {each.document.source for each in given if each.document.document_id == document_id(each.document.source)}
    ids = identities(store, sources)
    return [_under(ids.get(each.document.source, each.document.document_id), each) for each in given]


def identities(store: Store, sources: Iterable[str]) -> dict[str, str]:
    """Return the ids of sources: what each is kept under, else its usual one, a longer one where another has that.

    Of several that are new the first in alphabetical order has the usual one, in whatever order they come.
    """
    usual = {source: document_id(source) for source in sorted(sources)}
    longer = {source: document_id(source, digest_size=_LONGER) for source in usual}
    with store.database.reading() as connection:
        kept = statements.sources_of(connection, [*usual.values(), *longer.values()])
    found = dict[str, str]()
    for source, shared in usual.items():
        is_taken = kept.get(longer[source]) == source or kept.setdefault(shared, source) != source
        found[source] = longer[source] if is_taken else shared
    return found


def identity(store: Store, name: str, source: str) -> str:
    """Return the id of one source, that is usually called by this name, in the same way."""
    return identities(store, [source])[source] if name == document_id(source) else name


def _under(name: str, entry: Entry) -> Entry:
    """Return an entry under an id; its passages, which name it, are made anew where that is another one."""
    if name == entry.document.document_id:
        return entry
    return entry._replace(document=replace(entry.document, document_id=name), passages=None)
