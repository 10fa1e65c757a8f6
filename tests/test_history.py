"""Conversations are kept: in order, across restarts, from many threads, and through failures."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from bot import (
    Answer,
    BadFeedback,
    BadTitle,
    Citation,
    Feedback,
    HistoryUnavailable,
    ShownPassage,
    Turn,
    UnknownConversation,
    UnknownTurn,
    writer,
)
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


def test_turns_that_are_written_together_begin_their_conversations_once(opened, tmp_path):
    history, asked = opened(), [turn("c" if n else "d", f"What is {n}?") for n in range(5)]
    writing = sqlite3.connect(tmp_path / "conversations.db", timeout=10, isolation_level=None)
    writing.execute("BEGIN IMMEDIATE")  # so that all but the first wait
    for each in asked:
        history.add(each, "me")
    writing.execute("ROLLBACK")
    writing.close()
    listed = {each.conversation_id: each for each in history.conversations("me")}
    assert {name: (each.title, each.turns) for name, each in listed.items()} == {
        "c": ("What is 1?", 4), "d": ("What is 0?", 1)
    }  # fmt: skip
    assert (listed["c"].created, listed["c"].updated) == (asked[1].created, asked[-1].created)


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


def test_who_opens_new_conversations_at_once_makes_them_once(tmp_path):
    address = f"sqlite:///{tmp_path / 'conversations.db'}"
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: History(open_engine(address)), range(8)))
    opened[0].add(turn(question="Who?"))
    opened[0].close()
    assert questions(opened[7]) == ["Who?"]
    for each in opened[1:]:
        each.close()


def test_new_conversations_are_there_whole_or_not_at_all(opened, tmp_path):
    changed(tmp_path, "CREATE TABLE ix_conversations_owner (value)")  # takes the name of what is made late
    with pytest.raises(HistoryUnavailable):
        opened()
    changed(tmp_path, "DROP TABLE ix_conversations_owner")
    with closing(sqlite3.connect(tmp_path / "conversations.db")) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []


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
    assert "conversations.db" in said
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


def allow(history, pages):
    """Let the database of a history have no more pages than it has, and so many more."""
    with history._engine.connect() as connection:  # the pool gives this connection to the next one who asks
        there = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={there + pages}")


def test_on_a_full_disk_turns_wait_for_room_up_to_a_number(opened, monkeypatch):
    monkeypatch.setattr(writer, "MOST_UNWRITTEN", 5)
    history = opened()
    history.add(turn(question="before"))
    history.settle()
    allow(history, 0)
    kept, said = add_until_it_fails(history)
    assert "full" in said
    assert len(kept) >= 5
    assert questions(history) == ["before", *kept]
    allow(history, 1000)
    history.add(turn(question="after"))
    assert questions(opened()) == ["before", *kept, "after"]


def test_closing_says_that_turns_could_not_be_written(tmp_path):
    history = History(open_engine(f"sqlite:///{tmp_path / 'conversations.db'}"))
    changed(tmp_path, "DROP TABLE turns")
    history.add(turn())
    with pytest.raises(HistoryUnavailable):
        history.close()


def test_reading_from_a_damaged_database_is_said(opened, tmp_path):
    opened().add(turn())
    history = opened()
    changed(tmp_path, "ALTER TABLE turns RENAME TO away")
    with pytest.raises(HistoryUnavailable):
        history.conversation("c")
    changed(tmp_path, "ALTER TABLE away RENAME TO turns")


def test_a_file_that_is_no_database_is_said_at_once(tmp_path):
    (tmp_path / "conversations.db").write_bytes(b"no database " * 100)
    with pytest.raises(HistoryUnavailable, match=r"conversations\.db cannot be read .* move the file away"):
        History(open_engine(f"sqlite:///{tmp_path / 'conversations.db'}"))


def titles(history, owner="me", **options):
    return [each.title for each in history.conversations(owner, **options)]


def talked(history, *asked, owner="me"):
    """Keep a conversation for each of these questions."""
    for n, question in enumerate(asked):
        history.add(turn(f"{owner}-{n}", question), owner)


@pytest.fixture(params=["on disk", "in memory"])
def history(request, opened):
    if request.param == "on disk":
        yield opened()
        return
    in_memory = History(None)
    yield in_memory
    in_memory.close()


def test_conversations_are_listed_by_their_first_question_the_latest_first(history):
    talked(history, "Where is Rome?", "Who was Nero?")
    history.add(turn("me-0", "And Carthage?"), "me")
    assert titles(history) == ["Where is Rome?", "Who was Nero?"]
    first = history.conversations("me")[0]
    assert first.turns == 2
    assert first.created <= first.updated
    assert titles(history, limit=1, offset=1) == ["Who was Nero?"]
    assert history.count("me") == 2


def test_a_long_question_is_cut_at_a_word_for_the_title(history):
    talked(history, "When did\n" + "the zebra " * 20)
    (title,) = titles(history)
    assert len(title) <= 81
    assert title.startswith("When did the zebra the")
    assert title.endswith(" zebra…")


def test_what_belongs_to_one_is_unknown_to_all_others(opened):
    opened().add(turn("c"), "me")
    history = opened()
    history.add(turn("d"), "me")
    for owner in ("you", None):
        for conversation_id in "cd":
            for action in (history.conversation, history.delete):
                with pytest.raises(UnknownConversation):
                    action(conversation_id, owner=owner)
            with pytest.raises(UnknownConversation):
                history.rename(conversation_id, "mine", owner=owner)
            assert history.feedback(conversation_id, owner=owner) == {}
    assert titles(history, "you") == []
    assert history.delete_all("you") == 0
    assert len(history.conversation("c", owner="me").turns) == 1


def test_a_turn_is_found_by_its_id_by_its_owner_alone(history):
    added = turn("c")
    history.add(added, "me")
    assert history.turn(added.turn_id, owner="me") == added
    for turn_id, owner in (("x", "me"), (added.turn_id, "you"), (added.turn_id, None)):
        with pytest.raises(UnknownTurn):
            history.turn(turn_id, owner=owner)


def test_what_belongs_to_nobody_is_open_to_who_knows_its_id_and_listed_nowhere(history):
    history.add(turn("c", "Where?"))
    assert questions(history, owner="me") == ["Where?"]
    assert titles(history) == []


@pytest.mark.parametrize("words", ["rome", "ROME where", "straße", "strasse", "in rome öl", "100%"])
def test_a_search_finds_what_was_asked_and_answered_in_any_case(history, words):
    talked(history, "Where is the Straße, 100% sure?", "Other")
    history.add(turn("me-2", "Apart", answer=Answer("refusal", "Nothing.")), "me")
    assert "Where is the Straße, 100% sure?" in titles(history, search=words)
    assert "Apart" not in titles(history, search=words)
    assert history.count("me", search=words) == len(titles(history, search=words))


@pytest.mark.parametrize("words", ["%", "_here", "rome carthage"])
def test_a_search_takes_every_character_as_it_is_and_needs_every_word(history, words):
    talked(history, "Where is it?")
    assert titles(history, search=words) == []


def test_a_new_title_is_kept_and_found(opened):
    history = opened()
    talked(history, "Where?")
    history.rename("me-0", "  My\nÜbersicht ", owner="me")
    history.add(turn("me-0", "And then?"), "me")
    history = opened()
    assert titles(history, search="übersicht") == ["My Übersicht"]
    assert history.conversation("me-0", owner="me").title == "My Übersicht"


@pytest.mark.parametrize(("title", "said"), [(" \n", "empty"), ("x" * 201, "201 characters")])
def test_a_title_that_cannot_be_one_is_refused(history, title, said):
    talked(history, "Where?")
    with pytest.raises(BadTitle, match=said):
        history.rename("me-0", title, owner="me")
    assert titles(history) == ["Where?"]


def test_a_deleted_conversation_is_gone_from_the_file_too(opened, tmp_path):
    history = opened()
    answer = Answer("answer", "unmistakable-answer")
    added = turn("c", "unmistakable-question", answer=answer)
    history.add(added, "me")
    talked(history, *"abc")
    history.rate(Feedback(added.turn_id, good=False, reason="unmistakable-reason"), owner="me")
    history = opened()
    assert b"unmistakable" in (tmp_path / "conversations.db").read_bytes()
    history.delete("c", owner="me")
    with pytest.raises(UnknownConversation):
        history.conversation("c", owner="me")
    assert titles(history, search="unmistakable") == []
    assert sorted(titles(history)) == ["a", "b", "c"]
    opened()
    assert b"unmistakable" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_a_turn_that_comes_too_late_does_not_bring_a_deleted_conversation_back(history):
    talked(history, "Where?")
    history.delete("me-0", owner="me")
    with pytest.raises(UnknownConversation):
        history.add(turn("me-0"), "me")
    assert titles(history) == []


@pytest.fixture
def two(opened, tmp_path):
    """The histories of two processes over the same file, and two conversations in it."""
    history = opened()
    talked(history, "Where?", "Who?")
    history.settle()
    other = History(open_engine(f"sqlite:///{tmp_path / 'conversations.db'}"))
    yield history, other
    other.close()


def test_a_conversation_that_another_process_deleted_cannot_be_gone_on_with(two):
    history, other = two
    other.delete("me-0", owner="me")
    with pytest.raises(UnknownConversation):
        history.add(turn("me-0", "And when?"), "me", continues=True)
    assert titles(history) == ["Who?"]


def test_a_turn_that_waits_while_another_process_deletes_does_not_bring_a_conversation_back(two, monkeypatch):
    history, other = two
    commit = history._commit
    monkeypatch.setattr(
        history._writer, "_commit_turns", lambda waiting: (other.delete("me-0", owner="me"), commit(waiting))
    )
    late = turn("me-0", "And when?")
    history.add(late, "me", continues=True)
    history.settle()
    assert titles(history) == ["Who?"]
    with pytest.raises(UnknownTurn):
        history.turn(late.turn_id, owner="me")


def test_a_turn_goes_on_with_a_conversation_that_is_written_together_with_it(history):
    history.add(turn("c", "Where?"), "me")
    history.add(turn("c", "When?"), "me", continues=True)
    history.settle()
    assert questions(history, owner="me") == ["Where?", "When?"]


def test_all_conversations_of_an_owner_are_deleted_at_once(history):
    talked(history, *"abc")
    talked(history, "z", owner="you")
    assert history.delete_all("me") == 3
    assert titles(history) == []
    assert titles(history, "you") == ["z"]


def test_conversations_are_deleted_once_nothing_was_asked_for_long(history):
    old = datetime.now(UTC) - timedelta(days=40)
    history.add(Turn("1" * 32, "old", old, "Then?", "Then?", ANSWER, "", 1.0), "me")
    history.add(Turn("2" * 32, "lasting", old, "Then?", "Then?", ANSWER, "", 1.0), "me")
    history.add(turn("lasting", "Now?"), "me")
    assert history.delete_older(datetime.now(UTC) - timedelta(days=30)) == 1
    assert [each.conversation_id for each in history.conversations("me")] == ["lasting"]


def test_a_cut_takes_a_turn_and_those_after_it(history):
    asked = [turn("c", each) for each in ("one", "two", "three")]
    for each in asked:
        history.add(each, "me")
    history.cut("c", asked[1].turn_id, owner="me")
    assert questions(history, owner="me") == ["one"]
    with pytest.raises(UnknownTurn):
        history.cut("c", asked[2].turn_id, owner="me")
    with pytest.raises(UnknownConversation):
        history.cut("c", asked[0].turn_id, owner="you")


def test_the_question_in_place_of_the_first_gives_the_title_unless_it_was_renamed(history):
    for renamed, expected in ((False, "new"), (True, "mine")):
        first = turn("c", "old")
        history.add(first, "me")
        if renamed:
            history.rename("c", "mine", owner="me")
        history.cut("c", first.turn_id, owner="me")
        again = turn("c", "new")
        history.add(again, "me")
        assert titles(history) == [expected]
        history.cut("c", again.turn_id, owner="me")
        history.add(turn("c", "old"), "me")


def test_a_question_in_place_of_a_later_one_leaves_the_title(history):
    first, second = turn("c", "one"), turn("c", "two")
    history.add(first, "me")
    history.add(second, "me")
    history.cut("c", second.turn_id, owner="me")
    history.add(turn("c", "three"), "me", continues=True)
    assert titles(history) == ["one"]


def test_feedback_is_kept_changed_and_taken_back(history):
    added = turn("c")
    history.add(added, "me")
    history.rate(Feedback(added.turn_id, good=True), owner="me")
    history.rate(Feedback(added.turn_id, good=False, reason=" too short ", expected="In Rome"), owner="me")
    kept = Feedback(added.turn_id, good=False, reason="too short", expected="In Rome")
    assert history.feedback("c", owner="me") == {added.turn_id: kept}
    assert history.rated() == history.rated(owner="me") == [(added, kept)]
    assert history.rated(owner="you") == []
    history.unrate(added.turn_id, owner="me")
    assert history.feedback("c", owner="me") == {}


def test_feedback_on_what_is_not_there_or_not_ones_own_is_refused(history):
    added = turn("c")
    history.add(added, "me")
    for turn_id, owner in (("x", "me"), (added.turn_id, "you"), (added.turn_id, None)):
        with pytest.raises(UnknownTurn):
            history.rate(Feedback(turn_id, good=True), owner=owner)
        with pytest.raises(UnknownTurn):
            history.unrate(turn_id, owner=owner)
    with pytest.raises(BadFeedback, match="'reason' has 1,001"):
        history.rate(Feedback(added.turn_id, good=True, reason="x" * 1001), owner="me")


def test_eight_threads_list_rename_and_delete_while_turns_are_added(opened):
    history = opened()

    def work(thread):
        owner = f"o{thread}"
        for number in range(8):
            history.add(turn(f"{owner}-{number}", str(number)), owner)
            history.rename(f"{owner}-{number}", f"renamed {number}", owner=owner)
            if number % 2:
                history.delete(f"{owner}-{number}", owner=owner)
        return sorted(titles(history, owner))

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(work, range(8)))
    assert kept == [[f"renamed {number}" for number in (0, 2, 4, 6)]] * 8


def test_a_document_is_cited_to_whose_conversation_it_is_or_to_who_names_a_conversation_of_nobodys(history):
    history.add(turn("mine"), "me")
    history.add(turn("nobodys"), None)
    assert history.cites("d-1", owner="me")
    assert not history.cites("d-", owner="me")
    for owner in ("you", None):
        assert not history.cites("d-1", owner=owner)
        assert not history.cites("d-1", owner=owner, conversation_id="mine")
        assert history.cites("d-1", owner=owner, conversation_id="nobodys")


def test_what_was_cited_is_not_any_more_once_the_document_is_forgotten(history):
    history.add(turn("mine"), "me")
    history.forget({"d-1"})
    assert not history.cites("d-1", owner="me")
