"""The match features of `bot.reading.matches`, computed by torch on the training's device; both are the same."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import pad

from bot.reading.encoding import MATCH_FEATURES
from bot.reading.vocabulary import KINDS, MEANINGS


def match_features(
    p_keys: Tensor, p_sentences: Tensor, p_lengths: Tensor, q_keys: Tensor, q_weights: Tensor, sentences: int
) -> tuple[Tensor, Tensor]:
    """Return the features of each token, N × T × 14, and what each sentence holds, N × S × 2J for S `sentences`.

    No passage has more of them. Batches are padded with 0: keys N × T × 16 and N × J × 16, sentence numbers N × T,
    weights N × J.
    """
    n, t = p_sentences.shape
    real = q_keys[:, None, :, 0] > 0
    same, by_stem, by_prefix = ((p_keys[:, :, None, k] == q_keys[:, None, :, k]) & real for k in range(3))
    weight, total = q_weights[:, None, :], q_weights.sum(1)[:, None] + 1e-3
    out = p_keys.new_zeros((n, t, MATCH_FEATURES), dtype=torch.float32)
    out[:, :, 0] = same.any(2)
    out[:, :, 1] = (same * weight).amax(2)
    stems = (by_stem * weight).amax(2)
    out[:, :, 2] = stems
    out[:, :, 3] = (by_prefix * weight).amax(2)
    along = torch.arange(t, device=p_keys.device)
    inside = along < p_lengths[:, None]
    numbers = torch.arange(sentences, device=p_keys.device)
    member = ((p_sentences[:, None, :] == numbers[:, None]) & inside[:, None, :]).float()
    found = member @ by_stem.float() > 0
    coverage = (found * weight).sum(2) / total
    here = coverage.gather(1, p_sentences)
    out[:, :, 4] = here
    out[:, :, 5] = here / (coverage.amax(1)[:, None] + 1e-3)
    out[:, :, 6] = torch.where(p_sentences > 0, coverage.gather(1, (p_sentences - 1).clamp(min=0)), 0)
    out[:, :, 7] = (found.any(1) * q_weights).sum(1)[:, None] / total
    sums = pad(stems.cumsum(1), (7, 0))
    sums = torch.cat([sums, sums[:, -1:].expand(n, 6)], 1)
    out[:, :, 8] = ((sums[:, 13:] - sums[:, :t]) / total).clamp(max=1)
    out[:, :, 9] = _nearness(stems > 0)
    out[:, :, 10] = _nearness(stems.flip(1) > 0).flip(1)
    pair = (same[:, 1:, 1:] & same[:, :-1, :-1]).any(2).float()
    out[:, 1:, 11] = pair
    out[:, :-1, 11] = torch.maximum(out[:, :-1, 11], pair)
    meant = alike(p_keys, q_keys) & (q_weights > 0)[:, None, :]
    out[:, :, 12] = torch.maximum(stems, (meant * weight).amax(2))
    told = member @ meant.float() > 0
    out[:, :, 13] = torch.maximum(coverage, (told * weight).sum(2) / total).gather(1, p_sentences)
    return out * inside[:, :, None], torch.cat([found, found | told], 2).float()


def alike(p_keys: Tensor, q_keys: Tensor) -> Tensor:
    """Tell which passage tokens may mean what which question tokens mean, N × T × J."""
    q = torch.where(q_keys[:, :, 3:] > 0, q_keys[:, :, 3:], -1)[:, None]
    p = p_keys[:, :, None, 3:]
    found = torch.zeros((*p_keys.shape[:2], q_keys.shape[1]), dtype=torch.bool, device=p_keys.device)
    for at in range(MEANINGS + KINDS):
        for here in range(MEANINGS + KINDS):
            if at < MEANINGS or here < MEANINGS:  # two kinds of one thing are not alike
                found = found | (p[..., here] == q[..., at])
    return found


def _nearness(hit: Tensor) -> Tensor:
    places = torch.arange(hit.shape[1], device=hit.device)
    last = torch.where(hit, places, -1000).cummax(1).values
    return torch.exp((last - places).float() / 4)
