"""ZIP: every file in it that is of a format that is read, each a document of its own. Nothing is written to disk."""

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from knowledge.errors import UnreadableFile, UnsupportedFile
from knowledge.formats.extracted import Extracted
from knowledge.formats.media import ZIP, format_of
from knowledge.formats.packages import Package


def members(content: bytes, name: str) -> Iterator[tuple[str, Extracted | UnreadableFile]]:
    """Yield each file of an archive as "archive/folder/file" with what it holds or why it gives nothing.

    Hidden files are passed over; those of other kinds are told together at the end. Raises UnreadableFile.
    """
    package = Package(content, name)
    other, refused, read = Counter[str](), set[str](), 0
    for entry in package.names():
        inner = PurePosixPath(*(part for part in PurePosixPath(entry).parts if part not in ("/", "..")))
        if not inner.parts or any(part.startswith((".", "__MACOSX")) for part in inner.parts):
            continue
        source = f"{name}/{inner}"
        try:
            found = package.read(entry)
            kind = format_of(found, source)
            if kind is ZIP:
                raise UnreadableFile(f"{source}: an archive within an archive is not opened; add it by itself")
            yield source, kind.read(found, source)
            read += 1
        except UnsupportedFile:
            other[inner.suffix.casefold() or inner.name] += 1
        except UnreadableFile as error:
            if str(error) not in refused:  # a password is told of once, not for every file
                yield source, error
            refused.add(str(error))
    if not read and not other and not refused:
        yield name, UnreadableFile(f"{name}: holds no file that can be read")
    elif other:
        named = ", ".join(f"{kind} ({count})" for kind, count in sorted(other.items()))
        yield name, UnsupportedFile(f"{name}: not read in it: {named}")
