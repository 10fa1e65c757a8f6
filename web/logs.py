"""The server's log: one line a record whatever it holds, for people or as JSON; requests where wished. No questions."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from time import perf_counter

from flask import Flask, Response, g, request

from web.tracing import request_id

_ACCESS = logging.getLogger("quoth.access")
# Controls, line ends of any kind, and what turns the direction of text: none of it may shape a line of the log.
_SHAPING = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\\\\]")


def escaped(text: str) -> str:
    """Return a text on one line, in which nothing is hidden."""
    return _SHAPING.sub(lambda found: repr(found[0])[1:-1] if found[0] != "\\" else "\\\\", text)


class Line(logging.Formatter):
    """A record as a line for people; a traceback follows in lines of its own, which begin with a bar."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = f"{when} {record.levelname} {record.name}: {escaped(record.getMessage())}"
        if record.exc_info:
            line += "".join(f"\n  | {escaped(each)}" for each in self.formatException(record.exc_info).splitlines())
        return line


class JsonLine(logging.Formatter):
    """A record as a JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object, on one line."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told)


def configure(kind: str) -> None:
    """Write the log to standard error: `errors` alone, or every request too, as `text` or as `json`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine() if kind == "json" else Line())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    _ACCESS.setLevel(logging.WARNING if kind == "errors" else logging.INFO)


def log_requests(app: Flask) -> None:
    """Write a line for every request: never what was asked, nor what follows the question mark of an address."""
    app.after_request(_written)


def _written(response: Response) -> Response:
    if _ACCESS.isEnabledFor(logging.INFO):
        fields = {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "ms": round((perf_counter() - g.begun) * 1000, 1) if "begun" in g else None,
            "address": request.remote_addr,
            "request_id": request_id(),
        }
        line = "{address} {method} {path} {status} {ms} ms [{request_id}]".format(**fields)
        _ACCESS.info("%s", line, extra={"fields": fields})
    return response
