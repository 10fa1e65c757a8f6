"""Sentence boundaries: NLTK's Punkt with parameters learned once and shipped, so that passages never move."""

import re
from collections.abc import Iterator
from functools import lru_cache

from nltk.tokenize.punkt import PunktSentenceTokenizer

from knowledge.english import sentence_parameters

# Chinese and Japanese put no space behind a full stop; what closes a quotation still belongs to the sentence.
_FULL_STOP = re.compile(r"[。！？]+[」』）》”’]*")
_DOUBLED_STOP = re.compile(r"(?<!\.)\.\.$")


@lru_cache(maxsize=1)
def _punkt() -> PunktSentenceTokenizer:
    return PunktSentenceTokenizer(sentence_parameters())


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of `text[start:end]` stand, as offsets of `text`, without outer white space.

    Of a full stop that was typed twice at the end, one is left out.
    """
    part = text[start:end]
    spans = (each for span in _punkt().span_tokenize(part) for each in _parted(part, *span))
    for left, right in spans:
        sentence = part[left:right]
        stripped = sentence.strip()
        if stripped:
            first = start + left + len(sentence) - len(sentence.lstrip())
            yield first, first + len(stripped) - (1 if _DOUBLED_STOP.search(stripped) else 0)


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence, parted behind full stops that need no space."""
    for match in _FULL_STOP.finditer(text, start, end):
        yield start, match.end()
        start = match.end()
    if start < end:
        yield start, end
