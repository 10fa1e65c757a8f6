"""One file into the library: read, compared with what is known of it, converted, kept; by path or as an upload."""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge import (
    CONVERSION,
    Converter,
    Entry,
    KnownFile,
    Library,
    Original,
    Outcome,
    UnreadableFile,
    content_of,
    document_id,
)

_SETTLED = 2_000_000_000
"""Nanoseconds after which a file that is changed again has another time on every file system."""

_ESCAPED = re.compile(r"\\ud[89a-f][0-9a-f]{2}")
"""What stands in a name for what is no text in it: such a name is not that of the file."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read: its documents, ready to be kept, or why there are none."""

    name: str
    original: Original | None = None
    entries: tuple[Entry, ...] = ()
    failures: tuple[UnreadableFile, ...] = ()
    notes: tuple[str, ...] = ()
    known: tuple[KnownFile, ...] = ()

    @property
    def size(self) -> int:
        """How many bytes wait to be kept."""
        return len(self.original.content) if self.original else 0


def looks_unchanged(path: Path, known: Sequence[KnownFile]) -> bool:
    """Tell by size and time alone whether a file is as it was read; where they cannot tell, it is not."""
    try:
        found = path.stat()
    except OSError:
        return False
    return (_readable_as_known(known) or _failed_as_known(known)) and all(
        (each.size, each.modified) == (found.st_size, found.st_mtime_ns) for each in known
    )


def kept_name(path: Path) -> str:
    """Return a whole path as a name that can be kept: what is no text in it is escaped."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def vanished(name: str) -> bool:
    """Tell whether a file or folder was seen to be there no more.

    Not of what was sent, or stands in no file system of this machine, or on a drive that is not there, or cannot be
    looked at.
    """
    path = Path(name)
    if not path.is_absolute() or _ESCAPED.search(name):
        return False
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return Path(path.anchor).exists()
    except (OSError, ValueError):
        return False
    return False


def read(path: Path, name: str, known: Sequence[KnownFile], converter: Converter) -> Read:
    """Return what a file holds, converted only where it is not what is known of it."""
    try:
        began, modified = time.time_ns(), path.stat().st_mtime_ns
        content = content_of(path)
    except (OSError, UnreadableFile) as error:
        refused = error if isinstance(error, UnreadableFile) else UnreadableFile(f"{path}: {error.strerror or error}")
        return Read(name, failures=(refused,))
    settled = modified if modified + _SETTLED < began else None
    return compared(Original(name, content, settled, CONVERSION), known, converter)


def compared(original: Original, known: Sequence[KnownFile], converter: Converter) -> Read:
    """Return what a file's bytes hold, converted only where they are not what is known of it."""
    if _readable_as_known(known) and all(each.file_hash == original.file_hash for each in known):
        return Read(original.name, original, known=tuple(known))
    if _failed_as_known(known) and known[0].file_hash == original.file_hash:
        return Read(original.name, original, failures=(UnreadableFile(known[0].error),))
    conversion = converter.convert_bytes(original.content, original.name)
    made = zip(conversion.documents, conversion.passages, strict=True)
    entries = tuple(Entry(document, parts, original) for document, parts in made)
    failures = conversion.failures
    if not entries and not failures:
        failures = (UnreadableFile("; ".join(conversion.notes) or f"{original.name}: holds no text"),)
    return Read(conversion.source, original, entries, failures, conversion.notes)


def kept(
    library: Library, files: Iterable[Read], *, vanished: Callable[[str], bool] = lambda name: False
) -> list[Outcome]:
    """Keep files in one step, all of them or none, and return what became of each of their documents.

    What was read from the same file under a name that has `vanished` moves. Of files that are sent nothing is said to
    have: a server sees other files than whoever indexed them.
    """
    given = list(files)
    entries = [entry for file in given for entry in file.entries]
    with library.ahead(entries), library.together():
        outcomes = library.keep(entries, vanished=vanished)
        for file in given:
            if file.original and file.known:
                library.seen(file.known, file.original)
            outcomes += [Outcome(each.document_id, each.source, "unchanged") for each in file.known]
            outcomes += [_failed(library, file, error) for error in file.failures]
    return outcomes


def uploaded(library: Library, converter: Converter, name: str, content: bytes) -> tuple[list[Outcome], Read]:
    """Keep a file that was sent under a name; return what became of its documents, and the file as it was read."""
    file = compared(Original(name, content, None, CONVERSION), library.files(name).get(name, ()), converter)
    return kept(library, [file]), file


def _failed(library: Library, file: Read, error: UnreadableFile) -> Outcome:
    """Return that a file, or a part of an archive, gave no text; a whole file is listed with the reason.

    What cannot be read is known then; what is too large, or took too long on a busy machine, is tried again next time.
    """
    if file.entries:
        return Outcome(document_id(file.name), file.name, "failed", str(error))
    known_again = file.original if type(error) is UnreadableFile and len(file.failures) == 1 else None
    return library.fail(document_id(file.name), file.name, str(error), known_again)


def _readable_as_known(known: Sequence[KnownFile]) -> bool:
    """Tell whether all that was read from a file is there, by today's rules."""
    return bool(known) and all(
        each.status == "ready" and not each.error and each.conversion == CONVERSION for each in known
    )


def _failed_as_known(known: Sequence[KnownFile]) -> bool:
    """Tell whether a file is known to give no text by today's rules."""
    return len(known) == 1 and known[0].status == "failed" and known[0].conversion == CONVERSION
