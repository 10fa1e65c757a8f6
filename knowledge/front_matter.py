"""Front matter: the fields in YAML or TOML that a Markdown file begins with, fenced off from its text."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

_OPENED = re.compile(r"(---|\+\+\+)[ \t]*\n(?=\S)")
_CLOSED = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE),
}
_LONGEST = 10_000
"""Characters between the fences: fields are few, and what a long text between two rules says is to be found."""
_SIGN = re.compile(r"\S")
_FIELD = re.compile(r"""["']?(\w.*?)["']?:(?:[ \t]+|$)""")
_BELONGS = re.compile(r"[ \t]|-(?:[ \t]|$)|#|$")
"""How a line begins that belongs to the field above it, or is a comment."""
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"')
_SINGLE = re.compile(r"'((?:[^']|'')*)'")
_BLOCK = re.compile(r"[|>][-+\d]*[ \t]*(?=\n|\Z)")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_DETAILS = {
    "lang": "language", "language": "language", "author": "author", "date": "created", "created": "created",
    "modified": "modified", "updated": "modified", "lastmod": "modified",
}  # fmt: skip
_DATES = ("created", "modified")
_PLAIN = re.compile(r"\w[^\n]*")
"""A value that is neither a list nor fields of its own."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands before a text: `end` is where the text begins, `title` the one that the fields give it.

    `details` are the language, author, created and modified that they tell, dates as ISO 8601 writes them.
    """

    end: int
    title: str | None
    details: Mapping[str, str] = field(default_factory=dict)


def front_matter(text: str) -> FrontMatter | None:
    """Return the front matter of a Markdown text, None where it begins with its text or is nothing else.

    As for Pandoc no blank line follows the first fence. What is never closed, or no fields, is text between rules.
    """
    opened = _OPENED.match(text)
    closed = _CLOSED[opened.group(1)].search(text, opened.end()) if opened else None
    if not opened or not closed or closed.start() - opened.end() > _LONGEST or not _SIGN.search(text, closed.end()):
        return None
    inside = text[opened.end() : closed.start()]
    fields = _toml(inside) if opened.group(1) == "+++" else _yaml(inside)
    if fields is None:
        return None
    title = fields.get("title")
    said = " ".join(title.split()) or None if isinstance(title, str) else None
    return FrontMatter(closed.end(), said, dict(_details(fields)))


def _details(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in fields.items():
        name = _DETAILS.get(key.casefold())
        said = value.isoformat() if isinstance(value, date) else value.strip() if isinstance(value, str) else ""
        if name and _PLAIN.fullmatch(said) and (name not in _DATES or _is_date(said)):
            yield name, said


def _is_date(said: str) -> bool:
    try:
        datetime.fromisoformat(said)
    except ValueError:
        return False
    return True


def _toml(inside: str) -> Mapping[str, Any] | None:
    import tomllib  # noqa: PLC0415  few files have it

    try:
        return tomllib.loads(inside)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _yaml(inside: str) -> Mapping[str, Any] | None:
    """Return the fields as far as they are text of their own: "key: value" and the lines indented below it."""
    fields = dict[str, str]()
    last = ""
    for line in inside.splitlines():
        field = _FIELD.match(line)
        if field:
            last = field.group(1).casefold()
            fields[last] = line[field.end() :]
        elif not _BELONGS.match(line):
            return None
        elif last and line[:1].isspace():
            fields[last] += f"\n{line}"
    return {key: _said(value) for key, value in fields.items()} if fields or not inside.strip() else None


def _said(value: str) -> str:
    """Return what a value says, without its quotation marks, the sign of a block, and comments."""
    value = value.strip()
    if double := _DOUBLE.match(value):
        try:
            return str(json.loads(double.group(), strict=False))  # whose escapes are YAML's too
        except ValueError:
            return double.group()[1:-1]
    if single := _SINGLE.match(value):
        return single.group(1).replace("''", "'")
    return _COMMENT.sub("", _BLOCK.sub("", value, count=1) if _BLOCK.match(value) else value)
