"""The JSON objects of the contract: their fields and the types of these."""

import json
import re

import pytest

from bot import Settings, create_chatbot, hit_payload, summary_payload, turn_payload

CITATION = {"document_id": str, "title": str, "source": str, "start": int, "end": int, "quote": str}
PASSAGE = {
    "passage_id": str, "document_id": str, "title": str, "source": str, "start": int, "end": int, "text": str,
    "score": float,
}  # fmt: skip
TURN = {
    "kind": str, "answer": str, "short": str | None, "confidence": float | None, "citations": list, "passages": list,
    "question": str, "query": str, "conversation_id": str, "turn_id": str, "index": str, "took_ms": float,
}  # fmt: skip
KINDS = {
    "answer": "Since when has New Zealand had contacts with NATO?",
    "passages": "How many soldiers did New Zealand lose in Bosnia?",
    "refusal": "How do I make banana bread?",
    "smalltalk": "Hello!",
}


@pytest.fixture(scope="module", params=KINDS)
def reply(request, chatbot):
    """The turn of each kind of reply, and its payload."""
    turn = chatbot.ask(KINDS[request.param])
    assert turn.answer.kind == request.param
    return turn, turn_payload(turn)


def assert_fields(payload, fields):
    for name, kind in fields.items():
        assert isinstance(payload[name], kind), name


def test_a_reply_has_the_fields_of_the_contract(reply):
    _, payload = reply
    assert_fields(payload, TURN)
    for citation in payload["citations"]:
        assert_fields(citation, CITATION)
    for passage in payload["passages"]:
        assert_fields(passage, PASSAGE)


def test_a_reply_is_json_and_comes_back_the_same(reply):
    _, payload = reply
    assert json.loads(json.dumps(payload, allow_nan=False)) == payload


def test_a_reply_says_what_the_turn_says(reply):
    turn, payload = reply
    assert payload["kind"] == turn.answer.kind
    assert payload["answer"] == turn.answer.text
    assert payload["question"] == turn.question
    assert (payload["turn_id"], payload["conversation_id"]) == (turn.turn_id, turn.conversation_id)


def test_the_answer_is_text_without_html(reply):
    _, payload = reply
    assert payload["answer"].strip() == payload["answer"] != ""
    assert not re.search(r"</?\w+>|&\w+;", payload["answer"])


def test_an_answer_has_a_citation_and_a_confidence(chatbot):
    payload = turn_payload(chatbot.ask(KINDS["answer"]))
    assert payload["citations"]
    assert 0.0 <= payload["confidence"] <= 1.0
    assert payload["short"] in payload["citations"][0]["quote"]


@pytest.mark.parametrize("kind", ["passages", "refusal", "smalltalk"])
def test_what_is_no_answer_has_no_short_answer_and_no_citation(chatbot, kind):
    payload = turn_payload(chatbot.ask(KINDS[kind]))
    assert payload["short"] is None
    assert payload["citations"] == []


def test_marked_words_are_pairs_of_offsets_into_the_document(chatbot):
    payload = turn_payload(chatbot.ask(KINDS["answer"]))
    citation = payload["citations"][0]
    text = chatbot.library.document(citation["document_id"]).text
    assert [text[start:end] for start, end in citation["marked"]] == [payload["short"]]


def test_a_hit_has_the_fields_of_a_passage(chatbot):
    library = chatbot.library
    hits = [hit_payload(library, hit, index=library.index) for hit in library.search("New Zealand", 5)]
    assert len(hits) == 5
    for hit in hits:
        assert_fields(hit, PASSAGE)
        assert library.document(hit["document_id"]).text[hit["start"] : hit["end"]] == hit["text"]


def test_a_document_of_the_list_has_the_fields_of_the_contract(chatbot):
    (listed,) = [summary_payload(each) for each in chatbot.library.documents()]
    assert_fields(listed, {"document_id": str, "title": str, "source": str, "passages": int, "characters": int})
    assert listed["characters"] == len(chatbot.library.document(listed["document_id"]).text)


def test_the_index_that_answered_is_named(chatbot, tmp_path):
    payload = turn_payload(chatbot.ask("Hello!"))
    assert payload["index"] == chatbot.library.fingerprint
    other = create_chatbot(Settings.load(data=tmp_path), [])
    assert other.library.fingerprint != payload["index"]
    other.close()
