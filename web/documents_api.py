"""Documents for programs: files sent, removed, brought back, and had back. What is refused says why, file by file."""

from typing import Any

from flask import Blueprint, Response, jsonify

from bot import outcome_payload, summary_payload
from knowledge import UNDO_SECONDS
from web import asking, document_replies, given, originals, uploads
from web.errors import problem
from web.operations import operation

blueprint = Blueprint("documents_api", __name__, url_prefix="/api/documents")


@blueprint.post("")
@operation(
    "documents", body=given.Upload, body_type="multipart/form-data", parse=False, reply=document_replies.Uploaded,
    refuses=(413, 415, 422, 507),
)  # fmt: skip
def add() -> Response:
    """Add files; one of the same name is replaced, the same content under another name is not kept twice.

    Each has an outcome. Where none of them gives text, the first refusal is the reply's, with all outcomes.
    """
    taken = uploads.taken()
    outcomes = [outcome_payload(each) for upload in taken for each in upload.outcomes]
    told = {"documents": outcomes, "total": asking.chatbot().library.count()}
    refused = [upload for upload in taken if upload.refused]
    if len(refused) < len(taken) or refused[0].refused is None:
        return jsonify(told)
    response = jsonify(problem(refused[0].refused, refused[0].outcomes[0].error) | told)
    response.status_code, response.mimetype = refused[0].refused, "application/problem+json"
    return response


@blueprint.delete("/<document_id>")
@operation("documents", reply=document_replies.Removed, refuses=(404,))
def remove(document_id: str) -> dict[str, Any]:
    """Remove a document: nothing is answered from it any more; for 30 seconds that can be undone.

    A file that gave no text is taken off the list for good: there is nothing to bring back.
    """
    library = asking.chatbot().library
    library.remove(asking.document_id(document_id))
    undo_seconds = 0 if library.undoable(document_id) is None else UNDO_SECONDS
    return {"document_id": document_id, "undo_seconds": undo_seconds}


@blueprint.post("/<document_id>/undo")
@operation("documents", reply=document_replies.DocumentListed, refuses=(404, 409))
def undo(document_id: str) -> dict[str, Any]:
    """Bring a document back that was removed less than 30 seconds ago."""
    library = asking.chatbot().library
    library.undo(asking.document_id(document_id))
    return summary_payload(library.summary(document_id))


@blueprint.get("/<document_id>/original")
@operation("documents", reply_type="application/octet-stream", refuses=(404,))
def original(document_id: str) -> Response:
    """Return the file that a document was read from, to be saved and not shown; without one, its text."""
    library = asking.chatbot().library
    return originals.served(library, asking.document_id(document_id), "application/octet-stream", as_attachment=True)
