"""The keys that let in programs and people from other machines: made, listed, revoked. Only hashes are kept."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, insert, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot import BotError
from knowledge import open_engine

PREFIX = "quoth_"
_metadata = MetaData()
_keys = Table(
    "keys",
    _metadata,
    Column("key_id", String(32), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
    Column("created", String(32), nullable=False),
)


class KeyTrouble(BotError):
    """A key that cannot be made, revoked or looked up; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key by its name; the id is new with every key, so that one of the same name is another."""

    key_id: str
    name: str
    created: datetime


class Keys:
    """The keys of a data directory, in a file that only its owner can read; a change is seen at once everywhere."""

    def __init__(self, path: Path | None) -> None:
        """Use the keys in a file, which the first key makes; None: there are none, and none can be made."""
        self._path = path
        self._engine = open_engine(path or "sqlite://")

    def add(self, name: str) -> str:
        """Make a key and return it, the only time that it is shown. Raises KeyTrouble."""
        if not re.fullmatch(r"[\w.@-]{1,64}", name):
            raise KeyTrouble(f"a key cannot be named {name!r}; take 1 to 64 letters, digits, '.', '_', '@' or '-'")
        key = PREFIX + secrets.token_urlsafe(32)
        row = {
            "key_id": secrets.token_hex(16),
            "name": name,
            "hash": _hash(key),
            "created": datetime.now(UTC).isoformat(),
        }
        self._make()
        try:
            with self._connected() as connection:
                connection.execute(insert(_keys), row)
        except IntegrityError as error:
            raise KeyTrouble(f"there is a key named {name!r}; revoke it first, or take another name") from error
        return key

    def known(self) -> list[Key]:
        """Return the keys by name. Raises KeyTrouble."""
        return [key for key, _ in self._hashed()]

    def revoke(self, name: str) -> None:
        """Let a key open nothing any more. Raises KeyTrouble."""
        if name not in {key.name for key in self.known()}:
            raise KeyTrouble(f"there is no key named {name!r}; `quoth keys list` shows them")
        with self._connected() as connection:
            connection.execute(delete(_keys).where(_keys.c.name == name))

    def recognise(self, given: str) -> Key | None:
        """Return the key that was given, None where it is none or revoked. Raises KeyTrouble."""
        hashed, found = _hash(given), None
        for key, known in self._hashed():
            if compare_digest(known, hashed):
                found = key
        return found

    def by_id(self, key_id: str) -> Key | None:
        """Return a key by its id, None where it is revoked. Raises KeyTrouble."""
        return next((key for key in self.known() if key.key_id == key_id), None)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _hashed(self) -> list[tuple[Key, str]]:
        """Return the keys by name, each with its hash."""
        if self._are_none:
            return []
        with self._connected() as connection:
            rows = connection.execute(select(_keys).order_by(_keys.c.name)).all()
        return [(Key(row.key_id, row.name, datetime.fromisoformat(row.created)), row.hash) for row in rows]

    def _make(self) -> None:
        """Make the file where it is missing, for its owner alone."""
        if self._path is None:
            raise KeyTrouble("there is no data directory to keep a key in")
        with self._told():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            _metadata.create_all(self._engine)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept at the end."""
        with self._told(), self._engine.begin() as connection:
            yield connection

    @property
    def _are_none(self) -> bool:
        """Whether no key was ever made: then there is no file, and looking makes none."""
        return self._path is None or not self._path.exists()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Raise KeyTrouble where the file cannot be used."""
        try:
            yield
        except IntegrityError:
            raise
        except (SQLAlchemyError, OSError) as error:
            reason = str(getattr(error, "orig", None) or error)
            raise KeyTrouble(f"the keys in {self._path} cannot be used: {reason}; check the data directory") from error


def _hash(key: str) -> str:
    """Return what is kept of a key: 256 random bits need no salt and no slow hash."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
