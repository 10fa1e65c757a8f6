"""The kept conversations for people: found, renamed, exported, judged, explained, deleted. All by plain forms."""

import json
from typing import Any

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from bot import (
    NOT_IN_DOCUMENTS,
    Answer,
    ConversationSummary,
    Feedback,
    HistoryUnavailable,
    Sureness,
    Turn,
    conversation_payload,
    feature_name,
    markdown,
)
from web import access, asking, language, owners, scope
from web.errors import asked_by_script
from web.fields import readable
from web.language import gettext as _

blueprint = Blueprint("conversations", __name__)

CONVERSATIONS_A_PAGE = 50
_RECENT = 20
_YEAR = 365 * 24 * 60 * 60  # seconds
_VERY, _RATHER = 0.75, 0.5
_PARTS = 8
"""Parts of the confidence's sum that are told, the largest first."""


@blueprint.get("/conversations")
def listed() -> str:
    """List the conversations of who asks, or those that say the words searched for."""
    owner, search = owners.owner(), readable(request.args.get("q", ""), name="q")
    offset = asking.offset("offset") or 0
    history = asking.chatbot().history
    return render_template(
        "conversations.html",
        found=history.conversations(owner, search=search, limit=CONVERSATIONS_A_PAGE, offset=offset) if owner else (),
        count=history.count(owner, search=search) if owner else 0,
        offset=offset,
        size=CONVERSATIONS_A_PAGE,
        search=search,
    )


@blueprint.get("/conversations/recent")
def recent() -> str:
    """Give the script the list that stands beside the chat, or what a search in it finds."""
    return render_template("_recent.html")


@blueprint.get("/conversations/<conversation_id>/manage")
def one(conversation_id: str) -> str:
    """Offer what can be done with a conversation."""
    kept = asking.conversation(conversation_id)
    back = url_for("page.conversation", conversation_id=conversation_id, _anchor="next")
    return _dialog("_one.html", _("Conversation"), conversation=kept, back=back)


@blueprint.post("/conversations/<conversation_id>/title")
def rename(conversation_id: str) -> Response:
    """Give a conversation another title."""
    kept = asking.conversation(conversation_id)
    title = readable(request.form.get("title", ""), name="title")
    asking.chatbot().history.rename(kept.conversation_id, title, owner=owners.owner())
    return redirect(url_for("page.conversation", conversation_id=conversation_id), code=303)


@blueprint.post("/conversations/<conversation_id>/delete")
def delete(conversation_id: str) -> Response:
    """Delete a conversation for good."""
    kept = asking.conversation(conversation_id)
    asking.chatbot().history.delete(kept.conversation_id, owner=owners.owner())
    return redirect(url_for("page.start"), code=303)


@blueprint.get("/conversations/delete")
def confirm() -> str:
    """Ask whether all conversations are to be deleted."""
    owner = owners.owner()
    count = asking.chatbot().history.count(owner) if owner else 0
    return _dialog("_delete_all.html", _("Delete all conversations"), count=count)


@blueprint.post("/conversations/delete")
def delete_all() -> Response:
    """Delete all conversations of who asks."""
    owner = owners.owner()
    if owner:
        asking.chatbot().history.delete_all(owner)
    return redirect(url_for("page.start"), code=303)


@blueprint.get("/conversations/<conversation_id>/export.<kind>")
def export(conversation_id: str, kind: str) -> Response:
    """Give a conversation as a file: Markdown or JSON."""
    kept = asking.conversation(conversation_id)
    if kind == "md":
        content, mimetype = markdown(kept), "text/markdown"
    elif kind == "json":
        given = asking.chatbot().history.feedback(kept.conversation_id, owner=owners.owner())
        content = json.dumps(conversation_payload(kept, given), ensure_ascii=False, indent=2) + "\n"
        mimetype = "application/json"
    else:
        raise NotFound(f"a conversation is exported as 'md' or 'json', not {kind!r}")
    response = make_response(content)
    response.mimetype = mimetype
    response.headers.set("Content-Disposition", "attachment", filename=f"quoth-{kept.turns[0].created:%Y-%m-%d}.{kind}")
    return response


@blueprint.post("/turns/<turn_id>/feedback")
def rate(turn_id: str) -> Response:
    """Keep whether a reply is good (`yes`, `no`, nothing to take it back), why, and what would have been right."""
    history, owner, turn = asking.chatbot().history, owners.owner(), asking.turn(turn_id)
    chosen = scope.asked_for()
    good = request.form.get("good", "")
    if good not in ("yes", "no", ""):
        raise BadRequest(f"'good' must be 'yes', 'no' or nothing, not {good!r}")
    if good:
        said = {name: readable(request.form.get(name, ""), name=name).strip() for name in _FEEDBACK}
        reason = ": ".join(part for part in (said["reason"] or (said["more"] and "other"), said["more"]) if part)
        history.rate(Feedback(turn.turn_id, good == "yes", reason, said["expected"]), owner=owner)
    else:
        history.unrate(turn.turn_id, owner=owner)
    if asked_by_script():
        given = history.feedback(turn.conversation_id, owner=owner)
        return make_response(render_template("_feedback.html", turn=turn, feedback=given, scope=chosen))
    there: dict[str, Any] = {"conversation_id": turn.conversation_id, "in": chosen or None}
    return redirect(url_for("page.conversation", **there, _anchor=f"turn-{turn_id}"), code=303)


_FEEDBACK = ("reason", "more", "expected")


@blueprint.get("/turns/<turn_id>/why")
def why(turn_id: str) -> str:
    """Explain a reply: how sure it is, which words were found, what else was."""
    turn, chatbot, chosen = asking.turn(turn_id), asking.chatbot(), scope.asked_for()
    there: dict[str, Any] = {"conversation_id": turn.conversation_id, "in": chosen or None}
    explanation = chatbot.explain(turn, owner=owners.owner(), among=scope.among(chosen))
    sureness = explanation.sureness if explanation else None
    return _dialog(
        "_why.html",
        _("Why this answer?"),
        back=url_for("page.conversation", **there, _anchor=f"turn-{turn_id}"),
        turn=turn,
        sure=_sure(turn),
        matches=chatbot.matches(turn),
        is_contrary=sureness is not None and sureness.rule == "contrary",
        parts=_parts(sureness),
    )


@blueprint.get("/help")
def help_page() -> str:
    """Show the languages and the keyboard shortcuts."""
    return _dialog("_help.html", _("Language and shortcuts"), key=access.key())


@blueprint.post("/language")
def choose_language() -> Response:
    """Keep the language that was chosen, and lead back to where it was."""
    chosen = request.form.get("language", "")
    if chosen not in language.LANGUAGES:
        raise BadRequest(f"the language must be one of {', '.join(language.LANGUAGES)}, not {chosen!r}")
    response = redirect(_came_from(), code=303)
    path = request.script_root or "/"
    response.set_cookie(language.COOKIE, chosen, max_age=_YEAR, path=path, samesite="Lax", secure=request.is_secure)
    return response


def _came_from() -> str:
    """Return the address of ours that the form stood on, else that of the first page."""
    referrer = request.referrer or ""
    return referrer if referrer.startswith(request.host_url) else url_for("page.start")


def _dialog(part: str, title: str, **context: Any) -> str:
    """Return a part for the script to show beside the chat, or as a page of its own."""
    template = "part.html" if asked_by_script() else "dialog.html"
    return render_template(template, part=part, title=title, **context)


def _sure(turn: Turn) -> str:
    """Return how sure a reply is, in words."""
    answer = turn.answer
    if answer.kind == "refusal" or answer.confidence is None:
        return _("Hardly a word of the question stands in the documents.")
    percent = round(answer.confidence * 100)
    if answer.kind == "passages":
        said = _("No passage answers surely enough (%d %%), so the closest are shown.")
    elif answer.confidence >= _VERY:
        said = _("Quoth is sure that this answers the question (%d %%).")
    elif answer.confidence >= _RATHER:
        said = _("Quoth is rather sure that this answers the question (%d %%).")
    else:
        said = _("Quoth is not very sure that this answers the question (%d %%).")
    return said % percent


@blueprint.app_template_test("unsure")
def _is_unsure(answer: Answer) -> bool:
    """Tell whether what is said as an answer may well be none."""
    return answer.kind == "answer" and answer.confidence is not None and answer.confidence < _RATHER


def _parts(sureness: Sureness | None) -> list[tuple[str, float]]:
    """Return the largest parts of what the confidence was made of, with their names."""
    if sureness is None or sureness.log_odds is None:
        return []
    largest = sorted(sureness.log_odds.parts, key=lambda part: -abs(part.contribution))[:_PARTS]
    return [(_(feature_name(part.name)), part.contribution) for part in largest if abs(part.contribution) >= 0.005]


@blueprint.app_context_processor
def _for_templates() -> dict[str, Any]:
    return {"recent": _recent_conversations, "reasons": _reasons, "shortcuts": _shortcuts}


def _recent_conversations() -> list[ConversationSummary]:
    """Return what stands beside the chat; nothing where it cannot be read, so that a page can say why."""
    owner = owners.owner()
    search = request.args.get("q", "") if request.endpoint == "conversations.recent" else ""
    if owner is None:
        return []
    try:
        return asking.chatbot().history.conversations(owner, search=search, limit=_RECENT)
    except HistoryUnavailable as error:
        current_app.logger.error("the conversations cannot be listed: %s", error)
        return []


def _reasons() -> list[tuple[str, str]]:
    return [
        ("wrong", _("It is wrong")),
        ("incomplete", _("Something is missing")),
        (NOT_IN_DOCUMENTS, _("The documents do not answer this")),
        ("missed", _("The documents do answer this")),
    ]


def _shortcuts() -> list[tuple[tuple[str, ...], str]]:
    return [
        (("Enter",), _("Ask")),
        (("Shift", "Enter"), _("Begin a new line")),
        (("/",), _("Go to the question box")),
        (("↑",), _("In the empty box: edit the last question")),
        (("o",), _("Open the source of the last answer")),
        (("w",), _("Why this answer?")),
        (("c",), _("Copy the last answer")),
        (("n",), _("New conversation")),
        (("s",), _("Search conversations")),
        (("Esc",), _("Close what is open")),
        (("?",), _("Show these shortcuts")),
    ]
