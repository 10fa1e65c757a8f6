"""Groups of names that stand for each other, and by which of them each is found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.terms import fold

_SHORTEST = 4
"""Letters of a word from which on a last "s" makes it a plural."""


@dataclass(frozen=True, slots=True)
class Group:
    """Names of the same: each may stand for the others, or, one-way, the first alone for the second.

    `is_government` says that the first is where the second is governed from; `is_own` that the user wrote the group,
    who need not care for capitals.
    """

    names: tuple[str, ...]
    is_one_way: bool = False
    is_government: bool = False
    is_own: bool = False


def key(name: str) -> str:
    """Return what a name is known by: its words folded, the last without the plural's "s"."""
    folded = " ".join(map(fold, name.split()))
    return folded[:-1] if len(folded) >= _SHORTEST and folded.endswith("s") else folded


def by_name(groups: Iterable[Group]) -> Mapping[str, tuple[Group, ...]]:
    """Return for each name that may stand for others, by its key, the groups that it is in."""
    found: dict[str, list[Group]] = {}
    for group in groups:
        for each in dict.fromkeys(map(key, group.names[:1] if group.is_one_way else group.names)):
            found.setdefault(each, []).append(group)
    return {each: tuple(within) for each, within in found.items()}
