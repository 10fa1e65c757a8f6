"""A history that an older Quoth wrote is read and mended; one of a newer Quoth is left alone."""

import json
import sqlite3
from dataclasses import asdict

import pytest

from bot import Answer, HistoryUnavailable, ShownPassage
from bot.history import History
from bot.kept import SCHEMA, prepare
from knowledge import open_engine

SCHEMA_1 = """CREATE TABLE turns (number INTEGER NOT NULL PRIMARY KEY, turn_id VARCHAR(32) NOT NULL UNIQUE,
    conversation_id VARCHAR(32) NOT NULL, created VARCHAR(32) NOT NULL, question TEXT NOT NULL, query TEXT NOT NULL,
    answer TEXT NOT NULL, "index" VARCHAR(64) NOT NULL, took_ms FLOAT NOT NULL);
    CREATE INDEX ix_turns_conversation_id ON turns (conversation_id);"""


@pytest.fixture
def database(tmp_path):
    connection = sqlite3.connect(tmp_path / "conversations.db")
    yield connection
    connection.close()


def opened(tmp_path):
    return History(open_engine(f"sqlite:///{tmp_path / 'conversations.db'}"))


def test_turns_of_an_older_quoth_keep_their_conversation_and_can_be_searched(database, tmp_path):
    database.executescript(SCHEMA_1)
    answer = json.dumps(asdict(Answer("refusal", "Nichts über Öl.")))
    rows = [("t1", "c", "Where?"), ("t2", "c", "And then?"), ("t3", "d", "Who?")]
    database.executemany(
        f"INSERT INTO turns VALUES (NULL, ?, ?, '2026-01-01T00:00:00+00:00', ?, 'q', '{answer}', 'i', 1.0)", rows
    )
    database.commit()
    history = opened(tmp_path)
    kept = history.conversation("c")
    assert [each.question for each in kept.turns] == ["Where?", "And then?"]
    assert kept.title == "Where?"
    assert database.execute("SELECT folded FROM turns WHERE turn_id = 't1'").fetchone() == ("where? nichts über öl.",)
    history.close()
    again = opened(tmp_path)
    assert len(again.conversation("c").turns) == 2
    again.close()


def test_a_turn_that_was_kept_without_the_number_of_passages_shown_shows_three(database, tmp_path):
    database.executescript(SCHEMA_1)
    passages = tuple(ShownPassage(f"p{n}", "d", "Title", "a.txt", n, n + 1, "x", 1.0) for n in range(5))
    answer = asdict(Answer("passages", "Closest:", passages=passages))
    del answer["shown"]
    row = ("t1", "c", "2026-01-01T00:00:00+00:00", "Where?", "q", json.dumps(answer), "i", 1.0)
    database.execute("INSERT INTO turns VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    database.commit()
    history = opened(tmp_path)
    (turn,) = history.conversation("c").turns
    assert turn.answer.closest == passages[:3]
    history.close()


def test_tables_that_another_process_made_meanwhile_are_left_as_they_are(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'conversations.db'}")
    for _ in range(2):
        with engine.begin() as connection:
            assert prepare(connection) == SCHEMA
    engine.dispose()


def test_a_history_of_a_newer_quoth_is_refused_and_left_as_it_is(database, tmp_path):
    opened(tmp_path).close()
    database.execute("UPDATE state SET value = '99'")
    database.commit()
    with pytest.raises(HistoryUnavailable, match=r"schema 99.*update Quoth"):
        opened(tmp_path)
    assert database.execute("SELECT value FROM state").fetchone() == ("99",)
