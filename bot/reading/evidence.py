"""How well a sentence answers a question, as named features over shared words; no learning happens here.

The same features order sentences, order passages and tell how sure an answer is, and they explain each.
"""

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.reading.associations import association
from bot.reading.expressions import ExpressionKind, expressions
from bot.reading.posed import answers_to, is_question
from bot.reading.questions import Asking
from bot.reading.said import Said, said
from knowledge import Aliases, Hit, Passage, tokens

FEATURES = (
    "shared",  # weight of the question's terms that stand in the sentence
    "synonyms",  # weight of the others that stand there in other words
    "meanings",  # weight of the others, as far as a word that may mean the same stands there
    "unmatched",  # the heaviest term that stands there in no words, over the heaviest of all
    "action",  # the question\'s main verb stands there in some words (1), in none (-1), or is not known (0)
    "associated",      # weight of the others, as far as a word that goes with them stands there
    "shared_passage",  # weight of its terms in passage, heading and title
    "adjacent",        # neighbouring terms of the question that are neighbours in the sentence
    "names",           # weight of its names and numbers in the sentence
    "names_passage",   # the same in passage, heading and title
    "expected",        # an expression of the kind that is asked for stands there, and not in the question
    "missing",         # such a kind is asked for, and none stands there
    "focus",           # the noun asked for ("which *countries*") stands there
    "around",          # weight of its terms in the sentences beside it
    "referred",        # weight of the names among its terms that a pronoun in the sentence may stand for
    "carried",         # weight of its other terms in the sentences before that pronouns lead back to
    "poses",           # it asks something itself
    "replied",         # weight of the question's terms in a question right before it, that it answers
    "thread",          # the last answer, which the question leans on, quoted the passage
    "near",            # how near the sentence is to what that quoted
    "length",          # logarithm of the sentence's length in words
    "rank",            # the passage's score over the best passage's
    "first",           # the passage is the best one
    "fragment",        # no sentence mark ends it
)  # fmt: skip

_GOES_WITH = 0.15
"""The association from which on a word counts as standing for the main verb."""

Features = NDArray[np.float64]
EXPECTED: Mapping[str, tuple[ExpressionKind, ...]] = {
    "time": ("time",),
    "duration": ("duration", "time"),
    "frequency": ("frequency", "number"),
    "number": ("number", "duration"),
    "person": ("name",),
    "place": ("place", "name"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit, with its place in the passage, its features, and the rank of the hit."""

    hit: Hit
    rank: int
    start: int
    end: int
    features: Features

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.hit.passage.text[self.start : self.end]


def with_aliases(words: frozenset[str], aliases: Aliases) -> frozenset[str]:
    """Return terms with the other form of each acronym among them."""
    added = aliases.beside(words)
    return words | added if added else words


def weigh(asking: Asking, hits: Sequence[Hit], titles: Sequence[str], aliases: Aliases) -> Iterator[Sentence]:
    """Yield every sentence of the hits with its features, in order."""
    best = hits[0].score if hits else 1.0
    places: list[tuple[Hit, int, int, int]] = []
    values: list[tuple[float, ...]] = []
    for rank, (hit, title) in enumerate(zip(hits, titles, strict=True)):
        of_hit = (hit.score / best if best else 0.0, float(rank == 0))
        places += [(hit, rank, start, end) for start, end in hit.passage.sentences]
        values += _weighed(asking, hit.passage, title, aliases, of_hit)
    features = np.array(values)
    yield from (Sentence(*place, features[n]) for n, place in enumerate(places))


def _weighed(
    asking: Asking, passage: Passage, title: str, aliases: Aliases, of_hit: tuple[float, float]
) -> Iterator[tuple[float, ...]]:
    """Yield the features of each sentence of a passage."""
    texts = [passage.text[start:end] for start, end in passage.sentences]
    each_said = list(map(said, texts))
    # A heading says what each sentence under it is about.
    heading = said(passage.heading).present if passage.heading else frozenset[str]()
    sets = [with_aliases(each.present | heading if heading else each.present, aliases) for each in each_said]
    whole = said(title).present.union(*sets)
    names = {term: asking.terms[term] for term in asking.names if term in asking.terms}
    of_passage = _share(asking.terms, _with_said(asking, whole)), _share(names, whole)
    shared = [asking.terms.keys() & each for each in sets]
    referred, carried = _led_back(asking, each_said, sets, said(title).present | heading)
    answers = answers_to(passage.heading, texts)
    for number, text in enumerate(texts):
        here = each_said[number]
        beside = set[str]().union(*shared[max(0, number - 1) : number], *shared[number + 1 : number + 2])
        yield (
            _share(asking.terms, shared[number]), *_otherwise(asking, here, sets[number]), of_passage[0],
            _adjacent(asking, here.terms, shared[number]), _share(names, sets[number]), of_passage[1],
            *_kinds(asking, text), _fraction(asking.focus, sets[number]), _share(asking.terms, beside),
            referred[number], carried[number], float(is_question(text)),
            _replied(asking, answers[number], heading, sets), *_threaded(asking, passage, number),
            math.log1p(len(here.terms)) / 4, *of_hit,
            float(text[-1:] not in '.!?"”’)'),
        )  # fmt: skip


def _led_back(
    asking: Asking, each_said: Sequence[Said], sets: Sequence[frozenset[str]], named: frozenset[str]
) -> tuple[list[float], list[float]]:
    """Return for each sentence of a passage what of the question its pronouns may stand for: names, and other terms.

    A pronoun may stand for any name before it, in the passage, its heading or title (`named`); for other terms, of the
    sentence before and, where that has a pronoun too, of those that it leads back to.
    """
    referred, carried, back = list[float](), list[float](), frozenset[str]()
    for here, present in zip(each_said, sets, strict=True):
        names = (named - present) if here.leans else frozenset[str]()
        referred.append(_share(asking.terms, names))
        carried.append(_share(asking.terms, back - present - names) if here.leans else 0.0)
        named |= here.names
        back = here.present | back if here.leans else here.present
    return referred, carried


def _replied(
    asking: Asking, answers: tuple[int, float] | None, heading: frozenset[str], sets: Sequence[frozenset[str]]
) -> float:  # fmt: skip
    """Return what of the question stands in the one that a sentence answers, as surely as it does."""
    if answers is None:
        return 0.0
    posed, surely = answers
    return surely * _share(asking.terms, heading if posed < 0 else sets[posed])


def _threaded(asking: Asking, passage: Passage, number: int) -> tuple[float, float]:
    """Return whether the conversation is in this passage, and how near to its sentence of this number."""
    if asking.thread is None:
        return 0.0, 0.0
    return float(asking.thread.holds(passage)), asking.thread.nearness(passage, *passage.sentences[number])


def _otherwise(asking: Asking, here: Said, sentence: frozenset[str]) -> tuple[float, float, float, float, float]:
    """Return what of the question a sentence says in other words or in none: synonyms to associated of FEATURES."""
    weights = asking.terms
    missing = [term for term in weights if term not in sentence]
    unmatched = action = associated = 0.0
    if asking.action in weights:
        action = 1.0
    if not missing:
        return 0.0, 0.0, unmatched, action, associated
    total, heaviest = sum(weights.values()) or 1.0, max(weights.values())
    alike = {term for term in missing if asking.is_said_otherwise(term, sentence)}
    synonyms = sum(weights[term] for term in alike) / total
    meant = asking.said_by(here.words).intersection(missing) - alike
    kindred = sum(weights[term] for term in missing if term in meant) / total
    missing = [term for term in missing if term not in alike and term not in meant]
    suggested = {term: association(term, sentence) for term in missing}
    associated = sum(weights[term] * each for term, each in suggested.items()) / total
    unmatched = max((weights[term] for term in missing), default=0.0) / heaviest
    if action and suggested.get(str(asking.action), 1.0) <= _GOES_WITH:
        action = -1.0
    return synonyms, kindred, unmatched, action, associated


def _with_said(asking: Asking, whole: frozenset[str]) -> frozenset[str]:
    """Return the terms of a passage, with those of the question that it says in other words."""
    return whole | {term for term in asking.terms if term not in whole and asking.is_said_otherwise(term, whole)}


def _share(weights: Mapping[str, float], present: Set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in present) / total if total else 0.0


def _fraction(wanted: frozenset[str], present: frozenset[str]) -> float:
    return len(wanted & present) / len(wanted) if wanted else 0.0


def _adjacent(asking: Asking, sentence: Sequence[str], shared: Set[str]) -> float:
    """Return the share of the question's neighbouring terms that stand within three terms of each other, in order."""
    pairs = asking.neighbours
    if not pairs or not shared:
        return 0.0
    asked = {term for pair in pairs for term in pair}
    places: dict[str, list[int]] = {}
    for at, term in enumerate(sentence):
        if term in asked:
            places.setdefault(term, []).append(at)
    near = sum(any(0 < b - a <= 3 for a in places.get(x, ()) for b in places.get(y, ())) for x, y in pairs)
    return near / len(pairs)


def _kinds(asking: Asking, text: str) -> tuple[float, float]:
    kinds = EXPECTED.get(asking.asked)
    if not kinds:
        return 0.0, 0.0
    found = any(True for kind in kinds for _ in _new_expressions(asking, text, kind))
    return float(found), float(not found)


def new_expressions(asking: Asking, text: str, kind: ExpressionKind) -> list[tuple[int, int]]:
    """Return where a sentence holds expressions of a kind that say more than the question does."""
    return list(_new_expressions(asking, text, kind))


def _new_expressions(asking: Asking, text: str, kind: ExpressionKind) -> Iterator[tuple[int, int]]:
    for found in expressions(text, kind):
        words = list(tokens(text[found.start : found.end]))
        more = any(token.term and token.word not in asking.words for token in words)
        if more or (kind == "number" and not any(token.word in asking.words for token in words)):
            yield found.start, found.end
