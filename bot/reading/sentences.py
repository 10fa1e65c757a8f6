"""The sentence reader: the sentence whose evidence is best, and a typed expression in it where one fits."""

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answers import Span
from bot.explanation import HitReasons, Place, Reasons, Sureness, WeightedSum
from bot.reading.evidence import EXPECTED, FEATURES, Sentence, new_expressions, weigh
from bot.reading.questions import Asking
from knowledge import Hit, Index, tokens

WEIGHTS = Path(__file__).with_name("weights.json")


@lru_cache(maxsize=1)
def _weights() -> dict[str, Any]:
    weights: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return weights


def score(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weighted sum of the evidence of one sentence, or of each of many."""
    weights = _weights()["sentence"]
    return np.asarray(features @ np.array([weights[name] for name in FEATURES]))


def scored(asking: Asking, hits: Sequence[Hit], index: Index) -> list[tuple[Sentence, float]]:
    """Return the sentences of hits, in order, with what their evidence weighs."""
    titles = [index.sources[hit.passage.document_id].title for hit in hits]
    found = list(weigh(asking, hits, titles, index.aliases))
    scores = score(np.array([each.features for each in found])).tolist() if found else []
    return list(zip(found, scores, strict=True))


def explained(features: NDArray[np.float64]) -> WeightedSum:
    """Return the score of one sentence as the sum of its evidence."""
    weights = _weights()["sentence"]
    return WeightedSum.of(FEATURES, features, (weights[name] for name in FEATURES))


class SentenceReader:
    """Reads without a model: every sentence is scored by a weighted sum of its evidence (bot.reading.fit)."""

    name = "sentences"

    def read(self, asking: Asking, hits: Sequence[Hit], index: Index) -> list[Span]:
        """Return the best span of each sentence of the best hits, best first; ties by place."""
        sentences = self._weighed(asking, hits, index)
        if not sentences:
            return []
        best = sentences[0][1]
        return [
            _span(asking, sentence, score, _lead(sentences) if n == 0 else score - best)
            for n, (sentence, score) in enumerate(sentences)
        ]

    def explain(self, asking: Asking, hits: Sequence[Hit], index: Index) -> Reasons:
        """Return what made the order of the hits and the confidence of the first span that `read` returns."""
        sentences = self._weighed(asking, hits, index)
        if not sentences:
            return Reasons()
        strongest: dict[int, HitReasons] = {}
        for each, _ in sentences:
            place = Place(each.start, each.end, explained(each.features))
            strongest.setdefault(each.rank, HitReasons(each.hit, sentence=place))
        log_odds = _log_odds(*sentences[0], _lead(sentences))
        return Reasons(tuple(strongest.values()), Sureness(_logistic(log_odds.score), log_odds))

    def _weighed(self, asking: Asking, hits: Sequence[Hit], index: Index) -> list[tuple[Sentence, float]]:
        """Return the sentences of the best hits with their scores, best first; ties by place."""
        return sorted(scored(asking, hits[: int(_weights()["hits_read"])], index), key=lambda each: -each[1])


def _lead(sentences: Sequence[tuple[Sentence, float]]) -> float:
    """Return by how much the first sentence scores more than the second."""
    return sentences[0][1] - sentences[1][1] if len(sentences) > 1 else 1.0


def confidence(sentence: Sentence, score: float, lead: float) -> float:
    """Return the probability that a sentence answers, by logistic regression on its evidence."""
    return _logistic(_log_odds(sentence, score, lead).score)


def _log_odds(sentence: Sentence, score: float, lead: float) -> WeightedSum:
    fitted = _weights()["confidence"]
    names = (*FEATURES, "score", "lead", "bias")
    values = (*sentence.features.tolist(), score, math.tanh(lead), 1.0)
    return WeightedSum.of(names, values, (fitted[name] for name in names))


def _logistic(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _span(asking: Asking, sentence: Sentence, score: float, lead: float) -> Span:
    start, end = _short(asking, sentence.text) or (0, sentence.end - sentence.start)
    sure = confidence(sentence, score, lead)
    return Span(sentence.hit, sentence.start + start, sentence.start + end, score, sure, asking.asked)


def _short(asking: Asking, text: str) -> tuple[int, int] | None:
    """Return where the expression of the expected kind stands that is nearest to the words shared with the question."""
    for kind in EXPECTED.get(asking.asked, ()):
        found = list(new_expressions(asking, text, kind))
        if found:
            words = list(tokens(text))
            shared = [(n, asking.terms[t.term]) for n, t in enumerate(words) if t.term in asking.terms and t.term]
            return max(found, key=lambda span: (_nearness(span, words, shared), -span[0]))
    return None


def _nearness(span: tuple[int, int], words: Sequence[Any], shared: Sequence[tuple[int, float]]) -> float:
    inside = [n for n, word in enumerate(words) if span[0] <= word.start < span[1]]
    if not inside:
        return 0.0
    return sum(weight / (1 + min(abs(n - m) for m in inside)) for n, weight in shared)
