"""EPUB: the chapters in the order of the book's spine."""

import posixpath
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

from knowledge.errors import UnreadableFile
from knowledge.formats.extracted import Extracted, Writer, one_line
from knowledge.formats.markup import parse_html, parse_xml, tag, write_body
from knowledge.formats.media import EPUB
from knowledge.formats.packages import Package
from knowledge.formats.text import decode_declared

_DETAILS = {"creator": "author", "language": "language", "date": "created"}


def read_epub(content: bytes, name: str) -> Extracted:
    """Return the text of a book. Raises UnreadableFile."""
    package = Package(content, name)
    described = _package_document(package, name)
    root = package.xml(described, doctype=True)
    writer = Writer()
    for chapter in _chapters(root, posixpath.dirname(described)):
        if chapter in package:
            _write(writer, package.read(chapter), name)
    told = [(tag(each), one_line(each.text)) for part in root if tag(part) == "metadata" for each in part]
    details = {_DETAILS[kind]: text for kind, text in reversed(told) if kind in _DETAILS and text}
    title = next((text for kind, text in told if kind == "title" and text), PurePath(name).stem)
    extracted = writer.extracted(title, EPUB.media_type, details=details)
    if not extracted.text and "META-INF/rights.xml" in package:
        raise UnreadableFile(f"{name}: protected against copying (DRM); get it without")
    return extracted


def _package_document(package: Package, name: str) -> str:
    """Return where the book is described. Raises UnreadableFile."""
    for each in package.xml("META-INF/container.xml", doctype=True).iter():
        if tag(each) == "rootfile":
            path = posixpath.normpath(unquote(str(each.get("full-path", ""))))
            if path in package:
                return path
            raise UnreadableFile(f"{name}: names {path!r} as its content, which is not in it; get it again")
    raise UnreadableFile(f"{name}: does not say what is in it (META-INF/container.xml); get it again")


def _chapters(root: Any, folder: str) -> Iterator[str]:
    """Yield the paths of the chapters in reading order, the table of contents left out."""
    items = {each.get("id"): each for each in root.iter() if tag(each) == "item"}
    for each in root.iter():
        item = items.get(each.get("idref")) if tag(each) == "itemref" else None
        if item is not None and "nav" not in str(item.get("properties", "")).split():
            yield posixpath.normpath(posixpath.join(folder, unquote(str(item.get("href", "")).split("#")[0])))


def _write(writer: Writer, content: bytes, name: str) -> None:
    """Write a chapter: XHTML, or where it is not well-formed, HTML."""
    try:
        root = parse_xml(content, name, doctype=True)
    except UnreadableFile:
        if b"<!ENTITY" in content:
            raise
        try:
            root = parse_html(decode_declared(content, name), name)
        except UnreadableFile:
            return
    write_body(writer, root)
