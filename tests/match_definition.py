"""What the match features of passages and questions are, written plainly: what computes them quickly is held to it."""

from dataclasses import dataclass

import numpy as np

from bot.reading.encoding import MATCH_FEATURES, Floats, Ints
from bot.reading.vocabulary import KINDS, MEANINGS, TOKEN_FEATURES


@dataclass(frozen=True)
class Encoded:
    """One text as arrays: table rows (T), token features (T × 8), match keys (T × 16), sentences (T), weights (T).

    Three of the keys are of the word, its stem and its beginning, ten of what it may mean and three of what it is a
    kind of (0 pads).
    """

    rows: Ints
    features: Floats
    keys: Ints
    sentences: Ints
    weights: Floats


def encode(tokens, vocabulary):
    """Turn tokens into arrays."""
    facts = [vocabulary.facts(word) for word in tokens.words]
    features = np.array([f.features for f in facts], np.float32).reshape(-1, TOKEN_FEATURES)
    sentences = np.asarray(tokens.sentences, np.int32)
    features[:, 6] = np.diff(sentences, prepend=-1) != 0
    return Encoded(
        np.array([f.row for f in facts], np.int32), features,
        np.array([f.keys + f.kin for f in facts], np.int32).reshape(-1, 3 + MEANINGS + KINDS), sentences,
        np.array([f.weight for f in facts], np.float32),
    )  # fmt: skip


def pad(arrays, length):
    """Stack arrays of different first lengths into one, cut at or filled with zeros to `length`."""
    out = np.zeros((len(arrays), length, *arrays[0].shape[1:]), arrays[0].dtype)
    for i, array in enumerate(arrays):
        out[i, : len(array)] = array[:length]
    return out


def match_features(p_keys, p_sentences, p_lengths, q_keys, q_weights):
    """Say for every passage token how it and its surroundings match the question: N × T × 14, each value in 0–1.

    Also returns for every sentence which of the question's words it holds, and which it holds or may mean: N × S × 2J.
    Takes padded batches: keys N × T × 16 and N × J × 16 (0 pads), sentence numbers N × T, weights N × J.
    The columns: same word; its weight; the stem's; the first five letters'; the question's weight found in the
    sentence, relative to the best sentence, in the sentence before, in the passage; the weight within six tokens;
    nearness of the last and of the next match; part of a matched pair of words; the weight of a word of like
    meaning; the question's weight found in the sentence, words of like meaning counted.
    """
    n, t = p_sentences.shape
    real = q_keys[:, None, :, 0] > 0
    same = (p_keys[:, :, None, 0] == q_keys[:, None, :, 0]) & real
    by_stem = (p_keys[:, :, None, 1] == q_keys[:, None, :, 1]) & real
    by_prefix = (p_keys[:, :, None, 2] == q_keys[:, None, :, 2]) & real
    weight = q_weights[:, None, :]
    total = q_weights.sum(1)[:, None] + np.float32(1e-3)
    out = np.zeros((n, t, MATCH_FEATURES), np.float32)
    out[:, :, 0] = same.any(2)
    out[:, :, 1] = (same * weight).max(2)
    stems = (by_stem * weight).max(2)
    out[:, :, 2] = stems
    out[:, :, 3] = (by_prefix * weight).max(2)
    inside = np.arange(t) < p_lengths[:, None]
    count = int(p_sentences.max()) + 1
    member = ((p_sentences[:, None, :] == np.arange(count)[:, None]) & inside[:, None, :]).astype(np.float32)
    found = np.matmul(member, by_stem.astype(np.float32)) > 0
    coverage = (found * weight).sum(2) / total
    rows = np.arange(n)[:, None]
    out[:, :, 4] = coverage[rows, p_sentences]
    out[:, :, 5] = out[:, :, 4] / (coverage.max(1)[:, None] + np.float32(1e-3))
    out[:, :, 6] = np.where(p_sentences > 0, coverage[rows, np.maximum(p_sentences - 1, 0)], 0)
    out[:, :, 7] = (found.any(1) * q_weights).sum(1)[:, None] / total
    sums = np.pad(np.cumsum(stems, 1), ((0, 0), (7, 6)), mode="edge")
    sums[:, :7] = 0
    out[:, :, 8] = np.minimum((sums[:, 13:] - sums[:, :t]) / total, 1)
    out[:, :, 9] = _nearness(stems > 0)
    out[:, :, 10] = _nearness(stems[:, ::-1] > 0)[:, ::-1]
    pair = (same[:, 1:, 1:] & same[:, :-1, :-1]).any(2)
    out[:, 1:, 11] = pair
    out[:, :-1, 11] = np.maximum(out[:, :-1, 11], pair)
    alike, asked, places = _alike(p_keys, q_keys, q_weights)
    out[:, :, 12] = np.maximum(stems, (alike * asked[:, None, :]).max(2))
    told = np.matmul(member, alike.astype(np.float32)) > 0
    out[:, :, 13] = np.maximum(coverage, (told * asked[:, None, :]).sum(2) / total)[rows, p_sentences]
    out *= inside[:, :, None]
    return out, np.concatenate([found, _with(found, told & (asked > 0)[:, None, :], places)], 2, dtype=np.float32)


def _with(found, told, places):
    both = found.copy()
    rows, sentences = np.ogrid[: len(found), : found.shape[1]]
    both[rows[:, :, None], sentences[:, :, None], places[:, None, :]] |= told
    return both


def _alike(p_keys, q_keys, q_weights):
    """Tell which passage tokens may mean what which weighty question tokens mean, N × T × K, and weigh those, N × K.

    Also returns which tokens of the question they are, N × K.
    """
    count = max(int((q_weights > 0).sum(1).max()), 1)
    places = np.argsort(q_weights <= 0, axis=1, kind="stable")[:, :count]
    asked = np.take_along_axis(q_weights, places, 1)
    q = np.take_along_axis(q_keys[:, :, 3:], places[:, :, None], 1)
    q = np.where(q > 0, q, -1)
    alike = np.zeros((*p_keys.shape[:2], count), np.bool_)
    for at in range(MEANINGS + KINDS):
        kinds = MEANINGS if at >= MEANINGS else MEANINGS + KINDS  # two kinds of one thing are not alike
        alike |= (p_keys[:, :, None, 3 : 3 + kinds] == q[:, None, :, at, None]).any(3)
    return alike, asked, places


def _nearness(hit):
    places = np.arange(hit.shape[1])
    last = np.maximum.accumulate(np.where(hit, places, -1000), axis=1)
    return np.exp((last - places) / np.float32(4)).astype(np.float32)
