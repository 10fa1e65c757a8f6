"""Transactions: kept whole or not at all, one writer at a time, whole when checked, clear when the disk is full."""

import os
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from few_documents import BIRDS, RAIN, entries
from sqlalchemy import text

from knowledge import Entry, LibraryBusy, NoRoom, Original, open_engine, passages
from knowledge.checking import faults
from knowledge.store import Store


def test_two_steps_in_one_transaction_are_both_kept_or_neither(store):
    def failing():
        with store.database.writing():
            store.replace(entries(BIRDS))
            store.set("key", "value")
            assert list(store.hashes()) == ["birds"]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert store.hashes() == {}
    assert store.get("key") is None


def test_a_whole_store_has_no_faults(store):
    store.replace([*entries(BIRDS), Entry(RAIN, passages(RAIN), Original("file", b"rain"))])
    store.fail("bad", "bad.txt", "no text")
    assert list(faults(store.database)) == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE documents SET text = 'other'", "the text is not the one"),
        ("DELETE FROM passages", "passages that are kept: 0 of 1"),
        ('UPDATE passages SET "end" = 900', "outside of the text"),
        ("UPDATE originals SET content = x'78'", "the file is not the one"),
        ("DELETE FROM originals", "the file is not the one"),
        ("UPDATE documents SET file_hash = NULL", "files that belong to no document: 1"),
        ("INSERT INTO tags VALUES ('gone', 'tag')", "rows of tags that belong to no document: 1"),
    ],
)
def test_what_is_damaged_or_half_there_is_named(tmp_path, store, damage, said):
    store.replace([Entry(RAIN, passages(RAIN), Original("file", b"rain"))])
    with sqlite3.connect(tmp_path / "library.db") as connection:
        connection.execute(damage)
    connection.close()
    assert said in "; ".join(faults(store.database))


def test_a_full_disk_is_said_and_keeps_what_was_there(store):
    store.replace(entries(RAIN))
    with store.database.engine.connect() as connection:  # the pool gives this connection to the next one who asks
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count={pages + 2}"))
    with pytest.raises(NoRoom, match=r"no room left.*free some room"):
        store.replace([Entry(replace(BIRDS, text="Birds. " * 90_000))])
    assert list(store.hashes()) == ["rain"]
    with store.database.engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count=100000"))
    store.replace([Entry(replace(BIRDS, text="Birds. " * 90_000))])
    assert list(faults(store.database)) == []


def test_a_second_writer_waits_for_the_first(url, store):
    other = Store(open_engine(url))
    with ThreadPoolExecutor(1) as pool:
        with store.database.writing():
            writing = pool.submit(other.replace, entries(BIRDS))
            time.sleep(0.1)
            assert not writing.done()
        writing.result(timeout=10)
    assert list(store.hashes()) == ["birds"]


def test_a_writer_that_waited_too_long_is_told_who_holds_the_library(url, store):
    other = Store(open_engine(url), wait=0.05)
    with (
        store.database.writing(),
        pytest.raises(LibraryBusy, match=rf"written by process {os.getpid()} \(.*wait until"),
    ):
        other.replace(entries(BIRDS))
    other.replace(entries(BIRDS))


def test_readers_go_on_while_one_writes(url, store):
    store.replace(entries(RAIN))
    other = Store(open_engine(url), wait=0.05)
    with store.database.writing():
        store.replace(entries(BIRDS))
        assert list(other.hashes()) == ["rain"]
    assert list(other.hashes()) == ["birds", "rain"]
