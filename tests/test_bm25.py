"""BM25+ over posting arrays: rank_bm25 is the definition of the score."""

import math
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25L, BM25Okapi, BM25Plus

from knowledge.bm25 import InvertedBM25, InvertedBM25L, InvertedOkapi, Segment
from knowledge.postings import postings_of

WORDS = st.sampled_from("cap ant bee dog elk fox gnu hen".split())
CORPORA = st.lists(st.lists(WORDS, max_size=12), min_size=1, max_size=20).filter(any)
QUERIES = st.lists(st.one_of(WORDS, st.just("unknown")), max_size=6)


@given(CORPORA, QUERIES)
def test_every_score_is_the_one_of_rank_bm25(corpus, query):
    expected = BM25Plus(corpus).get_scores(query)
    np.testing.assert_allclose(InvertedBM25(corpus).get_scores(query), expected, rtol=0, atol=1e-9)


@given(CORPORA, QUERIES, st.floats(0.1, 3), st.floats(0, 1), st.floats(0, 2))
@settings(max_examples=50)
def test_every_score_is_the_one_of_rank_bm25_with_other_parameters(corpus, query, k1, b, delta):
    expected = BM25Plus(corpus, k1=k1, b=b, delta=delta)
    made = InvertedBM25(corpus, k1=k1, b=b, delta=delta)
    if b < 1 or all(corpus):
        np.testing.assert_allclose(made.get_scores(query), expected.get_scores(query), rtol=0, atol=1e-9)


@given(CORPORA, QUERIES)
def test_all_passages_rank_as_in_rank_bm25(corpus, query):
    def ranking(scores):
        return np.argsort(-np.round(scores, 9), kind="stable").tolist()

    assert ranking(InvertedBM25(corpus).get_scores(query)) == ranking(BM25Plus(corpus).get_scores(query))


@given(CORPORA, WORDS, st.integers(1, 25))
def test_the_best_passages_for_a_term_are_those_of_rank_bm25_without_those_that_lack_it(corpus, word, k):
    oracle = np.round(BM25Plus(corpus).get_scores([word]), 9)
    having = [number for number, terms in enumerate(corpus) if word in terms]
    expected = sorted(having, key=lambda number: (-oracle[number], number))[:k]
    assert InvertedBM25(corpus).top([word], k)[0].tolist() == expected


@given(CORPORA, QUERIES, st.integers(1, 25))
def test_only_passages_that_share_a_term_with_the_query_are_found_and_all_of_them(corpus, query, k):
    sharing = {number for number, terms in enumerate(corpus) if set(terms) & set(query)}
    numbers = InvertedBM25(corpus).top(query, k)[0].tolist()
    assert set(numbers) <= sharing
    assert len(numbers) == min(k, len(sharing))


@given(CORPORA, QUERIES)
def test_a_score_is_the_sum_over_the_terms_that_the_passage_has(corpus, query):
    oracle = BM25Plus(corpus)
    numbers, scores = InvertedBM25(corpus).top(query, len(corpus))
    for number, score in zip(numbers, scores, strict=True):
        shared = [each for each in query if each in corpus[number]]
        assert score == pytest.approx(oracle.get_scores(shared)[number], abs=1e-9)


@given(CORPORA, QUERIES, st.integers(0, 25))
def test_fewer_passages_are_the_beginning_of_more(corpus, query, k):
    made = InvertedBM25(corpus)
    assert made.top(query, k)[0].tolist() == made.top(query, len(corpus))[0].tolist()[:k]


@given(CORPORA, QUERIES)
def test_equal_scores_stand_in_the_order_of_their_numbers(corpus, query):
    numbers, scores = InvertedBM25(corpus).top(query, len(corpus))
    assert list(zip(-scores, numbers, strict=True)) == sorted(zip(-scores, numbers, strict=True))


@given(CORPORA, QUERIES)
def test_batch_scores_are_the_scores_of_the_passages_named(corpus, query):
    made = InvertedBM25(corpus)
    wanted = list(range(len(corpus)))[::-2]
    assert made.get_batch_scores(query, wanted) == [made.get_scores(query)[each] for each in wanted]


def test_a_score_agrees_with_the_formula_worked_by_hand():
    made = InvertedBM25([["ant", "ant", "bee"], ["bee"]])
    idf, norm = math.log(3 / 1), 1.5 * (1 - 0.75 + 0.75 * 3 / 2)
    numbers, scores = made.top(["ant"], 5)
    assert numbers.tolist() == [0]
    assert scores[0] == pytest.approx(idf * (1 + 2 * 2.5 / (norm + 2)))


def test_a_term_counts_as_often_as_it_stands_in_the_query():
    made = InvertedBM25([["ant"], ["bee"]])
    assert made.top(["ant", "ant"], 1)[1][0] == pytest.approx(2 * made.top(["ant"], 1)[1][0])


def test_an_empty_corpus_finds_nothing():
    made = InvertedBM25([])
    assert made.top(["ant"], 5)[0].tolist() == []
    assert made.get_scores(["ant"]).tolist() == []


def test_passages_without_terms_find_nothing():
    assert InvertedBM25([[], []]).top(["ant"], 5)[0].tolist() == []


def test_a_corpus_of_one_passage_scores_above_nothing():
    assert InvertedBM25([["ant"]]).top(["ant"], 5)[1][0] > 0


def test_asking_for_none_gives_none():
    assert InvertedBM25([["ant"]]).top(["ant"], 0)[0].tolist() == []


def test_a_term_in_every_passage_still_finds_them():
    assert InvertedBM25([["ant"]] * 4).top(["ant"], 9)[0].tolist() == [0, 1, 2, 3]


def test_the_corpus_may_be_a_generator():
    assert InvertedBM25(each for each in [["ant"], ["bee"]]).corpus_size == 2


VARIANTS = pytest.mark.parametrize(
    ("variant", "oracle"), [(InvertedBM25, BM25Plus), (InvertedOkapi, BM25Okapi), (InvertedBM25L, BM25L)]
)


def parted(corpus, cut):
    """A corpus in segments, one empty."""
    parts = [corpus[:cut], [], corpus[cut:]]
    return [Segment(postings_of(part)) for part in parts]


@VARIANTS
@given(corpus=CORPORA, query=QUERIES, k1=st.floats(0.1, 3), b=st.floats(0, 0.95), cut=st.integers(0, 20))
@settings(max_examples=60)
def test_every_score_of_every_variant_is_the_one_of_rank_bm25(variant, oracle, corpus, query, k1, b, cut):
    expected = oracle(corpus, k1=k1, b=b).get_scores(query)
    for made in (variant(corpus, k1=k1, b=b), variant(k1=k1, b=b, segments=parted(corpus, cut))):
        np.testing.assert_allclose(made.get_scores(query), expected, rtol=1e-5, atol=1e-9)


@VARIANTS
@given(corpus=CORPORA, query=QUERIES, k=st.integers(1, 25), cut=st.integers(0, 20), data=st.data())
@settings(max_examples=60)
def test_the_best_are_those_that_scoring_all_passages_finds(variant, oracle, corpus, query, k, cut, data):
    among = np.array(data.draw(st.lists(st.booleans(), min_size=len(corpus), max_size=len(corpus))))
    for made in (variant(corpus), variant(segments=parted(corpus, cut))):
        scores = [sum(made.adds(each, terms.count(each), len(terms)) for each in query) for terms in corpus]
        having = [n for n, terms in enumerate(corpus) if set(terms) & set(query) and among[n]]
        numbers, found = made.top(query, k, among=among)
        np.testing.assert_allclose(found, sorted((scores[n] for n in having), reverse=True)[:k], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found, [scores[n] for n in numbers], rtol=1e-9, atol=1e-12)
        assert len(set(numbers.tolist())) == len(numbers)
        assert set(numbers.tolist()) <= set(having)


@VARIANTS
@given(corpus=CORPORA, query=QUERIES, cut=st.integers(0, 20), data=st.data())
@settings(max_examples=60)
def test_scores_are_those_of_the_passages_that_are_left(variant, oracle, corpus, query, cut, data):
    dead = np.array(data.draw(st.lists(st.booleans(), min_size=len(corpus), max_size=len(corpus))))
    left = [terms for n, terms in enumerate(corpus) if not dead[n]]
    both = [Segment(postings_of(corpus[:cut]), dead[:cut]), Segment(postings_of(corpus[cut:]), dead[cut:])]
    numbers, scores = variant(segments=both).top(query, 9)
    expected = variant(left).top(query, 9)
    np.testing.assert_allclose(scores, expected[1], rtol=1e-9, atol=1e-12)
    assert not dead[numbers].any()


def test_a_long_search_gives_up_nothing():
    """Long lists, so that bounds cut most passages off."""
    rng = np.random.default_rng(7)
    corpus = [[f"w{rank}" for rank in rng.zipf(1.3, 30) if rank < 3000] for _ in range(3000)]
    made = InvertedBM25(corpus)
    for _ in range(200):
        query = [f"w{rank}" for rank in rng.zipf(1.3, 5)]
        also = {f"w{rank}": 0.5 for rank in rng.zipf(1.3, 2)}
        numbers, scores = made.top(query, 10, also=also)
        every, all_scores = made.top(query, len(corpus), also=also)
        assert (numbers.tolist(), scores.tolist()) == (every[:10].tolist(), all_scores[:10].tolist())


def test_a_term_is_known_to_another_thread_only_once_it_is_weighed():
    class Slow(InvertedBM25):
        def _weigh(self, term, frequency):
            weighing.wait(5)
            super()._weigh(term, frequency)

    weighing, made = threading.Barrier(2), Slow([["cap", "ant"], ["bee"]])
    with ThreadPoolExecutor(2) as pool:
        found = [each.result()[0].tolist() for each in [pool.submit(made.top, ["cap"], 3) for _ in range(2)]]
    assert found == [[0], [0]]
