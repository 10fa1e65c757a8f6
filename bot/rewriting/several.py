"""Which of several "the second one" or "the other" is: what the last answers listed, in the document's order."""

import re
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import pairwise

from bot.answers import Citation
from bot.conversation import Turn
from bot.reading.expressions import expressions
from bot.reading.numerals import SEVERAL
from bot.rewriting.forms import form
from bot.rewriting.phrases import AUXILIARIES, DETERMINERS, verbs
from knowledge import Token, stem, terms, tokens

Behind = Callable[[Citation], str]
"""What returns the text that stands behind a quote in its passage."""

_PLACES = {
    "first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4,
    "5th": 4, "last": -1, "latter": -1, "other": None,
}  # fmt: skip
"""Which one of a row a word says; "the other" is the one that was not spoken of."""
_CHOSEN = re.compile(
    rf"\bthe\s+(?P<place>{'|'.join(_PLACES)})\b(?:\s+(?:one\b|(?P<noun>[a-z]+)))?(?!['’\w])", re.IGNORECASE
)
_BY_PLACE = re.compile(rf"\b(?:{'|'.join(_PLACES)})\b", re.IGNORECASE)
_COUNTED = re.compile(
    rf"\b(?P<many>{'|'.join(SEVERAL)}|\d{{1,2}})\s+(?:[a-z]+\s+)?(?P<noun>[a-z]+s|men|women|people)\b", re.IGNORECASE
)
_ITEM = r"(?:(?:the|an?)\s+(?:[a-z]+\s+)?)?[A-Z][\w.’'-]*(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w.’'-]*)*"
_ROW = re.compile(rf"{_ITEM}(?:,\s+{_ITEM})*,?\s+and\s+{_ITEM}")
_BETWEEN = re.compile(r",?\s+and\s+|,\s+")
_SENTENCE = re.compile(r"[^.!?;]+[.!?;]?")
_PAIR, _FEW = 2, 4
_LONGEST = 4
"""Words of what one of a row is called."""


def with_one_of_a_row(question: str, latest: Sequence[Turn], behind: Behind) -> str:
    """Return a question with the name of "the second one" in its place, where one of these turns listed it.

    The last turn is the first. What the document or an earlier question calls the first or the second itself stays so.
    """
    chosen = _CHOSEN.search(question)
    if chosen is None:
        return question
    place, end = chosen["place"].lower(), chosen.end()
    noun = chosen["noun"] if terms(chosen["noun"] or "") else None
    if chosen["noun"] and not noun:  # "the second *for* the washing"
        end = chosen.end("place")
    for age, turn in enumerate(latest):
        if _BY_PLACE.search(turn.query):
            break
        for counted, row, text in _rows(turn, behind):
            if noun and stem(noun.lower()) != stem(counted.lower()):
                continue
            if re.search(rf"\b{place}\b", text, re.IGNORECASE):
                return question
            one = _one_of(row, _PLACES[place], latest[: age + 1])
            if one:
                return f"{question[: chosen.start()]}{one}{question[end:]}"
    return question


def _one_of(row: Sequence[str], place: int | None, latest: Sequence[Turn]) -> str | None:
    """Return the one at a place of a row; for None the only one that these turns did not ask of, nor answer."""
    if place is not None:
        return row[place] if place < len(row) else None
    said = (f"{turn.query} {turn.answer.short or ''}".casefold() for turn in latest)
    spoken_of = next((each for text in said for each in row if each.casefold() in text), None)
    others = [each for each in row if each != spoken_of]
    return others[0] if spoken_of and len(others) == 1 else None


def _rows(turn: Turn, behind: Behind) -> Iterator[tuple[str, list[str], str]]:
    """Yield the rows that a turn's quotes list or begin: the noun that counts them, their names, where they stand."""
    for cited in turn.answer.citations:
        for counted in _COUNTED.finditer(cited.quote):
            many = SEVERAL.get(counted["many"].lower()) or int(counted["many"])
            text = f"{cited.quote} {behind(cited)}"
            row = _joined(cited.quote[counted.end() :], many) or _led(text[counted.end() :], many)
            if row:
                yield counted["noun"], row, text
    noun = form(turn.query).noun
    for cited in turn.answer.citations[:1]:
        row = _joined(cited.quote) or (_contrasted(cited.quote) if noun else None)
        if row:
            yield noun.head if noun else "", row, cited.quote


def _joined(text: str, many: int | None = None) -> list[str] | None:
    """Return the names that a text joins by "and", so many; uncounted, two may be one name ("Swift and Sons")."""
    rows = (_BETWEEN.split(found.group().rstrip(".")) for found in _ROW.finditer(text))
    return next((row for row in rows if len(row) == many or (many is None and len(row) > _PAIR)), None)


def _contrasted(quote: str) -> list[str] | None:
    """Return the names in a quote, where they are few ("*Lee* takes 9 pounds, and *Orr* 8")."""
    named = list(dict.fromkeys(quote[each.start : each.end] for each in expressions(quote, "name")))
    return named if _PAIR <= len(named) <= _FEW else None


def _led(text: str, many: int) -> list[str] | None:
    """Return what so many sentences behind the first one are about, by the words before their verbs."""
    _, _, behind = text.partition(".")
    heads: dict[str, None] = {}
    for sentence in _SENTENCE.findall(behind):
        head = _head(sentence.strip())
        if head:
            heads[head] = None
        if len(heads) == many:
            return list(heads)
    return None


def _head(sentence: str) -> str | None:
    """Return the words of a sentence before its verb or first comma, where they are few and name something."""
    words = list(tokens(sentence))
    ends = _verbs(words, sentence)
    parted = (before.end < word.start - 1 for before, word in pairwise(words))
    at = next((n for n, is_parted in enumerate(parted, 1) if is_parted or words[n].start in ends), None)
    if at is None or at > _LONGEST or not _names(words[:at], sentence):
        return None
    head = sentence[words[0].start : words[at - 1].end]
    return f"{head[:1].lower()}{head[1:]}" if words[0].word in DETERMINERS else head


def _verbs(words: Sequence[Token], sentence: str) -> Set[int]:
    """Return where verbs begin, also what may be a noun but has a determiner behind it ("Timer *delays* the start")."""
    found = set(verbs(words, sentence))
    for word, following in pairwise(words[1:]):
        if word.word in AUXILIARIES or (word.word.endswith("s") and word.term and following.word in DETERMINERS):
            found.add(word.start)
    return found


def _names(words: Sequence[Token], sentence: str) -> bool:
    named = words[1:] if words[0].word in DETERMINERS else words
    return bool(named) and all(each.term for each in named) and sentence[named[0].start].isupper()
