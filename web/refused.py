"""What a server itself refuses, since it is no request for the application, answered as the application would."""

import json
from http import HTTPStatus
from uuid import uuid4

from web.security import HEADERS
from web.tracing import HEADER


def refusal(status: HTTPStatus, detail: str) -> tuple[dict[str, str], bytes]:
    """Return the headers and the body that refuse what could not be read (RFC 9457)."""
    request_id = uuid4().hex
    problem = {
        "type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail, "request_id": request_id
    }  # fmt: skip
    return {**HEADERS, HEADER: request_id, "Content-Type": "application/problem+json"}, json.dumps(problem).encode()
