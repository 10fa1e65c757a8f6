"""rank-bm25's BM25Plus over posting arrays: the same formula and scores, without a dictionary a passage."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]


class InvertedBM25(BM25Plus):  # type: ignore[misc]
    """BM25+ (Lv and Zhai 2011) as rank_bm25 computes it, its inverse document frequencies included.

    score(q, d) = sum over terms of q of  idf · (delta + tf · (k1 + 1) / (k1 · (1 - b + b · |d| / avgdl) + tf))
    """

    def __init__(
        self, corpus: Iterable[Sequence[str]], *, k1: float = 1.5, b: float = 0.75, delta: float = 1.0
    ) -> None:
        """Index `corpus`, the terms of each passage in order; it may be empty."""
        self.delta = delta
        self.k1, self.b, self.epsilon, self.tokenizer = k1, b, None, None
        self.corpus_size, self.avgdl = 0, 0.0
        self.idf: dict[str, float] = {}
        document_frequencies = self._initialize(corpus)
        if self.corpus_size:
            self._calc_idf(document_frequencies)

    def _initialize(self, corpus: Iterable[Sequence[str]]) -> dict[str, int]:
        """Store the postings; return in how many passages each term stands."""
        postings: dict[str, dict[int, int]] = {}
        lengths: list[int] = []
        for number, terms in enumerate(corpus):
            lengths.append(len(terms))
            for each in terms:
                row = postings.setdefault(each, {})
                row[number] = row.get(number, 0) + 1
        self.corpus_size = len(lengths)
        self.doc_len = np.asarray(lengths, dtype=np.float64)
        self.avgdl = float(self.doc_len.mean()) if lengths and sum(lengths) else 1.0
        self._norm: Floats = self.k1 * (1 - self.b + self.b * self.doc_len / self.avgdl)
        self._postings: dict[str, tuple[Numbers, Floats]] = {
            each: (np.fromiter(row, np.intp, len(row)), np.fromiter(row.values(), np.float64, len(row)))
            for each, row in postings.items()
        }
        return {each: len(row) for each, row in postings.items()}

    def contribution(self, term: str) -> tuple[Numbers, Floats]:
        """Return the passages that hold a term and what it adds to the score of each, `delta` included."""
        if term not in self._postings:
            return np.empty(0, np.intp), np.empty(0, np.float64)
        numbers, frequencies = self._postings[term]
        tf = frequencies * (self.k1 + 1) / (self._norm[numbers] + frequencies)
        return numbers, self.idf[term] * (self.delta + tf)

    def get_scores(self, query: Iterable[str]) -> Floats:
        """Return the score of every passage, as rank_bm25 does: `delta` counts where a term is missing too."""
        scores = np.zeros(self.corpus_size)
        for each in query:
            if each in self._postings:
                numbers, added = self.contribution(each)
                shift = self.idf[each] * self.delta
                scores += shift
                scores[numbers] += added - shift
        return scores

    def get_batch_scores(self, query: Iterable[str], doc_ids: Sequence[int]) -> list[float]:
        """Return the scores of some passages, named by their numbers."""
        scores: list[float] = self.get_scores(query)[np.asarray(doc_ids, dtype=np.intp)].tolist()
        return scores

    def top(self, terms: Iterable[str], k: int, *, also: Mapping[str, float] | None = None) -> tuple[Numbers, Floats]:
        """Return the k best passages that share a term with the query, best first, and their scores.

        A term counts as often as it stands in the query; terms in `also` count as much as is said there. Ties go to
        the smaller number.
        """
        scores = np.zeros(self.corpus_size)
        for each in terms:
            numbers, added = self.contribution(each)
            scores[numbers] += added
        for each, weight in (also or {}).items():
            numbers, added = self.contribution(each)
            scores[numbers] += weight * added
        found = np.flatnonzero(scores)
        if 0 < k < len(found):
            kth = np.partition(scores[found], len(found) - k)[len(found) - k]
            found = found[scores[found] >= kth]
        order = np.lexsort((found, -scores[found]))[: max(k, 0)]
        best = found[order]
        return best, scores[best]
