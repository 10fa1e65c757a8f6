"""Files to documents: one module a family, one table that maps name endings to them."""

from collections.abc import Callable
from pathlib import Path

from knowledge.documents import Document, document_id
from knowledge.errors import UnreadableFile
from knowledge.formats import text

Reader = Callable[[bytes, str], tuple[str, str, dict[str, str]]]

READERS: dict[str, Reader] = {
    ".txt": text.read_plain,
    ".text": text.read_plain,
    ".md": text.read_markdown,
    ".markdown": text.read_markdown,
}
"""Name ending to reader: bytes and file name to (text, title, metadata)."""

LARGEST_FILE = 20 * 1024 * 1024


def read_bytes(content: bytes, source: str) -> Document:
    """Return the document that a file's bytes hold; `source` is its name. Raises UnreadableFile."""
    source = source.encode("utf-8", "backslashreplace").decode("utf-8")  # a name that is no text cannot be stored
    reader = READERS.get(Path(source).suffix.casefold())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise UnreadableFile(f"{source}: this kind of file is not read; files ending in {known} are")
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(f"{source}: {len(content):,} bytes; files of up to {LARGEST_FILE:,} bytes are read")
    words, title, metadata = reader(content, source)
    return Document(document_id(source), title, words, source, metadata)


def read_file(path: Path, source: str | None = None) -> Document:
    """Return the document in a file, under the name `source` (the path as given). Raises UnreadableFile."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error
    return read_bytes(content, source or str(path))


def find_files(path: Path) -> tuple[list[Path], list[Path]]:
    """Return the files under a folder (or the file itself) that can be read, and those whose kind is not, sorted.

    Hidden files and folders, and links that lead out of the folder, are passed over.
    """
    if not path.is_dir():
        return ([path], []) if path.exists() else ([], [])
    root = path.resolve()
    files = sorted(
        each
        for each in path.rglob("*")
        if each.is_file()
        and each.resolve().is_relative_to(root)
        and not any(part.startswith(".") for part in each.relative_to(path).parts)
    )
    readable = [each for each in files if each.suffix.casefold() in READERS]
    return readable, [each for each in files if each.suffix.casefold() not in READERS]
