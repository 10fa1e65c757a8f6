"""What a row of a table answers: its cell under what is asked for ("Room: double; Price: 34 euros": "How much …?").

The network reads prose and is seldom sure of a row. A row answers plainly where all that is asked stands in its place:
one cell, or what names it, is what is asked for, and all else is another cell, the title or a heading.
"""

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from bot.reading.questions import Asking
from bot.reading.weekdays import weekdays
from knowledge import is_proper, stem, telling_words

_PAIR = re.compile(r"(?:^|; )(?P<name>[^:;|]{1,40}): (?P<value>[^|]*?)(?=; [^:;|]{1,40}: |$)")
_LABELLED = re.compile(r"^[*_]*(?P<label>[^\W\d_][^:;|.!?*()\d\n]{1,39})[*_]*:[*_]*\s+(?P<value>\S[^\n]{0,79}?)[.*_]*$")
_IN_FIGURES = ("number", "duration", "frequency", "time")
_ASKED = ("number", "duration", "frequency", "time", "place", "person", "name", "definition")
_IN_BRACKETS = re.compile(r"\([^()]*\)|[.:]+$")
_PRICE = r"how much (?:is|are|for|does|do|will|would)|how expensive|costs?|prices?|fees?|charges?|pay"
_MEASURES = tuple(
    (re.compile(rf"\b(?:{asked})\b", re.IGNORECASE), frozenset(map(stem, names.split())))
    for asked, names in (
        (_PRICE, "price cost fee charge rate tariff eur euro euros usd dollars gbp pounds chf amount"),
        ("how long|last|take", "duration time length min minutes hours days"),
        ("weighs?|heavy", "weight mass"),
        ("how (?:loud|noisy|quiet)", "noise sound volume loudness"),
        ("how (?:tall|high)", "height altitude elevation"),
        ("how wide", "width"),
        ("how deep", "depth"),
        ("how (?:big|large)|size", "size area capacity volume dimensions beds"),
        ("how old", "age"),
        ("how fast", "speed"),
        ("how (?:hot|warm|cold)", "temperature"),
        ("how far", "distance"),
        ("how (?:strong|powerful)", "power strength"),
        ("how many people|sleep", "beds places people"),
        ("how many", "quantity qty number count pieces"),
        ("when", "date time day year when"),
        ("where", "place location address room venue town city where"),
        ("who", "name person who"),
    )
)
"""What is asked by a word, and what a cell that says it is called."""
_NUMBERS = [names for _, names in _MEASURES[:-3]]
_PRICES, _CURRENCY = _MEASURES[0][1], re.compile(r"[€£$¥]|\b(?:euros?|pounds?|dollars?|pence|cents?)\b", re.IGNORECASE)
_WHICH_DAY = re.compile(r"\b(?:what|which) (?:week)?days?\b", re.IGNORECASE)
_DAY = frozenset(map(stem, ("day", "days", "weekday")))
LITTLE = frozenset(
    map(
        stem,
        "need take last get cost pay charge buy want have use find reach go leave start live one person many".split(),
    )
)
"""Words that say no more than that it is asked."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row, `sentence[start:end]`, and what the table's head calls it: nothing where it has none."""

    name: str
    start: int
    end: int


def cells(sentence: str, headings: Sequence[str] = ()) -> list[Cell]:
    """Return the cells of a row of a table, none for any other sentence.

    A row is "Name: value; Name: value", or cells between "|" whose names stand so in the last heading.
    """
    pairs = list(_PAIR.finditer(sentence)) if "; " in sentence and sentence.count(": ") > 1 else []
    if len(pairs) > 1 and pairs[0].start() == 0:
        return [Cell(pair["name"], *pair.span("value")) for pair in pairs]
    if "|" not in sentence:
        return []
    marks = [match.start() for match in re.finditer(r"\|", f"|{sentence.strip('| ')}|")]
    shift = len(sentence) - len(sentence.lstrip("| ")) - 1
    places = [(first + 1 + shift, last + shift) for first, last in pairwise(marks)]
    head = next((each for each in reversed(headings) if "|" in each), "").strip("| ").split("|")
    names = [each.strip() for each in head] if len(head) == len(places) else [""] * len(places)
    return [Cell(name, *_stripped(sentence, *place)) for name, place in zip(names, places, strict=True)]


def _labelled(asking: Asking, sentence: str) -> list[Cell]:
    """Return the two cells of a line that says what it holds ("Due date: 4 May"), none for any other sentence.

    It holds a figure or a day where one is asked for; and "what is the …" asks for what it is called.
    """
    line = _LABELLED.match(sentence)
    if line is None:
        return []
    if asking.asked in _IN_FIGURES and not (any(map(str.isdigit, line["value"])) or weekdays(line["value"])):
        return []
    wanted = (token.term for token in asking.tokens if token.term in asking.telling - asking.names)
    if asking.asked in ("name", "definition") and next(wanted, None) not in mentioned(asking, line["label"]):
        return []
    return [Cell("", *line.span("label")), Cell("", *line.span("value"))]


def _is_person(words: str) -> bool:
    """Tell whether words look like a person's name and no more: who has something to do, who said something."""
    return 0 < len(words.split()) <= 3 and all(map(is_proper, words.split()))


def _stripped(sentence: str, start: int, end: int) -> tuple[int, int]:
    value = sentence[start:end]
    return start + len(value) - len(value.lstrip()), end - len(value) + len(value.rstrip())


def cell_asked_for(
    asking: Asking, sentence: str, headings: Sequence[str], title: Callable[[], str]
) -> tuple[int, int] | None:
    """Return where the one cell of a row stands that is asked for, None where that is not plain.

    The title of the document is only looked up for a row.
    """
    row = (cells(sentence, headings) or _labelled(asking, sentence)) if asking.asked in _ASKED else []
    if len(row) < 2 or not asking.telling:
        return None
    said = " ".join([title(), *(each for each in headings if "|" not in each)])
    about = mentioned(asking, said)
    if asking.asked == "person" and not row[0].name and row[0].start == 0 and _is_person(sentence[: row[0].end]):
        done = mentioned(asking, sentence[row[1].start : row[1].end])
        return (0, row[0].end) if len(done) > 1 and asking.telling <= done | about else None
    if _WHICH_DAY.search(asking.text):
        return _day_asked_for(asking, sentence, row, about)
    found = [each for each in row if each.start < each.end and _is_asked_for(asking, sentence, row, each, about)]
    said_of = [len(mentioned(asking, each.name)) for each in found]
    best = [each for each, said in zip(found, said_of, strict=True) if said == max(said_of)]
    return (best[0].start, best[0].end) if len(best) == 1 else None


def _day_asked_for(asking: Asking, sentence: str, row: Sequence[Cell], about: Set[str]) -> tuple[int, int] | None:
    """Return the name of the one column that names a day and holds what is asked about ("Tuesday: choir")."""
    dayed = [
        each
        for each in row
        if weekdays(each.name) and sentence.startswith(f"{each.name}: ", each.start - len(each.name) - 2)
    ]
    held = [each for each in dayed if is_all_mentioned(asking, sentence[each.start : each.end])]
    if len(held) != 1 or not asking.telling <= mentioned(asking, sentence[held[0].start : held[0].end]) | about | _DAY:
        return None
    start = held[0].start - len(held[0].name) - 2
    return start, start + len(held[0].name)


def _is_asked_for(asking: Asking, sentence: str, row: Sequence[Cell], cell: Cell, about: Set[str]) -> bool:
    value = sentence[cell.start : cell.end]
    others = [(each.name, sentence[each.start : each.end]) for each in row if each is not cell]
    if len(row) == 2 and cell is row[1] and not _is_unasked_price(asking, cell.name):  # "Weight | 11 kg"
        named = _named(asking, others[0][1], value, whole=True)
        if named is not None and asking.telling <= named | about | LITTLE:
            return True
    named = _named(asking, cell.name, value, whole=False)
    if named is None:
        return False
    left = asking.telling - named - LITTLE
    keys = [
        mentioned(asking, held) | mentioned(asking, name) for name, held in others if is_all_mentioned(asking, held)
    ]
    return any((asking.telling - named) & key and left <= key | about for key in keys)


def _is_unasked_price(asking: Asking, name: str) -> bool:
    """Tell whether a column holds prices, which are not asked for ("How much water did we use?")."""
    return (
        asking.asked == "number"
        and bool(_called(name) & _PRICES)
        and all(names is not _PRICES for _, names in _asked_measures(asking))
    )


def _named(asking: Asking, name: str, value: str, *, whole: bool) -> Set[str] | None:
    """Return which terms of the question ask for what has this name, None where none does, nor how it asks."""
    if is_of_other_days(asking, name):
        return None
    bare = _IN_BRACKETS.sub(" ", name)
    said, measured = mentioned(asking, bare) | _days_said(asking, name), _measured(asking, name, value)
    is_named = is_all_mentioned(asking, bare) if whole else bool(said)
    if measured is None and not is_named:
        return None
    return said | (measured or set()) | (_asked_in_numbers(asking) if any(map(str.isdigit, value)) else set())


def _called(name: str) -> Set[str]:
    return {term for _, term in telling_words(name)}


def _asked_in_numbers(asking: Asking) -> Set[str]:
    """Return the words by which a question asks for a measure, as terms ("How *big* is the tank?")."""
    return {term for match, _ in _asked_measures(asking) for term in _called(match.group())}


def _measured(asking: Asking, name: str, value: str) -> Set[str] | None:
    """Return the words by which a question asks for the measure that has such a name, as terms; None where none is."""
    called = _called(name)
    is_price = _CURRENCY.search(name) or (not name and _CURRENCY.search(value))
    found = [match for match, names in _asked_measures(asking) if called & names or (names is _PRICES and is_price)]
    return {term for match in found for term in _called(match.group())} if found else None


def _asked_measures(asking: Asking) -> list[tuple[re.Match[str], frozenset[str]]]:
    """Return where a question asks for measures, with what a cell that says each is called."""
    found = ((pattern.search(asking.text), names) for pattern, names in _MEASURES)
    return [(match, names) for match, names in found if match]


def may_hold(asking: Asking, row: Sequence[Cell], cell: Cell) -> bool:
    """Tell whether a cell of a row may hold what is asked for, by what the table calls it.

    It is not called something else than what is asked for, nor holds for other days; and where cells of the row are
    called as what is counted or measured ("How much …?": "Price"), it is one of them, or is named in the question.
    """
    if is_of_another_measure(asking, cell.name) or is_of_other_days(asking, cell.name):
        return False
    asked = [names for _, names in _asked_measures(asking) if names in _NUMBERS]
    measured = [each for each in row if any(names & _called(each.name) for names in asked)]
    return not measured or cell in measured or bool(mentioned(asking, cell.name))


def is_of_another_measure(asking: Asking, name: str) -> bool:
    """Tell whether a column of this name says something else than what is asked ("Price" to "How old …?")."""
    called = _called(name)
    asked = [names for _, names in _asked_measures(asking)]
    said = [names for _, names in _MEASURES if called & names]
    return bool(asked and said) and not any(names in asked for names in said)


def is_of_other_days(asking: Asking, name: str) -> bool:
    """Tell whether a column of this name holds what is so on other days than the question names ("Mon-Fri")."""
    asked, said = weekdays(asking.text), weekdays(name)
    return bool(asked and said) and not asked <= said


def _days_said(asking: Asking, name: str) -> Set[str]:
    """Return which terms of the question name days that a column's name holds too ("weekdays": "Mon-Fri")."""
    if not weekdays(name) or is_of_other_days(asking, name):
        return frozenset()
    return days_asked(asking)


def days_asked(asking: Asking) -> Set[str]:
    """Return which terms of the question name days."""
    return frozenset(token.term for token in asking.tokens if token.term and weekdays(token.word.capitalize()))


def mentioned(asking: Asking, text: str) -> Set[str]:
    """Return which terms of the question a text says, in the same words or in others."""
    words = telling_words(text)
    present = frozenset(term for _, term in words)
    return (asking.terms.keys() & present) | asking.said_otherwise(present) | asking.said_by(word for word, _ in words)


def is_all_mentioned(asking: Asking, text: str) -> bool:
    """Tell whether all words of a cell, or of what leads in a list, stand in the question."""
    words = telling_words(text)
    return bool(words) and all(term in asking.terms or asking.said_by([word]) for word, term in words)
