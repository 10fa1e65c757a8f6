"""RTF: headings, items, tables and footnotes, marked in the source so that they outlast the conversion to text."""

import re
from pathlib import PurePath

from striprtf.striprtf import rtf_to_text

from knowledge.formats.extracted import Extracted, Writer, damaged, one_line
from knowledge.formats.media import RTF
from knowledge.formats.records import row_lines
from knowledge.terms import TO_SUPERSCRIPT

_TITLE = re.compile(r"\{\\title ([^{}]*)\}")
_AUTHOR = re.compile(r"\{\\author ([^{}]*)\}")
_TOLD_WITHIN = 20_000
_CODE_PAGE = re.compile(r"\\ansicpg\d+")

_ROW, _CELL, _END, _LEVELS = "\ue000", "\ue001", "\ue002", "\ue010\ue011\ue012\ue013\ue014\ue015\ue016\ue017\ue018"
"""Signs that no text uses: where a row begins, a cell ends, a row ends, and headings of each level."""
_MARKS = re.compile(r"\\(trowd|cell|row|outlinelevel([0-8]))(?![a-z0-9])")
_ANY = re.compile(f"[{_ROW}{_CELL}{_END}{_LEVELS}]")
_ITEM = re.compile(r"([•·▪◦–-]|\(?[0-9a-zA-Z]{1,3}[.)])\t\s*(\S.*)")
_RAISED = re.compile(r"(\\super(?![a-z])[^{}]{0,200}? )([0-9]+)(?=\})")
_NOTE = re.compile(r"\{(?:\\\*)?\\footnote(?![a-z])")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def read_rtf(content: bytes, name: str) -> Extracted:
    """Return the text of an RTF file. Raises UnreadableFile."""
    source = content.decode("latin-1")
    writer = Writer()
    try:
        _write(writer, rtf_to_text(_marked(_with_notes(source, writer)), errors="replace"))
        title, author = (_told(each, source) for each in (_TITLE, _AUTHOR))
    except (ValueError, LookupError, IndexError, TypeError, AttributeError, UnicodeError) as error:
        raise damaged(name, error) from error
    extracted = writer.extracted("", RTF.media_type, details={"author": author})
    return Extracted(
        extracted.text, title or extracted.first_heading(within=500) or PurePath(name).stem, RTF.media_type,
        extracted.headings, details=extracted.details,
    )  # fmt: skip


def _told(pattern: re.Pattern[str], source: str) -> str:
    match = pattern.search(source[:_TOLD_WITHIN])
    return one_line(_text(match.group(1), source)) if match else ""


def _text(inside: str, source: str) -> str:
    """Return the text of a part of a file, in the code page that the file names."""
    page = _CODE_PAGE.search(source[:_TOLD_WITHIN])
    text: str = rtf_to_text("{\\rtf1\\ansi" + (page.group() if page else "") + " " + inside + "}", errors="replace")
    return text


def _with_notes(source: str, writer: Writer) -> str:
    """Return the source with the marks of its footnotes in their place; the writer keeps what they say."""
    parts, at = list[str](), 0
    while match := _NOTE.search(source, at):
        end = _group_end(source, match.end())
        mark = writer.note(_text(source[match.end() : end], source).strip())
        parts += [source[at : match.start()], _signs(mark)]
        at = end + 1
    return "".join([*parts, source[at:]])


def _group_end(source: str, at: int) -> int:
    """Return where the group ends that was entered."""
    depth = 1
    for brace in _BRACE.finditer(source, at):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if not depth:
            return brace.start()
    return len(source)


def _marked(source: str) -> str:
    """Return the source with a sign where it says what the text does not show: cells, rows, headings, raised digits."""
    signs = {"trowd": _ROW, "cell": _CELL, "row": _END}
    marked = _MARKS.sub(lambda at: _signs(_LEVELS[int(at[2])] if at[2] else signs[at[1]]) + at[0], source)
    return _RAISED.sub(lambda at: at[1] + _signs(at[2].translate(TO_SUPERSCRIPT)), marked)


def _signs(text: str) -> str:
    return "".join(f"{{\\uc0\\u{ord(sign)} }}" for sign in text)


def _write(writer: Writer, text: str) -> None:
    """Write the rows of tables under the names of their columns, what stands between them line by line."""
    *ended, last = text.split(_END)
    rows = list[list[str]]()
    for before, _, row in (each.partition(_ROW) for each in ended):
        if _ANY.sub("", before).strip():
            writer.rows(row_lines(rows))
            rows.clear()
            _write_lines(writer, before)
        rows.append([_ANY.sub("", cell) for cell in row.split(_CELL + "|")[:-1]])
    writer.rows(row_lines(rows))
    _write_lines(writer, last)


def _write_lines(writer: Writer, text: str) -> None:
    for line in text.split("\n"):
        said = _ANY.sub("", line)
        level = next((_LEVELS.index(sign) + 1 for sign in line if sign in _LEVELS), 0)
        item = _ITEM.match(said.strip())
        if level:
            writer.heading(said, level)
        elif item:
            writer.item(item.group(2), mark=item.group(1))
        else:
            writer.paragraph(said)
