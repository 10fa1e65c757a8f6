"""The JSON endpoint. Its fields are a contract: they may be added to, never lost."""

import json
from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import BadRequest, ServiceUnavailable, UnsupportedMediaType

from bot import (
    MAX_QUESTION,
    EmptyQuestion,
    QuestionTooLong,
    explanation_payload,
    hit_payload,
    summary_payload,
    turn_payload,
)
from knowledge import Document, DocumentSummary
from web import asking

blueprint = Blueprint("api", __name__, url_prefix="/api")

MOST_HITS = 100
MOST_DOCUMENTS = 10_000


@blueprint.post("/ask")
def ask() -> dict[str, Any]:
    """Answer `question`, as the next turn of `conversation_id` or the first of a new conversation.

    With `explain` the reply has an `explanation`: what made the order of the hits and the confidence.
    """
    body = _json_object()
    question = _string(body, "question")
    conversation_id = _string(body, "conversation_id") if body.get("conversation_id") is not None else None
    explain = _flag(body, "explain")
    turn = asking.ask(question, conversation_id)
    if not explain:
        return turn_payload(turn)
    why = asking.chatbot().explain(turn)
    return turn_payload(turn) | {"explanation": why and explanation_payload(why)}


@blueprint.get("/search")
def search() -> dict[str, Any]:
    """Return the `k` best passages for the query `q`, best first."""
    query = request.args.get("q")
    if query is None:
        raise BadRequest("the query 'q' is missing: /api/search?q=WORDS")
    if not query.strip():
        raise EmptyQuestion
    if len(query) > MAX_QUESTION:
        raise QuestionTooLong(len(query), MAX_QUESTION)
    k = asking.number("k", default=10, least=1, most=MOST_HITS)
    library = asking.chatbot().library
    hits = library.search(asking.readable(query, name="q"), k)
    return {"hits": [hit_payload(library, hit) for hit in hits], "index": library.fingerprint}


@blueprint.get("/documents")
def documents() -> dict[str, Any]:
    """List the documents by title, `limit` of them from `offset` on, and say how many there are."""
    limit = asking.number("limit", default=100, least=1, most=MOST_DOCUMENTS)
    offset = asking.number("offset", default=0, least=0, most=999_999_999)
    library = asking.chatbot().library
    listed = [summary_payload(summary) for summary in library.documents(limit=limit, offset=offset)]
    return {"documents": listed, "total": library.count()}


@blueprint.get("/documents/<document_id>")
def document(document_id: str) -> dict[str, Any]:
    """Return one document with its text."""
    found = asking.chatbot().library.document(document_id)
    return {**summary_payload(_summary(found)), "text": found.text}


@blueprint.get("/health")
def health() -> dict[str, Any]:
    """Say that the server is alive, whatever the state of the library."""
    return {"status": "alive"}


@blueprint.get("/ready")
def ready() -> dict[str, Any]:
    """Say that questions can be answered, from how many documents and by which reader."""
    chatbot = asking.chatbot()
    count = chatbot.library.count()
    if not count:
        raise ServiceUnavailable("the library is empty; `quoth index PATH` adds documents")
    index = chatbot.library.fingerprint
    return {"status": "ready", "documents": count, "index": index, "reader": chatbot.reader}


def _json_object() -> dict[str, Any]:
    """Return the body, which must be a JSON object. Raises UnsupportedMediaType, BadRequest."""
    if not request.is_json:
        raise UnsupportedMediaType("send the question with 'Content-Type: application/json'")
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"the body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise BadRequest('the body must be a JSON object: {"question": "…"}')
    return body


def _string(body: dict[str, Any], name: str) -> str:
    """Return a field of the body that must be a string. Raises BadRequest."""
    if name not in body:
        raise BadRequest(f"the field {name!r} is missing")
    value = body[name]
    if not isinstance(value, str):
        raise BadRequest(f"the field {name!r} must be a string, not {type(value).__name__}")
    return value


def _flag(body: dict[str, Any], name: str) -> bool:
    """Return a field of the body that is true or false, false where it is absent or null. Raises BadRequest."""
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise BadRequest(f"the field {name!r} must be true or false, not {type(value).__name__}")
    return bool(value)


def _summary(document: Document) -> DocumentSummary:
    """Return what the list of documents says of one of them."""
    count = len(asking.chatbot().library.index.passages_of(document.document_id))
    return DocumentSummary(document.document_id, document.title, document.source, count, len(document.text))
