"""Many questions in one request: JSON Lines in, a reply a line out, in the same order, as they are answered."""

from typing import Any

from flask import Blueprint, Response, json, request, stream_with_context
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from web import asking, errors, given, replies
from web.operations import JSON_LINES, bounded, checked, json_object, operation, received

blueprint = Blueprint("batch", __name__, url_prefix="/api")

MOST_LINES = 250
MAX_BODY = 1024 * 1024
_TYPES = (JSON_LINES, "application/x-ndjson", "application/ndjson", "application/json-lines", "application/x-jsonlines")


@blueprint.post("/ask/batch")
@bounded(MAX_BODY)
@operation(
    "ask", body=given.Ask, body_type=JSON_LINES, parse=False, reply=replies.BatchLine, reply_type=JSON_LINES,
    refuses=(415,),
)  # fmt: skip
def ask_all() -> Response:
    """Answer up to 250 questions, each a line as `POST /api/ask` takes it; the replies come in the same order.

    Each reply names its `line`; what is refused says so in `error` and keeps no other from being answered.
    """
    if request.mimetype not in _TYPES:
        raise UnsupportedMediaType(f"send one JSON object a line with 'Content-Type: {JSON_LINES}'")
    lines = [(number, line) for number, line in enumerate(received().split(b"\n"), start=1) if line.strip()]
    if not lines:
        raise BadRequest('the body has no line; send one JSON object a line: {"question": "…"}')
    if len(lines) > MOST_LINES:
        raise RequestEntityTooLarge(f"there are {len(lines):,} lines; send at most {MOST_LINES} in one request")
    answered = (json.dumps(_answered(number, line)) + "\n" for number, line in lines)
    return Response(stream_with_context(answered), mimetype=JSON_LINES)


def _answered(number: int, line: bytes) -> dict[str, Any]:
    """Return the reply to one line, or why there is none."""
    try:
        body = checked(given.Ask, json_object(line))
        among = asking.among(body)
        turn = asking.ask(body.question, body.conversation_id, among=among)
        return {"line": number, **asking.told(turn, explain=body.explain, among=among)}
    except Exception as error:
        return {"line": number, "error": errors.problem(*errors.told(error))}
