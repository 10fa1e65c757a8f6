"""A question that is sent twice with one Idempotency-Key is asked once."""

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.request import Request, urlopen

import pytest
from server_processes import serving

from bot import Settings, create_chatbot
from knowledge import Document
from web import create_app

WHO = "Who is Phil Goff?"
NATO = "nato-new-zealand-d87ee5a8"


@pytest.fixture
def app(tmp_path):
    settings = Settings.load(data=tmp_path)
    chatbot = create_chatbot(settings)
    yield create_app(settings, chatbot)
    chatbot.close()


def ask(client, question=WHO, key="8e03978e-40d5-43e8-bc93-6894a57f9324", address="127.0.0.1", **more):
    headers = {} if key is None else {"Idempotency-Key": key}
    body = {"question": question, **more}
    return client.post("/api/ask", json=body, headers=headers, environ_overrides={"REMOTE_ADDR": address})


def turns(client, conversation_id):
    return client.get(f"/api/conversations/{conversation_id}").get_json()["turns"]


def test_a_retry_gives_the_same_turn_and_keeps_no_second(client):
    first, again = ask(client).get_json(), ask(client).get_json()
    assert again == first
    assert len(turns(client, first["conversation_id"])) == 1


def test_a_retry_after_a_restart_gives_the_same_turn(tmp_path):
    settings, replies = Settings.load(data=tmp_path), []
    for _ in range(2):
        chatbot = create_chatbot(settings)
        replies.append(ask(create_app(settings, chatbot).test_client()).get_json())
        chatbot.close()
    assert replies[0] == replies[1]


def test_a_follow_up_is_asked_once_too(client):
    begun = ask(client, key=None).get_json()["conversation_id"]
    first, again = (ask(client, "When?", conversation_id=begun).get_json() for _ in range(2))
    assert first == again
    assert len(turns(client, begun)) == 2


def test_a_form_that_is_sent_again_leads_to_the_same_turn(client):
    """As the page sends a question whose answer was lost on the way, one that was edited too."""

    def send(key, **form):
        return client.post("/ask", data=form, headers={"Idempotency-Key": key}).headers["Location"]

    first, again = (send("one", question=WHO) for _ in range(2))
    assert first == again
    conversation_id, turn_id = re.search("([0-9a-f]+)#turn-([0-9a-f]+)", first).groups()
    edited = {"question": "Who is Helen Clark?", "conversation_id": conversation_id, "instead_of": turn_id}
    assert send("two", **edited) == send("two", **edited)
    assert [turn["question"] for turn in turns(client, conversation_id)] == ["Who is Helen Clark?"]


def test_another_key_or_none_asks_anew(client):
    replies = [ask(client, key=key).get_json()["turn_id"] for key in ("one", "two", None, None)]
    assert len(set(replies)) == 4


def test_two_at_once_get_one_turn(app):
    got = []
    both = [threading.Thread(target=lambda: got.append(ask(app.test_client()).get_json())) for _ in range(8)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len({reply["turn_id"] for reply in got}) == 1
    assert len(turns(app.test_client(), got[0]["conversation_id"])) == 1


@pytest.fixture
def processes(tmp_path):
    """The addresses of two processes that serve one data directory."""
    with serving(tmp_path) as (_, one), serving(tmp_path) as (_, other):
        yield one, other


def test_two_processes_that_are_asked_at_once_give_one_turn(processes):
    def sent(url, key):
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        with urlopen(Request(f"{url}api/ask", json.dumps({"question": WHO}).encode(), headers), timeout=40) as response:
            return json.load(response)

    with ThreadPoolExecutor(2) as pool:
        for number in range(20):
            one, other = pool.map(sent, processes, [f"key-{number}"] * 2)
            assert one == other
            with urlopen(f"{processes[0]}api/conversations/{one['conversation_id']}") as kept:
                assert len(json.load(kept)["turns"]) == 1


def test_the_key_of_another_question_or_conversation_is_refused(client):
    ask(client)
    begun = ask(client, key=None).get_json()["conversation_id"]
    assert ask(client, "Who is Helen Clark?").status_code == 409
    assert ask(client, conversation_id=begun).status_code == 409


@pytest.mark.parametrize("before", [{}, {"tag": "work"}, {"document": NATO}])
def test_the_key_of_a_question_among_other_documents_is_refused(app, client, before):
    app.extensions["quoth"].library.tag(NATO, ["work", "home"])
    first = ask(client, **before).get_json()
    for among in ({}, {"tag": "work"}, {"tag": "home"}, {"document": NATO}, {"document": NATO, "tag": "work"}):
        assert ask(client, **among).status_code == (200 if among == before else 409), among
    assert ask(client, **before).get_json() == first


def test_the_same_documents_are_the_same_question_however_they_are_written(app, client):
    app.extensions["quoth"].library.tag(NATO, ["work", "home"])
    first = ask(client, tag=["work", "home"]).get_json()
    assert ask(client, tag="home,work").get_json() == first
    assert ask(client, tag=["home", "work", "home"], document=None).get_json() == first


def test_only_the_documents_that_were_chosen_answer(app, client):
    bought = {"cap": "Rome", "hat": "Oslo"}
    app.extensions["quoth"].library.add(
        Document(each, f"The {each}", f"The {each} of the mayor was bought in {city}.", f"{each}.txt")
        for each, city in bought.items()
    )
    assert "Oslo" not in ask(client, "Where was the hat of the mayor bought?", document="cap").text


def test_somebody_else_s_key_is_another_key(client, app):
    assert ask(client).get_json()["turn_id"] != ask(client, address="192.0.2.9").get_json()["turn_id"]
    browser = app.test_client()
    browser.post("/ask", data={"question": "Hello"})
    assert ask(client).get_json()["turn_id"] != ask(browser).get_json()["turn_id"]


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "ü", "\x7f"])
def test_a_key_that_cannot_be_is_400(client, key):
    assert ask(client, key=key.encode("utf-8").decode("latin-1")).status_code == 400


def test_nothing_is_kept_for_a_refused_question(client):
    assert ask(client, " ").status_code == 422
    assert ask(client).status_code == 200
