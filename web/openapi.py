"""The OpenAPI 3.1 document of an application, made from its typed routes and their models."""

import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from werkzeug.routing import Rule

from web.completion_schemas import FaultReply
from web.operations import JSON, Header, Operation
from web.replies import Problem

Json = dict[str, Any]

TAGS = {
    "ask": "Questions and their answers, in the documents' own words.",
    "conversations": "What was asked before, and what people thought of the answers.",
    "documents": "The documents that answers come from.",
    "openai": "The same answers for clients of OpenAI's chat completions.",
    "server": "The state of the server.",
}
_REASONS = {
    400: "Malformed: not JSON, a field missing or of the wrong type, a number out of bounds, or an unknown host name",
    401: "A key is needed, or the key given is not known (any more)",
    403: "A page of another site sent this",
    404: "Unknown, or not yours",
    409: "It clashes with what is there",
    413: "Too long",
    415: "Another content type is needed",
    422: "Understood, but it holds no text that can be kept",
    507: "The disk is full",
    429: "Too many requests; Retry-After says when to come back",
    500: "A fault in Quoth",
    503: "No answers at the moment",
}
_EVERYWHERE = (400, 401, 429, 500, 503)
_WRITES = (403, 413)


def document(app: Flask, *, server: str = "/", needs_key: bool = False) -> Json:
    """Return the document that describes every typed route of an application, which is reached at a server's URL."""
    operations = list(_operations(app))
    models = sorted(_models([each for _, _, each in operations]), key=lambda each: (each[0].__name__, each[1]))
    references, definitions = models_json_schema(models, ref_template="#/components/schemas/{model}")
    paths: dict[str, Json] = {}
    for rule, method, described in operations:
        view = app.view_functions[rule.endpoint]
        summary, _, more = (view.__doc__ or "").partition("\n\n")
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        paths.setdefault(path, {})[method] = {
            "operationId": rule.endpoint.replace(".", "_"),
            "summary": " ".join(summary.split()),
            **({"description": " ".join(more.split())} if more.strip() else {}),
            "tags": [described.tag],
            **_parameters(rule, described),
            **_body(described, references),
            "responses": _responses(described, method, references, rule.rule, _links(described, operations)),
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Quoth",
            "version": version("quoth"),
            "summary": "Answers from a person's own documents, in the documents' own words.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": name, "description": said} for name, said in TAGS.items()],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": definitions["$defs"],
            "responses": _problems(references),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "`quoth keys add NAME`"}},
        },
        "security": [{"key": []}] if needs_key else [{}, {"key": []}],
    }


def _operations(app: Flask) -> Iterator[tuple[Rule, str, Operation]]:
    """Yield the typed routes with their method."""
    for rule in app.url_map.iter_rules():
        described: Operation | None = getattr(app.view_functions[rule.endpoint], "operation", None)
        if described:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method.lower(), described


def _models(operations: list[Operation]) -> set[tuple[type[BaseModel], JsonSchemaMode]]:
    """Return the models in use, each with the side that it is seen from."""
    models: set[tuple[type[BaseModel], JsonSchemaMode]] = {(Problem, "serialization"), (FaultReply, "serialization")}
    for each in operations:
        models.update((model, "validation") for model in (each.body,) if model)
        models.update((model, "serialization") for model in (each.reply, *(each.also or {}).values()) if model)
    return models


def _parameters(rule: Rule, described: Operation) -> Json:
    """Return the parameters of the path, the query string and the headers."""
    found: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in sorted(rule.arguments)
    ]
    if described.query:
        schema = described.query.model_json_schema()
        required = schema.get("required", [])
        for name, field in schema["properties"].items():
            said = {key: field.pop(key) for key in ("description",) if key in field}
            field.pop("title", None)
            found.append({"name": name, "in": "query", "required": name in required, **said, "schema": field})
    found += [_header(header) for header in described.headers]
    return {"parameters": found} if found else {}


def _header(header: Header) -> Json:
    schema = {"type": "string", "pattern": header.pattern}
    return {
        "name": header.name, "in": "header", "required": False, "description": header.description, "schema": schema,
    }  # fmt: skip


def _body(described: Operation, references: Any) -> Json:
    if described.body_type is None:
        return {}
    schema = references[described.body, "validation"] if described.body else {"type": "string", "format": "binary"}
    return {"requestBody": {"required": True, "content": {described.body_type: _content(schema, described.body_type)}}}


def _links(described: Operation, operations: list[tuple[Rule, str, Operation]]) -> Json:
    """Return which routes take what a route's reply gives."""
    found = {
        rule.endpoint.replace(".", "_"): {name: f"$response.body#{pointer}"}
        for name, pointer in (described.gives or {}).items()
        for rule, _, _ in operations
        if name in rule.arguments
    }
    links = {operation: {"operationId": operation, "parameters": given} for operation, given in sorted(found.items())}
    return {"links": links} if links else {}


def _responses(described: Operation, method: str, references: Any, path: str, links: Json) -> Json:
    """Return what a route answers with: its reply, and the problems that it may have."""
    replies = {described.reply_type: described.reply, **(described.also or {})}
    content = {
        kind: _content(references[model, "serialization"] if model else {"type": "string"}, kind)
        for kind, model in replies.items()
    }
    shape = "OpenAI" if path.startswith("/v1/") else "Problem"
    statuses = {*_EVERYWHERE, *described.refuses, *(_WRITES if method != "get" else ())}
    success = {"description": "Done", **({} if described.status == 204 else {"content": content}), **links}
    return {
        str(described.status): success,
        **{str(status): {"$ref": f"#/components/responses/{shape}{status}"} for status in sorted(statuses)},
    }


def _problems(references: Any) -> Json:
    """Return the responses to what goes wrong, in our shape and in OpenAI's."""
    shapes = {"Problem": (Problem, "application/problem+json"), "OpenAI": (FaultReply, JSON)}
    return {
        f"{shape}{status}": {
            "description": said,
            "content": {media_type: {"schema": references[model, "serialization"]}},
        }
        for shape, (model, media_type) in shapes.items()
        for status, said in _REASONS.items()
    }


def _content(schema: Json, media_type: str) -> Json:
    """Return one media type; of a stream the schema is that of an event, of JSON Lines `x-item` that of a line."""
    if media_type.endswith("json") or media_type == "multipart/form-data":
        return {"schema": schema}
    if media_type != "text/event-stream":
        return {"schema": {"type": "string"}, "x-item": schema}
    piece = {"type": "string", "contentMediaType": JSON, "contentSchema": schema}
    data = {"anyOf": [{"const": "[DONE]"}, piece]}
    return {"schema": {"type": "object", "properties": {"data": data}, "required": ["data"]}, "x-item": schema}
