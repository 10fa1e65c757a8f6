"""Which sentences to quote: the one with the answer, and the one beside it where it leans on that."""

import re

from bot.answers import Span
from bot.reading.questions import Asking
from knowledge import terms

_LEANING = re.compile(
    r"\W*(?:(?:on|for|in|at|by|because of|due to|as a result of|after|before|during|despite|to) "
    r"(?:that|this|these|those)\b"
    r"|(?:this|that|these|those|they|it|he|she|his|her|their|its|such|both|therefore|thus|hence|consequently|instead|"
    r"however|as a result|the (?:latter|former|same))\b)",
    re.IGNORECASE,
)
_WORTH_QUOTING = 0.3
"""The share of the question's terms, by weight, that a neighbouring sentence adds where it is quoted too."""


def quoted_with(span: Span, asking: Asking) -> tuple[int, int]:
    """Return the place of the one or two sentences of the passage to quote for a span.

    The sentence before is quoted too where the span's begins with a word that points back ("On that basis, …"),
    either neighbour where it holds much of what was asked, or a name, and the span's sentence does not. A list is
    quoted whole, with the line that leads in.
    """
    passage, (start, end) = span.hit.passage, span.sentence
    before = next(((a, b) for a, b in reversed(passage.sentences) if b <= start), None)
    if sum(a < end and start < b for a, b in passage.sentences) > 1:
        return before[0] if before and passage.text[before[1] - 1] == ":" else start, end
    after = next(((a, b) for a, b in passage.sentences if a >= end), None)
    near = [place for place in (before, after) if place and _beside(passage.text, place, (start, end))]
    if before and before in near and _LEANING.match(passage.text[start:end]):
        return before[0], end
    said = set(terms(passage.text[start:end]))
    gains = {place: _gain(asking, said, passage.text[slice(*place)]) for place in near}
    best = max(near, key=lambda place: gains[place], default=None)
    if best and (gains[best] >= _WORTH_QUOTING or (asking.names - said) & set(terms(passage.text[slice(*best)]))):
        return min(start, best[0]), max(end, best[1])
    return start, end


def _beside(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether no blank line parts two places of a text."""
    return "\n\n" not in text[min(one[1], other[1]) : max(one[0], other[0])]


def _gain(asking: Asking, said: set[str], text: str) -> float:
    total = asking.weight or 1.0
    return sum(asking.terms.get(term, 0.0) for term in set(terms(text)) - said) / total
