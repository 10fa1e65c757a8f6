"""The library for people: found, added to, tagged, removed and brought back. All by plain forms; scripts get parts."""

from collections.abc import Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from knowledge import LARGEST_FILE, UNDO_SECONDS, Outcome
from web import asking, uploads
from web.errors import asked_by_script
from web.fields import is_keepable, readable

blueprint = Blueprint("documents", __name__, url_prefix="/documents")

DOCUMENTS_A_PAGE = 100


@blueprint.get("")
def listed() -> str:
    """List the library, a hundred documents a page, or what fits the words and the tag that are looked for."""
    return _page()


def _page(outcomes: Sequence[Outcome] = ()) -> str:
    library = asking.chatbot().library
    words, tag = readable(request.args.get("q", ""), name="q"), readable(request.args.get("tag", ""), name="tag")
    offset = asking.offset("offset") or 0
    removed = request.args.get("removed", "")
    title = library.undoable(removed) if is_keepable(removed) else None
    return render_template(
        "documents.html",
        documents=library.documents(limit=DOCUMENTS_A_PAGE, offset=offset, words=words, tag=tag),
        count=library.count(words=words, tag=tag),
        failures=library.failures(),
        tags=library.tags(),
        words=words,
        tag=tag,
        offset=offset,
        size=DOCUMENTS_A_PAGE,
        outcomes=outcomes,
        removed="" if title is None else removed,
        title=title,
        undo_seconds=UNDO_SECONDS,
        largest_file=LARGEST_FILE,
    )


@blueprint.post("")
def add() -> str:
    """Add files; a script gets what became of them alone, a form the page that says it."""
    outcomes = [each for upload in uploads.taken() for each in upload.outcomes]
    return render_template("_outcomes.html", outcomes=outcomes) if asked_by_script() else _page(outcomes)


@blueprint.post("/<document_id>/remove")
def remove(document_id: str) -> Response:
    """Remove a document, or take a file off the list of those that gave no text."""
    library = asking.chatbot().library
    library.remove(asking.document_id(document_id))
    if asked_by_script():
        title = library.undoable(document_id)
        removed = "" if title is None else document_id
        return make_response(render_template("_removed.html", removed=removed, title=title, undo_seconds=UNDO_SECONDS))
    return redirect(url_for(".listed", removed=document_id), code=303)


@blueprint.post("/<document_id>/undo")
def undo(document_id: str) -> Response:
    """Bring a removed document back."""
    library = asking.chatbot().library
    library.undo(asking.document_id(document_id))
    return _shown(document_id)


@blueprint.post("/<document_id>/tags")
def tag(document_id: str) -> Response:
    """Give a document the tags that are written with commas between them, and no others."""
    written = readable(request.form.get("tags", ""), name="tags")
    asking.chatbot().library.tag(asking.document_id(document_id), [each for each in written.split(",") if each.strip()])
    return _shown(document_id)


def _shown(document_id: str) -> Response:
    """Give a script the document as it is listed, and send a form on to it."""
    if asked_by_script():
        document = asking.chatbot().library.summary(document_id)
        return make_response(render_template("_listed_document.html", document=document))
    return redirect(url_for(".listed", _anchor=f"document-{document_id}"), code=303)
