"""The JSON objects of the contract, the same from the command line and the endpoint. Fields are added, never lost."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.answers import Answer, Citation, ShownPassage, as_fields
from bot.conversation import Turn
from bot.explanation import Explanation, HitReasons, Place, Sureness, WeightedSum, said_as
from knowledge import Contribution, DocumentSummary, Hit, Index, Library, Outcome, Passage

Payload = dict[str, Any]

_DIGITS = 6


def turn_payload(turn: Turn) -> Payload:
    """Return what `POST /api/ask` and `quoth ask --json` answer."""
    return {
        **answer_payload(turn.answer),
        "question": turn.question,
        "query": turn.query,
        "conversation_id": turn.conversation_id,
        "turn_id": turn.turn_id,
        "index": turn.index,
        "took_ms": turn.took_ms,
    }


def answer_payload(answer: Answer) -> Payload:
    """Return the reply of a turn alone."""
    return {
        "kind": answer.kind,
        "answer": answer.text,
        "short": answer.short,
        "confidence": answer.confidence,
        "citations": [_citation(each) for each in answer.citations],
        "passages": [as_fields(each) for each in answer.passages],
    }


def hit_payload(library: Library, hit: Hit, *, index: Index, explained: str | None = None) -> Payload:
    """Return a hit as `GET /api/search` and `quoth search --json` list it; `explained` by the words of this query.

    It is told by the index that it was found in: the library may have changed since.
    """
    told = as_fields(ShownPassage.of(hit, index))
    if explained is not None:
        told["words"] = _words(explained, hit.passage, library.explain(explained, hit.passage, index=index))
    return told


def summary_payload(summary: DocumentSummary) -> Payload:
    """Return a document as `GET /api/documents` and `quoth documents --json` list it."""
    return asdict(summary)


def explanation_payload(explanation: Explanation) -> Payload:
    """Return why a question was answered as it was, as `explain` adds it; places are offsets of the document."""
    return {
        "query": explanation.query,
        "index": explanation.index,
        "confidence": explanation.sureness and _sureness(explanation.sureness),
        "hits": [_reasons(each, explanation.query) for each in explanation.hits],
    }


def _sureness(sureness: Sureness) -> Payload:
    return {
        "value": round(sureness.confidence, _DIGITS),
        "log_odds": sureness.log_odds and _sum(sureness.log_odds),
        "least": sureness.least,
        "most": sureness.most,
        "rule": sureness.rule,
    }


def _reasons(reasons: HitReasons, query: str) -> Payload:
    passage = reasons.hit.passage
    return {
        "passage_id": passage.passage_id,
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "score": reasons.hit.score,
        "words": _words(query, passage, reasons.words),
        "sentence": reasons.sentence and _place(reasons.sentence, passage),
        "span": reasons.span and _place(reasons.span, passage),
    }


def _words(query: str, passage: Passage, shares: Sequence[Contribution]) -> list[Payload]:
    """Return what each word of a query adds to the score of a hit, the most first; together they are its score."""
    ordered = sorted(shares, key=lambda each: -each.score)
    said = said_as(query, passage)
    return [{"word": said.get(each.term, each.term), **asdict(each)} for each in ordered]


def _place(place: Place, passage: Passage) -> Payload:
    start, end = passage.start + place.start, passage.start + place.end
    return {"start": start, "end": end, "text": passage.text[place.start : place.end], **_sum(place.sum)}


def _sum(made: WeightedSum) -> Payload:
    """Return a sum with its parts; these add up to the score but for rounding."""
    parts = [{**asdict(each), "contribution": round(each.contribution, _DIGITS)} for each in made.parts]
    return {"score": round(made.score, _DIGITS), "features": parts}


def outcome_payload(outcome: Outcome) -> Payload:
    """Return what became of a file, as `POST /api/documents` answers."""
    return asdict(outcome)


def _citation(citation: Citation) -> Payload:
    return {**as_fields(citation), "marked": [list(span) for span in citation.marked]}
