"""Why a passage was found: what each of a query's terms adds to its score, by the field that it stands in."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.scoring import FieldName, Fields, Ranking, Weights


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a term adds to a passage's score by standing so often in a field.

    `weight` is how often the query says the term, or how much it counts where the query says it in other words.
    """

    term: str
    field: FieldName
    frequency: int
    weight: float
    score: float


def contributions(
    said: Mapping[str, float], fields: Fields, weights: Weights, ranking: Ranking
) -> Iterator[Contribution]:
    """Yield what each term adds, in the order of the terms; together they are the passage's score.

    A term's share is parted among the fields by how often it counts in each, for the formula is not linear in that.
    """
    length = len(weights.counted(fields))
    counts = {field: Counter(terms) for field, terms in fields.items()}
    for term, weight in said.items():
        tf = {field: counted[term] * weights.of(field) for field, counted in counts.items() if counted[term]}
        whole = weight * ranking.adds(term, sum(tf.values()), length)
        for field, frequency in tf.items():
            if frequency:
                yield Contribution(term, field, counts[field][term], weight, whole * frequency / sum(tf.values()))
