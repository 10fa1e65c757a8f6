"""The measures, as pure functions: SQuAD's, those of ranking, of refusing, and of how far a confidence can be trusted."""

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.answers import Answer

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = frozenset(string.punctuation)
_BINS = 10


@lru_cache(maxsize=50_000)
def normalised(text: str) -> str:
    """Return a text as SQuAD compares it: lower case, without punctuation and articles (Rajpurkar et al. 2016)."""
    bare = "".join(character for character in text.lower() if character not in _PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def exact_match(said: str, accepted: Iterable[str]) -> float:
    """Return 1 where what was said is an accepted answer, else 0."""
    return float(any(normalised(said) == normalised(answer) for answer in accepted))


def f1(said: str, accepted: Iterable[str]) -> float:
    """Return the best harmonic mean of precision and recall of words over the accepted answers (SQuAD's F1)."""
    return max((_f1(normalised(said).split(), normalised(answer).split()) for answer in accepted), default=0.0)


def _f1(said: Sequence[str], accepted: Sequence[str]) -> float:
    if not said or not accepted:
        return float(said == accepted)
    same = sum((Counter(said) & Counter(accepted)).values())
    return 2 * same / (len(said) + len(accepted))


def holds(text: str, accepted: Iterable[str]) -> bool:
    """Tell whether an accepted answer stands in a text, whole words, both normalised."""
    within = f" {normalised(text)} "
    return any(f" {normalised(answer)} " in within for answer in accepted if normalised(answer))


def answer_shown(answer: Answer, accepted: Sequence[str]) -> bool:
    """Tell whether a reply answers, and an accepted answer stands in its text or in its first two quotes."""
    if answer.kind != "answer":
        return False
    return holds(answer.text, accepted) or any(holds(each.quote, accepted) for each in answer.citations[:2])


def rank_of(ranked: Iterable[str], relevant: frozenset[str]) -> int | None:
    """Return the place, from 1, of the first relevant document among the distinct ones in rank order, or None."""
    for place, document in enumerate(dict.fromkeys(ranked), start=1):
        if document in relevant:
            return place
    return None


def mean(values: Iterable[float]) -> float | None:
    """Return the mean, or None of nothing."""
    known = list(values)
    return sum(known) / len(known) if known else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which a share of the values lies, linear between neighbours, or None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def auroc(scores: Sequence[float], right: Sequence[bool]) -> float | None:
    """Return the chance that a right one scores above a wrong one, ties half (Mann and Whitney 1947)."""
    positive = sum(right)
    negative = len(right) - positive
    if not positive or not negative:
        return None
    ranks = _mid_ranks(scores)
    won = sum(rank for rank, is_right in zip(ranks, right, strict=True) if is_right)
    return (won - positive * (positive + 1) / 2) / (positive * negative)


def _mid_ranks(scores: Sequence[float]) -> list[float]:
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks = [0.0] * len(scores)
    begin = 0
    while begin < len(order):
        end = begin
        while end + 1 < len(order) and scores[order[end + 1]] == scores[order[begin]]:
            end += 1
        for place in range(begin, end + 1):
            ranks[order[place]] = (begin + end) / 2 + 1
        begin = end + 1
    return ranks


def risk_coverage(scores: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """Return (coverage, risk) as the threshold falls: the share answered, and the share of those that is wrong.

    Questions of one score are answered together (El-Yaniv and Wiener 2010).
    """
    order = sorted(range(len(scores)), key=lambda n: -scores[n])
    points: list[tuple[float, float]] = []
    wrong = 0
    for place, n in enumerate(order, start=1):
        wrong += not right[n]
        if place == len(order) or scores[order[place]] != scores[n]:
            points.append((place / len(order), wrong / place))
    return points


def risk_coverage_area(points: Sequence[tuple[float, float]]) -> float | None:
    """Return the mean risk over all coverages: each point's risk holds from the coverage before it."""
    before = [0.0, *(coverage for coverage, _ in points)]
    return sum((c - b) * risk for b, (c, risk) in zip(before, points, strict=False)) if points else None


def expected_calibration_error(scores: Sequence[float], right: Sequence[bool], *, bins: int = _BINS) -> float | None:
    """Return the mean gap between confidence and share right, over bins of equal size (Nguyen and O'Connor 2015)."""
    if not scores:
        return None
    order = sorted(range(len(scores)), key=scores.__getitem__)
    parts = [order[len(order) * n // bins : len(order) * (n + 1) // bins] for n in range(bins)]
    gaps = (abs(sum(scores[n] for n in part) - sum(right[n] for n in part)) for part in parts if part)
    return sum(gaps) / len(scores)
