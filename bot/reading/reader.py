"""What a reader promises: the network with the evidence keeps it, and so does the sentence reader without."""

from collections.abc import Sequence
from typing import Protocol

from bot.answers import Span
from bot.explanation import Reasons
from bot.reading.questions import Asking
from bot.reading.sentences import SentenceReader
from knowledge import ENGLISH, Hit, Index


class Reader(Protocol):
    """Hits to spans, best first; scores compare across passages, and a span without shorter words is a sentence."""

    name: str

    def read(self, asking: Asking, hits: Sequence[Hit], index: Index) -> list[Span]:
        """Return the spans of the hits that may answer, best first."""

    def explain(self, asking: Asking, hits: Sequence[Hit], index: Index) -> Reasons:
        """Return what made the order of the hits, and the confidence of the first span that `read` returns."""


def serving(reader: Reader, index: Index) -> str:
    """Return the name of the reader that answers from a library: by sentences where no document is in English."""
    written = index.all_languages
    return SentenceReader.name if written and ENGLISH not in written else reader.name
