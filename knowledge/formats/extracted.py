"""What a format gives: text with the places of its headings and pages, and the writer that keeps count of them."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any

from knowledge.documents import Document, document_id
from knowledge.errors import UnreadableFile
from knowledge.line_ends import ended, usual_width
from knowledge.terms import TO_SUPERSCRIPT

_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f\xad\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
LINE_END = "\u2028"
"""Where a line ends within a paragraph: the line ends of the file itself say nothing."""
_FULL = 80
"""Characters of a line that may only be full; shorter ones were ended, as hardly anybody breaks prose so by hand."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of one file. `headings` are (start, end, level) in it, None where the text itself must tell them;
    `pages` is where each page begins; `details` are language, author, created, modified; `notes` say in a line
    each what could not be taken.
    """

    text: str
    title: str
    media_type: str
    headings: tuple[tuple[int, int, int], ...] | None = None
    pages: tuple[int, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def document(self, source: str) -> Document:
        """Return the document that a file of this name becomes."""
        metadata: dict[str, Any] = {"media_type": self.media_type, **self.details}
        if self.headings is not None:
            metadata["headings"] = [list(each) for each in self.headings]
        if self.pages:
            metadata["pages"] = list(self.pages)
        return Document(document_id(source), self.title, self.text, source, metadata)

    def first_heading(self, *, within: float = math.inf) -> str:
        """Return the first heading, nothing where there is none or so many characters stand before it."""
        first = next(iter(self.headings or ()), None)
        return self.text[first[0] : first[1]] if first and first[0] < within else ""


def damaged(name: str, error: Exception) -> UnreadableFile:
    """Return the refusal of a file that its reader trips over."""
    return UnreadableFile(f"{name}: damaged inside ({one_line(str(error))}); open it and save it again")


def one_line(text: str | None) -> str:
    """Return text without control characters, soft hyphens and unpaired surrogates, its white space single."""
    return _SPACES.sub(" ", _UNWANTED.sub("", text or "")).strip()


def list_mark(number: int, kind: str = "1") -> str:
    """Return the mark of an item that is numbered; `kind` is "a" or "A" where by letters."""
    if kind in ("a", "A") and 0 < number <= len(ascii_lowercase):
        return f"{chr(ord(kind) + number - 1)})"
    return f"{number}."


class Writer:
    """Writes blocks of text one below the other and remembers where headings and pages stand."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last = ""
        self._headings: list[tuple[int, int, int]] = []
        self._pages: list[int] = []
        self._notes: list[tuple[str, str]] = []

    def page(self) -> None:
        """Begin a page."""
        self._pages.append(self._length + (2 if self._parts else 0))
        self._last = "page"

    def heading(self, text: str | None, level: int) -> None:
        """Write a heading; 1 is the highest level."""
        words = one_line(text)
        if words:
            start = self._write(words, "heading")
            self._headings.append((start, start + len(words), level))

    def paragraph(self, text: str | None, *, breaks: Iterable[int] = ()) -> None:
        """Write a paragraph; at `breaks`, offsets in a text that is one line already, a page begins."""
        words = one_line(text)
        start = self._write(words, "paragraph")
        self._pages += [start + each for each in breaks]

    def lines(self, text: str | None, *, mark: str = "") -> None:
        """Write a paragraph, or an item of a list where a mark is given, the lines apart that their writer ended."""
        whole = "\n".join(map(one_line, (text or "").split(LINE_END)))
        width = max(_FULL, usual_width(whole))
        for line in (line for part in whole.split("\n\n") for line in ended(part.strip("\n"), width) if line):
            if mark:
                self.item(line, mark=mark)
            else:
                self.paragraph(line)
            mark = ""

    def item(self, text: str | None, *, mark: str = "•") -> None:
        """Write an item of a list."""
        words = one_line(text)
        self._write(f"{mark} {words}" if words else "", "item")

    def rows(self, rows: Iterable[str]) -> None:
        """Write the rows of a table, each a paragraph."""
        for row in rows:
            self.paragraph(row)

    def note(self, text: str | None) -> str:
        """Keep a footnote for the end, and return the mark that the text bears where it is noted."""
        mark = str(len(self._notes) + 1).translate(TO_SUPERSCRIPT)
        words = one_line(text)
        if not words:
            return ""
        self._notes.append((mark, words))
        return mark

    def append(self, other: Extracted, *, below: int = 0) -> None:
        """Write all that was extracted elsewhere, its headings `below` this many levels."""
        if not other.text:
            return
        start = self._write(other.text, "whole")
        self._headings += [(start + a, start + b, level + below) for a, b, level in other.headings or ()]

    def _write(self, text: str, kind: str) -> int:
        if text:
            gap = "" if not self._parts else "\n" if kind == self._last == "item" else "\n\n"
            self._parts.append(gap + text)
            self._length += len(gap) + len(text)
            self._last = kind
        return self._length - len(text)

    def extracted(
        self, title: str, media_type: str, *, details: Mapping[str, str] | None = None, notes: Iterable[str] = ()
    ) -> Extracted:
        """Return all that was written, the footnotes below it."""
        for mark, words in self._notes:
            self._write(f"{mark} {words}", "note")
        self._notes.clear()
        return Extracted(
            text="".join(self._parts),
            title=one_line(title),
            media_type=media_type,
            headings=tuple(self._headings),
            pages=tuple(min(start, self._length) for start in self._pages),
            details={name: words for name, value in (details or {}).items() if (words := one_line(value))},
            notes=tuple(notes),
        )
