"""The JSON objects of the contract, the same from the command line and the endpoint. Fields are added, never lost."""

from dataclasses import asdict
from typing import Any

from bot.answers import Citation, ShownPassage
from bot.conversation import Turn
from knowledge import DocumentSummary, Hit, Library

Payload = dict[str, Any]


def turn_payload(turn: Turn) -> Payload:
    """Return what `POST /api/ask` and `quoth ask --json` answer."""
    answer = turn.answer
    return {
        "kind": answer.kind,
        "answer": answer.text,
        "short": answer.short,
        "confidence": answer.confidence,
        "citations": [_citation(each) for each in answer.citations],
        "passages": [_passage(each) for each in answer.passages],
        "question": turn.question,
        "query": turn.query,
        "conversation_id": turn.conversation_id,
        "turn_id": turn.turn_id,
        "index": turn.index,
        "took_ms": turn.took_ms,
    }


def hit_payload(library: Library, hit: Hit) -> Payload:
    """Return a hit as `GET /api/search` and `quoth search --json` list it."""
    return _passage(ShownPassage.of(hit, library.index))


def summary_payload(summary: DocumentSummary) -> Payload:
    """Return a document as `GET /api/documents` and `quoth documents --json` list it."""
    return asdict(summary)


def _citation(citation: Citation) -> Payload:
    return {**asdict(citation), "marked": [list(span) for span in citation.marked]}


def _passage(passage: ShownPassage) -> Payload:
    return asdict(passage)
