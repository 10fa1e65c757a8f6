"""The kinds of fields that requests bring: what each takes, and how it says that something else was sent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, GroupedMetadata, Le
from pydantic import BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema
from werkzeug.exceptions import UnprocessableEntity

from bot import MAX_QUESTION, EmptyQuestion, QuestionTooLong

MOST_HITS = 100
MOST_DOCUMENTS = 10_000
LAST_OFFSET = 999_999_999
MOST_NAMED = 1000
_JSON_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "number", float: "number"}
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


def json_type(value: object) -> str:
    """Return what JSON calls a value."""
    return _JSON_TYPES.get(type(value), "null")


def _asked(value: object, info: ValidationInfo) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be a string, not {json_type(value)}")
    return checked_question(value, name=info.field_name or "question")


def _written(value: object, info: ValidationInfo) -> str:
    """Return a text of a person, empty or not. Raises what says why it is none."""
    return readable(_identifier(value), name=info.field_name or "text")


def _identifier(value: object) -> str:
    """Return an id, of whatever characters: what none has is unknown, which is said where it is looked up."""
    if not isinstance(value, str):
        raise ValueError(f"must be a string, not {json_type(value)}")
    return value


def whole(written: str, *, least: int, most: int) -> int:
    """Return the number that plain digits write. Raises ValueError, which says the bounds, for anything else."""
    if not re.fullmatch("[0-9]{1,9}", written) or not least <= int(written) <= most:
        raise ValueError(f"must be a whole number from {least:,} to {most:,}, not {written[:40]!r}")
    return int(written)


@dataclass(frozen=True, slots=True)
class Within(GroupedMetadata):
    """The bounds of a whole number in a query string, both included."""

    least: int
    most: int

    def __iter__(self) -> Iterator[object]:
        """Yield what describes them and what checks them."""
        yield from (Ge(self.least), Le(self.most), BeforeValidator(self._checked))

    def _checked(self, value: object) -> object:
        return whole(value, least=self.least, most=self.most) if isinstance(value, str) else value


# Not blank, without NUL; the same in the regular expressions of Python, Rust and JavaScript.
SAYS_SOMETHING = r"^[^\x00]*[^\s\x00\x1c-\x1f\x85][^\x00]*$"
Question = Annotated[
    str,
    PlainValidator(_asked),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_QUESTION, "pattern": SAYS_SOMETHING}),
]
NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, PlainValidator(_written), WithJsonSchema({"type": "string"})]
Identifier = Annotated[str, PlainValidator(_identifier), WithJsonSchema({"type": "string"})]


def _several(value: object) -> list[str]:
    """Return what is named once, or with commas, as a list; nothing is no choice. Raises ValueError."""
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(each, str) and is_keepable(each) for each in given):
        raise ValueError("must be a string, or a list of strings")
    if len(given) > MOST_NAMED:
        raise ValueError(f"may name {MOST_NAMED:,} at most, not {len(given):,}")
    named = [each.strip() for each in given if each.strip()]
    if not named:
        raise ValueError("names nothing; name one at least, or leave it out to ask all documents")
    return named


_SEVERAL_SAID = {"type": "string", "pattern": r"^[^\x00]*[^\s,\x00][^\x00]*$"}
_SEVERAL_LISTED = {
    "type": "array",
    "items": {"type": "string", "pattern": SAYS_SOMETHING},
    "minItems": 1,
    "maxItems": MOST_NAMED,
}
Several = Annotated[list[str], PlainValidator(_several), WithJsonSchema({"anyOf": [_SEVERAL_SAID, _SEVERAL_LISTED]})]
