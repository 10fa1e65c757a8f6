"""What several readers together make of every pair, for one reader to learn from (Hinton, Vinyals & Dean 2015,
https://arxiv.org/abs/1503.02531). Training only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from bot.reading.batches import Device, Pairs, all_pairs
from bot.reading.corpus import NONE
from bot.reading.examples import LONGEST_SPAN
from bot.reading.learning import Scored, score
from bot.reading.network import Reader

KEPT = 10
"""Spans of a pair that the labels keep; the rest of the probability is theirs in proportion."""


@dataclass(frozen=True)
class Labels:
    """By slot: the most probable spans (first token × 20 + length - 1), their probabilities, that of no answer."""

    places: Tensor
    chances: Tensor
    none: Tensor


def label(teachers: Sequence[Reader], device: Device, tokens: int) -> Labels:
    """Return the mean of what the teachers think of every pair that a pass may draw."""
    every = all_pairs(device.corpus)
    count = len(every.slot)
    places = torch.zeros(count, KEPT, dtype=torch.int16, device=device.device)
    chances = torch.zeros(count, KEPT, dtype=torch.float16, device=device.device)
    none = torch.zeros(count, dtype=torch.float16, device=device.device)
    there = np.flatnonzero(every.question >= 0)
    order = there[np.argsort(device.lengths[every.paragraph[there]], kind="stable")]
    at = 0
    while at < len(order):
        longest = max(int(device.lengths[every.paragraph[order[min(at + 512, len(order) - 1)]]]), 32)
        part = order[at : at + max(16, tokens // longest)]
        at += len(part)
        nobody = np.full(len(part), NONE, np.int32)
        pairs = Pairs(every.paragraph[part], every.question[part], nobody, nobody, every.slot[part], 0)
        with torch.no_grad(), device.half():
            batch = device.batch(pairs)
            mean = torch.stack([chances_of(score(reader, batch)) for reader in teachers]).mean(0)
        best, where = mean[:, :-1].topk(min(KEPT, mean.shape[1] - 1), 1)
        best = best * ((1 - mean[:, -1:]) / best.sum(1, keepdim=True).clamp(min=1e-6))
        slots = torch.from_numpy(part).to(device.device)
        places[slots, : where.shape[1]] = where.to(torch.int16)
        chances[slots, : where.shape[1]] = best.to(torch.float16)
        none[slots] = mean[:, -1].to(torch.float16)
    return Labels(places, chances, none)


def chances_of(scored: Scored) -> Tensor:
    """Return the probabilities of all spans and, last, of no answer, by themselves in each pair."""
    return torch.softmax(_logits(scored), 1)


def _logits(scored: Scored) -> Tensor:
    return torch.cat([scored.spans.flatten(1), scored.none[:, None]], 1).float()


def unlike(scored: Scored, known: Tensor) -> Tensor:
    """Return the cross-entropy of a batch's pairs with the chances that a known reader gives them, over all pairs.

    A pair whose chances are all 0 adds none. What is known is kept so while something else is learned (Li & Hoiem 2016,
    https://arxiv.org/abs/1606.09282).
    """
    return -(known * torch.log_softmax(_logits(scored), 1)).sum(1).mean()


def taught(scored: Scored, slots: Tensor, labels: Labels) -> Tensor:
    """Return the mean cross-entropy of a batch's pairs with the teachers' labels, where they have some."""
    flat = scored.spans.flatten(1)
    places, known = labels.places[slots].long(), slots >= 0
    inside = places // LONGEST_SPAN + places % LONGEST_SPAN < scored.start.shape[1]  # not cut off in this batch
    logits = flat.gather(1, places.clamp(max=flat.shape[1] - 1))
    total = torch.logsumexp(torch.cat([flat, scored.none[:, None]], 1), 1)
    chances = labels.chances[slots].float() * inside
    none = labels.none[slots].float()
    unlike = (chances * (total[:, None] - logits)).sum(1) + none * (total - scored.none)
    return (unlike * known).sum() / known.sum().clamp(min=1)
