"""The two regressions: they find what made the data, and the least of their loss."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading.regression import conditional_logit, logistic

TRUE = np.array([1.5, -1.0, 0.0])
SEEDS = st.integers(0, 2**32 - 1)


def choices(seed, count):
    """Return choices made by chance as the true weights have it."""
    chance = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        features = chance.normal(size=(4, 3)) * (1.0, 10.0, 0.1) + (0.0, 5.0, 3.0)
        scores = features @ (TRUE / (1.0, 10.0, 0.1)) + chance.gumbel(size=4)
        made.append((features, np.arange(4) == scores.argmax()))
    return made


def rows(seed, count):
    """Return rows of features, and what is true of them by chance as the true weights and a bias of -1 have it."""
    chance = np.random.default_rng(seed)
    matrix = chance.normal(size=(count, 3)) + 2.0
    odds = (matrix - 2.0) @ TRUE - 1.0
    return matrix, (chance.random(count) < 1 / (1 + np.exp(-odds))).astype(float)


def test_the_weights_that_made_the_choices_are_found_whatever_the_features_are_measured_in():
    weights = conditional_logit(choices(1, 4000), ridge=1e-6)
    assert weights * (1.0, 10.0, 0.1) == pytest.approx(TRUE, abs=0.1)


def test_the_weights_and_the_bias_that_made_the_truth_are_found():
    *weights, bias = logistic(*rows(1, 20_000), np.ones(20_000), ridge=1e-6)
    assert weights == pytest.approx(TRUE, abs=0.1)
    assert bias == pytest.approx(-1.0 - 2.0 * TRUE.sum(), abs=0.3)


@given(SEEDS)
@settings(max_examples=10)
def test_a_choice_that_counts_twice_is_as_two(seed):
    once = choices(seed, 150)
    doubled = conditional_logit([*once, *once[:50]], ridge=1e-9)
    counted = conditional_logit(once, [2.0] * 50 + [1.0] * 100, ridge=1e-9)
    assert doubled == pytest.approx(counted, rel=0.01, abs=0.01)


@given(SEEDS)
@settings(max_examples=10)
def test_a_row_that_counts_twice_is_as_two(seed):
    matrix, truth = rows(seed, 300)
    twice = np.concatenate([np.arange(300), np.arange(100)])
    doubled = logistic(matrix[twice], truth[twice], np.ones(400), ridge=1e-9)
    counted = logistic(matrix, truth, np.where(np.arange(300) < 100, 2.0, 1.0), ridge=1e-9)
    assert doubled == pytest.approx(counted, rel=0.01, abs=0.01)


@given(SEEDS, st.floats(0.01, 1.0))
@settings(max_examples=20)
def test_no_weights_nearby_have_a_lesser_loss(seed, ridge):
    matrix, truth = rows(seed, 30)
    fitted = logistic(matrix, truth, np.ones(30), ridge=ridge)

    def loss(weights):
        odds = matrix @ weights[:-1] + weights[-1]
        return (np.logaddexp(0, odds) - truth * odds).mean() + ridge / 2 * ((weights[:-1] * matrix.std(0)) ** 2).sum()

    for step in np.random.default_rng(seed).normal(size=(10, 4)) * 0.01:
        assert loss(fitted) <= loss(fitted + step) + 1e-9


def test_what_can_be_told_without_error_gets_weights_that_are_finite():
    apart = logistic(np.array([[0.0], [1.0]] * 5), np.array([0.0, 1.0] * 5), np.ones(10))
    assert np.isfinite(apart).all()
    assert apart[0] > 5
    sure = conditional_logit([(np.array([[1.0], [0.0]]), np.array([True, False]))] * 5)
    assert np.isfinite(sure).all()
    assert sure[0] > 2


def test_a_feature_that_is_always_the_same_gets_no_weight():
    matrix, truth = rows(2, 50)
    matrix[:, 1] = 7.0
    assert logistic(matrix, truth, np.ones(50))[1] == pytest.approx(0.0, abs=1e-6)


def test_a_choice_without_a_right_one_is_an_error():
    with pytest.raises(ValueError, match="nothing is right"):
        conditional_logit([(np.ones((2, 1)), np.array([False, False]))])
