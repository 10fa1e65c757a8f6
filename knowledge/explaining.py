"""Why a passage was found: what each of a query's terms adds to its score, by the field that it stands in."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Field = Literal["text", "heading", "title"]
Fields = Mapping[Field, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a term adds to a passage's score by standing so often in a field.

    `weight` is how often the query says the term, or how much it counts where the query says it in other words.
    """

    term: str
    field: Field
    frequency: int
    weight: float
    score: float


class Ranking(Protocol):
    """What weighs a term: `adds(term, tf, length)` is what it adds to a score."""

    def adds(self, term: str, tf: float, length: float) -> float:
        """Return what a term adds to the score of a passage of so many terms that has it so often."""


def contributions(weights: Mapping[str, float], fields: Fields, ranking: Ranking) -> Iterator[Contribution]:
    """Yield what each term adds, in the order of the terms; together they are the passage's score.

    A term's share is parted among the fields by how often it stands in each, for the formula is not linear in that.
    """
    counts = {field: Counter(terms) for field, terms in fields.items()}
    length = sum(len(terms) for terms in fields.values())
    for term, weight in weights.items():
        frequency = sum(counted[term] for counted in counts.values())
        whole = weight * ranking.adds(term, frequency, length)
        for field, counted in counts.items():
            if counted[term]:
                yield Contribution(term, field, counted[term], weight, whole * counted[term] / frequency)
