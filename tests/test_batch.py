"""Many questions in one request: a reply a line, in order, whatever the other lines hold."""

import json

import pytest

from web.batch import MOST_LINES
from web.replies import BatchLine, BatchRefusal, BatchTurn


def send(client, *lines, content_type="application/jsonl"):
    body = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return client.post("/api/ask/batch", data=body, content_type=content_type)


def replies(response):
    assert response.status_code == 200
    assert response.mimetype == "application/jsonl"
    return [json.loads(line) for line in response.text.splitlines()]


def told(turn):
    return {key: value for key, value in turn.items() if key not in ("line", "turn_id", "conversation_id", "took_ms")}


def test_every_line_is_answered_as_it_would_be_alone_and_in_order(client):
    questions = ["Who is Phil Goff?", "What does ISAF stand for?", "How do I bake bread?", "Hello"]
    answered = replies(send(client, *({"question": question} for question in questions)))
    alone = [client.post("/api/ask", json={"question": question}).get_json() for question in questions]
    assert [told(each) for each in answered] == [told(each) for each in alone]
    assert [each["line"] for each in answered] == [1, 2, 3, 4]


def test_a_line_is_a_turn_or_a_refusal_as_the_description_says(client):
    asked = replies(send(client, {"question": "Who is Phil Goff?"}, {}, {"question": " "}))
    kinds = [type(BatchLine.model_validate(each).root) for each in asked]
    assert kinds == [BatchTurn, BatchRefusal, BatchRefusal]


def test_a_line_is_explained_where_it_asks_for_it(client):
    asked = {"question": "Who is Phil Goff?"}
    plain, explained = replies(send(client, asked, {**asked, "explain": True}))
    assert "explanation" not in plain
    alone = client.post("/api/ask", json={**asked, "explain": True}).get_json()
    assert explained["explanation"] == alone["explanation"]


def test_the_lines_of_a_conversation_follow_each_other(client):
    begun = client.post("/api/ask", json={"question": "Who is Phil Goff?"}).get_json()["conversation_id"]
    lines = [{"question": question, "conversation_id": begun} for question in ("Whom did he meet?", "When?")]
    answered = replies(send(client, *lines))
    assert "Lord Robertson" in answered[0]["answer"]
    assert answered[1]["query"] != "When?"


def test_what_is_refused_says_so_and_keeps_no_other_from_being_answered(client):
    lines = ["{", "[]", {"question": 1}, {"question": " "}, {"question": "x" * 4001}, {"question": "a\0"}, "", {}]
    answered = replies(send(client, *lines, {"question": "Who is Phil Goff?"}))
    assert [each["line"] for each in answered] == [1, 2, 3, 4, 5, 6, 8, 9]
    assert [each["error"]["status"] for each in answered[:-1]] == [400, 400, 400, 422, 413, 422, 400]
    assert all(each["error"]["detail"] for each in answered[:-1])
    assert answered[-1]["kind"] == "answer"


def test_somebody_else_s_conversation_is_unknown_in_a_batch_too(client):
    answered = replies(send(client, {"question": "Who?", "conversation_id": "nobody"}))
    assert answered[0]["error"]["status"] == 404


@pytest.mark.parametrize("kind", ["application/x-ndjson", "application/jsonl; charset=utf-8"])
def test_the_usual_names_of_the_type_are_taken(client, kind):
    assert len(replies(send(client, {"question": "Hello"}, content_type=kind))) == 1


@pytest.mark.parametrize(
    ("lines", "kind", "status"),
    [
        (['{"question": "Hello"}'], "application/json", 415),
        (["", " "], "application/jsonl", 400),
        (['{"question": "Hello"}'] * (MOST_LINES + 1), "application/jsonl", 413),
        (["x" * (1024 * 1024 + 1)], "application/jsonl", 413),
    ],
)
def test_a_batch_out_of_bounds_is_refused_as_a_whole(client, lines, kind, status):
    response = send(client, *lines, content_type=kind)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


def test_a_fault_in_one_line_is_told_without_its_details(client, monkeypatch, caplog):
    chatbot = client.application.extensions["quoth"]
    monkeypatch.setattr(chatbot, "library", None)
    answered = replies(send(client, {"question": "Who is Phil Goff?"}))
    assert answered[0]["error"]["status"] == 500
    assert "NoneType" not in str(answered)
    assert "NoneType" in caplog.text
