"""What is known of a request beside its answer: its id, which every response and every line of the log names."""

import re
from uuid import uuid4

from flask import Flask, Response, g, request

HEADER = "X-Request-ID"


def trace(app: Flask) -> None:
    """Name its request's id on every response."""
    app.after_request(_named)


def request_id() -> str:
    """Return the id of this request: the one that it came with where that is one, else a new one."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if re.fullmatch(r"[\w.-]{1,64}", given, re.ASCII) else uuid4().hex
    return str(g.request_id)


def _named(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    return response
