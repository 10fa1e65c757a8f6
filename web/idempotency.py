"""Asking once: a question sent again with the same Idempotency-Key gives the turn of the first time."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from threading import Lock

from flask import current_app, request
from werkzeug.exceptions import BadRequest, Conflict

from bot import Turn, UnknownTurn
from web import asking, owners
from web.operations import Header

HEADER = Header(
    "Idempotency-Key",
    "Whatever is new with every question, a UUID for example: sent again with it, the question gives the same turn.",
    "^[!-~]{1,255}$",
)
_KEY = 24
"""Characters of a turn's id that the key gives; those after them are given by what was asked among."""
_LOCKS = tuple(Lock() for _ in range(64))


def ask(
    question: str, conversation_id: str | None, *, chosen: object = None, instead_of: str | None = None,
    among: frozenset[str] | None = None,
) -> Turn:  # fmt: skip
    """Ask, or return what was answered when this was asked before: a turn that is kept. Raises what asking.ask raises.

    `chosen` is how the request named the documents of `among`, which may be others when it is sent again. Raises also
    BadRequest, and Conflict where the key came with another question.
    """
    key = request.headers.get(HEADER.name)
    if key is None:
        return asking.ask(question, conversation_id, instead_of=instead_of, among=among)
    if not re.fullmatch(HEADER.pattern.strip("^$"), key):
        raise BadRequest(f"{HEADER.name!r} must be 1 to 255 visible ASCII characters, a UUID for example")
    turn_id = _turn_id(key, chosen)
    with _alone(turn_id):
        if not asking.chatbot().history.has_turn(turn_id[:_KEY]):
            asking.ask(question, conversation_id, instead_of=instead_of, turn_id=turn_id, among=among)
    known = _kept(turn_id)  # of two processes that ask at once, one keeps its turn
    if known is None or known.question != question or conversation_id not in (None, known.conversation_id):
        raise Conflict(f"this {HEADER.name!r} came with another question before; take a new one")
    return known


def _kept(turn_id: str) -> Turn | None:
    """Return a turn, None where the key came with a question that was asked among other documents."""
    try:
        return asking.turn(turn_id)
    except UnknownTurn:
        return None


def _turn_id(key: str, chosen: object) -> str:
    """Return the id that the turn has: nobody but who sent the key, and this server, can tell it."""
    who = owners.owner() or f"address:{request.remote_addr}"
    return _digest(f"{who}\0{key}", _KEY) + _digest(json.dumps(chosen), 32 - _KEY)


def _digest(text: str, length: int) -> str:
    secret = str(current_app.secret_key).encode()[:64]
    return blake2b(text.encode(), digest_size=length // 2, key=secret).hexdigest()


@contextmanager
def _alone(turn_id: str) -> Iterator[None]:
    """Let the second of two requests with one key wait for the turn of the first."""
    with _LOCKS[int(turn_id[:8], 16) % len(_LOCKS)]:
        yield
