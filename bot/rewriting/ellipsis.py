"""What a follow-up says without the words beside it: "And the second?", "And close?", "Any children?"."""

import re
from collections.abc import Iterator, Sequence

from bot.rewriting.forms import Form, form
from bot.rewriting.lexicon import base_form
from bot.rewriting.phrases import ADVERBS, AUXILIARIES, BE, DO, PREPOSITIONS, Phrase
from bot.rewriting.tagging import tags
from bot.rewriting.verb_forms import is_base, is_past, is_verb_form
from knowledge import Token, tokens
from knowledge.irregular import BASE_FORMS

_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|next|\d+(?:st|nd|rd|th))"
_NUMBERED = re.compile(rf"^(?:\w+\s+)?the\s+(?P<ordinal>{_ORDINAL})(?:\s+one)?$", re.IGNORECASE)
_SORTED = re.compile(r"^(?:\w+\s+)?(?P<determiner>the)\s+(?P<sort>[\w-]+)$", re.IGNORECASE)
_FIRST = re.compile(rf"^(?:(?:the|its|their|his|her)\s+)?(?P<ordinal>{_ORDINAL})\b", re.IGNORECASE)
_SORT = re.compile(r"^the\s+(?P<sort>[\w-]+)\s", re.IGNORECASE)
_ANY = re.compile(r"^\W*(?:(?:and|but|so)\s+)?(?P<any>any\s+(?!other\b|more\b)[\w-]+(?:\s+[\w-]+)?)\W*$", re.IGNORECASE)
_PAST = frozenset("did was were had".split())
_SUBJECTS = frozenset("i you we he she it they one".split())


def lacks_a_noun(text: str) -> bool:
    """Tell whether words are an ordinal or an adjective that leaves out its noun ("the second", "the small")."""
    return _NUMBERED.match(text) is not None or _sort(text) is not None


def another(rest: str, queries: Sequence[str]) -> str | None:
    """Return the last of these queries that has one of a row, or of a sort, with another one in its place, or None.

    "The second" is of what the first was asked of ("… the *first* team?"), even where something else was asked since.
    """
    numbered, sort = _NUMBERED.match(rest), _sort(rest)
    for query in queries:
        for phrase in _named(query):
            old = _FIRST.match(phrase.text) if numbered else _SORT.match(phrase.text) if sort else None
            if old and numbered:
                return _with(query, phrase, old.span("ordinal"), numbered["ordinal"])
            if old and sort and _is_adjective(phrase.text, old.start("sort")):
                return _with(query, phrase, old.span("sort"), sort)
        if not numbered:
            break
    return None


def _sort(text: str) -> str | None:
    found = _SORTED.match(text)
    return found["sort"] if found and _is_adjective(text, found.start("sort")) else None


def _is_adjective(text: str, start: int) -> bool:
    return tags(text).get(start, "").startswith("JJ")


def _named(query: str) -> Iterator[Phrase]:
    asked = form(query)
    yield from reversed(asked.phrases)
    if asked.noun:
        yield asked.noun


def _with(query: str, phrase: Phrase, place: tuple[int, int], said: str) -> str:
    start, end = (phrase.start + each for each in place)
    return f"{query[:start]}{said}{query[end:].rstrip('?.! ')}?"


def done_instead(rest: str, query: str) -> str | None:
    """Return a query with another verb ("When does the pool open?", "And *close*?"), None where `rest` has none.

    What is behind a verb alone stays, where it is the object of the one before.
    """
    asked, words = form(query), list(tokens(rest))
    if not words or not _is_done(words[0], rest, asked):
        return None
    old = _main_verb(query, asked)
    if old is None:
        return None
    object_ = any(
        each.start - old.end <= 1 and not each.preposition for each in asked.phrases if each.start > old.start
    )
    behind = query[old.end :].rstrip("?.! ") if len(words) == 1 and object_ else ""
    return f"{query[: old.start]}{rest}{behind}?"


def deed(query: str) -> str | None:
    """Return what a query asks that is done, as behind an auxiliary ("save the boats" of "Who saved the boats?")."""
    asked = form(query)
    verb = _main_verb(query, asked)
    if verb is None and asked.asks_for_subject and asked.auxiliary is None:
        verb = next((token for token in tokens(query) if token.start >= asked.start + len(asked.asked)), None)
    if verb is None or asked.auxiliary in BE or not is_verb_form(verb.word):
        return None
    base = BASE_FORMS.get(verb.word) or base_form(verb.word) or (verb.word if is_base(verb.word) else None)
    if base == "happen":  # that is done by nobody
        return None
    return f"{base}{query[verb.end :]}".rstrip("?.! ") if base else None


def had(query: str, before: str) -> str | None:
    """Return whether what was asked of has any of what is named ("*Any children?*"), None for any other question.

    What is meant is what the query before was about, as its subject.
    """
    found, asked = _ANY.match(query), form(before)
    if found is None or not asked.has_subject or asked.phrases[0].is_measure:
        return None
    named = list(tokens(found["any"]))
    if not named[-1].term or any(token.word in AUXILIARIES | PREPOSITIONS for token in named):
        return None
    subject = asked.phrases[0]
    auxiliary = "Did" if asked.auxiliary in _PAST else "Do" if subject.is_plural else "Does"
    return f"{auxiliary} {subject.text} have {found['any'].lower()}?"


def _is_done(word: Token, rest: str, asked: Form) -> bool:
    """Tell whether a word is a verb that may stand behind a question's auxiliary."""
    tag = tags(rest).get(word.start, "")
    if asked.auxiliary in DO:
        return tag in ("VB", "VBP") and is_base(word.word)
    return asked.auxiliary in BE and tag in ("VBN", "VBD") and is_past(word.word)


def _main_verb(query: str, asked: Form) -> Token | None:
    """Return the word behind a question's subject, where that can be told."""
    behind = [token for token in tokens(query) if token.start >= asked.start + len(asked.asked)][1:]
    if asked.has_subject:
        behind = [token for token in behind if token.start >= asked.phrases[0].end]
    elif behind and behind[0].word in _SUBJECTS:
        behind = behind[1:]
    else:
        return None
    main = next((token for token in behind if token.word not in ADVERBS), None)
    return main if main and main.term else None
