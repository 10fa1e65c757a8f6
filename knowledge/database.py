"""A database: opening it, and transactions that either happen or do not. What is one engine's own stands here alone."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import RLock, local
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from knowledge.changes import Changes
from knowledge.errors import LibraryUnavailable, NoRoom
from knowledge.locking import only_writer

BESIDE = "beside"
"""The schema of another database whose changes are kept together with those of this one."""
WAIT = 30.0
"""Seconds that a writer waits for another one."""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))  # Windows knows no quota


def open_engine(address: str | URL | Path) -> Engine:
    """Return an engine for a database URL, or for a file of SQLite, whose path may hold what means something in a URL.

    SQLite checks foreign keys, overwrites what is deleted, waits for others.
    """
    parsed = URL.create("sqlite", database=str(address)) if isinstance(address, Path) else make_url(address)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed)
    in_memory = parsed.database in (None, "", ":memory:")
    options: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    engine = create_engine(parsed, connect_args={"timeout": WAIT, "check_same_thread": False}, **options)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Python's own transactions begin with the first change, and so not with what it was decided by.
        begin = connection.get_execution_options().get("begin")
        connection.connection.dbapi_connection.isolation_level = None if begin else ""  # type: ignore[union-attr]
        if begin:
            connection.exec_driver_sql(begin)

    return engine


def is_damaged(error: object) -> bool:
    """Tell whether an engine says that its file is damaged, or that it is no database at all."""
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DAMAGED


class Database:
    """Transactions of one database; safe to use from several threads and processes.

    What a thread reads or writes within a transaction of its own is part of that transaction.
    """

    def __init__(self, engine: Engine, *, wait: float = WAIT) -> None:
        """Use an engine; a writer waits `wait` seconds for another one."""
        self.engine = engine
        self._wait = wait
        # A database in memory is one connection, which two threads must not use at once.
        self._turns = RLock() if isinstance(engine.pool, StaticPool) else nullcontext()
        self._current = local()
        self._changes = Changes(self.file, wait=wait)

    @property
    def file(self) -> Path | None:
        """The file that the database is, None for one in memory or on a server."""
        name = self.engine.url.database
        of_sqlite = self.engine.url.get_backend_name() == "sqlite"
        return Path(name) if of_sqlite and name and not name.startswith((":", "file:")) else None

    @property
    def address(self) -> URL | None:
        """The URL under which another process sees the same; None in memory, or in the midst of a transaction."""
        return None if self._joined or isinstance(self.engine.pool, StaticPool) else self.engine.url

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database. Raises LibraryUnavailable."""
        if self._joined:
            yield self._joined
            return
        with self._turns, self._translated(), self.engine.connect() as connection:
            yield connection.execution_options(begin="BEGIN")

    @contextmanager
    def writing(self, *, beside: Path | None = None) -> Iterator[Connection]:
        """Give a connection whose changes are kept together at the end, or none of them.

        `beside` is the file of another SQLite database, which stands in the schema BESIDE then; this one is in a file
        too. Raises LibraryUnavailable, LibraryBusy, NoRoom.
        """
        if self._joined:
            yield self._joined
            return
        alone = only_writer(self.file.with_suffix(".lock"), wait=self._wait) if self.file else nullcontext()
        with self._turns, alone, self._translated(), self.engine.connect() as connected:
            if beside:
                _attach(connected, beside)
            # What is beside is locked once it is written, and this one is by then.
            connection = connected.execution_options(begin="BEGIN" if beside else "BEGIN IMMEDIATE")
            with connection.begin():
                self._current.connection = connection
                try:
                    yield connection
                finally:
                    self._current.connection = None

    def changes(self) -> int | None:
        """Return a number that is another one after each change by anyone; None where that is not known.

        That is so within a transaction of this thread, in memory and on a server.
        """
        return None if self._joined else self._changes.number()

    @property
    def _joined(self) -> Connection | None:
        """The connection of the writing transaction that this thread is in, or None."""
        return getattr(self._current, "connection", None)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            raise NoRoom(self._no_room()) from error
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error)
            if "disk is full" in reason:
                raise NoRoom(self._no_room()) from error
            remedy = "check that its folder exists and can be written, or choose another with --data"
            if is_damaged(error):
                remedy = "move the file away; then index the documents anew, or `quoth restore FILE` a backup"
            raise LibraryUnavailable(f"the library {self._where} cannot be used: {reason}; {remedy}") from error

    def _no_room(self) -> str:
        return (
            f"there is no room left on the disk of {self._where}: nothing of this step was kept, what was there before "
            "answers on; free some room and try again"
        )

    @property
    def _where(self) -> str:
        return str(self.file) if self.file else self.engine.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Let go of the database."""
        self._changes.close()
        self.engine.dispose()


def _attach(connection: Connection, file: Path) -> None:
    """Let a connection, which nobody else gets then, reach another database: one COMMIT of SQLite's is of both."""
    connection.detach()
    connection.exec_driver_sql(f"ATTACH DATABASE ? AS {BESIDE}", (str(file),))
    connection.commit()  # of nothing: SQLAlchemy begins by itself
