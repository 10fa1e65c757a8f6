"""How a gunicorn worker takes requests: received without a thread; health first, and who comes too late is told so."""

import re
import selectors
import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

from gunicorn.workers.gthread import _DEFER, STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from web.serving import FIRST, MOST_WAITING, OVERLOADED

_FIRST = tuple(f"{method} {path}".encode() for path in FIRST for method in ("GET", "HEAD"))
_BUFFERED = 64 * 1024
"""Bytes of a request that are received before a thread takes it; of a longer one the thread receives the rest."""
_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)


class Lanes:
    """Three pools of threads in the place of gunicorn's one. Its `submit` runs in the thread that polls."""

    def __init__(self, threads: int) -> None:
        """Answer with this many threads."""
        self._usual, self._first, self._late = (ThreadPoolExecutor(count) for count in (threads, 1, 2))

    def submit(self, handle: Any, connection: TConn) -> "Future[Any]":
        """Let a connection's request be answered once it is received; until then it waits without a thread."""
        received, is_over = _received(connection)
        if not is_over and not is_whole(received):
            _continue(connection, received)
            connection.received = received
            waiting: Future[Any] = Future()
            waiting.set_result(_DEFER)
            return waiting
        connection.init()
        connection.parser.unreader.unread(received)
        connection.received, connection.is_late = b"", False
        if received.startswith(_FIRST):
            return self._first.submit(handle, connection)
        if self._usual._work_queue.qsize() >= MOST_WAITING:
            connection.is_late = True
            return self._late.submit(handle, connection)
        return self._usual.submit(handle, connection)

    def shutdown(self, *, wait: bool = True) -> None:
        """Take nothing more."""
        for pool in (self._usual, self._first, self._late):
            pool.shutdown(wait=wait)


def is_whole(received: bytes) -> bool:
    """Tell whether a request is received, as far as it is before a thread takes it."""
    head, end, body = received.partition(_HEAD_END)
    if not end or len(received) >= _BUFFERED:
        return len(received) >= _BUFFERED
    length = _LENGTH.search(head + b"\r\n")
    if length:
        return len(body) >= min(int(length[1]), _BUFFERED - len(head))
    return not _CHUNKED.search(head) or body.endswith(b"0\r\n\r\n")


class Worker(ThreadWorker):
    """gunicorn's worker of threads, with lanes."""

    def get_thread_pool(self) -> Lanes:
        """Return what answers."""
        return Lanes(self.cfg.threads)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """Answer a request, marked where it came too late."""
        if conn.is_late:
            req.headers.append((OVERLOADED.replace("_", "-"), "1"))
        return super().handle_request(req, conn)

    def finish_request(self, conn: TConn, fs: "Future[Any]") -> None:
        """Go on with a connection; where the worker stops, what is on its way to it is waited for a little."""
        is_waiting = not fs.cancelled() and fs.exception() is None and fs.result() is _DEFER
        if not is_waiting or self.alive:
            super().finish_request(conn, fs)
            return
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + STOP_KEEPALIVE_LINGER
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def _cap_keepalive(self, deadline: float) -> None:
        """Let a worker that stops wait no longer for requests that have not come yet than for the next ones."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)


def _received(connection: TConn) -> tuple[bytes, bool]:
    """Return what was received of the next request, and whether nothing more will come."""
    received = getattr(connection, "received", b"")
    if connection.initialized:
        received += connection.parser.unreader.take_buffered()
    while len(received) < _BUFFERED:
        try:
            more = connection.sock.recv(_BUFFERED, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return received, False
        except OSError:
            return received, True
        if not more:
            return received, True
        received += more
    return received, False


def _continue(connection: TConn, received: bytes) -> None:
    """Tell a client that waits to be told so to send the body."""
    head, end, _ = received.partition(_HEAD_END)
    if end and _EXPECTS.search(head) and not getattr(connection, "received", b"").partition(_HEAD_END)[1]:
        connection.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n", socket.MSG_DONTWAIT)
