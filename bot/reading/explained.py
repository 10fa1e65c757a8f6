"""Questions about an acronym, answered from the place where the documents explain it."""

from collections.abc import Collection, Sequence

from bot.answers import Span
from bot.reading.questions import Asking
from knowledge import Hit, Index, fold, terms

_SURE = 0.99
# What a question about an acronym may say beside it ("What is the full form of the acronym X?").
_SAID_BESIDE = frozenset("short acronym abbrevi initi full long form name spell expand letter word use".split())


def explained_acronym(
    asking: Asking, hits: Sequence[Hit], index: Index, *, among: Collection[str] | None = None
) -> Span | None:
    """Return the long form that answers "What does X stand for?" or "What is X?", or the acronym of a long form.

    With `among` only where one of these documents explains it.
    """
    if asking.asked not in ("expansion", "definition"):
        return None
    words = {token.word: token.term for token in asking.tokens if token.term is not None}
    for short, places in index.acronyms.items():
        for document_id, found in places:
            if among is not None and document_id not in among:
                continue
            long = set(terms(found.long))
            if short in words and _nothing_else(asking, set(words.values()) - {words[short]} - long):
                return _span(hits, index, document_id, found.start, found.end)
            if asking.asked == "expansion" and long <= set(words.values()) and fold(found.short) not in words:
                return _span(hits, index, document_id, *found.short_span)
    return None


def _nothing_else(asking: Asking, other: set[str]) -> bool:
    """Tell whether the question holds nothing but the acronym and words that only ask."""
    beside = _SAID_BESIDE if asking.asked == "expansion" else frozenset[str]()
    return all(asking.terms.get(term, 0.0) < 1.5 for term in other - beside)


def _span(hits: Sequence[Hit], index: Index, document_id: str, start: int, end: int) -> Span | None:
    passage = index.passage_at(document_id, start)
    if passage is None or end > passage.end:
        return None
    score = next((hit.score for hit in hits if hit.passage.passage_id == passage.passage_id), 0.0)
    return Span(Hit(passage, score), start - passage.start, end - passage.start, 100.0, _SURE, "expansion")
