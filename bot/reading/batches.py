"""Batches of a corpus, gathered on the device, and the passes that say which pairs a batch holds. Training only."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from bot.reading.corpus import NONE, Corpus
from bot.reading.encoding import Ints
from bot.reading.examples import LONGEST_PASSAGE, LONGEST_QUESTION
from bot.reading.matching import match_features

REWORDED, UNANSWERED, CUT, STRANGE = 0.25, 0.36, 0.27, 0.1
"""Shares: of questions in other words; of the pairs without an answer, by kind, of which BM25's are the rest."""
LEAST_LENGTH = 112
_HALF_ON_CPU = ("amx_bf16", "avx512_bf16")
"""What a processor must have to compute with bfloat16; without, a step takes twice as long as with 32 bits."""
SLOTS = 6
"""The pairs that a question may bring: itself, in other words, unanswered, its paragraph cut, two negatives."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of a paragraph and a question text; those after the first `positives` have no answer.

    `asked` is the question's number whose spans are right, or -1; `owner` is, for each pair without an answer, the
    place of the pair whose question it shares, or -1; `slot` names the pair for the teachers' labels, or -1.
    """

    paragraph: Ints
    question: Ints
    asked: Ints
    owner: Ints
    slot: Ints
    positives: int


def all_pairs(corpus: Corpus) -> Pairs:
    """Return every pair that a pass may draw, in the order of the slots; those that are not there have text -1."""
    q = len(corpus.question)
    paragraph, question = np.full((q, SLOTS), NONE, np.int32), np.full((q, SLOTS), NONE, np.int32)
    paragraph[:, 0] = paragraph[:, 1] = paragraph[:, 2] = corpus.paragraph
    question[:, 0], question[:, 1], question[:, 2] = corpus.question, corpus.reworded, corpus.unanswered
    paragraph[:, 3], question[:, 3] = corpus.cut, corpus.question
    for k in range(SLOTS - 4):
        paragraph[:, 4 + k], question[:, 4 + k] = corpus.negatives[:, k], corpus.question
    first = q * SLOTS
    p = np.concatenate([paragraph.ravel(), corpus.alone[:, 0]]).astype(np.int32)
    t = np.concatenate([question.ravel(), corpus.alone[:, 1]]).astype(np.int32)
    drawn = np.concatenate([np.repeat(corpus.often[corpus.paragraph], SLOTS), corpus.often[corpus.alone[:, 0]]]) > 0
    there = (p >= 0) & (t >= 0) & drawn
    asked = np.full(len(p), NONE, np.int32)
    asked[:first] = np.where(np.arange(first) % SLOTS < 2, np.arange(first) // SLOTS, NONE)
    nobody, slot = np.full(len(p), NONE, np.int32), np.arange(len(p), dtype=np.int32)
    return Pairs(np.where(there, p, NONE), np.where(there, t, NONE), asked, nobody, slot, 0)


class Passes:
    """Draws the batches of one pass after another: paragraphs of like length together, with all their questions."""

    def __init__(self, corpus: Corpus, tokens: int, negatives: float, seed: int) -> None:
        """Batches of at most `tokens` passage tokens; a share `negatives` of the questions brings a pair more."""
        self.corpus, self.tokens, self.negatives = corpus, tokens, negatives
        self.rng = np.random.default_rng(seed)
        self.every = all_pairs(corpus)
        count = len(corpus.often)
        self.lengths = np.minimum(corpus.lengths()[:count], LONGEST_PASSAGE)
        order = np.argsort(corpus.paragraph, kind="stable")
        self.questions = np.split(order, np.searchsorted(corpus.paragraph[order], np.arange(1, count)))
        order = np.argsort(corpus.alone[:, 0], kind="stable")
        self.alone = np.split(order, np.searchsorted(corpus.alone[order, 0], np.arange(1, count)))
        sizes = [len(q) * (1 + negatives) + len(a) for q, a in zip(self.questions, self.alone, strict=True)]
        self.sizes = np.array(sizes)

    def one(self) -> Iterator[Pairs]:
        """Yield the batches of one pass, in random order."""
        groups = self._groups()
        for place in self.rng.permutation(len(groups)).tolist():
            asked = np.concatenate([self.questions[n] for n in groups[place]])
            alone = np.concatenate([self.alone[n] for n in groups[place]])
            if len(asked):
                yield self._pairs(asked, alone)

    def _groups(self) -> list[list[int]]:
        """Group paragraphs of like length; a group's pairs have at most `tokens` tokens, or it is one paragraph."""
        often = np.repeat(np.arange(len(self.lengths)), np.where(self.sizes > 0, self.corpus.often, 0))
        groups: list[list[int]] = []
        size = math.inf
        for number in often[np.argsort(self.lengths[often] + self.rng.uniform(0, 24, len(often)))].tolist():
            length = max(int(self.lengths[number]), LEAST_LENGTH)
            if (size + self.sizes[number]) * length > self.tokens:
                groups.append([])
                size = 0.0
            groups[-1].append(number)
            size += self.sizes[number]
        return groups

    def _pairs(self, asked: NDArray[np.int64], alone: NDArray[np.int64]) -> Pairs:
        every, n = self.every, len(asked)
        slots = asked * SLOTS
        other_words = (every.question[slots + 1] >= 0) & (self.rng.random(n) < REWORDED)
        positive = slots + other_words
        drawn, more, strange = self._unanswered(slots)
        same_question = more % SLOTS != 2
        own = len(self.corpus.question) * SLOTS + alone
        slot = np.concatenate([positive, more, own]).astype(np.int32)
        paragraph, question, place = every.paragraph[slot], every.question[slot], slice(n, n + len(more))
        question[place] = np.where(same_question, every.question[positive[drawn]], every.question[more])
        paragraph[place] = np.where(strange >= 0, every.paragraph[positive[strange]], paragraph[place])
        slot[place] = np.where(strange >= 0, NONE, more)
        owner = np.concatenate([np.where(same_question, drawn, NONE), np.full(len(own), NONE)]).astype(np.int32)
        return Pairs(paragraph, question, every.asked[slot], owner, slot, n)

    def _unanswered(self, slots: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Draw pairs without an answer: whose question each is, its slot, and whose paragraph it has instead, or -1.

        That paragraph is of a question about something else, which stands in the batch already.
        """
        every, n = self.every, len(slots)
        drawn = np.flatnonzero(self.rng.random(n) < self.negatives)
        kind, other = self.rng.random(len(drawn)), self.rng.integers(0, n, len(drawn))
        more = slots[drawn] + np.where(kind < UNANSWERED, 2, np.where(kind < UNANSWERED + CUT, 3, 4))
        missing = (every.question[more] < 0) | (kind >= UNANSWERED + CUT)
        more = np.where(missing, slots[drawn] + 4 + self.rng.integers(0, SLOTS - 4, len(drawn)), more)
        elsewhere = every.paragraph[slots[other]] != every.paragraph[slots[drawn]]
        strange = np.where((kind >= 1 - STRANGE) & elsewhere, other, NONE)
        there = (every.question[more] >= 0) | (strange >= 0)
        return drawn[there], more[there], strange[there]


class Device:
    """A corpus on a device."""

    def __init__(self, corpus: Corpus, device: torch.device) -> None:
        """Put the arrays there."""
        self.device = device
        self.corpus = corpus
        on = {name: torch.from_numpy(np.asarray(getattr(corpus, name))).to(device) for name in
              ("rows", "weights", "features", "keys", "chars", "words", "sentences", "begins", "spans")}  # fmt: skip
        self.on: dict[str, Tensor] = on
        self.lengths = corpus.lengths()
        self.sentences = corpus.sentences[np.maximum(corpus.begins[1:] - 1, 0)].astype(np.int64) + 1

    def half(self) -> torch.autocast:
        """Return the context in which it computes with half the bits, where that is no slower than with all."""
        fast = self.device.type != "cpu" or any(torch.cpu.get_capabilities().get(each) for each in _HALF_ON_CPU)
        return torch.autocast(self.device.type, torch.bfloat16, enabled=fast)

    def put(self, array: NDArray[np.generic]) -> Tensor:
        """Put an array there without waiting for what the device still has to do."""
        tensor = torch.from_numpy(np.ascontiguousarray(array))
        return tensor.pin_memory().to(self.device, non_blocking=True) if self.device.type == "cuda" else tensor

    def text(self, numbers: NDArray[np.integer], limit: int, round_to: int) -> dict[str, Tensor]:
        """Gather texts, padded to the longest (at most `limit`): words, rows, features, keys, weights, sentences."""
        t = min(limit, int(self.lengths[numbers].max()))
        t += -t % round_to
        on, n = self.on, self.put(np.asarray(numbers, np.int64))
        begins = on["begins"][n]
        length = (on["begins"][n + 1] - begins).clamp(max=t)
        along = torch.arange(t, device=self.device)
        inside = along < length[:, None]
        place = (begins[:, None] + along).clamp(max=len(on["words"]) - 1)
        words = torch.where(inside, on["words"][place].long(), 0)
        sentences = torch.where(inside, on["sentences"][place].long(), 0)
        features = on["features"][words]
        before = torch.nn.functional.pad(sentences[:, :-1], (1, 0), value=-1)
        features[:, :, 6] = ((sentences != before) & inside).float()
        return {"words": words, "rows": on["rows"][words].long(), "features": features, "keys": on["keys"][words],
                "weights": on["weights"][words], "sentences": sentences, "lengths": length}  # fmt: skip

    def side(self, name: str, text: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return what the encoder takes of texts: `words` are places of their words in `chars` (U × 16).

        A GPU rather reads the letters of every word, in order and without `words`, than waits for how many there are.
        """
        taken = {"rows": text["rows"], "features": text["features"]}
        if self.device.type == "cuda":
            taken["chars"] = self.on["chars"][text["words"].flatten()].long()
        else:
            used, taken["words"] = torch.unique(text["words"], return_inverse=True)
            taken["chars"] = self.on["chars"][used].long()
        return {f"{name}_{key}": value for key, value in taken.items()}

    def batch(self, pairs: Pairs, *, limit: int = LONGEST_PASSAGE) -> dict[str, Tensor]:
        """Return a batch's tensors: texts once each, pairs of them, their matches."""
        p_numbers, pair_p = np.unique(pairs.paragraph, return_inverse=True)
        q_numbers, pair_q = np.unique(pairs.question, return_inverse=True)
        own = np.unique(pairs.paragraph[: pairs.positives]) if pairs.positives else p_numbers
        limit = min(limit, max(int(self.lengths[own].max()), LEAST_LENGTH))
        p, q = self.text(p_numbers, limit, 8), self.text(q_numbers, LONGEST_QUESTION, 4)
        i, j = self.put(pair_p.ravel()), self.put(pair_q.ravel())
        match, found = match_features(p["keys"][i], p["sentences"][i], p["lengths"][i], q["keys"][j], q["weights"][j],
                                      int(self.sentences[p_numbers].max()))  # fmt: skip
        return {
            **self.side("p", p), **self.side("q", q), "pair_p": i, "pair_q": j,
            "match": match, "found": found, "weights": q["weights"][j], "sentences": p["sentences"][i],
            "owner": self.put(pairs.owner.astype(np.int64)),
            "spans": self.on["spans"][self.put(pairs.asked[: pairs.positives].astype(np.int64))].long(),
        }  # fmt: skip
