"""How a worker takes requests: without a thread until they are received; health first, and too many are told so."""

import socket
import sys
import threading

import pytest

if sys.platform == "win32":
    pytest.skip("gunicorn needs fork", allow_module_level=True)

from gunicorn.config import Config
from gunicorn.workers.gthread import _DEFER, TConn

from web.lanes import Lanes, is_whole
from web.serving import MOST_WAITING

ASK = b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789"


@pytest.fixture
def blocked():
    """Lanes whose usual threads are all busy until the test ends."""
    lanes, begun, end = Lanes(threads=2), threading.Barrier(3), threading.Event()
    busy = [lanes.submit(lambda _: begun.wait(20) is not None and end.wait(20), connection(ASK)) for _ in range(2)]
    begun.wait(20)
    yield lanes
    end.set()
    lanes.shutdown()
    assert all(each.result(20) for each in busy)


def connection(sent=b""):
    """A connection on which something was sent, as gunicorn has it."""
    ours, theirs = socket.socketpair()
    theirs.sendall(sent)
    made = TConn(Config(), ours, ("127.0.0.1", 1), ("127.0.0.1", 2))
    made.client_sock = theirs
    return made


def is_late(of):
    return of.is_late


def read(of):
    """Read a request as gunicorn does."""
    request = next(of.parser)
    return request.method, request.path, request.body.read()


@pytest.mark.parametrize("method", [b"GET", b"HEAD"])
def test_who_asks_for_the_health_waits_for_nobody(blocked, method):
    sent = method + b" /api/health HTTP/1.1\r\nHost: x\r\n\r\n"
    assert blocked.submit(is_late, connection(sent)).result(20) is False


def test_who_comes_when_too_many_wait_is_late_and_waits_for_nobody(blocked):
    waiting = [blocked.submit(is_late, connection(ASK)) for _ in range(MOST_WAITING)]
    assert blocked.submit(is_late, connection(ASK)).result(20) is True
    assert not any(each.done() for each in waiting)


@pytest.mark.parametrize("sent", [b"", b"POST", ASK[:-20], ASK[:-1]])
def test_what_is_not_received_yet_takes_no_thread(blocked, sent):
    assert blocked.submit(is_late, connection(sent)).result(0) is _DEFER


@pytest.mark.parametrize("size", [1, 7, 60, 1000])
def test_a_request_that_comes_in_pieces_is_read_as_it_was_sent(size):
    lanes, slow = Lanes(threads=1), connection()
    for at in range(0, len(ASK), size):
        slow.client_sock.sendall(ASK[at : at + size])
        found = lanes.submit(read, slow)
    assert found.result(20) == ("POST", "/api/ask", b"0123456789")
    lanes.shutdown()


def test_requests_sent_together_are_read_one_after_the_other():
    lanes, both = Lanes(threads=1), connection(ASK + b"GET /next HTTP/1.1\r\nHost: x\r\n\r\n")
    assert lanes.submit(read, both).result(20)[1:] == ("/api/ask", b"0123456789")
    assert lanes.submit(read, both).result(20)[1:] == ("/next", b"")
    lanes.shutdown()


def test_a_client_that_waits_to_be_told_sends_its_body_then():
    lanes, polite = Lanes(threads=1), connection(ASK[:-14].rstrip() + b"\r\nExpect: 100-continue\r\n\r\n")
    assert lanes.submit(read, polite).result(0) is _DEFER
    assert polite.client_sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    polite.client_sock.sendall(b"01234")
    assert lanes.submit(read, polite).result(0) is _DEFER  # and is told once
    polite.client_sock.sendall(b"56789")
    assert lanes.submit(read, polite).result(20)[2] == b"0123456789"
    lanes.shutdown()


def test_a_client_that_is_gone_is_let_go():
    lanes, left = Lanes(threads=1), connection(b"POST /api")
    left.client_sock.close()
    assert isinstance(lanes.submit(read, left).exception(20), Exception)
    lanes.shutdown()


@pytest.mark.parametrize(
    ("received", "whole"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", True),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", False),
        (b"POST / HTTP/1.1\r\ncontent-LENGTH:  3 \r\nHost: x\r\n\r\nab", False),
        (b"POST / HTTP/1.1\r\ncontent-LENGTH:  3 \r\nHost: x\r\n\r\nabc", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\nab", False),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n" + b"a" * 65536, True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", False),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", True),
        (b"x" * 65536, True),  # no request, and the parser says so
    ],
)
def test_a_request_is_whole_with_its_body_or_as_much_of_it_as_is_buffered(received, whole):
    assert is_whole(received) is whole
