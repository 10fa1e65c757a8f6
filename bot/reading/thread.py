"""Where in the documents a conversation is: what leans on the last answer is likely answered near what that quoted."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge import Hit, Index, Passage

if TYPE_CHECKING:
    from bot.reading.questions import Asking

_BEHIND = 4
"""The hits that stand before the thread's passages, which need share no word with the question."""
_NEAR = 150.0
"""Characters over which nearness falls by a factor of e: about a sentence."""


@dataclass(frozen=True, slots=True)
class Thread:
    """The place that the last answer quoted: `document.text[start:end]`."""

    document_id: str
    start: int
    end: int

    def holds(self, passage: Passage) -> bool:
        """Tell whether the place begins in a passage."""
        return passage.document_id == self.document_id and passage.start <= self.start < passage.end

    def nearness(self, passage: Passage, start: int, end: int) -> float:
        """Return how near a passage's `text[start:end]` is: 1 at the place, falling with the characters between."""
        if passage.document_id != self.document_id:
            return 0.0
        between = max(self.start - passage.start - end, passage.start + start - self.end, 0)
        return math.exp(-between / _NEAR)


def found(asking: "Asking", index: Index, k: int, *, among: Collection[str] | None = None) -> list[Hit]:
    """Return the k best hits of a question and the passages around its thread, these among the first."""
    hits = index.search(asking.text, k, among=among)
    if asking.thread is None:
        return hits
    scored = {hit.passage.passage_id: hit for hit in hits}
    before = hits[:_BEHIND]
    known = {hit.passage.passage_id for hit in before}
    around = index.passages_around(asking.thread.document_id, asking.thread.start)
    more = (each for each in around if each.passage_id not in known)
    added = [scored.get(each.passage_id) or _scored(asking.text, each, index) for each in more]
    known.update(hit.passage.passage_id for hit in added)
    return [*before, *added, *(hit for hit in hits if hit.passage.passage_id not in known)]


def _scored(query: str, passage: Passage, index: Index) -> Hit:
    return Hit(passage, sum(each.score for each in index.explain(query, passage)))
