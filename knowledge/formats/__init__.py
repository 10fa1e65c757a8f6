"""Files to documents: one module a family, one table (media.py) that says which reads what."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from knowledge.documents import Document
from knowledge.errors import FileTooLarge, UnreadableFile
from knowledge.formats.extracted import Extracted
from knowledge.formats.media import HEAD, READERS, ZIP, format_of, looks_readable

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes."""


def extract(content: bytes, source: str) -> Iterator[tuple[str, Extracted | UnreadableFile]]:
    """Yield what a file's bytes hold, or why they give nothing; an archive yields each file in it by its own name."""
    try:
        check_size(len(content), source)
        kind = format_of(content, source)
        if kind is ZIP:
            from knowledge.formats.archive import members  # noqa: PLC0415  brings lxml; most runs need none

            yield from members(content, source)
        else:
            yield source, kind.read(content, source)
    except UnreadableFile as error:
        yield source, error


def read_bytes(content: bytes, source: str) -> Document:
    """Return the document that a file's bytes hold, converted here and now; `source` is its name.

    Only for files that are trusted: what others give goes through a Converter. Raises UnreadableFile.
    """
    source = storable(source)
    _, found = next(extract(content, source))
    if isinstance(found, UnreadableFile):
        raise found
    return found.document(source)


def read_file(path: Path, source: str | None = None) -> Document:
    """Return the document in a file, under the name `source` (the path as given). Raises UnreadableFile."""
    return read_bytes(content_of(path), source or str(path))


def storable(source: str) -> str:
    """Return a name that can be stored: what is no text in it is escaped."""
    return source.encode("utf-8", "backslashreplace").decode("utf-8")


def check_size(size: int, source: str) -> None:
    """Raise FileTooLarge where a file has more bytes than are read."""
    if size > LARGEST_FILE:
        raise FileTooLarge(f"{source}: {size:,} bytes; files of up to {LARGEST_FILE:,} bytes are read")


def content_of(path: Path) -> bytes:
    """Return the bytes of a file. Raises UnreadableFile, FileTooLarge before it is read."""
    try:
        if not path.is_file() and path.exists():
            raise UnreadableFile(f"{path}: not a file")
        check_size(path.stat().st_size, str(path))
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error


class Found(NamedTuple):
    """What is at a path: files to be read, files of other kinds, and why folders could not be looked into."""

    readable: list[Path]
    other: list[Path]
    closed: list[OSError]


def find_files(path: Path) -> Found:
    """Return the files under a folder (or the file itself) that can be read, and those whose kind is not, sorted.

    With them goes why a folder could not be looked into. Hidden files and folders, and links that lead out of the
    folder, are passed over. What may not be looked at is among the first: reading it tells why.
    """
    found = Found([], [], [])
    if not os.path.isdir(path):
        found.readable.extend([path] if _may_be_there(path) else [])
        return found
    root = os.path.realpath(path)
    for folder, folders, files in os.walk(path, onerror=found.closed.append):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in files:
            file = Path(folder, name)
            if name.startswith(".") or not _may_be_there(file, of_kind=S_ISREG) or not _within(file, root):
                continue
            (found.readable if _is_readable(file) else found.other).append(file)
    return Found(sorted(found.readable), sorted(found.other), found.closed)


def _may_be_there(path: Path, *, of_kind: Callable[[int], bool] = bool) -> bool:
    try:
        return of_kind(path.stat().st_mode)
    except PermissionError:
        return True
    except OSError:
        return False


def _within(file: Path, root: str) -> bool:
    return not os.path.islink(file) or Path(os.path.realpath(file)).is_relative_to(root)


def _is_readable(file: Path) -> bool:
    if file.suffix.casefold() in READERS:
        return True
    try:
        with file.open("rb") as opened:
            return looks_readable(opened.read(HEAD))
    except OSError:
        return False
