"""Plain text and Markdown: bytes to text, and the title from the content."""

import codecs
from pathlib import PurePath

from knowledge.blocks import blocks
from knowledge.errors import UnreadableFile
from knowledge.terms import terms

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_plain(content: bytes, source: str) -> tuple[str, str, dict[str, str]]:
    """Return text, title and metadata of a plain text file."""
    text = decode(content, source)
    return text, _title(text, source, markdown=False), {"media_type": "text/plain"}


def read_markdown(content: bytes, source: str) -> tuple[str, str, dict[str, str]]:
    """Return text, title and metadata of a Markdown file."""
    text = decode(content, source)
    return text, _title(text, source, markdown=True), {"media_type": "text/markdown"}


def decode(content: bytes, source: str) -> str:
    """Return the text of a file with line ends as `\\n`; UTF-8, or UTF-16/32 with a byte-order mark, else Windows-1252.

    Raises UnreadableFile where there is no text.
    """
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or b"\0" in content:
            raise UnreadableFile(f"{source}: not text in {encoding}; save it as UTF-8") from error
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableFile(f"{source}: holds NUL characters, so it is not a text file; save it as UTF-8 text")
    if not text.strip():
        raise UnreadableFile(f"{source}: holds no text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _title(text: str, source: str, *, markdown: bool) -> str:
    """Return the heading at the top that names what the text is about, else the file's name.

    A page begins with the name of its site, its section, then its own: of the headings before the first
    paragraph the one is taken whose terms the rest of the text uses most, the first of equals.
    """
    found = blocks(text, markdown=markdown)
    first = next((n for n, block in enumerate(found) if block.kind != "heading"), len(found))
    lines = [" ".join(text[block.start : block.end].split()) for block in found[:first] if block.level <= 2]
    if not lines:
        return PurePath(source).stem
    body = set(terms(text[found[first].start :] if first < len(found) else ""))
    used = [sum(each in body for each in set(terms(line))) / max(1, len(set(terms(line)))) for line in lines]
    return lines[used.index(max(used))]
