"""Questions that a library can answer, to begin or to go on with, made from its acronyms, people, times and names."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.answers import Answer, Citation, ShownPassage
from bot.conversation import Turn
from bot.reading.expressions import expressions
from bot.wording import wording
from knowledge import STOP_WORDS, Index, Passage, acronyms, terms

_PASSAGES_LOOKED_AT = 40
_TRIED = 24
_TRIED_NEXT = 12
_DAY = re.compile(r"\b[0-9]{1,2}(?:st|nd|rd|th)?\b")
"""What a date has where it names a day."""

Answers = Callable[[str], Answer]


def suggestions(index: Index, answers: Answers, *, count: int) -> list[str]:
    """Return up to `count` questions of different kinds, each tried and answered, from the library's first passages."""
    looked_at = _first(index)
    kinds = [_acronyms(_spelled(index)), _people(looked_at), _times(looked_at), _topics(looked_at)]
    return _chosen(kinds, lambda question: answers(question).kind == "answer", count=count, most=_TRIED)


def follow_ups(index: Index, answers: Answers, turns: Sequence[Turn], *, count: int) -> list[str]:
    """Return up to `count` questions that lead on from the last turn, each tried and answered by another quote.

    They come from the passages around what was quoted, and ask nothing that these turns have asked.
    """
    answer = turns[-1].answer
    near = _around(answer, index)
    known = [frozenset(terms(turn.question)) for turn in turns]
    offered: list[frozenset[str]] = []
    shown = {(each.document_id, each.start) for each in answer.citations}

    def leads_on(question: str) -> bool:
        said = frozenset(terms(question))
        if any(said <= asked for asked in known) or any(each <= said for each in offered):
            return False
        reply = answers(question)
        new = reply.kind == "answer" and (reply.citations[0].document_id, reply.citations[0].start) not in shown
        if new:
            known.append(said)
            offered.append(said)
        return new

    spelled = dict.fromkeys(each.short for passage in near for each in acronyms(passage.text))
    kinds = [_people(near), _times(near), _topics(near), _acronyms(spelled)]
    return _chosen(kinds, leads_on, count=count, most=_TRIED_NEXT)


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
    """Return passages spread evenly over the library, in order."""
    step = max(1, len(index.passages) // _PASSAGES_LOOKED_AT)
    return index.passages[::step][:_PASSAGES_LOOKED_AT]


def _around(answer: Answer, index: Index) -> list[Passage]:
    """Return what was quoted or shown, and the passages beside it in the document, the nearest first."""
    cited: tuple[Citation | ShownPassage, ...] = (*answer.citations, *answer.passages[:2])
    places = [(each.document_id, each.start) for each in cited[:3]]
    near: dict[str, Passage] = {}
    for distance in (0, 1, -1, 2, -2):
        for document_id, start in places:
            passages = index.passages_of(document_id)
            at = next((n for n, each in enumerate(passages) if each.start <= start < each.end), None)
            if at is not None and 0 <= at + distance < len(passages):
                near[passages[at + distance].passage_id] = passages[at + distance]
    return list(near.values())


def _spelled(index: Index) -> Iterator[str]:
    for places in index.acronyms.values():
        yield places[0][1].short


def _filled(template: str, name: str) -> str:
    return str(wording()["suggestions"][template]).format(name=name)


def _acronyms(spelled: Iterable[str]) -> Iterator[str]:
    for short in spelled:
        yield _filled("acronym", short)


def _people(passages: Sequence[Passage]) -> Iterator[str]:
    """Yield a question about each name that stands after a word of office or address, most frequent first."""
    offices = wording()["suggestions"]["offices"]
    for name in _names(passages):
        words = name.split()
        after = next((n for n in range(len(words), 0, -1) if words[n - 1] in offices), len(words))
        # "Minister of New Zealand" is an office with its place, and no name.
        if len(words[after:]) in (2, 3) and all(word[0].isupper() for word in words[after:]):
            yield _filled("person", " ".join(words[after:]))


def _times(passages: Sequence[Passage]) -> Iterator[str]:
    for passage in passages:
        for found in expressions(passage.text, "time"):
            said = " ".join(passage.text[found.start : found.end].split())
            if " " in said and not said.startswith(("Jan ", "Feb ", "Oct ", "Nov ", "Dec ")):
                yield _filled("day" if _DAY.search(said) else "time", said)


def _topics(passages: Sequence[Passage]) -> Iterator[str]:
    for name in _names(passages):
        if 1 < len(name.split()) <= 4:
            yield _filled("topic", name)


def _names(passages: Sequence[Passage]) -> Iterator[str]:
    """Yield the names in passages without a leading article, the most frequent first, then in order."""
    counts: Counter[str] = Counter()
    for passage in passages:
        for found in expressions(passage.text, "name"):
            words = passage.text[found.start : found.end].split()
            while words and words[0].casefold() in STOP_WORDS:
                words = words[1:]
            counts[" ".join(words)] += 1
    yield from (name for name, _ in counts.most_common() if name)
