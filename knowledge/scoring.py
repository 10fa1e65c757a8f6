"""How passages are scored: the formula, its parameters, how much each field counts. Nothing here scores."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from typing import Literal

from knowledge.bm25 import InvertedBM25, InvertedBM25L, InvertedOkapi, Segment

Formula = Literal["bm25+", "bm25", "bm25l"]
Ranking = InvertedBM25 | InvertedOkapi | InvertedBM25L
FieldName = Literal["text", "identifier", "heading", "title", "name"]
"""Where a term stands: in the text, there also as one word with what it is made of ("CVE-2024-0450"), or above it."""
Fields = dict[FieldName, list[str]]


@dataclass(frozen=True, slots=True)
class Weights:
    """How often a term counts for standing once in a field: BM25F with whole weights (Robertson and others 2004).

    Names are of files: they find a document without making its passages longer.
    """

    title: int = 1
    heading: int = 1
    name: int = 1

    def of(self, field: FieldName) -> int:
        """Return how often a term counts for standing once in a field."""
        own: dict[FieldName, int] = {"title": self.title, "heading": self.heading, "name": self.name}
        return own.get(field, 1)

    def counted(self, fields: Fields) -> list[str]:
        """Return the terms of some fields that a passage is as long as."""
        heading, title = fields.get("heading", []), fields.get("title", [])
        return [*fields.get("text", []), *heading * self.heading, *title * self.title]

    def beside(self, fields: Fields) -> list[str]:
        """Return the terms of some fields that find a passage without making it longer."""
        return [*fields.get("identifier", []), *fields.get("name", []) * self.name]


@dataclass(frozen=True, slots=True)
class Scoring:
    """A formula of rank_bm25 with its parameters (`delta` None: the formula's own), and the weights of the fields."""

    formula: Formula = "bm25+"
    k1: float = 1.5
    b: float = 0.75
    delta: float | None = None
    weights: Weights = field(default_factory=Weights)

    def over(self, segments: Sequence[Segment]) -> Ranking:
        """Return the ranking of these segments."""
        if self.formula == "bm25":
            return InvertedOkapi(k1=self.k1, b=self.b, segments=segments)
        if self.formula == "bm25l":
            delta = 0.5 if self.delta is None else self.delta
            return InvertedBM25L(k1=self.k1, b=self.b, delta=delta, segments=segments)
        delta = 1.0 if self.delta is None else self.delta
        return InvertedBM25(k1=self.k1, b=self.b, delta=delta, segments=segments)

    @property
    def marks(self) -> list[str]:
        """What tells it from the default, for a fingerprint; nothing where it is the default."""
        return [] if self == DEFAULT else [repr(astuple(self))]


DEFAULT = Scoring()
