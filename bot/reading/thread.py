"""Where in the documents a conversation is: what leans on the last answer is likely answered near what that quoted."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.answers import Answer, Citation
from bot.conversation import Turn, asked_of_documents
from knowledge import Hit, Index, Passage

_BEHIND = 4
"""The hits that stand before the thread's passages, which need share no word with the question."""
_NEAR = 150.0
"""Characters over which nearness falls by a factor of e: about a sentence."""
_ENOUGH = 10.0
"""What the terms of a question weigh together that tells by itself what it is about: two or three telling words."""


@dataclass(frozen=True, slots=True)
class Thread:
    """The place that the last answer quoted: `document.text[start:end]`.

    `again` says that the question asked there does not lean on it: it stands alone, and found no answer so, or, saying
    little, only one in another document.
    """

    document_id: str
    start: int
    end: int
    again: bool = False

    def holds(self, passage: Passage) -> bool:
        """Tell whether the place begins in a passage."""
        return passage.document_id == self.document_id and passage.start <= self.start < passage.end

    def answers(self, answer: Answer, index: Index) -> bool:
        """Tell whether an answer is given from the passage that holds the place."""
        cited = next(iter(answer.citations), None)
        passage = index.passage_at(cited.document_id, cited.start) if cited else None
        return passage is not None and self.holds(passage)

    def nearness(self, passage: Passage, start: int, end: int) -> float:
        """Return how near a passage's `text[start:end]` is: 1 at the place, falling with the characters between."""
        if passage.document_id != self.document_id:
            return 0.0
        between = max(self.start - passage.start - end, passage.start + start - self.end, 0)
        return math.exp(-between / _NEAR)

    def elsewhere(self, document_id: str, weight: float) -> float:
        """Return how little a question says by itself, whose terms weigh so much, where a document is not the thread's.

        0 in the thread's document, and where the question tells by itself what it is about.
        """
        return 0.0 if document_id == self.document_id else max(0.0, 1 - weight / _ENOUGH)


def thread_of(turns: Sequence[Turn], index: Index, among: Collection[str] | None = None) -> Thread | None:
    """Return where the last answer of these turns quotes a document that is asked and still says so, or None.

    What nothing was found about is what is spoken of since: there is no thread behind a refusal.
    """
    asked = asked_of_documents(turns)
    last = next((turn for turn in asked if turn.answer.citations or turn.answer.kind == "refusal"), None)
    if last is None or not last.answer.citations:
        return None
    cited = last.answer.citations[0]
    is_asked = among is None or cited.document_id in among
    return Thread(cited.document_id, cited.start, cited.end) if is_asked and _quoted_in(cited, index) else None


def behind(cited: Citation, index: Index) -> str:
    """Return the text that stands behind a quote in its passage, nothing where that does not say it any more."""
    passage = _quoted_in(cited, index)
    return passage.text[cited.start - passage.start + len(cited.quote) :] if passage else ""


def _quoted_in(cited: Citation, index: Index) -> Passage | None:
    """Return the passage that a quote is from, None where that does not say it any more."""
    passage = index.passage_at(cited.document_id, cited.start)
    says_it = passage is not None and passage.text.startswith(cited.quote, cited.start - passage.start)
    return passage if says_it else None


def found(
    query: str, index: Index, k: int, *, thread: Thread | None = None, among: Collection[str] | None = None
) -> list[Hit]:
    """Return the k best hits of a query and the passages around a thread, these among the first."""
    hits = index.search(query, k, among=among)
    if thread is None:
        return hits
    scored = {hit.passage.passage_id: hit for hit in hits}
    before = hits[:_BEHIND]
    known = {hit.passage.passage_id for hit in before}
    around = index.passages_around(thread.document_id, thread.start)
    more = (each for each in around if each.passage_id not in known)
    added = [scored.get(each.passage_id) or _scored(query, each, index) for each in more]
    known.update(hit.passage.passage_id for hit in added)
    return [*before, *added, *(hit for hit in hits if hit.passage.passage_id not in known)]


def _scored(query: str, passage: Passage, index: Index) -> Hit:
    return Hit(passage, sum(each.score for each in index.explain(query, passage)))
