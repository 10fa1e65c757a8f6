"""What can go wrong in the library.

KnowledgeError
├── UnreadableFile      a file that gives no text: the message names it and says what to do
│   ├── FileTooLarge      more bytes than are read, or more than that once unpacked
│   └── UnsupportedFile   a kind of file that is not read
├── UnknownDocument     an id that the library does not hold
└── LibraryUnavailable  the store cannot be opened or written
"""


class KnowledgeError(Exception):
    """The base of every error that this package raises on purpose."""


class UnreadableFile(KnowledgeError):
    """A file that gives no text."""


class FileTooLarge(UnreadableFile):
    """A file with more bytes than are read, or more than that once unpacked."""


class UnsupportedFile(UnreadableFile):
    """A file of a kind that is not read."""


class UnknownDocument(KnowledgeError):
    """An id that the library does not hold."""

    def __init__(self, document_id: str) -> None:
        super().__init__(f"no document has the id {document_id!r}; `quoth documents` lists them")


class LibraryUnavailable(KnowledgeError):
    """The store cannot be opened or written."""
