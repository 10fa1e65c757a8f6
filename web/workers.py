"""Several processes on one address: gunicorn starts, watches and stops them, each with an application of its own."""

import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http.errors import ParseException

from bot import Chatbot, Purger, Settings, create_chatbot
from web.counting import Counts
from web.lanes import Worker
from web.serving import PATIENCE, CannotListen, connections, prepare, remedy, url_of
from web.sharing import Desk, Desks, Turns

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

THREADS = 16
"""They wait for the disk: each reply is kept before it goes out, many in one commit. More crowd out the health."""
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder in which the workers count together; read when web.metrics is imported."""
_MEMORY = "/dev/shm"  # noqa: S108  # a folder in memory, which some containers lack or cannot write in
_LONGEST_LINE = 8190
"""Bytes of an address, as many as gunicorn reads: a long question in a query string."""


class _Log(Logger):
    """gunicorn's own messages, written where and as all others are."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in list(self.error_log.handlers):
            self.error_log.removeHandler(handler)
        self.error_log.propagate = True


class _Body:
    """A body that the application reads, in which a broken chunk is the client's fault."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int | None = None) -> bytes:
        try:
            return bytes(self._body.read(size))
        except ParseException as error:
            raise OSError(str(error)) from error


def _reading(answer: "WSGIApplication") -> "WSGIApplication":
    """Return an application to which every body comes as a _Body."""

    def call(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return answer({**environ, "wsgi.input": _Body(environ["wsgi.input"])}, start_response)

    return call


class _Workers(BaseApplication):
    """The same application in every worker, made after it is forked: threads and connections do not survive a fork."""

    def __init__(self, make: Callable[[], Flask], options: dict[str, Any], *, keep_days: int | None) -> None:
        self._make, self._options, self._keep_days = make, options, keep_days
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = self._make()
        app.wsgi_app = _reading(app.wsgi_app)  # type: ignore[assignment,method-assign]
        chatbot: Chatbot = app.extensions["quoth"]
        app.extensions["quoth_purger"] = Purger(chatbot.library, chatbot.history, keep_days=self._keep_days)
        app.extensions["quoth_purger"].start()
        prepare()
        return app


def serve(settings: Settings, make: Callable[[Counts], Flask]) -> None:
    """Serve in the foreground until Ctrl-C or SIGTERM; say where once it listens. Raises CannotListen.

    `make` returns the application of one worker, which counts requests together with the others.
    """
    listening = _listening(settings.host, settings.port)
    create_chatbot(settings).close()  # what is missing is made once, and what cannot be read is told at once
    counts = Counts(Turns())
    with _shared_folder() as folder:
        os.environ[SHARED] = folder
        _Workers(lambda: make(counts), _options(settings, listening), keep_days=settings.keep_days).run()


@contextmanager
def _shared_folder() -> Iterator[str]:
    """Give a folder that is removed when this process ends, and not when one of the workers does, its forks."""
    folder, owner = tempfile.mkdtemp(prefix="quoth-metrics-"), os.getpid()
    try:
        yield folder
    finally:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises CannotListen."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=1024)
    except (OSError, OverflowError, UnicodeError) as error:
        raise CannotListen(remedy(error, host, port)) from error


def _options(settings: Settings, listening: socket.socket) -> dict[str, Any]:
    host, port = listening.getsockname()[:2]
    desks = Desks(settings.workers)
    return {
        "bind": f"fd://{listening.fileno()}",
        "workers": settings.workers,
        "worker_class": Worker,
        "threads": THREADS,
        "worker_connections": connections(),
        "keepalive": 75,
        "graceful_timeout": PATIENCE,
        "timeout": 120,
        "loglevel": "warning",
        "logger_class": _Log,
        "limit_request_line": _LONGEST_LINE,
        "worker_tmp_dir": _MEMORY if os.access(_MEMORY, os.W_OK) else None,  # of gunicorn's heartbeat
        "control_socket_disable": True,
        "forwarded_allow_ips": "",
        "secure_scheme_headers": {},  # which headers of a proxy are believed is the application's business
        "when_ready": lambda _: print(f"Quoth answers at {url_of(host, port)} (Ctrl-C stops it)", flush=True),
        "pre_fork": lambda server, worker: _seated(server, worker, desks),
        "worker_exit": _closed,
        "child_exit": lambda _, worker: _gone(worker, desks),
    }


def _seated(server: Any, worker: Worker, desks: Desks) -> None:
    """Give a worker that is about to be forked its place among the others; one beyond their number works alone."""
    place = desks.free(each.desk.place for each in server.WORKERS.values() if each.desk)
    worker.desk = None if place is None else Desk(desks, place)


def _closed(_server: object, worker: Any) -> None:
    """Finish what a worker is writing."""
    app = getattr(worker.app, "callable", None)
    if app is not None:
        app.extensions["quoth_purger"].stop()
        app.extensions["quoth"].close()


def _gone(worker: Worker, desks: Desks) -> None:
    """Let the figures of a worker that ended be those of the past, and nothing be given to it any more."""
    if worker.desk:
        desks.leave(worker.desk.place)
    from prometheus_client import multiprocess  # noqa: PLC0415  # it looks for SHARED when it is imported

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
