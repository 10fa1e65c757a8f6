"""Requests are counted by who sent them, by minutes, and by several processes in one table."""

import os
import signal
import sys
from collections.abc import Iterable

import pytest

from web.counting import Counts, CountsStorage


@pytest.fixture
def counts():
    return Counts()


def always(_before, _now):
    return True


def test_each_is_counted_apart(counts):
    for who in ("a", "b", "a"):
        assert counts.add(who, 7, always)
    assert counts.of("a", 7) == (0, 2)
    assert counts.of("b", 7) == (0, 1)
    assert counts.of("c", 7) == (0, 0)


def test_what_came_in_the_window_before_is_known_and_no_longer(counts):
    counts.add("a", 7, always, amount=3)
    assert counts.of("a", 8) == (3, 0)
    counts.add("a", 8, always)
    assert counts.of("a", 8) == (3, 1)
    assert counts.of("a", 9) == (1, 0)
    assert counts.of("a", 10) == (0, 0)


def test_what_does_not_fit_is_not_counted(counts):
    assert [counts.add("a", 7, lambda _, now: now < 2) for _ in range(4)] == [True, True, False, False]
    assert counts.of("a", 7) == (0, 2)


def test_where_more_come_than_there_is_room_for_those_who_sent_most_are_not_forgotten():
    counts = Counts(groups=1)
    counts.add("busy", 7, always, amount=5)
    for number in range(1000):
        counts.add(f"once {number}", 7, always)
    assert counts.of("busy", 7) == (0, 5)


def test_the_window_before_counts_by_the_part_that_is_left(monkeypatch):
    class Clock:
        now = 1200.0

        def time(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr("web.counting.time", clock)
    storage = CountsStorage(counts=Counts())
    assert [storage.acquire_sliding_window_entry("a", 4, 60) for _ in range(5)] == [True] * 4 + [False]
    clock.now += 90  # half of the next minute: two of the four
    assert storage.get_sliding_window("a", 60) == (4, 30.0, 0, 90.0)
    assert [storage.acquire_sliding_window_entry("a", 4, 60) for _ in range(3)] == [True, True, False]


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_processes_that_are_forked_count_together_and_lose_nothing():
    from web.sharing import Turns

    counts = Counts(Turns())
    for child in forked(4, lambda: [counts.add("a", 7, always) for _ in range(2000)]):
        assert os.waitpid(child, 0)[1] == 0
    assert counts.of("a", 7) == (0, 8000)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_a_process_that_dies_while_it_counts_keeps_nobody_waiting():
    from web.sharing import Turns

    counts = Counts(Turns())
    [child] = forked(1, lambda: counts.add("a", 7, lambda *_: os.kill(os.getpid(), signal.SIGKILL)))
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert counts.add("a", 7, always)


def forked(number, work) -> Iterable[int]:
    """Start processes that do this and end; return their ids."""
    children = []
    for _ in range(number):
        child = os.fork()
        if not child:
            try:
                work()
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    return children
