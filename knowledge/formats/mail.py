"""EML: who wrote to whom and when, the message, and its attachments of the formats that are read."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime
from pathlib import PurePath

from knowledge.errors import UnreadableFile
from knowledge.formats.extracted import Extracted, Writer, one_line
from knowledge.formats.media import MAIL, ZIP, format_of

_FIELDS = ("From", "To", "Cc", "Date")
_MOST_ATTACHMENTS = 50
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
    try:
        body = message.get_body(("plain", "html"))
        if body is not None:
            _write_body(writer, body, name)
        attachments = list(message.iter_attachments())[:_MOST_ATTACHMENTS] if message.is_multipart() else []
    except (MessageError, LookupError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise UnreadableFile(f"{name}: damaged inside ({one_line(str(error))}); save it again") from error
    for attachment in attachments:
        _attachment(writer, attachment, name, notes, depth)


def _write_body(writer: Writer, body: MIMEPart, name: str) -> None:
    content = body.get_content()
    if not isinstance(content, str):
        return
    if body.get_content_subtype() == "html":
        from knowledge.formats.html import read_html  # noqa: PLC0415  only for messages in HTML

        try:
            writer.append(read_html(content.encode("utf-8", "replace"), name), below=1)
        except UnreadableFile:
            return  # a message of pictures; its fields remain
    else:
        for paragraph in _paragraphs(content):
            writer.paragraph(paragraph)


def _paragraphs(content: str) -> Iterator[str]:
    """Yield the paragraphs of a plain message, the marks before quoted lines left out."""
    lines = [line.lstrip("> ") for line in content.replace("\r\n", "\n").split("\n")]
    yield from "\n".join(lines).split("\n\n")


def _attachment(writer: Writer, attachment: MIMEPart, name: str, notes: list[str], depth: int) -> None:
    called = one_line(attachment.get_filename()) or "attachment"
    content = attachment.get_content()
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
