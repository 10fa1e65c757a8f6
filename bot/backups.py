"""The whole of a data directory in one file, and back: documents with their files, and conversations. Both online."""

import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from bot import kept
from bot.history import History
from knowledge import BadBackup, Library

_KIND = "quoth backup 1"
_MANIFEST = "manifest.json"


def backup(library: Library, history: History, file: Path) -> int:
    """Write all documents and conversations to a file, each as they are at one moment; return how many bytes it has.

    Others read and write meanwhile. The file is there whole or not at all; a link to it stays. Raises BadBackup.
    """
    place = Path(os.path.realpath(file))
    if os.path.exists(place) and not os.path.isfile(place):  # a device, which a file would take the place of
        raise BadBackup(f"{file} is no file whose place a backup can take; choose another place")
    part = place.with_name(f"{place.name}.part")
    try:
        with ZipFile(part, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            told = {
                "kind": _KIND,
                "created": datetime.now(UTC).isoformat(),
                "library": library.dump(archive),
                "conversations": history.dump(archive),
            }
            archive.writestr(_MANIFEST, json.dumps(told, indent=2))
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(place)
        return place.stat().st_size
    except OSError as error:
        raise BadBackup(f"{file} cannot be written: {error.strerror or error}; choose another place") from error
    finally:
        with suppress(OSError):  # what could not be begun is not there
            part.unlink()


def restore(library: Library, history: History, file: Path) -> dict[str, int]:
    """Put what a backup holds in the place of all documents and conversations; return how many there are now.

    Whoever asks meanwhile is answered from what was there before or from what is there then. Raises BadBackup, and what
    Library.load raises; then nothing is changed, of neither.
    """
    with _opened(file) as (archive, told):
        damaged = archive.testzip()
        if damaged:
            raise BadBackup(f"{file} is damaged at {damaged}; nothing was changed, take another backup")
        beside = history.file
        with library.together(beside=beside) as connection:  # so that neither is restored without the other
            library.load(archive, told["library"])
            history.load(archive, told["conversations"], beside=connection if beside else None)
    return {"documents": library.count(), "turns": told["conversations"]["tables"]["turns"]}


def check(file: Path) -> None:
    """Look whether a file says that it is a backup which this Quoth can restore. Raises BadBackup."""
    with _opened(file):
        pass


@contextmanager
def _opened(file: Path) -> Iterator[tuple[ZipFile, dict[str, Any]]]:
    """Give a backup and its manifest; whatever is wrong with it is a BadBackup."""
    try:
        with ZipFile(file) as archive:
            told = json.loads(archive.read(_MANIFEST))
            _check(told, file)
            yield archive, told
    except OSError as error:
        raise BadBackup(f"{file} cannot be read: {error.strerror or error}") from error
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, LookupError, ValueError, TypeError) as error:
        raise BadBackup(f"{file} is no backup of Quoth ({error}); make one with `quoth backup FILE`") from error


def _check(told: object, file: Path) -> None:
    if not isinstance(told, dict):
        raise ValueError("its manifest is no object")
    if told.get("kind") != _KIND:
        raise BadBackup(f"{file} is of another kind ({told.get('kind')!r}); use the version of Quoth that made it")
    conversations = told["conversations"]
    if not isinstance(conversations, dict) or conversations.get("schema") != kept.SCHEMA:
        raise BadBackup(f"{file} holds conversations of another version; use the version of Quoth that made it")
