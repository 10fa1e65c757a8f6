"""A file of questions as JSON, and the typed fields of its objects. What the fields mean is questions' business.

Every problem is a BadQuestionSet that names the file, the place in it and the remedy.
"""

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BadQuestionSet

_GZIP = b"\x1f\x8b"
_TYPES = {str: "a string", bool: "true or false", int: "a whole number", float: "a number", list: "a list"}
_TYPES |= {dict: "an object", type(None): "null"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An object of a question file; `place` says where it stands, as "set.jsonl, line 3"."""

    fields: Mapping[str, Any]
    place: str

    def bad(self, problem: str) -> BadQuestionSet:
        """Return the error that names this place."""
        return BadQuestionSet(f"{self.place}: {problem}")

    def text(self, name: str) -> str:
        """Return a field that must be a string with something in it."""
        return self._checked(self._field(name), f'"{name}"')

    def name(self, field: str) -> str:
        """Return a field that names something: a string with something in it, or a whole number as it is written."""
        value = self._field(field)
        return str(value) if type(value) is int else self._checked(value, f'"{field}"')

    def optional_text(self, name: str) -> str | None:
        """Return a field that is a string, or absent or null."""
        return None if self.fields.get(name) is None else self.text(name)

    def optional_number(self, name: str) -> int | None:
        """Return a field that is a whole number from 0 on, or absent or null."""
        value = self.fields.get(name)
        if value is not None and (type(value) is not int or value < 0):
            raise self.bad(f'"{name}" is {_shown(value)}; give a whole number from 0 on, or leave it out')
        return value

    def optional_flag(self, name: str) -> bool | None:
        """Return a field that is true or false, or absent or null."""
        value = self.fields.get(name)
        if value is not None and type(value) is not bool:
            raise self.bad(f'"{name}" is {_shown(value)}; give true or false, or leave it out')
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a field that must be a list of strings with something in them; the list may be empty."""
        return tuple(self._checked(each, f'"{name}[{n}]"') for n, each in enumerate(self._list(name)))

    def optional_texts(self, name: str) -> tuple[str, ...]:
        """Return a field that is a list of strings; an empty one where it is absent or null."""
        return () if self.fields.get(name) is None else self.texts(name)

    def entries(self, name: str) -> list["Entry"]:
        """Return a field that must be a list of objects, each knowing its place: "squad.json, data[3].qas[0]"."""
        separator = "." if self.place.endswith("]") else ", "
        places = ((each, f"{self.place}{separator}{name}[{n}]") for n, each in enumerate(self._list(name)))
        return [entry(each, place) for each, place in places]

    def _field(self, name: str) -> Any:
        if name not in self.fields:
            raise self.bad(f'"{name}" is missing; add it')
        return self.fields[name]

    def _list(self, name: str) -> list[Any]:
        value = self._field(name)
        if not isinstance(value, list):
            raise self.bad(f'"{name}" is {_shown(value)}; give a list, as "{name}": […]')
        return value

    def _checked(self, value: Any, name: str) -> str:
        if not isinstance(value, str):
            raise self.bad(f"{name} is {_shown(value)}; give a string")
        if not value.strip():
            raise self.bad(f"{name} is empty; write something in it")
        if not _encodable(value):
            raise self.bad(f"{name} holds half a surrogate pair (\\ud800 to \\udfff alone); write the whole character")
        return value


def entry(value: Any, place: str) -> Entry:
    """Return a JSON value as an entry, if it is an object."""
    if not isinstance(value, dict):
        raise BadQuestionSet(f"{place}: this is {_shown(value)}, not an object; write {{…}}")
    return Entry(value, place)


def parsed(text: str) -> Any:
    """Return a JSON text as values; raises ValueError where it is not JSON, which knows no NaN and no Infinity."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def file_text(path: Path) -> str:
    """Return the text of a file, plain or gzip-compressed, told apart by content, without a byte-order mark."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadQuestionSet(f"{path}: it cannot be read ({error.strerror}); check the name and its rights") from error
    if content.startswith(_GZIP):
        content = _decompressed(content, path)
    return _decoded(content, path)


def _decompressed(content: bytes, path: Path) -> bytes:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise BadQuestionSet(f"{path}: the gzip file is damaged or cut off ({error}); compress it anew") from error


def _decoded(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadQuestionSet(f"{path}, line {line}: this is not UTF-8 text; save the file as UTF-8") from error


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON value")


def _encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(value: Any) -> str:
    """Return a wrong value as a message shows it: itself where it is a number, else its type."""
    return json.dumps(value) if isinstance(value, int | float) and value < 1e9 else _TYPES[type(value)]
