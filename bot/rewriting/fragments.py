"""Follow-ups that are no whole question ("When?", "And in Bosnia?"), completed by the one before."""

import re
from collections.abc import Sequence

from bot.reading.expressions import ExpressionKind, expressions
from bot.reading.verbs import is_verb
from bot.rewriting.ellipsis import lacks_a_noun
from bot.rewriting.forms import Form, form
from bot.rewriting.lexicon import base_form
from bot.rewriting.people import looks_like_a_person
from bot.rewriting.person_nouns import is_person_noun
from bot.rewriting.phrases import AUXILIARIES, BE, PREPOSITIONS, Phrase, phrases
from bot.rewriting.verb_forms import is_past
from knowledge import Token, fold, stem, tokens
from knowledge.irregular import BASE_FORMS

_ABOUT = r"(?:(?:and|but|so|or|also)\s+)?(?:(?:what|how)\s+about|what\s+of)"
_IS_ABOUT = re.compile(rf"^\W*{_ABOUT}\b", re.IGNORECASE)
_ALONG = re.compile(rf"^\W*(?:{_ABOUT}|and|but|or)\b[\s,]*(?P<rest>\S.*?)\W*$", re.IGNORECASE | re.DOTALL)
OPENING = re.compile(r"^\W*(?:and|but|so|or|ok(?:ay)?|then|also)\b[\s,]*", re.IGNORECASE)
_LED = re.compile(rf"^(?P<preposition>{'|'.join(sorted(PREPOSITIONS))})\s+(?P<rest>\S.*)$", re.IGNORECASE | re.DOTALL)
_STRANDED = re.compile(
    r"^(?P<asked>who|whom|what|where|when)\s+(?P<preposition>with|of|from|to|by|for|at|against|until|on|in)\W*$",
    re.IGNORECASE,
)
_EXTENT = frozenset("there then else not only exactly before after so come ago again of them these those".split())
_POINTS = re.compile(r"(?:was|is|were|did|has|will)\s+(?:that|this|it)(?:\s+(?:happen\w*|be|then))?", re.IGNORECASE)
_IS_IT = re.compile(r"is\s+it", re.IGNORECASE)
"""What is somewhere is a thing, not what was done."""
_CIRCUMSTANCE = re.compile(r"\b(?:when|where|why|how come|what\s+(?:year|day|date|month|place))$", re.IGNORECASE)
_SHORT = re.compile(r"^(?P<asked>\W*(?:who|what|where|when|why|how))['’]s\b(?=\s+(?P<behind>[a-z]+)|)", re.IGNORECASE)
_BEHIND_HAS = ("been", "got", "had", "become", "happened", "changed", "gone")
_IN_TIME = re.compile(r"\b(?:year|month|week|today|now|season|summer|winter|spring|autumn|time)s?\b", re.IGNORECASE)
_AT = ("in", "at", "near", "on")
_BY_NOUN = re.compile(
    r"the (?:(?P<When>date|day|year|month|time)|(?P<Where>place|location|venue|city|town)|(?P<Why>reason|cause))\W*$",
    re.IGNORECASE,
)
"""What a noun alone asks ("And the date?")."""
_MEANT = re.compile(r",?\s+i mean$", re.IGNORECASE)
_HEARSAY = re.compile(
    r"^\W*(?:(?:but|so)\s+)?(?:(?:some(?:one|body)|they|people|my \w+|the \w+) (?:told me|said|says?)|"
    r"i (?:heard|thought|read))\s+(?:it(?:['’]s| is| was) |that )?", re.IGNORECASE,
)  # fmt: skip
"""What says that an answer is put as a question ("*Someone told me* 3 years?")."""
_MOST = 5
"""Words of a fragment; more are a question of their own."""


def fragment(question: str) -> str | None:
    """Return what a question without a verb asks instead ("And in Bosnia?": "in Bosnia"), None for any other."""
    question, told = _HEARSAY.subn("", question)
    along = _ALONG.match(question)
    rest = _MEANT.sub("", along["rest"] if along else question.strip().rstrip("?.! "))
    words = list(tokens(rest))
    if not 0 < len(words) <= _MOST or _is_clause(rest, words) or _is_condition(words):
        return None
    is_short = words[-1].word in ("one", "ones") or _LED.match(rest) or lacks_a_noun(rest)
    return rest if along or is_short or told else None


def _is_condition(words: Sequence[Token]) -> bool:
    """Tell whether words are "if" with its clause ("And *if I drop it*?"), not "if empty" or "if not"."""
    return words[0].word == "if" and len(words) > 2


def _is_clause(text: str, words: Sequence[Token]) -> bool:
    return bool(form(text).asked) or any(token.word in AUXILIARIES for token in words)


def asked_otherwise(question: str, before: str) -> str | None:
    """Return the question words of a question that has nothing else ("And when?", "Of what?"), None for any other.

    A noun alone asks as they do ("And the date?"), but not where the question before has one like it: then it takes
    the place of that ("… of the *town*?", "And the *city*?").
    """
    opened = OPENING.sub("", question)
    by_noun = _BY_NOUN.match(opened)
    if by_noun and by_noun.lastgroup and not any(_BY_NOUN.match(f"the {word}") for word in before.rstrip("?").split()):
        return by_noun.lastgroup
    asked, stranded = form(_written_out(opened).rstrip("?.! ")), _STRANDED.match(opened)
    if stranded:  # "Who with?", "What of?"
        word, preposition = stranded["asked"].lower(), stranded["preposition"].lower()
        word = "whom" if word == "who" else word
        return "Why" if (word, preposition) == ("what", "for") else f"{preposition.capitalize()} {word}"
    if not asked.asked or _IS_ABOUT.match(question):
        return None
    rest = [token for token in tokens(asked.rest) if token.word not in _EXTENT]
    if asked.auxiliary is None and (not rest or (asked.takes_a_noun and _is_noun(rest, asked.asked))):
        return f"{asked.asked} {asked.rest}".strip()
    points = _POINTS.fullmatch(asked.rest) and not _IS_IT.fullmatch(asked.rest)
    is_manner = asked.asked.lower() == "how" and "happen" in asked.rest  # "How was that?" asks what it was like
    return asked.asked if points and (is_manner or _CIRCUMSTANCE.search(asked.asked)) else None


def _is_noun(words: Sequence[Token], asked: str) -> bool:
    """Tell whether words behind "which" or "how many" are a noun alone, without a verb."""
    first = words[0].word  # "What happened then?"
    may_be_done = asked.lower() in ("what", "how many")  # "What went wrong?", "How many left?"; but "Which saw?"
    is_done = first.endswith("ed") or (may_be_done and is_past(first) and first[-1] not in "sg")
    is_verb_first = first in AUXILIARIES or (is_done and base_form(first) not in (None, first))
    return len(words) <= 3 and not is_verb_first and not any(_is_verbal(each.word) for each in words[1:])


def _is_verbal(word: str) -> bool:
    forms = (word, re.sub(r"e?s$", "", word))
    return word in PREPOSITIONS or word.endswith("ed") or any(base_form(each) or is_verb(each) for each in forms)


def completed(asked: str, query: str, said: str) -> str:
    """Return the query before under other question words, with what was answered to it."""
    before = form(_written_out(OPENING.sub("", query)).rstrip("?.! "))
    rest, asked = before.rest, asked[:1].upper() + asked[1:]
    if asked.lower() == "why not":
        return f"{_denied('Why', before)}?"
    known = fold(said) in fold(rest) or fold(said).split()[-1:] == fold(rest).split()[-1:]
    if not before.asked:
        rest = f"{rest[:1].lower()}{rest[1:]}" if before.auxiliary else f"{rest} {said}"
    elif before.asks_for_subject:
        rest = _with_subject(before, said)
    elif before.auxiliary in BE and before.asked.lower() in ("who", "what") and said and not known:
        auxiliary, _, others = rest.partition(" ")
        rest = f"{auxiliary} {said} {others}"
    elif before.noun and not before.noun.is_measure and not (said[:1].isupper() and before.asks_for_a_thing):
        is_led = _LED.match(before.asked) is not None  # "On what basis …?"
        rest = rest if is_led or form(f"{asked} are").noun else f"{rest} {before.noun.text}"
    elif before.asks_for_a_thing and said and not known:
        rest = f"{rest} {said}"
    return " ".join(f"{asked} {rest}".split()) + "?"


def _denied(asked: str, before: Form) -> str:
    """Return a question for the reason why not ("Why did Ann *not* go?" of "Did Ann go?")."""
    auxiliary, _, others = before.rest.partition(" ")
    if before.auxiliary and others.startswith("any"):  # "Why did *no one* fall ill?"
        return f"{asked} {auxiliary.lower()} {re.sub('^any(one)?', lambda any_: 'no one' if any_[1] else 'no', others)}"
    if before.auxiliary is None or re.search(r"\bnot\b|n['’]t\b", before.rest):
        return f"{asked} {before.rest if before.auxiliary else f'not {before.rest}'}"
    subject = before.phrases[0].text if before.has_subject else others.partition(" ")[0]
    at = others.find(subject) + len(subject)
    return f"{asked} {auxiliary.lower()} {others[:at]} not{others[at:]}"


def _written_out(query: str) -> str:
    """Return a question with its verb in full ("Who's been …": "Who has been …", "Who's won …": "Who has won …")."""
    short = _SHORT.match(query)
    if short is None:
        return query
    has = short["behind"] in _BEHIND_HAS or (short["asked"].lower().endswith("who") and is_past(short["behind"] or ""))
    return f"{short['asked']} {'has' if has else 'is'}{query[short.end() :]}"


def _with_subject(before: Form, said: str) -> str:
    """Return "did Ann sign the treaty" of "Who signed the treaty?" and "Ann"."""
    verb, _, others = before.rest.partition(" ")
    if before.auxiliary:  # "Which plot will become a pond?"
        return f"{verb} {said or (before.noun.text if before.noun else '')} {others}"
    base = BASE_FORMS.get(verb) or base_form(verb) or (_without_ending(verb) if verb.endswith("ed") else None)
    said = said or (before.noun.text if before.noun else "")
    if not said or base is None:
        return f"{said} {before.rest}"
    return f"{'does' if verb.endswith('s') else 'did'} {said} {base} {others}"


def _without_ending(verb: str) -> str:
    return re.sub(r"ed$", "e" if re.search(r"[^aeiou][aeiou][b-df-hj-np-tvz]ed$", verb) else "", verb)


def instead(rest: str, queries: Sequence[str]) -> str:
    """Return the query before with what is named now in the place of its like, or else added to it.

    `queries` are the last ones, the last first: where that has only someone and something is named, or the other way
    round, an earlier one may have its like.
    """
    query = queries[0].rstrip("?.! ")
    if _is_amount(rest) and not any(map(str.isdigit, query)):
        return f"{query}?"
    led = _LED.match(rest)
    preposition, new = (led["preposition"].lower(), led["rest"]) if led else (None, rest)
    rest = f"{preposition} {new}" if led else rest
    before = form(query)
    if next(expressions(new, "time"), None) or _IN_TIME.search(new):
        place = _time(preposition, rest, query)
    elif preposition:
        place = _led_alike(preposition, rest, before, query)
    else:
        place = _like(new, before)
        earlier = _asked_before(new, queries)
        if earlier:
            query, place = earlier
    if place is None:
        return f"{query} {rest}?"
    start, end, words = place
    return " ".join(f"{query[:start]}{words}{query[end:]}".split()) + "?"


def _is_amount(text: str) -> bool:
    """Tell whether a text is a number or an amount and nothing else ("3 years"), which only an answer can be."""
    kinds: Sequence[ExpressionKind] = ("duration", "length", "number")
    return any(each.start == 0 and each.end == len(text) for kind in kinds for each in expressions(text, kind))


def _time(preposition: str | None, rest: str, query: str) -> tuple[int, int, str] | None:
    """Return where a query says a time, and the other time that is said there."""
    old = next(expressions(query, "time"), None)
    if old is None:
        return None
    led = re.search(r"\b(?:in|on|since|until|by)\s+$", query[: old.start]) if preposition else None
    return led.start() if led else old.start, old.end, rest


def _led_alike(preposition: str, rest: str, before: Form, query: str) -> tuple[int, int, str] | None:
    """Return where a query has something behind the same preposition, or one for a place where that is one."""
    alike = _AT if preposition in _AT else (preposition,)
    led = [each for each in reversed(before.phrases) if each.preposition in alike]
    same = next((each for each in led if each.preposition == preposition), next(iter(led), None))
    if same is None:
        return None
    return query.rfind(same.preposition or "", 0, same.start), same.end, rest


def _like(new: str, before: Form) -> tuple[int, int, str] | None:
    """Return where a question has what something new is like, and the new words as they stand there."""
    fresh = _last_phrase(new)
    if fresh is None or fresh.head in ("one", "ones"):
        return None
    if before.noun and _is_alike(before.noun, fresh):  # "How much rye flour …?" "And wheat flour?"
        return before.noun.start, before.noun.end, fresh.bare
    old = _replaced_by(fresh, before)
    if old and " of " in old.text and not old.is_name and fresh.head != old.head:
        return old.start + old.text.rfind(" of ") + 4, old.end, new  # "the warranty of the machine": "the grinder"
    return (old.start, old.end, new) if old else None


def _last_phrase(new: str) -> Phrase | None:
    return next(reversed(list(phrases(new))), None)


def _asked_before(new: str, queries: Sequence[str]) -> tuple[str, tuple[int, int, str]] | None:
    """Return the earlier query that asks of the like of something new, and its place there, where the last asks not."""
    fresh = _last_phrase(new)
    of_last = _replaced_by(fresh, form(queries[0])) if fresh else None
    if fresh is None or of_last is None or _is_someone(fresh) == _is_someone(of_last):
        return None
    for query in (each.rstrip("?.! ") for each in queries[1:]):
        before = form(query)
        old = _replaced_by(fresh, before)
        alike = old and (_is_someone(old), old.is_plural) == (_is_someone(fresh), fresh.is_plural)
        place = _like(new, before) if alike else None
        if place:
            return query, place
    return None


def _is_someone(phrase: Phrase) -> bool:
    return looks_like_a_person(phrase.text) or (not phrase.is_name and is_person_noun(phrase.head))


def _is_alike(one: Phrase, other: Phrase) -> bool:
    """Tell whether two phrases are about the same noun, one or several of it."""
    return stem(one.head) == stem(other.head)


def _replaced_by(fresh: Phrase, before: Form) -> Phrase | None:
    """Return the phrase of a question that a new one takes the place of: of its head, its subject, or of its kind."""
    found = [each for each in before.phrases if each.determiner not in ("my", "your")]
    found = [each for each in found if not each.is_measure or fresh.is_measure] or found  # "… does he get a *day*?"
    same = [each for each in found if _is_alike(each, fresh)]
    if not same and not before.asked and before.has_subject and before.phrases[0] in found:
        return before.phrases[0]
    alike = [each for each in found if each.is_name == fresh.is_name] or found
    people = [each for each in alike if looks_like_a_person(each.text)] if looks_like_a_person(fresh.text) else []
    bare = [each for each in alike if _is_bare(each)] if _is_bare(fresh) else []  # "… for *adults* in the pool?"
    direct = [] if fresh.is_name else [each for each in alike if not each.preposition]
    return next(iter((same or people or bare or direct or alike)[-1:]), None)


def _is_bare(phrase: Phrase) -> bool:
    """Tell whether a phrase is several of a kind, none in particular ("adults")."""
    return phrase.is_plural and not phrase.is_name and phrase.determiner is None
