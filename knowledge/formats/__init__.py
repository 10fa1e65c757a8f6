"""Files to documents: one module a family, one table (media.py) that says which reads what."""

import os
from collections.abc import Iterator
from pathlib import Path

from knowledge.documents import Document
from knowledge.errors import FileTooLarge, UnreadableFile
from knowledge.formats.extracted import Extracted
from knowledge.formats.media import HEAD, READERS, ZIP, format_of, looks_readable

LARGEST_FILE = 20 * 1024 * 1024


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


def find_files(path: Path) -> tuple[list[Path], list[Path]]:
    """Return the files under a folder (or the file itself) that can be read, and those whose kind is not, sorted.

    Hidden files and folders, and links that lead out of the folder, are passed over.
    """
    if not path.is_dir():
        return ([path], []) if path.exists() else ([], [])
    root = path.resolve()
    readable, other = list[Path](), list[Path]()
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in files:
            file = Path(folder, name)
            if name.startswith(".") or not file.is_file() or (file.is_symlink() and not _within(file, root)):
                continue
            (readable if _is_readable(file) else other).append(file)
    return sorted(readable), sorted(other)


def _within(link: Path, root: Path) -> bool:
    return link.resolve().is_relative_to(root)


def _is_readable(file: Path) -> bool:
    if file.suffix.casefold() in READERS:
        return True
    try:
        with file.open("rb") as opened:
            return looks_readable(opened.read(HEAD))
    except OSError:
        return False
