"""What a tag may be, and which documents have it."""

from collections.abc import Iterable, Mapping, Sequence

from knowledge.errors import BadTag, UnknownTag
from knowledge.queries import Query

LONGEST = 64


def cleaned(tags: Iterable[str]) -> list[str]:
    """Return tags in order, each once and with single spaces. Raises BadTag."""
    chosen = sorted({" ".join(tag.split()) for tag in tags})
    for tag in chosen:
        if not 0 < len(tag) <= LONGEST or "," in tag or not tag.isprintable():
            raise BadTag(f"{tag!r} is no tag: a tag has 1 to {LONGEST} characters and no comma")
    return chosen


def tagged(known: Mapping[str, Sequence[str]], tags: Iterable[str]) -> frozenset[str]:
    """Return the ids of the documents that have one of these tags, of all by their tags. Raises UnknownTag."""
    having = set[str]()
    for tag in tags:
        if tag not in known:
            raise UnknownTag(tag, list(known))
        having.update(known[tag])
    return frozenset(having)


def narrowed(
    known: Mapping[str, Sequence[str]], query: Query, among: frozenset[str] | None
) -> tuple[frozenset[str] | None, frozenset[str]]:
    """Return those of some documents (None: all) that have all tags of a query, and those that it leaves out by tags.

    Raises UnknownTag.
    """
    having = [_alike(known, tag) for tag in query.chosen.tags]
    sets = having if among is None else [among, *having]
    outside = frozenset[str]().union(*(_alike(known, tag) for tag in query.left_out.tags))
    return frozenset.intersection(*sets) if sets else None, outside


def _alike(known: Mapping[str, Sequence[str]], tag: str) -> frozenset[str]:
    """Return the ids of the documents that have a tag, in whatever case it is written."""
    folded = " ".join(tag.split()).casefold()
    return tagged(known, [each for each in known if each.casefold() == folded] or [tag])
