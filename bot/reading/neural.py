"""The reader that serves: evidence orders the passages, the network reads the best of them, both choose the span."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from bot.answers import Span
from bot.reading import sentences
from bot.reading.evidence import EXPECTED, FEATURES, Sentence, weigh
from bot.reading.expressions import expressions
from bot.reading.model import NeuralReader, Reading, ScoredSpan
from bot.reading.questions import Asking
from knowledge import Hit, Index, is_proper, looks_english

WEIGHTS = Path(__file__).with_name("combined.json")
CONSIDERED, READ = 10, 5
"""Passages that are ordered by their evidence, and those of them that the network reads."""
SPAN_FEATURES = ("span", "mass", "evidence", "rank", "typed")
_EVIDENCE = tuple(name for name in FEATURES if name not in ("fragment", "missing", "expected"))
SURE_FEATURES = (
    "combined", "chance", "lead", "span_chance", "passage_odds", "alone", "terms", "weight", *_EVIDENCE,
    "time", "number", "person", "place", "definition", "reason", "yes/no",
    "time_untyped", "number_untyped", "person_untyped", "time_missing", "number_missing",
)  # fmt: skip
_WHOLE = ("yes/no", "topic")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that the network proposes in a hit, and the sentence it begins in."""

    sentence: Sentence
    span: ScoredSpan
    reading: Reading
    evidence: float
    typed: float

    @property
    def features(self) -> NDArray[np.float64]:
        """What the choice between spans goes by, as SPAN_FEATURES."""
        odds = self.reading.mass - self.reading.no_answer
        rank = float(self.sentence.features[FEATURES.index("rank")])
        return np.array([self.span.score, odds, self.evidence, rank, self.typed])


@lru_cache(maxsize=1)
def _weights() -> dict[str, Any]:
    weights: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return weights


class CombinedReader:
    """Reads with the network; its own sentences' evidence and the network's scores choose together."""

    name = "neural"

    def __init__(self, model: NeuralReader) -> None:
        """Read with a loaded model; text that is not English is left to the sentence reader.

        NumPy computes in one thread from here on: its matrices are small here, and threads that wait for each other
        made a reading nine times slower on a busy machine.
        """
        ThreadpoolController().limit(limits=1, user_api="blas")
        self._model, self._sentences = model, sentences.SentenceReader()

    def read(self, asking: Asking, hits: Sequence[Hit], index: Index) -> list[Span]:
        """Return the spans of the best hits, best first; ties by place."""
        if hits and not looks_english(" ".join(hit.passage.text for hit in hits[:READ])):
            return self._sentences.read(asking, hits, index)
        found = self.candidates(asking, hits, index)
        if not found:
            return []
        scores = np.array([each.features for each in found]) @ np.array(_named("span", SPAN_FEATURES))
        order = sorted(range(len(found)), key=lambda n: (-scores[n], n))
        best = [found[n] for n in order]
        ordered = scores[order]
        chances = np.exp(ordered - ordered[0])
        sure = confidence(sure_features(asking, best, ordered))
        # A later span is as sure as the first one, times its chance against it.
        return [
            _span(asking, each, float(score), sure * float(chance))
            for each, score, chance in zip(best, ordered, chances, strict=True)
        ]

    def candidates(self, asking: Asking, hits: Sequence[Hit], index: Index) -> list[Candidate]:
        """Return the spans that the network proposes in the hits of best evidence."""
        considered = hits[:CONSIDERED]
        titles = [index.sources[hit.passage.document_id].title for hit in considered]
        by_hit: dict[int, list[tuple[Sentence, float]]] = {}
        for sentence in weigh(asking, considered, titles, index.aliases):
            by_hit.setdefault(sentence.rank, []).append((sentence, float(sentences.score(sentence.features))))
        ranks = sorted(by_hit, key=lambda rank: (-max(score for _, score in by_hit[rank]), rank))[:READ]
        readings = self._model.read(asking.text, [considered[rank].passage.text for rank in ranks])
        return [
            _candidate(asking, span, reading, by_hit[rank])
            for rank, reading in zip(ranks, readings, strict=True)
            for span in reading.spans
        ]


def _candidate(
    asking: Asking, span: ScoredSpan, reading: Reading, scored: Sequence[tuple[Sentence, float]]
) -> Candidate:
    """Return a span with the sentence of its passage that it begins in."""
    sentence, evidence = next((each for each in reversed(scored) if each[0].start <= span.start), scored[0])
    words = sentence.hit.passage.text[span.start : span.end]
    return Candidate(sentence, span, reading, evidence, float(_is_typed(asking, words)))


def _is_typed(asking: Asking, words: str) -> bool:
    """Tell whether a span has the form of what is asked for: a time, a number, or for a person a proper name."""
    if asking.asked in ("time", "duration", "frequency", "number"):
        return any(True for kind in EXPECTED[asking.asked] for _ in expressions(words, kind))
    if asking.asked == "person":
        return any(is_proper(each) or each.isupper() for each in words.split())
    return True


def _named(part: str, names: Sequence[str]) -> list[float]:
    return [_weights()[part][name] for name in names]


def sure_features(asking: Asking, best: Sequence[Candidate], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the confidence goes by, as SURE_FEATURES: of the first span, its sentence, and the question."""
    first = best[0]
    shares = np.exp(scores - scores[0])
    masses = {id(each.reading): each.reading.mass for each in best}
    total = float(np.logaddexp.reduce([*masses.values(), first.reading.no_answer]))
    odds = first.reading.mass - first.reading.no_answer
    evidence = dict(zip(FEATURES, first.sentence.features.tolist(), strict=True))
    kinds = [float(asking.asked == kind) for kind in ("number", "person", "place", "definition", "reason", "yes/no")]
    kinds[0] += float(asking.asked == "frequency")
    time = float(asking.asked in ("time", "duration"))
    return np.array([
        float(scores[0]), 1 / float(shares.sum()), math.tanh(float(scores[0] - scores[1])) if len(best) > 1 else 1.0,
        first.span.score - total, odds, float(len(best) == 1), len(asking.terms), sum(asking.terms.values()) / 10,
        *(evidence[name] for name in _EVIDENCE), time, *kinds,
        *(kind * (1 - first.typed) for kind in (time, *kinds[:2])),
        *(kind * evidence["missing"] for kind in (time, kinds[0])),
    ])  # fmt: skip


def confidence(features: NDArray[np.float64]) -> float:
    """Return the probability that the first span, or its sentence, answers: logistic regression (bot.reading.fit)."""
    fitted = _weights()["confidence"]
    return 1 / (1 + math.exp(-float(features @ np.array([fitted[name] for name in SURE_FEATURES]) + fitted["bias"])))


def _span(asking: Asking, candidate: Candidate, score: float, sure: float) -> Span:
    # What asks for no words of its own is answered by the whole sentence.
    place = candidate.sentence if asking.asked in _WHOLE else candidate.span
    return Span(candidate.sentence.hit, place.start, place.end, score, sure, asking.asked)
