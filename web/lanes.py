"""How a gunicorn worker takes requests: received without a thread; health first, and who comes too late is told so."""

import re
import selectors
import socket
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from threading import Lock
from typing import Any

from gunicorn import util
from gunicorn.http.errors import (
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.workers.gthread import _DEFER, STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from web.refused import refusal
from web.serving import FIRST, MOST_WAITING, OVERLOADED
from web.sharing import Desk

_FIRST = tuple(f"{method} {path}".encode() for path in FIRST for method in ("GET", "HEAD"))
_BUFFERED = 64 * 1024
"""Bytes of a request that are received before a thread takes it; of a longer one the thread receives the rest."""
_GIVEN = object()
"""What becomes of a request that another worker answers."""
_POST = 0.5
"""Seconds in which a worker that stops still accepts who connects, and is given what others began to give."""
_LEAVE = 2.0
"""Seconds in which a client that was answered for the last time may hang up itself."""
_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
_STATUSES: dict[type[Exception], HTTPStatus] = {
    LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    ParseException: HTTPStatus.BAD_REQUEST,
}


class Lanes:
    """Three pools of threads in the place of gunicorn's one. Its `submit` runs in the thread that polls."""

    def __init__(self, threads: int, desk: Desk | None = None) -> None:
        """Answer with this many threads, and share the work with other desks."""
        self._usual, self._first, self._late = (ThreadPoolExecutor(count) for count in (threads, 1, 2))
        self._desk, self._lock, self._in_hand = desk, Lock(), 0
        self._count(0)

    def submit(self, handle: Any, connection: TConn) -> "Future[Any]":
        """Let a connection's request be answered once it is received; until then it waits without a thread."""
        received, is_over = _received(connection)
        if not is_over and not is_whole(received):
            _continue(connection, received)
            connection.received = received
            waiting: Future[Any] = Future()
            waiting.set_result(_DEFER)
            return waiting
        if (
            not received.startswith(_FIRST)
            and self._desk
            and self._desk.gives(connection.sock, received, self._in_hand)
        ):
            given: Future[Any] = Future()
            given.set_result(_GIVEN)
            return given
        connection.init()
        connection.parser.unreader.unread(received)
        connection.received, connection.is_late = b"", False
        if received.startswith(_FIRST):
            return self._first.submit(handle, connection)
        if self._usual._work_queue.qsize() >= MOST_WAITING:
            connection.is_late = True
            return self._late.submit(handle, connection)
        self._count(1)
        answering = self._usual.submit(handle, connection)
        answering.add_done_callback(lambda _: self._count(-1))
        return answering

    def _count(self, more: int) -> None:
        """Count what is in hand."""
        with self._lock:
            self._in_hand += more
            if self._desk:
                self._desk.has(self._in_hand)

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
    """gunicorn's worker of threads, with lanes, at a desk among others."""

    nr_conns: int
    desk: Desk | None = None
    _post_until = 0.0

    def __init__(self, *given: Any, **named: Any) -> None:
        """Be a worker, as gunicorn makes one."""
        super().__init__(*given, **named)
        self._leaving: deque[TConn] = deque()

    def get_thread_pool(self) -> Lanes:
        """Return what answers."""
        return Lanes(self.cfg.threads, self.desk)

    def run(self) -> None:
        """Answer until told to stop, also what others give."""
        if self.desk:
            self.poller.register(self.desk.box, selectors.EVENT_READ, self._take)
        super().run()

    def _take(self, _box: Any = None) -> None:
        """Go on with the connections that others gave."""
        while self.desk and (given := self.desk.taken()):
            sock, received = given
            try:
                connection = TConn(self.cfg, sock, sock.getpeername(), sock.getsockname())
            except OSError:  # the client is gone
                sock.close()
                continue
            self.nr_conns += 1
            connection.received = received
            self.enqueue_req(connection)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for what comes; where the worker stops, for who connects and what others began to give a little only."""
        super().wait_for_and_dispatch_events(min(timeout, _POST) if self._post_until else timeout)
        if self._post_until and time.monotonic() >= self._post_until:
            self._shut()
            self.nr_conns, self._post_until = self.nr_conns - 1, 0.0

    def _shut(self) -> None:
        """Take who waits to be accepted, with what was sent already, and what was given; then nobody any more."""
        self.set_accept_enabled(False)
        for listener in self.sockets:
            known = -1
            while known < self.nr_conns < self.worker_connections:
                known = self.nr_conns
                self.accept(listener)
            listener.close()
        if self.desk:
            self._take()
            self.poller.unregister(self.desk.box)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """Answer a request, marked where it came too late."""
        if conn.is_late:
            req.headers.append((OVERLOADED.replace("_", "-"), "1"))
        return super().handle_request(req, conn)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Refuse what is no request, in the shape of every other error; what was sent is not logged."""
        status = next((said for kind, said in _STATUSES.items() if isinstance(exc, kind)), None)
        if status is None:
            self.log.error("a request failed", exc_info=exc)
            status, exc = HTTPStatus.INTERNAL_SERVER_ERROR, Exception("the server's log says more")
        headers, body = refusal(status, str(exc))
        head = {**headers, "Content-Length": str(len(body)), "Connection": "close"}
        lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in head.items())]
        try:
            util.write_nonblock(client, "\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        except OSError:
            self.log.debug("the client was gone before it could be refused")

    def finish_request(self, conn: TConn, fs: "Future[Any]") -> None:
        """Go on with a connection; where the worker stops, what is on its way to it is waited for a little."""
        outcome = None if fs.cancelled() or fs.exception() else fs.result()
        if outcome is _GIVEN:
            self.nr_conns -= 1
            conn.sock.close()
            return
        if outcome is False:
            self._take_leave(conn)
            return
        if outcome is not _DEFER or self.alive:
            super().finish_request(conn, fs)
            return
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + STOP_KEEPALIVE_LINGER
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def _take_leave(self, conn: TConn) -> None:
        """End a connection once the client has, or soon: by what it still sends it could lose the response.

        That is RFC 9112, 9.6. gunicorn waits in the thread that polls, where a client that stays stops all others.
        """
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._drop, conn))
        except OSError:  # the client is gone
            self.nr_conns -= 1
            conn.close()
            return
        conn.timeout = time.monotonic() + _LEAVE
        self._leaving.append(conn)

    def _drop(self, conn: TConn, _sock: Any = None) -> None:
        """Read what a client sends to nobody, and end its connection once it sends nothing more."""
        try:
            if conn.sock.recv(_BUFFERED):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._leaving.remove(conn)
        self._end(conn)

    def _end(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self) -> None:
        """Close the connections that were waited for long enough."""
        super().murder_pending()
        while self._leaving and self._leaving[0].timeout <= time.monotonic():
            self._end(self._leaving.popleft())

    def _cap_keepalive(self, deadline: float) -> None:
        """Let a worker that stops wait no longer for requests that have not come yet than for the next ones."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)
        if self.desk:
            self.desk.leave()
        self.set_accept_enabled(True)
        self.nr_conns, self._post_until = self.nr_conns + 1, time.monotonic() + _POST


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
