"""What a tag may be, and which documents have it."""

from collections.abc import Iterable, Mapping, Sequence

from knowledge.errors import BadTag, UnknownTag

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


def tagged_alike(known: Mapping[str, Sequence[str]], tag: str) -> frozenset[str]:
    """Return the ids of the documents that have a tag, in whatever case it is written. Raises UnknownTag."""
    folded = " ".join(tag.split()).casefold()
    return tagged(known, [each for each in known if each.casefold() == folded] or [tag])
