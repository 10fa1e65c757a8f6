"""The server: an application on an address, until it is told to stop. Knows nothing of answers."""

import errno
import gc
import math
import select
import signal
import time
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Flask
from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask

from web.refused import refusal

THREADS = 8
MOST_WAITING = 100
"""Requests that wait for a thread, about a second's; whatever comes then is marked with the header OVERLOADED."""
OVERLOADED = "X_QUOTH_OVERLOADED"
FIRST = frozenset(("/api/health",))
BREATH = 0.05
"""Seconds between two looks at the connections while MOST_WAITING wait: to look keeps others from answering."""
PATIENCE = 30  # seconds for the requests that run when the server stops
_GRACE = 0.5  # seconds in which a connection that is kept alive may still send its next request
CONNECTIONS = 1000
"""Clients that may be connected at once, to a process that may open as many files."""
_FILES = 200  # which a process opens beside its connections, at most
_MAX_BODY = 65 * 1024 * 1024  # waitress' own bound, above the application's, which answers in our shape


class CannotListen(Exception):
    """The address cannot be had; the message says what to do."""


class _Task(WSGITask):
    """A request whose response ends the connection once the server stops, so that the client sends no other on it."""

    def build_response_header(self) -> bytes:
        if getattr(self.channel.server, "is_stopping", False) and len(self.channel.requests) <= 1:
            self.request.headers["CONNECTION"] = "close"
        return bytes(super().build_response_header())


class _Refusal(ErrorTask):
    """What is no request, or too long to be read, is refused in the shape of every other error."""

    def execute(self) -> None:
        error = self.request.error
        headers, body = refusal(HTTPStatus(error.code), str(error.body))
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(headers.items())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):
    task_class, error_task_class = _Task, _Refusal


class _Lane(ThreadedTaskDispatcher):
    """Threads and the queue of requests that wait for one of them."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.set_thread_count(threads)

    def add_task(self, task: Any) -> None:
        with self.lock:
            self.queue.append(task)
            self.queue_cv.notify()


class Lanes(_Lane):
    """The usual lane with two beside it: for who asks whether the server is alive, and for telling who comes too late.

    Whoever is told so waits for nobody, and takes no place from those who are answered.
    """

    def __init__(self, threads: int) -> None:
        super().__init__(threads)
        self._first, self._late = _Lane(1), _Lane(1)

    @property
    def are_full(self) -> bool:
        """Tell whether so many wait for an answer that who comes now is told to come again."""
        return len(self.queue) >= MOST_WAITING

    def add_task(self, task: Any) -> None:
        """Let a request be answered in its lane."""
        request = task.requests[0]
        if getattr(request, "path", "") in FIRST:  # what is no request has none
            self._first.add_task(task)
        elif self.are_full:
            request.headers[OVERLOADED] = "1"
            self._late.add_task(task)
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End the threads of all lanes; tell whether those of the usual one did."""
        for lane in (self._first, self._late):
            lane.shutdown(cancel_pending, timeout)
        return bool(super().shutdown(cancel_pending, timeout))


class Server:
    """An application that listens on a host and a port, 0 for any free one."""

    def __init__(self, app: Flask, host: str, port: int, *, proxied: bool = False) -> None:
        """Begin to listen; `proxied`: the application itself decides which X-Forwarded headers it believes.

        Raises CannotListen.
        """
        self._sockets: dict[int, Any] = {}
        self._most = connections()
        self._stopping = False
        self._lanes = Lanes(THREADS)
        try:
            self._server = create_server(
                app,
                _dispatcher=self._lanes,
                map=self._sockets,
                host=host,
                port=port,
                threads=THREADS,
                ident=None,
                max_request_body_size=_MAX_BODY,
                connection_limit=self._most,
                clear_untrusted_proxy_headers=not proxied,
            )
        except (OSError, ValueError, OverflowError) as error:
            self._lanes.shutdown(timeout=1)
            raise CannotListen(remedy(error, host, port)) from error
        self._listeners = [each for each in self._sockets.values() if isinstance(each, BaseWSGIServer)]
        for listener in self._listeners:
            listener.channel_class = _Channel
            listener.handle_accept = partial(_accept_all, listener, most=self._most)

    @property
    def url(self) -> str:
        """The address to open in a browser on this machine."""
        return url_of(self._listeners[0].effective_host, self._listeners[0].effective_port)

    def run(self) -> None:
        """Serve until `stop` is called, then answer what was received and return."""
        while not self._stopping:
            self._turn(timeout=30.0)
            if self._lanes.are_full:
                time.sleep(BREATH)
        for listener in self._listeners:
            self._take_leave(listener)
        for listener in self._listeners:
            listener.is_stopping = True
        begun = time.monotonic()
        while self._channels() and time.monotonic() < begun + PATIENCE:
            self._turn(timeout=0.05)
            if time.monotonic() > begun + _GRACE and not self._busy():
                break
        self._lanes.shutdown(timeout=1)
        wasyncore.close_all(self._sockets)

    def _take_leave(self, listener: Any) -> None:
        """Accept who waits to be accepted, then nobody any more: they may have sent their request already."""
        listener.socket.listen(0)  # so that hardly anybody can begin to wait from now on
        _accept_all(listener, most=math.inf)
        wasyncore.dispatcher.close(listener)

    def stop(self) -> None:
        """Let `run` end; may be called from another thread or a signal handler."""
        if not self._stopping:
            self._stopping = True
            self._listeners[0].pull_trigger()

    def _turn(self, *, timeout: float) -> None:
        poll = hasattr(select, "poll")
        wasyncore.loop(timeout=timeout, map=self._sockets, count=1, use_poll=poll)

    def _channels(self) -> list[Any]:
        return [each for each in self._sockets.values() if isinstance(each, HTTPChannel)]

    def _busy(self) -> bool:
        return any(channel.requests or channel.total_outbufs_len for channel in self._channels())


def _accept_all(listener: Any, *, most: float) -> None:
    """Accept who waits to be accepted, not only the first: the one who asks for the health may come after hundreds."""
    known = -1
    while known < len(listener.active_channels) < most:
        known = len(listener.active_channels)
        type(listener).handle_accept(listener)


def serve(app: Flask, host: str, port: int, *, proxied: bool = False) -> None:
    """Serve in the foreground until Ctrl-C, SIGTERM or SIGHUP; say where once it listens. Raises CannotListen."""
    server = Server(app, host, port, proxied=proxied)

    def stop(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a second Ctrl-C ends at once
        server.stop()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    hung_up = getattr(signal, "SIGHUP", None)  # the terminal is closed; Windows tells nothing of that
    if hung_up and signal.getsignal(hung_up) is not signal.SIG_IGN:  # as nohup ignores it
        signal.signal(hung_up, stop)
    prepare()
    print(f"Quoth answers at {server.url} (Ctrl-C stops it)", flush=True)
    server.run()


def prepare() -> None:
    """Let this process serve: to be called once, when all is loaded.

    What is loaded stays, and a full collection took a tenth of a second to look through it.
    """
    gc.collect()
    gc.freeze()


def connections() -> int:
    """Return how many clients may be connected at once, of the files that this process may open; more where it can.

    Where it may open no more, a worker ends, and the server logs that without end.
    """
    try:
        import resource  # noqa: PLC0415  # not on Windows, which has no such limit
    except ImportError:
        return CONNECTIONS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + _FILES
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return CONNECTIONS
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(soft // 4, soft - _FILES)


def url_of(host: str, port: int | str) -> str:
    """Return the URL at which this machine reaches an address."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # every address, so this one too
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def remedy(error: Exception, host: str, port: int) -> str:
    """Return one line that says why the address cannot be had, and what to do."""
    reason = error.errno if isinstance(error, OSError) else None
    if reason == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8000
        return f"port {port} is in use; stop what serves there, or take another: quoth serve --port {other}"
    if reason == errno.EACCES:
        return f"port {port} is not open to you; take one above 1023: quoth serve --port 8000"
    return f"cannot listen on {host!r}, port {port}: not an address of this machine; try --host 127.0.0.1"
