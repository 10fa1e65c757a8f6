"""What is searched: an immutable snapshot of all passages, made from the store and thrown away with any change."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
from rapidfuzz.distance import OSA

from knowledge.acronyms import Acronym, acronyms
from knowledge.bm25 import InvertedBM25
from knowledge.documents import Document, Hit, Passage
from knowledge.english import is_common_word
from knowledge.explaining import Contribution, Fields, contributions
from knowledge.passages import PASSAGES
from knowledge.synonyms import alternatives
from knowledge.terms import ANALYZER, fold, stem, terms, tokens

_SHORTEST_MISSPELT = 3
_SMALL = 1000
"""Passages of a library in which a term can stand nearly everywhere, and then tells nothing."""


@dataclass(frozen=True)
class Source:
    """What a hit needs to know of its document."""

    title: str
    source: str


class Index:
    """The passages of a library, ranked by BM25+ over their terms and those of their headings and title."""

    def __init__(self, content: Iterable[tuple[Document, Sequence[Passage]]], *, generation: int = 0) -> None:
        """Index documents with their passages, both in any order."""
        self.generation = generation
        self.sources: dict[str, Source] = {}
        self.acronyms: dict[str, list[tuple[str, Acronym]]] = {}
        passages: list[Passage] = []
        hashes: list[str] = []
        for document, parts in content:
            self.sources[document.document_id] = Source(document.title, document.source)
            hashes.append(document.content_hash)
            passages += parts
            for each in acronyms(document.text):
                self.acronyms.setdefault(fold(each.short), []).append((document.document_id, each))
        self.passages = sorted(passages, key=lambda passage: passage.passage_id)
        self._bm25 = InvertedBM25(self._terms(passage) for passage in self.passages)
        self.fingerprint = sha256("\0".join([ANALYZER, PASSAGES, *sorted(hashes)]).encode()).hexdigest()[:16]

    def _terms(self, passage: Passage) -> list[str]:
        return [term for field in self._fields(passage).values() for term in field]

    def _fields(self, passage: Passage) -> Fields:
        title = self.sources[passage.document_id].title
        return {"text": terms(passage.text), "heading": terms(passage.heading or ""), "title": terms(title)}

    def search(self, query: str, k: int, *, among: Collection[str] | None = None) -> list[Hit]:
        """Return the k best passages that share a term with the query, best first, ties by passage_id.

        With `among` only passages of these documents.
        """
        mask = None if among is None else np.array([each.document_id in among for each in self.passages], dtype=bool)
        numbers, scores = self._bm25.top(terms(query), k, also=self._also(query), among=mask)
        return [Hit(self.passages[n], float(s)) for n, s in zip(numbers.tolist(), scores.tolist(), strict=True)]

    def explain(self, query: str, passage: Passage) -> list[Contribution]:
        """Return what each term adds to the score of a passage, field by field: the sum is the score of its hit."""
        weights: dict[str, float] = dict(Counter(terms(query)))
        for term, weight in self._also(query).items():
            weights[term] = weights.get(term, 0.0) + weight
        return list(contributions(weights, self._fields(passage), self._bm25))

    def _expanded(self, query: list[str]) -> list[str]:
        """Return the terms of a query, with the other form of each acronym that the documents explain."""
        present, added = set(query), set[str]()
        for short, long in self.aliases.items():
            if short in present:
                added |= long
            elif long <= present:
                added.add(short)
        return query + sorted(added - present)

    def _also(self, query: str) -> dict[str, float]:
        """Return the terms that say a query's words otherwise, with how much they count beside them.

        The other form of an acronym counts a fifth in all, so that the passage that explains it does not win by that;
        what the library may say for a word that it does not have counts half.
        """
        found = [token for token in tokens(query) if token.term]
        present = [str(token.term) for token in found]
        others = [term for term in self._expanded(present) if term not in present]
        also = {term: 0.2 / len(others) for term in others}
        missing = [token for token in found if not self._bm25.knows(str(token.term))]
        known = alternatives(present) if missing else {}
        for token in missing:
            for other in (*known.get(str(token.term), ()), *self.misspellings(token.word)):
                if all(self._bm25.knows(each) for each in other):
                    also.update(dict.fromkeys(sorted(other - set(present)), 0.5))
        return also

    @cached_property
    def aliases(self) -> dict[str, frozenset[str]]:
        """The acronyms that the documents explain, as terms, each with the terms of its long form."""
        explained = ((stem(short), frozenset(terms(found[0][1].long))) for short, found in self.acronyms.items())
        return {short: long for short, long in explained if long}

    def spread(self, term: str) -> float:
        """Return the share of passages whose own text has a term; 0 in a library so large that it tells little."""
        return self._spread.get(term, 0.0)

    @cached_property
    def _spread(self) -> dict[str, float]:
        if len(self.passages) > _SMALL:
            return {}
        counts = Counter(term for passage in self.passages for term in set(terms(passage.text)))
        return {term: count / len(self.passages) for term, count in counts.items()}

    def passage_terms(self, passage: Passage) -> frozenset[str]:
        """Return the terms of a passage, its heading and title, with the other form of each acronym."""
        return frozenset(self._expanded(self._terms(passage)))

    def passage_at(self, document_id: str, offset: int) -> Passage | None:
        """Return the passage that holds an offset of a document's text, or None (a heading, white space)."""
        parts = self.passages_of(document_id)
        return next((passage for passage in parts if passage.start <= offset < passage.end), None)

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document in order."""
        return self._by_document.get(document_id, [])

    @cached_property
    def _by_document(self) -> dict[str, list[Passage]]:
        parts: dict[str, list[Passage]] = {}
        for passage in self.passages:
            parts.setdefault(passage.document_id, []).append(passage)
        return parts

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """The words of all passages, headings and titles, folded, with the number of times each stands."""
        counts: Counter[str] = Counter()
        for passage in self.passages:
            counts.update(token.word for token in tokens(f"{passage.text}\n{passage.heading or ''}"))
        for source in self.sources.values():
            counts.update(token.word for token in tokens(source.title))
        return dict(sorted(counts.items()))

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.vocabulary)

    def correction(self, word: str) -> str | None:
        """Return the word of the library that a misspelt word most likely means, or None.

        A word that the library or ordinary English knows is never replaced; neither are numbers. At most one edit
        (Damerau–Levenshtein) is allowed in a word of 3–5 letters, two in a longer one; its first letter stays
        unless the word is long. The nearest word wins, then the more frequent, then the first in order.
        """
        folded = fold(word)
        if is_common_word(folded):
            return None
        near = self._near(folded, 1 if len(folded) <= 5 else 2)
        return near[0] if near else None

    def misspellings(self, word: str) -> tuple[frozenset[str], ...]:
        """Return, as terms, the words of the library that are most likely a known English word with a letter wrong.

        Only words that English does not know count; numbers and words of under five letters are never taken for others.
        """
        folded = fold(word)
        if len(folded) < 5 or not is_common_word(folded):
            return ()
        near = (known for known in self._near(folded, 1) if not is_common_word(known))
        return tuple(frozenset([stem(known)]) for known in near)

    def _near(self, folded: str, allowed: int) -> list[str]:
        """Return the words of the library within so many edits of one that it does not have, the likeliest first."""
        if len(folded) < _SHORTEST_MISSPELT or not folded.isalpha():
            return []
        if folded in self.vocabulary or stem(folded) in self._stems:
            return []
        near = (
            (OSA.distance(folded, known, score_cutoff=allowed), -count, known)
            for known, count in self.vocabulary.items()
            if abs(len(known) - len(folded)) <= allowed
            and len(known) >= _SHORTEST_MISSPELT
            and known.isalpha()
            and (known[0] == folded[0] or len(folded) > 5)
        )
        return [known for distance, _, known in sorted(near) if distance <= allowed]
