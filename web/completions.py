"""The same answers in the shape of OpenAI's chat completions, for clients that speak it. Nothing is kept."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, json
from werkzeug.exceptions import BadRequest, NotFound

from bot import MAX_QUESTION, Answer, Citation, ShownPassage, answer_payload, in_lines
from bot import Response as Reply
from knowledge import tokens
from web import asking, fields, metrics, strangers
from web import completion_schemas as shapes
from web.operations import bounded, operation

blueprint = Blueprint("completions", __name__, url_prefix="/v1")

MODEL = "quoth"
MAX_BODY = 1024 * 1024
"""Bytes of a request, which carries the whole conversation."""
_EVENTS = "text/event-stream"


class UnknownModel(NotFound):
    """There is one model here."""

    fault = "model_not_found"


@blueprint.get("/models")
@operation("openai", reply=shapes.Models)
def models() -> dict[str, Any]:
    """List the one model that there is."""
    return {"object": "list", "data": [_model()]}


@blueprint.get("/models/<model>")
@operation("openai", reply=shapes.Model, refuses=(404,))
def model(model: str) -> dict[str, Any]:
    """Describe the one model that there is."""
    _check_model(model)
    return _model()


@blueprint.post("/chat/completions")
@bounded(MAX_BODY)
@operation(
    "openai",
    body=shapes.Completion,
    reply=shapes.ChatCompletion,
    also={_EVENTS: shapes.Chunk},
    refuses=(404, 415, 422),
)
def complete(body: shapes.Completion) -> Response | dict[str, Any]:
    """Answer the last user message, after the conversation of the user messages before it.

    The content quotes the documents with numbered sources; `quoth` holds the same reply in Quoth's own shape, with
    the citations' places. With `stream` the reply comes as server-sent events: a role, the content, the end, the usage
    where `stream_options.include_usage` asks for it, and `[DONE]`.
    """
    _check_model(body.model)
    questions = _questions(body.messages)
    response = asking.chatbot().respond_to_last(questions)
    response = replace(response, answer=strangers.answer(response.answer))
    metrics.replied(response.answer)
    if not body.stream:
        return _completion(response, questions)
    chunks = _chunks(response, questions, usage=bool(body.stream_options and body.stream_options.include_usage))
    return Response((f"data: {each}\n\n" for each in chunks), mimetype=_EVENTS)


def _check_model(name: str) -> None:
    if name != MODEL:
        raise UnknownModel(f"the model {name[:80]!r} does not exist; use {MODEL!r}")


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": "quoth"}


def _questions(messages: Sequence[shapes.Message]) -> list[str]:
    """Return what the user asked, the question last. Raises BadRequest, and what says why it is no question."""
    asked = [message for message in messages if message.role == "user"]
    if not asked:
        raise BadRequest("'messages' has no message of the role 'user'; the last one is the question")
    if not isinstance(asked[-1].content, str):
        other = next((part.type for part in asked[-1].content or () if part.text is None), None)
        if other:
            raise BadRequest(f"a part of the type {other[:40]!r} cannot be read; send text")
    return [*filter(_is_question, map(_text, asked[:-1])), fields.checked_question(_text(asked[-1]), name="messages")]


def _text(message: shapes.Message) -> str:
    if isinstance(message.content, str):
        return message.content
    return "\n".join(part.text for part in message.content or () if part.text is not None)


def _is_question(text: str) -> bool:
    return bool(text.strip()) and len(text) <= MAX_QUESTION and fields.is_keepable(text)


def _completion(response: Reply, questions: Sequence[str]) -> dict[str, Any]:
    said = content(response.answer)
    message = {"role": "assistant", "content": said, "refusal": None}
    return {
        **_head(response, "chat.completion"),
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": _usage(questions, said),
        "quoth": _own(response),
    }


def _chunks(response: Reply, questions: Sequence[str], *, usage: bool) -> Iterator[str]:
    """Yield the events of a streamed reply, a paragraph a chunk."""
    head, said = _head(response, "chat.completion.chunk"), content(response.answer)
    none = {"usage": None} if usage else {}

    def chunk(delta: dict[str, Any], **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": more.pop("finish_reason", None)}
        return json.dumps({**head, "choices": [choice], **none, **more})

    yield chunk({"role": "assistant", "content": ""})
    for part in said.split("\n\n")[:-1]:
        yield chunk({"content": f"{part}\n\n"})
    yield chunk({"content": said.split("\n\n")[-1]})
    yield chunk({}, finish_reason="stop", quoth=_own(response))
    if usage:
        yield json.dumps({**head, "choices": [], "usage": _usage(questions, said)})
    yield "[DONE]"


def _head(response: Reply, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
        "system_fingerprint": response.index,
    }


def _own(response: Reply) -> dict[str, Any]:
    return {**answer_payload(response.answer), "query": response.query, "index": response.index}


def _usage(questions: Sequence[str], said: str) -> dict[str, int]:
    """Count words, which are the nearest to tokens that there is here."""
    asked, answered = (sum(1 for text in texts for _ in tokens(text)) for texts in (questions, [said]))
    return {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered}


def content(answer: Answer) -> str:
    """Return a reply as text whose quotes are numbered, with the numbered sources below."""
    shown: Sequence[Citation | ShownPassage] = (*answer.citations, *answer.closest)
    parts, sources = [answer.lead], []
    for number, each in enumerate(shown, start=1):
        said = each.quote if isinstance(each, Citation) else each.text
        parts += [each.lead if isinstance(each, Citation) else "", f"“{in_lines(said).strip()}” [{number}]"]
        sources.append(f"[{number}] {_source(each)}")
    return "\n\n".join(part for part in [*parts, "\n".join(sources)] if part)


def _source(of: Citation | ShownPassage) -> str:
    heading = f", {' '.join(of.heading.split())}" if of.heading and of.heading != of.title else ""
    page = f", page {of.page}" if of.page else ""
    return f"{of.title}{heading}{page}"
