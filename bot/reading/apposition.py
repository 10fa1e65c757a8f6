"""Who holds an office: the name that stands right beside it ("the Prime Minister of New Zealand, John Key")."""

import re

from bot.reading.expressions import expressions
from bot.reading.questions import Asking
from knowledge import Token, is_proper, tokens

_HOLDER = re.compile(r"^\W*who(?:'s| is| was| are| were)\s+(?:the|a|an)\b", re.IGNORECASE)
_BESIDE = re.compile(r"^[\s,–—-]*(?:(?:the|then|former|current|Mr|Mrs|Ms|Dr|Sir)\.?\s+)*$", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|&)\s+")


def office_holder(asking: Asking, sentence: str) -> tuple[int, int] | None:
    """Return where a sentence names who holds the office that is asked for ("Who is the …?"), or None.

    The office is the run of the question's terms in the sentence, and it must be all of them; the name stands right
    before or behind it.
    """
    if not _HOLDER.match(asking.text):
        return None
    office = _office(asking, list(tokens(sentence)))
    if office is None:
        return None
    for start, end in _people(asking, sentence):
        between = sentence[office[1] : start] if start >= office[1] else sentence[end : office[0]]
        if (start >= office[1] or end <= office[0]) and _BESIDE.match(between):
            return start, end
    return None


def _office(asking: Asking, words: list[Token]) -> tuple[int, int] | None:
    """Return where the shortest run of words that holds every term of the question stands, or None."""
    asked, best = set(asking.terms), None
    for first, word in enumerate(words):
        missing = set(asked)
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
