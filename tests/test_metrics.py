"""What Prometheus reads: every request is counted, no text of anybody's is told, and not to everybody."""

import pytest

from bot import Settings, create_chatbot
from web import create_app
from web.keys import Keys


@pytest.fixture
def make(tmp_path):
    made = []

    def client(**settings):
        given = Settings.load(data=tmp_path, **settings)
        made.append(create_chatbot(given))
        return create_app(given, made[-1]).test_client()

    yield client
    for chatbot in made:
        chatbot.close()


def figures(client, **options):
    response = client.get("/metrics", **options)
    assert response.status_code == 200
    lines = [line.rsplit(" ", 1) for line in response.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


def test_requests_and_kinds_of_reply_are_counted(make):
    client = make()
    for question in ("Who is Phil Goff?", "How do I bake bread?", "Hello"):
        client.post("/api/ask", json={"question": question})
    client.post("/api/ask", json={"question": " "})
    messages = [{"role": "user", "content": "Hello"}]
    client.post("/v1/chat/completions", json={"model": "quoth", "messages": messages})
    client.get("/nothing")
    client.open("/", method="BREW")
    told = figures(client)
    assert told['quoth_requests_total{method="POST",route="api.ask",status="200"}'] == 3
    assert told['quoth_requests_total{method="POST",route="api.ask",status="422"}'] == 1
    assert told['quoth_requests_total{method="GET",route="unknown",status="404"}'] == 1
    assert told['quoth_requests_total{method="other",route="unknown",status="405"}'] == 1
    assert told['quoth_request_seconds_count{route="api.ask"}'] == 4
    assert told['quoth_replies_total{kind="answer"}'] == 1
    assert told['quoth_replies_total{kind="smalltalk"}'] == 2
    assert told["quoth_documents"] == 1


def test_neither_questions_nor_ids_are_told(make):
    client = make()
    reply = client.post("/api/ask", json={"question": "Who is Phil Goff?"}).get_json()
    client.get(f"/api/conversations/{reply['conversation_id']}")
    text = client.get("/metrics").text
    assert "Goff" not in text
    assert reply["conversation_id"] not in text


def test_openmetrics_are_given_to_whoever_asks_for_them(make):
    response = make().get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert response.mimetype == "application/openmetrics-text"
    assert response.text.endswith("# EOF\n")


@pytest.mark.parametrize("public", [True, False])
def test_where_others_come_from_the_figures_take_a_key(make, tmp_path, public):
    client, key = make(host="0.0.0.0", public=public), Keys(tmp_path / "keys.db").add("prometheus")
    assert client.get("/metrics").status_code == 401
    assert figures(client, headers={"Authorization": f"Bearer {key}"})["quoth_documents"] == 1
