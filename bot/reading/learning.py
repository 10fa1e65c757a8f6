"""The loss that the reader learns from, and the state of a training run. Training only."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor

from bot.evaluation.measures import exact_match, f1
from bot.reading.encoding import Ints
from bot.reading.examples import LONGEST_SPAN, Batch, Paragraph, make_batch
from bot.reading.network import FAR, Reader, span_logits

PEAK = 1.6e-3
LAST = 0.02
WARM_UP = 300
DECAY = 0.02
AVERAGED_EVERY = 5
WHOLE_PASSAGE = 10_000


def tensors(batch: Batch) -> dict[str, Tensor]:
    """Return a batch's arrays as tensors, indices as int64."""
    return {k: torch.from_numpy(v.astype(np.int64) if v.dtype == np.int32 else v) for k, v in vars(batch).items()}


def score(reader: Reader, b: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return start logits, end logits (pairs × T), span logits (pairs × T × 20) and no-answer logits (pairs)."""
    p = reader.passage_side(*reader.encode(b["p_rows"], b["p_words"], b["chars"], b["p_features"]))
    q = reader.question_side(*reader.encode(b["q_rows"], b["q_words"], b["chars"], b["q_features"]))
    i, j = b["pair_p"], b["pair_q"]
    start, end, sp, ep, none = reader(tuple(x[i] for x in p), tuple(x[j] for x in q), b["match"])
    return start, end, span_logits(start, end, sp, ep, LONGEST_SPAN), none


def together(mass: Tensor, positives: int, pair_q: Tensor) -> Tensor:
    """Add the log-mass of each question's negative to that of its positive (shared normalisation)."""
    if mass.shape[0] == positives:
        return mass
    owner = (pair_q[:positives, None] == pair_q[None, positives:]).float()
    other = (owner * mass[None, positives:] + (1 - owner) * FAR).amax(1)
    return torch.logaddexp(mass[:positives], other)


def loss(reader: Reader, b: dict[str, Tensor], positives: int) -> Tensor:
    """Return the mean loss of a batch, whose pairs after the first `positives` are negatives.

    The span's negative log-likelihood, summed over the places of the answer and normalised over all passages of the
    question (Clark & Gardner 2018, https://aclanthology.org/P18-1078), half as much of the same for start and end
    alone, and with negatives half as much of the likelihood of "no answer" in each passage by itself.
    """
    start, end, spans, none = score(reader, b)
    flat = spans.flatten(1)
    mass = torch.logsumexp(flat, 1)
    correct = torch.logsumexp(flat[:positives].masked_fill(~b["gold"][:positives].flatten(1), 4 * FAR), 1)
    total = (together(mass, positives, b["pair_q"]) - correct).mean()
    for logits, here in ((start, b["gold_start"]), (end, b["gold_end"])):
        hit = torch.logsumexp(logits[:positives].masked_fill(~here[:positives], 4 * FAR), 1)
        total = total + 0.5 * (together(torch.logsumexp(logits, 1), positives, b["pair_q"]) - hit).mean()
    if positives < spans.shape[0]:
        alone = torch.logaddexp(mass, none)
        total = total + 0.5 * torch.cat([alone[:positives] - correct, alone[positives:] - none[positives:]]).mean()
    return total


class Run:
    """One training run: model, optimiser, averaged weights, and how much of its budget is spent."""

    def __init__(self, reader: Reader, seed: int, peak: float = PEAK) -> None:
        self.reader, self.peak = reader, peak
        self.average = copy.deepcopy(reader).eval()
        named = list(reader.named_parameters())
        decayed = [p for n, p in named if p.ndim > 1 and "words" not in n]
        others = [p for n, p in named if p.ndim == 1 or "words" in n]
        groups = [{"params": decayed, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=peak, betas=(0.9, 0.99), eps=1e-7, fused=True)
        self.step = self.passes = 0
        self.spent = 0.0
        self.rng = np.random.default_rng(seed)
        self.parameters = [p for _, p in named]
        self.sums = torch.zeros(sum(p.numel() for p in self.parameters) + 2)

    def train(self, b: dict[str, Tensor], positives: int, done: float, clock: float) -> float:
        """Take one step together with the other processes and return the loss.

        `done`, the share of the budget spent, sets the learning rate; `clock` is when the step's work began.
        """
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate(done)
        self.reader.train()
        with torch.autocast("cpu", torch.bfloat16):
            value = loss(self.reader, b, positives)
        value.backward()
        self._share_gradients(value.detach(), clock)
        torch.nn.utils.clip_grad_norm_(self.parameters, 5.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        if self.step % AVERAGED_EVERY == 0:
            count = self.step / AVERAGED_EVERY
            keep = min(0.995, (1 + count) / (10 + count))
            with torch.no_grad():
                torch._foreach_lerp_(list(self.average.parameters()), self.parameters, 1 - keep)
        return float(self.sums[-2])

    def rate(self, done: float) -> float:
        """Return the learning rate: a short rise, then half a cosine down to a fiftieth."""
        fall = LAST + (1 - LAST) * 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))
        return self.peak * fall * min(1.0, (self.step + 1) / WARM_UP)

    def _share_gradients(self, value: Tensor, clock: float) -> None:
        flat = [torch.zeros_like(p) if p.grad is None else p.grad for p in self.parameters]
        taken = torch.tensor([time.monotonic() - clock])
        torch.cat([*(g.reshape(-1) for g in flat), value[None], taken], out=self.sums)
        if dist.is_initialized():
            dist.all_reduce(self.sums)
            self.sums /= dist.get_world_size()
        self.spent += float(self.sums[-1])
        sizes = [p.numel() for p in self.parameters]
        for p, g in zip(self.parameters, self.sums[:-2].split(sizes), strict=True):
            p.grad = g.view_as(p)

    def save(self, path: Path) -> None:
        """Write a checkpoint that `restore` continues from."""
        state = {
            "reader": self.reader.state_dict(), "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(), "step": self.step, "passes": self.passes, "spent": self.spent,
            "rng": self.rng.bit_generator.state,
        }  # fmt: skip
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def restore(self, path: Path) -> None:
        """Continue from a checkpoint of one's own; the pass under way begins again."""
        state = torch.load(path, weights_only=False)
        self.reader.load_state_dict(state["reader"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.passes, self.spent = state["step"], state["passes"], state["spent"]
        self.rng.bit_generator.state = state["rng"]


def hide_words(b: dict[str, Tensor], rng: np.random.Generator) -> None:
    """Hide one word in twenty behind the unknown row; its letters stay."""
    for name in ("p_rows", "q_rows"):
        hide = torch.from_numpy(rng.random(b[name].shape) < 0.05) & (b[name] > 0)
        b[name] = b[name].masked_fill(hide, 1)


def measure(
    reader: Reader, paragraphs: Sequence[Paragraph], chars: Ints, *, every: int = 1, rank: int = 0, ranks: int = 1
) -> dict[str, float]:
    """Return EM and F1 in percent, the paragraph given, on every n-th question; the processes share the work."""
    questions = [q for p in paragraphs for q in p.questions][::every]
    questions.sort(key=lambda q: (len(paragraphs[q.paragraph].tokens.words), q.id))
    mine = questions[rank::ranks]
    sums = torch.zeros(2, dtype=torch.float64)
    reader.eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for at in range(0, len(mine), 32):
            part = mine[at : at + 32]
            batch = make_batch(paragraphs, [(q.paragraph, q) for q in part], chars, limit=WHOLE_PASSAGE)
            best = score(reader, tensors(batch))[2].flatten(1).argmax(1).tolist()
            for q, place in zip(part, best, strict=True):
                p, (first, more) = paragraphs[q.paragraph], divmod(place, LONGEST_SPAN)
                short = p.text[p.tokens.starts[first] : p.tokens.ends[first + more]]
                sums += torch.tensor([exact_match(short, q.answers), f1(short, q.answers)], dtype=torch.float64)
    if ranks > 1:
        dist.all_reduce(sums)
    em, score_f1 = (100 * sums / max(len(questions), 1)).tolist()
    return {"em": em, "f1": score_f1, "questions": len(questions)}
