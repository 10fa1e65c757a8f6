"""Questions to some documents only: by id, by tag, from the command line's parts and over HTTP alike."""

import json
import re

import pytest

from bot import Settings, create_chatbot
from knowledge import Document

CAP = Document("cap", "The cap", "The cap of the mayor was bought in Rome.", "cap.txt")
HAT = Document("hat", "The hat", "The hat of the mayor was bought in Oslo.", "hat.txt")
ISAF = Document("isaf", "Troops", "The International Security Assistance Force (ISAF) was sent.", "isaf.txt")
QUESTION = "Where was the cap or hat of the mayor bought?"


@pytest.fixture(scope="module")
def chatbot(tmp_path_factory):
    made = create_chatbot(Settings.load(data=tmp_path_factory.mktemp("data")))
    made.library.add([CAP, HAT, ISAF])
    made.library.tag("hat", ["cold"])
    made.library.tag("isaf", ["cold", "army"])
    yield made
    made.close()


def sources(hits):
    return {hit.passage.document_id for hit in hits}


def test_only_the_chosen_documents_are_searched(chatbot):
    library = chatbot.library
    assert sources(library.search("mayor")) == {"cap", "hat"}
    assert sources(library.search("mayor", among=library.chosen(tags=["cold"]))) == {"hat"}
    assert library.search("mayor", among=frozenset()) == []


def test_only_the_chosen_documents_answer(chatbot):
    for document_id, place in (("cap", "Rome"), ("hat", "Oslo")):
        turn = chatbot.ask(QUESTION, among=frozenset([document_id]))
        assert place in turn.answer.text
        cited = {each.document_id for each in (*turn.answer.citations, *turn.answer.passages)}
        assert cited == {document_id}


def test_the_same_question_to_all_documents_is_another_one(chatbot):
    assert chatbot.ask(QUESTION, among=frozenset(["cap"])).answer != chatbot.ask(QUESTION).answer


def test_an_acronym_is_not_explained_by_a_document_that_was_not_asked(chatbot):
    question = "What does ISAF stand for?"
    assert "Assistance" in chatbot.ask(question).answer.text
    assert "Assistance" not in chatbot.ask(question, among=frozenset(["cap"])).answer.text


@pytest.mark.parametrize(
    "named", [{"document": "hat"}, {"document": ["hat"]}, {"tag": "cold"}, {"document": "cap,hat", "tag": ["cold"]}]
)
def test_a_question_over_http_names_documents_and_tags(client, named):
    reply = client.post("/api/ask", json={"question": QUESTION, **named})
    assert reply.status_code == 200
    assert "Oslo" in reply.get_json()["answer"]
    assert "Rome" not in reply.get_json()["answer"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("tag=cold", {"hat"}), ("document=cap,hat", {"cap", "hat"}), ("document=cap&document=hat", {"cap", "hat"})],
)
def test_a_search_over_http_names_documents_and_tags(client, query, found):
    hits = client.get(f"/api/search?q=mayor&{query}").get_json()["hits"]
    assert {hit["document_id"] for hit in hits} == found


@pytest.mark.parametrize(
    ("named", "status", "said"),
    [
        ({"document": "gone"}, 404, "gone"),
        ({"tag": "none"}, 404, "the tags are army, cold"),
        ({"tag": 7}, 400, "a list of strings"),
        ({"document": ["a\x00"]}, 400, "a list of strings"),
        ({"document": ["a"] * 1001}, 400, "1,000 at most"),
    ],
)
def test_what_cannot_be_chosen_is_refused_with_what_can(client, named, status, said):
    reply = client.post("/api/ask", json={"question": QUESTION, **named})
    assert reply.status_code == status
    assert said in reply.get_json()["detail"]


@pytest.mark.parametrize("name", ["document", "tag"])
def test_an_empty_choice_is_refused_and_not_taken_for_all_documents(client, name):
    refused = [client.post("/api/ask", json={"question": QUESTION, name: each}) for each in ([], [" "], "", " , ")]
    refused.append(client.get(f"/api/search?q=mayor&{name}="))
    for reply in refused:
        assert reply.status_code == 400
        assert f"'{name}' names nothing; name one at least, or leave it out" in reply.get_json()["detail"]


def test_an_empty_choice_in_a_line_of_many_is_refused_there(client):
    line = json.dumps({"question": QUESTION, "document": []})
    reply = client.post("/api/ask/batch", data=line, content_type="application/jsonl")
    assert json.loads(reply.text)["error"]["status"] == 400


def test_a_choice_that_is_null_is_none_and_all_documents_are_asked(client):
    reply = client.post("/api/ask", json={"question": QUESTION, "document": None, "tag": None}).get_json()
    assert {each["document_id"] for each in reply["passages"]} >= {"cap", "hat"}


@pytest.mark.parametrize("name", ["document", "tag"])
def test_the_schema_takes_no_empty_choice(client, name):
    schema = client.get("/api/openapi.json").get_json()["components"]["schemas"]["Ask"]["properties"][name]
    said, listed, _ = schema["anyOf"]
    assert all(re.search(said["pattern"], each) for each in ("hat", " , hat"))
    assert not any(re.search(said["pattern"], each) for each in ("", " , ", "hat\0"))
    assert listed["minItems"] == 1


def test_the_explanation_is_of_the_chosen_documents(client):
    reply = client.post("/api/ask", json={"question": QUESTION, "document": "hat", "explain": True}).get_json()
    assert {hit["document_id"] for hit in reply["explanation"]["hits"]} == {"hat"}
