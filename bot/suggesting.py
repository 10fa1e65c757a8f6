"""First questions that a library can answer, made from its own acronyms, people, times and names."""

from collections import Counter
from collections.abc import Callable, Iterator

from bot.answers import Answer
from bot.reading.expressions import expressions
from bot.wording import wording
from knowledge import STOP_WORDS, Index, Passage

_PASSAGES_LOOKED_AT = 40
_TRIED = 24

Answers = Callable[[str], Answer]


def suggestions(index: Index, answers: Answers, *, count: int) -> list[str]:
    """Return up to `count` questions of different kinds, each tried and answered, from the library's first passages."""
    kinds = [_acronyms(index), _people(index), _times(index), _topics(index)]
    chosen: list[str] = []
    tried = 0
    while kinds and len(chosen) < count and tried < _TRIED:
        for candidates in list(kinds):
            question = next(candidates, None)
            if question is None:
                kinds.remove(candidates)
                continue
            tried += 1
            if question not in chosen and answers(question).kind == "answer":
                chosen.append(question)
            if len(chosen) == count or tried >= _TRIED:
                break
    return chosen


def _first(index: Index) -> list[Passage]:
    """Return passages spread evenly over the library, in order."""
    step = max(1, len(index.passages) // _PASSAGES_LOOKED_AT)
    return index.passages[::step][:_PASSAGES_LOOKED_AT]


def _filled(template: str, name: str) -> str:
    return str(wording()["suggestions"][template]).format(name=name)


def _acronyms(index: Index) -> Iterator[str]:
    for places in index.acronyms.values():
        yield _filled("acronym", places[0][1].short)


def _people(index: Index) -> Iterator[str]:
    """Yield a question about each name that stands after a word of office or address, most frequent first."""
    offices = wording()["suggestions"]["offices"]
    for name in _names(index):
        words = name.split()
        if len(words) > 2 and any(word in offices for word in words[:-2]):
            yield _filled("person", " ".join(words[-2:]))


def _times(index: Index) -> Iterator[str]:
    for passage in _first(index):
        for found in expressions(passage.text, "time"):
            said = " ".join(passage.text[found.start : found.end].split())
            if " " in said and not said.startswith(("Jan ", "Feb ", "Oct ", "Nov ", "Dec ")):
                yield _filled("time", said)


def _topics(index: Index) -> Iterator[str]:
    for name in _names(index):
        if 1 < len(name.split()) <= 4:
            yield _filled("topic", name)


def _names(index: Index) -> Iterator[str]:
    """Yield the names of the library without a leading article, the most frequent first, then in order."""
    counts: Counter[str] = Counter()
    for passage in _first(index):
        for found in expressions(passage.text, "name"):
            words = passage.text[found.start : found.end].split()
            while words and words[0].casefold() in STOP_WORDS:
                words = words[1:]
            counts[" ".join(words)] += 1
    yield from (name for name, _ in counts.most_common() if name)
