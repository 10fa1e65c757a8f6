"""A span that the network proposes with the sentence it begins in, and what the choice between such spans goes by.

What was learned of the choice and of its confidence (`bot.reading.combine`) is read from `combined.json` here.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.reading.apposition import office_holder
from bot.reading.evidence import EXPECTED, FEATURES, Sentence
from bot.reading.expressions import expressions
from bot.reading.hours import opening_hours
from bot.reading.led import lead_above, led
from bot.reading.lifespan import date_of_life
from bot.reading.model import Reading, ScoredSpan
from bot.reading.quantities import quantity
from bot.reading.questions import Asking
from bot.reading.rows import cell_asked_for, cells, may_hold
from bot.reading.verdict import verdict
from knowledge import Index, Passage, is_proper, tokens

WEIGHTS = Path(__file__).with_name("combined.json")
_WHAT_IT_IS = ("expansion", "definition")
SPAN_FEATURES = ("span", "mass", "no_answer", "typed", "elsewhere", *FEATURES)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that the network proposes in a hit, and the sentence it begins in."""

    sentence: Sentence
    span: ScoredSpan
    reading: Reading
    evidence: float
    typed: float
    elsewhere: float
    """How little the question says by itself, where this is another document than that of the conversation."""

    @property
    def features(self) -> NDArray[np.float64]:
        """What the choice between spans goes by, as SPAN_FEATURES: the network's, and its sentence's evidence."""
        read = (self.span.score, self.reading.mass, self.reading.no_answer, self.typed, self.elsewhere)
        return np.array([*read, *self.sentence.features])


@lru_cache(maxsize=1)
def learned() -> dict[str, Any]:
    """Return the weights that `bot.reading.combine` learned, of the spans and of the confidence, by name."""
    weights: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return weights


def named(part: str, names: Sequence[str]) -> list[float]:
    """Return the weights of one part, such as "span", in the order of the names."""
    return [learned()[part][name] for name in names]


def about(passage: Passage, index: Index | None) -> str:
    """Return what a passage is about: its document's title, if the library is known, and its headings, a line each."""
    title = title_of(passage, index)
    return "\n".join(dict.fromkeys((*([title] if title else ()), *passage.headings)))


def title_of(passage: Passage, index: Index | None) -> str:
    """Return the title of a passage's document, nothing where the library is not known."""
    source = index.sources.get(passage.document_id) if index else None
    return source.title if source else ""


def beside(asking: Asking, sentence: Sentence) -> tuple[str, tuple[int, int]] | None:
    """Return by what rule and where a sentence has what is asked for right beside what is asked about, or None.

    Who holds an office stands beside it ("office"), when someone was born or died behind the name ("life"), what a
    table says of something in its row ("row"), how much there is of something before it ("quantity"), when something is
    open behind the day ("hours"), and the things or steps of a list below what leads it in ("list": the first of them).
    A yes or no is all of the sentence that says it ("verdict").
    """
    text, passage = sentence.text, sentence.hit.passage
    holder = office_holder(asking, text, lambda: about(passage, asking.index))
    date = date_of_life(asking, text)
    cell = cell_asked_for(asking, text, passage.headings, lambda: title_of(passage, asking.index))
    much = quantity(asking, text, lambda: f"{about(passage, asking.index)}\n{lead_above(passage, sentence.start)}")
    things = led(asking, passage, sentence.start, lambda: title_of(passage, asking.index))
    first = (0, len(text)) if things else None
    judged = (0, len(text)) if asking.asked == "yes/no" and verdict(asking.text, text) else None
    hours = opening_hours(asking, text, lambda: f"{about(passage, asking.index)}\n{passage.text[: sentence.start]}")
    found = (
        ("office", holder), ("life", date), ("row", cell), ("quantity", much), ("hours", hours), ("list", first),
        ("verdict", judged),
    )  # fmt: skip
    return next(((rule, place) for rule, place in found if place is not None), None)


def place_beside(asking: Asking, sentence: Sentence) -> tuple[int, int] | None:
    """Return where in its passage a sentence has what is asked for right beside what is asked about, or None."""
    found = beside(asking, sentence)
    return (sentence.start + found[1][0], sentence.start + found[1][1]) if found else None


def unread(places: Sequence[tuple[int, int]], reading: Reading, kept: Sequence[ScoredSpan]) -> list[ScoredSpan]:
    """Return places of a passage where no span is kept, as spans of the least that the network proposes."""
    least = min((span.score for span in reading.spans), default=0.0)
    read = [(span.start, span.end) for span in kept]
    return [ScoredSpan(*each, least) for each in places if not any(a < each[1] and each[0] < b for a, b in read)]


def stands_in_a_sentence(asking: Asking, passage: Passage, span: ScoredSpan) -> bool:
    """Tell whether a span has a word, no blank line, and does not begin in a heading between a passage's sentences.

    In a row of a table it must stand in a cell that may hold what is asked for, and not be what the cell is called.
    """
    sentence = next((place for place in passage.sentences if place[0] <= span.start < place[1]), None)
    words = passage.text[span.start : span.end]
    if sentence is None or not any(map(str.isalnum, words)) or "\n\n" in words:
        return False
    text = passage.text[slice(*sentence)]
    row = cells(text, passage.headings)
    first, last = span.start - sentence[0], span.end - sentence[0]
    there = [cell for cell in row if cell.start < last and first < cell.end]
    return not row or any(may_hold(asking, row, cell) for cell in there)


def proposed(asking: Asking, span: ScoredSpan, reading: Reading, scored: Sequence[tuple[Sentence, float]]) -> Candidate:
    """Return a span with the sentence of its passage that it begins in."""
    sentence, evidence = next((each for each in reversed(scored) if each[0].start <= span.start), scored[0])
    passage = sentence.hit.passage
    typed = is_typed(asking, passage.text[span.start : span.end])
    return Candidate(sentence, span, reading, evidence, float(typed), asking.elsewhere(passage.document_id))


def only_repeats(asking: Asking, words: str) -> bool:
    """Tell whether a span says nothing but an acronym of the question spelled out, or its long form for short.

    "The Stabilization Force" is no answer to "Who commanded SFOR?", unless the question asks what something is.
    """
    own = {token.term for token in tokens(words) if token.term}
    if asking.asked in _WHAT_IT_IS or _names_only(asking) or own <= asking.terms.keys():
        return False
    return own <= asking.said


def _names_only(asking: Asking) -> bool:
    """Tell whether a question says nothing but an acronym and what it may be ("Which force was SFOR?")."""
    known = asking.index.aliases if asking.index else {}
    return asking.asked == "name" and not asking.terms.keys() - asking.focus - known.keys()


def is_typed(asking: Asking, words: str) -> bool:
    """Tell whether a span has the form of what is asked for: a time, a number, or for a person a proper name."""
    if asking.asked in ("time", "duration", "frequency", "number"):
        kinds = (*EXPECTED[asking.asked], *(("length",) if asking.asked == "duration" else ()))  # "How long is it?"
        return any(True for kind in kinds for _ in expressions(words, kind))
    if asking.asked == "person":
        return any(is_proper(each) or each.isupper() for each in words.split())
    return True
