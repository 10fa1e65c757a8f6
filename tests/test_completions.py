"""OpenAI's own client works against Quoth, streaming and not; errors come in its shape and are not tried again."""

import json
import threading

import pytest

from bot import Settings, create_chatbot
from knowledge import Document
from web import create_app
from web.serving import Server

DOCUMENTS = [
    Document("nile", "Rivers", "The Nile is 6,650 kilometres long. It ends in the Mediterranean Sea.", "nile.txt"),
    Document("oslo", "Towns", "Oslo lies on a fjord. Marit Berg is the mayor of Oslo.", "towns.txt"),
]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    chatbot = create_chatbot(Settings.load(data=tmp_path_factory.mktemp("data")), DOCUMENTS)
    yield create_app(chatbot=chatbot)
    chatbot.close()


@pytest.fixture(scope="module")
def openai():
    """The client's package, which is slow to load: not in every process that only collects these tests."""
    return pytest.importorskip("openai", reason="the test extra is not installed")


@pytest.fixture(scope="module")
def client(app, openai):
    """OpenAI's client, whose own retries would hide what is refused."""
    server = Server(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    with openai.OpenAI(base_url=f"{server.url}v1", api_key="unused", max_retries=2) as made:
        yield made
    server.stop()
    thread.join(15)


def user(*questions):
    return [{"role": "user", "content": question} for question in questions]


def complete(client, *questions, **more):
    return client.chat.completions.create(model="quoth", messages=user(*questions), **more)


def test_the_client_lists_and_finds_the_one_model(client, openai):
    assert [model.id for model in client.models.list()] == ["quoth"]
    assert client.models.retrieve("quoth").owned_by == "quoth"
    with pytest.raises(openai.NotFoundError, match="use 'quoth'") as refused:
        client.models.retrieve("gpt-5")
    assert refused.value.code == "model_not_found"


def test_a_question_is_answered_with_numbered_quotes_and_their_sources(client):
    reply = complete(client, "How long is the Nile?")
    choice = reply.choices[0]
    assert (choice.finish_reason, choice.message.role) == ("stop", "assistant")
    assert "“The Nile is 6,650 kilometres long.” [1]" in choice.message.content
    assert choice.message.content.endswith("\n\n[1] Rivers")
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens > 5
    assert reply.usage.prompt_tokens == 5


def test_the_reply_carries_the_citations_with_their_places(client):
    own = complete(client, "How long is the Nile?").quoth
    assert own["kind"] == "answer"
    citation = own["citations"][0]
    assert DOCUMENTS[0].text[citation["start"] : citation["end"]] == citation["quote"]
    assert "6,650" in own["short"]


def test_earlier_messages_of_the_user_are_the_conversation(client):
    reply = client.chat.completions.create(
        model="quoth",
        messages=[
            {"role": "system", "content": "You are a pirate."},
            {"role": "user", "content": "Who is Marit Berg?"},
            {"role": "assistant", "content": "Arr."},
            {"role": "user", "content": [{"type": "text", "text": "Of which town is she the mayor?"}]},
        ],
    )
    assert "Marit Berg" in reply.quoth["query"]
    assert "Marit Berg is the mayor of Oslo." in reply.choices[0].message.content


def test_a_stream_says_role_content_end_and_usage(client):
    whole = complete(client, "How long is the Nile?")
    chunks = list(complete(client, "How long is the Nile?", stream=True, stream_options={"include_usage": True}))
    assert chunks[0].choices[0].delta.role == "assistant"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks[:-1]) == whole.choices[0].message.content
    assert [chunk.choices[0].finish_reason for chunk in chunks[:-1]] == [None] * (len(chunks) - 2) + ["stop"]
    assert chunks[-2].quoth == whole.quoth
    assert chunks[-1].choices == []
    assert chunks[-1].usage == whole.usage
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_stream_without_usage_has_none_and_ends_with_done(app):
    body = {"model": "quoth", "messages": user("How long is the Nile?"), "stream": True}
    response = app.test_client().post("/v1/chat/completions", json=body)
    assert response.mimetype == "text/event-stream"
    events = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]
    assert events.pop() == "[DONE]"
    assert all("usage" not in json.loads(event) for event in events)


def test_the_closest_passages_are_numbered_where_nothing_answers(tmp_path):
    chatbot = create_chatbot(Settings.load(data=tmp_path, answer_threshold=1.0), DOCUMENTS)
    body = {"model": "quoth", "messages": user("How long is the Nile?")}
    reply = create_app(chatbot=chatbot).test_client().post("/v1/chat/completions", json=body).get_json()
    chatbot.close()
    assert reply["quoth"]["kind"] == "passages"
    said = reply["choices"][0]["message"]["content"]
    assert f"“{DOCUMENTS[0].text}” [1]" in said
    assert said.endswith("[1] Rivers")


def test_the_same_conversation_gets_the_same_reply(client):
    first, second = (complete(client, "Who is Marit Berg?", "Where?") for _ in range(2))
    assert first.choices == second.choices
    assert first.system_fingerprint == second.system_fingerprint


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"model": "gpt-5"}, "NotFoundError"),
        ({"messages": []}, "BadRequestError"),
        ({"messages": [{"role": "system", "content": "Hello"}]}, "BadRequestError"),
        ({"messages": [{"role": "nobody", "content": "Hello"}]}, "BadRequestError"),
        ({"messages": user([{"type": "image_url", "image_url": {"url": "x"}}])}, "BadRequestError"),
        ({"messages": user("  ")}, "UnprocessableEntityError"),
        ({"messages": user("a\0b")}, "UnprocessableEntityError"),
        ({"messages": user("x" * 4001)}, "APIStatusError"),
        ({"n": 2}, "BadRequestError"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_try(client, openai, change, error):
    with pytest.raises(getattr(openai, error)) as refused:
        client.chat.completions.create(**{"model": "quoth", "messages": user("Who?"), **change})
    body = refused.value.response.json()["error"]
    assert body.keys() == {"message", "type", "param", "code"}
    assert body["message"]
    assert body["type"] == "invalid_request_error"
    assert refused.value.response.headers["x-should-retry"] == "false"


def test_an_unknown_address_below_v1_is_refused_in_the_same_shape(app):
    response = app.test_client().post("/v1/embeddings", json={"input": "x"})
    assert (response.status_code, response.mimetype) == (404, "application/json")
    assert "/v1/embeddings" in response.get_json()["error"]["message"]


def test_a_long_conversation_may_have_more_bytes_than_a_question(app):
    body = {"model": "quoth", "messages": [*user("x" * 3000), {"role": "assistant", "content": "y" * 200_000}]}
    body["messages"] += user("How long is the Nile?")
    assert "6,650" in app.test_client().post("/v1/chat/completions", json=body).text
    body["messages"] *= 6
    assert app.test_client().post("/v1/chat/completions", json=body).status_code == 413
