"""What the words of a query are also called in a library: in other languages, by acronyms, by synonyms, misspelt."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Protocol

from knowledge.aliases import Aliases
from knowledge.english import is_common_word
from knowledge.languages import ENGLISH, term_in, terms_in
from knowledge.spelling import SHORTEST, Spelling
from knowledge.synonyms import alternatives, meanings
from knowledge.terms import STOP_WORDS, Token, fold, identifiers, is_unspaced, stem, tokens
from knowledge.thesaurus import Thesaurus
from knowledge.writing import as_written

_SEARCHED = 20_000
"""Passages of a library in which it is looked how names are written; a search takes 2 ms in so many."""
_REMEMBERED = 1000
"""Names of which it is remembered how they are written."""
_ENDING = 2
"""Letters of an ending behind which a word is still told by its stem."""


class Words(Protocol):
    """The words of a library: an Index."""

    @property
    def thesaurus(self) -> Thesaurus:
        """The user's own synonyms."""

    @property
    def size(self) -> int:
        """The number of passages."""

    @property
    def languages(self) -> Sequence[str]:
        """The languages of the documents beside English."""

    @property
    def aliases(self) -> Aliases:
        """The acronyms that the documents explain, and the user's own synonyms."""

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The folded words with the number of times each stands."""

    def count(self, word: str) -> int:
        """Return how often a folded word stands."""

    def texts_with(self, word: str) -> Iterable[str]:
        """Return the texts of a few passages that a word finds."""

    def knows(self, term: str) -> bool:
        """Tell whether a passage has a term."""

    def idf(self, term: str) -> float:
        """Return the weight of a term that is known."""


def _alone(word: str) -> frozenset[str]:
    """Return the term of a word, as what says the same as another."""
    return frozenset((stem(word),))


def _has_meaning(word: str) -> bool:
    """Tell whether it is known what a word means ("gluten"), however seldom English has it.

    Where a long ending was taken off, what is left tells nothing of the word as it is spelt ("goverment").
    """
    return len(word) - len(stem(word)) <= _ENDING and len(meanings(word)[0]) > 1


class Phrasing:
    """What else the words of a query may be called in a library."""

    def __init__(self, library: Words) -> None:
        """Ask this library; nothing is read before it is asked for."""
        self._library = library
        self._spelling = Spelling(lambda: library.vocabulary)
        self._written: dict[str, str | None] = {}

    def also(self, query: str) -> dict[str, float]:
        """Return the terms that say a query's words otherwise, with how much they count beside them.

        What is written as one ("A-17/b") counts once more as a whole. The other form of an acronym counts a fifth in
        all, so that the passage that explains it does not win by that; what the library may say for a word that it does
        not have counts half.
        """
        found = [token for token in tokens(query) if token.term]
        present = [str(token.term) for token in found]
        others = sorted(self._library.aliases.beside(frozenset(present)) - set(present))
        also = {term: 0.2 / len(others) for term in others}
        also.update(self._said_by_the_user(present))
        also.update(dict.fromkeys(identifiers(query), 1.0))
        forms = {token.word: self._other_forms(token) for token in found}
        also.update(chain.from_iterable(each.items() for each in forms.values()))
        missing = [token for token in found if not forms[token.word] and not self._library.knows(str(token.term))]
        known = alternatives(present) if missing else {}
        for token in missing:
            for other in (*known.get(str(token.term), ()), *map(_alone, self.misspellings(token.word))):
                if all(self._library.knows(each) for each in other):
                    also.update(dict.fromkeys(sorted(other - set(present)), 0.5))
        return also

    def _said_by_the_user(self, present: Sequence[str]) -> dict[str, float]:
        """Return the terms that the user's own synonyms give: half a word's count, all of it where that is unknown."""
        found: dict[str, float] = {}
        for other, own in self._library.thesaurus.others(present).items():
            said = [terms_in(language, other) for language in (ENGLISH, *self._library.languages)]
            count = 0.5 if all(map(self._library.knows, own)) else 1.0
            for term in (each for each in dict.fromkeys(chain(*said)) if each not in present):
                found[term] = max(found.get(term, 0.0), count / len(said[0]))
        return found

    def _other_forms(self, token: Token) -> dict[str, float]:
        """Return the terms of a word in the other languages of the library; none counts for more than the word."""
        own, found = str(token.term), dict[str, float]()
        for language in self._library.languages:
            other = term_in(language, token.word)
            if other and other != own and self._library.knows(other):
                known = self._library.knows(own)
                found[other] = min(1.0, self._library.idf(own) / self._library.idf(other)) if known else 1.0
        return found

    def correction(self, word: str) -> str | None:
        """Return the word of the library that a misspelt word most likely means, or None.

        A word that the library has is only given the capitals that it has in the passages that it finds ("quiroga":
        "Quiroga"), where there are not too many passages and all are English. A number is never replaced; a word that
        English knows only in a library of other languages too, by a word with other accents ("legumes": "légumes"). At
        most one edit (Damerau–Levenshtein) is allowed in a word of 3–5 letters, and in one that has a meaning
        ("calender"), two in a longer one; its first letter stays unless the word is long. What differs by accents alone
        is nearest, then the nearest word wins, then the more frequent, then the first in order.
        """
        folded = fold(word)
        if self._may_be_a_name(word, folded):
            if word not in self._written and len(self._written) < _REMEMBERED:
                self._written[word] = as_written(word, self._library.texts_with(word))
            return self._written.get(word)
        has_meaning = word.islower() and _has_meaning(folded)  # "Gaff" is a name
        is_english = is_common_word(folded) or (has_meaning and bool(alternatives([stem(folded)])))
        if is_english and not self._library.languages:
            return None
        near = self._near(folded, 0 if is_english else 1 if len(folded) <= 5 or has_meaning else 2)
        return near[0] if near else None

    def _may_be_a_name(self, word: str, folded: str) -> bool:
        """Tell whether a word typed small may be a name that the library has: English does not know it otherwise."""
        is_small = word.islower() and len(word) >= SHORTEST and word.isalpha() and not is_common_word(folded)
        is_looked_for = self._library.size <= _SEARCHED and not self._library.languages
        return is_small and is_looked_for and self._library.count(folded) > 0

    def misspellings(self, word: str) -> tuple[str, ...]:
        """Return, folded, the words of the library that are most likely a known English word with a letter wrong.

        Only words that English does not know count; numbers and words of under five letters are never taken for others.
        """
        folded = fold(word)
        if len(folded) < 5 or not is_common_word(folded):
            return ()
        return tuple(known for known in self._near(folded, 1) if not is_common_word(known))

    def _near(self, folded: str, allowed: int) -> list[str]:
        """Return the words of the library within so many edits of one that it does not have, the likeliest first."""
        if len(folded) < SHORTEST or not folded.isalpha() or is_unspaced(folded) or self._has(folded):
            return []
        return self._spelling.near(folded, allowed)

    def _has(self, folded: str) -> bool:
        """Tell whether the library has a word in any form."""
        if folded in self._library.thesaurus.words:
            return True
        stemmed = stem(folded)
        others = (term_in(language, folded) for language in self._library.languages)
        if any(each and self._library.knows(each) for each in (stemmed, *others)) or self._library.count(folded):
            return True
        return any(map(self._library.count, _little_words().get(stemmed, ())))


@lru_cache(maxsize=1)
def _little_words() -> Mapping[str, tuple[str, ...]]:
    """Return the stop words by their stems: they have no term by which a library would know them."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(STOP_WORDS):
        found[stem(word)] = (*found.get(stem(word), ()), word)
    return found
