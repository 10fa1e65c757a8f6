"""Words of one meaning, from the shipped list: what a question says and what a document says in other words."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from knowledge.terms import terms

Alternatives = Mapping[str, tuple[frozenset[str], ...]]


@lru_cache(maxsize=1)
def _groups() -> tuple[tuple[frozenset[str], ...], ...]:
    lines = files(__package__).joinpath("synonyms.txt").read_text(encoding="utf-8").splitlines()
    groups = (line.split("|") for line in lines if line.strip() and not line.startswith("#"))
    return tuple(tuple(dict.fromkeys(filter(None, (frozenset(terms(each)) for each in group)))) for group in groups)


@lru_cache(maxsize=1)
def _members() -> Mapping[str, tuple[tuple[frozenset[str], int], ...]]:
    """Return for each term the members that begin with it in sorted order, with the number of their group."""
    found: dict[str, list[tuple[frozenset[str], int]]] = {}
    for number, group in enumerate(_groups()):
        for member in group:
            found.setdefault(min(member), []).append((member, number))
    return {term: tuple(members) for term, members in found.items()}


def alternatives(words: Iterable[str]) -> Alternatives:
    """Return for each of a question's terms the sets of terms that say the same: any whole set will do.

    A phrase counts where all of its terms are among the question's.
    """
    present = frozenset(words)
    found: dict[str, dict[frozenset[str], None]] = {}
    for first in sorted(present):
        for member, number in _members().get(first, ()):
            if member <= present:
                for term in member:
                    others = (other for other in _groups()[number] if other != member)
                    found.setdefault(term, {}).update(dict.fromkeys(others))
    return {term: tuple(others) for term, others in found.items()}
