"""EML: who wrote to whom and when, the message, and its attachments of the formats that are read."""

from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime
from pathlib import PurePath
from typing import Any

from knowledge.blocks import heads
from knowledge.errors import UnreadableFile
from knowledge.formats.extracted import Extracted, Writer, one_line
from knowledge.formats.media import MAIL, ZIP, format_of
from knowledge.formats.text import decode
from knowledge.line_ends import ended, usual_width

_FIELDS = ("From", "To", "Cc", "Date")
_MOST_PARTS = 50
_DEEPEST = 3


def read_mail(content: bytes, name: str) -> Extracted:
    """Return a message with its attachments under their names. Raises UnreadableFile."""
    message = message_from_bytes(content, policy=policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise UnreadableFile(f"{name}: not a mail message; save it again as .eml")
    writer, notes = Writer(), list[str]()
    _message(writer, message, name, notes, 0)
    title = _field(message, "Subject") or PurePath(name).stem
    details = {"author": _field(message, "From"), "created": _sent(message)}
    return writer.extracted(title, MAIL.media_type, details=details, notes=notes)


def _message(writer: Writer, message: EmailMessage, name: str, notes: list[str], depth: int) -> None:
    writer.paragraph("; ".join(f"{field}: {said}" for field in _FIELDS if (said := _field(message, field))))
    _parts(writer, message, name, notes, depth)


def _parts(writer: Writer, part: MIMEPart, name: str, notes: list[str], depth: int) -> None:
    """Write a message, or what it is made of: its text and what is attached, as they follow each other."""
    try:
        for each in _made_of(part)[:_MOST_PARTS]:
            if each is not part and each.get_content_maintype() == "multipart":
                if depth < _DEEPEST:
                    _parts(writer, each, name, notes, depth + 1)
            elif _is_text(each):
                _write_body(writer, each, name)
            else:
                _attachment(writer, each, name, notes, depth)
    except (MessageError, LookupError, ValueError, AttributeError, TypeError) as error:
        raise UnreadableFile(f"{name}: damaged inside ({one_line(str(error))}); save it again") from error


def _made_of(part: MIMEPart) -> list[MIMEPart]:
    """Return what a part is made of, itself where it is whole; of several that say the same the one that is read."""
    if part.get_content_maintype() != "multipart":
        return [part]
    if part.get_content_subtype() not in ("alternative", "related"):
        return list(part.iter_parts())
    body = part.get_body(("plain", "html"))
    return [*([body] if body else []), *part.iter_attachments()]


def _is_text(part: MIMEPart) -> bool:
    is_read = part.get_content_type() in ("text/plain", "text/html")
    return is_read and not part.is_attachment() and part.get_filename() is None


def _content(part: MIMEPart) -> Any:
    """Return what a part holds; its bytes where nobody knows its encoding or its kind."""
    try:
        return part.get_content()
    except LookupError:
        return part.get_payload(decode=True) or b""


def _write_body(writer: Writer, body: MIMEPart, name: str) -> None:
    content = _content(body)
    if isinstance(content, bytes):
        try:
            content = decode(content, name)
        except UnreadableFile:
            return
    if body.get_content_subtype() == "html":
        from knowledge.formats.html import read_html  # noqa: PLC0415  only for messages in HTML

        try:
            writer.append(read_html(content.encode("utf-8", "replace"), name), below=1)
        except UnreadableFile:
            return  # a message of pictures; its fields remain
    else:
        _write_plain(writer, content)


def _write_plain(writer: Writer, content: str) -> None:
    """Write the paragraphs of a plain message, ended lines apart, the marks before quoted lines left out."""
    text = "\n".join(line.lstrip("> ").rstrip() for line in content.replace("\r\n", "\n").split("\n"))
    width = usual_width(text)
    for paragraph in text.split("\n\n"):
        first, *rest = ended(paragraph, width)
        if len(rest) == 1 and heads(first, rest[0]):
            writer.heading(first, 2)
        else:
            writer.paragraph(first)
        for line in rest:
            writer.paragraph(line)


def _attachment(writer: Writer, attachment: MIMEPart, name: str, notes: list[str], depth: int) -> None:
    called = one_line(attachment.get_filename()) or "attachment"
    content = _content(attachment)
    if isinstance(content, EmailMessage):
        if depth < _DEEPEST:
            writer.heading(_field(content, "Subject") or called, 2)
            _message(writer, content, name, notes, depth + 1)
        return
    raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
    try:
        kind = format_of(raw, called)
        if kind in (ZIP, MAIL):
            raise UnreadableFile(f"{called}: not opened inside of a message; save it and add it by itself")
        extracted = kind.read(raw, called)
    except UnreadableFile as error:
        notes.append(f"{name}: attachment {error}")
        return
    writer.heading(called, 2)
    writer.append(extracted, below=2)


def _field(message: EmailMessage, name: str) -> str:
    try:
        return one_line(str(message.get(name) or ""))
    except (ValueError, IndexError, LookupError, TypeError, AttributeError):  # headers that the parser chokes on
        return ""


def _sent(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(_field(message, "Date")).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return ""
