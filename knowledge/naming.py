"""A text in the names that a library has: "New Zealand" for "Wellington", where the documents only name the country.

The names that stand for each other are the user's own synonyms and the shipped list `names.txt`: countries and their
peoples, regions, capitals and seats for their governments, what people write short.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from knowledge.english import is_proper
from knowledge.groups import Group, by_name, key
from knowledge.short_forms import Explaining, as_used
from knowledge.synonyms import GOVERNS, LIES_IN, listed
from knowledge.terms import STOP_WORDS, Token, terms, tokens
from knowledge.thesaurus import Thesaurus

_READ = 60
"""Words of a text in which names are looked for."""
_LONGEST = 5
"""Words of a name."""
_ENDING = re.compile(r"(?:['’]s|(?<=s)['’])$")
_IN_THE_PLACE = frozenset("in at near around outside inside within across throughout".split())
_BEING = frozenset("is are was were".split())


class Known(Explaining, Protocol):
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

    A name has a capital, unless the text has none at all. One stays that is part of a longer name, or may stand for
    several that are there; so does a place that is asked about as a place and could stand for its government.
    Acronyms are said as the library uses them (`as_used`).
    """
    text = as_used(text, library)
    found = list(tokens(text))[:_READ]
    if all(word.term is None or library.knows(word.term) for word in found):
        return text
    return "".join(_Renaming(text, found, library).parts())


class _Renaming:
    """One text that is read once, word by word."""

    def __init__(self, text: str, words: Sequence[Token], library: Known) -> None:
        self._text, self._words, self._library = text, words, library
        self._is_small = not any(text[word.start].isupper() for word in words[1:])
        self._spellings: dict[str, str | None] = {}
        self._had: dict[str, str | None] = {}

    def parts(self) -> Iterator[str]:
        """Yield the text piece by piece."""
        at = end = 0
        while at < len(self._words):
            size, name = next(self._names_at(at), (1, None))
            if name:
                yield self._text[end : self._words[at].start] + name
                end = self._words[at + size - 1].end
            at += size
        yield self._text[end:]

    def _names_at(self, at: int) -> Iterator[tuple[int, str]]:
        """Yield how many words from one on are a name that is not known, longest first, and what it is said as."""
        for size in range(min(_LONGEST, len(self._words) - at), 0, -1):
            words = self._words[at : at + size]
            if all(word.term is None or self._library.knows(word.term) for word in words):
                continue
            written = self._text[words[0].start : words[-1].end]
            ending = _ENDING.search(written)
            bare = written[: ending.start()] if ending else written
            name = self._instead(bare, at, size)
            if name:
                yield size, name + (ending.group() if ending else "")

    def _instead(self, name: str, at: int, size: int) -> str | None:
        """Return what a name is called in the library, or None where it is no name, or stays."""
        for groups in (self._library.thesaurus.by_name, _shipped()):
            within = [group for group in groups.get(key(name), ()) if self._may_stand(name, group, at, size)]
            names = {self._other(group, name) for group in within} - {None}
            if names:
                return names.pop() if len(names) == 1 else None
        is_named = size == 1 and (is_proper(name) or (at > 0 and name[:1].isupper())) and not self._is_inside(at, 1)
        return self._spelled(name) if is_named else None

    def _may_stand(self, name: str, group: Group, at: int, size: int) -> bool:
        """Tell whether a name is meant as this group has it, and not as a word, part of a name, or the place itself."""
        if group.is_own:
            return True
        own = next(each for each in group.names if key(each) == key(name))
        if own.isupper() and len(own) > 1:
            return name.rstrip("s").isupper() and not (at and self._words[at - 1].word.isdigit())
        if own[:1].isupper() and not name[:1].isupper() and not (self._is_small and _is_proper(name)):
            return False
        return not self._is_inside(at, size) and not (group.is_government and self._is_asked_as_a_place(at))

    def _is_inside(self, at: int, size: int) -> bool:
        """Tell whether words are within a longer name ("Jack *London*", "*London* Bridge")."""
        before, behind = self._words[at - 1 : at] if at else (), self._words[at + size : at + size + 1]
        return any(self._is_part(word, self._words[at], self._words[at + size - 1]) for word in (*before, *behind))

    def _is_part(self, word: Token, first: Token, last: Token) -> bool:
        gap = self._text[word.end : first.start] if word.end <= first.start else self._text[last.end : word.start]
        is_first = word is self._words[0]
        return gap == " " and self._text[word.start].isupper() and not (is_first or word.word in STOP_WORDS)

    def _is_asked_as_a_place(self, at: int) -> bool:
        """Tell whether a question is about a place itself ("… live *in Wellington*?", "When *was Wellington* …?")."""
        before = [word.word for word in self._words[max(0, at - 2) : at]]
        is_owner = _ENDING.search(self._text[self._words[at].start : self._words[at].end]) is not None
        if is_owner or not before:
            return False
        return before[-1] in _IN_THE_PLACE or (before[-1] in _BEING and len(before) > 1)

    def _other(self, group: Group, name: str) -> str | None:
        """Return a name itself as the library misspells it, or the first other of its group that is there."""
        own = key(name)
        others = group.names[1:] if group.is_one_way else [each for each in group.names if key(each) != own]
        return next(filter(None, (self._as_had(each) for each in (*([name] if " " in name else []), *others))), None)

    def _as_had(self, name: str) -> str | None:
        """Return a name as the library spells it, or None where it has not all of its words."""
        if name not in self._had:
            parts, end = list[str](), 0
            for word in tokens(name):
                if word.term is None or self._library.knows(word.term):
                    continue
                spelled = self._spelled(name[word.start : word.end])
                if spelled is None:
                    break
                parts += [name[end : word.start], spelled]
                end = word.end
            else:
                self._had[name] = "".join([*parts, name[end:]])
        return self._had.setdefault(name, None)

    def _spelled(self, word: str) -> str | None:
        """Return a word as the library misspells it, which does not have it, or None."""
        if word not in self._spellings:
            has = any(map(self._library.knows, terms(word)))
            near = () if has else self._library.misspellings(word)
            near_one = near[0] if near else None
            self._spellings[word] = near_one.capitalize() if near_one and word[:1].isupper() else near_one
        return self._spellings[word]


def _is_proper(name: str) -> bool:
    """Tell whether the words of a name in small letters are nothing else in English."""
    return all(is_proper(word.capitalize()) for word in name.split() if word not in STOP_WORDS)


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, tuple[Group, ...]]:
    """Return the groups of the shipped list by the names in them."""
    return by_name(map(_group, listed("names.txt")))


def _group(line: str) -> Group:
    if GOVERNS in line:
        return Group(tuple(line.split(GOVERNS)), is_one_way=True, is_government=True)
    return Group(tuple(line.split(LIES_IN)), is_one_way=True) if LIES_IN in line else Group(tuple(line.split(" | ")))
