"""The loss that the reader learns from, and the state of a training run. Training only."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from bot.evaluation.calibration import auroc
from bot.evaluation.measures import exact_match, f1
from bot.reading.batches import Device, Pairs
from bot.reading.corpus import NONE
from bot.reading.examples import LONGEST_SPAN, Paragraph
from bot.reading.network import FAR, Reader, span_logits
from bot.reading.vocabulary import UNKNOWN

PEAK = 2e-3
LAST = 0.02
WARM_UP = 200
DECAY = 0.02
REMEMBERED = 0.996
HIDDEN = 0.06
WHOLE_PASSAGE = 10_000
ALONE = 1.0
"""What the likelihood of "no answer" in a passage by itself counts beside that of the right span."""


@dataclass(frozen=True)
class Scored:
    """What a reader makes of N pairs: logits of starts and ends (N × T), spans (N × T × 20) and no answer (N)."""

    start: Tensor
    end: Tensor
    spans: Tensor
    none: Tensor


def score(reader: Reader, b: dict[str, Tensor]) -> Scored:
    """Score the pairs of a batch."""
    p = reader.passage_side(*reader.encode(b["p_rows"], b.get("p_words"), b["p_chars"], b["p_features"]))
    q = reader.question_side(*reader.encode(b["q_rows"], b.get("q_words"), b["q_chars"], b["q_features"]))
    i, j = b["pair_p"], b["pair_q"]
    p, q = (tuple(x.index_select(0, at) for x in side) for side, at in ((p, i), (q, j)))
    start, end, sp, ep, none = reader(p, q, b["match"], b["sentences"], b["found"], b["weights"])
    return Scored(start, end, span_logits(start, end, sp, ep, LONGEST_SPAN), none)


def right(spans: Tensor, length: int) -> tuple[Tensor, Tensor, Tensor]:
    """Mark the right spans (N × T × 20), first and last tokens (N × T) from N × 8 × 2 token numbers, -1 pads."""
    n = len(spans)
    start, end = spans[:, :, 0], spans[:, :, 1]
    inside = (start >= 0) & (end < length)
    flat = torch.where(inside, start * LONGEST_SPAN + end - start, length * LONGEST_SPAN)
    gold = torch.zeros(n, length * LONGEST_SPAN + 1, dtype=torch.bool, device=spans.device).scatter_(1, flat, True)
    ends = []
    for each in (start, end):
        places = torch.where(inside, each, length)
        marks = torch.zeros(n, length + 1, dtype=torch.bool, device=spans.device).scatter_(1, places, True)
        ends.append(marks[:, :-1])
    return gold[:, :-1], ends[0], ends[1]


def together(mass: Tensor, positives: int, owner: Tensor) -> Tensor:
    """Add the log-mass of each question's pair without an answer to that of its own pair (shared normalisation).

    `owner` says for each pair after the first `positives` whose question it shares, or -1.
    """
    other = mass.new_full((positives + 1,), FAR)
    other = other.index_copy(0, torch.where(owner >= 0, owner, positives), mass[positives:])
    return torch.logaddexp(mass[:positives], other[:-1])


def loss(scored: Scored, b: dict[str, Tensor], positives: int) -> Tensor:
    """Return the mean loss of a batch, whose pairs after the first `positives` have no answer.

    The span's negative log-likelihood, summed over the places of the answer and normalised over all passages of the
    question (Clark & Gardner 2018, https://aclanthology.org/P18-1078), half as much of the same for start and end
    alone, and ALONE as much of the likelihood of "no answer" in each passage by itself.
    """
    flat = scored.spans.flatten(1)
    mass = torch.logsumexp(flat, 1)
    gold, first, last = right(b["spans"], scored.start.shape[1])
    correct = torch.logsumexp(flat[:positives].masked_fill(~gold, 4 * FAR), 1)
    total = (together(mass, positives, b["owner"]) - correct).clamp(max=50).mean()
    for logits, here in ((scored.start, first), (scored.end, last)):
        hit = torch.logsumexp(logits[:positives].masked_fill(~here, 4 * FAR), 1)
        total = total + 0.5 * (together(torch.logsumexp(logits, 1), positives, b["owner"]) - hit).clamp(max=50).mean()
    alone = torch.logaddexp(mass, scored.none)
    unlike = torch.cat([alone[:positives] - correct, alone[positives:] - scored.none[positives:]])
    return total + ALONE * unlike.clamp(max=50).mean()


class Run:
    """One training run: reader, optimiser, averaged weights, steps taken."""

    def __init__(self, reader: nn.Module, peak: float = PEAK) -> None:
        self.reader, self.peak = reader, peak
        self.average = copy.deepcopy(reader).eval()
        named = list(reader.named_parameters())
        decayed = [p for n, p in named if p.ndim > 1 and "words" not in n]
        others = [p for n, p in named if p.ndim == 1 or "words" in n]
        groups = [{"params": decayed, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=peak, betas=(0.9, 0.99), eps=1e-7, fused=True)
        self.parameters = [p for _, p in named]
        self.step = 0

    def take(self, value: Tensor, done: float) -> None:
        """Take one step down a loss; `done`, the share of the budget spent, sets the learning rate."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate(done)
        value.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 5.0, foreach=True)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        keep = min(REMEMBERED, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), self.parameters, 1 - keep)

    def rate(self, done: float) -> float:
        """Return the learning rate: a short rise, then half a cosine down to a fiftieth."""
        fall = LAST + (1 - LAST) * 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))
        return self.peak * fall * min(1.0, (self.step + 1) / WARM_UP)

    def save(self, path: Path, done: float, passes: int) -> None:
        """Write a checkpoint that `restore` continues from."""
        state = {"reader": self.reader.state_dict(), "average": self.average.state_dict(), "step": self.step,
                 "optimizer": self.optimizer.state_dict(), "done": done, "passes": passes}  # fmt: skip
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def restore(self, path: Path) -> tuple[float, int]:
        """Continue from a checkpoint of one's own; return the share that was done and the passes taken."""
        state = torch.load(path, weights_only=False)
        self.reader.load_state_dict(state["reader"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]
        return float(state["done"]), int(state["passes"])


def hide_words(b: dict[str, Tensor]) -> None:
    """Hide some words behind the unknown row; their letters stay."""
    for name in ("p_rows", "q_rows"):
        hide = (torch.rand(b[name].shape, device=b[name].device) < HIDDEN) & (b[name] > 0)
        b[name] = b[name].masked_fill(hide, UNKNOWN)


def measure(
    reader: Reader, device: Device, paragraphs: Sequence[Paragraph], asked: Iterable[tuple[int, int, Sequence[str]]]
) -> dict[str, float]:
    """Return EM and F1 in percent over questions with their paragraph given, and the AUROC of "it has an answer".

    A question is the number of its paragraph, of its text and its answers; paragraph n is text n of the corpus.
    """
    questions = sorted(asked, key=lambda each: len(paragraphs[each[0]].tokens.words))
    hits, judged = [], []
    reader.eval()
    for at in range(0, len(questions), 128):
        part = questions[at : at + 128]
        nobody = np.full(len(part), NONE, np.int32)
        numbers = np.array([each[:2] for each in part], np.int32)
        pairs = Pairs(numbers[:, 0], numbers[:, 1], nobody, nobody, nobody, 0)
        with torch.no_grad(), device.half():
            scored = score(reader, device.batch(pairs, limit=WHOLE_PASSAGE))
            above = torch.tensor([paragraphs[each[0]].above for each in part], device=device.device)
            inside = torch.arange(scored.start.shape[1], device=device.device) >= above[:, None]
            flat = scored.spans.masked_fill(~inside[:, :, None], FAR).flatten(1)
            odds = (torch.logsumexp(flat, 1) - scored.none).tolist()
        for (number, _, answers), place, sure in zip(part, flat.argmax(1).tolist(), odds, strict=True):
            judged.append((sure, bool(answers)))
            if answers:
                p, (first, more) = paragraphs[number], divmod(place, LONGEST_SPAN)
                short = p.text[p.tokens.starts[first] : p.tokens.ends[min(first + more, len(p.tokens.ends) - 1)]]
                hits.append((exact_match(short, answers), f1(short, answers)))
    em, f = (100 * np.array(hits or [(0.0, 0.0)]).mean(0)).tolist()
    return {"em": em, "f1": f, "auroc": auroc(judged) or 0.5, "questions": len(questions)}
