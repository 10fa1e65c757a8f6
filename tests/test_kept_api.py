"""What was kept, for programs: one's own conversations and judgements, and nobody else's."""

import json

import pytest
from flask import url_for

from bot import Settings, create_chatbot
from web import create_app
from web.keys import Keys

WHO = "Who is Phil Goff?"


@pytest.fixture
def data(tmp_path):
    return tmp_path


@pytest.fixture
def app(data):
    settings = Settings.load(data=data, host="0.0.0.0", public=True)
    chatbot = create_chatbot(settings)
    yield create_app(settings, chatbot)
    chatbot.close()


@pytest.fixture
def mine(app, data):
    """A client with a key."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {Keys(data / 'keys.db').add('mine')}"
    return client


@pytest.fixture
def strangers(app, data):
    """Clients to whom nothing of mine may show: another key's, another browser's, and one without anything."""
    other = app.test_client()
    other.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {Keys(data / 'keys.db').add('other')}"
    browser = app.test_client()
    browser.post("/ask", data={"question": "Hello"})
    return [other, browser, app.test_client(use_cookies=False)]


def ask(client, question=WHO, **more):
    return client.post("/api/ask", json={"question": question, **more}).get_json()


def test_conversations_are_listed_latest_first_a_part_at_a_time(mine):
    for question in (WHO, "Who is Helen Clark?", "What does ISAF stand for?"):
        ask(mine, question)
    whole = mine.get("/api/conversations").get_json()
    assert whole["total"] == 3
    assert [each["title"] for each in whole["conversations"]][::2] == ["What does ISAF stand for?", WHO]
    assert whole["conversations"][0]["turns"] == 1
    part = mine.get("/api/conversations?limit=1&offset=1")
    assert part.get_json()["conversations"] == whole["conversations"][1:2]
    assert part.headers["Link"] == (
        '</api/conversations?limit=1&offset=2>; rel="next", </api/conversations?limit=1&offset=0>; rel="prev"'
    )
    assert mine.get("/api/conversations?q=stand+isaf").get_json()["total"] == 1


def test_documents_are_linked_part_to_part_as_well(mine):
    assert "Link" not in mine.get("/api/documents").headers
    assert mine.get("/api/documents?offset=1").headers["Link"] == '</api/documents?offset=0>; rel="prev"'


@pytest.mark.parametrize("more", ["endpoint=x", "_method=DELETE", "_external=1", "_scheme=x", "_anchor=x", "other=x"])
def test_a_link_holds_what_the_list_knows_and_nothing_else_that_was_sent(mine, more):
    for question in (WHO, "Who was Phil Goff?"):
        ask(mine, question)
    part = mine.get(f"/api/conversations?{more}&q=phil+goff&limit=1")
    assert part.headers["Link"] == '</api/conversations?limit=1&offset=1&q=phil+goff>; rel="next"'
    assert part.get_json()["total"] == 2


def test_a_conversation_has_its_turns_with_what_was_thought_of_them(mine):
    first = ask(mine)
    ask(mine, "When?", conversation_id=first["conversation_id"])
    said = {"turn_id": first["turn_id"], "good": False, "reason": "too short", "expected": "the Foreign Minister"}
    assert mine.post("/api/feedback", json=said).get_json() == {k: said[k] for k in ("good", "reason", "expected")}
    kept = mine.get(f"/api/conversations/{first['conversation_id']}").get_json()
    assert [turn["question"] for turn in kept["turns"]] == [WHO, "When?"]
    assert kept["turns"][0]["feedback"]["reason"] == "too short"
    assert kept["turns"][1]["feedback"] is None
    assert {key: kept["turns"][0][key] for key in first} == first


def test_judgements_are_given_as_a_question_set_and_taken_back(mine):
    first = ask(mine)
    mine.post("/api/feedback", json={"turn_id": first["turn_id"], "good": True})
    given = mine.get("/api/feedback")
    assert given.mimetype == "application/jsonl"
    entry = json.loads(given.text)
    assert (entry["question"], entry["id"]) == (first["query"], first["turn_id"])
    assert entry["answers"]
    assert mine.delete(f"/api/feedback/{first['turn_id']}").status_code == 204
    assert mine.get("/api/feedback").text == ""


def test_a_conversation_is_renamed(mine):
    conversation = ask(mine)["conversation_id"]
    renamed = mine.patch(f"/api/conversations/{conversation}", json={"title": " The  minister "}).get_json()
    assert renamed["title"] == "The minister"
    assert mine.get("/api/conversations").get_json()["conversations"][0]["title"] == "The minister"


@pytest.mark.parametrize(
    ("title", "status"), [("", 422), (" ", 422), ("x" * 201, 422), ("a\0", 422), ("\ud800", 422), (1, 400), (None, 400)]
)
def test_a_title_that_cannot_be_is_refused(mine, title, status):
    conversation = ask(mine)["conversation_id"]
    assert mine.patch(f"/api/conversations/{conversation}", json={"title": title}).status_code == status


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"good": "yes"}, 400), ({"good": None}, 400), ({"reason": 1}, 400), ({"reason": "x" * 1001}, 422),
        ({"expected": "a\0"}, 422), ({"turn_id": "nothing"}, 404), ({"turn_id": "\ud800"}, 404),
    ],
)  # fmt: skip
def test_a_judgement_that_cannot_be_is_refused(mine, change, status):
    said = {"turn_id": ask(mine)["turn_id"], "good": True, **change}
    assert mine.post("/api/feedback", json=said).status_code == status
    assert mine.get("/api/feedback").text == ""


def test_what_is_deleted_is_gone(mine):
    kept, gone = ask(mine)["conversation_id"], ask(mine)["conversation_id"]
    assert mine.delete(f"/api/conversations/{gone}").status_code == 204
    for method in (mine.get, mine.delete):
        assert method(f"/api/conversations/{gone}").status_code == 404
    assert mine.get(f"/api/conversations/{kept}").status_code == 200
    assert mine.delete("/api/conversations").get_json() == {"deleted": 1}
    assert mine.get("/api/conversations").get_json() == {"conversations": [], "total": 0}


def test_nothing_of_mine_shows_to_anybody_else(mine, strangers):
    first = ask(mine)
    conversation, turn = first["conversation_id"], first["turn_id"]
    mine.post("/api/feedback", json={"turn_id": turn, "good": True})
    for stranger in strangers:
        refused = [
            stranger.get(f"/api/conversations/{conversation}"),
            stranger.patch(f"/api/conversations/{conversation}", json={"title": "x"}),
            stranger.delete(f"/api/conversations/{conversation}"),
            stranger.post("/api/ask", json={"question": "When?", "conversation_id": conversation}),
            stranger.post("/api/feedback", json={"turn_id": turn, "good": False}),
            stranger.delete(f"/api/feedback/{turn}"),
        ]
        assert [response.status_code for response in refused] == [404] * len(refused)
        assert not any("Goff" in response.text for response in refused)
        assert conversation not in stranger.get("/api/conversations").text
        assert turn not in stranger.get("/api/feedback").text
        stranger.delete("/api/conversations")
    kept = mine.get(f"/api/conversations/{conversation}").get_json()
    assert (kept["title"], len(kept["turns"]), kept["turns"][0]["feedback"]["good"]) == (WHO, 1, True)


def test_a_revoked_key_reaches_nothing_of_its_own(mine, data):
    conversation = ask(mine)["conversation_id"]
    Keys(data / "keys.db").revoke("mine")
    for path in ("/api/conversations", f"/api/conversations/{conversation}", "/api/feedback"):
        assert mine.get(path).status_code == 401


def test_a_conversation_without_an_owner_is_open_to_whoever_knows_its_id(app, strangers):
    conversation = ask(app.test_client(use_cookies=False))["conversation_id"]
    for stranger in strangers:
        assert stranger.get(f"/api/conversations/{conversation}").status_code == 200
        assert conversation not in stranger.get("/api/conversations").text


def test_no_route_gives_anything_of_mine_to_anybody_else(app, mine, strangers, data):
    """Every route that names a conversation or a turn, by every method that it has, for everybody but me."""
    first = ask(mine)
    ids = {"conversation_id": first["conversation_id"], "turn_id": first["turn_id"], "kind": "md"}
    revoked = app.test_client()
    revoked.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {Keys(data / 'keys.db').add('old')}"
    Keys(data / "keys.db").revoke("old")
    tried = 0
    for rule in app.url_map.iter_rules():
        if not rule.arguments & {"conversation_id", "turn_id"}:
            continue
        with app.test_request_context():
            path = url_for(rule.endpoint, **{name: ids[name] for name in rule.arguments})
        for stranger in [*strangers, revoked]:
            for method in sorted(rule.methods - {"OPTIONS"}):
                sent = {"json": {"title": "x"}} if path.startswith("/api") else {"data": {"title": "x", "good": "no"}}
                response = stranger.open(path, method=method, **({} if method in ("GET", "HEAD") else sent))
                assert response.status_code == (401 if stranger is revoked else 404), (method, path)
                assert "Goff" not in response.text
                tried += 1
    assert tried >= 40
    kept = mine.get(f"/api/conversations/{first['conversation_id']}").get_json()
    assert (kept["title"], len(kept["turns"]), kept["turns"][0]["feedback"]) == (WHO, 1, None)
