"""What was removed is deleted for good once it cannot be undone: in the library, and in what was answered."""

import json
import sqlite3
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

import pytest
from server_processes import serving

from bot import HistoryUnavailable, Settings, UnknownConversation, answer_payload, create_chatbot
from bot.forgetting import SOURCE_REMOVED, without_quotes
from bot.purging import Purger, purge
from knowledge import Document

QUESTION = "Where was the cap of the mayor bought?"
CAP = Document("cap", "The cap", "The cap of the mayor was bought in Rome. It is green.", "cap.txt")
HAT = Document("hat", "The hat", "The hat of the doctor was bought in Oslo.", "hat.txt")


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def chatbot(data):
    made = create_chatbot(Settings.load(data=data))
    made.library.add([CAP, HAT])
    yield made
    made.close()


@pytest.fixture
def later(chatbot, monkeypatch):
    """Let more time pass than a removal can be undone in."""
    return lambda: monkeypatch.setattr(chatbot.library._removals, "_clock", lambda: time.time() + 31)


def test_nothing_is_purged_while_it_can_be_undone(chatbot):
    turn = chatbot.ask(QUESTION)
    chatbot.library.remove("cap")
    assert purge(chatbot.library, chatbot.history) == []
    assert chatbot.history.turn(turn.turn_id) == turn
    chatbot.library.undo("cap")


def test_old_turns_keep_what_was_typed_and_the_name_of_the_source_alone(chatbot, later):
    turn = chatbot.ask(QUESTION)
    assert "bought in Rome" in turn.answer.text
    chatbot.library.remove("cap")
    later()
    assert purge(chatbot.library, chatbot.history) == ["cap"]
    kept = chatbot.history.turn(turn.turn_id)
    assert (kept.question, kept.query) == (turn.question, turn.query)
    assert (kept.answer.text, kept.answer.lead, kept.answer.short) == (f"“{SOURCE_REMOVED}” — The cap", "", None)
    assert {each.quote for each in kept.answer.citations if each.document_id == "cap"} == {SOURCE_REMOVED}
    assert {each.text for each in kept.answer.passages if each.document_id == "cap"} <= {SOURCE_REMOVED}
    assert kept.answer.citations[0].is_removed


def test_a_query_that_took_words_of_a_purged_document_is_what_was_typed_again(chatbot, later):
    spy = Document("spy", "The spy", "The name of the plan is Zanzibar. Quentin Marblehead met Anna Tern.", "spy.txt")
    chatbot.library.add([spy])
    asked = [
        "What is the name of the plan?",
        "Whom did he meet?",
        "Where was the hat of the doctor bought?",
        "By whom?",
    ]
    first = chatbot.ask(asked[0])
    turns = [first, *(chatbot.ask(each, first.conversation_id) for each in asked[1:])]
    assert "Zanzibar" in turns[1].query
    assert "hat" in turns[3].query
    chatbot.library.remove("spy")
    later()
    purge(chatbot.library, chatbot.history)
    kept = chatbot.history.conversation(first.conversation_id).turns
    assert [each.query for each in kept] == [turns[0].query, asked[1], turns[2].query, turns[3].query]
    assert kept[2].answer.lead == turns[2].answer.lead


def test_turns_that_quote_other_documents_stay_as_they_were(chatbot, later):
    turn = chatbot.ask("Where was the hat of the doctor bought?")
    chatbot.library.remove("cap")
    later()
    purge(chatbot.library, chatbot.history)
    kept = chatbot.history.turn(turn.turn_id).answer
    assert kept.text == turn.answer.text
    assert kept.citations == turn.answer.citations


def test_nothing_of_a_purged_document_is_left_on_the_disk(chatbot, data, later):
    plan = Document("plan", "The plan", "# Marblehead\n\nThe name of the plan is Zanzibarflower.", "plan.txt")
    chatbot.library.add([plan])
    turn = chatbot.ask("What is the name of the plan?")
    assert turn.answer.short == "Zanzibarflower"
    chatbot.ask("Who chose it?", turn.conversation_id)
    chatbot.history.settle()
    assert {".bin", ".db"} <= {file.suffix for file in holding(data, "zanzibarflower")}
    chatbot.library.remove("plan")
    later()
    purge(chatbot.library, chatbot.history)
    chatbot.close()
    assert [*holding(data, "zanzibarflower"), *holding(data, "marblehead")] == []


def holding(data, word):
    """Return the files of a data directory that hold a word."""
    files = (file for file in data.rglob("*") if file.is_file())
    return [file for file in files if word.encode() in file.read_bytes().lower()]


def test_a_search_in_old_conversations_does_not_find_what_was_purged(chatbot, later):
    chatbot.ask(QUESTION, owner="me")
    assert chatbot.history.count("me", search="Rome") == 1
    chatbot.library.remove("cap")
    later()
    purge(chatbot.library, chatbot.history)
    assert chatbot.history.count("me", search="Rome") == 0
    assert chatbot.history.count("me", search="cap bought") == 1


def test_what_was_answered_from_a_document_of_any_id_is_forgotten(chatbot, later):
    chatbot.library.add([Document('Плащ "№ 1"', "The coat", "The coat of the sailor was bought in Riga.", "coat.txt")])
    turn = chatbot.ask("Where was the coat of the sailor bought?")
    assert "Riga" in turn.answer.text
    chatbot.library.remove('Плащ "№ 1"')
    later()
    purge(chatbot.library, chatbot.history)
    assert "Riga" not in chatbot.history.turn(turn.turn_id).answer.text


def test_purging_twice_changes_nothing(chatbot, later):
    turn = chatbot.ask(QUESTION)
    chatbot.library.remove("cap")
    later()
    purge(chatbot.library, chatbot.history)
    once = chatbot.history.turn(turn.turn_id)
    chatbot.history.forget(["cap"])
    assert chatbot.history.turn(turn.turn_id) == once


def test_any_number_of_documents_is_purged_at_once(chatbot, later):
    turns = {each: chatbot.ask(f"Where was the {each} bought?") for each in ("cap of the mayor", "hat of the doctor")}
    many = [Document(f"d{n:04}", f"Note {n}", f"This is the note {n}.", f"{n}.txt") for n in range(1100)]
    chatbot.library.add(many)
    with chatbot.library.together():
        for each in [CAP, *many, HAT]:
            chatbot.library.remove(each.document_id)
    later()
    assert len(purge(chatbot.library, chatbot.history)) == 1102
    for each in turns.values():
        assert SOURCE_REMOVED in chatbot.history.turn(each.turn_id).answer.text
    assert chatbot.library.due() == []


def test_nothing_is_kept_of_a_passage_of_several_lines(chatbot, later):
    rules = "The rules of the pool hold for everybody.\n\n- Wear a cap.\n- Shower first.\n\nThe guard is Vera Lind."
    chatbot.library.add([Document("rules", "The rules", rules, "rules.txt")])
    turn = chatbot.ask("Why do the pool rules of Paris differ?", owner="me")
    assert "\n- Shower first.\nThe guard is Vera Lind." in turn.answer.text
    chatbot.library.remove("rules")
    later()
    purge(chatbot.library, chatbot.history)
    kept = json.dumps(answer_payload(chatbot.history.turn(turn.turn_id, owner="me").answer))
    assert not any(words in kept for words in ("hold for", "Shower", "Lind"))
    assert chatbot.history.conversations("me", search="Lind") == []


def test_a_quote_within_another_is_replaced_too():
    answer = {
        "text": "Rome.\n\n“In Rome. It is  green.” — A\n\n“In Rome.” — A",
        "citations": [
            {"document_id": "a", "quote": "In Rome.", "start": 1, "end": 9, "marked": [[4, 8]]},
            {"document_id": "a", "quote": "In Rome. It is \n green.", "start": 1, "end": 20, "marked": []},
        ],
        "passages": [],
        "lead": "Rome.",
        "short": "Rome",
    }
    answer["text"] = answer["text"].replace("is  green", "is green")
    without = without_quotes(answer, ["a"])
    assert without["text"] == f"“{SOURCE_REMOVED}” — A\n\n“{SOURCE_REMOVED}” — A"
    assert without["citations"][0] == {
        "document_id": "a", "quote": SOURCE_REMOVED, "start": 0, "end": 0, "marked": [], "heading": None,
    }  # fmt: skip
    assert json.dumps(without_quotes(without, ["a"])) == json.dumps(without)


@contextmanager
def purging(library, history, **more):
    purger = Purger(library, history, every=0.02, **more)
    purger.start()
    try:
        yield
    finally:
        purger.stop()


def wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_server_purges_by_itself(chatbot, later):
    with purging(chatbot.library, chatbot.history):
        chatbot.library.remove("cap")
        time.sleep(0.2)
        chatbot.library.undo("cap")
        chatbot.library.remove("cap")
        later()
        wait_until(lambda: not chatbot.library.due())
    assert chatbot.library.faults() == []


def asked_before(days, chatbot, data):
    """Ask something, and return the conversation as if that had been so many days ago."""
    conversation_id = chatbot.ask(QUESTION).conversation_id
    chatbot.history.settle()
    then = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    with closing(sqlite3.connect(data / "conversations.db")) as connection, connection:
        connection.execute("UPDATE conversations SET updated = ? WHERE conversation_id = ?", (then, conversation_id))
    return conversation_id


def is_kept(conversation_id, chatbot):
    try:
        return bool(chatbot.history.conversation(conversation_id))
    except UnknownConversation:
        return False


def test_conversations_are_forgotten_after_the_days_that_are_set(chatbot, data):
    old, newer = asked_before(31, chatbot, data), asked_before(29, chatbot, data)
    with purging(chatbot.library, chatbot.history):
        time.sleep(0.1)
        assert is_kept(old, chatbot)
    with purging(chatbot.library, chatbot.history, keep_days=30):
        wait_until(lambda: not is_kept(old, chatbot))
    assert is_kept(newer, chatbot)


def test_what_could_not_be_forgotten_is_said_and_tried_again_at_once(chatbot, caplog):
    tries = []

    class Locked:
        def delete_older(self, moment):
            tries.append(moment)
            if len(tries) < 3:
                raise HistoryUnavailable(RuntimeError("database is locked"))

    with purging(chatbot.library, Locked(), keep_days=30):
        wait_until(lambda: len(tries) == 3)
        time.sleep(0.1)
    assert len(tries) == 3  # then not again for an hour
    assert [each.getMessage().count("are not deleted yet: ") for each in caplog.records] == [1, 1]
    assert "database is locked" in caplog.text


def test_a_server_that_nobody_asks_forgets_too_and_is_alive_while_it_cannot(chatbot, data):
    old = asked_before(2, chatbot, data)
    locked = sqlite3.connect(data / "conversations.db", isolation_level=None)
    with serving(data, QUOTH_KEEP_DAYS="1") as (_, url), closing(locked):
        wait_until(lambda: not is_kept(old, chatbot))
        locked.execute("BEGIN EXCLUSIVE")
        with urlopen(f"{url}api/health", timeout=20) as response:
            assert response.status == 200
