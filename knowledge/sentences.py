"""Sentence boundaries: NLTK's Punkt with parameters learned once and shipped, so that passages never move."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from knowledge.english import sentence_parameters
from knowledge.nltk_parts import PunktSentenceTokenizer

# Chinese and Japanese put no space behind a full stop; what closes a quotation still belongs to the sentence.
_FULL_STOP = re.compile(r"[。！？]+[」』）》”’]*")
_WINDOW = 20_000
"""Characters that Punkt is given at once: NLTK bounds the seconds that it may look through a text."""
_CLOSING = re.compile(r"""(?:[*_~`)\]"'”’]|\[\^?\w{1,3}\])+(?=\s|$)""")
"""What still belongs to the sentence where it stands right behind its end: marks of emphasis, of a note."""
_GOES_ON = re.compile(r"(?<=\S)[;,:]")
"""What no sentence begins with, right behind a full stop: that one was an abbreviation's ("Pos.; Item")."""
_WORD = re.compile(r"\w")
_DOUBLED_STOP = re.compile(r"(?<!\.)\.\.$")


@lru_cache(maxsize=1)
def _punkt() -> PunktSentenceTokenizer:
    return PunktSentenceTokenizer(sentence_parameters())


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of `text[start:end]` stand, as offsets of `text`, without outer white space.

    Of a full stop that was typed twice at the end, one is left out.
    """
    part = text[start:end]
    spans = (each for span in _whole(part, _spans(part)) for each in _parted(part, *span))
    for left, right in spans:
        sentence = part[left:right]
        stripped = sentence.strip()
        if stripped:
            first = start + left + len(sentence) - len(sentence.lstrip())
            yield first, first + len(stripped) - (1 if _DOUBLED_STOP.search(stripped) else 0)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a text by Punkt, a window of it at a time: where one ends in a later window is told there.

    What does not end within a window is parted at white space.
    """
    start = 0
    while start < len(text):
        end = min(start + _WINDOW, len(text))
        spans = list(_punkt().span_tokenize(text[start:end]))
        if end < len(text) and len(spans) > 1:
            end = start + spans.pop()[0]
        elif end < len(text):
            end = max(text.rfind(" ", start, end), text.rfind("\n", start, end)) + 1 or end
            spans = [(0, end - start)]
        yield from ((start + left, start + right) for left, right in spans)
        start = end


def _whole(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield sentences with what stands right behind their end, and after a mark alone ("![…]") what it marks."""
    start = end = 0
    for left, right in spans:
        closing = _CLOSING.match(text, left, right) if start < left == end else None
        begin = closing.end() if closing else left
        if closing:
            end = begin
        is_mark = start < end and not _WORD.search(text, start, end)
        if begin == end and (is_mark or _GOES_ON.match(text, begin)):
            end = right
        elif begin < right:
            if start < end:
                yield start, end
            start, end = begin, right
    if start < end:
        yield start, end


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence, parted behind full stops that need no space."""
    for match in _FULL_STOP.finditer(text, start, end):
        yield start, match.end()
        start = match.end()
    if start < end:
        yield start, end
