"""The measures of a ranking: hand-computed cases, and ir-measures' own figures."""

import math
import random

import pytest

from bot.evaluation.retrieval import MEASURES, by_query, in_order, means

QRELS = {"q1": {"d1": 2, "d2": 1, "d3": 0, "d4": -1}, "q2": {"d1": 1}, "q3": {"d9": 0}, "q4": {"d5": 1}}
RUN = {"q1": {"d3": 3.0, "d1": 2.0, "d2": 2.0, "d4": 1.0, "dx": 0.5}, "q2": {"d2": 1.0}, "q3": {"d9": 1.0}}


def test_a_ranking_is_measured_by_hand():
    one = by_query(QRELS, RUN)["q1"]  # d3 (0), then tied d2 (1), d1 (2): ids from the last to the first
    assert one["nDCG@10"] == pytest.approx((1 / math.log2(3) + 2 / 2) / (2 + 1 / math.log2(3)))
    assert one["AP"] == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert (one["RR"], one["P@10"], one["R@100"], one["Success@1"], one["Success@5"]) == (0.5, 0.2, 1.0, 0.0, 1.0)


def test_the_means_are_those_of_ir_measures():
    """Recorded from ir-measures 0.4.3, calc_aggregate(…, QRELS, RUN); q4 has no ranking and counts as 0."""
    recorded = {"nDCG@10": 0.15497655832101642, "AP": 0.14583333333333331, "RR": 0.125, "R@100": 0.25, "P@10": 0.05}
    assert {name: means(by_query(QRELS, RUN))[name] for name in recorded} == pytest.approx(recorded)


def test_scores_that_single_precision_does_not_tell_apart_are_tied_as_in_trec_eval():
    assert in_order({"a": 10.0 + 1e-6, "b": 10.0}) == ["a", "b"]
    assert in_order({"a": 10.0 + 1e-8, "b": 10.0}) == ["b", "a"]


def test_a_query_without_relevant_documents_counts_as_nothing_found():
    assert set(by_query({"q": {"d": 0}}, {"q": {"d": 1.0}})["q"].values()) == {0.0}


def test_over_no_query_there_is_no_mean():
    assert set(means({}).values()) == {None}


def test_random_rankings_are_measured_as_ir_measures_does():
    """Where ir-measures is installed; it brings SciPy, which no test may need."""
    ir_measures = pytest.importorskip("ir_measures")
    choose = random.Random(5)
    names = [f"d{n}" for n in range(30)]
    qrels = {f"q{n}": {d: choose.choice((-1, 0, 0, 1, 2, 3)) for d in choose.sample(names, 12)} for n in range(60)}
    run = {f"q{n}": {d: choose.choice((0.5, choose.random())) for d in choose.sample(names, 20)} for n in range(50)}
    theirs = ir_measures.calc_aggregate([ir_measures.parse_measure(each) for each in MEASURES], qrels, run)
    assert means(by_query(qrels, run)) == pytest.approx({str(name): value for name, value in theirs.items()})
