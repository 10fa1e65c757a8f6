"""A text's acronyms and their long forms as a library uses them: spelled out, or short."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from knowledge.acronyms import Acronym
from knowledge.aliases import Aliases, Explained
from knowledge.english import is_proper
from knowledge.terms import STOP_WORDS, Token, fold, terms, tokens

_READ = 60
"""Words of a text in which acronyms and long forms are looked for."""
_ENDING = re.compile(r"['’]s?$")
_JOINED = re.compile(r"[\s-]+")
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

    An acronym that is explained in several ways stays, and so do both where one text has them; a text in capitals alone
    has no acronyms that could be told.
    """
    if text.isupper():
        return text
    words = list(tokens(text))[:_READ]
    parts, end = list[str](), 0
    for start, stop, instead in sorted((*_spelled_out(text, words, library), *_shortened(text, words, library))):
        if start >= end:
            parts += [text[end:start], instead]
            end = stop
    return "".join([*parts, text[end:]])


def _spelled_out(text: str, words: Sequence[Token], library: Explaining) -> Iterator[_Place]:
    """Yield where acronyms stand that the library only explains, with their long forms."""
    for word in words:
        written = _ENDING.sub("", text[word.start : word.end])
        acronym = _explained(fold(written), library) if _is_alone(text, word) else None
        is_typed_so = acronym is not None and (
            written == acronym.short or (written.islower() and not _is_word(written))
        )
        if acronym and is_typed_so and not _is_used(acronym, library) and not _places(text, words, acronym.long):
            yield word.start, word.start + len(written), acronym.long


def _shortened(text: str, words: Sequence[Token], library: Explaining) -> Iterator[_Place]:
    """Yield where long forms stand whose acronyms the library uses by themselves, with these."""
    for short in sorted(library.aliases.beside(frozenset(word.term for word in words if word.term))):
        acronym = None if _is_word(short) else _explained(short, library)
        if acronym and _is_used(acronym, library) and short not in {word.word for word in words}:
            yield from ((start, end, acronym.short) for start, end in _places(text, words, acronym.long))


def _explained(word: str, library: Explaining) -> Acronym | None:
    """Return the one explanation of a folded acronym, or None."""
    found = library.acronyms.get(word) or []
    longs = {tuple(terms(each.long)) for _, each in found}
    return found[0][1] if len(longs) == 1 else None


def _is_word(short: str) -> bool:
    """Tell whether English has a word in small letters of an acronym's ("who", "it")."""
    return short in STOP_WORDS or not is_proper(short.capitalize())


def _is_used(acronym: Acronym, library: Explaining) -> bool:
    """Tell whether an acronym stands elsewhere than where it is explained."""
    short = fold(acronym.short)
    return library.count(short) > len(library.acronyms[short])


def _places(text: str, words: Sequence[Token], long: str) -> list[tuple[int, int]]:
    """Return where all words of a long form stand in a row, and not within a longer name."""
    said = [word.term or word.word for word in words]
    wanted = [word.term or word.word for word in tokens(long)]
    rows = [words[n : n + len(wanted)] for n in range(len(said)) if said[n : n + len(wanted)] == wanted]
    return [(row[0].start, row[-1].end) for row in rows if _is_in_a_row(text, row) and not _is_inside(text, words, row)]


def _is_in_a_row(text: str, row: Sequence[Token]) -> bool:
    gaps = (text[one.end : other.start] for one, other in pairwise(row))
    return all(_JOINED.fullmatch(gap) for gap in gaps)


def _is_inside(text: str, words: Sequence[Token], row: Sequence[Token]) -> bool:
    """Tell whether a capitalised word, other than the first of the text, stands right beside a row of words."""
    before = next((word for word in words[1:] if text[word.end : row[0].start] == " "), None)
    behind = next((word for word in words if text[row[-1].end : word.start] == " "), None)
    near = (word for word in (before, behind) if word and word.word not in STOP_WORDS)
    return any(text[word.start].isupper() for word in near)


def _is_alone(text: str, word: Token) -> bool:
    """Tell whether a word is not part of one with a hyphen."""
    return text[word.start - 1 : word.start] != "-" and text[word.end : word.end + 1] != "-"
