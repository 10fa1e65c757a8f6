"""Who holds an office: the name right beside it ("the Prime Minister of New Zealand, John Key"; "Ann Lee is mayor")."""

import re
from collections.abc import Callable

from bot.reading.expressions import expressions
from bot.reading.questions import Asking
from knowledge import Token, is_proper, terms, tokens

_HOLDER = re.compile(r"^\W*who(?:'s| is| was| are| were)\s+(?:the|a|an)\b", re.IGNORECASE)
_NOW = re.compile(r"^\W*who(?:'s| is| are)\b", re.IGNORECASE)
_IS = (
    r"(?:(?:is|has been|have been|are|became|becomes|serves as|took office as|was (?:appointed|elected|named|made))\s+)"
)
_WAS = r"(?:(?:was|were|had been|served as)\s+)"
_TITLES = r"(?:(?:the|a|an|as|then|former|current|our|its|their|Mr|Mrs|Ms|Dr|Sir)\.?\s+)*"
_BESIDE = re.compile(rf"^[\s,–—-]*{_TITLES}$", re.IGNORECASE)
_SAID_NOW = re.compile(rf"^[\s,–—-]*{_IS}?{_TITLES}$", re.IGNORECASE)
_SAID_THEN = re.compile(rf"^[\s,–—-]*(?:{_IS}|{_WAS})?{_TITLES}$", re.IGNORECASE)
_IN_A_ROW = re.compile(r"^;\s(?:[^;:]{1,40}:\s[^;:]{1,60};\s){0,6}[^;:]{1,40}:\s$")
"""What stands between two cells of a row of a table ("Name: Ann Lee; Town: Oslo; Office: treasurer")."""
_AND = re.compile(r"\s+(?:and|&)\s+")


def office_holder(asking: Asking, sentence: str, about: Callable[[], str]) -> tuple[int, int] | None:
    """Return where a sentence names who holds the office that is asked for ("Who is the …?"), or None.

    The office is the run of the question's terms in the sentence, and it must be all of them but those that stand in
    `about`, its heading and title; the name stands right before or behind it, or in the same row of a table, or is said
    to hold it.
    """
    if not _HOLDER.match(asking.text):
        return None
    asked, words = set(asking.terms), list(tokens(sentence))
    elsewhere = set(terms(about())) - {word.term for word in words}
    office = _office(asked - elsewhere, asked, words)
    if office is None:
        return None
    said = _SAID_NOW if _NOW.match(asking.text) else _SAID_THEN
    for start, end in _people(asking, sentence):
        behind = start >= office[1]
        between = sentence[office[1] : start] if behind else sentence[end : office[0]]
        beside = (_BESIDE if behind else said).match(between) or _IN_A_ROW.match(between)
        if beside and (behind or end <= office[0]):
            return start, end
    return None


def _office(needed: set[str], asked: set[str], words: list[Token]) -> tuple[int, int] | None:
    """Return where the shortest run of the question's terms that holds those that are needed stands, or None."""
    best = None
    if not needed:
        return None
    for first, word in enumerate(words):
        missing = set(needed)
        for last in words[first:]:
            missing.discard(last.term or "")
            if last.term is not None and last.term not in asked:
                break
            if not missing and word.term in asked:
                if best is None or last.end - word.start < best[1] - best[0]:
                    best = word.start, last.end
                break
    return best


def _people(asking: Asking, sentence: str) -> list[tuple[int, int]]:
    """Return where names of people stand: what is left of a name without the question's words, two names parted."""
    found: list[tuple[int, int]] = []
    for name in expressions(sentence, "name"):
        begin = name.start
        for part in _AND.split(sentence[name.start : name.end]):
            at = sentence.index(part, begin)
            begin = at + len(part)
            new = [token for token in tokens(part) if token.term and token.term not in asking.terms]
            if new and any(is_proper(part[token.start : token.end]) for token in new):
                found.append((at + new[0].start, at + new[-1].end))
    return found
