"""The reader as torch modules, for training only; `model.py` computes the same with NumPy from the saved weights."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding, layer_norm, pad

from bot.reading import matching
from bot.reading.encoding import MATCH_FEATURES
from bot.reading.verifier import Verifier, held_features
from bot.reading.vocabulary import CHAR_KINDS, TOKEN_FEATURES

FAR = -1e4


@dataclass(frozen=True)
class Shape:
    """The sizes of a reader."""

    words: int
    word: int = 100
    char: int = 16
    char_out: int = 64
    hidden: int = 128
    encoder: int = 4
    before: int = 3
    after: int = 2
    heads: int = 2
    key: int = 32
    value: int = 64
    aligned: int = 64
    pair: int = 32
    verify: int = 64
    kernel: int = 7

    def as_dict(self) -> dict[str, int]:
        """Return the sizes by name."""
        return asdict(self)


class Spread(nn.Module):
    """Dropout of whole channels, one draw for all places of a text: as good for sequences, and nearly free."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def keep(self, x: Tensor) -> Tensor:
        """Return what the channels of N × T × d are multiplied by, N × 1 × d or a 1."""
        if not self.training or not self.p:
            return x.new_ones(1)
        return (torch.rand(x.shape[0], 1, x.shape[2], device=x.device) >= self.p).float() / (1 - self.p)

    def forward(self, x: Tensor) -> Tensor:
        """Drop channels while training."""
        return x * self.keep(x).to(x.dtype) if self.training and self.p else x


def along(x: Tensor, mask: Tensor, scale: Tensor, shift: Tensor, taps: Tensor, dilation: int) -> Tensor:
    """Normalise N × T × d (layer norm) and convolve each channel along the text with its k taps (k × d)."""
    t, k = x.shape[1], taps.shape[0]
    reach = dilation * (k // 2)
    h = pad(layer_norm(x, scale.shape, scale, shift) * mask, (0, 0, reach, reach))
    y = h[:, :t] * taps[0]
    for i in range(1, k):
        y = y + h[:, i * dilation : i * dilation + t] * taps[i]
    return y.to(torch.bfloat16) if x.is_cuda else y


def gated_sum(x: Tensor, mixed: Tensor, keep: Tensor) -> Tensor:
    """Add to N × T × d the first half of N × T × 2d, gated by the second and by what is kept of the channels."""
    a, b = mixed.chunk(2, -1)
    return x + a * torch.sigmoid(b) * keep


class Block(nn.Module):
    """Residual block: layer norm, depthwise convolution along the text, gated linear layer."""

    def __init__(self, d: int, kernel: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(d)
        self.taps = nn.Parameter(torch.randn(kernel, d) * 0.3)
        self.mix = nn.Linear(d, 2 * d)
        self.dilation = dilation
        self.drop = Spread(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return N × T × d from N × T × d and a mask N × T × 1."""
        y = along(x, mask, self.norm.weight, self.norm.bias, self.taps, self.dilation)
        return gated_sum(x, self.mix(y), self.drop.keep(x))


class SelfAttention(nn.Module):
    """Residual self-attention with layer norm first."""

    def __init__(self, d: int, heads: int, key: int, value: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(d)
        self.qkv = nn.Linear(d, heads * (2 * key + value))
        self.out = nn.Linear(heads * value, d)
        self.heads, self.key, self.value = heads, key, value
        self.drop = Spread(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return N × T × d from N × T × d and a bias N × T that is far below zero at padding."""
        n, t, _ = x.shape
        qkv = self.qkv(self.norm(x)).view(n, t, self.heads, 2 * self.key + self.value).transpose(1, 2)
        q, k, v = qkv.split([self.key, self.key, self.value], -1)
        scores = q @ k.transpose(2, 3) / math.sqrt(self.key) + bias[:, None, None, :]
        y = torch.softmax(scores.float(), -1).to(v.dtype) @ v
        return x + self.drop(self.out(y.transpose(1, 2).reshape(n, t, self.heads * self.value)))


class Encoder(nn.Module):
    """Encodes a text by itself, passage or question, so that a passage is encoded once for all its questions."""

    def __init__(self, s: Shape, dropout: float) -> None:
        super().__init__()
        wide = dropout + 0.03
        self.words = nn.Embedding(s.words, s.word, padding_idx=0)
        self.chars = nn.Embedding(CHAR_KINDS, s.char, padding_idx=0)
        self.char_mix = nn.Linear(5 * s.char, s.char_out)
        self.enter = nn.Linear(s.word + s.char_out + TOKEN_FEATURES, s.hidden)
        self.highway = nn.Linear(s.hidden, 2 * s.hidden)
        self.align = nn.Linear(s.hidden, s.aligned)
        self.blocks = nn.ModuleList(Block(s.hidden, s.kernel, 1 + i // 2, dropout) for i in range(s.encoder))
        self.look = SelfAttention(s.hidden, s.heads, s.key, s.value, dropout)
        self.norm = nn.LayerNorm(s.hidden)
        self.drop, self.last = Spread(wide), Spread(dropout)

    def spell(self, chars: Tensor) -> Tensor:
        """Turn U × 16 letters into U × 64: convolution of width 5, maximum."""
        e = pad(self.chars(chars), (0, 0, 2, 2))
        windows = torch.cat([e[:, i : i + chars.shape[1]] for i in range(5)], -1)
        return torch.relu(self.char_mix(windows)).amax(1)

    def forward(
        self, rows: Tensor, spelled: Tensor, features: Tensor, mask: Tensor, bias: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return states and alignment keys, N × T × 128 and N × T × 64."""
        x = self.drop(torch.cat([self.words(rows), spelled.float()], -1))
        x = self.enter(torch.cat([x, features], -1)).float()
        a, b = self.highway(x).float().chunk(2, -1)
        gate = torch.sigmoid(b)
        x = (gate * torch.relu(a) + (1 - gate) * x) * mask
        aligned = torch.relu(self.align(x))
        for block in self.blocks:
            x = block(x, mask)
        return self.last(self.norm(self.look(x, bias))), aligned


class Reader(nn.Module):
    """Scores the spans of passages for questions; scores are comparable across the passages of a question."""

    def __init__(self, shape: Shape, dropout: float = 0.12) -> None:
        super().__init__()
        self.shape = s = shape
        self.encoder = Encoder(s, dropout)
        d = s.hidden
        self.lead = nn.Linear(d, d)
        self.asked = nn.Linear(d, d + 1, bias=False)
        self.meant = nn.Linear(s.aligned, d, bias=False)
        self.both = nn.Linear(d, d, bias=False)
        self.matched = nn.Linear(MATCH_FEATURES, d, bias=False)
        self.similar = nn.Parameter(torch.full((d,), 1 / math.sqrt(d)))
        self.pool = nn.Linear(d, 1)
        self.ask = nn.Linear(d, d)
        dilations = (1, 2, 4)
        self.before = nn.ModuleList(Block(s.hidden, s.kernel, dilations[i % 3], dropout) for i in range(s.before))
        self.look = SelfAttention(s.hidden, 1, s.key, s.value, dropout)
        self.after = nn.ModuleList(Block(s.hidden, s.kernel, dilations[i % 3], dropout) for i in range(s.after))
        self.norm = nn.LayerNorm(s.hidden)
        self.start = nn.Linear(s.hidden + MATCH_FEATURES, 1 + s.pair)
        self.end = nn.Linear(s.hidden + MATCH_FEATURES, 1 + s.pair)
        self.verifier = Verifier(s.hidden, s.verify, s.pair)
        self.drop = Spread(dropout + 0.03)

    def encode(
        self, rows: Tensor, words: Tensor | None, chars: Tensor, features: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Encode texts: rows N × T, places of their words in `chars` (U × 16), or the letters of every word in order;
        returns states, alignment keys, mask."""
        mask = (rows > 0).float()
        bias = (1 - mask) * FAR
        letters = self.encoder.spell(chars)
        # `embedding` is faster than an index to learn through
        spelled = letters.view(*rows.shape, -1) if words is None else embedding(words, letters)
        states, aligned = self.encoder(rows, spelled, features, mask[:, :, None], bias)
        return states, aligned, mask

    def forward(
        self, p: tuple[Tensor, ...], q: tuple[Tensor, ...], match: Tensor, sentences: Tensor, found: Tensor,
        weights: Tensor,
    ) -> tuple[Tensor, ...]:  # fmt: skip
        """Score pairs from what `passage_side` and `question_side` say of them, their matches (`matching.py`), the
        sentence of each token and the weights of the question's words.

        Returns start and end logits (N × T), pair factors (N × T × 32 each) and the no-answer logit (N).
        """
        p_states, p_lead, p_aligned, p_mask = p
        q_states, q_lead, q_meant, q_aligned, q_asked, q_query, q_own, q_mask = q
        mask, p_bias, q_bias = p_mask[:, :, None], (1 - p_mask) * FAR, (1 - q_mask) * FAR
        d = self.shape.hidden
        sim = (
            ((p_states * self.similar) @ q_states.transpose(1, 2)).float()
            + q_lead[:, None, :, d].float()
            + q_bias[:, None, :]
        )
        near = (p_aligned @ q_aligned.transpose(1, 2)).float() / math.sqrt(self.shape.aligned) + q_bias[:, None, :]
        x = self.join(p_states, p_lead, q_states, q_lead, q_meant, q_asked, sim, near, match)
        for block in self.before:
            x = block(x, mask)
        x = self.look(x, p_bias)
        for block in self.after:
            x = block(x, mask)
        x = self.drop(self.norm(x))
        both = torch.cat([x, match], -1)
        starts, ends = self.start(both).float(), self.end(both).float()
        start, end = starts[..., 0] + p_bias, ends[..., 0] + p_bias
        chances = torch.softmax(torch.stack([start, end], 2).detach(), 1)
        held = held_features(chances[..., 0], sentences, found, weights)
        none = self.verifier(x, match, chances, held, q_query, q_own, q_asked, p_bias, q_bias)
        return start, end, starts[..., 1:], ends[..., 1:], none

    def join(
        self,
        p: Tensor,
        p_lead: Tensor,
        q: Tensor,
        q_lead: Tensor,
        q_meant: Tensor,
        q_asked: Tensor,
        sim: Tensor,
        near: Tensor,
        match: Tensor,
    ) -> Tensor:
        """Bring passage, attended question and matches together, N × T × 128."""
        d = self.shape.hidden
        look, meant = torch.softmax(sim, 2), torch.softmax(near, 2)
        both = self.both(p * (look @ q))
        return (
            p_lead.float()
            + (look @ q_lead[..., :d])
            + (meant @ q_meant)
            + both
            + self.matched(match)
            + q_asked[:, None, :]
        )

    def passage_side(self, states: Tensor, aligned: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """Return all that a passage brings to its questions: states, their part of the fusion, alignment keys, mask."""
        return states, self.lead(states), aligned, mask

    def question_side(self, states: Tensor, aligned: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """Return all that a question brings to its passages."""
        weight = torch.softmax(self.pool(states).float().squeeze(2) + (1 - mask) * FAR, 1)
        asked = self.ask((weight[:, None, :] @ states.float()).squeeze(1))
        checked = self.verifier.question_side(states)
        return states, self.asked(states), self.meant(aligned), aligned, asked, *checked, mask


def span_logits(start: Tensor, end: Tensor, start_pair: Tensor, end_pair: Tensor, longest: int) -> Tensor:
    """Score the spans of up to `longest` tokens, N × T × longest: at [n, i, k] the span from token i to token i + k."""
    n, t = start.shape
    joint = start_pair @ end_pair.transpose(1, 2) / math.sqrt(start_pair.shape[2]) + end[:, None, :]
    padded = pad(joint.float(), (0, longest), value=2 * FAR).reshape(n, t * (t + longest))
    banded = pad(padded, (0, t)).view(n, t, t + longest + 1)[:, :, :longest]
    return start[:, :, None] + banded


def compile_parts() -> None:
    """Let torch compile what would otherwise be many small steps through memory; needs a C++ compiler."""
    torch._dynamo.config.recompile_limit = 64
    parts = globals()
    for name in ("along", "gated_sum"):
        parts[name] = torch.compile(parts[name], dynamic=True)
    matching.alike = torch.compile(matching.alike, dynamic=True)
