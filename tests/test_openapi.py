"""The API keeps what its OpenAPI document promises; the document says all of it, for programs and on a page."""

import os
import re
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings

from bot import Settings, create_chatbot
from knowledge import Document, FieldName
from web import create_app
from web.replies import Hits, Turn

CASES = int(os.environ.get("QUOTH_CASES", "6"))
"""Requests of each kind to each operation; tests/benchmarks/campaign.py sends thousands to a server."""


@pytest.fixture(scope="module")
def document(app):
    return app.test_client().get("/api/openapi.json").get_json()


def test_the_document_is_openapi_3_1_and_names_every_route(app, document):
    assert document["openapi"] == "3.1.0"
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    served = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(("/api/", "/v1/"))
    }
    assert described == served - {("GET", "/api/openapi.json"), ("GET", "/api/docs")}


def test_the_bounds_of_a_question_are_said(document):
    question = document["components"]["schemas"]["Ask"]["properties"]["question"]
    assert (question["type"], question["minLength"], question["maxLength"]) == ("string", 1, 4000)
    assert re.search(question["pattern"], "a\nb")
    assert not re.search(question["pattern"], " \n")
    # What is blank to Python is named, since to Rust and JavaScript it is no white space.
    assert not re.search(question["pattern"].replace(r"\s", " "), "\x1c\x1d\x1e\x1f\x85")
    assert not re.search(question["pattern"], "a\0")


def test_what_is_searched_for_is_said_to_hold_no_nul(document):
    for path in ("/api/search", "/api/conversations"):
        words = next(each for each in document["paths"][path]["get"]["parameters"] if each["name"] == "q")
        assert re.search(words["schema"]["pattern"], "a b")
        assert not re.search(words["schema"]["pattern"], "a\0b")


def test_a_hit_is_explained_as_the_document_says_wherever_its_words_stand(tmp_path):
    named = Document("zoo", "Animals", "They are big, says CVE-2024-0450.", "walrus.txt")
    chatbot = create_chatbot(Settings.load(data=tmp_path), [named])
    client = create_app(chatbot=chatbot).test_client()
    query = {"q": "walrus animals big CVE-2024-0450", "explain": "true"}
    (hit,) = Hits.model_validate(client.get("/api/search", query_string=query).get_json()).hits
    assert {each.field for each in hit.words} == {"text", "identifier", "title", "name"}
    asked = client.post("/api/ask", json={"question": "Are walrus animals big?", "explain": True}).get_json()
    (reasons,) = Turn.model_validate(asked).explanation.hits
    assert {each.field for each in reasons.words} == {"text", "title", "name"}
    chatbot.close()


def test_the_places_that_a_word_may_stand_in_are_said(document):
    share = document["components"]["schemas"]["WordShare"]
    assert set(share["properties"]["field"]["enum"]) == set(get_args(FieldName))
    assert all(f"`{name}`" in share["description"] for name in get_args(FieldName))


def test_every_operation_says_what_it_does_and_how_it_refuses(document):
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["summary"].endswith(".")
            assert {"400", "401", "429", "500", "503"} <= operation["responses"].keys()
            assert len(operation["tags"]) == 1


def test_what_a_reply_gives_is_linked_to_the_routes_that_take_it(document):
    links = document["paths"]["/api/ask"]["post"]["responses"]["200"]["links"]
    assert links["kept_api_conversation"]["parameters"] == {"conversation_id": "$response.body#/conversation_id"}
    assert links["kept_api_take_back"]["parameters"] == {"turn_id": "$response.body#/turn_id"}
    known = {each["operationId"] for methods in document["paths"].values() for each in methods.values()}
    assert links.keys() <= known


def test_an_event_of_a_stream_is_a_chunk_or_the_end(document):
    content = document["paths"]["/v1/chat/completions"]["post"]["responses"]["200"]["content"]
    end, chunk = content["text/event-stream"]["schema"]["properties"]["data"]["anyOf"]
    assert end == {"const": "[DONE]"}
    assert chunk["contentSchema"] == {"$ref": "#/components/schemas/Chunk"}


def test_the_page_names_every_operation(app, document):
    page = app.test_client().get("/api/docs")
    assert page.mimetype == "text/html"
    assert "<script>" not in page.text
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert f'<h3 id="{operation["operationId"]}"><code>{method.upper()} {path}</code></h3>' in page.text
    for name in document["components"]["schemas"]:
        assert f'<h3 id="{name}">' in page.text
    assert "<p>Answer <code>question</code>, as the next turn of <code>conversation_id</code> or" in page.text
    assert "`" not in page.text


def test_behind_a_prefix_the_document_says_where_it_is_served(app):
    served = app.test_client().get("/api/openapi.json", base_url="http://localhost/quoth/").get_json()
    assert served["servers"] == [{"url": "/quoth"}]


@pytest.mark.parametrize("name", ["positive", "negative"])
def test_whatever_is_sent_is_answered_as_the_document_says(app, name):
    # Slow to load: not in every process that only collects these tests.
    schemathesis = pytest.importorskip("schemathesis", reason="the test extra is not installed")
    mode = schemathesis.GenerationMode(name)
    # 413 is how a text that is too long is refused; schemathesis does not expect it by itself.
    refused = ["400", "401", "403", "404", "405", "409", "413", "415", "422", "429"]
    # That the last message of a user must ask something is nothing that a schema can say.
    completing = {
        "include-operation-id": "completions_complete",
        "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404", "413", "422"]}},
    }
    config = schemathesis.Config.from_dict({
        "checks": {"negative_data_rejection": {"expected-statuses": refused}},
        "operations": [completing],
    })  # fmt: skip
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=config)
    asked = 0
    for operation in (each.ok() for each in schema.get_all_operations()):
        if operation.path == "/api/ask/batch" or (operation.path, operation.method) == ("/api/documents", "post"):
            continue  # JSON Lines and files with text in them, which schemathesis cannot make
        takes = [*operation.definition.raw.get("parameters", []), operation.definition.raw.get("requestBody")]
        if mode.is_negative and not any(each and each.get("in") != "path" for each in takes):
            continue  # nothing that could be wrong

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=CASES, suppress_health_check=list(HealthCheck))
        def holds(case):
            nonlocal asked
            case.call_and_validate()
            asked += 1

        holds()
    assert asked > CASES
