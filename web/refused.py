"""What a server itself refuses, since it is no request for the application, answered as the application would."""

import json
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from web.security import HEADERS
from web.tracing import HEADER


def refusal(status: HTTPStatus, detail: str) -> tuple[dict[str, str], bytes]:
    """Return the headers and the body that refuse what could not be read."""
    request_id = uuid4().hex
    headers = {**HEADERS, HEADER: request_id, "Content-Type": "application/problem+json"}
    return headers, json.dumps(problem(status, detail, request_id)).encode()


def problem(status: HTTPStatus, detail: str, request_id: str) -> dict[str, Any]:
    """Return an error as an object (RFC 9457)."""
    return {
        "type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail, "request_id": request_id
    }  # fmt: skip
