"""What is shown to those without a key where the chat is open to all: what was cited to them, and no folders."""

from dataclasses import replace
from pathlib import PureWindowsPath
from typing import TypeVar

from bot import Answer, Citation, History, ShownPassage, Turn
from knowledge import Document, DocumentSummary
from web import access, owners
from web.fields import is_keepable

Sourced = TypeVar("Sourced", Citation, ShownPassage, Document, DocumentSummary)


def check_cited(history: History, document_id: str, conversation_id: str | None) -> None:
    """Let no stranger open what was not cited in his conversations, nor in the one he names.

    Raises KeyNeeded, whether there is such a document or not.
    """
    if not access.is_stranger():
        return
    is_known = is_keepable(document_id) and is_keepable(conversation_id or "")
    if not is_known or not history.cites(document_id, owner=owners.owner(), conversation_id=conversation_id):
        raise access.KeyNeeded("this document was not cited to you; a key opens it: 'Authorization: Bearer KEY'")


def turn(kept: Turn) -> Turn:
    """Return a turn as who asks may see it."""
    return replace(kept, answer=answer(kept.answer)) if access.is_stranger() else kept


def answer(said: Answer) -> Answer:
    """Return a reply as who asks may see it."""
    citations, passages = map(without_folders, said.citations), map(without_folders, said.passages)
    return replace(said, citations=tuple(citations), passages=tuple(passages))


def summary(found: DocumentSummary) -> DocumentSummary:
    """Return a document without its text as who asks may see it."""
    return replace(without_folders(found), error="") if access.is_stranger() else found


def without_folders(of: Sourced) -> Sourced:
    """Return what names a file as who asks may see it: a stranger learns the file's name, not where it lies."""
    # A path of Windows parts at both kinds of slashes.
    return replace(of, source=PureWindowsPath(of.source).name) if access.is_stranger() else of
