"""A reader made twice as wide without changing what it computes, and half forgotten. Training only.

Every number of a state then stands twice: the rows that make it are doubled, the columns that take it doubled and
halved, and layer norms see the same mean and variance (Net2Net: Chen, Goodfellow & Shlens 2016,
https://arxiv.org/abs/1511.05641). A reader that knows its questions by heart learns little by going on: weights that
are drawn towards new random ones keep what they know of language and lose what they know of questions (Ash & Adams
2020, https://arxiv.org/abs/1910.08475).
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from bot.reading.network import Reader, Shape

WORDS = ("encoder.words", "encoder.chars", "encoder.char_mix")
"""What knows words rather than questions: it is kept whole."""
MAKING = frozenset("enter highway mix norm look.out lead asked meant both matched ask".split())
"""Layers whose rows are numbers of a state."""
TAKING = frozenset("highway align mix qkv lead asked both pool ask start end query key value own top".split())
"""Layers whose first columns are numbers of a state."""


def widened(weights: Mapping[str, Tensor], shape: Shape) -> dict[str, Tensor]:
    """Return the weights of a reader of twice `shape.hidden` that computes what the reader of these weights does."""
    return {name: _widened(name, value, shape) for name, value in weights.items()}


def half_forgotten(weights: Mapping[str, Tensor], reader: Reader, share: float) -> dict[str, Tensor]:
    """Return a share of the weights and the rest of an untrained reader's; what knows words stays whole."""
    fresh = reader.state_dict()
    return {
        name: value if name.startswith(WORDS) else torch.lerp(fresh[name].to(value), value, share)
        for name, value in weights.items()
    }


def _widened(name: str, value: Tensor, shape: Shape) -> Tensor:
    if name.startswith(WORDS):
        return value
    d, parts = shape.hidden, name.split(".")
    if name == "similar":  # of a product of two states
        return _doubled(value, 0, d) / 2
    if parts[-1] == "taps":
        return _doubled(value, 1, d)
    layer = "look.out" if parts[-3:-1] == ["look", "out"] else parts[-2]
    if layer in MAKING:
        value = _doubled(value, 0, d)
    if parts[-1] == "weight" and layer in TAKING:
        value = torch.cat([_doubled(value[:, :d], 1, d) / 2, value[:, d:]], 1)
    if parts[-1] == "weight" and layer == "mixed":  # of the answer's states and the question's summary, which are last
        value = torch.cat([value[:, : -2 * d], _doubled(value[:, -2 * d :], 1, d) / 2], 1)
    return value


def _doubled(value: Tensor, along: int, d: int) -> Tensor:
    """Let every run of d stand twice; what is left behind the last stands once."""
    return torch.cat([part for run in value.split(d, along) for part in [run] * (1 + (run.shape[along] == d))], along)
