"""The words that Quoth says itself, made from the templates of wording.toml. Text, never HTML."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from textwrap import shorten
from typing import Any, Literal

from bot.answers import Citation, ShownPassage, Span
from knowledge import acronyms, tokens

_DETERMINER = r"(?:the|a|an|his|her|its|their)"
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ('"', '"'))
_TITLE, _TITLES = 80, 400
"""Characters of a title, and of all titles together, where they are told in a row."""
_BETWEEN, _TWO = re.compile(r"between\b", re.IGNORECASE), re.compile(r"\band\b|[-–—]")
"""What stands before two things, and what joins them: one of the two alone is not between anything."""
_SPACES = re.compile(r"\s+")
_ITEM = re.compile(r"(?:[-*+•–·]|\d{1,3}[.)]) ")
_SPELT_SMALL = re.compile(r"[a-z]+[A-Z]|\S+@|\w+://|\w[\w-]*(?:\.\w[\w-]*)*\.[a-z]{2,}(?!\w)")
"""A name that begins with a small letter wherever it stands ("iPhone"), or an address."""


@lru_cache(maxsize=1)
def wording() -> Mapping[str, Any]:
    """Return the templates of wording.toml."""
    return tomllib.loads(files(__package__).joinpath("wording.toml").read_text(encoding="utf-8"))


def lead(span: Span, short: str | None) -> str:
    """Return what is said before the quote: the short answer as a sentence of its own, or nothing."""
    if short is None:
        return ""
    sentence = span.hit.passage.text[slice(*span.sentence)]
    acronym = next((each.short for each in acronyms(sentence) if each.long == short), None)
    named = span.kind == "expansion"
    words = _paired(_one_line(f"{_before(span)} {short}" if short == span.text and not named else short))
    said = str(wording()["lead"]["expansion" if acronym and named else "short"]).format(short=words, acronym=acronym)
    return _sentence(said.removesuffix(".") if words[-1:] in {"?", "!", "…"} else said)


def verdict(said: Literal["yes", "no"]) -> str:
    """Return "Yes" or "No"."""
    return str(wording()["verdict"][said])


def is_verdict(short: str | None) -> bool:
    """Tell whether answering words are a "Yes" or "No", and none of the documents' own."""
    return short in wording()["verdict"].values()


def _before(span: Span) -> str:
    """Return the little words that stand right before the span and belong to it ("since 2001", "a bridge")."""
    text = span.hit.passage.text
    ahead, following = text[span.sentence[0] : span.start], next(iter(tokens(text[span.end : span.sentence[1]])), None)
    # An article belongs to the words only where these end what it stands before: not in "the green" of "the green cap".
    gap = text[span.end : span.end + following.start] if following else "."
    ends = following is None or bool(gap.strip()) or following.term is None
    found = _leading(span.kind, ends).search(ahead)
    before = found.group() if found else ""
    return "" if _BETWEEN.match(before) and not _TWO.search(span.text) else before


@lru_cache(maxsize=32)
def _leading(kind: str, ends: bool) -> re.Pattern[str]:
    phrases = sorted(wording()["lead"]["before"].get(kind, ()), key=lambda each: -len(each))
    joined = "|".join(re.escape(each) for each in phrases) or r"(?!)"
    article = rf"(?:{_DETERMINER}\s+)?" if ends else ""
    return re.compile(rf"(?<![\w’'-])(?:(?:{joined})\s+{article}|{_DETERMINER if ends else '(?!)'}\s+)$", re.IGNORECASE)


def _paired(words: str) -> str:
    """Return words without a mark at an end whose other half they lack, and without a sentence mark that ends them."""
    bare = words.strip(" ,;:").rstrip(".")
    for opening, closing in _PAIRS:
        halves = bare.count(opening) != bare.count(closing) if opening != closing else bare.count(opening) % 2
        bare = bare.removeprefix(opening).removesuffix(closing) if halves else bare
    return bare


def _sentence(said: str) -> str:
    return said if _SPELT_SMALL.match(said) else said[:1].upper() + said[1:]


def quoted(citation: Citation) -> str:
    """Return a citation, a paragraph, a row or an item a line."""
    return f"“{in_lines(citation.quote).strip()}” — {citation.title}"


def in_lines(text: str) -> str:
    """Return a text of the documents as it is shown: a line for each paragraph, row of a table and item of a list.

    What only went on in the next line goes on in the same one.
    """
    return _SPACES.sub(_space, text)


def _space(found: re.Match[str]) -> str:
    breaks = found.group().count("\n")
    if breaks != 1:
        return "\n" if breaks else " "
    above = found.string[: found.start()].rpartition("\n")[2]
    below = found.string[found.end() :].partition("\n")[0]
    return "\n" if "|" in above or "|" in below or _ITEM.match(below) else " "


def beside(relation: str) -> str:
    """Return what is said before a second quote: a "note" to the first, or one that "differs"."""
    return str(wording()["beside"][relation])


def answered(lead: str, citations: Sequence[Citation]) -> str:
    """Return the text of an answer: the lead and the quotes, each after its own lead."""
    parts = [lead, *(part for each in citations for part in (each.lead, quoted(each)))]
    return "\n\n".join(part for part in parts if part)


def closest(passages: Sequence[ShownPassage], hint: str = "") -> tuple[str, str]:
    """Return lead and text of a reply that only shows the closest passages; the hint tells why."""
    said = _one_line(f"{hint} {wording()['not_answered']['one' if len(passages) == 1 else 'several']}")
    return said, "\n\n".join([said, *(f"“{in_lines(each.text).strip()}” — {each.title}" for each in passages)])


def refused(*, empty: bool, hint: str = "") -> str:
    """Return the text of a reply that has nothing to show; the hint tells why."""
    said = wording()["not_answered"]
    return str(said["empty"]) if empty else _one_line(f"{said['refusal']} {hint}")


def in_another_language(asked: str, written: Sequence[str]) -> str:
    """Return why a question in one language finds little in documents of others, named as Snowball does."""
    languages = _enumerated([each.capitalize() for each in written])
    return str(wording()["not_answered"]["language"]).format(asked=asked.capitalize(), written=languages)


def chatted(situation: str, titles: Sequence[str], total: int, example: str | None) -> str:
    """Return the reply to a greeting, thanks and the like."""
    named = _named(titles, total) or wording()["smalltalk"]["no_titles"]
    template = wording()["smalltalk"][situation]
    reply = str(template["reply"] if example or "without_example" not in template else template["without_example"])
    return _one_line(reply.format(titles=named, example=f"“{example}”"))


def contents(titles: Sequence[str], examples: Sequence[str]) -> str:
    """Return what documents there are, as many titles as fit and the rest counted, and questions to begin with."""
    template = wording()["smalltalk"]["contents"]
    if not titles:
        return str(template["none"])
    short = [shorten(title, _TITLE, placeholder=" …") for title in titles]
    lengths = accumulate(map(len, short))
    fitting = short[: max(1, sum(length <= _TITLES for length in lengths))]
    begin = str(template["begin" if examples else "begin_without_example"])
    said = str(template["one" if len(titles) == 1 else "reply"])
    begun = begin.format(examples=_enumerated([f"“{each}”" for each in examples], "or"))
    return _one_line(said.format(titles=_named(fitting, len(titles)), count=f"{len(titles):,}", begin=begun))


def _named(titles: Sequence[str], total: int) -> str:
    more = [f"{total - len(titles):,} more"] if total > len(titles) else []
    return _enumerated([*(f"“{title}”" for title in titles), *more])


def _enumerated(items: Sequence[str], joined: str = "and") -> str:
    """Return items in a row, a word before the last."""
    return f" {joined} ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def how_many(count: int, one: str, several: str = "") -> str:
    """Return a number with what it counts ("1 document"); `several` is the plural where it takes no "s"."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def feature_name(name: str) -> str:
    """Return what a part of a score or of a confidence is, in words."""
    return str(wording()["explained"]["features"].get(name, name.replace("_", " ")))


def _one_line(text: str) -> str:
    return " ".join(text.split())
