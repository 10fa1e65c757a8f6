"""The measures, as pure functions over strings and numbers. Nothing here asks, reads or prints."""

import math
import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(a|an|the)\b")


def normalised(text: str) -> str:
    """Return a text as SQuAD compares it: lower case, no ASCII punctuation, no articles, single spaces.

    `normalize_answer` of the official evaluate-v1.1.py (Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250).
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


@lru_cache(maxsize=50_000)
def accepted_form(answer: str) -> str:
    """Return an accepted answer normalised; remembered, since the same is compared with many texts."""
    return normalised(answer)


def exact_match(short: str, accepted: Sequence[str]) -> float:
    """Return 1 if the short answer is an accepted one, else 0, both normalised (SQuAD's EM).

    Unlike SQuAD's, an accepted answer that normalisation leaves nothing of ("$") is never matched: an empty
    short answer must not count as right.
    """
    given = normalised(short)
    return float(bool(given) and any(given == accepted_form(answer) for answer in accepted))


def f1(short: str, accepted: Sequence[str]) -> float:
    """Return the best F1 over words of the short answer with an accepted one, both normalised (SQuAD's F1)."""
    given = Counter(normalised(short).split())
    return max((_f1(given, Counter(accepted_form(answer).split())) for answer in accepted), default=0.0)


def _f1(given: Counter[str], truth: Counter[str]) -> float:
    """F1 = 2PR / (P + R), which is 2 · common / (given + true)."""
    common = (given & truth).total()
    return 2 * common / (given.total() + truth.total()) if common else 0.0


def holds(text: str, accepted: Iterable[str]) -> bool:
    """Tell whether an accepted answer stands in a text that is normalised already, as whole words in a row."""
    padded = f" {text} "
    return any(f" {answer} " in padded for answer in map(accepted_form, accepted) if answer)


def answer_shown(shown: Iterable[str], accepted: Sequence[str]) -> bool:
    """Tell whether an accepted answer stands in one of the texts that a reply shows, as whole words in a row."""
    return any(holds(normalised(text), accepted) for text in shown)


def first_rank(ranked: Sequence[str], is_relevant: Callable[[str], bool]) -> int | None:
    """Return the rank, from 1, of the first relevant document among the distinct ones, or None."""
    distinct = dict.fromkeys(ranked)
    return next((rank for rank, document_id in enumerate(distinct, start=1) if is_relevant(document_id)), None)


def success(rank: int | None, k: int) -> float:
    """Return success@k: 1 if the first relevant document is among the first k, else 0."""
    return float(rank is not None and rank <= k)


def reciprocal_rank(rank: int | None) -> float:
    """Return 1/rank of the first relevant document, 0 without one; the mean is MRR (Voorhees, TREC-8, 1999)."""
    return 1 / rank if rank else 0.0


def mean(values: Iterable[float]) -> float | None:
    """Return the mean, or None of nothing."""
    known = list(values)
    return math.fsum(known) / len(known) if known else None


def refusal_precision(replies: Iterable[tuple[bool, bool]]) -> float | None:
    """Return, of the replies not answered, the share rightly so; a reply is (not answered, answerable)."""
    return mean(float(not answerable) for refused, answerable in replies if refused)


def refusal_recall(replies: Iterable[tuple[bool, bool]]) -> float | None:
    """Return, of the questions without an answer, the share not answered; a reply is (not answered, answerable)."""
    return mean(float(refused) for refused, answerable in replies if not answerable)


def percentile(values: Sequence[float], q: float) -> float | None:
    """Return the q-th percentile with linear interpolation, or None of nothing.

    Definition 7 of Hyndman and Fan (1996), "Sample Quantiles in Statistical Packages".
    """
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * q / 100
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
