"""What a confidence is worth, as pure functions: AUROC, risk–coverage, calibration error. Nothing here asks or prints.

The order among replies of the same confidence changes no figure.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

Judged = Sequence[tuple[float, bool]]
"""Replies as (confidence, whether it is right), in any order."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the risk–coverage curve.

    Answering from this confidence on answers the share `coverage` of the questions, of which the share `risk` is wrong.
    """

    coverage: float
    risk: float
    confidence: float


def auroc(judged: Judged) -> float | None:
    """Return the chance that one that is right has more confidence than one that is not, ties counting half.

    The area under the ROC curve as the Mann–Whitney statistic (Hanley and McNeil 1982); None unless there are both.
    """
    right = sum(is_right for _, is_right in judged)
    wrong = len(judged) - right
    if not right or not wrong:
        return None
    won, below = 0.0, 0
    for _, tied in groupby(sorted(judged), key=lambda each: each[0]):
        group = [is_right for _, is_right in tied]
        wrong_here = len(group) - sum(group)
        won += sum(group) * (below + wrong_here / 2)
        below += wrong_here
    return won / (right * wrong)


def risk_coverage(judged: Judged, questions: int) -> list[Point]:
    """Return the risk–coverage curve of `questions` questions (El-Yaniv and Wiener 2010), one point a reply.

    It ends at the coverage of the replies given: ask with the threshold 0 for the whole of it.
    """
    expected = list(_expected(judged))
    wrong = accumulate(1 - right for _, right in expected)
    return [
        Point(n / questions, errors / n, confidence)
        for n, (errors, (confidence, _)) in enumerate(zip(wrong, expected, strict=True), start=1)
    ]


def area(curve: Sequence[Point]) -> float | None:
    """Return the area under a risk–coverage curve as the mean risk over its points (AURC; Geifman et al. 2019)."""
    return math.fsum(point.risk for point in curve) / len(curve) if curve else None


def thinned(curve: Sequence[Point], most: int = 20) -> list[Point]:
    """Return at most so many points of a curve, evenly apart; the last is always kept."""
    count = min(most, len(curve))
    return [curve[n * len(curve) // count - 1] for n in range(1, count + 1)]


def calibration_error(judged: Judged, *, bins: int = 15) -> float | None:
    """Return the expected calibration error: the mean over replies of |share right − mean confidence| of their bin.

    ECE of Naeini et al. (2015) with bins of equal mass (Nixon et al. 2019), whose sizes differ by one at most.
    """
    expected = list(_expected(judged))
    total, count = len(expected), min(bins, len(expected))
    parts = (expected[total * b // count : total * (b + 1) // count] for b in range(count))
    gaps = [abs(math.fsum(right - confidence for confidence, right in part)) for part in parts]
    return math.fsum(gaps) / total if total else None


def _expected(judged: Judged) -> Iterator[tuple[float, float]]:
    """Yield the replies, surest first; tied ones each count the share of them that is right.

    That is their expectation over all orders, so the order in which questions were asked changes no figure.
    """
    ordered = sorted(judged, key=lambda each: -each[0])
    for confidence, tied in groupby(ordered, key=lambda each: each[0]):
        group = [is_right for _, is_right in tied]
        yield from [(confidence, sum(group) / len(group))] * len(group)
