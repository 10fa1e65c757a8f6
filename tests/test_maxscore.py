"""The search for the best: nothing is given up by bounds, by hidden passages, or after an error on the way."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from knowledge import maxscore
from knowledge.bm25 import InvertedBM25, InvertedBM25L, InvertedOkapi, Segment
from knowledge.postings import postings_of


def zipf_corpus(count):
    rng = np.random.default_rng(7)
    return [[f"w{rank}" for rank in rng.zipf(1.3, 30) if rank < 3000] for _ in range(count)]


def zipf_queries(count):
    rng = np.random.default_rng(11)
    return [[f"w{rank}" for rank in rng.zipf(1.3, rng.integers(1, 7))] for _ in range(count)]


@pytest.mark.parametrize("few", [0, 5, 100, 10**6])
@pytest.mark.parametrize("variant", [InvertedBM25, InvertedOkapi, InvertedBM25L])
def test_the_best_are_the_same_however_few_postings_are_added(monkeypatch, variant, few):
    """With a low bound all but the rarest terms are looked up, with a high one all are added."""
    corpus = zipf_corpus(1500)
    whole = variant(corpus)
    monkeypatch.setattr(maxscore, "_FEW", few)
    other = variant(corpus)
    for query in zipf_queries(100):
        every, scores = whole.top(query, len(corpus))
        for k in (1, 10):
            numbers, found = other.top(query, k)
            assert (numbers.tolist(), found.tolist()) == (every[:k].tolist(), scores[:k].tolist())


@pytest.mark.parametrize("few", [5, 10**6])
def test_hidden_passages_neither_win_nor_raise_the_bar(monkeypatch, few):
    monkeypatch.setattr(maxscore, "_FEW", few)
    corpus, rng = zipf_corpus(1200), np.random.default_rng(3)
    dead, among = rng.random(1200) < 0.4, rng.random(1200) < 0.5
    made = InvertedBM25(segments=[Segment(postings_of(corpus), dead)])
    left = InvertedBM25([terms for terms, gone in zip(corpus, dead, strict=True) if not gone])
    for query in zipf_queries(60):
        np.testing.assert_allclose(made.top(query, 10)[1], left.top(query, 10)[1], rtol=1e-12)
        every, scores = made.top(query, len(corpus))
        chosen = among[every]
        numbers, found = made.top(query, 10, among=among)
        assert (numbers.tolist(), found.tolist()) == (every[chosen][:10].tolist(), scores[chosen][:10].tolist())


def test_all_that_tie_with_the_last_are_found_where_they_are_asked_for():
    made = InvertedBM25([["cap", "ant"], *[["cap", "bee"]] * 300, ["cap"] * 3])
    numbers, scores = made.top(["cap"], 3, tied=True)
    assert numbers.tolist() == [301, *range(301)]
    assert len(set(scores[1:].tolist())) == 1
    assert made.top(["cap"], 3)[0].tolist() == [301, 0, 1]


def test_an_error_on_the_way_leaves_no_sums_behind(monkeypatch):
    made = InvertedBM25(zipf_corpus(500))
    query = ["w1", "w2", "w3"]
    expected = made.top(query, 5)

    class Broken:
        def add(self):
            raise MemoryError

    monkeypatch.setattr(maxscore, "pairwise", lambda ends: Broken().add())
    with pytest.raises(MemoryError):
        made.top(query, 5)
    monkeypatch.undo()
    assert [each.tolist() for each in made.top(query, 5)] == [each.tolist() for each in expected]


def test_threads_do_not_see_the_sums_of_others():
    made, queries = InvertedBM25(zipf_corpus(2000)), zipf_queries(200)
    expected = [made.top(query, 10)[0].tolist() for query in queries]
    ready = threading.Barrier(4)

    def ask(_):
        ready.wait(5)
        return [made.top(query, 10)[0].tolist() for query in queries]

    with ThreadPoolExecutor(4) as pool:
        assert all(found == expected for found in pool.map(ask, range(4)))


def test_what_is_remembered_of_terms_is_bounded(monkeypatch):
    monkeypatch.setattr(maxscore, "_MOST_KEPT", 1000)
    made = InvertedBM25(zipf_corpus(500))
    for query in zipf_queries(200):
        made.top(query, 5)
        assert made._parts[0]._kept <= 1000 or len(made._parts[0]._listed) <= 6


def test_two_rankings_of_one_segment_keep_their_own_statistics():
    """An index at hand is asked while the next one, with the same segment and another, is made."""
    segment = Segment(postings_of([["cap", "ant"], ["bee"]]))
    first = InvertedBM25(segments=[segment])
    before = first.top(["cap"], 1)[1].tolist()
    InvertedBM25(segments=[segment, Segment(postings_of([["cap"] * 30]))]).top(["cap"], 1)
    assert first.top(["cap"], 1)[1].tolist() == before
