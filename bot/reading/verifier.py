"""The part of the reader that judges whether a passage answers, as a torch module, for training only."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from bot.reading.encoding import HELD_FEATURES, MATCH_FEATURES


class Verifier(nn.Module):
    """Judges from the question's side whether a passage answers: what each of its words finds in the passage.

    A word reads the passage by attention; with it go whether the passage, and the sentences that the answer probably
    begins in, hold the word or one of like meaning. What no word of the passage goes with is what a passage that
    speaks of the same things, and does not answer, shows first.
    """

    def __init__(self, d: int, v: int, pair: int) -> None:
        """Take states of d numbers, and make v of a word of the question and `pair` of the passage."""
        super().__init__()
        self.query = nn.Linear(d, v)
        self.key = nn.Linear(d, v)
        self.value = nn.Linear(d, v)
        self.own = nn.Linear(d, v)
        self.found = nn.Linear(2 * v + HELD_FEATURES, v)
        self.weigh = nn.Linear(v, 1)
        self.top = nn.Linear(d + MATCH_FEATURES, pair)
        self.mixed = nn.Linear(2 * v + pair + 2 * d, v)
        self.out = nn.Linear(v, 1)

    def question_side(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """Return what the question's words ask with and what they are, N × J × v each."""
        return self.query(states), self.own(states)

    def forward(
        self, x: Tensor, match: Tensor, chances: Tensor, held: Tensor, query: Tensor, own: Tensor, asked: Tensor,
        p_bias: Tensor, q_bias: Tensor,
    ) -> Tensor:  # fmt: skip
        """Return N logits of "not in this passage".

        `x` are the passage's states, `chances` the probabilities that the answer begins and ends at a token
        (N × T × 2), `held` what `held_features` makes of them, `asked` the question's summary; the biases are far
        below zero at padding.
        """
        seen = (query @ self.key(x).transpose(1, 2)).float() / math.sqrt(query.shape[2]) + p_bias[:, None, :]
        read = torch.softmax(seen, 2).to(x.dtype) @ self.value(x)
        word = torch.relu(self.found(torch.cat([read + own, read * own, held], 2))).float()
        weight = torch.softmax(self.weigh(word).float().squeeze(2) + q_bias, 1)
        most = (word + q_bias[:, :, None]).amax(1).clamp(min=0)
        mean = (weight[:, None, :] @ word).squeeze(1)
        top = (torch.relu(self.top(torch.cat([x, match], 2))).float() + p_bias[:, :, None]).amax(1).clamp(min=0)
        answer = (chances.mean(2)[:, None, :] @ x.float()).squeeze(1)
        mixed = torch.relu(self.mixed(torch.cat([most, mean, top, answer, asked.float()], 1)))
        return self.out(mixed).float().squeeze(1)


def held_features(starts: Tensor, sentences: Tensor, found: Tensor, weights: Tensor) -> Tensor:
    """Return for every word of the question N × J × 5: its weight; whether the passage holds it, or one of like
    meaning; the same for the sentence of the answer, by the probability of where that begins (`starts`, N × T).

    `found` says by sentence whether it holds the word's stem or one of like meaning, N × S × 2J.
    """
    n, j = weights.shape
    chance = starts.new_zeros(n, found.shape[1]).scatter_add(1, sentences, starts)
    here = (chance[:, None, :] @ found).view(n, 2, j)
    return torch.cat([weights[:, None, :], found.amax(1).view(n, 2, j), here], 1).transpose(1, 2)
