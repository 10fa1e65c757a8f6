"""What a reader may learn before it sees a question: words that are hidden from plain text. Training only.

After Devlin, Chang, Lee & Toutanova 2019 (https://aclanthology.org/N19-1423), with the word table as its own output.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from bot.reading.batches import Device
from bot.reading.network import Reader
from bot.reading.vocabulary import UNKNOWN

SHARE = 0.15
IGNORED = -100
LONGEST = 256


class MaskedWords(nn.Module):
    """Guesses hidden words from what the encoder makes of the words around them."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader
        words = reader.encoder.words.weight
        self.out = nn.Linear(reader.shape.hidden, words.shape[1]).to(words.device)
        self.bias = nn.Parameter(torch.zeros(words.shape[0], device=words.device))

    def forward(self, rows: Tensor, chars: Tensor, features: Tensor) -> Tensor:
        """Return the loss over the hidden words of some texts: rows N × T, letters of their words N × T × 16."""
        places = torch.rand(rows.shape, device=rows.device).flatten().topk(int(SHARE * rows.numel())).indices
        hidden = torch.zeros_like(rows, dtype=torch.bool).flatten().index_fill(0, places, True).view_as(rows)
        masked = torch.where(hidden & (rows > 0), UNKNOWN, rows)
        unseen = hidden[:, :, None]
        letters = chars.masked_fill(unseen, 0).flatten(0, 1)
        states, _, _ = self.reader.encode(masked, None, letters, features.masked_fill(unseen, 0))
        guess = self.out(states.flatten(0, 1)[places]) @ self.reader.encoder.words.weight.T + self.bias
        asked = rows.flatten()[places]
        return cross_entropy(guess.float(), torch.where(asked > UNKNOWN, asked, IGNORED), ignore_index=IGNORED)


def plain_batch(device: Device, numbers: NDArray[np.int64]) -> tuple[Tensor, Tensor, Tensor]:
    """Return what `MaskedWords` takes of some texts."""
    text = device.text(numbers, LONGEST, 8)
    return text["rows"], device.on["chars"][text["words"]].long(), text["features"]


def plain_batches(lengths: NDArray[np.int64], tokens: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Yield one pass over texts of at least eight words, of like length together, in random order."""
    numbers = np.flatnonzero(lengths >= 8)
    size = np.minimum(lengths[numbers], LONGEST)
    numbers = numbers[np.argsort(size + rng.uniform(0, 16, len(size)))]
    groups = np.cumsum(np.minimum(lengths[numbers], LONGEST)) // tokens
    parts = np.split(numbers, np.flatnonzero(np.diff(groups)) + 1)
    for place in rng.permutation(len(parts)).tolist():
        yield parts[place]
