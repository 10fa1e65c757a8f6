"""The pages for people: the chat, the documents and the viewer. Everything works without scripts."""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest, NotFound, UnsupportedMediaType
from werkzeug.wrappers import Response

from bot import Citation, ShownPassage, Turn
from knowledge import Document, UnknownDocument
from web import access, asking, idempotency, originals, owners, scope, strangers
from web.errors import asked_by_script
from web.marking import Run, pieces, runs
from web.parts import part

blueprint = Blueprint("page", __name__)

_TITLES_SHOWN = 3
_OFFERED = 3
"""Questions to go on with where nothing was found."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@blueprint.get("/")
def start() -> str:
    """Show an empty conversation: what it answers from, and first questions that have an answer."""
    chatbot = asking.chatbot()
    return render_template(
        "chat.html",
        turns=(),
        documents=chatbot.library.documents(limit=_TITLES_SHOWN),
        count=chatbot.library.count(),
        suggestions=() if scope.asked_for() else chatbot.suggestions(),
        **_scope(),
    )


@blueprint.get("/conversations/<conversation_id>")
def conversation(conversation_id: str) -> str:
    """Show a conversation as it was kept."""
    kept = asking.conversation(conversation_id)
    return render_template(
        "chat.html",
        turns=kept.turns,
        title=kept.title,
        conversation_id=kept.conversation_id,
        feedback=asking.chatbot().history.feedback(kept.conversation_id, owner=owners.owner()),
        follow_ups=_next(kept.turns),
        **_scope(),
    )


def _scope() -> dict[str, Any]:
    """Return which documents are asked, and what else can be chosen."""
    chosen = scope.asked_for()
    return {"scope": chosen, "offered": scope.offered(chosen)}


@blueprint.get("/conversations/<conversation_id>/next")
def follow_ups(conversation_id: str) -> str:
    """Give the script questions that lead on, which the page itself holds when it is loaded."""
    found = _next(asking.conversation(conversation_id).turns)
    return render_template(
        "_follow_ups.html", conversation_id=conversation_id, follow_ups=found, scope=scope.asked_for()
    )


def _next(turns: Sequence[Turn]) -> list[str]:
    """Return questions that lead on from the last turn; from a reply that shows nothing, first ones not asked yet."""
    chatbot, last, chosen = asking.chatbot(), turns[-1].answer, scope.asked_for()
    if last.citations or last.passages or chosen:
        return chatbot.follow_ups(turns, among=scope.among(chosen))
    asked = {turn.question for turn in turns}
    return [each for each in chatbot.suggestions() if each not in asked][:_OFFERED]


@blueprint.post("/ask")
def ask() -> Response:
    """Ask; a script gets the new turn alone, a form is sent on to the conversation."""
    if request.mimetype not in _FORMS:
        raise UnsupportedMediaType(f"a question comes as a form ({_FORMS[0]}); POST /api/ask takes JSON")
    question = request.form.get("question")
    if question is None:
        raise BadRequest("the form has no field 'question'")
    chosen = request.form.get("in", "")
    # A browser counts a line break as one character in a text box, and sends two.
    owners.begin()
    turn = idempotency.ask(
        question.replace("\r\n", "\n"),
        request.form.get("conversation_id") or None,
        chosen=chosen,
        instead_of=request.form.get("instead_of") or None,
        among=scope.among(chosen),
    )
    if asked_by_script():
        return make_response(render_template("_turn.html", turn=turn, scope=chosen))
    more: dict[str, Any] = {"in": chosen or None}
    there = url_for(".conversation", conversation_id=turn.conversation_id, _anchor=f"turn-{turn.turn_id}", **more)
    return redirect(there, code=303)


@blueprint.get("/documents/<document_id>")
def document(document_id: str) -> str:
    """Show a document, of a long one a part, with the place from `start` to `end` and the answering words marked.

    The part is around that place, or it begins at `from` and ends at `to`. Where other words stand at that place than
    `digest` is of, the document has changed, and nothing is marked.
    """
    chatbot = asking.chatbot()
    strangers.check_cited(chatbot.history, document_id, request.args.get("conversation_id"))
    shown = strangers.without_folders(chatbot.library.document(document_id))
    text, pages = shown.text, shown.metadata.get("pages", ())
    start, end = asking.offset("start") or 0, asking.offset("end") or 0
    lost = end > len(text) or start > end or request.args.get("digest") not in (None, _digest(text[start:end]))
    if lost:
        start = end = 0
    first, last = part(text, start, end, first=asking.offset("from"), last=asking.offset("to"))
    opens, closes = max(start, first), min(end, last)
    if opens >= closes:  # the quote stands in another part
        opens = closes = first
    beside = asked_by_script()
    return render_template(
        "part.html" if beside else "document.html",
        part="_document.html",
        beside=beside,
        title=shown.title,
        document=shown,
        first=first,
        last=last,
        before=runs(text[first:opens], first, pages),
        quote=_quote(text[opens:closes], opens, pages),
        after=runs(text[closes:last], closes, pages),
        page=shown.page_at(opens) if opens < closes else None,
        pages=len(pages),
        elsewhere=start < end and opens == closes,
        lost=lost,
    )


@blueprint.app_template_global()
def another_part(document: Document, *, anchor: str | None = None, **bounds: Any) -> str:
    """Return the address of another part of the document that is shown, with the same place marked."""
    same: dict[str, Any] = {
        name: request.args.getlist(name) or None for name in ("conversation_id", "start", "end", "mark", "digest")
    }
    return url_for(".document", document_id=document.document_id, _anchor=anchor, **same, **bounds)


def _quote(text: str, start: int, pages: Sequence[int]) -> list[tuple[bool, list[Run]]]:
    """Return the runs of a quote, marked or not."""
    cut, at = [], start
    for piece in pieces(text, start, _marked_places()):
        cut.append((piece.marked, runs(piece.text, at, pages)))
        at += len(piece.text)
    return cut


@blueprint.get("/documents/<document_id>/pdf")
def pdf(document_id: str) -> Response:
    """Show the PDF file that a document was read from, in the browser's own viewer; `#page=N` opens a page."""
    library = asking.chatbot().library
    if not is_pdf(library.document(document_id)):
        raise NotFound("this document was not read from a PDF file")
    return originals.served(library, document_id, "application/pdf")


@blueprint.app_template_global()
def is_pdf(document: Document) -> bool:
    """Tell whether a document was read from a PDF file, and not from one in an archive: a browser cannot open that."""
    return document.metadata.get("media_type") == "application/pdf" and is_file(document.document_id)


@blueprint.app_template_global()
def is_file(document_id: str) -> bool:
    """Tell whether the file that a document was read from is there, and holds that document alone."""
    try:
        return not asking.chatbot().library.file(document_id).is_part
    except UnknownDocument:
        return False


def _marked_places() -> list[tuple[int, int]]:
    """Return the places that the request asks to be marked, each written as START-END."""
    places = []
    for written in request.args.getlist("mark"):
        found = re.fullmatch("([0-9]{1,9})-([0-9]{1,9})", written)
        if not found:
            raise BadRequest(f"'mark' must be written as START-END, not {written!r}")
        places.append((int(found[1]), int(found[2])))
    return places


@blueprint.app_template_global()
def place(turn: Turn, of: Citation | ShownPassage, marked: tuple[tuple[int, int], ...] = ()) -> str | None:
    """Return the address of what a turn shows of a document, where the browser scrolls to it.

    A stranger's names the conversation, which opens what it cites; None: it does not cite this document.
    """
    if access.is_stranger() and of.document_id not in turn.answer.cited:
        return None
    return url_for(
        "page.document",
        document_id=of.document_id,
        conversation_id=turn.conversation_id if access.is_stranger() else None,
        start=of.start,
        end=of.end,
        mark=[f"{first}-{last}" for first, last in marked],
        digest=_digest(of.quote if isinstance(of, Citation) else of.text),
        _anchor="quote",
    )


def _digest(text: str) -> str:
    """Return what tells quoted words from others, without saying them in an address."""
    return sha256(text.encode()).hexdigest()[:8]
