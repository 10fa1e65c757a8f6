"""Every route × everyone but the owner: nothing of a conversation is shown to them, and nothing of it changed."""

import json

import pytest

from bot import Settings
from web import create_app

SECRET = "Zanzibar"
"""Stands in the owner's question, title and judgement, and nowhere else."""
MODES = {"here": {}, "public": {"host": "0.0.0.0", "public": True}, "key": {"host": "0.0.0.0"}}
OTHERS = ("other browser", "no cookie", "revoked key", "other key")
SENT_ONCE = {"Idempotency-Key": "owner-1"}


@pytest.fixture(scope="module", params=MODES)
def app(request, chatbot, tmp_path_factory):
    return create_app(Settings.load(data=tmp_path_factory.mktemp(request.param), **MODES[request.param]), chatbot)


@pytest.fixture
def owner(app):
    """A browser with conversations of its own: by its key where one is needed, else by its cookie."""
    browser = app.test_client()
    if app.extensions["quoth_access"] == "key":
        browser.post("/sign-in", data={"key": key(app, "owner")})
    return browser


@pytest.fixture(params=OTHERS)
def other(request, app):
    """Somebody else."""
    client = app.test_client()
    if request.param == "other browser" and app.extensions["quoth_access"] != "key":
        client.post("/ask", data={"question": "Hello"})
    elif request.param != "no cookie":
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key(app, request.param)}"
        if request.param == "revoked key":
            app.extensions["quoth_keys"].revoke("revoked-key")
    return client


def key(app, name):
    keys, name = app.extensions["quoth_keys"], name.replace(" ", "-")
    if name in {each.name for each in keys.known()}:
        keys.revoke(name)
    return keys.add(name)


def begun(browser):
    """Begin a conversation and judge its reply; return the ids of both."""
    sent = browser.post("/ask", data={"question": f"Who is Phil Goff of {SECRET}?"})
    asked = browser.post("/api/ask", json={"question": f"Who is Phil Goff of {SECRET}?"}, headers=SENT_ONCE)
    conversation = sent.headers["Location"].split("/")[-1].split("#")[0].split("?")[0]
    turn = sent.headers["Location"].split("#turn-")[1]
    browser.post(f"/turns/{turn}/feedback", data={"good": "no", "reason": "wrong", "expected": SECRET})
    assert asked.status_code == 200
    return conversation, turn


def requests(app, conversation, turn):
    """Yield every method of every route, with what a request to it needs, aimed at a conversation and a turn of it."""
    document = app.extensions["quoth"].library.documents()[0].document_id
    values = {"conversation_id": conversation, "turn_id": turn, "document_id": document, "kind": "json"}
    fields = {
        "question": "Whom did he meet?", "conversation_id": conversation, "turn_id": turn, "title": "Taken",
        "model": "quoth", "messages": [{"role": "user", "content": "Who?"}], "good": True, "tags": "taken",
    }  # fmt: skip
    form = {**fields, "messages": "", "instead_of": turn, "good": "yes", "language": "en", "key": "no"}
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if rule.endpoint == "static":
            continue
        address = app.url_map.bind("localhost").build(
            rule.endpoint, {name: values.get(name, "quoth") for name in rule.arguments}
        )
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            body = {"data": form}
            if rule.endpoint == "batch.ask_all":
                body = {"data": json.dumps(fields), "content_type": "application/jsonl"}
            elif rule.rule.startswith(("/api/", "/v1/")) and rule.endpoint != "documents_api.add":
                body = {"json": fields}
            sent = body if method != "GET" else {}
            yield rule, {"path": address, "method": method, "query_string": {"q": "Goff", "at": conversation}, **sent}


def names_a_conversation(rule, request):
    """Whether a request cannot but fail where the conversation that it names is unknown."""
    in_body = rule.endpoint in ("api.ask", "page.ask", "kept_api.judge")
    return bool({"conversation_id", "turn_id"} & rule.arguments) or (in_body and request["method"] == "POST")


def test_nobody_else_sees_or_changes_anything_of_a_conversation(app, owner, other):
    conversation, turn = begun(owner)
    before = owner.get(f"/api/conversations/{conversation}").get_json()
    for rule, request in requests(app, conversation, turn):
        if rule.endpoint.startswith("documents") and request["method"] != "GET":
            continue  # it would remove what others ask; whose documents are whose is no question
        response = other.open(**request, headers=SENT_ONCE)
        told = f"{request['method']} {rule.rule}: {response.status}"
        assert response.status_code < 500, told
        assert SECRET not in response.text, told
        if names_a_conversation(rule, request):
            assert response.status_code in (401, 404), told
    assert owner.get(f"/api/conversations/{conversation}").get_json() == before
    assert SECRET in json.dumps(before)


def test_the_owner_reaches_every_route_that_names_a_conversation(app, owner):
    numbers = [n for n, each in enumerate(requests(app, "", "")) if names_a_conversation(*each)]
    for number in numbers:
        rule, request = list(requests(app, *begun(owner)))[number]
        assert owner.open(**request).status_code < 400, f"{request['method']} {rule.rule}"
    assert len(numbers) > 10
