"""The documents that ship with Quoth."""

from importlib.resources import files

from knowledge.documents import Document
from knowledge.formats import read_bytes

NAME = "nato-new-zealand.txt"


def bundled_document() -> Document:
    """Return the document that answers while a library holds none of the user's own."""
    return read_bytes(files(__package__).joinpath(NAME).read_bytes(), NAME)
