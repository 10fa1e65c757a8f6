"""The measures of a ranking, as pure functions over Qrels and Run. Nothing here reads, asks or prints.

They are trec_eval's, as ir-measures gives them: documents are ranked by score in single precision, ties by id from the
last to the first; a grade above 0 is relevant; a mean is over all queries of the qrels, one that the run lacks counting
as 0.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

Qrels = Mapping[str, Mapping[str, int]]
"""{query_id: {document_id: relevance}}."""
Run = Mapping[str, Mapping[str, float]]
"""{query_id: {document_id: score}}."""
Measure = Callable[[Sequence[int], Sequence[int]], float]
"""What a measure takes: the grades of the ranked documents (0: none), and all grades above 0 that there are."""


def ndcg(ranked: Sequence[int], known: Sequence[int], *, k: int) -> float:
    """Return nDCG@k = DCG@k / ideal DCG@k, DCG = Σ grade / log2(rank + 1) (Järvelin and Kekäläinen 2002)."""
    best = _dcg(sorted(known, reverse=True)[:k])
    return _dcg(ranked[:k]) / best if best else 0.0


def _dcg(grades: Sequence[int]) -> float:
    return math.fsum(max(grade, 0) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def average_precision(ranked: Sequence[int], known: Sequence[int]) -> float:
    """Return AP: the precision at each relevant document's rank, summed and divided by how many there are."""
    ranks = (rank for rank, grade in enumerate(ranked, start=1) if grade > 0)
    return math.fsum(found / rank for found, rank in enumerate(ranks, start=1)) / len(known) if known else 0.0


def reciprocal_rank(ranked: Sequence[int], known: Sequence[int]) -> float:
    """Return 1 / the rank of the first relevant document, 0 without one."""
    return next((1 / rank for rank, grade in enumerate(ranked, start=1) if grade > 0), 0.0)


def precision(ranked: Sequence[int], known: Sequence[int], *, k: int) -> float:
    """Return P@k: how many of the first k are relevant, divided by k."""
    return _relevant(ranked[:k]) / k


def recall(ranked: Sequence[int], known: Sequence[int], *, k: int) -> float:
    """Return R@k: the share of all relevant documents that is among the first k."""
    return _relevant(ranked[:k]) / len(known) if known else 0.0


def success(ranked: Sequence[int], known: Sequence[int], *, k: int) -> float:
    """Return Success@k: 1 if a relevant document is among the first k, else 0."""
    return float(_relevant(ranked[:k]) > 0)


def _relevant(grades: Sequence[int]) -> int:
    return sum(grade > 0 for grade in grades)


MEASURES: Mapping[str, Measure] = {
    "nDCG@10": partial(ndcg, k=10),
    "AP": average_precision,
    "RR": reciprocal_rank,
    "P@10": partial(precision, k=10),
    "R@100": partial(recall, k=100),
    "Success@1": partial(success, k=1),
    "Success@5": partial(success, k=5),
}
"""The measures that are told, by the names that ir-measures knows them under."""


def by_query(qrels: Qrels, run: Run) -> dict[str, dict[str, float]]:
    """Return each measure of each query of the qrels."""
    return {query_id: _measured(graded, run.get(query_id, {})) for query_id, graded in sorted(qrels.items())}


def _measured(graded: Mapping[str, int], scores: Mapping[str, float]) -> dict[str, float]:
    ranked = [graded.get(each, 0) for each in in_order(scores)]
    known = [grade for grade in graded.values() if grade > 0]
    return {name: measure(ranked, known) for name, measure in MEASURES.items()}


def in_order(scores: Mapping[str, float]) -> list[str]:
    """Return documents by score, the highest first, ties by id from the last to the first."""
    return sorted(scores, key=lambda each: (np.float32(scores[each]), each), reverse=True)


def means(measured: Mapping[str, Mapping[str, float]]) -> dict[str, float | None]:
    """Return the mean of each measure over the queries, None over none."""
    values = {name: [each[name] for each in measured.values()] for name in MEASURES}
    return {name: math.fsum(each) / len(each) if each else None for name, each in values.items()}
