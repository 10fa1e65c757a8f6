"""The order of requests in a worker: health passes all others, too many are told so, silence takes no thread."""

import socket
import sys
import threading
from types import SimpleNamespace

import pytest

if sys.platform == "win32":
    pytest.skip("gunicorn needs fork", allow_module_level=True)

from gunicorn.workers.gthread import _DEFER

from web.lanes import Lanes
from web.serving import MOST_WAITING

ASK = b"POST /api/ask HTTP/1.1\r\n"


@pytest.fixture
def worker():
    return SimpleNamespace(alive=True)


@pytest.fixture
def blocked(worker):
    """Lanes whose usual threads are all busy until the test ends."""
    lanes, begun, end = Lanes(worker, threads=2), threading.Barrier(3), threading.Event()
    busy = [lanes.submit(lambda _: begun.wait(20) is not None and end.wait(20), connection(ASK)) for _ in range(2)]
    begun.wait(20)
    yield lanes
    end.set()
    lanes.shutdown()
    assert all(each.result(20) for each in busy)


def connection(sent=b"", **known):
    """A connection on which something was sent, as gunicorn has it."""
    ours, theirs = socket.socketpair()
    theirs.sendall(sent)
    return SimpleNamespace(sock=ours, client=theirs, **{"initialized": False, **known})


def is_late(of):
    return of.is_late


@pytest.mark.parametrize("sent", [b"GET /api/health HTTP/1.1\r\n", b"HEAD /api/health HTTP/1.1\r\n"])
def test_who_asks_for_the_health_waits_for_nobody(blocked, sent):
    assert blocked.submit(is_late, connection(sent)).result(20) is False


def test_who_comes_when_too_many_wait_is_late_and_waits_for_nobody(blocked):
    waiting = [blocked.submit(is_late, connection(ASK)) for _ in range(MOST_WAITING)]
    assert blocked.submit(is_late, connection(ASK)).result(20) is True
    assert not any(each.done() for each in waiting)


def test_a_silent_connection_takes_no_thread_while_the_worker_lives(blocked, worker):
    assert blocked.submit(is_late, connection()).result(0) is _DEFER
    worker.alive = False
    assert not blocked.submit(is_late, connection()).done()  # what is on its way is waited for, and by a thread


def test_what_was_read_ahead_on_a_connection_is_not_silence(blocked):
    assert not blocked.submit(is_late, connection(initialized=True)).done()


def test_a_client_that_is_gone_is_seen_to_be(worker):
    lanes, left = Lanes(worker, threads=1), connection()
    left.client.close()
    assert lanes.submit(lambda each: each.sock.recv(1), left).result(20) == b""
    lanes.shutdown()
