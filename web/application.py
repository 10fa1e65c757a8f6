"""The application factory: the only place that puts the parts of the web package together."""

import socket
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix

from bot import MAX_QUESTION, Chatbot, Settings, create_chatbot, in_lines
from web import (
    api,
    batch,
    completions,
    conversations,
    documents,
    documents_api,
    errors,
    kept_api,
    language,
    limits,
    logs,
    metrics,
    page,
    security,
    tracing,
)
from web.access import Access, guard, identify, secret_key
from web.counting import Counts
from web.keys import Keys
from web.marking import pieces

MAX_BODY = 64 * 1024
STATIC = Path(__file__).parent / "static"
REQUESTS_A_MINUTE = 300
"""From one key or address, where others than this machine can reach the server and nothing else is set."""


def build(settings: Settings | None, chatbot: Chatbot | None, counts: Counts | None = None) -> Flask:
    """Return the application over a chatbot: the one given, else the one that the settings describe.

    Without settings it serves this machine alone, and its cookies last as long as the process. In `counts` requests
    are counted together with other processes.
    """
    if chatbot is None:
        settings = settings or Settings.load()
        chatbot = create_chatbot(settings)
    app = Flask("web", static_url_path=f"/s/{version(STATIC)}")
    app.extensions["quoth"] = chatbot
    _configure(app, settings)
    given = settings or Settings()
    access = Access.of(given)
    tracing.trace(app)
    logs.log_requests(app)
    metrics.measure(app)
    limits.shed(app)
    security.protect(app, _names(given, access))
    identify(app, access, Keys(settings.data / "keys.db" if settings else None))
    usual = 0 if access is Access.HERE else REQUESTS_A_MINUTE
    most = usual if given.requests_a_minute is None else given.requests_a_minute
    limits.limit(app, most, counts or Counts())  # who is refused is counted too
    guard(app)
    language.register(app)
    errors.register(app)
    for part in (page, documents, documents_api, conversations, api, batch, kept_api, completions):
        app.register_blueprint(part.blueprint)
    if given.proxies:
        app.wsgi_app = _behind(given.proxies, app)  # type: ignore[method-assign]
    return app


def version(folder: Path) -> str:
    """Return four characters that tell a folder's content from another: browsers keep what an address with them names.

    A page names its icons dozens of times, so the address is short.
    """
    files = [(file.name, sha256(file.read_bytes()).hexdigest()) for file in sorted(folder.iterdir())]
    return urlsafe_b64encode(sha256(repr(files).encode()).digest()[:3]).decode()


def _configure(app: Flask, settings: Settings | None) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        QUOTH_WORKERS=settings.workers if settings else 1,
        SECRET_KEY=secret_key(settings.data / "secret.key" if settings else None),
        SESSION_COOKIE_NAME="quoth_session",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=365),
    )
    app.session_interface = _Sessions()
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask types the interface, not its default provider
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["in_lines"] = in_lines
    app.jinja_env.globals.update(pieces=pieces, max_question=MAX_QUESTION)


def _behind(proxies: int, app: Flask) -> ProxyFix:
    return ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=proxies)


class _Sessions(SecureCookieSessionInterface):
    """Signed cookies that stay below the prefix and the protocol that the browser came by."""

    def get_cookie_path(self, app: Flask) -> str:
        return request.script_root or "/"

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def _names(settings: Settings, access: Access) -> Iterator[str]:
    """Yield the names that this server may be reached by."""
    yield from settings.trusted_hosts
    if access is not Access.HERE:
        yield from (settings.host, socket.gethostname())
