"""Workers share what is asked: whoever has much in hand gives a request, with its connection, to who has less."""

import socket
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("gunicorn needs fork", allow_module_level=True)

from gunicorn.config import Config
from gunicorn.workers.gthread import TConn

from web.lanes import _GIVEN, Lanes
from web.sharing import Desk, Desks

SENT = b"GET /next HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def desks():
    """Two desks, each with nothing in hand."""
    shared = Desks(2)
    both = Desk(shared, 0), Desk(shared, 1)
    for each in both:
        each.has(0)
    return both


@pytest.fixture
def pair():
    """Both ends of a connection."""
    ends = socket.socketpair()
    yield ends
    for each in ends:
        each.close()


def test_a_request_goes_with_its_connection_to_who_has_less_in_hand(desks, pair):
    assert desks[0].gives(pair[0], SENT, 2)
    connection, received = desks[1].taken()
    assert received == SENT
    connection.sendall(b"answered")
    assert pair[1].recv(100) == b"answered"
    connection.close()
    assert desks[1].taken() is None


def test_who_has_hardly_more_in_hand_keeps_a_request(desks, pair):
    assert not desks[0].gives(pair[0], SENT, 1)
    desks[1].has(7)
    assert not desks[0].gives(pair[0], SENT, 8)
    assert desks[0].gives(pair[0], SENT, 9)


def test_what_lies_in_a_letter_box_counts_as_in_hand(desks, pair):
    assert [desks[0].gives(pair[0], SENT, 3) for _ in range(3)] == [True, True, False]
    desks[1].taken()[0].close()
    assert desks[0].gives(pair[0], SENT, 3)  # taken, and not in hand yet


def test_nothing_is_given_to_who_left_nor_by_who_did(desks, pair):
    desks[1].leave()
    desks[1].has(0)
    assert not desks[0].gives(pair[0], SENT, 100)
    assert not desks[1].gives(pair[0], SENT, 100)


def test_what_was_given_to_a_worker_that_died_is_there_for_the_one_in_its_place(desks, pair):
    shared = Desks(2)
    Desk(shared, 1).has(0)
    assert Desk(shared, 0).gives(pair[0], SENT, 2)
    shared.leave(1)
    assert shared.free([0, None]) == 1
    assert Desk(shared, 1).taken()[1] == SENT


def test_a_full_letter_box_and_a_long_request_are_no_harm(desks, pair):
    given = 0
    while desks[0].gives(pair[0], SENT, 10**9):
        given += 1
    assert 0 < given == len([each[0].close() for each in iter(desks[1].taken, None)])
    assert not desks[0].gives(pair[0], b"x" * 100_000, 2)


def test_a_lane_gives_what_is_received_but_not_who_asks_for_the_health(desks):
    def has_been(wanted, sent):
        ours, theirs = socket.socketpair()
        theirs.sendall(sent)
        connection = TConn(Config(), ours, ("127.0.0.1", 1), ("127.0.0.1", 2))
        done = lanes.submit(lambda _: wanted, connection).result(20)
        ours.close(), theirs.close()
        return done

    lanes = Lanes(1, desks[0])
    assert has_been("answered", SENT) == "answered"
    lanes._in_hand = 5
    assert has_been("alive", b"GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n") == "alive"
    assert has_been("answered", SENT) is _GIVEN
    assert desks[1].taken()[1] == SENT
    lanes.shutdown()
