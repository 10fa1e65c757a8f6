"""The reader's forward pass in NumPy, one text at a time; the torch modules in `network.py` are its definition.

One passage at a time keeps every array in the processor's cache and makes a passage's scores independent of the
passages it is read with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.reading.encoding import Floats, Ints

Weights = Mapping[str, Floats]


@dataclass(frozen=True)
class Side:
    """An encoded text: states T × 128, their part in the fusion T × 128, keys of word-by-word alignment T × 64."""

    states: Floats
    lead: Floats
    aligned: Floats


@dataclass(frozen=True)
class QuestionSide(Side):
    """An encoded question: also its part in the similarity (T), what its words mean (T × 128), its summary (128)."""

    similarity: Floats
    meant: Floats
    asked: Floats


@dataclass(frozen=True)
class Scores:
    """Logits for one passage: spans (T × longest, by first token and length), and that the answer is not in it."""

    spans: Floats
    none: float


def prepare(weights: Weights, scale: Floats, rows: np.ndarray) -> dict[str, Floats]:
    """Lay out the stored weights for the forward pass: float32, matrices transposed, gated layers in halves."""
    ready: dict[str, Floats] = {"words.scale": np.asarray(scale, np.float32)}
    for name, stored in weights.items():
        value = np.asarray(stored, np.float32)
        if name.endswith(("mix.weight", "highway.weight")) and "char_mix" not in name:
            half = len(value) // 2
            ready[name + ".value"] = np.ascontiguousarray(value[:half].T)
            ready[name + ".gate"] = np.ascontiguousarray(value[half:].T)
        elif name.endswith(".weight") and value.ndim == 2 and name != "encoder.chars.weight":
            ready[name] = np.ascontiguousarray(value.T)
        else:
            ready[name] = value
    ready["words.rows"] = rows
    return ready


def softmax(x: Floats) -> Floats:
    """Exponentiate and normalise along the last axis."""
    e: Floats = np.exp(x - x.max(-1, keepdims=True))
    e /= e.sum(-1, keepdims=True)
    return e


def linear(w: Weights, name: str, x: Floats) -> Floats:
    """Apply a linear layer."""
    y: Floats = x @ w[name + ".weight"]
    bias = w.get(name + ".bias")
    if bias is not None:
        y += bias
    return y


def layer_norm(w: Weights, name: str, x: Floats) -> Floats:
    """Normalise every row to mean 0 and variance 1, then scale and shift."""
    d = x.shape[1]
    y: Floats = x - (np.add.reduce(x, 1) / d)[:, None]
    spread = np.einsum("td,td->t", y, y) / np.float32(d) + np.float32(1e-5)
    y *= (1 / np.sqrt(spread))[:, None]
    y *= w[name + ".weight"]
    y += w[name + ".bias"]
    return y


def gated(w: Weights, name: str, x: Floats) -> tuple[Floats, Floats]:
    """Return a layer's values and their gates between 0 and 1."""
    half = len(w[name + ".bias"]) // 2
    value: Floats = x @ w[name + ".weight.value"]
    value += w[name + ".bias"][:half]
    gate: Floats = x @ w[name + ".weight.gate"]
    gate += w[name + ".bias"][half:]
    np.negative(gate, out=gate)
    np.exp(gate, out=gate)
    gate += 1
    np.reciprocal(gate, out=gate)
    return value, gate


def block(w: Weights, name: str, x: Floats, dilation: int) -> Floats:
    """Add a depthwise convolution's gated mixture to `x`."""
    t, d = x.shape
    taps = w[name + ".taps"]
    reach = dilation * (len(taps) // 2)
    h = np.zeros((t + 2 * reach, d), np.float32)
    h[reach : reach + t] = layer_norm(w, name + ".norm", x)
    y = h[:t] * taps[0]
    part = np.empty_like(y)
    for i in range(1, len(taps)):
        np.multiply(h[i * dilation : i * dilation + t], taps[i], out=part)
        y += part
    value, gate = gated(w, name + ".mix", y)
    value *= gate
    value += x
    return value


def self_attention(w: Weights, name: str, x: Floats, heads: int, key: int, value: int) -> Floats:
    """Add what every token reads from all tokens to `x`."""
    t = len(x)
    qkv = linear(w, name + ".qkv", layer_norm(w, name + ".norm", x)).reshape(t, heads, 2 * key + value)
    read = np.empty((t, heads, value), np.float32)
    for head in range(heads):
        q, k, v = np.split(qkv[:, head], (key, 2 * key), axis=1)
        seen: Floats = q @ k.T
        seen *= key**-0.5
        read[:, head] = softmax(seen) @ v
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


def encode_text(
    w: Weights, shape: Mapping[str, int], rows: Ints, chars: Ints, places: Ints, features: Floats
) -> tuple[Floats, Floats]:
    """Return a text's states and alignment keys; `places` says where each token's word is in `chars`."""
    words = w["words.rows"][rows] * w["words.scale"][rows][:, None]
    x = linear(w, "encoder.enter", np.concatenate([words, spell(w, chars)[places], features], 1))
    value, gate = gated(w, "encoder.highway", x)
    x = gate * np.maximum(value, 0) + (1 - gate) * x
    aligned = np.maximum(linear(w, "encoder.align", x), 0)
    for i in range(shape["encoder"]):
        x = block(w, f"encoder.blocks.{i}", x, 1 + i // 2)
    x = self_attention(w, "encoder.look", x, shape["heads"], shape["key"], shape["value"])
    return layer_norm(w, "encoder.norm", x), aligned


def passage_side(w: Weights, states: Floats, aligned: Floats) -> Side:
    """Return all that a passage brings to its questions."""
    return Side(states, linear(w, "lead", states), aligned)


def question_side(w: Weights, states: Floats, aligned: Floats) -> QuestionSide:
    """Return all that a question brings to its passages."""
    lead = linear(w, "asked", states)
    weight = softmax(linear(w, "pool", states)[:, 0])
    asked = linear(w, "ask", (weight @ states)[None])[0]
    return QuestionSide(states, lead[:, :-1], aligned, lead[:, -1], linear(w, "meant", aligned), asked)


def score(w: Weights, shape: Mapping[str, int], p: Side, q: QuestionSide, match: Floats, longest: int) -> Scores:
    """Score the spans of a passage for a question."""
    similar: Floats = np.matmul(p.states * w["similar"], q.states.T)
    similar += q.similarity
    look = softmax(similar)
    near: Floats = p.aligned @ q.aligned.T
    near *= shape["aligned"] ** -0.5
    meant = softmax(near)
    x = linear(w, "both", p.states * (look @ q.states))
    x += p.lead
    x += look @ q.lead
    x += meant @ q.meant
    x += linear(w, "matched", match)
    x += q.asked
    for i in range(shape["before"]):
        x = block(w, f"before.{i}", x, (1, 2, 4)[i % 3])
    x = self_attention(w, "look", x, 1, shape["key"], shape["value"])
    for i in range(shape["after"]):
        x = block(w, f"after.{i}", x, (1, 2, 4)[i % 3])
    x = np.concatenate([layer_norm(w, "norm", x), match], 1)
    top = np.maximum(linear(w, "none", x).max(0), 0)
    none = linear(w, "none_out", top[None])[0, 0]
    return Scores(_spans(linear(w, "start", x), linear(w, "end", x), longest), float(none))


def _spans(start: Floats, end: Floats, longest: int) -> Floats:
    t, pair = len(start), start.shape[1] - 1
    joint = np.full((t, t + longest), -2e4, np.float32)
    joint[:, :t] = (start[:, 1:] * np.float32(pair**-0.5)) @ end[:, 1:].T
    joint[:, :t] += end[:, 0]
    row, column = joint.strides
    banded = np.lib.stride_tricks.as_strided(joint, (t, longest), (row + column, column), writeable=False)
    return banded + start[:, :1]
