"""Questions that a library can answer, to begin or to go on with, made from its acronyms, people, times and names."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.answers import Answer, Citation, ShownPassage
from bot.conversation import Turn
from bot.reading.expressions import expressions
from bot.wording import wording
from knowledge import STOP_WORDS, Acronym, Index, Passage, acronyms, terms

_PASSAGES_LOOKED_AT = 40
_TRIED = 24
_TRIED_NEXT = 12
_DAY = re.compile(r"\b[0-9]{1,2}(?:st|nd|rd|th)?\b(?! centur)")
"""What a date has where it names a day."""
_CENTURY = re.compile(r"^[0-9]{1,2}(?:st|nd|rd|th) century$")

Answers = Callable[[str], Answer]
Place = tuple[str, int]
"""A sentence or a quote: its document and where in that it begins."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be offered, and the sentence that it was made from."""

    question: str
    place: Place


def suggestions(index: Index, answers: Answers, *, count: int) -> list[str]:
    """Return up to `count` questions, each tried and answered, spread over kinds, documents and sentences.

    Two are answered by one quote only where no other of those tried is answered.
    """
    looked_at = _first(index)
    kinds = [_acronyms(_spelled(index)), _people(looked_at), _times(looked_at), _topics(looked_at)]
    used: Counter[str | Place] = Counter()
    quoted: set[Place] = set()
    spare: list[str] = []

    def is_new(question: str) -> bool:
        answer = answers(question)
        if answer.kind != "answer":
            return False
        quotes = {_place(each) for each in answer.citations[:1]}
        if quotes & quoted:
            spare.append(question)
            return False
        quoted.update(quotes)
        used.update(chain.from_iterable((quote, quote[0]) for quote in quotes))
        return True

    chosen = _chosen([_spread(kind, used) for kind in kinds], is_new, count=count, most=_TRIED)
    return list(dict.fromkeys([*chosen, *spare]))[:count]


def _spread(candidates: Iterable[Candidate], used: Counter[str | Place]) -> Iterator[str]:
    """Yield each question when its document, then its sentence, is the least used of those left; ties in order.

    To yield it is to use them, whether it is answered or not.
    """
    left: dict[str, Place] = {}
    for each in candidates:
        left.setdefault(each.question, each.place)
    while left:
        question = min(left, key=lambda each: (used[left[each][0]], used[left[each]]))
        place = left.pop(question)
        used.update((place, place[0]))
        yield question


def follow_ups(index: Index, answers: Answers, turns: Sequence[Turn], *, count: int) -> list[str]:
    """Return up to `count` questions that lead on from the last turn, each tried and answered by another quote.

    They come from the passages around what was quoted, and ask nothing that these turns have asked.
    """
    answer = turns[-1].answer
    near = _around(answer, index)
    known = [frozenset(terms(turn.question)) for turn in turns]
    offered: list[frozenset[str]] = []
    shown = {_place(each) for each in answer.citations}

    def leads_on(question: str) -> bool:
        said = frozenset(terms(question))
        if any(said <= asked for asked in known) or any(each <= said for each in offered):
            return False
        reply = answers(question)
        new = reply.kind == "answer" and _place(reply.citations[0]) not in shown
        if new:
            known.append(said)
            offered.append(said)
        return new

    spelled = ((each, _place(passage)) for passage in near for each in acronyms(passage.text))
    kinds = [_people(near), _times(near), _topics(near), _acronyms(spelled)]
    in_order = [iter(dict.fromkeys(each.question for each in kind)) for kind in kinds]
    return _chosen(in_order, leads_on, count=count, most=_TRIED_NEXT)


def _chosen(kinds: list[Iterator[str]], takes: Callable[[str], bool], *, count: int, most: int) -> list[str]:
    """Return the first questions that are taken, one of each kind in turn, trying at most so many."""
    chosen: list[str] = []
    tried = 0
    while kinds and len(chosen) < count and tried < most:
        for candidates in list(kinds):
            question = next(candidates, None)
            if question is None:
                kinds.remove(candidates)
                continue
            tried += 1
            if question not in chosen and takes(question):
                chosen.append(question)
            if len(chosen) == count or tried >= most:
                break
    return chosen


def _first(index: Index) -> Sequence[Passage]:
    """Return passages spread evenly over the library, in order; of few documents some of each, however long one is."""
    documents = len(index.sources)
    if documents > _PASSAGES_LOOKED_AT:
        return _spaced(index.passages, _PASSAGES_LOOKED_AT)
    share = -(-_PASSAGES_LOOKED_AT // max(documents, 1))
    return [passage for each in index.sources for passage in _spaced(index.passages_of(each), share)]


def _spaced(passages: Sequence[Passage], most: int) -> Sequence[Passage]:
    return passages[:: max(1, len(passages) // most)][:most]


def _around(answer: Answer, index: Index) -> list[Passage]:
    """Return what was quoted or shown, and the passages beside it in the document, the nearest first."""
    places = [*map(_place, answer.citations), *map(_place, answer.passages[:2])][:3]
    near: dict[str, Passage] = {}
    for distance in (0, 1, -1, 2, -2):
        for document_id, start in places:
            passages = index.passages_of(document_id)
            at = next((n for n, each in enumerate(passages) if each.start <= start < each.end), None)
            if at is not None and 0 <= at + distance < len(passages):
                near[passages[at + distance].passage_id] = passages[at + distance]
    return list(near.values())


def _place(of: Citation | ShownPassage | Passage) -> Place:
    return of.document_id, of.start


def _spelled(index: Index) -> Iterator[tuple[Acronym, Place]]:
    for places in index.acronyms.values():
        document_id, acronym = places[0]
        yield acronym, (document_id, acronym.start)


def _filled(template: str, name: str) -> str:
    return str(wording()["suggestions"][template]).format(name=name)


def _acronyms(spelled: Iterable[tuple[Acronym, Place]]) -> Iterator[Candidate]:
    for acronym, place in spelled:
        yield Candidate(_filled("acronym", acronym.short), place)


def _people(passages: Sequence[Passage]) -> Iterator[Candidate]:
    """Yield a question about each name that stands after a word of office or address, most frequent first."""
    offices = wording()["suggestions"]["offices"]
    for name, place in _names(passages):
        words = name.split()
        after = next((n for n in range(len(words), 0, -1) if words[n - 1] in offices), len(words))
        # "Minister of New Zealand" is an office with its place, and no name.
        if len(words[after:]) in (2, 3) and all(word[0].isupper() for word in words[after:]):
            yield Candidate(_filled("person", " ".join(words[after:])), place)


def _times(passages: Sequence[Passage]) -> Iterator[Candidate]:
    for passage in passages:
        for found in expressions(passage.text, "time"):
            said = " ".join(passage.text[found.start : found.end].split())
            if " " in said and not said.startswith(("Jan ", "Feb ", "Oct ", "Nov ", "Dec ")):
                said = f"the {said}" if _CENTURY.search(said) else said
                question = _filled("day" if _DAY.search(said) else "time", said)
                yield Candidate(question, _sentence(passage, found.start))


def _topics(passages: Sequence[Passage]) -> Iterator[Candidate]:
    for name, place in _names(passages):
        if 1 < len(name.split()) <= 4:
            yield Candidate(_filled("topic", name), place)


def _names(passages: Sequence[Passage]) -> Iterator[tuple[str, Place]]:
    """Yield the names in passages without a leading article, the most frequent first, then in order.

    Each comes with the sentence that it first stands in.
    """
    counts: Counter[str] = Counter()
    places: dict[str, Place] = {}
    for passage in passages:
        for found in expressions(passage.text, "name"):
            written = passage.text[found.start : found.end]
            # What runs over a line is as often a heading with the first word below it.
            words = [] if "\n" in written else written.split()
            while words and words[0].casefold() in STOP_WORDS:
                words = words[1:]
            name = " ".join(words)
            counts[name] += 1
            places.setdefault(name, _sentence(passage, found.start))
    yield from ((name, places[name]) for name, _ in counts.most_common() if name)


def _sentence(passage: Passage, offset: int) -> Place:
    """Return the sentence that holds an offset of a passage."""
    begin = max((start for start, _ in passage.sentences if start <= offset), default=0)
    return passage.document_id, passage.start + begin
