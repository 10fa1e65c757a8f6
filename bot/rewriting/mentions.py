"""Who and what a dialogue has spoken of, the likeliest to be meant first: from queries, answers and quotes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, Self

from bot.conversation import Turn, asked_of_documents
from bot.reading.expressions import expressions
from bot.rewriting.courtesy import bare
from bot.rewriting.forms import Form, form
from bot.rewriting.fragments import fragment
from bot.rewriting.lexicon import genders
from bot.rewriting.mention import AT_A_PLACE, Kind, Mention, Source, is_amount, mention_of
from bot.rewriting.people import gender_of, looks_like_a_person, only_gender
from bot.rewriting.phrases import MEASURES, Phrase, names, phrases
from bot.rewriting.pronouns import POINTING
from bot.rewriting.tagging import tags
from bot.wording import is_verdict
from knowledge import fold

_THINGS = {"it": frozenset(("it", "its")), "they": frozenset(("they", "them", "their"))}
_NEW = frozenset(("a", "an", "any"))
_OWNING = (" have", " has", " had", " got", " there")
_IN_A_CLAUSE = re.compile(r"(?:if|unless|because|when|while|although|so that|in order)\b", re.IGNORECASE)
_OWNED = re.compile(r"['’]s?(?:\s+[a-z]+){1,3},?\s+[A-Z]")
"""What stands behind a name that only tells whose the next one is ("Ann Lee*'s daughter, Ruth*")."""
_THE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_READ = 600
"""Characters of a query and of a quote that are read."""
_REMEMBERED = 250
"""Turns whose mentions are kept: those of the last turns are asked for with each follow-up."""


class _Spoken(NamedTuple):
    """What was said in a turn that its mentions are told by: `quote` is the first, `short` empty where none answers."""

    question: str
    query: str
    short: str
    quote: str

    @classmethod
    def of(cls, turn: Turn) -> Self:
        """Return what a turn said."""
        short = turn.answer.short if turn.answer.kind == "answer" else None
        quote = turn.answer.citations[0].quote if turn.answer.citations else ""
        return cls(turn.question, turn.query, short or "", quote)

    @property
    def is_as_asked(self) -> bool:
        """Whether the query is the question: it leaned on nothing."""
        return bare(" ".join(self.question.split())).casefold().endswith(self.query.casefold())


def mentions(turns: Sequence[Turn]) -> list[Mention]:
    """Return what these turns mention, the last turn's first; each once, as it was mentioned last."""
    latest = asked_of_documents(turns)
    spoken = list(map(_Spoken.of, latest))
    found = [_aged(each, age) for age, said in enumerate(spoken) for each in _of_turn(said)]
    found[:0] = _compared(latest)
    people = [each for each in found if each.kind == "person"]
    known: dict[str, list[Mention]] = {}
    for each in found:
        known.setdefault(fold(each.text), []).append(each)
    stood_alone = next((age for age, said in enumerate(spoken) if said.is_as_asked), len(latest))
    together = (_as_person(_together(same), people) for same in known.values())
    return [replace(each, is_left=each.age > stood_alone) for each in together]


def _aged(mention: Mention, age: int) -> Mention:
    return replace(mention, age=age, called=dict.fromkeys(mention.called, age)) if age else mention


def _is_when(mention: Mention) -> bool:
    """Tell whether a mention only says when: a date or year that is answered, or led by a preposition, not "1984"."""
    is_led = mention.preposition is not None or mention.source in ("answer", "quote")
    dates = (each for each in expressions(mention.text, "time") if each.start == 0 and each.end == len(mention.text))
    is_told = any(map(str.isdigit, mention.text)) or mention.head.endswith(("day", "days"))  # not "May" or "April"
    return is_led and is_told and next(dates, None) is not None


def _compared(latest: Sequence[Turn]) -> Iterator[Mention]:
    """Yield together what the last two questions asked the same of ("… the small filter?", "And the large one?")."""
    if len(latest) < 2:
        return
    now, before = (form(turn.query[:_READ]) for turn in latest[:2])
    if (now.asked, now.auxiliary, len(now.phrases)) != (before.asked, before.auxiliary, len(before.phrases)):
        return
    pairs = [(old, new) for old, new in zip(before.phrases, now.phrases, strict=True) if old.text != new.text]
    alike = len(pairs) == 1 and pairs[0][0].is_name == pairs[0][1].is_name
    if alike and not pairs[0][1].is_measure:  # "the first time and the second"
        old, new = pairs[0]
        text = f"the {new.head}s" if old.head == new.head and not new.is_plural else f"{old.text} and {new.text}"
        kind: Kind = "place" if new.preposition in AT_A_PLACE else "thing"
        yield Mention(text, new.head, kind, "query", 0, new.is_name, is_plural=True)


def _together(same: Sequence[Mention]) -> Mention:
    """Return the latest of some mentions of the same, with what the others tell."""
    gender = next((each.gender for each in same if each.gender), None)
    called = {name: each.age for each in reversed(same) for name in each.called}
    turned_to = any(each.is_turned_to for each in same)
    return replace(
        same[0], gender=gender, times=len({each.age for each in same}), called=called, is_turned_to=turned_to
    )


def _as_person(mention: Mention, people: Sequence[Mention]) -> Mention:
    """Return a name with what the same name tells elsewhere: the person it belongs to, and his or her gender."""
    if not mention.is_name or mention.is_plural:
        return mention
    same = [each for each in people if each.head == mention.head and not each.is_plural]
    if not same:
        return mention
    gender = mention.gender or next((each.gender for each in same if each.gender), None)
    return replace(mention, kind="person", gender=gender)


@lru_cache(maxsize=_REMEMBERED)
def _of_turn(turn: _Spoken) -> tuple[Mention, ...]:
    """Return what a turn mentions, as if it were the last one, but no time and no amount: "it" is no "April 2008"."""
    return tuple(each for each in _spoken_of(turn) if not (_is_when(each) or is_amount(each.text)))


def _spoken_of(turn: _Spoken) -> Iterator[Mention]:
    asked = form(turn.query[:_READ])
    spoken_of = [each for each in asked.phrases if not _is_said_of(each, turn.query)]
    queried = [_queried(each, asked, turn.query, is_inside=inside) for each, inside in _with_owners(spoken_of)]
    answered = list(_answered(turn, asked))
    if asked.has_subject and queried and spoken_of[0] == asked.phrases[0]:
        queried[0] = replace(queried[0], is_subject=True)
    if asked.asks_for_subject:
        ordered = [*(replace(each, is_subject=True) for each in answered), *queried]
    else:
        is_named = asked.asked.lower() == "who" and any(each.kind == "person" for each in answered)
        ordered = [*answered, *queried] if is_named else [*queried[:1], *answered, *queried[1:]]
        if _is_called(asked, queried, answered):  # "What was her first book?" "Foul Tides": that is spoken of
            ordered = [*answered, replace(queried[0], is_subject=False), *queried[1:]]
            ordered[0] = replace(ordered[0], is_subject=True)
        if is_named and not looks_like_a_person(ordered[-1].text):  # "Who is the chair?" "Ann Lee": she is meant
            ordered = [replace(each, is_subject=each.source == "answer", is_vague=each.is_subject) for each in ordered]
    yield from _with_genders(turn, [*_pair(queried), *ordered, *_asked_for(asked), *_quoted(turn, asked)])


def _is_said_of(phrase: Phrase, query: str) -> bool:
    """Tell whether a word alone is no noun, but says how something is or what is done ("What was *wrong* with it?")."""
    is_bare = phrase.text.islower() and phrase.text.isalpha()
    return is_bare and tags(query).get(phrase.start, "").startswith(("JJ", "RB", "VBD", "VBN"))


def _is_called(asked: Form, queried: Sequence[Mention], answered: Sequence[Mention]) -> bool:
    """Tell whether a question asks what something is called, and the answer is its name."""
    asks = asked.asked.lower() in ("what", "which") and asked.auxiliary in ("is", "was") and not asked.tells_of_an_event
    return asks and bool(queried) and not queried[0].is_name and bool(answered) and answered[0].is_name


def _queried(phrase: Phrase, asked: Form, query: str, *, is_inside: bool) -> Mention:
    mention = replace(mention_of(phrase, asked, "query"), is_inside=is_inside)
    is_new = not is_inside and _is_asked_for(phrase, asked, query)
    return replace(mention, is_new=True, is_vague=False) if is_new else mention


def _is_asked_for(phrase: Phrase, asked: Form, query: str) -> bool:
    """Tell whether a question asks if there is such a thing ("Is there *a prize*?", "Has Ann *a map*?")."""
    if asked.asked or phrase.is_plural or phrase.is_name or phrase.determiner not in _NEW or phrase.text in _NEW:
        return False
    before = query[: phrase.start].rstrip()
    subject_is_before = asked.has_subject and asked.phrases[0].end == len(before)
    return f" {before.lower()}".endswith(_OWNING) or (asked.auxiliary in ("has", "have", "had") and subject_is_before)


def _pair(queried: Sequence[Mention]) -> Iterator[Mention]:
    """Yield two people whom a query names, together ("When did *Ann Lee* meet *Bob Orr*?")."""
    people = [each for each in queried if each.kind == "person" and not each.is_plural]
    if len(people) == 2:
        text = f"{people[0].text} and {people[1].text}"
        yield Mention(text, people[1].head, "person", "query", 0, True, is_plural=True)


def _with_owners(found: Iterable[Phrase]) -> Iterator[tuple[Phrase, bool]]:
    """Yield phrases, a name inside of one ("the diary of Agnes Merrow") behind it, with whether they are inside."""
    for phrase in found:
        yield phrase, False
        if not phrase.is_name:
            yield from ((each, True) for each in names(phrase.text))


def _answered(turn: _Spoken, asked: Form) -> Iterator[Mention]:
    short = turn.short[:_READ]
    if not short or is_verdict(short):
        return
    named = [each for each in names(short) if not _OWNED.match(short, each.end)]
    found = [_of_name(each, short, asked, "answer") for each in named]
    people = [each for each in found if looks_like_a_person(each.text)]
    if people and len(people) < len(found):
        found = [*people, *(replace(each, kind="thing") for each in found if each not in people)]
    several = people or found
    if len(several) > 1 and re.search(r"\band\b|&", short) and (people or _is_a_list_of(found, short)):
        text = " and ".join(each.text for each in several[:2]) if people else " ".join(short.split())
        yield Mention(text, several[-1].head, several[0].kind, "answer", 0, True, True)
    yield from found
    if found or re.match(r"(?:since )?when|how|why", asked.asked.lower()) or _IN_A_CLAUSE.match(short):
        return
    is_said_of = (
        asked.auxiliary in ("is", "are", "was", "were") and not asked.tells_of_an_event
    )  # "His job?" "Fisherman"
    for each in [each for each in _first_thing(short) if each.determiner not in POINTING]:
        yield replace(mention_of(each, asked, "answer"), is_vague=is_said_of and not each.determiner)


def _of_name(name: Phrase, text: str, asked: Form, source: Source) -> Mention:
    """Return what a name in a text mentions: a thing where "the" before it, or capitals alone, tell so ("the BBC").

    Not "the Minister Ann Lee", whose office is no part of her name, and not "the Countess Irmgard".
    """
    mention = mention_of(name, asked, source)
    is_led = _THE.search(text[: name.start]) is not None and mention.text == name.text
    return replace(mention, kind="thing") if (is_led or name.text.isupper()) and not gender_of(name.text) else mention


def _is_a_list_of(named: Sequence[Mention], short: str) -> bool:
    """Tell whether an answer holds names and little else, not what is said of each."""
    return 2 * sum(len(each.text.split()) for each in named) >= len(short.split())


def _first_thing(short: str) -> list[Phrase]:
    """Return the first phrase of an answer that is no deed with an object of its own ("washing *the shirt*")."""
    found = list(phrases(short))
    is_deed = found and found[0].start == 0 and tags(short).get(0) == "VBG" and " " not in found[0].text
    return found[1:2] if is_deed and len(found) > 1 and not found[1].preposition else found[:1]


def _asked_for(asked: Form) -> Iterator[Mention]:
    """Yield the noun that is asked for ("How many *wells* …?")."""
    noun = asked.noun
    if noun and not noun.is_measure:
        the = noun.text if noun.is_name else f"the {noun.bare}"
        yield Mention(the, noun.head, "thing", "asked", 0, noun.is_name, noun.is_plural)


def _quoted(turn: _Spoken, asked: Form) -> Iterator[Mention]:
    quote = turn.quote[:_READ]
    found = [_of_name(each, quote, asked, "quote") for each in names(quote)]
    people = [each for each in found if each.kind == "person"]
    if len(people) > 1:
        yield Mention(f"{people[0].text} and {people[1].text}", people[1].head, "person", "quote", 0, True, True)
    yield from found


def _with_genders(turn: _Spoken, found: Sequence[Mention]) -> Iterator[Mention]:
    """Yield mentions, the person whom the question called "he" or "she" with that gender.

    So with the one whom the quote speaks of without the name.
    """
    told = None if turn.is_as_asked else only_gender(turn.question)
    quote, asked = turn.quote, turn.question.casefold()
    words = {fold(word) for word in re.findall(r"\w+", asked)}
    is_turned = fragment(turn.question) is not None
    for mention in found:
        is_called = mention.source == "query" and mention.text.casefold() not in asked
        called = dict.fromkeys(_calling(words, mention), 0) if is_called else {}
        each = replace(mention, is_turned_to=is_turned and not is_called and _is_named_anew(mention))
        if each.kind in ("person", "unknown") and not each.gender and not each.is_plural and each.source == "query":
            unsaid = only_gender(quote) if each.text.split()[-1] not in quote else None
            meant = told if told and each.text not in turn.question else unsaid
            yield replace(each, gender=meant, kind="person" if meant else each.kind, called=called)
        else:
            yield replace(each, called=called)


def _is_named_anew(mention: Mention) -> bool:
    """Tell whether a fragment may turn to what it names: "And a *day*?" turns to nothing."""
    return mention.source == "query" and mention.head not in MEASURES


def _calling(words: set[str], mention: Mention) -> frozenset[str]:
    """Return the classes of the pronouns by which a question of these words means someone or something."""
    people = genders(words)
    if people and mention.kind in ("person", "unknown") and not mention.is_plural:
        return frozenset(people)
    things = [name for name, pronouns in _THINGS.items() if words & pronouns]
    return frozenset(things) if mention.kind != "person" or "they" in things else frozenset()
