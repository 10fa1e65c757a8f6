"""The reader that serves: evidence orders the passages, the network reads the best of them, both choose the span."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from bot.answers import Span
from bot.explanation import HitReasons, Place, Reasons, Sureness, WeightedSum
from bot.reading import sentences
from bot.reading.candidates import (
    SPAN_FEATURES,
    Candidate,
    about,
    learned,
    named,
    only_repeats,
    place_beside,
    proposed,
    stands_in_a_sentence,
    unread,
)
from bot.reading.confidence import SURE_FEATURES, bounded, confidence, plainly, sure_features, weights_at
from bot.reading.evidence import Sentence
from bot.reading.expressions import expressions
from bot.reading.full_names import TITLES
from bot.reading.model import NeuralReader
from bot.reading.questions import Asking
from bot.reading.uncut import uncut
from knowledge import Hit, Index, looks_english, tokens

CONSIDERED, READ = 12, 5
"""Passages that are ordered by their evidence, and those of them that the network reads."""
_OUT_OF_REACH = 4.0
"""By how much the best span must lead what a hit scores before it is read for the hit not to be read at all.

The network seldom adds as much: when it was chosen, by weights fitted before these, the first span's sentence answered
0.860 of 1,089 questions of SQuAD's tuning articles so, and 0.863 with 4.5, which read one more hit in twenty.
"""
_WHOLE = ("yes/no", "topic")
Weighed = dict[int, list[tuple[Sentence, float]]]
"""The sentences of each hit, by its rank, with what their evidence weighs."""


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
        if hits and not looks_english(*(hit.passage.text for hit in hits[:READ])):
            return self._sentences.read(asking, hits, index)
        found = self.candidates(asking, hits, index)
        if not found:
            return []
        best, ordered, plain = _ranked(asking, found)
        chances = np.exp(np.minimum(ordered - ordered[0], 0.0))
        least, most, _ = bounded(asking, best[0], plain)
        sure = min(max(confidence(sure_features(asking, best, ordered)), least), most)
        share = 1 / float(chances.sum())
        # A later span is as sure as the first one, times its chance against it, or times how nearly the words of its
        # sentence answer as well: of two people who are called the same, the network prefers one.
        likeness = [_likeness(each, best[0]) for each in best]
        spans = [
            _span(asking, each, float(score), sure * max(float(chance), like), share * float(chance))
            for each, score, chance, like in zip(best, ordered, chances, likeness, strict=True)
        ]
        spans[1:] = sorted(spans[1:], key=lambda span: -(span.confidence or 0.0))
        distinct: dict[tuple[str, int, int], Span] = {}
        for span in spans:
            distinct.setdefault((span.hit.passage.passage_id, span.start, span.end), span)
        return list(distinct.values())

    def explain(self, asking: Asking, hits: Sequence[Hit], index: Index) -> Reasons:
        """Return what made the order of the hits and the confidence of the first span that `read` returns."""
        if hits and not looks_english(*(hit.passage.text for hit in hits[:READ])):
            return self._sentences.explain(asking, hits, index)
        weighed = _weighed(asking, hits, index)
        found = self.candidates(asking, hits, index)
        if not found:
            return Reasons(tuple(HitReasons(hits[rank], sentence=_strongest(weighed[rank])) for rank in weighed))
        best, scores, plain = _ranked(asking, found)
        features = sure_features(asking, best, scores)
        log_odds = WeightedSum.of((*SURE_FEATURES, "bias"), (*features, 1.0), weights_at(features, learned()).tolist())
        least, most, rule = bounded(asking, best[0], plain)
        sure = min(max(confidence(features), least), most)
        return Reasons(
            tuple(_read_as(hits[rank], weighed[rank], best) for rank in _by_candidate(weighed, best)),
            Sureness(sure, log_odds, least, most, rule),
        )

    def candidates(
        self, asking: Asking, hits: Sequence[Hit], index: Index, *, everything: bool = False
    ) -> list[Candidate]:
        """Return the spans with words that the network proposes in the hits of best evidence.

        A hit that no span of could become the best is not read, unless `everything` is (to learn the weights). What
        stands plainly in a sentence is among them, whatever the network thinks of it.
        """
        read, found = self._model.asked(asking.renamed), list[Candidate]()
        weights, best = None if everything else np.array(named("span", SPAN_FEATURES)), -math.inf
        for rank, weighed in self.to_read(asking, hits, index):
            plain = [place for sentence, _ in weighed if (place := place_beside(asking, sentence))]
            if weights is None or plain or is_in_reach(best, evidence_of(weighed), weights):
                passage = hits[rank].passage
                reading = read(passage.text, about(passage, index))
                whole = (span for span in reading.spans if stands_in_a_sentence(asking, passage, span))
                spans = [span for span in whole if not only_repeats(asking, passage.text[span.start : span.end])]
                spans += unread(plain, reading, spans)
                proposals = [proposed(asking, span, reading, weighed) for span in spans]
                if weights is not None:
                    best = max([best, *(float(each.features @ weights) for each in proposals)])
                found += proposals
        return found

    def to_read(
        self, asking: Asking, hits: Sequence[Hit], index: Index
    ) -> list[tuple[int, list[tuple[Sentence, float]]]]:
        """Return the hits of best evidence, best first: rank, and sentences with what their evidence weighs."""
        by_hit = _weighed(asking, hits, index)
        ranks = sorted(by_hit, key=lambda rank: (-max(score for _, score in by_hit[rank]), rank))[:READ]
        return [(rank, by_hit[rank]) for rank in ranks]


def _weighed(asking: Asking, hits: Sequence[Hit], index: Index) -> Weighed:
    """Return the sentences of the hits that are considered, with what their evidence weighs."""
    by_hit: Weighed = {}
    for sentence, score in sentences.scored(asking, hits[:CONSIDERED], index):
        by_hit.setdefault(sentence.rank, []).append((sentence, score))
    return by_hit


def evidence_of(weighed: Sequence[tuple[Sentence, float]]) -> NDArray[np.float64]:
    """Return the features of sentences, a row each."""
    return np.array([sentence.features for sentence, _ in weighed])


def is_in_reach(best: float, evidence: NDArray[np.float64], weights: NDArray[np.float64]) -> bool:
    """Tell whether a hit of this evidence is worth reading when the best span so far scores so much.

    `evidence` has a row a sentence, `weights` are those of SPAN_FEATURES, the last of which are the evidence's.
    """
    return best - float((evidence @ weights[-evidence.shape[1] :]).max()) <= _OUT_OF_REACH


def _ranked(asking: Asking, found: Sequence[Candidate]) -> tuple[list[Candidate], NDArray[np.float64], str | None]:
    """Return the candidates best first, their scores, and by what rule the first one plainly answers, if it does."""
    scores = np.array([each.features for each in found]) @ np.array(named("span", SPAN_FEATURES))
    distinct = {id(each.sentence): each.sentence for each in found}  # several spans stand in one
    known = {key: plainly(asking, sentence) for key, sentence in distinct.items()}
    plain = [known[id(each.sentence)] for each in found]
    order = sorted(range(len(found)), key=lambda n: (plain[n] is None, -scores[n], n))
    return [found[n] for n in order], scores[order], plain[order[0]]


def _strongest(weighed: Sequence[tuple[Sentence, float]]) -> Place:
    """Return the sentence of best evidence, and what made its weight."""
    sentence, _ = max(weighed, key=lambda each: each[1])
    return Place(sentence.start, sentence.end, sentences.explained(sentence.features))


def _read_as(hit: Hit, weighed: Sequence[tuple[Sentence, float]], best: Sequence[Candidate]) -> HitReasons:
    """Return why a hit stands where it stands: its strongest sentence, and its best span where it was read."""
    first = next((each for each in best if each.sentence.hit.passage.passage_id == hit.passage.passage_id), None)
    reasons = HitReasons(hit, sentence=_strongest(weighed))
    if first is None:
        return reasons
    made = WeightedSum.of(SPAN_FEATURES, first.features, named("span", SPAN_FEATURES))
    return replace(reasons, span=Place(first.span.start, first.span.end, made))


def _by_candidate(weighed: Weighed, best: Sequence[Candidate]) -> list[int]:
    """Return the ranks of the hits by their best candidate, then of those without one."""
    return list(dict.fromkeys([*(each.sentence.rank for each in best), *weighed]))


def _likeness(candidate: Candidate, best: Candidate) -> float:
    """Return how nearly a candidate's sentence answers by its words as the best one's does, 0 for the same sentence."""
    one, other = candidate.sentence, best.sentence
    same = one.start == other.start and one.hit.passage.passage_id == other.hit.passage.passage_id
    return 0.0 if same else min(1.0, math.exp(candidate.evidence - best.evidence))


def _span(asking: Asking, candidate: Candidate, score: float, sure: float, chance: float) -> Span:
    # What asks for no words of its own is answered by the whole sentence.
    sentence, place = candidate.sentence, (candidate.span.start, candidate.span.end)
    if asking.asked in _WHOLE or asking.is_identity:
        place, chance = (sentence.start, sentence.end), 1.0
    if asking.is_identity:
        place = _with_office(asking, sentence) or place
    plain = place_beside(asking, sentence)
    if plain:
        place, chance = plain, 1.0
    else:
        place = uncut(sentence.hit.passage.text, *place, (sentence.start, sentence.end))
    return Span(sentence.hit, *place, score, sure, asking.asked, chance)


def _with_office(asking: Asking, sentence: Sentence) -> tuple[int, int] | None:
    """Return where the name asked for stands with what it is called ("Foreign Minister *Phil Goff*"), or None.

    A title ("Dr", "Ms") does not say who someone is.
    """
    for found in expressions(sentence.text, "name"):
        words = {token.term: token.word for token in tokens(sentence.text[found.start : found.end]) if token.term}
        beside = {word for term, word in words.items() if term not in asking.terms}
        if asking.terms.keys() < words.keys() and not beside <= TITLES:
            return sentence.start + found.start, sentence.start + found.end
    return None
