"""ZIP packages opened with care: how many entries, how much they hold once unpacked, and no DTD among their parts."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from knowledge.errors import FileTooLarge, UnreadableFile
from knowledge.formats.markup import parse_xml, tag

MOST_ENTRIES = 2_000
MOST_EXPANDED = 100 * 1024 * 1024
HIGHEST_RATIO = 200
_CHUNK = 256 * 1024
_DAMAGE = (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
_DATES = {"created": "created", "modified": "modified", "date": "created", "creation-date": "created"}
_DETAILS = {"creator": "author", "initial-creator": "author", "language": "language", "title": "title", **_DATES}


class Package:
    """The parts of a ZIP package, unpacked in memory as they are asked for, within the limits for all of them."""

    def __init__(self, content: bytes, name: str) -> None:
        """Open a package. Raises FileTooLarge, UnreadableFile."""
        self._name = name
        self._read = 0
        self._most = min(MOST_EXPANDED, max(HIGHEST_RATIO * len(content), _CHUNK))
        try:
            self._zip = ZipFile(BytesIO(content))
        except _DAMAGE as error:
            raise self._damaged(error) from error
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES:
            raise FileTooLarge(f"{name}: {len(entries):,} entries; archives of up to {MOST_ENTRIES:,} are read")
        if sum(each.file_size for each in entries) > self._most:
            raise self._too_large()
        self._entries = {each.filename: each for each in reversed(entries)}

    def names(self) -> list[str]:
        """Return the names of the files in the package, in its order."""
        return [name for name in dict.fromkeys(self._zip.namelist()) if not name.endswith("/")]

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """Return a part. Raises UnreadableFile where it is missing or damaged, FileTooLarge beyond the limits."""
        entry = self._entries.get(name)
        if entry is None:
            raise UnreadableFile(f"{self._name}: has no {name} inside; open it and save it again")
        return self._unpacked(entry)

    def xml(self, name: str, *, doctype: bool = False) -> Any:
        """Return the root of a part that is XML. Raises UnreadableFile."""
        return parse_xml(self.read(name), self._name, doctype=doctype)

    def optional_xml(self, name: str) -> Any:
        """Return the root of a part that is XML, None where there is no such part."""
        return self.xml(name) if name in self else None

    def check(self) -> None:
        """Unpack everything once, for readers that open the package by themselves. Raises as `read` and `xml` do."""
        for entry in self._zip.infolist():
            content = self._unpacked(entry)
            if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content:
                parse_xml(content, self._name)

    def core_properties(self) -> dict[str, str]:
        """Return author, language and dates (and the title) as an Office or OpenDocument package tells them."""
        details = dict[str, str]()
        for part in ("docProps/core.xml", "meta.xml"):
            root = self.optional_xml(part)
            for element in () if root is None else root.iter():
                key = _DETAILS.get(tag(element))
                if key and (element.text or "").strip():
                    details.setdefault(key, element.text.strip())
        return details

    def _unpacked(self, entry: ZipInfo) -> bytes:
        return b"".join(self._chunks(entry))

    def _chunks(self, entry: ZipInfo) -> Iterator[bytes]:
        """Yield what is in an entry, counting what comes out and not what the archive says of it."""
        try:
            with self._zip.open(entry) as opened:
                while chunk := opened.read(_CHUNK):
                    self._read += len(chunk)
                    if self._read > self._most:
                        raise self._too_large()
                    yield chunk
        except _DAMAGE as error:
            if entry.flag_bits & 1:
                raise UnreadableFile(f"{self._name}: needs a password; save it without one") from error
            raise self._damaged(error) from error

    def _too_large(self) -> FileTooLarge:
        limit = f"{MOST_EXPANDED:,} bytes or {HIGHEST_RATIO} times the file's own size"
        return FileTooLarge(f"{self._name}: holds more than {limit} once unpacked; split it")

    def _damaged(self, error: Exception) -> UnreadableFile:
        return UnreadableFile(f"{self._name}: damaged inside ({error}); open it and save it again")
