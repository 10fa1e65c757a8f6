"""Words of one meaning, from the shipped lists: what a question says and what a document says in other words.

`python -m knowledge.synonyms` writes the terms of `names.txt` and `synonyms.txt` to `synonym_terms.txt`, to be run when
a list or the analyzer has changed: a process that answers one question looks up few of 14,000 groups, and stems none.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from pathlib import Path

from knowledge.terms import term as term_of
from knowledge.terms import terms
from knowledge.wordnet import synsets

GROUPS = 3
"""Groups of the shipped list, of the words of one meaning, that name what a word by itself means."""
LIES_IN, GOVERNS = " > ", " = government of "
"""What stands between a region and what lies in it, and between a capital and what is governed from there."""
Meanings = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What says the same as a term: any of these terms by itself, or all terms of one of the phrases."""

    words: frozenset[str]
    phrases: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, sets: Iterable[frozenset[str]]) -> "Otherwise":
        """Return that any of these sets of terms says the same."""
        distinct = dict.fromkeys(sets)
        words = frozenset(chain.from_iterable(each for each in distinct if len(each) == 1))
        return cls(words, tuple(each for each in distinct if len(each) > 1))

    def __iter__(self) -> Iterator[frozenset[str]]:
        """Yield each set of terms that says the same."""
        yield from (frozenset((word,)) for word in sorted(self.words))
        yield from self.phrases

    def stands_in(self, present: Set[str]) -> bool:
        """Tell whether it is said among these terms."""
        return not self.words.isdisjoint(present) or any(phrase <= present for phrase in self.phrases)


Alternatives = Mapping[str, Otherwise]


def listed(name: str) -> list[str]:
    """Return the groups of a shipped list, a line each: members parted by " | ", or two by LIES_IN or GOVERNS."""
    lines = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _lines() -> list[str]:
    return [line.replace(GOVERNS, " | ") for name in ("names.txt", "synonyms.txt") for line in listed(name)]


@lru_cache(maxsize=1)
def _table() -> tuple[list[bytes], list[bytes]]:
    """Return the lines of the groups, and those that say in which groups a member begins with a term, in order."""
    lines = files(__package__).joinpath("synonym_terms.txt").read_bytes().splitlines()
    groups = lines.index(b"")
    return lines[:groups], lines[groups + 1 :]


@lru_cache(maxsize=4096)
def _group(number: int) -> tuple[frozenset[str], ...]:
    """Return the members of a group, each as its terms."""
    return tuple(frozenset(member.split()) for member in _table()[0][number].decode().replace(">", "|").split("|"))


def _numbers(term: str) -> tuple[list[bytes], list[bytes]]:
    """Return the numbers of the groups in which a member begins with a term, in order, and of those that name it."""
    _, lines = _table()
    sought = f"{term} ".encode()
    at = bisect_left(lines, sought)
    found = lines[at] if at < len(lines) and lines[at].startswith(sought) else b""
    begins, _, alone = found[len(sought) :].partition(b"/")
    return begins.split(), alone.split()


def as_terms() -> str:
    """Return the lists as terms: a line a group, each member once, as its terms in order; then a line a first term.

    What parts the members is "|", or ">" between a region and what lies in it: that is found for it, but means
    something else. Behind a first term stand the groups in which it begins a member, and after "/" those that name it:
    GROUPS of those of which it is a member by itself, smaller ones first.
    """
    parted = [(line, LIES_IN.strip() if LIES_IN in line else "|") for line in _lines()]
    groups = [
        list(dict.fromkeys(filter(None, (" ".join(sorted(set(terms(each)))) for each in line.split(mark)))))
        for line, mark in parted
    ]
    begins: dict[str, dict[int, None]] = {}
    alone: dict[str, list[int]] = {}
    for number, (group, (_, mark)) in enumerate(zip(groups, parted, strict=True)):
        for member in group:
            begins.setdefault(member.split()[0], {})[number] = None
            if mark == "|":
                alone.setdefault(member, []).append(number)
    lines = [mark.join(group) for group, (_, mark) in zip(groups, parted, strict=True)]
    lines.append("")
    for term in sorted(begins, key=lambda term: f"{term} ".encode()):
        named = sorted(alone.get(term, ()), key=lambda number: (len(groups[number]), number))[:GROUPS]
        lines.append(" ".join([term, *map(str, begins[term]), *(["/", *map(str, named)] if named else [])]))
    return "\n".join(lines) + "\n"


def alternatives(words: Iterable[str]) -> Alternatives:
    """Return for each of a question's terms what says the same.

    A phrase counts where all of its terms are among the question's.
    """
    return _alternatives(frozenset(words))


@lru_cache(maxsize=64)  # a question is searched for, and then read for
def _alternatives(present: frozenset[str]) -> Alternatives:
    found: dict[str, list[frozenset[str]]] = {}
    for first in sorted(present):
        for number in _numbers(first)[0]:
            group = _group(int(number))
            for member in group:
                if member <= present and min(member) == first:
                    for term in member:
                        found.setdefault(term, []).extend(other for other in group if other != member)
    return {term: Otherwise.of(others) for term, others in found.items()}


def meanings(word: str) -> Meanings:
    """Return names of what a word may mean, its own term first, and names of what it is a kind of.

    Two words may stand for each other where they share a meaning, or where one means what the other is a kind of.
    """
    return _of_number(word) if word[:1].isdigit() else _of_word(word)


def _looked_up(word: str) -> Meanings:
    found = [term_of(word)] if word.isascii() and word.isalpha() else terms(word)
    if len(found) != 1 or found[0] is None:
        return (), ()
    own, above = synsets(found[0])
    return (found[0], *(f"#{number.decode()}" for number in _numbers(found[0])[1]), *own), above


_of_word = lru_cache(maxsize=65_536)(_looked_up)
_of_number = lru_cache(maxsize=4096)(_looked_up)
"""There is no end of numbers: remembered among the words, they would drive these out."""


@lru_cache(maxsize=1)
def words_of_one_meaning() -> Mapping[str, tuple[str, ...]]:
    """Return for each term the single words, in their base forms, that the list gives for it, in order."""
    found: dict[str, dict[str, None]] = {}
    for line in _lines():
        words = [each.strip() for each in line.split("|") if len(each.split()) == 1]
        for word in words:
            for term in terms(word):
                found.setdefault(term, {}).update(dict.fromkeys(each for each in words if each != word))
    return {term: tuple(words) for term, words in found.items()}


if __name__ == "__main__":
    Path(__file__).with_name("synonym_terms.txt").write_text(as_terms(), encoding="utf-8", newline="\n")
