"""Acronyms and their long forms, learned from the documents: "Long Form (LF)", "LF (Long Form)", "LF - Long Form"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SHORT = r"(?:[A-Z][A-Za-z0-9&/.-]{0,8}[A-Z0-9]s?|(?:[A-Z]\.){2,6})"
_AFTER = re.compile(rf"\(\s*[\"“]?(?P<short>{_SHORT})[\"”]?\s*[),;]")
_BEFORE = re.compile(rf"(?<![\w.])(?P<short>{_SHORT})\s*\((?P<long>[^()]{{4,80}})\)")
_DASH = re.compile(rf"^[ \t]*(?P<short>{_SHORT})[ \t]*[-–—:][ \t]+(?P<long>[^\n.;:]{{4,80}})$", re.MULTILINE)
_DASHED = re.compile(r"[-–—:][ \t]")
_STANDS = re.compile(
    rf"(?<![\w.])(?P<short>{_SHORT})\W{{1,3}}(?:which |that )?(?:stands|stood|is short) for"
    r"\W{1,3}(?P<long>[^.;:,()]{4,80})"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LITTLE = frozenset("a an and at by de des du for in la le of on or per the to und von with".split())


@dataclass(frozen=True, slots=True)
class Acronym:
    """An acronym, its long form `text[start:end]`, and where the acronym stands beside it."""

    short: str
    long: str
    start: int
    end: int
    short_span: tuple[int, int]


def acronyms(text: str) -> Iterator[Acronym]:
    """Yield the acronyms that a text explains, in the order of the explanations.

    After Schwartz and Hearst (2003): the long form is the shortest run of words beside the acronym that gives
    its letters in order, the first letter beginning the first word; here every inner letter of a word may serve
    only when the words' initials do not spell the acronym.
    """
    found: dict[int, Acronym] = {}
    after, others = _patterns(text)
    for match in after.finditer(text) if after else ():
        start = _long_form_before(text, match.start(), match["short"])
        if start is not None:
            long_end = start + len(text[start : match.start()].rstrip())
            found[start] = Acronym(_bare(match["short"]), text[start:long_end], start, long_end, match.span("short"))
    for pattern in others:
        for match in pattern.finditer(text):
            span = _long_form_within(text, match.start("long"), match.end("long"), match["short"])
            if span:
                short = _bare(match["short"])
                found.setdefault(span[0], Acronym(short, text[slice(*span)], *span, match.span("short")))
    yield from (found[start] for start in sorted(found))


def _patterns(text: str) -> tuple[re.Pattern[str] | None, list[re.Pattern[str]]]:
    """Return the patterns that can match a text, told by what is quickly found: most texts explain nothing."""
    bracket = "(" in text
    said = any(each in text for each in ("stands for", "stood for", "is short for"))
    others = [(_BEFORE, bracket), (_DASH, _DASHED.search(text) is not None), (_STANDS, said)]
    return _AFTER if bracket else None, [pattern for pattern, may_match in others if may_match]


def _bare(short: str) -> str:
    plural = len(short) > 2 and short.endswith("s") and short[-2].isupper()
    return (short[:-1] if plural else short).replace(".", "")


def _letters(short: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _bare(short).casefold())


def _long_form_before(text: str, end: int, short: str) -> int | None:
    """Return where the long form that stands before `end` begins, or None."""
    letters = _letters(short)
    begin = max(end - 16 * (len(letters) + 4), 0)
    begin = max(begin, text.rfind("\n\n", begin, end) + 1)
    words = list(_WORD.finditer(text, begin, end))
    for inner in (False, True):
        for count in range(2, min(len(words), 2 * len(letters) + 2) + 1):
            candidate = words[-count:]
            first = candidate[0].group().casefold()
            if first not in _LITTLE and _spells([w.group() for w in candidate], letters, inner=inner):
                return candidate[0].start()
    return None


def _long_form_within(text: str, start: int, end: int, short: str) -> tuple[int, int] | None:
    """Return the shortest run of words from `start` that spells the acronym, or None."""
    words = list(_WORD.finditer(text, start, end))
    for inner in (False, True):
        for count in range(2, len(words) + 1):
            if _spells([word.group() for word in words[:count]], _letters(short), inner=inner):
                return words[0].start(), words[count - 1].end()
    return None


def _spells(words: list[str], letters: str, *, inner: bool) -> bool:
    """Tell whether the words' initials (with `inner`, any letters) give the letters; little words are optional."""
    if len(letters) < 2 or not words:
        return False
    return _consume(tuple(word.casefold() for word in words), letters, inner and len(words) > 1)


@lru_cache(maxsize=4096)  # without it, a row of little words takes exponential time
def _consume(words: tuple[str, ...], letters: str, inner: bool) -> bool:
    """Match words to letters from the left: each word gives its initial, then perhaps inner letters, in order."""
    if not words:
        return not letters
    word = words[0]
    if word in _LITTLE and _consume(words[1:], letters, inner):
        return True
    if not letters or word[0] != letters[0]:
        return False
    if _consume(words[1:], letters[1:], inner):
        return True
    if not inner:
        return False
    at, rest = 0, letters[1:]
    while rest:
        at = word.find(rest[0], at + 1)
        if at < 0:
            return False
        rest = rest[1:]
        if _consume(words[1:], rest, inner):
            return True
    return False
