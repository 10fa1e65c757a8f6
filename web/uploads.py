"""Files that are sent: taken from a request, converted in child processes, kept one by one; for API and page."""

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain

from flask import current_app, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from bot import uploaded
from knowledge import Converter, FileTooLarge, NoRoom, Outcome, UnreadableFile, UnsupportedFile, document_id
from web import asking
from web.originals import UNNAMEABLE

MOST_BYTES = 64 * 1024 * 1024
"""Of all files in one request; a single one may have 20 MB."""
MOST_FILES = 1000
_MOST_FORM_BYTES = 1024 * 1024
"""Of the fields beside the files; it must be more than the 64 KB that werkzeug holds of a file at a time."""
_LONGEST_NAME = 255
_STATUSES = {
    FileTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnsupportedFile: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of one file that was sent, and the status that a refusal of it has."""

    outcomes: tuple[Outcome, ...]
    refused: HTTPStatus | None = None


def taken() -> list[Upload]:
    """Keep the files of this request, each by itself, and return what became of each, in order.

    Parts are files by having a file's name, whatever they are called themselves: clients have habits.

    Raises UnsupportedMediaType, BadRequest, RequestEntityTooLarge, NoRoom.
    """
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType("send files as multipart/form-data, each as a part named 'file'")
    request.max_content_length = MOST_BYTES
    request.max_form_parts = MOST_FILES
    request.max_form_memory_size = _MOST_FORM_BYTES
    sent = _received()
    if not sent:
        raise BadRequest("the form has no file in a part named 'file'; choose one")
    return [_kept(_steps(name), content) for name, content in sent]


def converter() -> Converter:
    """Return what converts the files of this application; its processes end when they have nothing to do."""
    found: Converter = current_app.extensions.setdefault("quoth_converter", Converter())
    return found


def _received() -> list[tuple[str, bytes]]:
    """Return the files that were sent, as they are named. Raises NoRoom where the disk cannot hold them meanwhile."""
    try:
        return list(_sent())
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise NoRoom("there is no room for what was sent") from error


def _sent() -> Iterator[tuple[str, bytes]]:
    for part in chain.from_iterable(request.files.listvalues()):
        if part.filename:  # a browser sends an empty part where nothing was chosen
            yield part.filename, part.read()


def _steps(given: str) -> str:
    """Return a name, which may say folders, without what leads out of them."""
    return "/".join(step for step in given.replace("\\", "/").split("/") if step not in ("", ".", ".."))


def _kept(name: str, content: bytes) -> Upload:
    if not name or UNNAMEABLE.search(name) or len(name) > _LONGEST_NAME:
        error = f"a file cannot be named {name!r:.80}; give it 1 to {_LONGEST_NAME} letters"
        return Upload((Outcome("", UNNAMEABLE.sub(" ", name), "failed", error),), HTTPStatus.BAD_REQUEST)
    outcomes, file = uploaded(asking.chatbot().library, converter(), name, content)
    if not outcomes:
        outcomes = [Outcome(document_id(name), name, "failed", f"{name}: holds no text")]
    return Upload(tuple(outcomes), _status(file.failures[0]) if file.failures and not file.entries else None)


def _status(refusal: UnreadableFile) -> HTTPStatus:
    return _STATUSES.get(type(refusal), HTTPStatus.UNPROCESSABLE_ENTITY)
