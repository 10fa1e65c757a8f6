"""RTF: its text, paragraph by paragraph."""

import re
from pathlib import PurePath

from striprtf.striprtf import rtf_to_text

from knowledge.formats.extracted import Extracted, damaged, one_line
from knowledge.formats.media import RTF
from knowledge.formats.records import row_lines

_TITLE = re.compile(r"\{\\title ([^{}]*)\}")
_AUTHOR = re.compile(r"\{\\author ([^{}]*)\}")
_CELLS = re.compile(r"[^|\n]*\|[^\n]*\|\s*")


def read_rtf(content: bytes, name: str) -> Extracted:
    """Return the text of an RTF file. Raises UnreadableFile."""
    source = content.decode("latin-1")
    try:
        text = rtf_to_text(source, errors="replace")
    except (ValueError, LookupError, IndexError, TypeError, AttributeError, UnicodeError) as error:
        raise damaged(name, error) from error
    paragraphs, rows = list[str](), list[list[str]]()
    for line in [*text.split("\n"), ""]:
        if _CELLS.fullmatch(line):
            rows.append(line.rstrip().removesuffix("|").split("|"))
            continue
        paragraphs += row_lines(rows)
        rows.clear()
        paragraphs.append(one_line(line))
    words = "\n\n".join(filter(None, paragraphs))
    author = _told(_AUTHOR, source)
    return Extracted(
        words,
        _told(_TITLE, source) or PurePath(name).stem,
        RTF.media_type,
        details={"author": author} if author else {},
    )


def _told(pattern: re.Pattern[str], source: str) -> str:
    match = pattern.search(source[:20_000])
    return one_line(rtf_to_text("{\\rtf1 " + match.group(1) + "}", errors="replace")) if match else ""
