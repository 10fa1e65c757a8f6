"""Sentence boundaries: NLTK's Punkt with parameters learned once and shipped, so that passages never move."""

import re
from collections.abc import Iterator
from functools import lru_cache

from nltk.tokenize.punkt import PunktSentenceTokenizer

from knowledge.english import sentence_parameters

_DOUBLED_STOP = re.compile(r"(?<!\.)\.\.$")


@lru_cache(maxsize=1)
def _punkt() -> PunktSentenceTokenizer:
    return PunktSentenceTokenizer(sentence_parameters())


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of `text[start:end]` stand, as offsets of `text`, without outer white space.

    Of a full stop that was typed twice at the end, one is left out.
    """
    part = text[start:end]
    for left, right in _punkt().span_tokenize(part):
        sentence = part[left:right]
        stripped = sentence.strip()
        if stripped:
            first = start + left + len(sentence) - len(sentence.lstrip())
            yield first, first + len(stripped) - (1 if _DOUBLED_STOP.search(stripped) else 0)
