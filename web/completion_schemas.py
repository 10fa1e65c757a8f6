"""What goes in and out of the routes that speak like OpenAI, as models; what they do not name is ignored."""

from typing import Literal

from pydantic import Field, StrictBool

from web.given import Given
from web.replies import Reply, ReplyContent


class Part(Given):
    """A part of a message; only text can be read."""

    type: str
    text: str | None = None


class Message(Given):
    """What was said, and by whom. The user's messages are the questions; the others are not read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None


class StreamOptions(Given):
    """How a reply is streamed."""

    include_usage: StrictBool | None = None


class Completion(Given):
    """A conversation whose last user message is the question."""

    model: str = Field(examples=["quoth"], json_schema_extra={"enum": ["quoth"]})
    messages: list[Message] = Field(min_length=1, examples=[[{"role": "user", "content": "Who is Phil Goff?"}]])
    n: Literal[1] | None = Field(None, description="There is one answer.")
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None


class Model(Reply):
    """The one model that there is."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class Models(Reply):
    """The list of one model."""

    object: Literal["list"]
    data: list[Model]


class Usage(Reply):
    """Words asked and answered, the nearest to tokens that there is here."""

    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)
    total_tokens: int = Field(ge=0)


class Said(Reply):
    """The reply as text: the quotes are numbered, and so are the sources below them."""

    role: Literal["assistant"]
    content: str
    refusal: None


class Choice(Reply):
    """The one reply."""

    index: Literal[0]
    message: Said
    logprobs: None
    finish_reason: Literal["stop"]


class OwnReply(ReplyContent):
    """The reply in Quoth's own shape."""

    query: str
    index: str


class ChatCompletion(Reply):
    """A reply in OpenAI's shape; `quoth` holds it in Quoth's own."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    system_fingerprint: str = Field(description="The fingerprint of the library that answered.")
    choices: list[Choice] = Field(min_length=1, max_length=1)
    usage: Usage
    quoth: OwnReply


class Delta(Reply):
    """What is new."""

    role: Literal["assistant"] | None = None
    content: str | None = None


class ChunkChoice(Reply):
    """The one reply's next part."""

    index: Literal[0]
    delta: Delta
    logprobs: None
    finish_reason: Literal["stop"] | None


class Chunk(Reply):
    """A part of a streamed reply, the data of one event; `quoth` comes with the last choice."""

    id: str
    object: Literal["chat.completion.chunk"]
    created: int
    model: str
    system_fingerprint: str
    choices: list[ChunkChoice] = Field(max_length=1)
    usage: Usage | None = None
    quoth: OwnReply | None = None


class Fault(Reply):
    """What went wrong, in OpenAI's words."""

    message: str = Field(min_length=1)
    type: str
    param: str | None
    code: str | None


class FaultReply(Reply):
    """An error in OpenAI's shape."""

    error: Fault
