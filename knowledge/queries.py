"""The language of a search: words, "exact phrases", title:word, document:name, tag:name, a minus; only read here."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from knowledge.documents import Passage
from knowledge.languages import ENGLISH, language_of_question, term_in
from knowledge.spelling import corrected
from knowledge.terms import STOP_WORDS, stem, words_and_terms

_MARKS = '"“”„«»'
"""The quotation marks of English, German and French, where either side may open."""
_PART = re.compile(
    rf"(?<![^\s{_MARKS}])(?P<minus>-(?=[\w{_MARKS}]))?(?:(?P<field>title|document|tag):)?"
    rf"(?:[{_MARKS}](?P<phrase>[^{_MARKS}]+)[{_MARKS}]|(?P<word>\S+))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What documents are chosen by: words of their titles, their names, their tags."""

    titles: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What a search asks for.

    `text` is what is ranked by, phrases included; `phrases` and `without` are folded words that must, or must not,
    stand in a row in a passage, its heading or its title; a document must fit all of `chosen` and nothing of
    `left_out`.
    """

    text: str
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    chosen: Choice = Choice()
    left_out: Choice = Choice()

    @property
    def is_plain(self) -> bool:
        """Whether it holds words alone."""
        return self == Query(self.text)

    def required(self, languages: Collection[str]) -> list[set[str]]:
        """Return groups of terms of each of which a passage in these languages that has all phrases has one."""
        words = sorted({word for phrase in self.phrases for word in phrase})
        groups = [{_term(language, word) for language in languages} for word in words]
        return [{term for term in group if term} for group in groups if None not in group]

    def fits(self, passage: Passage, title: str) -> bool:
        """Tell whether a passage has all phrases and nothing that it must be without."""
        fields = [f" {' '.join(words_and_terms(text)[0])} " for text in (passage.text, passage.heading or "", title)]

        def has(words: Sequence[str]) -> bool:
            return any(f" {' '.join(words)} " in field for field in fields)

        return all(map(has, self.phrases)) and not any(map(has, self.without))


def _term(language: str, word: str) -> str | None:
    """Return the term of a folded word in a language, None where it may have none."""
    if language == ENGLISH:
        return None if word in STOP_WORDS else stem(word)
    return term_in(language, word)


def parsed(text: str) -> Query:
    """Return what a search asks for; what is not of the language is words, a lone quotation mark too."""
    ranked, chosen, left_out = list[str](), dict[str, list[str]](), dict[str, list[str]]()
    phrases, without = list[tuple[str, ...]](), list[tuple[str, ...]]()
    for part in _PART.finditer(text):
        value = part["phrase"] or part["word"]
        words = tuple(words_and_terms(value)[0])
        if part["field"] and words:
            values = left_out if part["minus"] else chosen
            values.setdefault(part["field"].casefold(), []).append(value.strip(_MARKS))
        elif part["minus"]:
            without += [words] if words else []
        else:
            phrases += [words] if part["phrase"] and words else []
            ranked.append(value)
    query = Query(" ".join(ranked), tuple(phrases), tuple(without), _choice(chosen), _choice(left_out))
    return Query(text) if query.is_plain else query


def _choice(values: Mapping[str, Sequence[str]]) -> Choice:
    return Choice(*(tuple(values.get(name, ())) for name in ("title", "document", "tag")))


class Words(Protocol):
    """The words of a library: an Index."""

    @property
    def all_languages(self) -> Collection[str]:
        """The languages of the documents."""

    def correction(self, word: str) -> str | None:
        """Return the word of the library that a misspelt one most likely means, or None."""


def asked(text: str, library: Words) -> Query:
    """Return what a search asks for, misspelt words replaced in what is ranked by; not in other languages."""
    query, language = parsed(text), language_of_question(text)
    known = language is None or language in library.all_languages
    return replace(query, text=corrected(query.text, library.correction)) if known else query
