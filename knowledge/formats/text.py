"""Plain text and Markdown: bytes to text, whatever the encoding, and the title from the content."""

import codecs
import re
from pathlib import PurePath

from knowledge.blocks import blocks
from knowledge.errors import UnreadableFile
from knowledge.formats.encodings import guessed
from knowledge.formats.extracted import Extracted
from knowledge.front_matter import front_matter
from knowledge.terms import terms

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_.:-]{2,40})""", re.I
)
_FALLBACK = "cp1252"
_STRAY = re.compile("[\udc80-\udcff]")
"""A byte that is no UTF-8, as Python decodes it to be told later (PEP 383)."""
_TITLE_WITHIN = 100_000
"""Characters at the beginning of a text that tell its title."""


def read_plain(content: bytes, name: str) -> Extracted:
    """Return the text of a plain text file, unaltered."""
    text = decode(content, name)
    return Extracted(text, _title(text, name, markdown=False), "text/plain")


def read_markdown(content: bytes, name: str) -> Extracted:
    """Return the text of a Markdown file, unaltered, with what its front matter tells."""
    text = decode(content, name)
    given = front_matter(text[:_TITLE_WITHIN])
    if given is None:
        return Extracted(text, _title(text, name, markdown=True), "text/markdown")
    return Extracted(text, given.title or _title(text, name, markdown=True), "text/markdown", details=given.details)


def decode(content: bytes, name: str) -> str:
    """Return the text of a file with line ends as `\\n`: by its byte-order mark, else UTF-8, else as it looks.

    Raises UnreadableFile where there is no text.
    """
    encoding = next((known for mark, known in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
        if "\0" in text:
            raise UnicodeError("NUL")
    except UnicodeError as error:
        text = (_mixed(content) or guessed(content)) if encoding == "utf-8" else ""
        if not text:
            raise UnreadableFile(f"{name}: not text in {encoding} nor any known encoding; save it as UTF-8") from error
    if not text.strip():
        raise UnreadableFile(f"{name}: holds no text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_declared(content: bytes, name: str) -> str:
    """Return the text of a page that may declare its encoding, believed where it fits. Raises UnreadableFile."""
    declared = _DECLARED.search(content[:4096])
    if declared and not any(content.startswith(mark) for mark, _ in _MARKS):
        try:
            return decode(content.decode(declared.group(1).decode("ascii")).encode("utf-8"), name)
        except (LookupError, UnicodeError):
            pass  # a wrong declaration: as without one
    return decode(content, name)


def _mixed(content: bytes) -> str:
    """Return the text of UTF-8 into which some signs in Windows-1252 were pasted; "" where they are not the fewer."""
    text = content.decode("utf-8", errors="surrogateescape")
    stray = len(_STRAY.findall(text))
    if "\0" in text or stray >= sum(sign > "\x7f" for sign in text) - stray:
        return ""
    return _STRAY.sub(lambda sign: bytes([ord(sign[0]) & 0xFF]).decode(_FALLBACK, errors="replace"), text)


def _title(text: str, name: str, *, markdown: bool) -> str:
    """Return the heading at the top that names what the text is about, else the file's name.

    The heading is of the highest level before the first paragraph. A page begins with the name of its site, its
    section, then its own: of several the one is taken whose terms the rest of the text uses most, the first of equals.
    """
    text = text[:_TITLE_WITHIN]
    found = blocks(text, markdown=markdown)
    first = next((n for n, block in enumerate(found) if block.kind != "heading"), len(found))
    highest = min((block.level for block in found[:first]), default=0)
    top = [block for block in found[:first] if block.level == highest <= 2]
    lines = [" ".join(text[block.start : block.end].split()) for block in top]
    if len(lines) < 2:
        return lines[0] if lines else PurePath(name).stem
    body = set(terms(text[found[first].start :] if first < len(found) else ""))
    used = [sum(each in body for each in set(terms(line))) / max(1, len(set(terms(line)))) for line in lines]
    return lines[used.index(max(used))]
