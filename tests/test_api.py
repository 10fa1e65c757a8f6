"""The JSON endpoint: its fields, its bounds, its refusals."""

import json
from io import BytesIO

import pytest

from bot import MAX_QUESTION, Settings, create_chatbot
from knowledge import Document, bundled_document
from web import create_app


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """A client of a library of three documents."""
    names = ("cap", "ant", "bee")
    documents = [Document(f"id-{name}", name, f"The {name} is green.", f"{name}.txt") for name in names]
    chatbot = create_chatbot(Settings.load(data=tmp_path_factory.mktemp("three")), documents)
    yield create_app(chatbot=chatbot).test_client()
    chatbot.close()


def ask(client, question, **more):
    return client.post("/api/ask", json={"question": question, **more})


def assert_problem(response, status):
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = response.get_json(force=True)
    assert problem["status"] == status
    assert problem.keys() >= {"type", "title", "status", "detail"}
    assert problem["detail"]
    return problem["detail"]


def test_an_answer_has_every_field_of_the_contract(client):
    reply = ask(client, "Who is Phil Goff?").get_json()
    assert reply.keys() >= {
        "kind", "answer", "short", "confidence", "citations", "passages",
        "question", "query", "conversation_id", "turn_id", "index", "took_ms",
    }  # fmt: skip
    assert reply["kind"] == "answer"
    assert reply["question"] == "Who is Phil Goff?"
    assert reply["citations"][0].keys() >= {"document_id", "title", "source", "start", "end", "quote"}


def test_a_quote_stands_in_the_document_at_its_offsets(client):
    citation = ask(client, "Who is Phil Goff?").get_json()["citations"][0]
    text = client.get(f"/api/documents/{citation['document_id']}").get_json()["text"]
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_follow_up_stays_in_its_conversation(client):
    first = ask(client, "Who is Phil Goff?").get_json()
    second = ask(client, "Whom did he meet?", conversation_id=first["conversation_id"]).get_json()
    assert second["conversation_id"] == first["conversation_id"]
    assert second["turn_id"] != first["turn_id"]
    assert "Lord Robertson" in second["answer"]


def test_a_null_conversation_id_begins_a_new_conversation(client):
    assert ask(client, "Who is Phil Goff?", conversation_id=None).status_code == 200


def test_text_of_any_language_is_answered(client):
    assert ask(client, "Кто такой Фил Гофф? 🦜 ¿Quién?").status_code == 200


@pytest.mark.parametrize("body", ["{", "", "nul", '{"question": "x"', b"\xff\xfe\0", "[" * 60_000, "9" * 5000])
def test_malformed_json_is_400(client, body):
    assert_problem(client.post("/api/ask", data=body, content_type="application/json"), 400)


@pytest.mark.parametrize("body", ["null", "1", '"question"', "[]", '["question"]', "{}", '{"query": "Who?"}'])
def test_a_body_without_a_question_is_400(client, body):
    assert_problem(client.post("/api/ask", data=body, content_type="application/json"), 400)


@pytest.mark.parametrize("value", [None, 1, 1.5, True, ["Who?"], {"a": "b"}])
def test_a_question_of_another_type_is_400(client, value):
    assert "string" in assert_problem(ask(client, value), 400)


@pytest.mark.parametrize(("value", "name"), [(None, "null"), (1, "number"), (True, "boolean"), (["Who?"], "array")])
def test_a_type_is_called_as_json_calls_it(client, value, name):
    assert assert_problem(ask(client, value), 400) == f"'question' must be a string, not {name}"


@pytest.mark.parametrize("value", [1, False, ["x"], {}])
def test_a_conversation_id_of_another_type_is_400(client, value):
    assert_problem(ask(client, "Who?", conversation_id=value), 400)


@pytest.mark.parametrize("value", ["nobody", "", "a\0b", "\ud800", "../etc", "x" * 5000])
def test_an_unknown_conversation_is_404(client, value):
    assert_problem(ask(client, "Who?", conversation_id=value), 404)


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None]
)
def test_another_content_type_is_415(client, content_type):
    assert_problem(client.post("/api/ask", data='{"question": "Who?"}', content_type=content_type), 415)


@pytest.mark.parametrize("question", ["", " ", "\n\t "])
def test_an_empty_question_is_422(client, question):
    assert_problem(ask(client, question), 422)


@pytest.mark.parametrize("question", ["a\0b", "\ud800", "Who \udfff?"])
def test_characters_that_are_no_text_are_422(client, question):
    assert_problem(ask(client, question), 422)


def test_the_longest_question_is_answered_and_one_character_more_is_413(client):
    assert ask(client, "🦜" * MAX_QUESTION).status_code == 200
    assert_problem(ask(client, "x" * (MAX_QUESTION + 1)), 413)


def test_a_body_over_64_kilobytes_whose_length_is_not_told_is_not_taken_for_its_beginning(client):
    body = json.dumps({"question": "Who is Phil Goff?"}) + " " * 65_536
    sent = {"input_stream": BytesIO(body.encode()), "content_type": "application/json"}
    chunked = {"environ_overrides": {"wsgi.input_terminated": True}}
    assert "65,536" in assert_problem(client.post("/api/ask", **sent, **chunked), 413)


@pytest.mark.parametrize(("question", "said"), [(None, "null"), (1, "number"), (True, "boolean"), ([], "array")])
def test_what_is_no_string_is_told_by_its_name_in_json(client, question, said):
    assert assert_problem(ask(client, question), 400) == f"'question' must be a string, not {said}"


def test_a_body_over_64_kilobytes_is_413(client):
    assert "65,536" in assert_problem(ask(client, "Who?", padding="x" * 65_536), 413)


@pytest.mark.parametrize(
    "refused",
    [{"question": " "}, {"question": "x" * 4001}, {"question": "a\0"}, {"question": 1}, {"q": "Who?"}],
)
def test_nothing_is_stored_for_a_refused_request(client, refused):
    conversation_id = ask(client, "Who is Phil Goff?").get_json()["conversation_id"]
    assert client.post("/api/ask", json={**refused, "conversation_id": conversation_id}).status_code >= 400
    assert client.get(f"/conversations/{conversation_id}").text.count("<article") == 1


def test_search_lists_passages_best_first(client):
    hits = client.get("/api/search?q=Phil+Goff&k=3").get_json()["hits"]
    assert 1 <= len(hits) <= 3
    assert "Phil Goff" in hits[0]["text"]
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    keys = {"passage_id", "document_id", "title", "source", "start", "end", "text", "score"}
    assert all(hit.keys() >= keys for hit in hits)
    text = bundled_document().text
    assert all(text[hit["start"] : hit["end"]] == hit["text"] for hit in hits)


def test_search_finds_nothing_for_unknown_words(client):
    assert client.get("/api/search?q=xylophone").get_json()["hits"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400), ("q=", 422), ("q=+", 422), ("q=a%00", 422), ("q=" + "x" * 4001, 413), ("q=x&k=0", 400),
        ("q=x&k=101", 400), ("q=x&k=-1", 400), ("q=x&k=1.5", 400), ("q=x&k=ten", 400), ("q=x&k=%C2%B2", 400),
    ],
)  # fmt: skip
def test_a_search_out_of_bounds_is_refused(client, query, status):
    assert_problem(client.get(f"/api/search?{query}"), status)


def test_documents_are_listed_by_title_a_part_at_a_time(three):
    whole = three.get("/api/documents").get_json()
    assert whole["total"] == 3
    assert [each["title"] for each in whole["documents"]] == ["ant", "bee", "cap"]
    part = three.get("/api/documents?limit=1&offset=1").get_json()
    assert part == {"documents": whole["documents"][1:2], "total": 3, "failed": []}
    assert part["documents"][0] == {
        "document_id": "id-bee", "title": "bee", "source": "bee.txt", "passages": 1, "characters": 17,
        "status": "ready", "error": "", "tags": [],
    }  # fmt: skip
    assert three.get("/api/documents?offset=999999999&limit=10000").get_json()["documents"] == []


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=-1", "limit=10001", "limit=x", "limit=", "offset=-1", "offset=1e9", "limit=1" + "0" * 50],
)
def test_a_list_out_of_bounds_is_400_and_told_the_bounds(client, query):
    name, _, value = query.partition("=")
    bounds = {"limit": "1 to 10,000", "offset": "0 to 999,999,999"}[name]
    detail = assert_problem(client.get(f"/api/documents?{query}"), 400)
    assert detail == f"'{name}' must be a whole number from {bounds}, not '{value[:40]}'"


def test_one_document_has_what_the_list_says_and_its_text(three):
    listed = three.get("/api/documents").get_json()["documents"][0]
    assert three.get("/api/documents/id-ant").get_json() == {**listed, "text": "The ant is green.", "metadata": {}}


@pytest.mark.parametrize("document_id", ["nothing", "%00", "%F0%9F%A6%9C", "%ED%A0%80", "..", "x" * 3000])
def test_an_unknown_document_is_404(client, document_id):
    assert_problem(client.get(f"/api/documents/{document_id}"), 404)


def test_health_and_readiness_are_told(client):
    assert client.get("/api/health").status_code == 200
    ready = client.get("/api/ready").get_json()
    assert ready["documents"] == 1
    assert ready["reader"]


def test_an_empty_library_is_alive_but_not_ready(tmp_path):
    chatbot = create_chatbot(Settings.load(data=tmp_path), [])
    client = create_app(chatbot=chatbot).test_client()
    assert client.get("/api/health").status_code == 200
    assert "quoth index" in assert_problem(client.get("/api/ready"), 503)
    chatbot.close()


def test_an_answer_says_which_index_it_came_from(client):
    index = client.get("/api/ready").get_json()["index"]
    assert ask(client, "Who is Phil Goff?").get_json()["index"] == index


def test_a_reply_is_explained_on_request_only(client):
    plain = ask(client, "Who is Phil Goff?").get_json()
    told = ask(client, "Who is Phil Goff?", explain=True).get_json()
    assert "explanation" not in plain
    assert told["explanation"]["confidence"]["value"] == pytest.approx(told["confidence"], abs=1e-6)
    assert told["explanation"]["hits"][0]["passage_id"] == told["passages"][0]["passage_id"]
    assert ask(client, "Hello!", explain=True).get_json()["explanation"] is None


@pytest.mark.parametrize("value", [None, False])
def test_a_reply_may_be_asked_for_without_an_explanation(client, value):
    assert "explanation" not in ask(client, "Who is Phil Goff?", explain=value).get_json()


@pytest.mark.parametrize("value", ["true", 1, [], {}])
def test_a_wish_for_an_explanation_of_another_type_is_400(client, value):
    assert_problem(ask(client, "Who?", explain=value), 400)


def test_search_tells_what_each_word_adds_on_request_only(client):
    plain = client.get("/api/search", query_string={"q": "Phil Goff"}).get_json()["hits"][0]
    told = client.get("/api/search", query_string={"q": "Phil Goff", "explain": "true"}).get_json()["hits"][0]
    assert told.pop("words")[0].keys() == {"word", "term", "field", "frequency", "weight", "score"}
    assert told == plain
    assert_problem(client.get("/api/search", query_string={"q": "Phil Goff", "explain": "please"}), 400)
