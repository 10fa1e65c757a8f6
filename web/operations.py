"""Typed routes: what an operation takes and gives is said once, checked on every request, and told by web.openapi."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, UnprocessableEntity
from werkzeug.exceptions import UnsupportedMediaType as WrongMediaType

from web.fields import json_type
from web.given import Given

Model = TypeVar("Model", bound=BaseModel)
View = Callable[..., Any]

JSON = "application/json"
JSON_LINES = "application/jsonl"


@dataclass(frozen=True, slots=True)
class Header:
    """A request header that an operation reads."""

    name: str
    description: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What a route takes and gives, for the document that describes the API.

    `reply` and `body` are models (one JSON object, or one a line where the media type says so), or None for content
    that has no JSON shape. `refuses` are the statuses of problems that this route may answer with beside those that
    every route may. `gives` are parameters of paths with where the reply holds their value, as JSON pointers.
    """

    tag: str
    reply: type[BaseModel] | None
    status: int = 200
    reply_type: str = JSON
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    body_type: str | None = None
    headers: tuple[Header, ...] = ()
    refuses: tuple[int, ...] = ()
    also: Mapping[str, type[BaseModel]] | None = None
    gives: Mapping[str, str] | None = None


def operation(
    tag: str, *, reply: type[BaseModel] | None = None, query: type[Given] | None = None,
    body: type[BaseModel] | None = None, parse: bool = True, **more: Any,
) -> Callable[[View], View]:  # fmt: skip
    """Describe a view, and hand it the checked `query` and `body` by these names.

    With `parse=False` the body is described only; the view reads it. Raises what `json_body` and `checked` raise.
    """
    body_type = more.pop("body_type", JSON if body else None)
    described = Operation(tag, reply, query=query, body=body, body_type=body_type, **more)

    def typed(view: View) -> View:
        @wraps(view)
        def call(**given: Any) -> Any:
            if query:
                given["query"] = checked(query, _queried(query))
            if body and parse:
                given["body"] = checked(body, json_body())
            return view(**given)

        call.operation = described  # type: ignore[attr-defined]
        return call

    return typed


def _queried(model: type[Given]) -> dict[str, Any]:
    """Return what the query string names: all of what may be named several times, else what is named first."""
    every = {name: ",".join(request.args.getlist(name)) for name in model.several if name in request.args}
    return request.args.to_dict() | every


def bounded(most: int) -> Callable[[View], View]:
    """Let a view take a body of so many bytes, where that is not the bound of all."""

    def allowing(view: View) -> View:
        @wraps(view)
        def call(**given: Any) -> Any:
            request.max_content_length = most
            return view(**given)

        return call

    return allowing


def json_body() -> dict[str, Any]:
    """Return the body, which must be a JSON object. Raises UnsupportedMediaType, BadRequest."""
    if not request.is_json:
        raise WrongMediaType("send a JSON object with 'Content-Type: application/json'")
    return json_object(received())


def received() -> bytes:
    """Return the body. Raises RequestEntityTooLarge.

    Of a body whose length was not told, what is beyond the bound would be left out, and the rest taken for all.
    """
    body, most = request.get_data(), request.max_content_length
    if request.content_length is None and most is not None and len(body) >= most:
        raise RequestEntityTooLarge
    return body


def json_object(written: bytes) -> dict[str, Any]:
    """Return the JSON object that is written. Raises BadRequest."""
    try:
        read = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"the body is not JSON: {error}") from error
    if not isinstance(read, dict):
        raise BadRequest(f'the body must be a JSON object like {{"question": "…"}}, not {json_type(read)}')
    return read


def checked(model: type[Model], fields: Mapping[str, Any]) -> Model:
    """Return the fields as the model has them; unknown ones are ignored. Raises the HTTPException that says why not."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise refusal(error.errors()[0]) from None


def refusal(error: ErrorDetails) -> HTTPException:
    """Return what a fault in a request is answered with, naming the field, the value and the remedy."""
    name = ".".join(str(part) for part in error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return BadRequest(f"the field {name!r} is missing")
    if kind == "value_error":
        return BadRequest(f"{name!r} {context['error']}")
    if kind == "string_type":
        return BadRequest(f"{name!r} must be a string, not {json_type(error['input'])}")
    if kind == "string_unicode":
        return UnprocessableEntity(f"{name!r} holds half a character (U+D800 to U+DFFF); leave it out")
    if kind == "string_too_long":
        return RequestEntityTooLarge(f"{name!r} may have {context['max_length']:,} characters; send less")
    said = error["msg"][:1].lower() + error["msg"][1:]
    return BadRequest(f"{name!r} cannot be {_shown(error['input'])}: {said}")


def _shown(value: object) -> str:
    written = repr(value)
    return written if len(written) <= 80 else f"{written[:77]}…"
