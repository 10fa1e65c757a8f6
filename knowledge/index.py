"""What is searched: an immutable snapshot of all passages, in segments, made from the store and thrown away with it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from itertools import accumulate, islice
from threading import Lock
from typing import Any

import numpy as np

from knowledge.acronyms import Acronym
from knowledge.aliases import Aliases
from knowledge.analysis import fields_of
from knowledge.building import Content, segment_of
from knowledge.documents import Hit, Passage
from knowledge.explaining import Contribution, contributions
from knowledge.fingerprints import fingerprint as fingerprint_of
from knowledge.languages import ENGLISH
from knowledge.maxscore import Mask
from knowledge.mending import mended
from knowledge.numbered import Numbered
from knowledge.phrasing import Phrasing
from knowledge.queries import Query
from knowledge.scoring import DEFAULT, Scoring
from knowledge.segments import Segment, fitting
from knowledge.sources import Sources
from knowledge.terms import fold, terms
from knowledge.thesaurus import Thesaurus

_FEW = 3
"""Passages of which it is looked how they write a name."""
_SMALL = 1000
"""Passages of a library in which a term can stand nearly everywhere, and then tells nothing."""
_PASSAGES_KEPT = 5000
_IN_ORDER = 100_000
"""Passages of a document that stand in their order; of more, the ids have six digits, and 100000 sorts before 99999."""
_LOOKED_THROUGH = 5000
"""Passages that are looked through where nothing else can tell which to look at."""


class Index:
    """The passages of a library, ranked by BM25+ over their terms and those of their headings, title and file name."""

    def __init__(
        self, content: Content, *, generation: int = 0, scoring: Scoring = DEFAULT, thesaurus: Thesaurus | None = None
    ) -> None:
        """Index documents with their passages, both in any order, in memory."""
        documents = list(content)
        self._begin([segment_of(documents, scoring.weights)], generation, scoring, thesaurus, None)
        self.fingerprint = fingerprint_of([document.content_hash for document, _ in documents], scoring)

    @classmethod
    def over(
        cls, segments: Sequence[Segment], *, generation: int, fingerprint: str, scoring: Scoring,
        mend: Callable[[], Sequence[Segment]] | None, thesaurus: Thesaurus | None = None,
    ) -> "Index":  # fmt: skip
        """Return the index of these segments; `mend` makes them anew where a file turns out to be damaged."""
        made = cls.__new__(cls)
        made._begin(segments, generation, scoring, thesaurus, mend)
        made.fingerprint = fingerprint
        return made

    def _begin(
        self,
        segments: Sequence[Segment],
        generation: int,
        scoring: Scoring,
        thesaurus: Thesaurus | None,
        mend: Callable[[], Sequence[Segment]] | None,
    ) -> None:
        self.thesaurus = thesaurus or Thesaurus()
        self.sources = Sources(self._read)
        self.generation, self._scoring, self._mend, self._mending = generation, scoring, mend, Lock()
        self._use(segments)

    def _use(self, segments: Sequence[Segment]) -> None:
        self._segments = [segment for segment in segments if segment.alive or not segment.size]
        self._starts = [0, *accumulate(segment.size for segment in self._segments)]
        self._bm25 = self._scoring.over([segment.ranked for segment in self._segments])
        self._kept: dict[int, Passage] = {}
        self.__dict__.pop("passages", None)  # they are known by their numbers in the segments before
        self._phrasing = Phrasing(self)

    @mended
    def _read(self, look: Callable[[Sequence[Segment]], Any]) -> Any:
        return look(self._segments)

    @mended
    def search(self, query: str, k: int, *, among: Collection[str] | None = None) -> list[Hit]:
        """Return the k best passages that share a term with the query, best first, ties by passage_id.

        With `among` only passages of these documents.
        """
        return self._ranked(query, k, None if among is None else self._mask(among))

    def _ranked(self, query: str, k: int, mask: Mask | None) -> list[Hit]:
        numbers, scores = self._bm25.top(terms(query), k, also=self._phrasing.also(query), among=mask, tied=True)
        hits = [Hit(self._passage(n), s) for n, s in zip(numbers.tolist(), scores.tolist(), strict=True)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.passage_id))[: max(k, 0)]

    @mended
    def find(
        self, query: Query, k: int, *, among: Collection[str] | None = None, outside: Collection[str] = ()
    ) -> list[Hit]:
        """Return the k best passages for a query in the language of searches; without words to rank by, the first ones.

        With `among` only passages of these documents, none of those `outside`. Tags are the library's business. A
        phrase of little words alone is looked for in the documents chosen, and in all of a small library.
        """
        choices = [*fitting(self._segments, query.chosen), *([] if among is None else [set(among)])]
        chosen = set.intersection(*choices) if choices else None
        left_out = set(outside).union(*fitting(self._segments, query.left_out))

        def fits(part: Passage) -> bool:
            return part.document_id not in left_out and query.fits(part, self.sources[part.document_id].title)

        if not terms(query.text):
            of_chosen = (each for document_id in sorted(chosen or ()) for each in self.passages_of(document_id))
            small = chosen is None and query.phrases and self._starts[-1] <= _LOOKED_THROUGH
            parts = self.passages if small else of_chosen
            return list(islice((Hit(each, 0.0) for each in parts if fits(each)), k))
        mask, found, seen, asked = self._that_may_fit(query, chosen), list[Hit](), 0, k
        while True:
            hits = self._ranked(query.text, asked, mask)
            found += [hit for hit in hits[seen:] if fits(hit.passage)]
            if len(found) >= k or len(hits) < asked:
                return found[:k]
            seen, asked = asked, asked * 4

    def _that_may_fit(self, query: Query, chosen: Collection[str] | None) -> Mask | None:
        """Return the passages of these documents that have the words of all phrases, so that few are looked through."""
        mask = None if chosen is None else self._mask(chosen)
        weights = self._scoring.weights
        if not (query.phrases and weights.title and weights.heading):  # what counts nothing is not indexed
            return mask
        having = self._bm25.having(query.required(self.all_languages))
        return having if mask is None else having & mask

    def _mask(self, document_ids: Collection[str]) -> Mask:
        rows = ([segment.row(each) for each in document_ids] for segment in self._segments)
        masks = [
            segment.passages_of(row for row in chosen if row is not None)
            for segment, chosen in zip(self._segments, rows, strict=True)
        ]
        return np.concatenate([np.empty(0, bool), *masks])

    def _passage(self, number: int) -> Passage:
        known = self._kept.get(number)
        if known is None:
            place = bisect_right(self._starts, number) - 1
            known = self._segments[place].passage(number - self._starts[place])
            if len(self._kept) >= _PASSAGES_KEPT:
                self._kept.clear()
            self._kept[number] = known
        return known

    @mended
    def explain(self, query: str, passage: Passage) -> list[Contribution]:
        """Return what each term adds to the score of a passage, field by field: the sum is the score of its hit."""
        weights: dict[str, float] = dict(Counter(terms(query)))
        for term, weight in self._phrasing.also(query).items():
            weights[term] = weights.get(term, 0.0) + weight
        document = self.sources[passage.document_id]
        fields = fields_of(passage, document.title, document.source, document.language)
        return list(contributions(weights, fields, self._scoring.weights, self._bm25))

    @property
    def size(self) -> int:
        """How many passages there are."""
        return int(self._bm25.corpus_size)

    @mended
    def knows(self, term: str) -> bool:
        """Tell whether a passage has a term."""
        return self._bm25.knows(term)

    def idf(self, term: str) -> float:
        """Return the weight of a term that the library knows."""
        return self._bm25.idf[term]

    @mended
    def count(self, word: str) -> int:
        """Return how often a folded word stands in the passages, headings and titles."""
        return sum(segment.count(word) for segment in self._segments)

    @cached_property
    @mended
    def languages(self) -> list[str]:
        """The languages of the documents beside English, in order."""
        return [language for language in self.all_languages if language != ENGLISH]

    @cached_property
    @mended
    def all_languages(self) -> list[str]:
        """The languages of the documents, in order."""
        return sorted(sum((segment.languages() for segment in self._segments), Counter[str]()))

    @cached_property
    @mended
    def acronyms(self) -> dict[str, list[tuple[str, Acronym]]]:
        """The acronyms that the documents explain, folded, with the documents that do and where."""
        places = [each for segment in self._segments for each in segment.acronyms()]
        found: dict[str, list[tuple[str, Acronym]]] = {}
        for document_id, acronym in sorted(places, key=lambda each: each[0]):
            found.setdefault(fold(acronym.short), []).append((document_id, acronym))
        return found

    @cached_property
    def aliases(self) -> Aliases:
        """The acronyms that the documents explain, with the terms of their long forms, and the user's own synonyms."""
        return Aliases.of(self.acronyms, same=self.thesaurus.pairs())

    def spread(self, term: str) -> float:
        """Return the share of passages whose own text has a term; 0 where that tells little: of one, or of many."""
        return self._spread.get(term, 0.0)

    @cached_property
    @mended
    def _spread(self) -> dict[str, float]:
        size = self.size
        if not 1 < size <= _SMALL:
            return {}
        counts = sum((segment.own() for segment in self._segments), Counter[str]())
        return {term: count / size for term, count in counts.items()}

    def passage_terms(self, passage: Passage) -> frozenset[str]:
        """Return the terms of a passage, its heading and title, with the other form of each acronym."""
        said = terms(passage.text) + terms(passage.heading or "") + terms(self.sources[passage.document_id].title)
        present = frozenset(said)
        return present | self.aliases.beside(present)

    @mended
    def passage_at(self, document_id: str, offset: int) -> Passage | None:
        """Return the passage that holds an offset of a document's text, or None (a heading, white space)."""
        near = self.passages_around(document_id, offset)
        return next((passage for passage in near if passage.start <= offset < passage.end), None)

    @mended
    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document in order."""
        return sorted(map(self._passage, self._numbers_of(document_id)), key=lambda passage: passage.passage_id)

    @mended
    def passages_around(self, document_id: str, offset: int) -> list[Passage]:
        """Return the passage of a document that holds an offset, or is the last to begin before it, and its neighbours.

        Of a long document only a few passages are read.
        """
        numbers = self._numbers_of(document_id)
        if len(numbers) > _IN_ORDER:
            numbers.sort(key=lambda number: self._passage(number).start)
        here = bisect_right(numbers, offset, key=lambda number: self._passage(number).start) - 1
        return [self._passage(number) for number in numbers[max(0, here - 1) : here + 2]]

    def _numbers_of(self, document_id: str) -> list[int]:
        for start, segment in zip(self._starts, self._segments, strict=False):
            row = segment.row(document_id)
            if row is not None:
                return list(map(int, segment.passages_of([row]).nonzero()[0] + start))
        return []

    @cached_property
    @mended
    def passages(self) -> Sequence[Passage]:
        """All passages by passage_id; each is read when it is asked for."""
        placed = [
            (passage_id, number)
            for start, segment in zip(self._starts, self._segments, strict=False)
            for number, passage_id in segment.passage_ids(start)
        ]
        return Numbered([number for _, number in sorted(placed)], self._passage)

    @cached_property
    @mended
    def vocabulary(self) -> dict[str, int]:
        """The words of all passages, headings and titles, folded, with the number of times each stands."""
        counts = sum((segment.counts() for segment in self._segments), Counter[str]())
        return dict(sorted(counts.items()))

    @mended
    def correction(self, word: str) -> str | None:
        """Return the word of the library that a misspelt word, or a name typed small, most likely means, or None."""
        return self._phrasing.correction(word)

    def texts_with(self, word: str) -> list[str]:
        """Return the texts of a few passages that a word finds, the best first."""
        return [hit.passage.text for hit in self.search(word, _FEW)]

    @mended
    def misspellings(self, word: str) -> tuple[str, ...]:
        """Return, folded, the words of the library that are most likely a known English word with a letter wrong."""
        return self._phrasing.misspellings(word)
