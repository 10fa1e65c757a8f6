"""What went wrong → the status and its body: problem+json (RFC 9457) for programs, a page for people."""

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, current_app, json, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from bot import (
    BadFeedback,
    BadTitle,
    EmptyQuestion,
    HistoryUnavailable,
    QuestionTooLong,
    UnknownConversation,
    UnknownTurn,
)
from knowledge import BadTag, LibraryUnavailable, NoRoom, NothingToUndo, UnknownDocument, UnknownTag
from web import refused
from web.keys import KeyTrouble
from web.language import gettext, to_translate
from web.messages import said
from web.tracing import request_id

STATUSES: dict[type[Exception], HTTPStatus] = {
    EmptyQuestion: HTTPStatus.UNPROCESSABLE_ENTITY,
    QuestionTooLong: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BadTitle: HTTPStatus.UNPROCESSABLE_ENTITY,
    BadFeedback: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownConversation: HTTPStatus.NOT_FOUND,
    UnknownTurn: HTTPStatus.NOT_FOUND,
    UnknownDocument: HTTPStatus.NOT_FOUND,
    UnknownTag: HTTPStatus.NOT_FOUND,
    BadTag: HTTPStatus.UNPROCESSABLE_ENTITY,
    NothingToUndo: HTTPStatus.CONFLICT,
}
_REFUSED = to_translate("That cannot be taken")
_HEADLINES = {
    HTTPStatus.BAD_REQUEST: _REFUSED,
    HTTPStatus.FORBIDDEN: _REFUSED,
    HTTPStatus.NOT_FOUND: to_translate("That is not here"),
    HTTPStatus.METHOD_NOT_ALLOWED: _REFUSED,
    HTTPStatus.CONFLICT: to_translate("That is not possible any more"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: to_translate("That is too long"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: _REFUSED,
    HTTPStatus.UNPROCESSABLE_ENTITY: _REFUSED,
    HTTPStatus.TOO_MANY_REQUESTS: to_translate("That is too much at once"),
    HTTPStatus.INTERNAL_SERVER_ERROR: to_translate("Something went wrong"),
    HTTPStatus.SERVICE_UNAVAILABLE: to_translate("No answers at the moment"),
    HTTPStatus.INSUFFICIENT_STORAGE: to_translate("There is no room left"),
}
_INVALID = "invalid_request_error"
_OPENAI = {
    HTTPStatus.UNAUTHORIZED: ("authentication_error", "invalid_api_key"),
    HTTPStatus.FORBIDDEN: ("permission_error", None),
    HTTPStatus.NOT_FOUND: (_INVALID, None),
    HTTPStatus.TOO_MANY_REQUESTS: ("rate_limit_error", "rate_limit_exceeded"),
}
_OUR_TROUBLE: dict[type[Exception], tuple[HTTPStatus, str]] = {
    NoRoom: (
        HTTPStatus.INSUFFICIENT_STORAGE,
        "there is no room left on the server's disk: nothing of this was kept; free some room and try again",
    ),
    **dict.fromkeys(
        (HistoryUnavailable, LibraryUnavailable, KeyTrouble),
        (
            HTTPStatus.SERVICE_UNAVAILABLE,
            "documents and conversations cannot be reached at the moment; the server's log says why",
        ),
    ),
}
"""What a person can do nothing about; where it lies is for the log alone."""
_FAULT = "this is a fault in Quoth, not in what you asked; the server's log says more"
_IN_QUERIES = "/?:@!$&'()*+,;=%"
"""What may stand in a query as it is, beside letters and figures (RFC 3986, 3.4)."""
_log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Let every error of this application end in one shape, and none in a traceback."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)
    app.jinja_env.filters["said"] = said


def asked_by_script() -> bool:
    """Tell whether the page's own script asks, which reads problems as JSON."""
    return request.headers.get("X-Requested-With") == "fetch"


def told(error: Exception) -> tuple[HTTPStatus, str]:
    """Return the status of an error and what may be said of it; what may not is written to the log."""
    if isinstance(error, HTTPException):
        return HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR), _described(error)
    if type(error) in STATUSES:
        return STATUSES[type(error)], str(error)
    foreseen = next((told for kind, told in _OUR_TROUBLE.items() if isinstance(error, kind)), None)
    unforeseen = None if foreseen else error
    _log.error("%s %r failed [%s]: %s", request.method, request.path, request_id(), error, exc_info=unforeseen)
    return foreseen or (HTTPStatus.INTERNAL_SERVER_ERROR, _FAULT)


def problem(status: HTTPStatus, detail: str) -> dict[str, Any]:
    """Return an error of this request as an object."""
    return refused.problem(status, detail, request_id())


def _refused(error: HTTPException) -> AnyResponse:
    """Answer what the router, Flask or a route refused."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:  # a redirect is raised too
        return error.get_response(request.environ)
    if isinstance(error, NotFound) and (there := _without_slash()):
        return redirect(there, code=HTTPStatus.PERMANENT_REDIRECT)
    response = _answered(*told(error), code=getattr(error, "fault", None))
    for name, value in error.get_headers(request.environ):
        if name != "Content-Type":
            response.headers[name] = value
    return response


def _without_slash() -> str | None:
    """Return the address without the slashes that end it, where there is something at it and nothing with them."""
    path, adapter = request.path.rstrip("/"), current_app.create_url_adapter(request)
    if adapter is None or request.url_rule is not None or path == request.path:
        return None
    try:
        endpoint, named = adapter.match(path, method=request.method)
    except HTTPException:
        return None
    asked = quote(request.query_string, safe=_IN_QUERIES)
    return url_for(endpoint, **named) + (f"?{asked}" if asked else "")


def _failed(error: Exception) -> Response:
    """Answer an error of the domain, or a fault of our own."""
    return _answered(*told(error))


def _described(error: HTTPException) -> str:
    """Return what was refused, in our words where the router or Flask did it without any of ours."""
    if error.description != type(error).description:
        return error.description or ""
    if isinstance(error, NotFound):
        return f"there is nothing at {request.path}"
    if isinstance(error, MethodNotAllowed):
        return f"{request.path} takes {', '.join(sorted(error.valid_methods or ()))}, not {request.method}"
    if isinstance(error, RequestEntityTooLarge):
        return _too_large()
    return error.description or ""


def _too_large() -> str:
    """Return what a request may have that has more; a form whose length is within its limit has too much else."""
    most, length = request.max_content_length or 0, request.content_length
    bytes_said = f"a request may have {most:,} bytes"
    if request.mimetype != "multipart/form-data" or (length is not None and length > most):
        return f"{bytes_said}; send less"
    parts, memory = request.max_form_parts or 0, request.max_form_memory_size or 0
    form_said = f"a form may have {parts:,} files and fields, and {memory:,} bytes in a field"
    limits = form_said if length is not None else f"{bytes_said}, and {form_said}"
    return f"{limits}; send the rest in another request"


def _answered(status: HTTPStatus, detail: str, *, code: str | None = None) -> Response:
    """Return one error: for a program, for a client of OpenAI's, or for a person."""
    if f"{request.path}/".startswith("/v1/"):
        return _openai_fault(status, detail, code)
    for_programs = f"{request.path}/".startswith("/api/")
    if for_programs or asked_by_script():
        response = make_response(json.dumps(problem(status, detail if for_programs else said(detail).sentence)), status)
        response.mimetype = "application/problem+json"
        return response
    if status is HTTPStatus.UNAUTHORIZED:
        tried = request.endpoint == "access.sign_in"  # whoever only comes by need not be told how programs do it
        return make_response(render_template("sign_in.html", detail=said(detail) if tried else None), status)
    headline = gettext(_HEADLINES.get(status, status.phrase))
    page = render_template("error.html", headline=headline, status=int(status), detail=said(detail))
    return make_response(page, status)


def _openai_fault(status: HTTPStatus, detail: str, code: str | None) -> Response:
    """Return an error as OpenAI's clients read it, and whether asking again can help."""
    kind, usual = _OPENAI.get(
        status, ("server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _INVALID, None)
    )
    response = make_response({"error": {"message": detail, "type": kind, "param": None, "code": code or usual}}, status)
    if status not in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        response.headers["X-Should-Retry"] = "false"
    return response
