"""The measures: cases worked out by hand, and an oracle where there is one."""

import re
import statistics
import string
from collections import Counter
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import calibration, measures

WORDS = st.text(alphabet="ab \t-.'“ éßİTHEthe", max_size=20)
JUDGED = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]), st.booleans()), max_size=25)
approx = pytest.approx


# SQuAD's own evaluation script, version 1.1, as published: the oracle.


def squad_normalize(s):
    def remove_articles(text):
        return re.sub(r"\b(a|an|the)\b", " ", text)

    def remove_punc(text):
        exclude = set(string.punctuation)
        return "".join(ch for ch in text if ch not in exclude)

    return " ".join(remove_articles(remove_punc(s.lower())).split())


def squad_f1(prediction, ground_truth):
    prediction_tokens, ground_truth_tokens = squad_normalize(prediction).split(), squad_normalize(ground_truth).split()
    num_same = sum((Counter(prediction_tokens) & Counter(ground_truth_tokens)).values())
    if num_same == 0:
        return 0
    precision, recall = num_same / len(prediction_tokens), num_same / len(ground_truth_tokens)
    return 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The  U.S. Army!", "us army"),
        ("a man, an apple, the end", "man apple end"),
        ("Theatre an-d", "theatre and"),
        ("1,000\n“men”", "1000 “men”"),
        ("the", ""),
        ("", ""),
    ],
)
def test_texts_are_normalised_as_squad_does(text, expected):
    assert measures.normalised(text) == expected


@given(WORDS, WORDS)
def test_normalisation_and_f1_are_those_of_squads_script(given_text, truth):
    assert measures.normalised(given_text) == squad_normalize(given_text)
    assert measures.f1(given_text, [truth]) == approx(squad_f1(given_text, truth))


@given(WORDS, st.lists(WORDS, max_size=3))
def test_exact_match_is_that_of_squads_script_where_anything_is_left_to_compare(short, accepted):
    expected = any(squad_normalize(short) == squad_normalize(each) != "" for each in accepted)
    assert measures.exact_match(short, accepted) == float(expected)


def test_exact_match_takes_any_accepted_answer():
    assert measures.exact_match("the Clark.", ["Helen Clark", "Clark"]) == 1
    assert measures.exact_match("Helen", ["Helen Clark", "Clark"]) == 0


def test_an_empty_short_answer_matches_nothing_not_even_an_answer_of_signs():
    assert measures.exact_match("", ["$", "the"]) == 0
    assert measures.f1("", ["$", "the"]) == 0


def test_f1_is_the_best_over_accepted_answers():
    # "in May 2001" against "May 2001": P 2/3, R 1, F1 0.8; against "in the spring": P 1/3, R 1/2, F1 0.4.
    assert measures.f1("in May 2001", ["in the spring", "May 2001"]) == approx(0.8)


def test_f1_counts_a_repeated_word_as_often_as_both_have_it():
    assert measures.f1("no no no", ["no no"]) == approx(0.8)


def test_without_accepted_answers_nothing_matches():
    assert (measures.exact_match("x", []), measures.f1("x", []), measures.answer_shown(["x"], [])) == (0, 0, False)


# answer_shown


@pytest.mark.parametrize(
    ("shown", "accepted", "expected"),
    [
        (["Since 2001, they have met."], ["2001"], True),
        (["Since 2001, they have met."], ["200"], False),
        (["cathedral"], ["cat"], False),
        (["The Prime Minister, Helen Clark, came."], ["prime minister helen clark"], True),
        (["Helen Elizabeth Clark"], ["Helen Clark"], False),
        (["nothing", "They met in the May of 2001."], ["May of 2001"], True),
        (["one half", "and the other"], ["half and other"], False),
        (["It cost $5."], ["$", "the"], False),
        (["now"], ["later", "Now!"], True),
        ([], ["now"], False),
    ],
)
def test_an_answer_is_shown_where_it_stands_as_whole_words_in_a_row(shown, accepted, expected):
    assert measures.answer_shown(shown, accepted) is expected


@given(st.lists(st.sampled_from("xyz"), max_size=8), st.lists(st.sampled_from("xyz"), min_size=1, max_size=3))
def test_whole_words_in_a_row_is_what_a_search_token_by_token_finds(text, answer):
    expected = any(text[at : at + len(answer)] == answer for at in range(len(text)))
    assert measures.answer_shown([" ".join(text)], [" ".join(answer)]) is expected


# Ranking


def test_the_first_rank_is_over_distinct_documents():
    assert measures.first_rank(["a", "a", "b", "a", "c"], {"c", "b"}.__contains__) == 2
    assert measures.first_rank(["a", "b"], {"c"}.__contains__) is None
    assert measures.first_rank([], {"c"}.__contains__) is None


def test_relevance_is_asked_no_further_than_the_first_that_is_relevant():
    asked = []
    measures.first_rank(["a", "b", "c"], lambda document_id: not asked.append(document_id) and document_id == "b")
    assert asked == ["a", "b"]


def test_success_and_reciprocal_rank_of_a_rank():
    assert [measures.success(rank, 5) for rank in (1, 5, 6, None)] == [1, 1, 0, 0]
    assert [measures.reciprocal_rank(rank) for rank in (1, 4, None)] == [1, 0.25, 0]


# Refusals, means, percentiles


def test_refusal_precision_and_recall_by_hand():
    # Not answered: three, one of them answerable. Without an answer: four, two of them not answered.
    replies = [(True, False), (True, False), (True, True), (False, False), (False, False), (False, True)]
    assert measures.refusal_precision(replies) == approx(2 / 3)
    assert measures.refusal_recall(replies) == approx(2 / 4)


def test_a_rate_over_nothing_is_none():
    assert measures.refusal_precision([(False, False)]) is None
    assert measures.refusal_recall([(True, True)]) is None
    assert measures.mean([]) is None
    assert measures.percentile([], 50) is None


def test_percentiles_by_hand():
    assert measures.percentile([3, 1, 2], 50) == 2
    assert measures.percentile([4, 1, 2, 3], 50) == 2.5
    assert measures.percentile([7], 99) == 7
    assert measures.percentile(list(range(101)), 95) == 95


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=30))
def test_percentiles_are_the_inclusive_quantiles_of_the_standard_library(values):
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    assert [measures.percentile(values, q) for q in (50, 95, 99)] == approx([cuts[49], cuts[94], cuts[98]])


# AUROC


def test_auroc_by_hand():
    # Right: 0.9, 0.4; wrong: 0.4, 0.1. Of four pairs three are won and one is tied: 3.5 / 4.
    assert calibration.auroc([(0.9, True), (0.4, True), (0.4, False), (0.1, False)]) == approx(0.875)


def test_auroc_is_one_half_for_a_constant_and_none_with_one_class():
    assert calibration.auroc([(0.5, True), (0.5, False), (0.5, False)]) == 0.5
    assert calibration.auroc([(0.5, True)]) is None
    assert calibration.auroc([]) is None


@given(JUDGED)
def test_auroc_is_what_all_pairs_say(judged):
    right = [confidence for confidence, is_right in judged if is_right]
    wrong = [confidence for confidence, is_right in judged if not is_right]
    won = [(a > b) + (a == b) / 2 for a, b in product(right, wrong)]
    assert calibration.auroc(judged) == (approx(sum(won) / len(won)) if won else None)


# Risk and coverage


def test_the_risk_coverage_curve_by_hand():
    # Four questions, three answered: surest first right, wrong, right.
    curve = calibration.risk_coverage([(0.2, True), (0.9, True), (0.5, False)], 4)
    assert [point.coverage for point in curve] == [0.25, 0.5, 0.75]
    assert [point.risk for point in curve] == approx([0, 1 / 2, 1 / 3])
    assert [point.confidence for point in curve] == [0.9, 0.5, 0.2]
    assert calibration.area(curve) == approx((0 + 1 / 2 + 1 / 3) / 3)


def test_the_area_is_0_where_all_is_right_1_where_all_is_wrong_and_none_over_nothing():
    assert calibration.area(calibration.risk_coverage([(0.1, True), (0.2, True)], 2)) == 0
    assert calibration.area(calibration.risk_coverage([(0.1, False), (0.2, False)], 2)) == 1
    assert calibration.area(calibration.risk_coverage([], 2)) is None


@given(st.lists(st.tuples(st.sampled_from([0.2, 0.8]), st.booleans()), min_size=1, max_size=5))
def test_the_area_with_ties_is_the_mean_over_all_their_orders(judged):
    def one(order):
        wrong = [not is_right for _, is_right in order]
        return statistics.mean(sum(wrong[:k]) / k for k in range(1, len(wrong) + 1))

    orders = [order for order in permutations(judged) if all(a[0] >= b[0] for a, b in pairwise(order))]
    expected = statistics.mean(map(one, orders))
    assert calibration.area(calibration.risk_coverage(judged, len(judged))) == approx(expected)


def test_a_thinned_curve_is_evenly_spread_and_keeps_its_end():
    curve = calibration.risk_coverage([(n / 100, True) for n in range(100)], 100)
    assert [point.coverage for point in calibration.thinned(curve, 4)] == [0.25, 0.5, 0.75, 1.0]
    assert calibration.thinned(curve[:3], 4) == curve[:3]
    assert calibration.thinned([], 4) == []


# Calibration error


def test_the_calibration_error_by_hand():
    # Two bins of two: confidence 0.9 and 0.7, one of two right, gap 0.3; 0.4 and 0.2, none right, gap 0.3.
    judged = [(0.9, True), (0.7, False), (0.4, False), (0.2, False)]
    assert calibration.calibration_error(judged, bins=2) == approx(0.3)


def test_bins_weigh_as_much_as_they_hold():
    # Three replies in two bins: one (gap |1 - 0.8|), then two (gap |0.5 - 0.5|).
    judged = [(0.8, True), (0.6, True), (0.4, False)]
    assert calibration.calibration_error(judged, bins=2) == approx((1 * 0.2 + 2 * 0.0) / 3)


def test_a_perfect_confidence_has_no_calibration_error_and_the_contrary_has_one():
    assert calibration.calibration_error([(1.0, True), (0.0, False)]) == 0
    assert calibration.calibration_error([(0.0, True), (1.0, False)]) == 1
    assert calibration.calibration_error([]) is None


@given(st.lists(st.tuples(st.integers(0, 100), st.booleans()), min_size=1, max_size=40, unique_by=lambda each: each[0]))
def test_the_calibration_error_is_the_formula_over_sorted_slices(drawn):
    judged = [(percent / 100, is_right) for percent, is_right in drawn]
    ordered, count = sorted(judged, reverse=True), min(5, len(judged))
    edges = [len(judged) * b // count for b in range(count + 1)]
    slices = [ordered[a:b] for a, b in pairwise(edges)]
    gaps = [
        len(part) * abs(statistics.mean(r for _, r in part) - statistics.mean(c for c, _ in part)) for part in slices
    ]
    assert calibration.calibration_error(judged, bins=5) == approx(sum(gaps) / len(judged))


@given(JUDGED, st.randoms())
def test_no_figure_depends_on_the_order_asked(judged, random):
    shuffled = random.sample(judged, len(judged))
    assert calibration.auroc(shuffled) == calibration.auroc(judged)
    assert calibration.calibration_error(shuffled) == calibration.calibration_error(judged)
    assert calibration.risk_coverage(shuffled, 30) == calibration.risk_coverage(judged, 30)
