"""Asking once: a question sent again with the same Idempotency-Key gives the turn of the first time."""

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
_LOCKS = tuple(Lock() for _ in range(64))


def ask(question: str, conversation_id: str | None, *, among: frozenset[str] | None = None) -> Turn:
    """Ask, or return what was answered when this was asked before: a turn that is kept. Raises what asking.ask raises.

    Raises also BadRequest, and Conflict where the key came with another question.
    """
    key = request.headers.get(HEADER.name)
    if key is None:
        return asking.ask(question, conversation_id, among=among)
    if not re.fullmatch(HEADER.pattern.strip("^$"), key):
        raise BadRequest(f"{HEADER.name!r} must be 1 to 255 visible ASCII characters, a UUID for example")
    turn_id = _turn_id(key)
    with _alone(turn_id):
        try:
            known = asking.turn(turn_id)
        except UnknownTurn:
            asking.ask(question, conversation_id, turn_id=turn_id, among=among)
            known = asking.turn(turn_id)  # of two processes that ask at once, one keeps its turn
    if known.question != question or conversation_id not in (None, known.conversation_id):
        raise Conflict(f"this {HEADER.name!r} came with another question before; take a new one")
    return known


def _turn_id(key: str) -> str:
    """Return the id that the turn has: nobody but who sent the key, and this server, can tell it."""
    who = owners.owner() or f"address:{request.remote_addr}"
    secret = str(current_app.secret_key).encode()[:64]
    return blake2b(f"{who}\0{key}".encode(), digest_size=16, key=secret).hexdigest()


@contextmanager
def _alone(turn_id: str) -> Iterator[None]:
    """Let the second of two requests with one key wait for the turn of the first."""
    with _LOCKS[int(turn_id[:8], 16) % len(_LOCKS)]:
        yield
