"""Where files become documents: small plain texts here, everything else in child processes with limits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from knowledge.documents import Document
from knowledge.errors import UnreadableFile
from knowledge.formats import content_of, read_bytes, storable


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of one file: its documents (an archive gives several), what failed, and what could not be taken.

    Each failure is UnreadableFile or a child of it and says in one line what is wrong and what to do.
    """

    source: str
    documents: tuple[Document, ...] = ()
    failures: tuple[UnreadableFile, ...] = ()
    notes: tuple[str, ...] = ()


class Converter:
    """Converts files to documents; a context manager, to be closed. One bad file never stops the others."""

    def convert(self, files: Iterable[tuple[Path, str]]) -> Iterator[Conversion]:
        """Yield what becomes of each (path, source), in order."""
        for path, source in files:
            try:
                content = content_of(path)
            except UnreadableFile as error:
                yield Conversion(storable(source), failures=(error,))
            else:
                yield self.convert_bytes(content, source)

    def convert_bytes(self, content: bytes, source: str) -> Conversion:
        """Return what becomes of a file's bytes; `source` is its name."""
        source = storable(source)
        try:
            return Conversion(source, (read_bytes(content, source),))
        except UnreadableFile as error:
            return Conversion(source, failures=(error,))

    def close(self) -> None:
        """End the child processes."""

    def __enter__(self) -> "Converter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
