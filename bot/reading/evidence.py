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
from bot.reading.full_names import FullName, first_names, full_names
from bot.reading.posed import answers_to, is_question
from bot.reading.questions import Asking
from bot.reading.said import Said, said
from knowledge import Aliases, Hit, Passage, tokens

FEATURES = (
    "shared",  # weight of the question's terms that stand in the sentence
    "synonyms",  # weight of the others that stand there in other words
    "meanings",  # weight of the others, as far as a word that may mean the same stands there
    "unmatched",  # the heaviest term that stands there in no words, over the heaviest of all
    "action",  # the question's main verb stands there in some words (1), in none (-1), or is not known (0)
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

_NOTHING = frozenset[str]()
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
    named = _named_in_full(asking, hits, titles)
    places: list[tuple[Hit, int, int, int]] = []
    values: list[tuple[float, ...]] = []
    for rank, (hit, title) in enumerate(zip(hits, titles, strict=True)):
        of_hit = (hit.score / best if best else 0.0, float(rank == 0))
        places += [(hit, rank, start, end) for start, end in hit.passage.sentences]
        values += _weighed(asking, hit.passage, title, aliases, of_hit, named.get(hit.passage.document_id, ()))
    features = np.array(values)
    yield from (Sentence(*place, features[n]) for n, place in enumerate(places))


def _weighed(
    asking: Asking,
    passage: Passage,
    title: str,
    aliases: Aliases,
    of_hit: tuple[float, float],
    named: Sequence[FullName],
) -> Iterator[tuple[float, ...]]:
    """Yield the features of each sentence of a passage; `named` are the people whom its document names in full."""
    texts = [passage.text[start:end] for start, end in passage.sentences]
    each_said = list(map(said, texts))
    # A heading says what each sentence under it is about.
    heading = said(passage.heading).present if passage.heading else _NOTHING
    sets = [with_aliases(each.present | heading if heading else each.present, aliases) for each in each_said]
    firsts = [first_names(named, text, each) for text, each in zip(texts, sets, strict=True)] if named else []
    sets = [each | first for each, first in zip(sets, firsts, strict=True)] if firsts else sets
    whole = said(title).present.union(*sets)
    names = {term: weight for term, weight in asking.terms.items() if term in asking.names}
    of_passage = _share(asking.terms, whole | asking.said_otherwise(whole)), _share(names, whole)
    shared = [asking.terms.keys() & each for each in sets]
    referred, carried = _led_back(asking, each_said, sets, said(title).present | heading, firsts)
    answers = answers_to(passage.heading, texts)
    for number, text in enumerate(texts):
        here, held = each_said[number], shared[number]
        beside = _NOTHING.union(*shared[max(0, number - 1) : number], *shared[number + 1 : number + 2])
        yield (
            _share(asking.terms, held), *_otherwise(asking, here, sets[number]), of_passage[0],
            _adjacent(asking, here, held), _share(names, held), of_passage[1],
            *_kinds(asking, text), _fraction(asking.focus, sets[number]), _share(asking.terms, beside),
            referred[number], carried[number], float(is_question(text)),
            _replied(asking, answers[number], heading, sets), *_threaded(asking, passage, number),
            math.log1p(len(here.terms)) / 4, *of_hit,
            float(text[-1:] not in '.!?"”’)'),
        )  # fmt: skip


def _named_in_full(asking: Asking, hits: Sequence[Hit], titles: Sequence[str]) -> dict[str, list[FullName]]:
    """Return for each document of the hits whom of the question they name in full, and no one else by that last name.

    Who is in the title may have kin of the same name.
    """
    names, found = full_names(asking.text), dict[str, list[FullName]]()
    texts: dict[str, list[str]] = {}
    for hit, title in zip(hits, titles, strict=True) if names else ():
        sentences = (hit.passage.text[start:end] for start, end in hit.passage.sentences)
        texts.setdefault(hit.passage.document_id, [title]).extend(sentences)
    for document_id, (title, *others) in texts.items():
        found[document_id] = [name for name in names if name.stands_in(said(title).present) or _is_alone(name, others)]
    return found


def _is_alone(name: FullName, texts: Sequence[str]) -> bool:
    """Tell whether sentences have a name in full, and none has someone else of that last name."""
    return any(name.stands_in(said(text).present) for text in texts) and not any(map(name.is_anothers, texts))


def _led_back(
    asking: Asking,
    each_said: Sequence[Said],
    sets: Sequence[frozenset[str]],
    named: frozenset[str],
    firsts: Sequence[frozenset[str]],
) -> tuple[list[float], list[float]]:
    """Return for each sentence of a passage what of the question its pronouns may stand for: names, and other terms.

    A pronoun may stand for any name before it, in the passage, its heading or title (`named`); for other terms, of the
    sentence before and, where that has a pronoun too, of those that it leads back to. `firsts` are the first names
    that the sentences leave out, if any are known.
    """
    referred, carried, back = list[float](), list[float](), _NOTHING
    for number, (here, present) in enumerate(zip(each_said, sets, strict=True)):
        if here.leans:
            names = named - present
            referred.append(_share(asking.terms, names))
            carried.append(_share(asking.terms, back - present - names))
            back = here.present | back
        else:
            referred.append(0.0)
            carried.append(0.0)
            back = here.present
        named |= here.names | (firsts[number] if firsts else _NOTHING)
    return referred, carried


def _replied(
    asking: Asking, answers: tuple[int, float] | None, heading: frozenset[str], sets: Sequence[frozenset[str]]
) -> float:
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
    action = float(asking.action in weights)
    if not missing:
        return 0.0, 0.0, 0.0, action, 0.0
    total, heaviest = asking.weight or 1.0, max(weights.values())
    alike = asking.said_otherwise(sentence).intersection(missing)
    meant = asking.said_by(here.words).intersection(missing) - alike
    in_no_words = [term for term in missing if term not in alike and term not in meant]
    suggested = [(term, weights[term], association(term, sentence)) for term in in_no_words]
    synonyms = sum(weights[term] for term in missing if term in alike) / total if alike else 0.0
    kindred = sum(weights[term] for term in missing if term in meant) / total if meant else 0.0
    associated = sum(weight * each for _, weight, each in suggested) / total
    unmatched = max((weight for _, weight, _ in suggested), default=0.0) / heaviest
    if action and any(term == asking.action and each <= _GOES_WITH for term, _, each in suggested):
        action = -1.0
    return synonyms, kindred, unmatched, action, associated


def _share(weights: Mapping[str, float], present: Set[str]) -> float:
    """Return the share of terms, by weight, that are among those present."""
    if not present:
        return 0.0
    total = sum(weights.values())
    return sum([weight for term, weight in weights.items() if term in present]) / total if total else 0.0


def _fraction(wanted: frozenset[str], present: frozenset[str]) -> float:
    return len(wanted & present) / len(wanted) if wanted else 0.0


def _adjacent(asking: Asking, here: Said, shared: Set[str]) -> float:
    """Return the share of the question's neighbouring terms that stand within three terms of each other, in order."""
    pairs = [pair for pair in asking.neighbours if here.present.issuperset(pair)] if shared else []
    if not pairs:
        return 0.0
    asked = {term for pair in pairs for term in pair}
    places: dict[str, list[int]] = {}
    for at, term in enumerate(here.terms):
        if term in asked:
            places.setdefault(term, []).append(at)
    near = sum(any(0 < b - a <= 3 for a in places[x] for b in places[y]) for x, y in pairs)
    return near / len(asking.neighbours)


def _kinds(asking: Asking, text: str) -> tuple[float, float]:
    kinds = EXPECTED.get(asking.asked)
    if not kinds:
        return 0.0, 0.0
    found = any(True for kind in kinds for _ in new_expressions(asking, text, kind))
    return float(found), float(not found)


def new_expressions(asking: Asking, text: str, kind: ExpressionKind) -> Iterator[tuple[int, int]]:
    """Yield where a sentence holds expressions of a kind that say more than the question does."""
    for found in expressions(text, kind):
        words = list(tokens(text[found.start : found.end]))
        more = any(token.term and token.word not in asking.words for token in words)
        if more or (kind == "number" and not any(token.word in asking.words for token in words)):
            yield found.start, found.end
