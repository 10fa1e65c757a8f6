"""Spans to an answer: whether to answer, and which quotes to show. The words around them are in wording."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot import wording
from bot.answers import Answer, Citation, ShownPassage, Span
from bot.finding import Finding, alone, found
from bot.reading.expressions import expressions
from bot.reading.full_names import TITLES
from bot.reading.questions import Asking
from bot.reading.quoting import quoted_with
from knowledge import Hit, Index, Library, Passage, UnknownDocument, fold, language_of_question

_WORD = re.compile(r"\w+")
_NOTE_MARKS = "¹²³⁰⁴⁵⁶⁷⁸⁹"
_LISTED = 5
"""Passages that a reply carries at least, whether they are shown or not."""
_RIVALS = 5
"""Spans that may stand beside the first."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What decides between the kinds of reply.

    answer: the confidence from which on a span is an answer; words: its chance among the spans that compete with it
    from which on it leads the answer and is marked; beside: the share of the first span's confidence from which on
    another is shown beside it; close: the share of the question's terms, by weight, that the closest passages hold.
    """

    answer: float
    words: float = 0.5
    beside: float = 0.5
    close: float = 0.25


class Composer:
    """Says what the reader found, in the documents' words."""

    def __init__(self, library: Library, thresholds: Thresholds, *, shown: int = 3) -> None:
        """Quote from a library; at most `shown` passages are named as the closest."""
        self._library, self._thresholds, self._shown = library, thresholds, shown

    def compose(self, asking: Asking, hits: Sequence[Hit], spans: Sequence[Span], index: Index) -> Answer:
        """Return an answer where a span is sure enough, else the closest passages, else a refusal.

        Nothing is said to be known of a span where the question is in none of the documents' languages.
        """
        hint = _hint(asking, index, hits)
        passages = tuple(ShownPassage.of(hit, index) for hit in hits[: max(self._shown, _LISTED)])
        sure = spans[0].confidence if spans and not hint else None
        if sure is not None and sure >= self._thresholds.answer:
            said = found(asking, spans)
            citations = self._citations(asking, said, spans[1:], hits, index)
            if citations:
                lead = self._lead(said, citations[0].quote)
                return Answer("answer", wording.answered(lead, citations), said.short, sure, citations, passages, lead)
        if not passages or _closeness(asking, hits, index) < self._thresholds.close:
            refused = wording.refused(empty=not index.sources, hint=hint)
            return Answer("refusal", refused, confidence=sure, lead=refused)
        lead, text = wording.closest(passages[: self._shown], hint)
        return Answer("passages", text, None, sure, (), passages, lead, self._shown)

    def chat(
        self, situation: str, index: Index, *, examples: Sequence[str], among: frozenset[str] | None = None
    ) -> Answer:
        """Return the reply to a greeting, thanks and the like, or what documents there are (among these)."""
        titles = sorted(each.title for name, each in index.sources.items() if among is None or name in among)
        if situation == "contents":
            said = wording.contents(titles, examples)
        else:
            distinct = list(dict.fromkeys(titles))
            said = wording.chatted(situation, distinct[:3], len(distinct), next(iter(examples), None))
        return Answer("smalltalk", said, lead=said)

    def _lead(self, said: Finding, quote: str) -> str:
        """Return what leads an answer; where that would be all of the quote, the quote says it alone."""
        lead = wording.lead(said.span, said.short if said.span.chance >= self._thresholds.words else None)
        return "" if _WORD.findall(fold(lead)) == _WORD.findall(fold(quote)) else lead

    def _citations(
        self, asking: Asking, said: Finding, others: Sequence[Span], hits: Sequence[Hit], index: Index
    ) -> tuple[Citation, ...]:
        """Return the quote of what is said, and its note or a quote that differs beside it where there is one."""
        first = self._cited(said, index, asking)
        if first is None:
            return ()
        note = _note(first, hits)
        other = note or self._differing(asking, said.span, others[:_RIVALS], first)
        second = self._cited(alone(other), index) if other else None
        if second is None:
            return (first,)
        return first, replace(second, lead=wording.beside("note" if note else "differs"))

    def _differing(self, asking: Asking, best: Span, others: Sequence[Span], first: Citation) -> Span | None:
        """Return a span outside of the first quote that answers about as surely in other words, or None.

        What stands in another document word for word the same says nothing more.
        """
        enough = self._thresholds.beside * (best.confidence or 0.0)
        if best.kind == "expansion":
            return None
        return next(
            (
                span
                for span in others
                if (span.confidence or 0.0) >= enough
                and not _answers_the_same(span, best, asking)
                and not _within(span, first)
                and not _said_by(span, first)
            ),
            None,
        )

    def _cited(self, said: Finding, index: Index, asking: Asking | None = None) -> Citation | None:
        """Return the citation of the sentence that a span stands in, with the one beside it where it leans on that.

        None where the document does not say it.
        """
        span, passage = said.span, said.span.hit.passage
        place = quoted_with(span, asking) if asking else span.sentence
        start, end = (passage.start + offset for offset in place)
        try:
            document = self._library.document(passage.document_id, index=index)
        except UnknownDocument:
            return None
        quote = document.text[start:end]
        if quote != passage.text[slice(*place)]:
            return None
        marked = said.places if span.chance >= self._thresholds.words else ()
        return Citation(
            document.document_id, document.title, document.source, start, end, quote, passage.heading,
            document.page_at(start), tuple((passage.start + first, passage.start + last) for first, last in marked),
        )  # fmt: skip


def _within(span: Span, citation: Citation) -> bool:
    passage = span.hit.passage
    same = passage.document_id == citation.document_id
    return same and citation.start <= passage.start + span.start < citation.end


def _said_by(span: Span, citation: Citation) -> bool:
    """Tell whether a quote says word for word what the span's sentence says."""
    return f" {_words(_sentence(span))} " in f" {_words(citation.quote)} "


def _answers_the_same(span: Span, best: Span, asking: Asking) -> bool:
    """Tell whether a span has the answering words of the best, or its sentence where these are a name.

    A number that a sentence has too may be that of something else ("opens at eight and closes at nine").
    """
    answering = _words_beyond(asking, best.text)
    is_name = any(expressions(best.text, "name")) and not any(expressions(best.text, "number"))
    said = _sentence(span) if is_name else span.text
    return bool(answering) and answering in _words_beyond(asking, said)


def _sentence(span: Span) -> str:
    return span.hit.passage.text[slice(*span.sentence)]


def _words_beyond(asking: Asking, text: str) -> str:
    """Return the words of a text that neither the question has nor are titles ("Ms Helen Clark"), between spaces."""
    left = TITLES | {fold(word) for word in _WORD.findall(asking.text)}
    words = [folded for word in _WORD.findall(text) if (folded := fold(word)) not in left]
    return f" {' '.join(words)} " if words else ""


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _note(citation: Citation, hits: Sequence[Hit]) -> Span | None:
    """Return the note that a mark in the quote points to: its heading is the sentence that bears the mark."""
    if not any(mark in citation.quote for mark in _NOTE_MARKS):
        return None
    said = " ".join(citation.quote.split())
    notes = (h for h in hits if h.passage.heading == said and h.passage.document_id == citation.document_id)
    return next((Span(hit, *hit.passage.sentences[0], 0.0) for hit in notes), None)


def _hint(asking: Asking, index: Index, hits: Sequence[Hit]) -> str:
    """Return that the question is in none of the documents' languages, or nothing where that is not sure.

    A text that is short, or in a language that has no stemmer, counts as English: what is found must be in a known one.
    """
    asked, written = language_of_question(asking.text), index.all_languages
    if asked is None or not written or asked in written:
        return ""
    near = [hit.passage for hit in hits[:_LISTED]] or _first(index)
    known = {language_of_question(passage.text) for passage in near} - {None}
    return wording.in_another_language(asked, written) if known and asked not in known else ""


def _first(index: Index) -> list[Passage]:
    """Return the beginnings of a few documents."""
    return [each for name in islice(index.sources, _LISTED) for each in index.passages_around(name, 0)]


def _closeness(asking: Asking, hits: Sequence[Hit], index: Index) -> float:
    """Return the share of the question's terms, by weight, that stand in one of the best hits or its title.

    What is said there in other words counts half, as in the search.
    """
    total = asking.weight or 1.0
    known = (index.passage_terms(hit.passage) for hit in hits[:3])
    shared = (sum(w * _says(words, term, asking) for term, w in asking.terms.items()) for words in known)
    return max((weight / total for weight in shared), default=0.0)


def _says(words: frozenset[str], term: str, asking: Asking) -> float:
    return 1.0 if term in words else 0.5 * asking.is_said_otherwise(term, words)
