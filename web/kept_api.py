"""What was kept, for programs: one's conversations, and what was thought of their replies."""

from typing import Any

from flask import Blueprint, Response

from bot import (
    Feedback,
    conversation_payload,
    conversation_summary_payload,
    feedback_payload,
    json_lines,
    question_set,
)
from web import asking, fields, given, owners, replies, strangers
from web.operations import JSON_LINES, operation
from web.paging import paged

blueprint = Blueprint("kept_api", __name__, url_prefix="/api")


@blueprint.get("/conversations")
@operation("conversations", query=given.Conversations, reply=replies.ConversationList, refuses=(413, 422))
def conversations(query: given.Conversations) -> Response:
    """List one's conversations, the latest first.

    They belong to the key, else to the browser, that they were begun with; those without an owner are in no list.
    """
    owner, search = owners.owner(), fields.readable(query.q, name="q")
    history = asking.chatbot().history
    found = history.conversations(owner, search=search, limit=query.limit, offset=query.offset) if owner else []
    total = history.count(owner, search=search) if owner else 0
    return paged({"conversations": [conversation_summary_payload(each) for each in found], "total": total}, query)


@blueprint.delete("/conversations")
@operation("conversations", reply=replies.Deleted)
def delete_all() -> dict[str, Any]:
    """Delete all of one's conversations for good."""
    owner = owners.owner()
    return {"deleted": asking.chatbot().history.delete_all(owner) if owner else 0}


@blueprint.get("/conversations/<conversation_id>")
@operation("conversations", reply=replies.Conversation, refuses=(404,))
def conversation(conversation_id: str) -> dict[str, Any]:
    """Return a conversation with its turns."""
    return _whole(conversation_id)


@blueprint.patch("/conversations/<conversation_id>")
@operation("conversations", body=given.Rename, reply=replies.Conversation, refuses=(404, 415, 422))
def rename(conversation_id: str, body: given.Rename) -> dict[str, Any]:
    """Give a conversation another title."""
    kept = asking.conversation(conversation_id)
    asking.chatbot().history.rename(kept.conversation_id, body.title, owner=owners.owner())
    return _whole(conversation_id)


@blueprint.delete("/conversations/<conversation_id>")
@operation("conversations", status=204, refuses=(404,))
def delete(conversation_id: str) -> tuple[str, int]:
    """Delete a conversation for good."""
    kept = asking.conversation(conversation_id)
    asking.chatbot().history.delete(kept.conversation_id, owner=owners.owner())
    return "", 204


@blueprint.post("/feedback")
@operation("conversations", body=given.Judgement, reply=replies.Feedback, refuses=(404, 415, 422))
def judge(body: given.Judgement) -> dict[str, Any] | None:
    """Keep what a person thinks of a reply, in place of what was kept before."""
    turn = asking.turn(body.turn_id)
    feedback = Feedback(turn.turn_id, body.good, body.reason.strip(), body.expected.strip())
    asking.chatbot().history.rate(feedback, owner=owners.owner())
    return feedback_payload(feedback)


@blueprint.delete("/feedback/<turn_id>")
@operation("conversations", status=204, refuses=(404,))
def take_back(turn_id: str) -> tuple[str, int]:
    """Forget what was thought of a reply."""
    asking.chatbot().history.unrate(asking.turn(turn_id).turn_id, owner=owners.owner())
    return "", 204


@blueprint.get("/feedback")
@operation("conversations", reply=replies.SetQuestion, reply_type=JSON_LINES)
def judged() -> Response:
    """Return what was thought of one's replies as a question set for `quoth evaluate`, one JSON object a line."""
    owner = owners.owner()
    rated = asking.chatbot().history.rated(owner=owner) if owner else []
    entries, _ = question_set((strangers.turn(turn), feedback) for turn, feedback in rated)
    return Response(json_lines(entries), mimetype=JSON_LINES)


def _whole(conversation_id: str) -> dict[str, Any]:
    kept = asking.conversation(conversation_id)
    return conversation_payload(kept, asking.chatbot().history.feedback(conversation_id, owner=owners.owner()))
