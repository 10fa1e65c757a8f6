"""Whose conversations a request may see: its key's, else those of the browser with the cookie of the first question."""

import hashlib
import secrets

from flask import session

from web import access

_SESSION = "owner"


def owner() -> str | None:
    """Return who asks, None where nobody began yet. The cookie's value itself is kept nowhere."""
    key, token = access.key(), session.get(_SESSION)
    if key:
        return f"key:{key.key_id}"
    return f"browser:{hashlib.sha256(str(token).encode()).hexdigest()[:40]}" if token else None


def begin() -> str:
    """Return who asks; a browser that is new gets a signed cookie."""
    known = owner()
    if known is None:
        session.permanent = True
        session[_SESSION] = secrets.token_hex(16)
        known = owner()
    return str(known)
