"""A text's acronyms and their long forms as a library uses them: spelled out, or short."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from knowledge.acronyms import Acronym
from knowledge.aliases import Aliases, Explained
from knowledge.english import is_common_word
from knowledge.terms import Token, fold, terms, tokens

_READ = 60
"""Words of a text in which acronyms and long forms are looked for."""
_ENDING = re.compile(r"['’]s?$")
_Place = tuple[int, int, str]


class Explaining(Protocol):
    """What a library explains: an Index."""

    @property
    def acronyms(self) -> Explained:
        """The acronyms that the documents explain, folded."""

    @property
    def aliases(self) -> Aliases:
        """The same as terms, with those of their long forms."""

    def count(self, word: str) -> int:
        """Return how often a folded word stands in the library."""


def as_used(text: str, library: Explaining) -> str:
    """Return a text with an acronym spelled out that the library only explains, and a long form short that it has so.

    An acronym that is explained in several ways stays, and so do both where they stand beside each other.
    """
    words = list(tokens(text))[:_READ]
    parts, end = list[str](), 0
    for start, stop, instead in sorted((*_spelled_out(text, words, library), *_shortened(words, library))):
        if start >= end and instead.casefold() not in text.casefold():
            parts += [text[end:start], instead]
            end = stop
    return "".join([*parts, text[end:]])


def _spelled_out(text: str, words: Sequence[Token], library: Explaining) -> Iterator[_Place]:
    """Yield where acronyms stand that the library only explains, with their long forms."""
    for word in words:
        written = _ENDING.sub("", text[word.start : word.end])
        is_word = not written.isupper() and is_common_word(word.word)  # "who", "Who"
        acronym = None if is_word else _explained(word.word, library)
        if acronym and not _is_used(acronym, library):
            yield word.start, word.start + len(written), acronym.long


def _shortened(words: Sequence[Token], library: Explaining) -> Iterator[_Place]:
    """Yield where long forms stand whose acronyms the library uses by themselves, with these."""
    telling = [word for word in words if word.term]
    said = [word.term for word in telling]
    for short in sorted(library.aliases.beside(frozenset(filter(None, said)))):
        acronym = _explained(short, library)
        if acronym and _is_used(acronym, library):
            long = terms(acronym.long)
            places = (telling[n : n + len(long)] for n in range(len(said)) if said[n : n + len(long)] == long)
            yield from ((place[0].start, place[-1].end, acronym.short) for place in places)


def _explained(word: str, library: Explaining) -> Acronym | None:
    """Return the one explanation of a folded acronym, or None."""
    found = library.acronyms.get(word) or []
    longs = {tuple(terms(each.long)) for _, each in found}
    return found[0][1] if len(longs) == 1 else None


def _is_used(acronym: Acronym, library: Explaining) -> bool:
    """Tell whether an acronym stands elsewhere than where it is explained."""
    short = fold(acronym.short)
    return library.count(short) > len(library.acronyms[short])
