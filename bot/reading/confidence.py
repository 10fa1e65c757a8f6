"""How sure the reader is of its best span: a logistic regression over what is known of it, and plain cases.

Small and large libraries have weights of their own: those of a small one and, as far as it is large, others added to
them.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.reading.candidates import Candidate, about, beside, learned
from bot.reading.contrary import contradicts
from bot.reading.evidence import FEATURES, Sentence
from bot.reading.posed import posed_before
from bot.reading.questions import Asking

_EVIDENCE = tuple(name for name in FEATURES if name not in ("fragment", "missing", "expected", "thread", "near"))
SURE_FEATURES = (
    "combined", "chance", "lead", "span_chance", "passage_odds", "sentence_chance", "agreed", "alone",
    "terms", "weight", *_EVIDENCE,
    "time", "number", "person", "place", "definition", "reason", "yes/no",
    "time_untyped", "number_untyped", "person_untyped", "time_missing", "number_missing",
    "best_odds", "second_odds", "size", "unknown", "strange", "leaning", "again", "elsewhere",
)  # fmt: skip
SURE_PARTS = ("confidence", "confidence_large")
_SMALL, _LARGE = math.log(12), math.log(240)
"""Passages, as logarithms, up to which a library is small, and from which on it is large."""
_MOSTLY = 0.7
"""The share of a question in words that the library does not have from which on it is a strange one."""
_NO_OTHER = -5.0
"""The odds of a second passage where none was read."""
PLAIN = 0.6
"""What a plain case is worth at least: a name right beside the office that is asked for; the dates of a life behind the
name; what follows the same question in the document; a plain yes or no; or where all that is said of something is asked
for, a sentence that names the whole of it."""
CONTRARY = 0.2
"""What a sentence is worth at most that says another name, number or year than is asked about, or the contrary."""
_ALL = 0.95
"""The share of a question, by weight, that stands in one that asks the same."""
_LITTLE = 0.3
"""What a word may weigh beside the weightiest and be missing all the same: "tell", "explain"."""


def sure_features(asking: Asking, best: Sequence[Candidate], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the confidence goes by, as SURE_FEATURES: of the first span, its sentence, question and library.

    `best_odds` and `second_odds` are the passages' odds of holding an answer, by the network. That words stand nowhere
    tells the more, the more passages there are: the share of such words over _MOSTLY counts by the library's `size`.
    A question may lean on the conversation, or be asked where that is again: nearness itself is not gone by, since
    follow-ups that nothing answers are near what was quoted too. What another document than that of the
    conversation answers is told less surely, the less the question says by itself.
    """
    first = best[0]
    shares = np.exp(scores - scores[0])
    readings = {id(each.reading): each.reading for each in best}.values()
    total = float(np.logaddexp.reduce([*(each.mass for each in readings), first.reading.no_answer]))
    odds = first.reading.mass - first.reading.no_answer
    all_odds = sorted((each.mass - each.no_answer for each in readings), reverse=True)
    size = math.log(max(asking.index.size, 1)) if asking.index else 0.0
    here = [each.sentence is first.sentence for each in best]
    evidence = dict(zip(FEATURES, first.sentence.features.tolist(), strict=True))
    kinds = [float(asking.asked == kind) for kind in ("number", "person", "place", "definition", "reason", "yes/no")]
    kinds[0] += float(asking.asked in ("frequency", "duration"))
    time, thread = float(asking.asked == "time"), asking.thread
    return np.array([
        float(scores[0]), 1 / float(shares.sum()), math.tanh(float(scores[0] - scores[1])) if len(best) > 1 else 1.0,
        first.span.score - total, odds, float(shares[here].sum() / shares.sum()),
        float(first.evidence >= max(each.evidence for each in best)), float(len(best) == 1),
        len(asking.terms), asking.weight / 10,
        *(evidence[name] for name in _EVIDENCE), time, *kinds,
        *(kind * (1 - first.typed) for kind in (time, *kinds[:2])),
        *(kind * evidence["missing"] for kind in (time, kinds[0])),
        all_odds[0], all_odds[1] if len(all_odds) > 1 else _NO_OTHER,
        size, asking.unknown, max(0.0, asking.unknown - _MOSTLY) * size,
        float(thread is not None and not thread.again), float(thread is not None and thread.again), first.elsewhere,
    ])  # fmt: skip


def largeness(features: NDArray[np.float64]) -> float:
    """Return how large the library is that features tell of: 0 is small, 1 is large."""
    size = float(features[SURE_FEATURES.index("size")])
    return min(1.0, max(0.0, (size - _SMALL) / (_LARGE - _SMALL)))


def weights_at(features: NDArray[np.float64], fitted: Mapping[str, Mapping[str, float]]) -> NDArray[np.float64]:
    """Return the weights of SURE_FEATURES and of the bias for a library of the size that features tell of."""
    small, large = (np.array([fitted[part][name] for name in (*SURE_FEATURES, "bias")]) for part in SURE_PARTS)
    return np.asarray(small + largeness(features) * large)


def confidence(features: NDArray[np.float64], fitted: Mapping[str, Mapping[str, float]] | None = None) -> float:
    """Return the probability that the first span, or its sentence, answers: logistic regression (`combine.py`)."""
    weights = weights_at(features, learned() if fitted is None else fitted)
    return 1 / (1 + math.exp(-float(features @ weights[:-1] + weights[-1])))


def bounded(asking: Asking, first: Candidate, plain: str | None) -> tuple[float, float, str | None]:
    """Return what the first span is worth at least and at most, and by what rule, if by one: `plain` or "contrary"."""
    if plain:
        return PLAIN, 1.0, plain
    passage = first.sentence.hit.passage
    other = contradicts(asking, first.sentence.text, passage.text, about(passage, asking.index))
    return (0.0, CONTRARY, "contrary") if other else (0.0, 1.0, None)


def plainly(asking: Asking, sentence: Sentence) -> str | None:
    """Return by what rule a sentence plainly answers, or None.

    It names the office's holder, or the dates of a life behind the name; it follows the same question in the document;
    it says yes or no to it; it names all of what is asked about.
    """
    found = beside(asking, sentence)
    if found is not None:
        return found[0]
    if _is_posed(asking, sentence):
        return "posed"
    everything = asking.is_identity or asking.asked == "topic"
    unmatched = float(sentence.features[FEATURES.index("unmatched")])
    return "named" if everything and asking.terms and unmatched < _LITTLE else None


def _is_posed(asking: Asking, sentence: Sentence) -> bool:
    """Tell whether the document asks the same right before a sentence: all that is asked, and little more."""
    if sentence.features[FEATURES.index("replied")] < _ALL:
        return False
    posed = Asking(posed_before(sentence.hit.passage, sentence.start) or "")
    return posed.asked == asking.asked and len(posed.terms) <= len(asking.terms) + 1
