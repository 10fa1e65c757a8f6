"""The documents that a question on the page is put to: all of them, those with a tag, or one."""

from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import BadRequest

from knowledge import UnknownDocument, UnknownTag
from web import asking
from web.fields import readable

DOCUMENTS_OFFERED = 30
"""A longer list is no help in choosing; the page of documents finds one by its words, and leads to asking it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen, each as the value that the form sends and the words that a person reads."""

    tags: list[tuple[str, str]]
    documents: list[tuple[str, str]]
    left_out: int


def asked_for() -> str:
    """Return the choice that the address of the page names, "" for all documents, and where it is there no more."""
    choice = request.args.get("in", "")
    try:
        among(choice)
    except (UnknownDocument, UnknownTag):
        return ""
    return choice


def among(choice: str) -> frozenset[str] | None:
    """Return the documents of a choice, None for all. Raises UnknownDocument, UnknownTag, BadRequest."""
    kind, _, name = readable(choice, name="in").partition(":")
    library = asking.chatbot().library
    if kind == "tag":
        return library.chosen(tags=[name])
    if kind == "document":
        return library.chosen(documents=[name])
    if choice:
        raise BadRequest(f"'in' must be 'tag:NAME' or 'document:ID', not {choice!r}")
    return None


def offered(choice: str) -> Offer | None:
    """Return what can be chosen besides all documents, the choice `asked_for` included; None: there is but one."""
    library = asking.chatbot().library
    count = library.count()
    if count < 2:
        return None
    documents = {each.document_id: each.title for each in library.documents(limit=DOCUMENTS_OFFERED)}
    kind, _, name = choice.partition(":")
    if kind == "document" and name not in documents:
        documents[name] = library.summary(name).title
    return Offer(
        [(f"tag:{tag}", tag) for tag in library.tags()],
        [(f"document:{document_id}", title) for document_id, title in documents.items()],
        count - len(documents),
    )
