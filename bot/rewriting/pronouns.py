"""Pronouns to the names and things they stand for: he, it, they, there, that, one, and short names to full ones."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.rewriting.clauses import follows_a_clause
from bot.rewriting.forms import form
from bot.rewriting.mention import NO_NOUNS, Mention
from bot.rewriting.phrases import AUXILIARIES, DO, PREPOSITIONS, names
from bot.rewriting.salience import IT, PERSON, THEY, likeliest, pronoun_class
from bot.rewriting.tagging import tags
from bot.rewriting.textblob_parts import singularize
from bot.rewriting.verb_forms import is_base, is_verb_form
from knowledge import STOP_WORDS, Token, is_common_word, is_proper, terms, tokens

POINTING = frozenset("this that these those".split())
_POSSESSIVE = frozenset(("his", "her", "its", "their"))
_CLAUSE = re.compile(
    r"[,;:]|\b(?:when|while|if|because(?!\s+of)|that|who|which|before|after|and|but|or)\b", re.IGNORECASE
)
_IDLE_IT = re.compile(
    r"\bit\s+(?!(?:start|begin|have|need|try|want|come|get|go|apply|belong|lead)\s)(?:\w+\s+)?"
    r"(?:that|true|possible|necessary|to)\b|\btake[sn]?\s+to\b"
    r"|\bit\s+(?:is|was|has|had)\s+(?:been\s+)?\w+\s+(?:to|that)\b",
    re.IGNORECASE,
)
_EACH_OTHER = re.compile(r"\b(?:each other|one another)\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:one|two|three|some|any|many|most|each|either|both|none|all|which|how many) of\s+$", re.IGNORECASE
)
_READ = 60
"""Words of a question in which pronouns are looked for."""
_ACRONYM = re.compile(r"(?:the )?[A-Z]{2,}s?")
_SPELT_OUT = re.compile(r"\b(?:stand(?:s|ing)? for|short for|an? (?:acronym|abbreviation))\b", re.IGNORECASE)
_PEOPLE = {
    **dict.fromkeys(("man", "gentleman", "guy", "boy", "fellow", "bloke"), "he"),
    **dict.fromkeys(("woman", "lady", "girl"), "she"),
}
"""What people are called, and by which pronoun."""
_HAVING = frozenset("get take have keep use buy bring return find lose open see need give send pay got had".split())
_ROOMS = frozenset(
    "room house home building hall yard garden kitchen office shop school church park library museum station hotel "
    "flat apartment cellar floor lake valley town village city country camp hut annex site square street area "
    "region".split()
)
"""What one may be in or at."""
_NOMINATIVE = frozenset(("he", "she", "it", "they"))


def replaced(query: str, known: Sequence[Mention], clause: str = "") -> str:
    """Return a query with its pronouns replaced; `clause` is what the query before said, for "that"."""
    parts: list[str] = []
    at = 0
    taken: dict[str | None, Mention] = {}
    words = list(tokens(query))
    for n, token in enumerate(words[:_READ]):
        said = _said(query, words, n, known, taken, clause)
        if said is not None and token.start >= at:
            end = words[n + 1].end if said.takes_next else token.end
            parts += [query[at : token.start], said.text]
            at = end
    return "".join([*parts, query[at:]])


class _Said:
    """What is said in a pronoun's place, and whether the word behind it goes too."""

    __slots__ = ("takes_next", "text")

    def __init__(self, text: str, *, takes_next: bool = False) -> None:
        self.text, self.takes_next = text, takes_next


def _said(
    query: str, words: Sequence[Token], n: int, known: Sequence[Mention], taken: dict[str | None, Mention], clause: str
) -> _Said | None:
    token = words[n]
    word = token.word
    if word in IT | {"that", "this"} and _SPELT_OUT.search(query[token.end :]):
        short = next((each for each in known if _ACRONYM.fullmatch(each.text) and each.age <= 1), None)
        if short:
            return _Said(re.sub(r"^the ", "", short.text))
    if pronoun_class(word):
        meant = _meant(query, words, n, known, taken)
        if meant is None:
            return None
        taken[pronoun_class(word)] = meant
        text = _definite(in_full(meant, known))
        return _Said(text + (_owning(text) if word in _POSSESSIVE and _is_owner(query, token.end) else ""))
    following = words[n + 1] if n + 1 < len(words) else None
    if word == "there" and not _is_existential(words, n):
        places = [each for each in known if (each.kind == "place" or each.head in _ROOMS) and each.age <= 2]
        place = min(places, key=_how_far_from_there, default=None)
        leads = place.preposition if place and place.preposition in ("at", "near", "on") else "in"
        return _Said(f"{leads} {place.text}") if place else None
    if word in ("one", "ones"):
        return _one(query, words, n, known)
    if word == "others" and n and words[n - 1].word == "the":
        counted = next((each for each in known if each.source == "asked" and each.is_plural and each.age <= 1), None)
        return _Said(f"other {counted.head}") if counted else None
    if word in ("this", "that") and _is_had(words, n):
        meant = likeliest("it", known, before=words[n - 1].word)
        return _Said(_definite(in_full(meant, known))) if meant else None
    if word in POINTING and following is not None and following.term is not None:
        same = _same_head(following.word, known) or _called(words, n + 1, known)
        before = words[n - 1].word if n else ""
        is_determiner = before in DO and n + 2 < len(words) and is_base(words[n + 2].word)  # "… does that word mean?"
        is_behind_a_verb = n > 1 and words[n - 2].word in ("to", *_NOMINATIVE)  # "to have that job"
        is_determiner = is_determiner or (is_behind_a_verb and tags(query).get(following.start, "").startswith("NN"))
        if same is not None or before not in AUXILIARIES or is_determiner:
            return _Said(same.text, takes_next=True) if same else None
    points = word in POINTING and clause and not _joins_clauses(words, n) and not follows_a_clause(query, words, n)
    return _Said(clause) if points else None


def _is_had(words: Sequence[Token], n: int) -> bool:
    """Tell whether "that" is a thing that someone gets, takes, has ("When do I get *that* back?"), no clause."""
    ends = n + 1 == len(words) or words[n + 1].word in ("back", "now", "then", "again")
    return ends and n > 0 and words[n - 1].word in _HAVING


def _meant(
    query: str, words: Sequence[Token], n: int, known: Sequence[Mention], taken: dict[str | None, Mention]
) -> Mention | None:
    """Return what a pronoun stands for, or None where the question itself says it or nothing fits."""
    word = words[n].word
    if pronoun_class(word) in taken and not _is_someone_else(query, words, n):
        return taken[pronoun_class(word)]
    if _is_said_before(query, words, n) or (word in IT and _is_idle(query, words, n)):
        return None
    before = query[: words[n].start].casefold()
    said = {each.text for each in taken.values()}
    others = [each for each in known if each.text not in said and each.text.casefold() not in before]
    others = [each for each in others if not _is_named_in(query, each)]
    if word == "them" and _COUNTED.search(query[: words[n].start]):
        others = [each for each in others if each.is_plural] or others  # "at one of *them*"
    both = _both(others) if word in THEY and _EACH_OTHER.search(query) else None
    if both:
        return both
    meant = likeliest(word, others, before=words[n - 1].word if n else "")
    alone = meant is not None and not meant.is_plural and not meant.is_name
    return None if word in THEY and alone and any(each.word in IT for each in words) else meant


def _is_idle(query: str, words: Sequence[Token], n: int) -> bool:
    """Tell whether "it" only begins what follows ("Is *it* true that …?"); not behind a verb ("give *it* to")."""
    before = words[n - 1].word if n else ""
    is_object = bool(before) and before not in AUXILIARIES | {"make"} and is_base(before)  # "Did they make *it* to …?"
    return not is_object and _IDLE_IT.search(query) is not None


def _is_named_in(query: str, mention: Mention) -> bool:
    """Tell whether a question has a name itself, or that of one of two: no pronoun of it stands for that."""
    parts = mention.text.split(" and ") if mention.is_name else ()
    return any(re.search(rf"\b{re.escape(each)}\b", query, 0 if each.isupper() else re.I) for each in parts if each)


def _is_someone_else(query: str, words: Sequence[Token], n: int) -> bool:
    """Tell whether a pronoun is the object of a verb whose subject is one like it ("Did he meet *him*?")."""
    word = words[n].word
    is_object = word == "him" or (word == "her" and not _is_owner(query, words[n].end))
    subject = {"him": "he", "her": "she"}.get(word)
    return is_object and n > 1 and any(each.word == subject for each in words[max(0, n - 3) : n - 1])


def _both(known: Sequence[Mention]) -> Mention | None:
    """Return together two that were named in one turn, for "each other"."""
    pair = next((each for each in known if each.is_plural and each.source != "quote" and not each.is_vague), None)
    named = [each for each in known if each.is_name and not each.is_plural and each.source != "quote"]
    beside = [each for each in named[1:] if each.age == named[0].age]
    if pair or not beside:
        return pair
    return replace(named[0], text=f"{named[0].text} and {beside[0].text}", is_plural=True)


def _is_said_before(query: str, words: Sequence[Token], n: int) -> bool:
    """Tell whether the question itself has named what a pronoun in it stands for."""
    word, before = words[n].word, query[: words[n].start]
    said = form(before)
    following = words[n + 1] if n + 1 < len(words) else None
    begins_a_clause = (
        word in _NOMINATIVE and n > 0 and words[n - 1].term is not None and following and following.word in AUXILIARIES
    )
    until = len(before) if word in _NOMINATIVE or n == 0 else words[n - 1].start  # "Who came after her?"
    new_clause = begins_a_clause or _CLAUSE.search(query[said.start + len(said.asked) : until]) is not None
    if word in PERSON:
        named = any(not each.text.isupper() and not each.preposition for each in names(before, words[0].end))
        return named or (
            said.asks_for_subject and said.asked.lower() == "who" and bool(new_clause) and "and" not in before
        )
    is_owner = word in _POSSESSIVE or "s" in query[words[n].start + 2 : words[n].end]
    known = bool(said.phrases) or len(said.asked.split()) > 1 + said.asked.lower().startswith("how ")
    return known and (is_owner or bool(new_clause))


def _definite(text: str) -> str:
    """Return what was spoken of as known by now ("a link", "any link": "the link")."""
    return re.sub(r"^(?:the|an?|any)\s+", "the ", text, flags=re.IGNORECASE)


def _owning(text: str) -> str:
    return "’" if text.endswith("s") else "’s"


def _is_owner(query: str, end: int) -> bool:
    """Tell whether a possessive pronoun has its noun behind it ("her term", not "met her")."""
    following = re.match(r"\s+([a-z]\w*)", query[end:])
    return following is not None and following[1] not in STOP_WORDS - {"own", "first"}


def _how_far_from_there(place: Mention) -> tuple[bool, bool, bool]:
    """Return what orders places by how likely one is there: in Lund or a valley sooner than in the Relief Force.

    Sooner in one that was spoken of than in one that is only quoted; among these, in a town sooner than in a room.
    """
    may_be_there = not place.is_name or place.preposition in ("at", "near", "on") or is_proper(place.head.capitalize())
    return not may_be_there, place.source == "quote", place.kind != "place"


def _is_existential(words: Sequence[Token], n: int) -> bool:
    """Tell whether "there" only begins a clause ("Is there …?")."""
    near = [words[n - 1].word if n else "", words[n + 1].word if n + 1 < len(words) else ""]
    return any(each in AUXILIARIES for each in near) or near[1] in PREPOSITIONS


def _joins_clauses(words: Sequence[Token], n: int) -> bool:
    """Tell whether "that" only begins a clause ("the boat that won")."""
    if words[n].word != "that" or n < 2 or n + 1 == len(words):
        return False
    begins = words[n + 1].term is None and words[n + 1].word not in AUXILIARIES | PREPOSITIONS
    return begins or words[n - 1].word not in AUXILIARIES | PREPOSITIONS


def _one(query: str, words: Sequence[Token], n: int, known: Sequence[Mention]) -> _Said | None:
    """Return the noun that "one" stands for ("the large one": "the large filter"), or None where it counts."""
    following = words[n + 1].word if n + 1 < len(words) else ""
    if following in ("of", "day", "another") or (following and words[n + 1].term is not None) or n == 0:
        return None
    things = [each for each in known if not each.is_name and each.kind != "person" and each.source != "quote"]
    things = [each for each in things if each.head not in NO_NOUNS]
    several = (each for each in things if each.is_plural and words[n].word == "ones")
    counted = (each for each in things if each.source == "asked" and each.age == things[0].age)  # "How many *shoes* …?"
    meant = next(several, next(counted, next(iter(things), None)))
    if meant is None:
        return None
    noun = meant.text.split(" of ")[0].split()[-1]
    noun = _singular(noun) if meant.is_plural and words[n].word == "one" else noun
    alone = words[n - 1].term is not None and not re.search(
        r"\b(?:the|a|which|this|that|each|every)\b", query[: words[n].start], re.I
    )
    return _Said(f"a {noun}" if alone else noun)


def _singular(noun: str) -> str:
    one = str(singularize(noun))
    return one if is_common_word(one) or not is_common_word(noun) else noun  # "lens"


def in_full(meant: Mention, known: Sequence[Mention]) -> str:
    """Return a mention in the longer name that was answered or asked for, where that has all its words."""
    own = set(terms(meant.text))
    longer = (each for each in known if not each.is_plural and each.source != "quote" and each.age <= 2)
    names_it = (each.text for each in longer if own < set(terms(each.text)) and each.head == meant.head)
    return next(names_it, meant.text) if own and not meant.is_plural and len(own) <= 3 else meant.text


def _called(words: Sequence[Token], n: int, known: Sequence[Mention]) -> Mention | None:
    """Return whom "that man" or "this lady" means, None for what only begins so ("that boy band", "the man who …")."""
    pronoun = _PEOPLE.get(words[n].word)
    behind = words[n + 1] if n + 1 < len(words) else None
    goes_on = behind is not None and (
        behind.word in ("who", "that") or (behind.term is not None and not is_verb_form(behind.word))
    )
    if pronoun is None or goes_on:
        return None
    other = {"m": "f", "f": "m"}[PERSON[pronoun]]
    people = [each for each in known if each.kind == "person" and not each.is_plural and each.age <= 2]
    return likeliest(pronoun, [each for each in people if each.gender != other])


def _same_head(word: str, known: Sequence[Mention]) -> Mention | None:
    return next((each for each in known if each.head == word and each.age <= 2), None)


def named_in_full(query: str, known: Sequence[Mention]) -> str:
    """Return a query with a last name alone ("Mr Key") as the full name that was said."""
    people = (each for each in known if each.kind == "person" and each.source != "asked" and not each.is_plural)
    for each in people:
        if len(each.text.split()) < 2 or each.text.casefold() in query.casefold():
            continue
        last = re.escape(each.text.split()[-1])
        alone = re.compile(rf"(?<![\w-])(?<![A-Z]\w )(?:(?:Mr|Mrs|Ms|Dr)\.? )?{last}\b(?!['’]?\w* [A-Z])")
        untitled = re.sub(r"\b(?:Mr|Mrs|Ms|Dr)\.? ", "", query)
        if len(alone.findall(query)) == 1 and not re.search(rf"[A-Z][\w-]+ {last}\b", untitled):
            query = alone.sub(each.text, query)
    return query
