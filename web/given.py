"""What goes into the API, as models: their fields are a contract, added to and never lost. No logic."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool, WithJsonSchema

from bot import MAX_QUESTION, MAX_REASON, MAX_TITLE
from web.fields import (
    LAST_OFFSET,
    MOST_DOCUMENTS,
    MOST_HITS,
    NO_NUL,
    SAYS_SOMETHING,
    Identifier,
    Question,
    Several,
    Text,
    Within,
)


class Given(BaseModel):
    """What a request brings; fields that are not known are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    several: ClassVar[frozenset[str]] = frozenset()
    """Fields that a query string may name more than once."""


class Ask(Given):
    """A question, as the next turn of a conversation or the first of a new one."""

    question: Question = Field(description="The question, in the words of a person.", examples=["Who is Phil Goff?"])
    conversation_id: Identifier | None = Field(None, description="Go on with this conversation; null begins a new one.")
    explain: StrictBool | None = Field(None, description="Say also what made the order of the hits and the confidence.")
    document: Several | None = Field(None, description="Ask only these documents: ids, a list or with commas.")
    tag: Several | None = Field(None, description="Ask only documents with one of these tags, a list or with commas.")


class Search(Given):
    """What is searched for."""

    several: ClassVar = frozenset(("document", "tag"))
    q: Question = Field(description="The words to search for.", examples=["peace support"])
    k: Annotated[int, Within(1, MOST_HITS)] = Field(10, description="How many hits at most.")
    explain: bool = Field(False, description="Say also what each word adds to the score of a hit.")
    document: Several | None = Field(None, description="Search only these documents: ids, with commas or one by one.")
    tag: Several | None = Field(
        None, description="Search only documents with one of these tags, with commas or one by one."
    )


class Page(Given):
    """Which part of a list."""

    limit: Annotated[int, Within(1, MOST_DOCUMENTS)] = Field(100, description="How many at most.")
    offset: Annotated[int, Within(0, LAST_OFFSET)] = Field(0, description="How many to leave out at the beginning.")


class Documents(Page):
    """Which documents."""

    q: Text = Field(
        "",
        description="Only those with all of these words in title, file or tags.",
        json_schema_extra={"pattern": NO_NUL},
    )
    tag: Text = Field("", description="Only those with this tag.", json_schema_extra={"pattern": NO_NUL})


class Cited(Given):
    """Where a document was cited."""

    conversation_id: Identifier | None = Field(
        None, description="Without a key or a cookie: a conversation in which the document was cited."
    )


class Conversations(Page):
    """Which conversations."""

    q: str = Field(
        "",
        description="Only those that say all of these words.",
        max_length=MAX_QUESTION,
        json_schema_extra={"pattern": NO_NUL},
    )


class Rename(Given):
    """Another title of a conversation."""

    title: Text = Field(json_schema_extra={"minLength": 1, "maxLength": MAX_TITLE, "pattern": SAYS_SOMETHING})


class Judgement(Given):
    """What a person thinks of a reply."""

    turn_id: Identifier
    good: StrictBool
    reason: Text = Field("", json_schema_extra={"maxLength": MAX_REASON, "pattern": NO_NUL})
    expected: Text = Field(
        "",
        description="The words that would have been right.",
        json_schema_extra={"maxLength": MAX_REASON, "pattern": NO_NUL},
    )


class Upload(Given):
    """Files, each under its name."""

    file: list[Annotated[str, WithJsonSchema({"type": "string", "format": "binary"})]] = Field(
        min_length=1, description="A file of up to 20 MB; several are sent as several parts of this name."
    )
