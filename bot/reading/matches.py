"""The match features of one passage and one question, looked up quickly; `Matches` says what they are.

What a passage brings is laid out once, by its distinct words; a question then looks its few words up in that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.reading.encoding import MATCH_FEATURES, Floats, Ints
from bot.reading.vocabulary import KINDS, MEANINGS, WordFacts

Places = NDArray[np.intp]
Marks = NDArray[np.bool_]
_NEAR = 6
"""Tokens on either side that are near."""
_FADED = np.exp(np.minimum(np.arange(4096), 1000) / np.float32(-4)).astype(np.float32)
"""The nearness of a match so many tokens away."""


@dataclass(frozen=True)
class Looked:
    """A passage to look words up in: own, stem and beginning keys of its U words, 3 × U; meanings, sorted; sentences.

    `words` says for each of the T tokens which of the distinct words it is.
    """

    keys: Ints
    means: Ints
    meant_by: Places
    is_kind: Marks
    words: Places
    sentences: Places

    @classmethod
    def of(cls, facts: Sequence[WordFacts], words: Places, sentences: Places) -> "Looked":
        """Lay out a passage, given its distinct words, which of them each token is, and the tokens' sentences."""
        keys, means, meant_by, is_kind = _columns(facts)
        order = means.argsort(kind="stable")
        return cls(keys, means[order], meant_by[order], is_kind[order], words, sentences)


@dataclass(frozen=True)
class Asked:
    """A question to look up: keys and weights of its J tokens, 3 × J and J; meanings of the K that weigh something."""

    keys: Ints
    all_weights: Floats
    weighty: Places
    weights: Floats
    means: Ints
    meant_by: Places
    is_kind: Marks
    total: np.float32

    @classmethod
    def of(cls, facts: Sequence[WordFacts]) -> "Asked":
        """Lay out a question, given what each of its tokens brings."""
        weighty = [place for place, each in enumerate(facts) if each.weight > 0]
        weights = np.array([facts[token].weight for token in weighty], np.float32)
        meaning = _columns([facts[token] for token in weighty])[1:]
        total, every = weights.sum() + np.float32(1e-3), np.array([each.weight for each in facts], np.float32)
        return cls(_columns(facts)[0], every, np.array(weighty, np.intp), weights, *meaning, total)


@dataclass(frozen=True)
class Matches:
    """How a passage matches a question: `tokens`, T × 14; `held`, 2J × S; the sentence of each token, T.

    A token's features, each from 0 to 1: same word; its weight; the stem's; the first five letters'; the question's
    weight found in the sentence, relative to the best sentence, in the sentence before, in the passage; the weight
    within six tokens; nearness of the last and of the next match; part of a matched pair of words; the weight of a word
    of like meaning; the question's weight found in the sentence, words of like meaning counted. `held` tells of each of
    the question's words which sentences hold it, then which hold it or may mean it.
    """

    tokens: Floats
    held: Marks
    sentences: Places


def _columns(facts: Sequence[WordFacts]) -> tuple[Ints, Ints, Places, Marks]:
    """Return the words' keys, 3 × N, and what they mean or are a kind of: name, which word does, whether it is a kind.

    0 is no name, but room for one.
    """
    width = 3 + MEANINGS + KINDS
    flat = chain.from_iterable(chain.from_iterable((each.keys, each.kin) for each in facts))
    table = np.fromiter(flat, np.int32, len(facts) * width).reshape(-1, width)
    words, columns = table[:, 3:].nonzero()
    return np.ascontiguousarray(table[:, :3].T), table[words, 3 + columns], words, columns >= MEANINGS


def matches(passage: Looked, question: Asked) -> Matches:
    """Match a passage with a question."""
    words, sentences, weights = passage.words, passage.sentences, question.weights[:, None]
    own = question.keys[0][:, None] == passage.keys[0]
    own_weighty = own[question.weighty]
    any_stem = question.keys[1][:, None] == passage.keys[1]
    by_stem = any_stem[question.weighty]
    by_prefix = question.keys[2][question.weighty][:, None] == passage.keys[2]
    alike = _alike(passage, question)
    out = np.zeros((len(words), MATCH_FEATURES), np.float32)
    by_word = np.empty((6, own.shape[1]), np.float32)
    by_word[0] = own.any(0)
    for row, found in enumerate((own_weighty, by_stem, by_prefix, alike), 1):
        by_word[row] = np.multiply(found, weights).max(0, initial=0)
    by_word[4] = np.maximum(by_word[2], by_word[4])
    at = by_word[:, words]
    out[:, :4] = at[:4].T
    out[:, 12] = at[4]
    stems = at[2]
    said, told = (_held(marks[:, words], sentences) for marks in (any_stem, alike))
    coverage, meant = (_covered(marks, question) for marks in (said[question.weighty], told))
    before = np.concatenate((np.zeros(1, np.float32), coverage[:-1]))
    by_sentence = np.stack([
        coverage, coverage / (coverage.max() + np.float32(1e-3)), before,
        np.broadcast_to((said[question.weighty].any(1) * question.weights).sum() / question.total, coverage.shape),
    ])  # fmt: skip
    out[:, 4:8] = by_sentence.T[sentences]
    out[:, 8] = _density(stems, question.total)
    hit = stems > 0
    out[:, 9] = _nearness(hit)
    out[:, 10] = _nearness(hit[::-1])[::-1]
    same = own[:, words]
    pair = (same[1:, 1:] & same[:-1, :-1]).any(0)
    out[1:, 11] = pair
    np.maximum(out[:-1, 11], pair, out=out[:-1, 11])
    out[:, 13] = np.maximum(coverage, meant)[sentences]
    both = said.copy()
    both[question.weighty] |= told
    return Matches(out, np.concatenate([said, both]), sentences)


def _alike(passage: Looked, question: Asked) -> Marks:
    """Tell which words of a passage may mean what which weighty words of the question mean: K × U."""
    alike = np.zeros((len(question.weights), passage.keys.shape[1]), np.bool_)
    first = np.searchsorted(passage.means, question.means, "left")
    last = np.searchsorted(passage.means, question.means, "right")
    for n in np.flatnonzero(last > first).tolist():
        some = slice(first[n], last[n])
        words = passage.meant_by[some]
        if question.is_kind[n]:  # two kinds of one thing are not alike
            words = words[~passage.is_kind[some]]
        alike[question.meant_by[n], words] = True
    return alike


def _held(found: Marks, sentences: Places) -> Marks:
    """Tell which sentences hold which words of a question, J × S, given where these stand: J × T."""
    holds = np.zeros((len(found), int(sentences[-1]) + 1), np.bool_)
    tokens, places = found.nonzero()
    holds[tokens, sentences[places]] = True
    return holds


def _covered(holds: Marks, question: Asked) -> Floats:
    """Return the share of the question's weight that each sentence holds, given which weighty words it does: K × S."""
    covered: Floats = (holds * question.weights[:, None]).sum(0) / question.total
    return covered


def _density(stems: Floats, total: np.float32) -> Floats:
    """Return the weight of the matches within some tokens of each token."""
    t = len(stems)
    sums = np.zeros(t + 2 * _NEAR + 1, np.float32)
    np.cumsum(stems, out=sums[_NEAR + 1 : _NEAR + 1 + t])
    sums[_NEAR + 1 + t :] = sums[_NEAR + t]
    near: Floats = np.minimum((sums[2 * _NEAR + 1 :] - sums[:t]) / total, 1)
    return near


def _nearness(hit: Marks) -> Floats:
    places = np.arange(len(hit))
    last = np.maximum.accumulate(np.where(hit, places, -1000))
    near: Floats = _FADED[places - last]
    return near
