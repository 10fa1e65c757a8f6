"""Web pages: the main content, without menus and footers, with headings, lists and tables."""

import logging
from pathlib import PurePath
from typing import Any

from lxml import etree

from knowledge.errors import UnreadableFile
from knowledge.formats import markup
from knowledge.formats.extracted import Extracted, Writer, one_line
from knowledge.formats.records import row_lines
from knowledge.formats.text import decode_declared

_LEAST_SHARE = 0.2
"""A main content with less than this share of the page's text is no main content; then the whole body is taken."""


def read_html(content: bytes, name: str) -> Extracted:
    """Return the main content of a web page. Raises UnreadableFile."""
    page = decode_declared(content, name)
    root = markup.parse_html(page, name)
    whole = Writer()
    markup.write_body(whole, root)
    everything = whole.extracted("", "text/html")
    main, details = _main(root)
    chosen = main if len(main.text) >= _LEAST_SHARE * len(everything.text) else everything
    if not chosen.text:
        raise UnreadableFile(f"{name}: holds no text")
    title = _title(root) or details.pop("title", "") or PurePath(name).stem
    details.pop("title", None)
    details.setdefault(
        "language", str(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    )
    return Extracted(
        chosen.text, title, "text/html", chosen.headings, details={k: v for k, v in details.items() if one_line(v)}
    )


def _title(root: Any) -> str:
    found = root.find(".//title")
    return one_line(found.text_content()) if found is not None else ""


def _main(root: Any) -> tuple[Extracted, dict[str, str]]:
    """Return the main content that trafilatura finds, and what it tells of the page."""
    from trafilatura import bare_extraction  # noqa: PLC0415  half a second, only for web pages

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells of every page that it finds nothing in
    writer, details = Writer(), dict[str, str]()
    found = bare_extraction(
        etree.tostring(root, encoding="unicode", method="html"),
        with_metadata=True, include_comments=False, include_tables=True, favor_recall=True,
    )  # fmt: skip
    if found is not None and not isinstance(found, dict):
        _write(writer, found.body)
        details = {
            "title": found.title or "", "author": found.author or "",
            "created": found.date or "", "language": found.language or "",
        }  # fmt: skip
    return writer.extracted("", "text/html"), details


def _write(writer: Writer, element: Any) -> None:
    """Write a tree of trafilatura: head, p, list and item, table with row and cell, quote, code."""
    kind = markup.tag(element)
    if kind == "head":
        level = str(element.get("rend") or "h2")
        writer.heading(markup.words(element), int(level[1]) if level[1:].isdigit() else 2)
    elif kind == "item":
        writer.item(markup.words(element))
    elif kind == "table":
        writer.rows(row_lines([[markup.words(cell) for cell in row.iter("cell")] for row in element.iter("row")]))
    elif kind in ("p", "quote", "code", "ab", "span", "lb") or not len(element):
        writer.paragraph(markup.words(element))
        return
    else:
        writer.paragraph(element.text)
        for child in element:
            _write(writer, child)
            writer.paragraph(child.tail)
