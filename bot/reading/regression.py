"""Two regressions by Newton's method in NumPy: which of several is chosen, and how probable something is."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Choice = tuple[Matrix, NDArray[np.bool_]]
"""The features of what there is to choose from, a row each, and which of them are right."""
_Slopes = tuple[float, Matrix, Matrix]
_STEPS, _SMALL = 50, 1e-9


def conditional_logit(
    choices: Sequence[Choice], counts: Sequence[float] | None = None, *, ridge: float = 1e-3
) -> Matrix:
    """Return the weights that make the right ones most probable among those of their choice (McFadden 1974).

    Where several are right it is their probability together. `counts` says how much each choice counts; `ridge` is the
    penalty on the squares of the weights of standardised features, beside the mean loss. A choice in which none is
    right is an error.
    """
    if any(not right.any() for _, right in choices):
        raise ValueError("a choice in which nothing is right teaches nothing: leave it out")
    everything = np.concatenate([features for features, _ in choices])
    mean, deviation = _scale(everything)
    scaled = [((features - mean) / deviation, right) for features, right in choices]
    share = np.ones(len(choices)) if counts is None else np.array(counts, float)
    share /= share.sum()

    def slopes(weights: Matrix) -> _Slopes:
        size = len(weights)
        loss, gradient, curvature = 0.0, np.zeros(size), np.zeros((size, size))
        for (features, right), each in zip(scaled, share.tolist(), strict=True):
            scores = features @ weights
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            of_right = float(chance @ right)
            expected = chance @ features
            loss -= each * float(np.log(max(of_right, 1e-300)))
            gradient += each * (expected - (chance * right / max(of_right, 1e-300)) @ features)
            curvature += each * ((features.T * chance) @ features - np.outer(expected, expected))
        return loss, gradient, curvature

    return np.asarray(_least(slopes, np.full(len(mean), ridge)) / deviation)


def logistic(matrix: Matrix, truth: Matrix, counts: Matrix, *, ridge: float = 1e-3) -> Matrix:
    """Return the weights, and behind them the bias, that make what is true most probable.

    `matrix` is N × features, `truth` N of 0 and 1, `counts` N: how much each row counts; `ridge` as above.
    """
    mean, deviation = _scale(matrix)
    scaled = np.hstack([(matrix - mean) / deviation, np.ones((len(matrix), 1))])
    share = counts / counts.sum()

    def slopes(weights: Matrix) -> _Slopes:
        scores = scaled @ weights
        chance = 1 / (1 + np.exp(-scores))
        loss = float(share @ (np.logaddexp(0.0, scores) - truth * scores))
        spread = (scaled.T * (share * chance * (1 - chance))) @ scaled
        return loss, scaled.T @ (share * (chance - truth)), spread

    fitted = _least(slopes, np.append(np.full(len(mean), ridge), _SMALL))
    weights = fitted[:-1] / deviation
    return np.append(weights, fitted[-1] - weights @ mean)


def _scale(matrix: Matrix) -> tuple[Matrix, Matrix]:
    return matrix.mean(0), matrix.std(0) + 1e-9


def _least(slopes: Callable[[Matrix], _Slopes], ridge: Matrix) -> Matrix:
    """Return where loss and ridge are least together: Newton's steps from zero on, halved where one leads too far."""
    weights = np.zeros(len(ridge))
    loss, gradient, curvature = slopes(weights)
    for _ in range(_STEPS):
        step = np.asarray(np.linalg.solve(curvature + np.diag(ridge + _SMALL), gradient + ridge * weights), float)
        before = loss + 0.5 * float(ridge @ weights**2)
        for nearer in _halved(weights, step):
            loss, gradient, curvature = slopes(nearer)
            after = loss + 0.5 * float(ridge @ nearer**2)
            if after <= before:
                break
        weights = nearer
        if before - after < _SMALL:
            break
    return weights


def _halved(weights: Matrix, step: Matrix) -> Iterator[Matrix]:
    yield from (np.asarray(weights - step / 2**n) for n in range(20))
