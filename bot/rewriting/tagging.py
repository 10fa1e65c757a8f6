"""The parts of speech of a question's words, by TextBlob's tagger: Brill's rules over a lexicon (Brill 1992)."""

from collections.abc import Mapping
from functools import lru_cache
from threading import Lock

from bot.rewriting.textblob_parts import parser
from knowledge import tokens

_REMEMBERED = 500
_LOCK = Lock()


@lru_cache(maxsize=_REMEMBERED)
def tags(text: str) -> Mapping[int, str]:
    """Return the Penn Treebank tag of each word of a text, by where the word begins.

    The first call reads the lexicon, which takes a tenth of a second.
    """
    words = list(tokens(text))
    with _LOCK:  # else a second thread sees half of the lexicon
        found = parser.find_tags([text[each.start : each.end] for each in words])
    return {each.start: tag for each, (_, tag) in zip(words, found, strict=True)}
