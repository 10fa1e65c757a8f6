"""The JSON endpoint. Its fields are a contract: they may be added to, never lost."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from werkzeug.exceptions import ServiceUnavailable

from bot import hit_payload, summary_payload
from web import access, asking, document_replies, given, idempotency, openapi, replies, strangers
from web.operations import operation
from web.paging import paged

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.post("/ask")
@operation(
    "ask", body=given.Ask, reply=replies.Turn, headers=(idempotency.HEADER,), refuses=(404, 409, 415, 422),
    gives={"conversation_id": "/conversation_id", "turn_id": "/turn_id"},
)  # fmt: skip
def ask(body: given.Ask) -> dict[str, Any]:
    """Answer `question`, as the next turn of `conversation_id` or the first of a new conversation.

    With `explain` the reply has an `explanation`: what made the order of the hits and the confidence.
    """
    among, chosen = asking.among(body), [sorted(set(named or ())) for named in (body.document, body.tag)]
    turn = idempotency.ask(body.question, body.conversation_id, chosen=chosen, among=among)
    return asking.told(turn, explain=body.explain, among=among)


@blueprint.get("/search")
@operation("documents", query=given.Search, reply=replies.Hits, refuses=(404, 413, 422))
def search(query: given.Search) -> dict[str, Any]:
    """Return the `k` best passages for the query `q`, best first; with `explain` what each word adds."""
    library = asking.chatbot().library
    why = query.q if query.explain else None
    index = library.index
    hits = library.search(query.q, query.k, among=asking.among(query), index=index)
    return {
        "hits": [hit_payload(library, hit, explained=why, index=index) for hit in hits],
        "index": index.fingerprint,
    }


@blueprint.get("/documents")
@operation(
    "documents", query=given.Documents, reply=document_replies.Documents, refuses=(404, 422),
    gives={"document_id": "/documents/0/document_id"},
)  # fmt: skip
def documents(query: given.Documents) -> Response:
    """List the documents by title, `limit` of them from `offset` on, and say how many there are and what failed."""
    library = asking.chatbot().library
    if query.tag:
        library.chosen(tags=[query.tag])  # one that no document has is refused
    listed = library.documents(limit=query.limit, offset=query.offset, words=query.q, tag=query.tag)
    total = library.count(words=query.q, tag=query.tag)
    told = {"documents": listed, "failed": library.failures()}
    return paged({**{name: list(map(summary_payload, each)) for name, each in told.items()}, "total": total}, query)


@blueprint.get("/documents/<document_id>")
@operation("documents", query=given.Cited, reply=document_replies.Document, refuses=(404,))
def document(document_id: str, query: given.Cited) -> dict[str, Any]:
    """Return one document with its text.

    Where the chat is open to everyone, it opens without a key only to whom it was cited.
    """
    library = asking.chatbot().library
    strangers.check_cited(asking.chatbot().history, document_id, query.conversation_id)
    listed = strangers.summary(library.summary(document_id))
    shown = library.document(document_id)
    return {**summary_payload(listed), "text": shown.text, "metadata": dict(shown.metadata)}


@blueprint.get("/health")
@operation("server", reply=replies.Health)
def health() -> dict[str, Any]:
    """Say that the server is alive, whatever the state of the library."""
    return {"status": "alive"}


@blueprint.get("/ready")
@operation("server", reply=replies.Readiness)
def ready() -> dict[str, Any]:
    """Say that questions can be answered, from how many documents and by which reader."""
    chatbot = asking.chatbot()
    count = chatbot.library.count()
    if not count:
        raise ServiceUnavailable("the library is empty; `quoth index PATH` adds documents")
    index = chatbot.library.fingerprint
    return {"status": "ready", "documents": count, "index": index, "reader": chatbot.reader}


@blueprint.get("/openapi.json")
def described() -> dict[str, Any]:
    """Return the OpenAPI document of this API."""
    needs_key = access.access() is not access.Access.HERE
    return openapi.document(current_app, server=request.script_root or "/", needs_key=needs_key)


@blueprint.get("/docs")
def docs() -> str:
    """Show the OpenAPI document as a page, which needs neither scripts nor a network."""
    return render_template("api.html", described=described())
