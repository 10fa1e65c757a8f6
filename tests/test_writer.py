"""Turns go to the disk many at a time, each once, and who waits for one is told when it is there or cannot be."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy.exc import SQLAlchemyError

from bot import Answer, HistoryUnavailable, Turn
from bot.writer import PAUSE, Added, Writer


def added(conversation_id="c"):
    answer = Answer("refusal", "Nothing.", "", None, (), (), "Nothing.")
    turn = Turn(uuid4().hex, conversation_id, datetime.now(UTC), "Where?", "Where?", answer, "f", 1.0)
    return Added(turn, None)


class Disk:
    """Keeps batches; `open` lets them through, `broken` refuses them."""

    def __init__(self):
        self.batches, self.open, self.broken, self.reason = [], threading.Event(), False, "the disk is damaged"
        self.kind = SQLAlchemyError
        self.open.set()

    def commit(self, waiting):
        assert self.open.wait(10)
        if self.broken:
            raise self.kind(self.reason)
        self.batches.append(list(waiting))


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def writer(disk):
    made = Writer(disk.commit)
    yield made
    disk.broken = False
    disk.open.set()
    made.close()


def test_what_is_added_while_the_disk_is_busy_is_written_together(disk, writer):
    disk.open.clear()
    turns = [added() for _ in range(50)]
    for each in turns:
        writer.add(each)
    disk.open.set()
    writer.settle()
    assert [each for batch in disk.batches for each in batch] == turns
    assert len(disk.batches) <= 2


def test_many_that_wait_for_their_own_turns_are_all_told(disk, writer):
    def add_and_wait(_):
        each = added()
        writer.add(each)
        writer.settle()
        return any(each in batch for batch in list(disk.batches))

    with ThreadPoolExecutor(32) as threads:
        assert all(threads.map(add_and_wait, range(600)))
    assert sum(map(len, disk.batches)) == 600


@pytest.mark.parametrize("kind", [SQLAlchemyError, OSError, ValueError])
def test_who_waits_for_what_cannot_be_written_is_told_why_and_it_is_tried_again(disk, writer, kind):
    disk.broken, disk.kind = True, kind
    each = added()
    writer.add(each)
    for _ in range(2):
        with pytest.raises(HistoryUnavailable, match="the disk is damaged"):
            writer.settle()
    assert writer.waiting("c") == [each]
    disk.broken = False
    writer.settle()
    assert (disk.batches, writer.waiting("c")) == ([[each]], [])


def test_where_the_last_turn_could_not_be_written_the_next_one_waits_to_be(disk, writer):
    disk.broken = True
    writer.add(added())
    with pytest.raises(HistoryUnavailable):
        writer.settle()
    refused = added("d")
    with pytest.raises(HistoryUnavailable):
        writer.add(refused)
    assert writer.waiting("d") == []


def test_where_the_disk_is_full_the_next_one_waits_for_room(disk, writer):
    disk.broken, disk.reason = True, "database or disk is full"
    turns = [added(), added()]
    writer.add(turns[0])
    with pytest.raises(HistoryUnavailable):
        writer.settle()
    writer.add(turns[1])
    assert writer.waiting("c") == turns
    disk.broken = False
    writer.settle()
    assert disk.batches == [turns]


def test_nothing_waits_where_nothing_was_added(disk, writer):
    writer.settle()
    assert disk.batches == []


def test_turns_gather_where_several_come_at_once_and_nobody_who_asks_alone_waits_for_that(disk, writer, monkeypatch):
    pauses = []
    monkeypatch.setattr("bot.writer.sleep", pauses.append)
    for _ in range(3):
        writer.add(added())
        writer.settle()
    assert pauses == []
    disk.open.clear()
    for _ in range(2):
        writer.add(added())
    disk.open.set()
    writer.settle()
    writer.close()
    assert pauses
    assert set(pauses) == {PAUSE}
