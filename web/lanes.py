"""In which order a gunicorn worker answers: health first, and who comes too late is told so at once."""

import socket
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

from web.serving import FIRST, MOST_WAITING, OVERLOADED

_FIRST = tuple(f"{method} {path}".encode() for path in FIRST for method in ("GET", "HEAD"))
_PEEKED = 64  # bytes of a request: enough to tell what goes first


class Lanes:
    """Three pools of threads in the place of gunicorn's one."""

    def __init__(self, worker: "Worker", threads: int) -> None:
        """Answer with this many threads for the worker, which says whether it is stopping."""
        self._worker = worker
        self._usual, self._first, self._late = (ThreadPoolExecutor(count) for count in (threads, 1, 2))

    def submit(self, handle: Any, connection: TConn) -> "Future[Any]":
        """Let a connection's request be answered, or wait without a thread until it has sent something."""
        begun = _peeked(connection.sock)
        if begun is None and not connection.initialized and self._worker.alive:
            silent: Future[Any] = Future()
            silent.set_result(_DEFER)
            return silent
        connection.is_late = False
        if begun is not None and begun.startswith(_FIRST):
            return self._first.submit(handle, connection)
        if self._usual._work_queue.qsize() >= MOST_WAITING:
            connection.is_late = True
            return self._late.submit(handle, connection)
        return self._usual.submit(handle, connection)

    def shutdown(self, *, wait: bool = True) -> None:
        """Take nothing more."""
        for pool in (self._usual, self._first, self._late):
            pool.shutdown(wait=wait)


class Worker(ThreadWorker):
    """gunicorn's worker of threads, with lanes."""

    def get_thread_pool(self) -> Lanes:
        """Return what answers."""
        return Lanes(self, self.cfg.threads)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """Answer a request, marked where it came too late."""
        if conn.is_late:
            req.headers.append((OVERLOADED.replace("_", "-"), "1"))
        return super().handle_request(req, conn)

    def _cap_keepalive(self, deadline: float) -> None:
        """Let a worker that stops not wait for connections on which nothing was ever sent."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)


def _peeked(connection: socket.socket) -> bytes | None:
    """Return how what was sent begins, nothing where the client is gone, None where it has sent nothing yet."""
    try:
        return connection.recv(_PEEKED, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return None
    except OSError:
        return b""
