"""The file that a document was read from, had back over HTTP under a name that can be kept. Nothing here reads one."""

import re
from io import BytesIO

from flask import Response, send_file

from knowledge import Library

# What ends a line, turns the direction of text or cannot be kept; all other marks and spaces stand in people's names:
# joiners in Persian and in emoji, U+202F where macOS writes "AM".
UNNAMEABLE = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def served(library: Library, document_id: str, mimetype: str, *, as_attachment: bool = False) -> Response:
    """Return the file that a document was read from; a folder's files may have names that no header can hold.

    Raises UnknownDocument.
    """
    content, name = library.original(document_id), library.file(document_id).name
    shown = UNNAMEABLE.sub(" ", name).strip() or document_id
    return send_file(BytesIO(content), mimetype=mimetype, as_attachment=as_attachment, download_name=shown)
