"""Whose conversations a request may see: those of the browser that holds the cookie, which its first question sets."""

import hashlib
import re
import secrets

from flask import Flask, Response, g, request

COOKIE = "quoth"
_TOKEN = re.compile("[0-9a-f]{32}")
_LASTS = 400 * 24 * 60 * 60  # seconds: the longest that browsers keep a cookie


def register(app: Flask) -> None:
    """Send the cookie with the response in which an owner began."""
    app.after_request(_send)


def owner() -> str | None:
    """Return who asks, None where nobody began yet. The cookie's value itself is kept nowhere."""
    token = g.get("begun") or request.cookies.get(COOKIE, "")
    return f"browser:{hashlib.sha256(token.encode()).hexdigest()[:40]}" if _TOKEN.fullmatch(token) else None


def begin() -> str:
    """Return who asks; a browser that is new gets a cookie."""
    known = owner()
    if known is None:
        g.begun = secrets.token_hex(16)
        known = owner()
    return str(known)


def _send(response: Response) -> Response:
    if "begun" in g:
        path = request.script_root or "/"
        response.set_cookie(
            COOKIE, g.begun, max_age=_LASTS, path=path, secure=request.is_secure, httponly=True, samesite="Lax"
        )
    return response
