"""What the API says of documents and of files that are sent, as models like those of `replies`. No logic."""

from typing import Any, Literal

from pydantic import Field

from web.replies import Reply


class DocumentListed(Reply):
    """A document without its text."""

    document_id: str
    title: str
    source: str
    passages: int = Field(ge=0)
    characters: int = Field(ge=0)
    status: Literal["ready", "failed"]
    error: str = Field(description="Why its file gave no text, or why a newer version of it did not.")
    tags: list[str]


class Document(DocumentListed):
    """A document with its text."""

    text: str
    metadata: dict[str, Any] = Field(
        description="`media_type`, and what its file tells: `language`, `author`, `created`, `modified`, "
        "`headings` as start, end and level, `pages` as where each begins."
    )


class Documents(Reply):
    """A part of the list of documents, by title."""

    documents: list[DocumentListed]
    total: int = Field(ge=0)
    failed: list[DocumentListed] = Field(description="All files that gave no text, each with the reason.")


class Outcome(Reply):
    """What became of a file, or of one of the documents in it."""

    document_id: str
    source: str
    status: Literal["added", "replaced", "unchanged", "duplicate", "failed"]
    error: str = Field(description="Why it failed, else empty.")
    same_as: str = Field(description="The source that a duplicate has the content of, else empty.")
    before: str = Field(description="The id that a document had before it moved, else empty.")


class Uploaded(Reply):
    """What became of each file."""

    documents: list[Outcome]
    total: int = Field(ge=0, description="How many documents the library holds now.")


class Removed(Reply):
    """A document answers nothing any more."""

    document_id: str
    undo_seconds: int = Field(ge=0, description="How long this can be undone, 0: it cannot.")
