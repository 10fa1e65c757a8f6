"""Ranking a library's documents for queries, under the names that qrels know them by. Nothing is measured here."""

from collections.abc import Callable, Iterable, Mapping

from bot.evaluation.relevance import ids_by_name
from bot.evaluation.retrieval import Qrels, Run
from knowledge import Library

DEPTH = 1000
"""Passages that are found for a query; the documents that they are of are ranked."""


def ranked(
    library: Library, queries: Mapping[str, str], qrels: Qrels, *, progress: Callable[[], object] = lambda: None
) -> Run:
    """Return the documents found for each query, scored as their best passage; `progress` is called after each."""
    index, names = library.index, _names(library, (name for graded in qrels.values() for name in graded))
    run: dict[str, dict[str, float]] = {}
    for query_id, text in queries.items():
        scores = run.setdefault(query_id, {})
        for hit in index.search(text, DEPTH):
            scores.setdefault(names[hit.passage.document_id], hit.score)
        progress()
    return run


def _names(library: Library, judged: Iterable[str]) -> dict[str, str]:
    """Return the name of each document: the qrels' own, else its source where that is one word, else its id."""
    called = {
        each.document_id: each.source if len(each.source.split()) == 1 else each.document_id
        for each in library.documents()
    }
    ids = ids_by_name(library)
    for name in sorted(set(judged)):
        called.update(dict.fromkeys(ids(name), name))
    return called
