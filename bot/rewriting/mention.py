"""One that a dialogue has spoken of: the record, and how a phrase of a question or an answer becomes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Literal

from bot.reading.expressions import expressions
from bot.rewriting.forms import Form
from bot.rewriting.people import gender_of, kin_gender, looks_like_a_person, without_office
from bot.rewriting.phrases import Phrase
from knowledge import is_proper

Kind = Literal["person", "place", "thing", "unknown"]
Source = Literal["query", "answer", "asked", "quote"]

AT_A_PLACE = frozenset("in at near to from on around across outside into".split())
_VAGUE = frozenset("any some no another other all every each anything something interesting more".split())
_A_TIME = re.compile(r"(?:the )?(?:first|second|third|last|next|other|same|only|\w+th)? ?times?", re.IGNORECASE)
NO_NOUNS = frozenset("one ones other others first second third fourth fifth last".split())
_LONGEST = 8
"""Words of a mention; what is longer is a clause."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Someone or something that was spoken of; `age` counts the turns since, `times` those that it stands in.

    `is_subject` says that it did something, `called` by which pronouns questions meant it, how many turns ago,
    `is_vague` that it is nothing in particular ("any problems"), `is_left` that a whole question has turned from it,
    `is_inside` that it stands within another phrase, `is_new` that it was asked whether there is one ("Have they *a
    treaty* …?"), `is_turned_to` that a fragment named it ("And *Ann Lee*?").
    """

    text: str
    head: str
    kind: Kind
    source: Source
    age: int
    is_name: bool
    is_plural: bool = False
    is_subject: bool = False
    gender: str | None = None
    preposition: str | None = None
    times: int = 1
    called: Mapping[str, int] = field(default_factory=dict)
    is_vague: bool = False
    is_left: bool = False
    is_inside: bool = False
    is_new: bool = False
    is_turned_to: bool = False


def mention_of(phrase: Phrase, asked: Form, source: Source) -> Mention:
    """Return what a phrase of the last question, its answer or quote mentions."""
    is_one = phrase.is_name and not phrase.is_plural
    text = without_office(" ".join(phrase.text.split()[:_LONGEST])) if is_one else phrase.text
    if phrase.determiner and text.lower().startswith(f"{phrase.determiner} "):  # "*My* daughter"
        text = text[:1].lower() + text[1:]
    text = f"the {text}" if phrase.determiner == "the" and not text.lower().startswith("the ") else text
    is_no_thing = phrase.head in NO_NOUNS or _A_TIME.fullmatch(phrase.text) is not None
    is_vague = is_no_thing or phrase.text.split()[0].lower() in _VAGUE
    kind = _kind(replace(phrase, text=text), asked, source)
    gender = None
    if kind == "person" and not phrase.is_plural:
        gender = gender_of(phrase.text) if phrase.is_name else kin_gender(phrase.head)
    return Mention(
        text, phrase.head, kind, source, 0, phrase.is_name, phrase.is_plural, gender=gender,
        preposition=phrase.preposition, is_vague=is_vague,
    )  # fmt: skip


def is_amount(text: str) -> bool:
    """Tell whether a text is an amount and nothing else ("six", "3 years"); figures alone may be a name ("the 01")."""
    found = chain(expressions(text, "number"), expressions(text, "duration"), expressions(text, "length"))
    return not text.isdigit() and any(each.start == 0 and each.end == len(text) for each in found)


def _kind(phrase: Phrase, asked: Form, source: Source) -> Kind:
    words = phrase.text.split()
    wh = asked.asked.lower()
    if not phrase.is_name and kin_gender(phrase.head):
        return "person"
    if not phrase.is_name:
        return "place" if source == "answer" and wh.startswith("where") else "thing"
    if gender_of(phrase.text) or (source == "answer" and re.search(r"\bwho(?:m|se)?(?: else)?$", wh)):
        return "person"
    if source == "query" and wh == "who" and asked.auxiliary in ("is", "was") and phrase == asked.phrases[0]:
        return "person"
    if not phrase.text.isupper() and (phrase.preposition in AT_A_PLACE or (source == "answer" and wh == "where")):
        return "place"
    if looks_like_a_person(phrase.text):
        return "person"
    may_be_anyone = len(words) == 1 or (len(words) == 3 and words[1] == "of")  # "Joan of Arc"
    is_called = words[0][:1].isupper() and is_proper(words[0]) and not words[0].isupper()
    return "unknown" if may_be_anyone and is_called and phrase.determiner != "the" else "thing"
