"""What can go wrong in the library.

KnowledgeError
├── UnreadableFile      a file that gives no text: the message names it and says what to do
│   ├── FileTooLarge      more bytes than are read, or more than that once unpacked
│   └── UnsupportedFile   a kind of file that is not read
├── UnknownDocument     an id that the library does not hold
├── UnknownTag          a tag that no document has
├── NothingToUndo       a document that was not removed, or too long ago
├── BadTag              a tag that cannot be kept
├── BadSynonyms         a file of synonyms that cannot be read
├── BadBackup           a file that no library can be restored from
└── LibraryUnavailable  the store cannot be opened or written
    ├── LibraryBusy     another process writes, and did not end in time: the message says which
    └── NoRoom          the disk is full
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


class UnknownTag(KnowledgeError):
    """A tag that no document has."""

    def __init__(self, tag: str, known: list[str]) -> None:
        there = f"the tags are {', '.join(known)}" if known else "no document has a tag so far"
        super().__init__(f"no document has the tag {tag!r}; {there}")


class NothingToUndo(KnowledgeError):
    """A document that was not removed, or too long ago."""

    def __init__(self, document_id: str, seconds: int) -> None:
        super().__init__(
            f"no removal of {document_id!r} can be undone: that is so for {seconds} seconds; add the file again"
        )


class BadTag(KnowledgeError):
    """A tag that cannot be kept."""


class BadSynonyms(KnowledgeError):
    """A file of synonyms that cannot be read."""


class BadBackup(KnowledgeError):
    """A file that no library can be restored from."""


class LibraryUnavailable(KnowledgeError):
    """The store cannot be opened or written."""


class LibraryBusy(LibraryUnavailable):
    """Another process writes, and did not end in time."""


class NoRoom(LibraryUnavailable):
    """The disk is full."""
