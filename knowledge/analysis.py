"""What of a passage and its document is indexed: terms by field, words said, and by what a document is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from knowledge.documents import Passage
from knowledge.languages import terms_in, words_and_terms_in
from knowledge.scoring import Fields
from knowledge.terms import fold, identifiers, letters, words_and_terms


def fields_of(passage: Passage, title: str, source: str, language: str) -> Fields:
    """Return the terms of a passage by the field that they stand in."""
    return Analysed.of(passage, title, source, language).fields


@dataclass(frozen=True, slots=True)
class Analysed:
    """A passage as it is indexed: its terms by the field that they stand in, the folded words that it says."""

    fields: Fields
    words: list[str]

    @classmethod
    def of(cls, passage: Passage, title: str, source: str, language: str) -> "Analysed":
        """Analyse a passage of a document of this title, source and language."""
        text, around = cls.of_text(passage.text, language), cls.around(passage.heading, title, source, language)
        return cls(text.fields | around.fields, text.words + around.words)

    @classmethod
    def of_text(cls, text: str, language: str) -> "Analysed":
        """Analyse what a passage itself says."""
        words, terms = words_and_terms_in(language, text)
        return cls({"text": terms, "identifier": [*identifiers(text), *letters(text)]}, words)

    @classmethod
    def around(cls, heading: str | None, title: str, source: str, language: str) -> "Analysed":
        """Analyse what stands above a passage and names its document."""
        heading_words, headed = _short(language, heading or "")
        titled = _short(language, title)[1]
        named = [each for each in _named(language, source) if _names(each, titled)]
        return cls({"heading": headed, "title": titled, "name": named}, heading_words)


@lru_cache(maxsize=10_000)
def _short(language: str, text: str) -> tuple[list[str], list[str]]:
    """Return the words and terms of a heading or title, which many passages have; they are not to be changed."""
    return words_and_terms_in(language, text)


@lru_cache(maxsize=10_000)
def _named(language: str, source: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms_in(language, name_of(source))))


def _names(term: str, titled: Sequence[str]) -> bool:
    """Tell whether a term of a file's name says what the title does not; a short number only counts files."""
    return term not in titled and not (term.isdigit() and len(term) < 4)


def facets_of(title: str, source: str) -> list[str]:
    """Return by what a document may be chosen: the terms of its title, the words of its file name."""
    named = [*words_and_terms(name_of(source))[0], fold(PurePath(source).name), fold(PurePath(source).stem)]
    return [*(f"title:{each}" for each in words_and_terms(title)[1]), *(f"document:{each}" for each in named)]


def name_of(source: str) -> str:
    """Return the words of a file's name."""
    return PurePath(source).stem.replace("_", " ")
