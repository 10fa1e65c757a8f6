"""The records of a reply: Span, Citation, Answer. Nothing here decides or formats."""

from dataclasses import dataclass, fields
from typing import Any, Literal

from knowledge import Hit, Index

Kind = Literal["answer", "passages", "refusal", "smalltalk"]


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a passage: `hit.passage.text[start:end]`; `score` compares across passages.

    A span that is a whole sentence has no answer shorter than it. `confidence` is the calibrated probability
    that the span's sentence answers the question, None where there is none; `chance` is the share of the span among
    the spans that compete with it.
    """

    hit: Hit
    start: int
    end: int
    score: float
    confidence: float | None = None
    kind: str = "topic"
    chance: float = 1.0

    @property
    def text(self) -> str:
        """The words of the span."""
        return self.hit.passage.text[self.start : self.end]

    @property
    def is_part(self) -> bool:
        """Whether the span is less than the sentence that it stands in."""
        return self.sentence != (self.start, self.end)

    @property
    def sentence(self) -> tuple[int, int]:
        """Where the sentence, or the sentences, that the span stands in begin and end in the passage."""
        covering = [(a, b) for a, b in self.hit.passage.sentences if a < self.end and self.start < b]
        starts, ends = zip(*covering, (self.start, self.end), strict=True)
        return min(starts), max(ends)


@dataclass(frozen=True, slots=True)
class Citation:
    """What is quoted and where it stands: `document.text[start:end] == quote`.

    `marked` holds the places in the document of the answering words within the quote, in order; `lead` is what
    Quoth says itself before a quote that stands beside the first.
    """

    document_id: str
    title: str
    source: str
    start: int
    end: int
    quote: str
    heading: str | None = None
    page: int | None = None
    marked: tuple[tuple[int, int], ...] = ()
    lead: str = ""

    @property
    def is_removed(self) -> bool:
        """Whether the document is gone for good: nothing of it is quoted any more."""
        return self.start == self.end


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A hit as a reply shows it: the passage with its document's title and source."""

    passage_id: str
    document_id: str
    title: str
    source: str
    start: int
    end: int
    text: str
    score: float
    heading: str | None = None
    page: int | None = None

    @classmethod
    def of(cls, hit: Hit, index: Index) -> "ShownPassage":
        """Return a hit with what the index knows of its document."""
        passage, document = hit.passage, index.sources[hit.passage.document_id]
        return cls(
            passage.passage_id, passage.document_id, document.title, document.source, passage.start, passage.end,
            passage.text, hit.score, passage.heading, passage.page,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply: its kind, the text as a person reads it, and the evidence.

    `lead` is what Quoth says itself before the quotes, `short` are the answering words alone, `confidence` is the
    calibrated probability that they are right (None where there is none). The citations that the text comes from
    stand first. `shown` is how many passages are shown at most where they are the reply: 3 of a turn that was kept
    without that number.
    """

    kind: Kind
    text: str
    short: str | None = None
    confidence: float | None = None
    citations: tuple[Citation, ...] = ()
    passages: tuple[ShownPassage, ...] = ()
    lead: str = ""
    shown: int = 3

    @property
    def closest(self) -> tuple[ShownPassage, ...]:
        """The passages that are shown where there is no direct answer, else none."""
        return self.passages[: self.shown] if self.kind == "passages" else ()

    @property
    def cited(self) -> frozenset[str]:
        """The ids of the documents whose words it shows; those of one that is gone for good have no place any more."""
        passages = self.passages if self.kind == "passages" else ()
        shown: tuple[Citation | ShownPassage, ...] = (*self.citations, *passages)
        return frozenset(each.document_id for each in shown if each.end)


def as_fields(record: Any) -> dict[str, Any]:
    """Return the fields of a record as they are; what dataclasses.asdict copies to the last stands in it itself."""
    return {each.name: getattr(record, each.name) for each in fields(record)}
