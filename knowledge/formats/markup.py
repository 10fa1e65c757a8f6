"""XML and HTML trees: parsed without entities, DTDs or network, and an HTML body written down as blocks."""

import re
from collections.abc import Callable, Iterator
from html.entities import html5
from typing import Any

from lxml import etree, html

from knowledge.errors import UnreadableFile
from knowledge.formats.extracted import Writer, damaged, one_line
from knowledge.formats.records import row_lines
from knowledge.line_ends import ended, usual_width
from knowledge.terms import TO_SUPERSCRIPT

_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NAMED_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*>", re.IGNORECASE)
_LEFT_OUT = frozenset({
    "script", "style", "template", "noscript", "head", "nav", "svg", "math", "iframe", "object", "button", "select",
    "textarea", "input", "form", "audio", "video", "canvas", "rt", "rp",
})  # fmt: skip
_BLOCKS = frozenset({
    "html", "body", "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "thead", "tfoot", "tr", "td", "th", "ul", "caption", "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_DEEPEST = 400
_LINE_END = "\u2028"
"""Where a line ends within a paragraph: the line ends of the file itself say nothing."""
_FULL = 80
"""Characters of a line that may only be full; shorter ones were ended, as hardly anybody breaks prose so in HTML."""


def parse_xml(content: bytes, name: str, *, doctype: bool = False) -> Any:
    """Return the root of an XML file. A DTD is refused; with `doctype` one that only names a public DTD is let be.

    Raises UnreadableFile.
    """
    if doctype:
        content = _DOCTYPE.sub(b"", content, count=1)
        content = _NAMED_ENTITY.sub(_as_character, content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!ENTITY" in content:
            raise UnreadableFile(f"{name}: declares entities (a DTD), which are refused; save it again") from error
        raise damaged(name, error) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableFile(f"{name}: declares a DTD, which is refused; save it again")
    return root


def _as_character(match: re.Match[bytes]) -> bytes:
    name = match.group(1).decode("ascii")
    if name in _XML or name + ";" not in html5:
        return match.group()
    return "".join(f"&#{ord(sign)};" for sign in html5[name + ";"]).encode("ascii")


def parse_html(content: str, name: str) -> Any:
    """Return the root of an HTML page. Raises UnreadableFile where it holds none."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(content.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(f"{name}: holds no text") from error
    return root


def write_body(writer: Writer, root: Any, *, keep: Callable[[str], bool] = bool) -> None:
    """Write the headings, paragraphs, lists and tables of an HTML or XHTML tree, those whose text is to be kept."""
    _Walk(writer, keep).element(root, 0)


def tag(element: Any) -> str:
    """Return the name of an element without its namespace, "" for comments and the like."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


class _Walk:
    """Goes through a tree once, gathering the text between blocks."""

    def __init__(self, writer: Writer, keep: Callable[[str], bool]) -> None:
        self._writer = writer
        self._keep = keep
        self._text: list[str] = []

    def element(self, element: Any, depth: int) -> None:
        kind = tag(element)
        if not kind or kind in _LEFT_OUT or depth > _DEEPEST:
            return
        if kind in _HEADINGS:
            self._flush()
            if self._keep(said := words(element)):
                self._writer.heading(said, _HEADINGS[kind])
        elif kind == "table" and _is_data(element):
            self._flush()
            if self._keep(words(element)):
                self._writer.rows(row_lines(list(_rows(element))))
        elif kind == "li":
            self._flush()
            self._inside(element, depth)
            self._flush(item=True)
        elif kind == "br":
            self._text.append(_LINE_END)
        elif kind == "sup":
            self._text.append(words(element))
        elif kind in _BLOCKS:
            self._flush()
            self._inside(element, depth)
            self._flush()
        else:
            self._inside(element, depth)

    def _inside(self, element: Any, depth: int) -> None:
        if isinstance(element.text, str):
            self._text.append(element.text)
        for child in element:
            if tag(element) == "li" and tag(child) in ("ul", "ol"):
                self._flush(item=True)
            self.element(child, depth + 1)
            if isinstance(child.tail, str):
                self._text.append(child.tail)

    def _flush(self, *, item: bool = False) -> None:
        text = "".join(self._text)
        self._text.clear()
        if not self._keep(text):
            return
        lines = "\n".join(map(one_line, text.split(_LINE_END))).strip("\n")
        for number, line in enumerate(ended(lines, max(_FULL, usual_width(lines)))):
            if item and not number:
                self._writer.item(line)
            else:
                self._writer.paragraph(line)


def words(element: Any) -> str:
    """Return the text of an element and all in it, block by block apart, what is not shown left out."""
    return one_line("".join(_pieces(element, 0)))


def _pieces(element: Any, depth: int) -> Iterator[str]:
    kind = tag(element)
    if not kind or (kind in _LEFT_OUT and depth) or depth > _DEEPEST:
        return
    if kind == "sup" and not len(element):
        yield (element.text or "").translate(TO_SUPERSCRIPT)
        return
    apart = " " if kind in _BLOCKS or kind == "br" else ""
    yield apart + (element.text or "")
    for child in element:
        yield from _pieces(child, depth + 1)
        yield child.tail or ""
    yield apart


def _is_data(table: Any) -> bool:
    """Tell a table of data from one that lays out a page: none inside, nor headings, and its rows are short."""
    inside = [tag(each) for each in table.iterdescendants()]
    return "table" not in inside and not any(each in _HEADINGS for each in inside) and inside.count("td") >= 2


def _rows(table: Any) -> Iterator[list[str]]:
    for row in table.iter():
        if tag(row) == "tr":
            yield [words(cell) for cell in row if tag(cell) in ("td", "th")]
