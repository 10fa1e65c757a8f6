"""Why hits stand in their order and why an answer is as sure as it is: records of sums. Nothing here decides."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge import Contribution, Hit, Passage, other_terms, tokens


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a weighted sum."""

    name: str
    value: float
    weight: float

    @property
    def contribution(self) -> float:
        """What it adds to the sum."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class WeightedSum:
    """A score as the sum of its parts: `score == sum(part.contribution for part in parts)` but for rounding."""

    score: float
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, names: Iterable[str], values: Iterable[float], weights: Iterable[float]) -> "WeightedSum":
        """Return the sum of value × weight under these names."""
        parts = tuple(map(Part, names, map(float, values), map(float, weights)))
        return cls(math.fsum(part.contribution for part in parts), parts)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a passage, `hit.passage.text[start:end]`, and what made its score."""

    start: int
    end: int
    sum: WeightedSum


@dataclass(frozen=True, slots=True)
class HitReasons:
    """Why a hit stands where it stands.

    `words` say what each of the query's terms adds to its BM25 score, `sentence` is its sentence of best evidence
    (None: not considered), `span` its best span by network and evidence together (None: not read).
    """

    hit: Hit
    words: Sequence[Contribution] = ()
    sentence: Place | None = None
    span: Place | None = None


@dataclass(frozen=True, slots=True)
class Sureness:
    """What made a confidence: 1 / (1 + exp(-log_odds.score)), not less than `least` and not more than `most`.

    `rule` names what set the confidence, or its least or most value, without the sum.
    """

    confidence: float
    log_odds: WeightedSum | None = None
    least: float = 0.0
    most: float = 1.0
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a reader says of its reading: the hits that it considered, best first, and the first span's sureness."""

    hits: tuple[HitReasons, ...] = ()
    sureness: Sureness | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a query was answered as it was, by the index of this fingerprint."""

    query: str
    index: str
    hits: Sequence[HitReasons]
    sureness: Sureness | None


def said_as(query: str, passage: Passage) -> dict[str, str]:
    """Return terms with the word that the query first says each by, else the passage (a synonym, a long form)."""
    said: dict[str, str] = {}
    for text in (query, passage.heading or "", passage.text):
        for token in tokens(text):
            if token.term:
                said.setdefault(token.term, text[token.start : token.end])
    for token in tokens(query):
        for term in other_terms(token.word):
            said.setdefault(term, query[token.start : token.end])
    return said
