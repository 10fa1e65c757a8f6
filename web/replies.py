"""What comes out of the API, as models: their fields are a contract, added to and never lost. No logic."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from knowledge import FieldName


class Reply(BaseModel):
    """What a response holds; fields may be added to it in later versions."""

    model_config = ConfigDict(frozen=True, extra="allow")


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


class Sureness(Reply):
    """What made a confidence: 1 / (1 + exp(-log_odds.score)), not less than `least` and not more than `most`."""

    value: float
    log_odds: WeightedSum | None
    least: float
    most: float
    rule: str | None


class WordShare(Reply):
    """What a word of the query adds to the score of a hit by standing there.

    That is in its `text`, there as one word with what it is made of (`identifier`: "CVE-2024-0450"), in its `heading`,
    or in the `title` or file `name` of its document.
    """

    word: str = Field(description="The word as the query has it, else as the passage does.")
    term: str
    field: FieldName
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


class BatchTurn(Turn):
    """The reply to a line that was answered."""

    line: int = Field(ge=1)


class BatchRefusal(Reply):
    """The reply to a line that was refused."""

    line: int = Field(ge=1)
    error: "Problem"


class BatchLine(RootModel[BatchTurn | BatchRefusal]):
    """The reply to a line: a turn, or why there is none."""


class Hits(Reply):
    """The passages found, best first."""

    hits: list[Hit]
    index: str


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
