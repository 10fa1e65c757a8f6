"""XML and HTML trees: parsed without entities, DTDs or network, and an HTML body written down as blocks."""

import re
from collections.abc import Callable, Iterator
from html.entities import html5
from itertools import count
from typing import Any

from lxml import etree, html

from knowledge.errors import UnreadableFile
from knowledge.formats.extracted import LINE_END, Writer, damaged, list_mark, one_line
from knowledge.formats.records import row_lines
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
_BACK = "doc-backlink"
"""The role of what leads back from a note to its place in the text."""
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_DEEPEST = 400


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
        self._mark = ""
        self._lists: list[Iterator[int] | None] = []
        self._headings: list[tuple[str, int]] = []

    def element(self, element: Any, depth: int) -> None:
        kind = tag(element)
        if not kind or kind in _LEFT_OUT or depth > _DEEPEST or element.get("role") == _BACK:
            return
        if kind in _HEADINGS:
            self._flush()
            self._heading(words(element), _HEADINGS[kind])
        elif kind == "table" and _is_data(element):
            self._flush()
            if self._has_place(words(element)):
                self._writer.rows(row_lines(list(_rows(element))))
        elif kind == "li":
            self._flush()
            self._mark = self._next_mark(element)
            self._inside(element, depth)
            self._flush()
            self._mark = ""
        elif kind == "br":
            self._text.append(LINE_END)
        elif _is_raised(element):
            self._text.append(words(element))
        elif kind in _BLOCKS:
            self._flush()
            if kind in ("ol", "ul"):
                self._list(element, depth)
            else:
                self._inside(element, depth)
            self._flush()
        else:
            self._inside(element, depth)

    def _inside(self, element: Any, depth: int) -> None:
        if isinstance(element.text, str):
            self._text.append(element.text)
        for child in element:
            self.element(child, depth + 1)
            if isinstance(child.tail, str):
                self._text.append(child.tail)

    def _list(self, element: Any, depth: int) -> None:
        is_numbered = tag(element) == "ol" and element.get("reversed") is None
        self._lists.append(count(_number(element.get("start"), 1)) if is_numbered else None)
        self._inside(element, depth)
        self._lists.pop()

    def _next_mark(self, item: Any) -> str:
        """Return the mark of the next item of the innermost list: its number as a page shows it, or a bullet."""
        numbers = self._lists[-1] if self._lists else None
        if numbers is None:
            return "•"
        number = next(numbers)
        given = _number(item.get("value"), number)
        if given != number:
            number, self._lists[-1] = given, count(given + 1)
        return list_mark(number, str(item.getparent().get("type") or ""))

    def _heading(self, said: str, level: int) -> None:
        """Write a heading that is to be kept; another waits for what follows it."""
        if said:
            self._mark = ""
            self._headings.append((said, level))
            if self._keep(said):
                self._write_headings()

    def _write_headings(self) -> None:
        for said, level in self._headings:
            self._writer.heading(said, level)
        self._headings.clear()

    def _has_place(self, text: str) -> bool:
        """Tell whether a block is kept, and then write the headings right above it; they go with it where it is not."""
        if self._keep(text):
            self._write_headings()
            return True
        if text.strip():
            self._headings.clear()
        return False

    def _flush(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        if self._has_place(text) and text.strip():
            self._writer.lines(text, mark=self._mark)
            self._mark = ""


def _number(said: str | None, otherwise: int) -> int:
    return int(said) if said and re.fullmatch(r"-?[0-9]{1,6}", said) else otherwise


def words(element: Any) -> str:
    """Return the text of an element and all in it, block by block apart, what is not shown left out."""
    return one_line("".join(_pieces(element, 0)))


def _pieces(element: Any, depth: int) -> Iterator[str]:
    kind = tag(element)
    if not kind or (kind in _LEFT_OUT and depth) or depth > _DEEPEST:
        return
    apart = " " if kind in _BLOCKS or kind == "br" else ""
    inside = [element.text or ""]
    for child in element:
        inside += [*_pieces(child, depth + 1), child.tail or ""]
    said = "".join(inside)
    yield apart + (said.translate(TO_SUPERSCRIPT) if _is_raised(element) else said) + apart


def _is_raised(element: Any) -> bool:
    """Tell what stands raised: an exponent, or the number of a note as books and pages refer to it."""
    return tag(element) == "sup" or "noteref" in f"{element.get('role')} {element.get(_EPUB_TYPE)}"


def _is_data(table: Any) -> bool:
    """Tell a table of data from one that lays out a page: none inside, nor headings, and its rows are short."""
    inside = [tag(each) for each in table.iterdescendants()]
    return "table" not in inside and not any(each in _HEADINGS for each in inside) and inside.count("td") >= 2


def _rows(table: Any) -> Iterator[list[str]]:
    for row in table.iter():
        if tag(row) == "tr":
            yield [words(cell) for cell in row if tag(cell) in ("td", "th")]
