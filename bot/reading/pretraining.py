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
from bot.reading.encoding import UNKNOWN
from bot.reading.network import Reader

SHARE = 0.15
LONGEST = 256


class MaskedWords(nn.Module):
    """Guesses hidden words from what the encoder makes of the words around them."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader
        words = reader.encoder.words.weight
        self.out = nn.Linear(reader.shape.hidden, words.shape[1]).to(words.device)
        self.bias = nn.Parameter(torch.zeros(words.shape[0], device=words.device))

    def forward(self, device: Device, numbers: NDArray[np.int64]) -> Tensor:
        """Return the loss over the hidden words of some texts."""
        text = device.text(numbers, LONGEST, 8)
        rows, words, features = text["rows"], text["words"], text["features"]
        hidden = (torch.rand(rows.shape, device=rows.device) < SHARE) & (rows > UNKNOWN)
        words = torch.where(hidden, 0, words)
        features = features.masked_fill(hidden[:, :, None], 0)
        used, places = torch.unique(words, return_inverse=True)
        masked = rows.masked_fill(hidden, UNKNOWN)
        states, _, _ = self.reader.encode(masked, places, device.on["chars"][used].long(), features)
        guess = self.out(states[hidden]) @ self.reader.encoder.words.weight.T + self.bias
        return cross_entropy(guess.float(), rows[hidden])


def plain_batches(lengths: NDArray[np.int64], tokens: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Yield one pass over texts of at least eight words, of like length together, in random order."""
    numbers = np.flatnonzero(lengths >= 8)
    size = np.minimum(lengths[numbers], LONGEST)
    numbers = numbers[np.argsort(size + rng.uniform(0, 16, len(size)))]
    groups = np.cumsum(np.minimum(lengths[numbers], LONGEST)) // tokens
    parts = np.split(numbers, np.flatnonzero(np.diff(groups)) + 1)
    for place in rng.permutation(len(parts)).tolist():
        yield parts[place]
