"""A text in the words that a library has: "New Zealand" for "Wellington", where the documents only name the country.

The names that stand for each other are the shipped list `names.txt`: countries and their peoples, capitals and regions,
what people write short; and the user's own synonyms.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from knowledge.synonyms import ONE_WAY, listed
from knowledge.terms import Token, tokens
from knowledge.thesaurus import Thesaurus

_LONGEST = 5
"""Words of a name."""
Names = tuple[str, ...]


class Known(Protocol):
    """The words of a library: an Index."""

    @property
    def thesaurus(self) -> Thesaurus:
        """The user's own synonyms."""

    def knows(self, term: str) -> bool:
        """Tell whether a passage has a term."""

    def misspellings(self, word: str) -> Sequence[str]:
        """Return the words of the library that are most likely a known English word with a letter wrong."""


def renamed(text: str, library: Known) -> str:
    """Return a text with each name that the library does not have in another that it has, as it spells it.

    What is written short is a name only in capitals ("US"); a name stays that may stand for several which are there.
    Any other word stays, unless the library has it with a letter wrong.
    """
    found, at = list(tokens(text)), 0
    parts, end = list[str](), 0
    while at < len(found):
        size, name = next(_names_at(text, found, at, library), (1, _spelled(found[at], text, library)))
        if name:
            parts += [text[end : found[at].start], name]
            end = found[at + size - 1].end
        at += size
    return "".join([*parts, text[end:]])


def _spelled(word: Token, text: str, library: Known) -> str | None:
    """Return a word as the library misspells it, which does not have it, or None."""
    if word.term is None or library.knows(word.term):
        return None
    near = library.misspellings(word.word)
    return (near[0].capitalize() if text[word.start].isupper() else near[0]) if near else None


def _names_at(text: str, found: Sequence[Token], at: int, library: Known) -> Iterator[tuple[int, str]]:
    """Yield how many tokens from one on are a name that is not known, longest first, and what it is called instead."""
    for size in range(min(_LONGEST, len(found) - at), 0, -1):
        words = found[at : at + size]
        if all(word.term is None or library.knows(word.term) for word in words):
            continue
        written, key = text[words[0].start : words[-1].end], _key(words)
        groups = (*_of(library.thesaurus.groups).get(key, ()), *_shipped().get(key, ()))
        names = {_instead(group, key, written, library) for group in groups} - {None}
        yield from ((size, name) for name in names if name and len(names) == 1)


def _instead(group: Names, key: str, written: str, library: Known) -> str | None:
    """Return the first other name of a group that the library has, as it spells it, or None."""
    own = [each for each in group if _key(list(tokens(each))) == key]
    if all(each.isupper() for each in own) and not written.isupper():
        return None
    return next(filter(None, (_had(each, library) for each in group if each not in own)), None)


def _had(name: str, library: Known) -> str | None:
    """Return a name as the library spells it, or None where it has not all of its words."""
    parts, end = list[str](), 0
    for word in tokens(name):
        if word.term is not None and not library.knows(word.term):
            spelled = _spelled(word, name, library)
            if spelled is None:
                return None
            parts += [name[end : word.start], spelled]
            end = word.end
    return "".join([*parts, name[end:]])


def _key(words: Sequence[Token]) -> str:
    return " ".join(word.term or word.word for word in words)


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, tuple[Names, ...]]:
    lines = listed("names.txt")
    found = dict(_of(tuple(tuple(line.split(" | ")) for line in lines if ONE_WAY not in line)))
    for name, other in (line.split(ONE_WAY) for line in lines if ONE_WAY in line):
        key = _key(list(tokens(name)))
        found[key] = (*found.get(key, ()), (name, other))
    return found


@lru_cache(maxsize=8)
def _of(groups: tuple[Names, ...]) -> Mapping[str, tuple[Names, ...]]:
    """Return for each name of some groups, as its terms in order, those that it is in."""
    found: dict[str, list[Names]] = {}
    for group in groups:
        for key in dict.fromkeys(_key(list(tokens(each))) for each in group):
            found.setdefault(key, []).append(group)
    return {key: tuple(within) for key, within in found.items()}
