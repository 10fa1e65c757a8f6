"""The reader's forward pass in NumPy, one text at a time; the torch modules in `network.py` are its definition.

One passage at a time keeps every array in the processor's cache and makes a passage's scores independent of the
passages it is read with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.reading.encoding import HELD_FEATURES, MATCH_FEATURES, Floats, Ints
from bot.reading.matches import Matches

Weights = Mapping[str, Floats]
OUT = ("start", "end", "verifier.top", "verifier.key", "verifier.value")
"""The layers that read the last states of a passage, and all but the last two its matches."""


@dataclass(frozen=True)
class Side:
    """An encoded passage: states T × hidden and keys of word-by-word alignment, in half precision.

    It is remembered: so it takes half of the room, and what is read of it is the same when it is read again.
    """

    states: NDArray[np.float16]
    aligned: NDArray[np.float16]

    @classmethod
    def of(cls, states: Floats, aligned: Floats) -> Side:
        """Keep what was encoded."""
        return cls(states.astype(np.float16), aligned.astype(np.float16))


@dataclass(frozen=True)
class QuestionSide:
    """An encoded question of J words: what a passage's states and keys are compared with, and what it brings to them.

    `mixing` takes to a passage's new states its own ones and what it sees of the question: by state, by word, by
    meaning, by match. For the check that the passage answers: what each word asks with and what it is (J × 64), its
    weight, and the summary.
    """

    compared: Floats
    similarity: Floats
    aligned: Floats
    states: Floats
    mixing: Floats
    query: Floats
    own: Floats
    weights: Floats
    summary: Floats


@dataclass(frozen=True)
class Scores:
    """Logits for one passage: spans (T × longest, by first token and length), and that the answer is not in it."""

    spans: Floats
    none: float


def prepare(weights: Weights, scale: Floats, rows: np.ndarray) -> dict[str, Floats]:
    """Lay out the stored weights for the forward pass: float32, matrices transposed.

    The gates of gated layers are negated, as their exponential wants them; what layers make of the same input is made
    by one matrix, and the scale and shift of a normalisation, and of attention, are the next matrix's.
    """
    ready: dict[str, Floats] = {"words.scale": np.asarray(scale, np.float32)}
    for name, stored in weights.items():
        value = np.asarray(stored, np.float32)
        if name.endswith((".mix.weight", ".mix.bias", "highway.weight", "highway.bias")):
            half = len(value) // 2
            value = np.concatenate([value[:half], -value[half:]])
        matrix = name.endswith(".weight") and value.ndim == 2 and name != "encoder.chars.weight"
        ready[name] = np.ascontiguousarray(value.T) if matrix else value
    for name in ("verifier.key", "verifier.value"):  # they do not see the matches
        ready[f"{name}.weight"] = np.pad(ready[f"{name}.weight"], ((0, MATCH_FEATURES), (0, 0)))
    ready["out.weight"] = np.concatenate([ready.pop(f"{name}.weight") for name in OUT], 1)
    ready["out.bias"] = np.concatenate([ready.pop(f"{name}.bias") for name in OUT])
    ready["last.scale"], ready["last.shift"] = ready["norm.weight"], ready["norm.bias"]
    _absorb(ready, "norm", "out")
    for name in ("look", "encoder.look"):
        _absorb(ready, f"{name}.norm", f"{name}.qkv")
    ready["words.rows"] = rows
    return ready


def _absorb(ready: dict[str, Floats], norm: str, linear: str) -> None:
    """Let a linear layer scale and shift what a normalisation leaves, its first inputs."""
    scale, shift, matrix = ready.pop(f"{norm}.weight"), ready.pop(f"{norm}.bias"), ready[f"{linear}.weight"]
    ready[f"{linear}.bias"] = ready[f"{linear}.bias"] + shift @ matrix[: len(shift)]
    matrix[: len(scale)] *= scale[:, None]


def softmax(x: Floats) -> Floats:
    """Exponentiate and normalise along the last axis, in place."""
    x -= x.max(-1, keepdims=True)
    np.exp(x, out=x)
    x /= np.add.reduce(x, -1, keepdims=True)
    return x


def linear(w: Weights, name: str, x: Floats) -> Floats:
    """Apply a linear layer."""
    y: Floats = x @ w[name + ".weight"]
    bias = w.get(name + ".bias")
    if bias is not None:
        y += bias
    return y


def normalised(x: Floats, out: Floats | None = None) -> Floats:
    """Give every row mean 0 and variance 1."""
    d = x.shape[1]
    y: Floats = np.subtract(x, (x @ np.full(d, 1 / d, np.float32))[:, None], out=out)
    spread = np.einsum("td,td->t", y, y)
    spread /= np.float32(d)
    spread += np.float32(1e-5)
    y *= np.reciprocal(np.sqrt(spread, out=spread), out=spread)[:, None]
    return y


def layer_norm(w: Weights, name: str, x: Floats, out: Floats | None = None) -> Floats:
    """Normalise every row, then scale and shift."""
    y = normalised(x, out)
    y *= w[name + ".weight"]
    y += w[name + ".bias"]
    return y


def gated(w: Weights, name: str, x: Floats) -> tuple[Floats, Floats]:
    """Return a layer's values, and what to divide them by to let through what their gates let through."""
    both = linear(w, name, x)
    half = both.shape[1] // 2
    shut: Floats = np.exp(both[:, half:])
    shut += 1
    return both[:, :half], shut


def block(w: Weights, name: str, x: Floats, dilation: int) -> Floats:
    """Add a depthwise convolution's gated mixture to `x`."""
    t, d = x.shape
    taps = w[name + ".taps"]
    reach = dilation * (len(taps) // 2)
    h = np.zeros((t + 2 * reach, d), np.float32)
    layer_norm(w, name + ".norm", x, h[reach : reach + t])
    row, column = h.strides
    seen: Floats = np.ndarray((t, len(taps), d), np.float32, h, strides=(row, dilation * row, column))
    value, shut = gated(w, name + ".mix", np.einsum("tkd,kd->td", seen, taps))
    y: Floats = np.divide(value, shut, out=shut)
    y += x
    return y


def self_attention(w: Weights, name: str, x: Floats, heads: int, key: int, value: int) -> Floats:
    """Add what every token reads from all tokens to `x`."""
    t = len(x)
    qkv = linear(w, name + ".qkv", normalised(x)).reshape(t, heads, 2 * key + value)
    qkv[:, :, :key] *= np.float32(key**-0.5)
    read = np.empty((t, heads, value), np.float32)
    for head in range(heads):
        q, k, v = qkv[:, head, :key], qkv[:, head, key : 2 * key], qkv[:, head, 2 * key :]
        seen: Floats = q @ k.T
        seen -= seen.max(1, keepdims=True)
        np.exp(seen, out=seen)
        np.divide(seen @ v, np.add.reduce(seen, 1)[:, None], out=read[:, head])
    y = linear(w, name + ".out", read.reshape(t, heads * value))
    y += x
    return y


def spell(w: Weights, chars: Ints) -> Floats:
    """Turn U × 16 letters into U × 64: convolution of width 5, maximum."""
    table = w["encoder.chars.weight"]
    n, length = chars.shape
    padded = np.zeros((n, length + 4, table.shape[1]), np.float32)
    padded[:, 2 : 2 + length] = table[chars]
    windows = np.lib.stride_tricks.sliding_window_view(padded, 5, axis=1).transpose(0, 1, 3, 2)
    mixed = linear(w, "encoder.char_mix", windows.reshape(n * length, -1))
    best: Floats = mixed.reshape(n, length, -1).max(1)
    return np.maximum(best, 0)


def alone(w: Weights, rows: Ints, chars: Ints, features: Floats) -> tuple[Floats, Floats]:
    """Return what words are before they stand beside others, and their alignment keys."""
    words = w["words.rows"][rows] * w["words.scale"][rows][:, None]
    x = linear(w, "encoder.enter", np.concatenate([words, spell(w, chars), features], 1))
    value, shut = gated(w, "encoder.highway", x)
    x += (np.maximum(value, 0) - x) / shut
    return x, np.maximum(linear(w, "encoder.align", x), 0)


def together(w: Weights, shape: Mapping[str, int], x: Floats) -> Floats:
    """Return the states of a text, given what each of its words is alone."""
    for i in range(shape["encoder"]):
        x = block(w, f"encoder.blocks.{i}", x, 1 + i // 2)
    x = self_attention(w, "encoder.look", x, shape["heads"], shape["key"], shape["value"])
    return layer_norm(w, "encoder.norm", x)


def question_side(w: Weights, states: Floats, aligned: Floats, weights: Floats) -> QuestionSide:
    """Return all that a question brings to its passages, given the weights of its words too."""
    lead = linear(w, "asked", states)
    weight = softmax(linear(w, "pool", states)[:, 0])
    asked = linear(w, "ask", (weight @ states)[None])  # added through the words: their shares sum to 1
    mixing = np.concatenate([
        w["lead.weight"], w["both.weight"], lead[:, :-1] + asked, linear(w, "meant", aligned), w["matched.weight"]
    ])  # fmt: skip
    keys = aligned.T * np.float32(aligned.shape[1] ** -0.5)
    query, own = linear(w, "verifier.query", states), linear(w, "verifier.own", states)
    query *= query.shape[1] ** -0.5
    return QuestionSide(
        (states * w["similar"]).T, lead[:, -1], keys, states, mixing, query, own, weights, asked[0]
    )  # fmt: skip


def score(w: Weights, shape: Mapping[str, int], p: Side, q: QuestionSide, match: Matches, longest: int) -> Scores:
    """Score the spans of a passage for a question."""
    states = p.states.astype(np.float32)
    t, d = states.shape
    similar: Floats = states @ q.compared
    similar += q.similarity
    look = softmax(similar)
    meant = softmax(p.aligned.astype(np.float32) @ q.aligned)
    x: Floats = np.concatenate([states, states * (look @ q.states), look, meant, match.tokens], 1) @ q.mixing
    x += w["lead.bias"]
    for i in range(shape["before"]):
        x = block(w, f"before.{i}", x, (1, 2, 4)[i % 3])
    x = self_attention(w, "look", x, 1, shape["key"], shape["value"])
    for i in range(shape["after"]):
        x = block(w, f"after.{i}", x, (1, 2, 4)[i % 3])
    last = np.empty((t, d + MATCH_FEATURES), np.float32)
    normalised(x, last[:, :d])
    last[:, d:] = match.tokens
    pair, checked = shape["pair"], shape["verify"]
    sizes = np.cumsum([pair + 1, pair + 1, pair, checked])
    start, end, top, key, value = np.split(linear(w, "out", last), sizes, 1)
    starts, ends = softmax(start[:, 0].copy()), softmax(end[:, 0].copy())
    answer = ((starts + ends) @ last[:, :d]) / np.float32(2) * w["last.scale"] + w["last.shift"]
    none = verify(w, q, match, key, value, starts, [np.maximum(top.max(0), 0), answer])
    return Scores(_spans(start, end, longest), none)


def verify(
    w: Weights, q: QuestionSide, match: Matches, key: Floats, value: Floats, starts: Floats, also: list[Floats]
) -> float:
    """Return the logit of "not in this passage", from what each word of the question finds there (`verifier.Verifier`).

    Takes what the passage's tokens are looked up by and what they say (T × 64), the probability that the answer begins
    at each, and what else is known of the passage and of the answer.
    """
    read = softmax(q.query @ key.T) @ value
    here = match.held @ np.bincount(match.sentences, starts, match.held.shape[1]).astype(np.float32)
    held = np.concatenate([q.weights, match.held.any(1), here]).reshape(HELD_FEATURES, -1).T
    word = np.maximum(linear(w, "verifier.found", np.concatenate([read + q.own, read * q.own, held], 1)), 0)
    weight = softmax(linear(w, "verifier.weigh", word)[:, 0])
    mixed = linear(w, "verifier.mixed", np.concatenate([word.max(0), weight @ word, *also, q.summary])[None])
    return float(linear(w, "verifier.out", np.maximum(mixed, 0))[0, 0])


def _spans(start: Floats, end: Floats, longest: int) -> Floats:
    t, pair = len(start), start.shape[1] - 1
    joint = np.full((t, t + longest), -2e4, np.float32)
    joint[:, :t] = (start[:, 1:] * np.float32(pair**-0.5)) @ end[:, 1:].T
    joint[:, :t] += end[:, 0]
    row, column = joint.strides
    banded: Floats = np.ndarray((t, longest), np.float32, joint, strides=(row + column, column))
    return banded + start[:, :1]
