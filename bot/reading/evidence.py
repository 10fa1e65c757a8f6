"""How well a sentence answers a question, as named features over shared words; no learning happens here.

The same features order sentences, order passages and tell how sure an answer is, and they explain each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.reading.associations import association
from bot.reading.expressions import ExpressionKind, expressions
from bot.reading.questions import Asking
from knowledge import Aliases, Hit, meanings, terms, tokens

FEATURES = (
    "shared",  # weight of the question's terms that stand in the sentence
    "synonyms",  # weight of the others that stand there in other words
    "meanings",  # weight of the others, as far as a word that may mean the same stands there
    "unmatched",  # the heaviest term that stands there in no words, over the heaviest of all
    "action",  # the question\'s main verb stands there in some words (1), in none (-1), or is not known (0)
    "associated",      # weight of the others, as far as a word that goes with them stands there
    "shared_passage",  # weight of its terms in passage, heading and title
    "adjacent",        # neighbouring terms of the question that are neighbours in the sentence
    "names",           # weight of its names and numbers in the sentence
    "names_passage",   # the same in passage, heading and title
    "expected",        # an expression of the kind that is asked for stands there, and not in the question
    "missing",         # such a kind is asked for, and none stands there
    "focus",           # the noun asked for ("which *countries*") stands there
    "around",          # weight of its terms in the sentences beside it
    "length",          # logarithm of the sentence's length in words
    "rank",            # the passage's score over the best passage's
    "first",           # the passage is the best one
    "fragment",        # no sentence mark ends it
)  # fmt: skip

_BEFORE_ADJACENT = FEATURES.index("adjacent")
_GOES_WITH = 0.15
"""The association from which on a word counts as standing for the main verb."""

Features = NDArray[np.float64]
EXPECTED: Mapping[str, tuple[ExpressionKind, ...]] = {
    "time": ("time",),
    "duration": ("duration", "time"),
    "frequency": ("frequency", "number"),
    "number": ("number", "duration"),
    "person": ("name",),
    "place": ("place", "name"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit, with its place in the passage, its features, and the rank of the hit."""

    hit: Hit
    rank: int
    start: int
    end: int
    features: Features

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.hit.passage.text[self.start : self.end]


@lru_cache(maxsize=20_000)
def _sentence_meanings(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return what the words of a sentence may mean, and the same with what they are kinds of."""
    known = [meanings(token.word) for token in tokens(text) if token.term]
    own = frozenset(name for means, _ in known for name in means)
    return own, own.union(*(kinds for _, kinds in known))


@lru_cache(maxsize=20_000)
def _sentence_terms(text: str) -> tuple[str, ...]:
    return tuple(terms(text))


def with_aliases(words: frozenset[str], aliases: Aliases) -> frozenset[str]:
    """Return terms with the other form of each acronym among them."""
    added = aliases.beside(words)
    return words | added if added else words


def weigh(asking: Asking, hits: Sequence[Hit], titles: Sequence[str], aliases: Aliases) -> Iterator[Sentence]:
    """Yield every sentence of the hits with its features, in order."""
    best = hits[0].score if hits else 1.0
    for rank, (hit, title) in enumerate(zip(hits, titles, strict=True)):
        passage = hit.passage
        ordered = [_sentence_terms(passage.text[start:end]) for start, end in passage.sentences]
        # A heading says what each sentence under it is about.
        heading = frozenset(_sentence_terms(passage.heading or ""))
        sets = [with_aliases(frozenset(each) | heading, aliases) for each in ordered]
        whole = frozenset().union(*sets) | frozenset(_sentence_terms(title))
        for number, (start, end) in enumerate(passage.sentences):
            text = passage.text[start:end]
            beside = frozenset().union(*sets[max(0, number - 1) : number], *sets[number + 1 : number + 2])
            values = (
                *_shares(asking, text, sets[number], whole),
                *_kinds(asking, text),
                _fraction(asking.focus, sets[number]),
                _share(asking.terms, beside),
                float(np.log1p(len(ordered[number]))) / 4,
                hit.score / best if best else 0.0,
                float(rank == 0),
                float(text[-1:] not in '.!?"”’)'),
            )
            yield Sentence(hit, rank, start, end, np.array(_ordered(values, asking, ordered[number])))


def _shares(asking: Asking, text: str, sentence: frozenset[str], whole: frozenset[str]) -> tuple[float, ...]:
    weights = asking.terms
    total = sum(weights.values()) or 1.0
    missing = [term for term in weights if term not in sentence]
    said = {term for term in missing if any(other <= sentence for other in asking.alternatives.get(term, ()))}
    synonyms = sum(weights[term] for term in said) / total
    missing = [term for term in missing if term not in said]
    meant = _meant(asking, missing, text)
    kindred = sum(weights[term] for term in meant) / total
    missing = [term for term in missing if term not in meant]
    associated = sum(weights[term] * association(term, sentence) for term in missing) / total
    unmatched = max((weights[term] for term in missing), default=0.0) / max(weights.values(), default=1.0)
    action = 0.0
    if asking.action in weights:
        met = asking.action not in missing or association(str(asking.action), sentence) > _GOES_WITH
        action = 1.0 if met else -1.0
    names = {term: weights[term] for term in asking.names if term in weights}
    return (
        _share(weights, sentence), synonyms, kindred, unmatched, action, associated,
        _share(weights, _with_said(asking, whole)), _share(names, sentence), _share(names, whole),
    )  # fmt: skip


def _meant(asking: Asking, missing: Sequence[str], text: str) -> frozenset[str]:
    """Return those terms of a question of which a sentence has a word that may mean the same."""
    if not missing:
        return frozenset()
    own, with_kinds = _sentence_meanings(text)
    known = ((term, *asking.meanings.get(term, ((), ()))) for term in missing)
    return frozenset(
        term for term, means, kinds in known if not (with_kinds.isdisjoint(means) and own.isdisjoint(kinds))
    )


def _with_said(asking: Asking, whole: frozenset[str]) -> frozenset[str]:
    """Return the terms of a passage, with those of the question that it says in other words."""
    others = asking.alternatives
    return whole | {t for t in asking.terms if t not in whole and any(o <= whole for o in others.get(t, ()))}


def _ordered(values: Sequence[float], asking: Asking, sentence: Sequence[str]) -> list[float]:
    return [*values[:_BEFORE_ADJACENT], _adjacent(asking, sentence), *values[_BEFORE_ADJACENT:]]


def _share(weights: Mapping[str, float], present: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in present) / total if total else 0.0


def _fraction(wanted: frozenset[str], present: frozenset[str]) -> float:
    return len(wanted & present) / len(wanted) if wanted else 0.0


def _adjacent(asking: Asking, sentence: Sequence[str]) -> float:
    """Return the share of the question's neighbouring terms that stand within three terms of each other, in order."""
    asked = [token.term for token in asking.tokens if token.term]
    pairs = list(pairwise(asked))
    if not pairs:
        return 0.0
    places: dict[str, list[int]] = {}
    for at, term in enumerate(sentence):
        places.setdefault(term, []).append(at)
    near = sum(any(0 < b - a <= 3 for a in places.get(x, ()) for b in places.get(y, ())) for x, y in pairs)
    return near / len(pairs)


def _kinds(asking: Asking, text: str) -> tuple[float, float]:
    kinds = EXPECTED.get(asking.asked)
    if not kinds:
        return 0.0, 0.0
    found = any(new_expressions(asking, text, kind) for kind in kinds)
    return float(found), float(not found)


def new_expressions(asking: Asking, text: str, kind: ExpressionKind) -> list[tuple[int, int]]:
    """Return where a sentence holds expressions of a kind that say more than the question does."""
    asked = {token.word for token in asking.tokens}
    return [
        (found.start, found.end)
        for found in expressions(text, kind)
        if any(token.term and token.word not in asked for token in tokens(text[found.start : found.end]))
        or (kind == "number" and not {token.word for token in tokens(text[found.start : found.end])} & asked)
    ]
