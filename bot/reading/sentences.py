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


class SentenceReader:
    """Reads without a model: every sentence is scored by a weighted sum of its evidence (bot.reading.fit)."""

    name = "sentences"

    def read(self, asking: Asking, hits: Sequence[Hit], index: Index) -> list[Span]:
        """Return the best span of each sentence of the best hits, best first; ties by place."""
        read = hits[: int(_weights()["hits_read"])]
        titles = [index.sources[hit.passage.document_id].title for hit in read]
        sentences = list(weigh(asking, read, titles, index.aliases))
        if not sentences:
            return []
        scores = score(np.array([sentence.features for sentence in sentences]))
        order = sorted(range(len(sentences)), key=lambda n: (-scores[n], n))
        lead = float(scores[order[0]] - scores[order[1]]) if len(order) > 1 else 1.0
        return [
            _span(asking, sentences[n], float(scores[n]), lead if n == order[0] else scores[n] - scores[order[0]])
            for n in order
        ]


def confidence(sentence: Sentence, score: float, lead: float) -> float:
    """Return the probability that a sentence answers, by logistic regression on its evidence."""
    fitted = _weights()["confidence"]
    sum_ = fitted["bias"] + fitted["score"] * score + fitted["lead"] * math.tanh(lead)
    sum_ += sum(fitted[name] * value for name, value in zip(FEATURES, sentence.features.tolist(), strict=True))
    return 1 / (1 + math.exp(-sum_))


def _span(asking: Asking, sentence: Sentence, score: float, lead: float) -> Span:
    start, end = _short(asking, sentence.text) or (0, sentence.end - sentence.start)
    sure = confidence(sentence, score, lead)
    return Span(sentence.hit, sentence.start + start, sentence.start + end, score, sure, asking.asked)


def _short(asking: Asking, text: str) -> tuple[int, int] | None:
    """Return where the expression of the expected kind stands that is nearest to the words shared with the question."""
    for kind in EXPECTED.get(asking.asked, ()):
        found = new_expressions(asking, text, kind)
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
