"""The one table of the formats: media type, name endings, reader; and which of them a file is, by its content first."""

import re
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from knowledge.errors import UnreadableFile, UnsupportedFile

if TYPE_CHECKING:
    from knowledge.formats.extracted import Extracted

HEAD = 4096
"""Bytes from the beginning of a file that tell what it is."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. `reader` is module:function of this package, imported when it is first used."""

    media_type: str
    endings: tuple[str, ...]
    reader: str
    binary: bool = True

    def read(self, content: bytes, name: str) -> "Extracted":
        """Return what a file of this format holds; `name` is the file's. Raises UnreadableFile."""
        module, function = self.reader.split(":")
        read: Any = getattr(import_module(f"knowledge.formats.{module}"), function)
        extracted: Extracted = read(content, name)
        if not extracted.text.strip():
            raise UnreadableFile(f"{name}: holds no text")
        return extracted


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

PLAIN = Format("text/plain", (".txt", ".text"), "text:read_plain", binary=False)
MARKDOWN = Format("text/markdown", (".md", ".markdown"), "text:read_markdown", binary=False)
HTML = Format("text/html", (".html", ".htm", ".xhtml"), "html:read_html", binary=False)
MAIL = Format("message/rfc822", (".eml",), "mail:read_mail", binary=False)
PDF = Format("application/pdf", (".pdf",), "pdf:read_pdf")
RTF = Format("application/rtf", (".rtf",), "rtf:read_rtf")
DOCX = Format(_OOXML + "wordprocessingml.document", (".docx", ".docm", ".dotx"), "word:read_docx")
PPTX = Format(_OOXML + "presentationml.presentation", (".pptx", ".pptm", ".ppsx"), "slides:read_pptx")
XLSX = Format(_OOXML + "spreadsheetml.sheet", (".xlsx", ".xlsm"), "sheets:read_workbook")
ODT = Format(_ODF + "text", (".odt", ".ott"), "opendocument:read_odt")
ODS = Format(_ODF + "spreadsheet", (".ods",), "sheets:read_workbook")
EPUB = Format("application/epub+zip", (".epub",), "ebook:read_epub")
ZIP = Format("application/zip", (".zip",), "archive:members")

FORMATS = (
    PLAIN, MARKDOWN, HTML, PDF, DOCX, PPTX, XLSX, ODT, ODS, EPUB, RTF, MAIL,
    Format("text/csv", (".csv", ".tsv"), "sheets:read_csv", binary=False),
    Format("application/jsonl", (".jsonl", ".ndjson"), "sheets:read_json_lines", binary=False),
    ZIP,
)  # fmt: skip

READERS = {ending: each for each in FORMATS for ending in each.endings}
"""Name ending to format."""

_PACKAGED = {DOCX: "word/", PPTX: "ppt/", XLSX: "xl/"}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMED = ((b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"BM", "a picture"))
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_MAIL = re.compile(rb"(?:[\w-]{1,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}", re.ASCII)
_MAIL_FIELDS = re.compile(rb"^(?:from|received|return-path|message-id|delivered-to):", re.I | re.M)


def supported() -> str:
    """Return the name endings of what is read, as a list for people."""
    return ", ".join(sorted(READERS))


def format_of(content: bytes, name: str) -> Format:
    """Return the format of a file: what its content is beyond doubt, else what its name says.

    Raises UnsupportedFile where it is none of those that are read.
    """
    by_name = READERS.get(PurePath(name).suffix.casefold())
    by_content = _by_content(content[:HEAD], content)
    if by_content is HTML and by_name is not None and not by_name.binary:
        return by_name  # a text about HTML is a text
    if by_content is MAIL and by_name is not None:
        by_content = None
    if by_content is ZIP and by_name is not None and by_name.binary and by_name is not ZIP:
        if not _is_archive(content):
            return by_name  # its reader tells that it is damaged
        raise UnreadableFile(
            f"{name}: a ZIP archive, but not what its name says; save it again as {by_name.endings[0]}"
        )
    if by_content is not None:
        return by_content
    if content.startswith(_OLD_OFFICE):
        raise UnsupportedFile(f"{name}: an old Office file or one with a password; save it as .docx, .xlsx or .pptx")
    if by_name is None:
        what = next((said for magic, said in _NAMED if content.startswith(magic)), "this kind of file")
        raise UnsupportedFile(f"{name}: {what} is not read; files ending in {supported()} are")
    if by_name.binary:
        raise UnreadableFile(f"{name}: not {by_name.endings[0]} in spite of its name; open it and save it again")
    return by_name


def looks_readable(head: bytes) -> bool:
    """Tell by a file's first bytes whether it is of a format that is read, whatever it is called."""
    if head.startswith(b"PK\3\4"):
        return any(mark in head[:200] for mark in (b"[Content_Types].xml", b"_rels/.rels", b"mimetypeapplication/"))
    return _by_content(head, b"") is not None


def _by_content(head: bytes, content: bytes) -> Format | None:
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.lstrip().startswith(b"{\\rtf"):
        return RTF
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return _packaged(content)
    if _HTML.match(head):
        return HTML
    headers = _MAIL.match(head)
    return MAIL if headers and _MAIL_FIELDS.search(headers.group()) else None


def _is_archive(content: bytes) -> bool:
    from zipfile import is_zipfile  # noqa: PLC0415

    return is_zipfile(BytesIO(content))


def _packaged(content: bytes) -> Format:
    """Return what a ZIP archive is by the names in it; ZIP where it is nothing more."""
    from zipfile import BadZipFile, ZipFile  # noqa: PLC0415

    try:
        with ZipFile(BytesIO(content)) as package:
            names = package.namelist()
            declared = package.read("mimetype")[:100].decode("ascii", "replace").strip() if "mimetype" in names else ""
    except (BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, EOFError):
        return ZIP
    for each in FORMATS:
        if declared and declared.removesuffix("-template") == each.media_type:
            return each
    inside = (each for each, folder in _PACKAGED.items() if any(name.startswith(folder) for name in names))
    return next(inside, ZIP) if "[Content_Types].xml" in names else ZIP
