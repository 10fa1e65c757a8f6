"""What a question names beside what it asks: "Back to Key, what …?", "The price, is it fair?", "Are there dogs? …"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.rewriting.clauses import says_a_clause
from bot.rewriting.forms import form
from bot.rewriting.mention import Mention, mention_of
from bot.rewriting.phrases import DETERMINERS, phrases
from bot.rewriting.pronouns import POINTING, named_in_full, replaced
from bot.rewriting.salience import IT, PERSON, THEY, pronoun_class
from knowledge import fold, tokens

_TOPIC = re.compile(
    r"^\W*(?:(?:and|but|so|now|ok(?:ay)?)[\s,]+)*(?:(?:going |coming )?back to|returning to|as for|as to|regarding|"
    r"concerning|speaking of|about|(?:and|what about)(?=\s[\w .'’-]{2,50},\s*(?:wh|how|is|are|was|did|do|can)))"
    r"\s+(?P<topic>[^,:;?]{2,60})[,:;]\s*(?P<rest>.*\w.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NAMED_FIRST = re.compile(
    r"^\W*(?:(?:and|but|so|now|sorry|ok(?:ay)?)[\s,.]+)*(?P<topic>(?:the|my|our|your|these)\s[^,:;?.]{2,40}?)"
    r"(?:\s+again\s*[,:?.]?|[,:?])\s*"
    r"(?P<rest>(?:who|what|when|where|why|how|do|does|did|is|are|was|were|can|must|will|has|have)\b[^,]*$)",
    re.IGNORECASE,
)
_NAMED_LAST = re.compile(
    r"^\W*(?:(?:and|but|so|now|ok(?:ay)?)[\s,.]+)*(?P<rest>(?:who|what|when|where|why|how|do|does|did|is|are|was|were|can|"
    r"must|will|has|have|had)\b[^,:;?]{0,80}\b(?P<pronoun>it|they|them|he|him|she|her)\b[^,:;?]{0,80}),\s*"
    r"(?P<topic>(?:the|my|our|your|these)\s[^,:;?.]{2,40})\W*$",
    re.IGNORECASE,
)
_ITS, _THEIRS = (re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in ("its?", "they|them|their"))
_ASKED_FIRST = re.compile(
    r"^\W*(?P<first>(?:is|are|was|were|do|does|did|has|have|can)\b[^?]*)\?\s+(?P<rest>\w[^?]*\??)\W*$", re.IGNORECASE
)
_THOSE = re.compile(r"\b(?:those|these)(?=\W*$)", re.IGNORECASE)
_I_MEAN = re.compile(r"\s+i mean$", re.IGNORECASE)


def about_what_it_names(query: str, known: Sequence[Mention]) -> str | None:
    """Return a question with what it names beside it in its pronoun's place, None where it names nothing so."""
    asked_first = _after_another(query)
    if asked_first:
        return asked_first
    topic = _TOPIC.match(query) or _named_first(query) or _named_last(query)
    named = _I_MEAN.sub("", topic["topic"].strip()) if topic else ""
    if topic is None or fold(named) in PERSON.keys() | IT | THEY | POINTING or not any(phrases(named)):
        return None
    return _about_topic(small(named), topic["rest"], known)


def small(text: str) -> str:
    """Return words without the capital of a determiner before small ones ("The new one"), not "The Hague"."""
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first.lower() in DETERMINERS and rest[:1].islower() else text


def _after_another(query: str) -> str | None:
    """Return a second question with what the first asks of for its pronouns ("Are there dogs? Who feeds *them*?")."""
    found = _ASKED_FIRST.match(query)
    if found is None:
        return None
    first = form(found["first"])
    named = [mention_of(each, first, "query") for each in first.phrases]
    rest = replaced(found["rest"], named)
    return rest if rest != found["rest"] else None


def _named_first(query: str) -> re.Match[str] | None:
    """Return a query's thing that is named before what is asked of it ("*The price*, is it fair?"), or None."""
    found = _NAMED_FIRST.match(query)
    if found is None or says_a_clause(found["topic"]):
        return None
    return found if any(pronoun_class(each.word) or each.word in POINTING for each in tokens(found["rest"])) else None


def _named_last(query: str) -> re.Match[str] | None:
    """Return a query's thing that is named after what is asked of it ("Do they cost much, *the tickets*?") or None."""
    found = _NAMED_LAST.match(query)
    if found is None or says_a_clause(found["topic"]):
        return None
    several = any(each.is_plural for each in phrases(found["topic"]))
    return found if several == (fold(found["pronoun"]) in THEY) else None


def _about_topic(topic: str, rest: str, known: Sequence[Mention]) -> str:
    """Return a question with the topic that is said before it ("Back to Key, what is his job?") in its pronoun's place.

    A question without a pronoun has the topic added to it.
    """
    full = named_in_full(topic, known)
    head = fold(full.split()[-1])
    as_one, as_thing = Mention(full, head, "person", "query", 0, True), Mention(full, head, "thing", "query", 0, True)
    rest = _THOSE.sub("them", rest)
    pronouns = {token.word for token in tokens(rest)}
    if pronouns & IT and pronouns & THEY:  # "Back to the treaty: how can they get out of *it*?"
        several = any(each.is_plural for each in phrases(full))
        asked = replaced(_with_topic(full, rest, _THEIRS if several else _ITS), known)
    else:
        asked = replaced(rest, [as_one, as_thing, replace(as_thing, is_plural=True)], full)
    asked = asked if asked != rest else f"{rest.rstrip('?.! ')} {full}?"
    return f"{asked[:1].upper()}{asked[1:].rstrip('?.! ')}?"


def _with_topic(topic: str, rest: str, pronoun: re.Pattern[str]) -> str:
    """Return a question with a topic in the place of the first such pronoun."""
    return pronoun.sub(lambda said: topic + ("’s" if said.group().lower() in ("its", "their") else ""), rest, count=1)
