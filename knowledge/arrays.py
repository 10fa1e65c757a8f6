"""Arrays and rows of bytes in one file, mapped into memory and checked when they are first used. Knows no search.

A file is a line of JSON that says where each array stands and what its checksum is, then the arrays. What was damaged
on disk is noticed: an array when it is first read, a row of bytes whenever it is.
"""

import json
import mmap
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
_ALIGNED = 64
_DIGITS = 12


class DamagedIndex(Exception):
    """A file of the index is cut off, altered or gone. Whoever uses the index makes it anew."""


def packed(rows: Sequence[bytes], name: str) -> Arrays:
    """Return rows of bytes as arrays: where each begins, what they hold, their checksums."""
    ends = np.cumsum([0, *map(len, rows)], dtype=np.uint64)
    checks = np.fromiter(map(crc32, rows), np.uint32, len(rows))
    return {f"{name}.at": ends, f"{name}.rows": np.frombuffer(b"".join(rows), np.uint8), f"{name}.checks": checks}


def written(stream: BinaryIO, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> None:
    """Write arrays and some facts about them; those whose rows have their own checksums get none as a whole."""
    at, places = 0, dict[str, list[Any]]()
    for name, array in arrays.items():
        at += -at % _ALIGNED
        own = name.endswith(".rows") and name.replace(".rows", ".checks") in arrays
        check = (
            None
            if own or name in facts.get("unchecked", ())
            else crc32(np.ascontiguousarray(array).data.cast("B") if array.size else b"")
        )
        places[name] = [array.dtype.str, list(array.shape), at, check]
        at += array.nbytes
    said = json.dumps({"arrays": places, "facts": facts, "bytes": at}, sort_keys=True).encode()
    head = b"%0*d %08x %s\n" % (_DIGITS, len(said), crc32(said), said)
    stream.write(head + b"\0" * (-len(head) % _ALIGNED))
    at = 0
    for array in arrays.values():
        stream.write(b"\0" * (-at % _ALIGNED))
        at += -at % _ALIGNED + array.nbytes
        stream.write(array.tobytes() if array.size < 1 << 20 else np.ascontiguousarray(array).data)


class Mapped:
    """The arrays of a file or of bytes in memory, each checked when it is first asked for."""

    def __init__(self, source: Path | bytes) -> None:
        """Read where the arrays stand. Raises DamagedIndex."""
        try:
            self._buffer = source if isinstance(source, bytes) else _mapped(source)
            length, check = int(self._buffer[:_DIGITS]), int(self._buffer[_DIGITS + 1 : _DIGITS + 9], 16)
            begin = _DIGITS + 10
            said = self._buffer[begin : begin + length]
            if crc32(said) != check:
                raise DamagedIndex(f"the index file {source!r} begins with what was not written there")
            told = json.loads(said)
        except (OSError, ValueError) as error:
            raise DamagedIndex(f"the index file {source!r} cannot be read: {error}") from error
        self.facts: dict[str, Any] = told["facts"]
        head = begin + length + 1
        self._begin = head + -head % _ALIGNED
        self._places: dict[str, list[Any]] = told["arrays"]
        self._known: dict[str, NDArray[Any]] = {}
        if len(self._buffer) != self._begin + told["bytes"]:
            raise DamagedIndex("an index file is cut off")

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return an array. Raises DamagedIndex."""
        known = self._known.get(name)
        if known is None:
            kind, shape, at, check = self._places[name]
            count = int(np.prod(shape))
            known = np.frombuffer(self._buffer, kind, count, self._begin + at) if count else np.empty(0, kind)
            known = known.reshape(shape)
            if check is not None and crc32(known.data.cast("B") if count else b"") != check:
                raise DamagedIndex(f"the array {name} of the index was altered")
            self._known[name] = known
        return known

    def place(self, name: str) -> int:
        """Return where an array begins in its file."""
        return self._begin + int(self._places[name][2])

    @property
    def names(self) -> list[str]:
        """The names of the arrays."""
        return list(self._places)


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class Rows(Sequence[bytes]):
    """Rows of bytes, each checked when it is read."""

    def __init__(self, mapped: Mapped, name: str) -> None:
        self._at, self._rows, self._checks = (mapped[f"{name}.{part}"] for part in ("at", "rows", "checks"))

    def __len__(self) -> int:
        return len(self._checks)

    def __getitem__(self, number: Any) -> Any:
        """Return a row. Raises DamagedIndex."""
        row = self._rows[int(self._at[number]) : int(self._at[number + 1])].tobytes()
        if crc32(row) != int(self._checks[number]):
            raise DamagedIndex("a row of the index was altered")
        return row

    def all(self) -> list[bytes]:
        """Return all rows. Raises DamagedIndex."""
        whole = self._rows.tobytes()
        rows = [whole[begin:end] for begin, end in pairwise(self._at.tolist())]
        if list(map(crc32, rows)) != self._checks.tolist():
            raise DamagedIndex("a row of the index was altered")
        return rows


class SortedTerms(Mapping[str, int]):
    """Terms in order, each with its place; found by halving."""

    def __init__(self, mapped: Mapped, name: str) -> None:
        self._at = mapped[f"{name}.at"].data
        self._terms = mapped[f"{name}.terms"].data
        self._known: dict[str, int | None] = {}

    @staticmethod
    def packed(terms: Sequence[str], name: str) -> Arrays:
        """Return terms, which must be in order, as arrays."""
        coded = [term.encode("utf-8", "surrogatepass") for term in terms]
        ends = np.cumsum([0, *map(len, coded)], dtype=np.uint64)
        return {f"{name}.at": ends, f"{name}.terms": np.frombuffer(b"".join(coded), np.uint8)}

    def _coded(self, place: int) -> bytes:
        return bytes(self._terms[self._at[place] : self._at[place + 1]])

    def __getitem__(self, term: str) -> int:
        if term not in self._known:
            if len(self._known) > 100_000:
                self._known.clear()
            coded = term.encode("utf-8", "surrogatepass")
            place = bisect_left(range(len(self)), coded, key=self._coded)
            self._known[term] = place if place < len(self) and self._coded(place) == coded else None
        found = self._known[term]
        if found is None:
            raise KeyError(term)
        return found

    def get(self, term: str, default: Any = None) -> Any:
        """Return the place of a term, or the default."""
        if term in self._known:
            known = self._known[term]
            return default if known is None else known
        try:
            return self[term]
        except KeyError:
            return default

    def __iter__(self) -> Iterator[str]:
        ends = self._at.tolist()
        whole = bytes(self._terms)
        if whole.isascii():
            text = whole.decode("ascii")
            return (text[a:b] for a, b in pairwise(ends))
        return (whole[a:b].decode("utf-8", "surrogatepass") for a, b in pairwise(ends))

    def __len__(self) -> int:
        return len(self._at) - 1
