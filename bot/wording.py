"""The words that Quoth says itself, made from the templates of wording.toml. Text, never HTML."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from bot.answers import Citation, ShownPassage, Span
from knowledge import acronyms, fold

_PREPOSITIONS = frozenset(
    "since in on at by until till before after during from between around about under within for through "
    "throughout near into over".split()
)
_TAKES_PREPOSITION = frozenset(("time", "place", "duration"))


@lru_cache(maxsize=1)
def wording() -> Mapping[str, Any]:
    """Return the templates of wording.toml."""
    return tomllib.loads(files(__package__).joinpath("wording.toml").read_text(encoding="utf-8"))


def lead(span: Span, short: str | None) -> str:
    """Return what is said before the quote: the short answer as a sentence of its own, or nothing."""
    if short is None:
        return ""
    words = _with_preposition(span) if span.kind in _TAKES_PREPOSITION else short
    sentence = span.hit.passage.text[slice(*span.sentence)]
    acronym = next((each.short for each in acronyms(sentence) if each.long == short), None)
    template = wording()["lead"]["expansion" if acronym and span.kind == "expansion" else "short"]
    said = str(template).format(short=_folded(words).rstrip(".,;: "), acronym=acronym)
    return said[:1].upper() + said[1:]


def _with_preposition(span: Span) -> str:
    """Return the span's words with the preposition that stands before them ("since 2001")."""
    before = span.hit.passage.text[span.sentence[0] : span.start].split()
    article = before[-1:] if before[-1:] == ["the"] else []
    preposition = before[: len(before) - len(article)][-1:]
    taken = [*preposition, *article] if preposition and fold(preposition[0]) in _PREPOSITIONS else []
    return " ".join([*taken, span.text])


def quoted(citation: Citation) -> str:
    """Return a citation on one line."""
    return f"“{_folded(citation.quote)}” — {citation.title}"


def beside(relation: str) -> str:
    """Return what is said before a second quote: a "note" to the first, or one that "differs"."""
    return str(wording()["beside"][relation])


def answered(lead: str, citations: Sequence[Citation]) -> str:
    """Return the text of an answer: the lead and the quotes, each after its own lead."""
    parts = [lead, *(part for each in citations for part in (each.lead, quoted(each)))]
    return "\n\n".join(part for part in parts if part)


def closest(passages: Sequence[ShownPassage]) -> tuple[str, str]:
    """Return lead and text of a reply that only shows the closest passages."""
    said = str(wording()["not_answered"]["one" if len(passages) == 1 else "several"])
    return said, "\n\n".join([said, *(f"“{_folded(each.text)}” — {each.title}" for each in passages)])


def refused(*, empty: bool) -> str:
    """Return the text of a reply that has nothing to show."""
    return str(wording()["not_answered"]["empty" if empty else "refusal"])


def chatted(situation: str, titles: Sequence[str], total: int, example: str | None) -> str:
    """Return the reply to a greeting, thanks and the like."""
    more = f" and {total - len(titles):,} more" if total > len(titles) else ""
    named = ", ".join(f"“{title}”" for title in titles) + more
    template = wording()["smalltalk"][situation]
    reply = str(template["reply"] if example or "without_example" not in template else template["without_example"])
    return _folded(reply.format(titles=named or wording()["smalltalk"]["no_titles"], example=f"“{example}”"))


def feature_name(name: str) -> str:
    """Return what a part of a score or of a confidence is, in words."""
    return str(wording()["explained"]["features"].get(name, name.replace("_", " ")))


def _folded(text: str) -> str:
    return " ".join(text.split())
