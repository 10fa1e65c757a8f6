"""What goes in and out of the API, as models: their fields are a contract, added to and never lost. No logic."""

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    ValidationInfo,
    WithJsonSchema,
)
from werkzeug.exceptions import UnprocessableEntity

from bot import MAX_QUESTION, MAX_REASON, MAX_TITLE, EmptyQuestion, QuestionTooLong

MOST_HITS = 100
MOST_DOCUMENTS = 10_000
LAST_OFFSET = 999_999_999
MOST_NAMED = 1000
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


def readable(text: str, *, name: str) -> str:
    """Return the text when every character of it can be stored and shown, else raise UnprocessableEntity."""
    found = _UNKEEPABLE.search(text)
    if found:
        character = f"U+{ord(found[0]):04X}"
        raise UnprocessableEntity(f"{name!r} holds the character {character}, which is not text; leave it out")
    return text


def is_keepable(text: str) -> bool:
    """Tell whether a database can hold every character of a text."""
    return not _UNKEEPABLE.search(text)


def checked_question(text: str, *, name: str) -> str:
    """Return a question or a query. Raises what says why it is none."""
    if not text.strip():
        raise EmptyQuestion
    if len(text) > MAX_QUESTION:
        raise QuestionTooLong(len(text), MAX_QUESTION)
    return readable(text, name=name)


def _asked(value: object, info: ValidationInfo) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be a string, not {type(value).__name__}")
    return checked_question(value, name=info.field_name or "question")


def _written(value: object, info: ValidationInfo) -> str:
    """Return a text of a person, empty or not. Raises what says why it is none."""
    return readable(_identifier(value), name=info.field_name or "text")


def _identifier(value: object) -> str:
    """Return an id, of whatever characters: what none has is unknown, which is said where it is looked up."""
    if not isinstance(value, str):
        raise ValueError(f"must be a string, not {type(value).__name__}")
    return value


def _whole(value: object) -> object:
    """Let only plain digits from a query string become a number."""
    if isinstance(value, str) and not re.fullmatch("[0-9]{1,9}", value):
        raise ValueError(f"must be a whole number, not {value[:40]!r}")
    return value


# Not blank, without NUL; the same in the regular expressions of Python, Rust and JavaScript.
_SAYS_SOMETHING = r"^[^\x00]*[^\s\x00][^\x00]*$"
Question = Annotated[
    str,
    PlainValidator(_asked),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_QUESTION, "pattern": _SAYS_SOMETHING}),
]
Whole = Annotated[int, BeforeValidator(_whole)]
_NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, PlainValidator(_written), WithJsonSchema({"type": "string"})]
Identifier = Annotated[str, PlainValidator(_identifier), WithJsonSchema({"type": "string"})]


class Given(BaseModel):
    """What a request brings; fields that are not known are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Reply(BaseModel):
    """What a response holds; fields may be added to it in later versions."""

    model_config = ConfigDict(frozen=True, extra="allow")


def _several(value: object) -> list[str]:
    """Return what is named once, or with commas, as a list."""
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(each, str) and is_keepable(each) for each in given):
        raise ValueError("must be a string, or a list of strings")
    if len(given) > MOST_NAMED:
        raise ValueError(f"may name {MOST_NAMED:,} at most, not {len(given):,}")
    return [each.strip() for each in given if each.strip()]


Several = Annotated[
    list[str],
    PlainValidator(_several),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": _NO_NUL},
                {"type": "array", "items": {"type": "string", "pattern": _NO_NUL}, "maxItems": MOST_NAMED},
            ]
        }
    ),
]


class Ask(Given):
    """A question, as the next turn of a conversation or the first of a new one."""

    question: Question = Field(description="The question, in the words of a person.", examples=["Who is Phil Goff?"])
    conversation_id: Identifier | None = Field(None, description="Go on with this conversation; null begins a new one.")
    explain: StrictBool | None = Field(None, description="Say also what made the order of the hits and the confidence.")
    document: Several | None = Field(None, description="Ask only these documents: ids, a list or with commas.")
    tag: Several | None = Field(None, description="Ask only documents with one of these tags, a list or with commas.")


class Search(Given):
    """What is searched for."""

    q: Question = Field(description="The words to search for.", examples=["peace support"])
    k: Whole = Field(10, ge=1, le=MOST_HITS, description="How many hits at most.")
    explain: bool = Field(False, description="Say also what each word adds to the score of a hit.")
    document: Several | None = Field(None, description="Search only these documents: ids, with commas.")
    tag: Several | None = Field(None, description="Search only documents with one of these tags, with commas.")


class Page(Given):
    """Which part of a list."""

    limit: Whole = Field(100, ge=1, le=MOST_DOCUMENTS, description="How many at most.")
    offset: Whole = Field(0, ge=0, le=LAST_OFFSET, description="How many to leave out at the beginning.")


class Conversations(Page):
    """Which conversations."""

    q: str = Field(
        "",
        description="Only those that say all of these words.",
        max_length=MAX_QUESTION,
        json_schema_extra={"pattern": _NO_NUL},
    )


class Rename(Given):
    """Another title of a conversation."""

    title: Text = Field(json_schema_extra={"minLength": 1, "maxLength": MAX_TITLE, "pattern": _SAYS_SOMETHING})


class Judgement(Given):
    """What a person thinks of a reply."""

    turn_id: Identifier
    good: StrictBool
    reason: Text = Field("", json_schema_extra={"maxLength": MAX_REASON, "pattern": _NO_NUL})
    expected: Text = Field(
        "",
        description="The words that would have been right.",
        json_schema_extra={"maxLength": MAX_REASON, "pattern": _NO_NUL},
    )


class Citation(Reply):
    """A quote and where it stands: `document.text[start:end] == quote`."""

    document_id: str
    title: str
    source: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str
    heading: str | None
    page: int | None
    marked: list[tuple[int, int]] = Field(description="The places of the answering words, in the document.")
    lead: str = Field(description="What Quoth says before a quote that stands beside the first.")


class Passage(Reply):
    """A stretch of a document that was found, with its score."""

    passage_id: str
    document_id: str
    title: str
    source: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    score: float
    heading: str | None
    page: int | None


class Feature(Reply):
    """A part of a weighted sum: `contribution == value * weight` but for rounding."""

    name: str
    value: float
    weight: float
    contribution: float


class WeightedSum(Reply):
    """A score as the sum of its parts."""

    score: float
    features: list[Feature]


class ScoredPlace(WeightedSum):
    """A place in a document, and what made its score."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Factor(Reply):
    """What a confidence was multiplied by."""

    name: str
    factor: float


class Sureness(Reply):
    """What made a confidence: 1 / (1 + exp(-log_odds.score)) times all factors, and not less than `least`."""

    value: float
    log_odds: WeightedSum | None
    factors: list[Factor]
    least: float
    rule: str | None


class WordShare(Reply):
    """What a word of the query adds to the score of a hit by standing in its text, heading or title."""

    word: str = Field(description="The word as the query has it, else as the passage does.")
    term: str
    field: Literal["text", "heading", "title"]
    frequency: int = Field(ge=1)
    weight: float
    score: float


class Hit(Passage):
    """A passage found; `words` where `explain` asked for it."""

    words: list[WordShare] | None = None


class HitReasons(Reply):
    """Why a hit stands where it stands."""

    passage_id: str
    document_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    score: float
    words: list[WordShare]
    sentence: ScoredPlace | None
    span: ScoredPlace | None


class Explanation(Reply):
    """Why a question was answered as it was."""

    query: str
    index: str
    confidence: Sureness | None
    hits: list[HitReasons]


class ReplyContent(Reply):
    """The reply of a turn alone."""

    kind: Literal["answer", "passages", "refusal", "smalltalk"]
    answer: str = Field(description="The reply as a person reads it, in plain text.")
    short: str | None = Field(description="The answering words alone.")
    confidence: float | None = Field(ge=0, le=1, description="The probability that the answer is right.")
    citations: list[Citation]
    passages: list[Passage]


class Turn(ReplyContent):
    """A question with its reply."""

    question: str
    query: str = Field(description="What was sent to the index: the question, made to stand alone.")
    conversation_id: str
    turn_id: str
    index: str = Field(description="The fingerprint of the library that answered.")
    took_ms: float = Field(ge=0)
    explanation: Explanation | None = Field(None, description="Where `explain` asked for it.")


class Feedback(Reply):
    """What was thought of a reply."""

    good: bool
    reason: str
    expected: str


class KeptTurn(Turn):
    """A turn of a conversation."""

    created: datetime
    feedback: Feedback | None


class Conversation(Reply):
    """A conversation with its turns, oldest first."""

    conversation_id: str
    title: str
    turns: list[KeptTurn]


class ConversationListed(Reply):
    """A conversation without its turns, only their number."""

    conversation_id: str
    title: str
    created: datetime
    updated: datetime
    turns: int = Field(ge=0)


class ConversationList(Reply):
    """A part of one's conversations, the latest first."""

    conversations: list[ConversationListed]
    total: int = Field(ge=0)


class Deleted(Reply):
    """How many were deleted."""

    deleted: int = Field(ge=0)


class SetQuestion(Reply):
    """A judged question as `quoth evaluate` takes it; without answers it must not be answered."""

    id: str
    question: str
    answers: list[str]


class BatchLine(Reply):
    """The reply to one line: the fields of a turn, or an error."""

    line: int = Field(ge=1)
    error: "Problem | None" = None


class Hits(Reply):
    """The passages found, best first."""

    hits: list[Hit]
    index: str


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


class Documents(Reply):
    """A part of the list of documents, by title."""

    documents: list[DocumentListed]
    total: int = Field(ge=0)


class Upload(Given):
    """Files, each under its name."""

    file: list[Annotated[str, WithJsonSchema({"type": "string", "format": "binary"})]] = Field(
        min_length=1, description="A file of up to 20 MB; several are sent as several parts of this name."
    )


class Outcome(Reply):
    """What became of a file, or of one of the documents in it."""

    document_id: str
    source: str
    status: Literal["added", "replaced", "unchanged", "duplicate", "failed"]
    error: str = Field(description="Why it failed, else empty.")
    same_as: str = Field(description="The source that a duplicate has the content of, else empty.")


class Uploaded(Reply):
    """What became of each file."""

    documents: list[Outcome]
    total: int = Field(ge=0, description="How many documents the library holds now.")


class Removed(Reply):
    """A document answers nothing any more."""

    document_id: str
    undo_seconds: int = Field(ge=0, description="How long this can be undone.")


class Health(Reply):
    """The server is alive."""

    status: Literal["alive"]


class Readiness(Reply):
    """Questions can be answered."""

    status: Literal["ready"]
    documents: int = Field(ge=1)
    index: str
    reader: str


class Problem(Reply):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int = Field(ge=400, le=599)
    detail: str = Field(min_length=1)
    request_id: str = Field(description="Name it when you ask about this error; the server's log has it too.")
