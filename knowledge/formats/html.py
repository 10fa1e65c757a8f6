"""Web pages: the main content, without menus and footers, with headings, lists and tables."""

import logging
import re
from pathlib import PurePath
from typing import Any
from unicodedata import normalize

from lxml import etree

from knowledge.formats import markup
from knowledge.formats.extracted import Extracted, Writer, one_line
from knowledge.formats.text import decode_declared

_LEAST_SHARE = 0.2
"""A main content with less than this share of the page's text is no main content; then the whole body is taken."""

_SHORT = 25
_SIGNS = re.compile(r"[\W_]+")
_LANGUAGES = ("lang", "{http://www.w3.org/XML/1998/namespace}lang")


def read_html(content: bytes, name: str) -> Extracted:
    """Return the main content of a web page: trafilatura tells which it is, the page's own blocks are kept."""
    root = markup.parse_html(decode_declared(content, name), name)
    everything = _written(root)
    main, details = _main(root)
    chosen = everything
    if main:
        found = _written(root, main)
        chosen = found if len(found.text) >= _LEAST_SHARE * len(everything.text) else everything
    title = _title(root) or details.pop("title", "") or PurePath(name).stem
    language = next((said for each in _LANGUAGES if (said := one_line(root.get(each)))), details.get("language", ""))
    details = {**details, "language": language, "title": ""}
    return Extracted(
        chosen.text, title, "text/html", chosen.headings, details={key: said for key, said in details.items() if said}
    )


def _written(root: Any, main: list[str] | None = None) -> Extracted:
    """Return the page's blocks, only those of the main content where it is given."""
    writer = Writer()
    if main is None:
        markup.write_body(writer, root)
    else:
        whole = "\n".join(main)
        markup.write_body(writer, root, keep=lambda text: _belongs(_squeezed(text), main, whole))
    return writer.extracted("", "text/html")


def _belongs(text: str, main: list[str], whole: str) -> bool:
    """Tell whether a block is part of the main content; a short one must begin or end a block of it."""
    if not text or text not in whole:
        return False
    return len(text) >= _SHORT or any(each.startswith(text) or each.endswith(text) for each in main)


def _squeezed(text: str) -> str:
    return _SIGNS.sub("", normalize("NFKC", text))


def _title(root: Any) -> str:
    found = root.find(".//title")
    return one_line(found.text_content()) if found is not None else ""


def _main(root: Any) -> tuple[list[str], dict[str, str]]:
    """Return the blocks of the main content that trafilatura finds, squeezed, and what it tells of the page."""
    from trafilatura import bare_extraction  # noqa: PLC0415  half a second, only for web pages

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells of every page that it finds nothing in
    found = bare_extraction(
        etree.tostring(root, encoding="unicode", method="html"),
        with_metadata=True, include_comments=False, include_tables=True, favor_recall=True,
    )  # fmt: skip
    if found is None or isinstance(found, dict):
        return [], {}
    blocks = [squeezed for each in _blocks(found.body) if (squeezed := _squeezed(" ".join(each.itertext())))]
    told = {"title": found.title, "author": found.author, "created": found.date, "language": found.language}
    return blocks, {key: one_line(said) for key, said in told.items()}


def _blocks(body: Any) -> list[Any]:
    """Return the elements of trafilatura's tree that are a block each, the body itself where there is none."""
    return list(body.iter("p", "head", "item", "table", "cell", "quote", "code", "ab")) or [body]
