"""Whoever came first goes first: a lock that threads get in the order in which they asked for it."""

import threading
import time

import pytest

from bot.in_order import InOrder


def waiting(lock, number):
    """Wait until so many threads wait for the lock."""
    until = time.monotonic() + 20
    while len(lock._waiting) < number:
        assert time.monotonic() < until
        time.sleep(0.001)


def test_threads_go_in_one_by_one_in_the_order_in_which_they_came():
    lock, order = InOrder(), []

    def go(number):
        with lock:
            order.append(number)
            time.sleep(0.002)  # whoever is quick could now go in before those who wait
            order.append(number)

    threads = [threading.Thread(target=go, args=(number,)) for number in range(20)]
    with lock:
        for number, each in enumerate(threads):
            each.start()
            waiting(lock, number + 1)
    for each in threads:
        each.join(20)
    assert order == [number for number in range(20) for _ in range(2)]


def test_it_is_free_again_when_all_are_done_and_when_one_failed():
    lock = InOrder()
    with pytest.raises(ZeroDivisionError), lock:
        raise ZeroDivisionError
    for _ in range(2):
        with lock:
            assert lock._is_taken
    assert not lock._is_taken
