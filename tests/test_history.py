"""Conversations are kept: in order, across restarts, from many threads, and through failures."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from bot import Answer, Citation, HistoryUnavailable, ShownPassage, Turn, UnknownConversation
from bot.history import History
from knowledge import open_engine

ANSWER = Answer(
    "answer", "Rome.\n\n“In Rome.” — Öl", "Rome", 0.75,
    (Citation("d-1", "Öl", "öl.txt", 3, 11, "In Rome.", "Where", 4, ((6, 10),)),),
    (ShownPassage("d-1:3", "d-1", "Öl", "öl.txt", 3, 11, "In Rome.", 2.5, "Where", 4),),
    "Rome.",
)  # fmt: skip


def turn(conversation_id="c", question="Where?", **changes):
    fields = {"query": "Where is it?", "answer": ANSWER, "index": "f" * 16, "took_ms": 1.25, **changes}
    return Turn(uuid4().hex, conversation_id, datetime.now(UTC), question, **fields)


@pytest.fixture
def opened(tmp_path):
    """Open histories over the same file; all are closed at the end."""
    histories = []

    def again():
        for history in histories:
            history.close()
        histories[:] = [History(open_engine(f"sqlite:///{tmp_path / 'conversations.db'}"))]
        return histories[0]

    yield again
    for history in histories:
        history.close()


def changed(tmp_path, statement):
    """Change the database as another program would."""
    connection = sqlite3.connect(tmp_path / "conversations.db", timeout=10)
    with connection:
        connection.execute(statement)
    connection.close()


def questions(history, conversation_id="c", **options):
    return [each.question for each in history.conversation(conversation_id, **options).turns]


def add_until_it_fails(history):
    """Add turns until one is refused; return the questions of those that were not."""
    kept = []
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            history.add(turn(question=f"while it fails {len(kept)}"))
        except HistoryUnavailable as error:
            return kept, str(error)
        kept.append(f"while it fails {len(kept)}")
        time.sleep(0.01)
    raise AssertionError("a failing write was never said")


def test_a_turn_is_known_as_soon_as_it_is_added(opened):
    history, added = opened(), turn()
    history.add(added)
    assert history.conversation("c").turns == (added,)


def test_a_turn_comes_back_from_the_database_as_it_was(opened):
    added = turn()
    opened().add(added)
    assert opened().conversation("c").turns == (added,)


@pytest.mark.parametrize("answer", [Answer("refusal", "Nothing."), Answer("passages", "Closest:", confidence=0.1)])
def test_a_reply_without_an_answer_comes_back_as_it_was(opened, answer):
    opened().add(turn(answer=answer))
    assert opened().conversation("c").turns[0].answer == answer


@pytest.mark.parametrize("question", ["Grüße 🦜 你好", "line\nline", "a'b\"c;--", "nul \0 inside", "x" * 4000])
def test_text_of_any_kind_comes_back_as_it_was(opened, question):
    opened().add(turn(question=question))
    assert questions(opened()) == [question]


def test_turns_stay_in_the_order_asked(opened):
    history = opened()
    for number in range(50):
        history.add(turn(question=str(number)))
    expected = [str(number) for number in range(50)]
    assert questions(history) == expected
    assert questions(opened()) == expected


def test_only_the_latest_turns_are_returned_when_asked_for(opened):
    history = opened()
    for number in range(10):
        history.add(turn(question=str(number)))
    assert questions(history, latest=3) == ["7", "8", "9"]
    assert questions(opened(), latest=3) == ["7", "8", "9"]
    assert len(questions(opened(), latest=100)) == 10


def test_a_conversation_goes_on_after_a_restart(opened):
    opened().add(turn(question="before"))
    history = opened()
    history.add(turn(question="after"))
    assert questions(history) == ["before", "after"]


def test_conversations_are_kept_apart(opened):
    history = opened()
    history.add(turn("one", "first"))
    history.add(turn("two", "second"))
    assert questions(history, "one") == ["first"]
    assert questions(history, "two") == ["second"]


@pytest.mark.parametrize("unknown", ["other", "", "C", "c' OR '1'='1", "%"])
def test_an_unknown_conversation_is_named(opened, unknown):
    history = opened()
    history.add(turn())
    with pytest.raises(UnknownConversation, match="leave it out"):
        history.conversation(unknown)


def test_without_a_database_turns_are_kept_in_memory():
    history = History(None)
    history.add(turn(question="first"))
    history.add(turn(question="second"))
    assert questions(history) == ["first", "second"]
    history.close()


def test_closing_twice_does_no_harm(opened):
    history = opened()
    history.add(turn())
    history.close()
    history.close()


def test_eight_threads_keep_every_turn_in_its_order(opened):
    history = opened()

    def talk(thread):
        for number in range(40):
            history.add(turn(f"c{thread}", str(number)))
            assert questions(history, f"c{thread}", latest=1) == [str(number)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(talk, range(8)))
    again = opened()
    assert all(questions(again, f"c{thread}") == [str(number) for number in range(40)] for thread in range(8))


def test_turns_reach_the_disk_without_closing(opened, tmp_path):
    history = opened()
    history.add(turn(question="kept"))
    other, deadline = History(open_engine(f"sqlite:///{tmp_path / 'conversations.db'}")), time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            assert questions(other) == ["kept"]
            break
        except UnknownConversation:
            time.sleep(0.01)
    else:
        raise AssertionError("the turn was never written")


def test_a_failing_write_is_said_with_the_cause_and_the_remedy(opened, tmp_path):
    history = opened()
    changed(tmp_path, "ALTER TABLE turns RENAME TO away")
    _, said = add_until_it_fails(history)
    assert "no such table" in said
    assert "data directory" in said
    assert "\n" not in said
    changed(tmp_path, "ALTER TABLE away RENAME TO turns")


def test_what_could_not_be_written_is_written_once_it_can(opened, tmp_path):
    history = opened()
    history.add(turn(question="before"))
    assert questions(opened()) == ["before"]
    history = opened()
    changed(tmp_path, "ALTER TABLE turns RENAME TO away")
    kept, _ = add_until_it_fails(history)
    changed(tmp_path, "ALTER TABLE away RENAME TO turns")
    history.add(turn(question="after"))
    assert questions(history) == ["before", *kept, "after"]
    assert questions(opened()) == ["before", *kept, "after"]


def test_closing_says_that_turns_could_not_be_written(tmp_path):
    history = History(open_engine(f"sqlite:///{tmp_path / 'conversations.db'}"))
    changed(tmp_path, "DROP TABLE turns")
    history.add(turn())
    with pytest.raises(HistoryUnavailable):
        history.close()


def test_reading_from_a_damaged_database_is_said(opened, tmp_path):
    history = opened()
    changed(tmp_path, "ALTER TABLE turns RENAME TO away")
    with pytest.raises(HistoryUnavailable):
        history.conversation("c")
    changed(tmp_path, "ALTER TABLE away RENAME TO turns")


def test_a_file_that_is_no_database_is_said_at_once(tmp_path):
    (tmp_path / "conversations.db").write_bytes(b"no database " * 100)
    with pytest.raises(HistoryUnavailable, match="data directory"):
        History(open_engine(f"sqlite:///{tmp_path / 'conversations.db'}"))
