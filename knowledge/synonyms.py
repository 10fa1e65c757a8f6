"""Words of one meaning, from the shipped list: what a question says and what a document says in other words.

`python -m knowledge.synonyms` writes the terms of `synonyms.txt` to `synonym_terms.txt`, to be run when the list or the
analyzer has changed: stemming 3,600 words took a process that answers one question 50 ms.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from knowledge.terms import terms
from knowledge.wordnet import synsets

GROUPS = 3
"""Groups of the shipped list, of the words of one meaning, that count for a word by itself."""
Alternatives = Mapping[str, tuple[frozenset[str], ...]]
Meanings = tuple[tuple[str, ...], tuple[str, ...]]


def _lines(name: str) -> list[str]:
    lines = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@lru_cache(maxsize=1)
def _groups() -> tuple[tuple[frozenset[str], ...], ...]:
    groups = (line.split("|") for line in _lines("synonym_terms.txt"))
    return tuple(tuple(frozenset(member.split()) for member in group) for group in groups)


def as_terms() -> str:
    """Return the list as terms: a line a group, each member once, as its terms in order."""
    groups = ([" ".join(sorted(set(terms(each)))) for each in line.split("|")] for line in _lines("synonyms.txt"))
    return "".join("|".join(dict.fromkeys(filter(None, group))) + "\n" for group in groups)


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


def meanings(word: str) -> Meanings:
    """Return names of what a word may mean, its own term first, and names of what it is a kind of.

    Two words may stand for each other where they share a meaning, or where one means what the other is a kind of.
    """
    return _looked_up(word) if word[:1].isdigit() else _remembered(word)  # there is no end of numbers


@lru_cache(maxsize=65_536)
def _remembered(word: str) -> Meanings:
    return _looked_up(word)


def _looked_up(word: str) -> Meanings:
    found = terms(word)
    if len(found) != 1:
        return (), ()
    own, above = synsets(found[0])
    return (found[0], *_groups_of_words().get(found[0], ())[:GROUPS], *own), above


@lru_cache(maxsize=1)
def _groups_of_words() -> Mapping[str, tuple[str, ...]]:
    """Return for each term the groups that it is a member of by itself, smaller groups first."""
    found: dict[str, list[int]] = {}
    for number, group in enumerate(_groups()):
        for member in group:
            if len(member) == 1:
                found.setdefault(min(member), []).append(number)
    return {
        term: tuple(f"#{n}" for n in sorted(numbers, key=lambda n: (len(_groups()[n]), n)))
        for term, numbers in found.items()
    }


@lru_cache(maxsize=1)
def words_of_one_meaning() -> Mapping[str, tuple[str, ...]]:
    """Return for each term the single words, in their base forms, that the list gives for it, in order."""
    found: dict[str, dict[str, None]] = {}
    for line in _lines("synonyms.txt"):
        words = [each.strip() for each in line.split("|") if len(each.split()) == 1]
        for word in words:
            for term in terms(word):
                found.setdefault(term, {}).update(dict.fromkeys(each for each in words if each != word))
    return {term: tuple(words) for term, words in found.items()}


if __name__ == "__main__":
    Path(__file__).with_name("synonym_terms.txt").write_text(as_terms(), encoding="utf-8", newline="\n")
