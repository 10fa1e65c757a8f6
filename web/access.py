"""Who asks, and what is open to them: everything on this machine alone; on a network what a key opens, or the chat."""

import os
import secrets
import time
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, current_app, g, redirect, render_template, request, session, url_for
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from bot import BadSettings, Settings
from web.keys import PREFIX, Key, Keys

blueprint = Blueprint("access", __name__)

SECRET_BYTES = 32
_SESSION = "key"
_ALWAYS = frozenset(("api.health", "access.sign_in_page", "access.sign_in", "access.sign_out"))
"""Endpoints that need no key: to sign in, and whether the server is alive."""
_CHAT = frozenset(
    "api.ask api.ready api.described api.docs page.start page.ask page.conversation page.document page.follow_ups "
    "completions.models completions.model completions.complete api.document".split()
)
"""What belongs to the chat; conversations are open to those whose they are, documents to whom they were cited."""
_CHAT_BLUEPRINTS = frozenset(("conversations", "kept_api", "batch"))


class Access(StrEnum):
    """To whom an application is open."""

    HERE = "here"
    """This machine alone: everything."""
    KEY = "key"
    """Whoever has a key: everything; others: nothing."""
    PUBLIC = "public"
    """Whoever has a key: everything; others: the chat, and what it cites to them."""

    @classmethod
    def of(cls, settings: Settings) -> "Access":
        """Return what the settings mean: a proxy stands where others come from."""
        if settings.public:
            return cls.PUBLIC
        return cls.HERE if is_loopback(settings.host) and not settings.proxies else cls.KEY


class KeyNeeded(Unauthorized):
    """A key is needed, or the one given is not known."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, www_authenticate=WWWAuthenticate("bearer", {"realm": "Quoth"}))


def is_loopback(host: str) -> bool:
    """Tell whether an address is of this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def identify(app: Flask, access: Access, keys: Keys) -> None:
    """Ask every request who sends it."""
    app.extensions["quoth_access"], app.extensions["quoth_keys"] = access, keys
    app.before_request(_identify)
    app.register_blueprint(blueprint)


def guard(app: Flask) -> None:
    """Refuse what is not open to who was identified."""
    app.before_request(_refuse)


def access() -> Access:
    """Return to whom this application is open."""
    return cast(Access, current_app.extensions["quoth_access"])


def key() -> Key | None:
    """Return the key that this request was sent with, or that its browser signed in with."""
    return cast("Key | None", g.get("key"))


@blueprint.app_template_global()
def may_ask() -> bool:
    """Tell whether the page is open to who asks, or only signing in."""
    return key() is not None or access() is not Access.KEY


def is_stranger() -> bool:
    """Tell whether who asks has no key where others than this machine may ask."""
    return key() is None and access() is not Access.HERE


@blueprint.app_template_global()
def may_download() -> bool:
    """Tell whether who asks may have the files themselves, and not only their text: a key opens them to others."""
    return not is_stranger()


def _keys() -> Keys:
    return cast(Keys, current_app.extensions["quoth_keys"])


def _identify() -> None:
    """Recognise the key."""
    if request.endpoint == "static":
        return
    token = _token()
    if token is not None:
        g.key = _keys().recognise(token)
    elif _SESSION in session:
        g.key = _keys().by_id(str(session[_SESSION]))
        if g.key is None:
            session.pop(_SESSION)


def _refuse() -> None:
    """Raise KeyNeeded where the key is unknown, and where one is needed and none is there."""
    if request.endpoint == "static" or key() is not None:
        return
    token = _token()
    # On this machine a client that must send something may send anything, but no key that was revoked.
    if token is not None and (access() is not Access.HERE or token.startswith(PREFIX)):
        raise KeyNeeded("this key is not known (any more); `quoth keys list` shows those that are")
    if not _is_open():
        raise KeyNeeded("a key is needed here; send it as 'Authorization: Bearer KEY'")


def _token() -> str | None:
    """Return what the request was sent with as a key."""
    given = request.authorization
    return given.token if given is not None and given.type == "bearer" else None


def _is_open() -> bool:
    """Tell whether the request needs no key."""
    if access() is Access.HERE or request.endpoint in _ALWAYS:
        return True
    return access() is Access.PUBLIC and (request.endpoint in _CHAT or request.blueprint in _CHAT_BLUEPRINTS)


@blueprint.get("/sign-in")
def sign_in_page() -> str:
    """Ask a person for a key."""
    return render_template("sign_in.html")


@blueprint.post("/sign-in")
def sign_in() -> Response:
    """Let a browser in with a key, until it is revoked or the browser signs out."""
    known = _keys().recognise(request.form.get("key", "").strip())
    if known is None:
        raise KeyNeeded("this key is not known; it may have been revoked")
    session.permanent = True
    session[_SESSION] = known.key_id
    return redirect(url_for("page.start"), code=303)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Forget the key that this browser signed in with."""
    session.pop(_SESSION, None)
    return redirect(url_for("access.sign_in_page"), code=303)


def secret_key(path: Path | None) -> str:
    """Return what cookies are signed with, kept in a file that only its owner reads; None: only for this process.

    Raises BadSettings.
    """
    if path is None:
        return secrets.token_hex(SECRET_BYTES)
    try:
        try:
            made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return _kept_secret(path)
        return _written_secret(path, made)
    except OSError as error:
        raise BadSettings(f"{path} cannot be used: {error.strerror}; check the data directory") from error


def _written_secret(path: Path, made: int) -> str:
    """Write a new secret to the file that was made for it. Raises OSError; then there is no file."""
    secret = secrets.token_hex(SECRET_BYTES)
    try:
        with os.fdopen(made, "w", encoding="ascii") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())  # at an empty file, as a failure of power leaves it, the next start would fail
    except OSError:
        path.unlink()
        raise
    return secret


def _kept_secret(path: Path) -> str:
    """Return the secret that another start wrote, or is writing. Raises OSError, BadSettings."""
    for _ in range(50):
        secret = path.read_text(encoding="ascii", errors="replace").strip()
        if len(secret) == 2 * SECRET_BYTES:
            if path.stat().st_mode & 0o077:
                path.chmod(0o600)
            return secret
        time.sleep(0.02)
    raise BadSettings(f"{path} does not hold a secret key; remove it, and a new one is made (browsers sign in anew)")
