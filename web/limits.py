"""How often one may ask: so many requests a minute from a key, else from an address. Flask-Limiter counts."""

from http import HTTPStatus
from typing import NoReturn

from flask import Flask, Response, request
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from bot.wording import how_many
from web import access
from web.counting import Counts, CountsStorage
from web.serving import OVERLOADED

_UNCOUNTED = frozenset(("static", "api.health"))


def limit(app: Flask, requests_a_minute: int, counts: Counts) -> None:
    """Refuse the requests of a minute above a number with 429 and Retry-After; 0: none."""
    if requests_a_minute:
        app.after_request(_without_retry)  # it runs after the limiter's own, which tells everyone
        limiter = Limiter(
            _who,
            app=app,
            application_limits=[f"{requests_a_minute} per minute"],
            storage_uri=f"{CountsStorage.STORAGE_SCHEME[0]}://",
            storage_options={"counts": counts},  # type: ignore[dict-item]  # it is given to our own storage
            strategy="sliding-window-counter",
            headers_enabled=True,
            on_breach=_refuse,
            request_identifier=lambda: request.endpoint or "nothing",  # what has no name would not be counted
        )
        limiter.request_filter(lambda: request.endpoint in _UNCOUNTED)


def shed(app: Flask) -> None:
    """Refuse at once, before anything is looked up, what the server says it cannot answer in time."""
    app.before_request(_refuse_late)


def _without_retry(response: Response) -> Response:
    """Leave out when to come again where coming again helps nobody: with all but what was too much at once."""
    if response.status_code not in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        response.headers.pop("Retry-After", None)
    return response


def _refuse_late() -> None:
    if request.environ.get(f"HTTP_{OVERLOADED}"):
        raise ServiceUnavailable("too many questions at once; ask again in a moment", retry_after=1)


def _who() -> str:
    key = access.key()
    return f"key:{key.key_id}" if key else f"address:{get_remote_address()}"


def _refuse(breached: RequestLimit) -> NoReturn:
    most = how_many(breached.limit.amount, "request")
    raise TooManyRequests(f"at most {most} a minute; ask again a little later")
