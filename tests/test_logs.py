"""The log: a line a record, whatever comes in; requests on demand; never what was asked."""

import json
import logging
import re
import sys

import pytest

from web.logs import JsonLine, Line, escaped


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.INFO, logger="quoth.access")
    return caplog


def record(message, *arguments, exc_info=None):
    return logging.LogRecord("quoth", logging.ERROR, "file.py", 1, message, arguments, exc_info)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 🦜", "plain é 🦜"), ("a\nb\r\n", r"a\nb\r\n"), ("\x1b[31mred", r"\x1b[31mred"),
        ("a\u2028b", r"a\u2028b"), ("\0", r"\x00"),
        ("\u202egnp.exe", r"\u202egnp.exe"), ("\ud800", r"\ud800"), (r"a\nb", r"a\\nb"),
    ],
)  # fmt: skip
def test_nothing_shapes_a_line_but_what_stands_in_it(text, shown):
    assert escaped(text) == shown
    assert Line().format(record("%s", text)).endswith(f" ERROR quoth: {shown}")


def test_a_forged_line_stays_within_its_own(client, log):
    client.get("/a%0A2026-01-01T00:00:00+00:00%20INFO%20quoth.access:%20admin%20signed%20in")
    line = Line().format(log.records[-1])
    assert line.count("\n") == 0
    assert r"/a\n2026" in line
    assert json.loads(JsonLine().format(log.records[-1]))["path"].startswith("/a\n2026")


def test_a_traceback_is_set_apart_from_records():
    try:
        raise ValueError("first\n2026-01-01 INFO quoth: forged")
    except ValueError:
        lines = Line().format(record("failed", exc_info=sys.exc_info())).splitlines()
    assert len(lines) > 3
    assert all(line.startswith("  | ") for line in lines[1:])


def test_a_request_is_told_by_its_path_status_time_and_id(client, log):
    response = client.get("/api/search?q=secret+words", headers={"X-Request-ID": "mine-1"})
    assert response.headers["X-Request-ID"] == "mine-1"
    told = json.loads(JsonLine().format(log.records[-1]))
    assert (told["method"], told["path"], told["status"], told["request_id"]) == ("GET", "/api/search", 200, "mine-1")
    assert told["ms"] > 0
    assert "secret" not in str(told)
    assert re.search(r"GET /api/search 200 [\d.]+ ms \[mine-1\]$", Line().format(log.records[-1]))


def test_what_was_asked_is_not_told(client, log):
    client.post("/api/ask", json={"question": "Who is Phil Goff?"})
    client.post("/ask", data={"question": "Who is Phil Goff?"})
    assert len(log.records) == 2
    assert not any("Goff" in JsonLine().format(each) for each in log.records)


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a\nb", "ü"])
def test_an_id_that_is_none_is_replaced(client, given):
    named = client.get("/api/health", environ_overrides={"HTTP_X_REQUEST_ID": given}).headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", named)


def test_a_problem_names_the_request_that_the_log_names(client, log):
    problem = client.get("/api/nothing").get_json(force=True)
    assert problem["request_id"] == json.loads(JsonLine().format(log.records[-1]))["request_id"]
