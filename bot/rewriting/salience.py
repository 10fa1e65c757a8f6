"""How likely a pronoun means someone or something that was spoken of: a weighted sum of what tells it."""

from collections.abc import Iterator, Mapping, Sequence

from bot.rewriting.mention import Mention
from bot.rewriting.person_nouns import is_person_noun
from bot.rewriting.phrases import AUXILIARIES, PREPOSITIONS

PERSON = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
IT = frozenset(("it", "its"))
THEY = frozenset(("they", "them", "their", "theirs"))

_COMMON: Mapping[str, float] = {
    "age": -0.8, "again": 1.1, "query": 1.0, "answer": 0.2, "quote": -1.0, "subject": 0.8, "called": 2.5,
    "called_before": 1.4, "vague": -5.0, "rank": -0.1, "parallel": 0.5, "pair": -0.5, "left": -1.0,
    "inside": -0.5, "objects": 0.6, "new": 0.8, "turned_to": 1.2,
}  # fmt: skip
_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "person": {
        "person": 4, "unknown": 2, "thing": -3, "place": -3, "collective": -3, "plural": -5, "same_gender": 1,
        "other_gender": -4, "answer": -0.6, "answers_who": 1.2, "left": 0,
    },
    "it": {
        "person": -8, "unknown": -0.9, "place": -1.5, "plural": -3.5, "called": 1.5, "called_before": 0.0,
        "again": 0.3, "asked": -1.0, "someone": -8,
    },
    "they": {
        "single": -2.0, "lifeless": -4.0, "person": -1, "place": -1.5, "plural": 2.5, "pair": 0.5, "pair_answered": 2.0,
    },
}  # fmt: skip
_COLLECTIVES = frozenset(
    "band group team club company firm board committee council government family party army crew staff duo trio choir "
    "orchestra union league society association organisation organization".split()
)
_ENOUGH = -4.0
"""What a pronoun means is likelier than this; else it is left."""


def pronoun_class(word: str) -> str | None:
    """Return "m", "f", "it" or "they", None for a word that is no such pronoun."""
    return PERSON.get(word) or ("it" if word in IT else "they" if word in THEY else None)


def likeliest(word: str, known: Sequence[Mention], *, before: str = "") -> Mention | None:
    """Return what a pronoun means, None where nothing fits; `before` is the word before it."""
    scored = ((_score(word, each, rank, known, before), -rank, each) for rank, each in enumerate(known))
    score, _, best = max(scored, key=lambda each: each[:2], default=(_ENOUGH, 0, None))
    return best if score > _ENOUGH else None


def _score(word: str, mention: Mention, rank: int, known: Sequence[Mention], before: str) -> float:
    weights = {**_COMMON, **_WEIGHTS["person" if word in PERSON else pronoun_class(word) or "it"]}
    return sum(weights.get(name, 0.0) * value for name, value in _features(word, mention, rank, known, before))


def _features(
    word: str, mention: Mention, rank: int, known: Sequence[Mention], before: str
) -> Iterator[tuple[str, float]]:
    """Yield what tells whether a pronoun means a mention, each with its strength."""
    yield "age", min(mention.age, 5)
    yield "again", min(mention.times - 1, 3)
    yield mention.source, 1.0
    yield mention.kind, 1.0
    yield "rank", min(rank, 10)
    gender, called = PERSON.get(word), mention.called.get(pronoun_class(word) or "")
    if gender and mention.gender:
        yield ("same_gender" if mention.gender == gender else "other_gender"), 1.0
    is_pair = mention.source == "quote" and mention.is_plural
    for name, holds in (
        ("plural", mention.is_plural),
        ("single", not mention.is_plural and not mention.is_name and mention.head not in _COLLECTIVES),
        ("lifeless", _is_lifeless(mention)),
        ("vague", mention.is_vague),
        ("left", mention.is_left),
        ("someone", not mention.is_name and is_person_noun(mention.head)),  # "the winner"
        ("inside", mention.is_inside),
        ("new", mention.is_new),
        ("turned_to", mention.is_turned_to),
        ("called", called == 0),
        ("called_before", called is not None and called > 0),
        ("collective", mention.kind == "thing" and mention.head in _COLLECTIVES),  # "the League"
        ("answers_who", mention.source == "answer" and mention.is_subject and mention.kind == "person"),
        ("pair", is_pair),
        ("pair_answered", is_pair and _is_answered(mention, known)),
        *_places(mention, before),
    ):
        if holds:
            yield name, 1.0


def _is_lifeless(mention: Mention) -> bool:
    """Tell whether a mention is one thing, of which nobody says "they"; not "the winner", "the crew"."""
    is_thing = mention.kind in ("thing", "place") and not (mention.is_plural or mention.is_name)
    return is_thing and not is_person_noun(mention.head) and mention.head not in _COLLECTIVES


def _places(mention: Mention, before: str) -> Iterator[tuple[str, bool]]:
    """Yield whether a pronoun stands where the mention stood: behind a preposition, as subject, as object."""
    is_led = before in PREPOSITIONS and before != "about"
    is_object = bool(before) and before not in AUXILIARIES and not is_led
    yield "subject", mention.is_subject and not is_led
    yield "parallel", is_led and mention.preposition is not None
    yield "objects", is_object and mention.source == "query" and not (mention.is_subject or mention.preposition)


def _is_answered(pair: Mention, known: Sequence[Mention]) -> bool:
    """Tell whether one of two people in a quote is what was answered."""
    return any(each.source == "answer" and each.age == pair.age and each.text in pair.text for each in known)
