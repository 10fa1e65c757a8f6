"""Spans to what is said: the best span's words, the whole list that it belongs to, or a yes or no."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot import wording
from bot.answers import Span
from bot.reading.candidates import title_of
from bot.reading.led import led
from bot.reading.lists import in_a_row, listed
from bot.reading.questions import Asking
from bot.reading.verdict import verdict

_FORBIDDING = re.compile(r"\W*(?:please\s+)?(?:do not|don[’']t|never)\b[^,;:]*", re.IGNORECASE)
_DENYING = re.compile(r"\b(?:not|never|avoid|forbidden|prohibited|why)\b|n[’']t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """The span that is answered with, the answering words where they are fewer than its sentence, and their places."""

    span: Span
    short: str | None
    places: tuple[tuple[int, int], ...]


def found(asking: Asking, spans: Sequence[Span]) -> Finding:
    """Return what the first span says; the others tell how sure the words are, where these make a list."""
    if asking.asked == "yes/no":
        return _judged(asking, spans[0])
    passage = spans[0].hit.passage
    steps = tuple(led(asking, passage, spans[0].start, lambda: title_of(passage, asking.index)))
    if steps:
        return _whole(spans, steps) if asking.asked != "manner" else _steps(spans[0], steps)
    if _forbids(asking, spans[0]):
        return Finding(spans[0], None, ())
    places = tuple(listed(asking, spans[0]))
    return _whole(spans, places) if places else alone(spans[0])


def alone(span: Span) -> Finding:
    """Return a span as it is."""
    return Finding(span, span.text, ((span.start, span.end),)) if span.is_part else Finding(span, None, ())


def _forbids(asking: Asking, span: Span) -> bool:
    """Tell whether words out of their sentence would say the contrary ("Never store it *above 25 °C*.")."""
    before = span.hit.passage.text[span.sentence[0] : span.start]
    return _FORBIDDING.fullmatch(before) is not None and not _DENYING.search(asking.text)


def _judged(asking: Asking, span: Span) -> Finding:
    """Return a yes or no where the span's sentence plainly says it, else the sentence alone."""
    said = verdict(asking.text, span.hit.passage.text[slice(*span.sentence)])
    return Finding(span, wording.verdict(said), ()) if said else alone(span)


def _steps(span: Span, places: tuple[tuple[int, int], ...]) -> Finding:
    """Return the steps of a procedure as they stand, without answering words of their own."""
    return Finding(replace(span, start=places[0][0], end=places[-1][1]), None, ())


def _whole(spans: Sequence[Span], places: tuple[tuple[int, int], ...]) -> Finding:
    """Return all of a list: as it stands in one sentence, else its items in a row."""
    first, start, end = spans[0], places[0][0], places[-1][1]
    same = (span for span in spans if span.hit.passage.passage_id == first.hit.passage.passage_id)
    chance = sum(span.chance for span in same if start <= span.start and span.end <= end)
    whole = replace(first, start=start, end=end, chance=max(chance, first.chance))
    if whole.sentence == first.sentence and whole.is_part:
        return alone(whole)
    return Finding(whole, in_a_row(first.hit.passage.text, places), places)
