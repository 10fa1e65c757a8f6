"""From a request to the chatbot: what arrives is checked here, before anything is asked or kept."""

from dataclasses import replace
from typing import Any, cast

from flask import current_app, request
from werkzeug.exceptions import BadRequest

from bot import Chatbot, Conversation, Turn, UnknownConversation, UnknownTurn, explanation_payload, turn_payload
from knowledge import UnknownDocument
from web import metrics, owners, strangers
from web.fields import LAST_OFFSET, is_keepable, readable, whole
from web.given import Ask, Search


def chatbot() -> Chatbot:
    """Return the chatbot that this application serves."""
    return cast(Chatbot, current_app.extensions["quoth"])


def ask(
    question: str, conversation_id: str | None, *, instead_of: str | None = None, turn_id: str | None = None,
    among: frozenset[str] | None = None,
) -> Turn:  # fmt: skip
    """Ask and remember, under an id that is new unless one is given; with `among` only these documents.

    Raises what Chatbot.ask raises, and UnprocessableEntity for a question that cannot be kept.
    """
    if conversation_id is not None and not is_keepable(conversation_id):
        raise UnknownConversation(conversation_id)
    if instead_of is not None and not is_keepable(instead_of):
        raise UnknownTurn(instead_of)
    asked = readable(question, name="question")
    turn = chatbot().ask(
        asked, conversation_id, owner=owners.owner(), instead_of=instead_of, turn_id=turn_id, among=among
    )
    metrics.replied(turn.answer)
    if current_app.config.get("QUOTH_WORKERS", 1) > 1:
        chatbot().history.settle()  # the next question may reach another process
    return strangers.turn(turn)


def told(turn: Turn, *, explain: bool | None, among: frozenset[str] | None) -> dict[str, Any]:
    """Return a turn for programs; with `explain` also what made the order of the hits and the confidence."""
    if not explain:
        return turn_payload(turn)
    why = chatbot().explain(turn, owner=owners.owner(), among=among)
    return turn_payload(turn) | {"explanation": why and explanation_payload(why)}


def among(given: Ask | Search) -> frozenset[str] | None:
    """Return the documents that a request names by id and tag, None where it names none.

    Raises UnknownDocument, UnknownTag.
    """
    return chatbot().library.chosen(documents=given.document or [], tags=given.tag or [])


def conversation(conversation_id: str) -> Conversation:
    """Return a conversation as it was kept. Raises UnknownConversation where it is not there or another's."""
    if not is_keepable(conversation_id):
        raise UnknownConversation(conversation_id)
    kept = chatbot().history.conversation(conversation_id, owner=owners.owner())
    return replace(kept, turns=tuple(map(strangers.turn, kept.turns)))


def turn(turn_id: str) -> Turn:
    """Return a turn as it was kept. Raises UnknownTurn where it is not there or another's."""
    if not is_keepable(turn_id):
        raise UnknownTurn(turn_id)
    return strangers.turn(chatbot().history.turn(turn_id, owner=owners.owner()))


def document_id(given: str) -> str:
    """Return the id of a document as one that may be looked up. Raises UnknownDocument."""
    if not is_keepable(given):
        raise UnknownDocument(given)
    return given


def offset(name: str) -> int | None:
    """Return a place in a list or a text from the query string, None where none is given. Raises BadRequest."""
    written = request.args.get(name)
    if written is None:
        return None
    try:
        return whole(written, least=0, most=LAST_OFFSET)
    except ValueError as error:
        raise BadRequest(f"{name!r} {error}") from None
