"""A question and the turns before it to the query that stands alone: pronouns, ellipsis, misspelt words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import dropwhile

from bot.conversation import Turn
from bot.reading.expressions import expressions
from bot.wording import is_verdict
from knowledge import STOP_WORDS, fold, tokens

Correct = Callable[[str], str | None]

_PERSON = {"he", "him", "his", "she", "her", "hers", "himself", "herself"}
_THING = {"it", "its", "itself", "they", "them", "their", "theirs", "themselves"}
_POINTING = {"this", "that", "these", "those", "there", "then", "here"}
_POSSESSIVE = {"his", "her", "its", "their"}
_GREETING = re.compile(
    r"^(?:(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|greetings|thanks|thank you|ok(?:ay)?|well)\b"
    r"(?: (?:there|quoth|bot))?[\s,.!;:–-]+)+(?=\w)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\W*(?:and|but|so|or|ok(?:ay)?|then|also)\b[\s,]*", re.IGNORECASE)
_ABOUT = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?"
    r"(?:(?:what|how) about|what of|and(?: (?:in|for|with|to|at|from|of|by|on))?)\s+(?P<rest>.+?)\W*$",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"^\W*(?:(?:and|but|so|now|ok(?:ay)?)[\s,]+)*(?:(?:going |coming )?back to|returning to|as for|as to|regarding|"
    r"concerning|speaking of|about)\s+(?P<topic>[^,:;?]{2,60})[,:;]\s*(?P<rest>.*\w.*)$",
    re.IGNORECASE | re.DOTALL,
)
_WH_PHRASE = re.compile(
    r"^\W*(?P<wh>(?:(?:since|until|from|in|at|on|to|with|by|for|of|about|under|during)\s+)?"
    r"(?:who(?:m|se)?|what|which|when|where|why|how(?:\s+(?:many|much|often|long|old|far))?)"
    r"(?:\s+(?:year|month|date|day|time|place|country|countries|city|times|people|reason|purpose))?)\b(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_AUXILIARY = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b", re.IGNORECASE
)
# "Who led …?", "Who is the …?": what is said next is about the one who was named in the answer.
_SUBJECT = re.compile(
    r"\bwho\s+(?:(?:is|was|are|were)\s+(?:the|a|an)\b|(?!is|was|are|were|did|do|does|had|has|have|can|will))",
    re.IGNORECASE,
)
_SAID_AGAIN = {
    "tell",
    "go",
    "more",
    "els",
    "anyth",
    "someth",
    "detail",
    "elabor",
    "continu",
    "further",
    "again",
    "exact",
    "exactly",
}


@dataclass(frozen=True, slots=True)
class _Context:
    """What the dialogue is about: the query before, its names, and what was answered."""

    query: str
    people: tuple[str, ...]
    things: tuple[str, ...]
    short: str | None


def rewrite(question: str, turns: Sequence[Turn], *, correct: Correct) -> str:
    """Return the query that stands alone.

    A question that leans on what came before takes its names from the last turn that was about the documents;
    words that neither the library nor English knows become the words of the library that they resemble.
    """
    query = _corrected(_GREETING.sub("", " ".join(question.split())), correct)
    topic = _TOPIC.match(query)
    if topic and fold(topic["topic"].strip()) not in _PERSON | _THING | _POINTING:
        return _about_topic(topic["topic"].strip(), topic["rest"])
    before = next((turn for turn in reversed(turns) if turn.answer.kind != "smalltalk"), None)
    if before is None:
        return query
    return _standing_alone(query, _context(before))


def _corrected(question: str, correct: Correct) -> str:
    """Return the question with its misspelt words replaced, capitals kept."""
    parts: list[str] = []
    at = 0
    for token in tokens(question):
        word = question[token.start : token.end]
        better = correct(word) if token.term is not None else None
        if better:
            owner = re.search(r"['’]s?$", word)
            better = better.capitalize() if word[0].isupper() else better
            parts += [question[at : token.start], better + (owner.group() if owner else "")]
            at = token.end
    return "".join([*parts, question[at:]])


def _context(turn: Turn) -> _Context:
    names = _names(turn.query)
    short = None if is_verdict(turn.answer.short) else turn.answer.short
    said = _names(short or "")
    quoted = [name for citation in turn.answer.citations[:1] for name in _names(citation.quote)]
    people = [*said, *names] if _SUBJECT.search(turn.query) else [*names, *said]
    return _Context(turn.query, tuple(people or quoted), tuple([*names, *said] or quoted), short)


def _names(text: str) -> list[str]:
    """Return the names in a text, without the little words that begin it."""
    found = (text[each.start : each.end].split() for each in expressions(text, "name"))
    bare = (" ".join(dropwhile(lambda word: fold(word) in STOP_WORDS and not word.isupper(), words)) for words in found)
    return [name for name in dict.fromkeys(bare) if name and not _is_verb_like(name, text)]


def _is_verb_like(name: str, text: str) -> bool:
    """Tell whether a lone capitalised word only begins the question ("Tell me …", "List the …")."""
    return " " not in name and text.lstrip().startswith(name) and not name.isupper() and len(text.split()) > 1


def _standing_alone(query: str, context: _Context) -> str:
    about = _ABOUT.match(query)
    if about and len(about["rest"].split()) <= 5 and not _WH_PHRASE.match(about["rest"]):
        return _with_instead(context.query, about["rest"])
    bare = _OPENING.sub("", query)
    wh = _WH_PHRASE.match(bare)
    if wh and not _content(wh["rest"]):
        return _same_asked_otherwise(wh["wh"].strip(), wh["rest"], context)
    if not _content(bare):
        return f"{query.rstrip('?. ')} {context.query}"
    return _pronouns_replaced(bare, context)


def _about_topic(topic: str, rest: str) -> str:
    """Return a question with the topic that is said before it ("Back to Key, what is his job?") in its pronoun's place.

    A question without a pronoun has the topic added to it.
    """
    replaced = _pronouns_replaced(rest, _Context(rest, (topic,), (topic,), None))
    asked = replaced if replaced != rest else f"{rest.rstrip('?.! ')} {topic}?"
    return asked[:1].upper() + asked[1:]


def _content(text: str) -> list[str]:
    return [token.term for token in tokens(text) if token.term and token.term not in _SAID_AGAIN]


def _same_asked_otherwise(wh: str, rest: str, context: _Context) -> str:
    """Return the earlier query under another question word ("When?"), with what was answered to it."""
    before = _WH_PHRASE.match(context.query)
    clause = (before["rest"] if before else context.query).strip().rstrip("?. ")
    if before and not _AUXILIARY.match(clause) and not clause.lower().startswith("did"):
        clause = f"{before['wh']} {clause}" if before["wh"].lower().startswith(("which", "what")) else clause
    if before and context.short and _SUBJECT.match(context.query.strip()) and not _AUXILIARY.match(clause):
        return f"{wh[:1].upper()}{wh[1:]} {' '.join(context.short.split())} {clause}?"
    said = _names(context.short or "")
    # A name that the question already has, alone or in a longer one, says nothing new.
    known = any(name in each or each in name for name in said for each in _names(clause))
    short = context.short if said and not known else ""
    if _AUXILIARY.match(clause):
        clause = clause[:1].lower() + clause[1:]
    return " ".join(f"{wh[:1].upper()}{wh[1:]} {clause} {short}".split()) + "?"


def _with_instead(query: str, rest: str) -> str:
    """Return the earlier query with its last name replaced ("And in Bosnia?"), or with the new words added."""
    new = rest.strip().rstrip("?.! ")
    bare = re.sub(r"^(?:in|for|with|to|at|from|of|by|on|the)\s+", "", new, flags=re.IGNORECASE)
    names = _names(query)
    if names and not re.search(r"\b(?:what|who|when|where|how)\b", bare, re.IGNORECASE):
        preposition = new[: len(new) - len(bare)]
        name = next((each for each in names if preposition and preposition + each in query), names[-1])
        at = query.rfind(name)
        return query[:at] + bare + query[at + len(name) :]
    return f"{query.rstrip('?. ')} {new}?"


def _pronouns_replaced(query: str, context: _Context) -> str:
    """Return the query with its pronouns replaced by the names they stand for; unchanged where it has none."""
    parts: list[str] = []
    at, used = 0, False
    for token in tokens(query):
        word = query[token.start : token.end].casefold()
        names = context.people if word in _PERSON else context.things if word in _THING else ()
        if names and not used and not _names(query[: token.start]):
            owner = word in _POSSESSIVE and _is_owner(query, token.end)
            parts += [query[at : token.start], names[0] + ("’s" if owner else "")]
            at, used = token.end, True
    replaced = "".join([*parts, query[at:]])
    if not used and any(token.word in _POINTING for token in tokens(query)) and len(_content(query)) <= 3:
        missing = [name for name in context.things[:1] if name.casefold() not in query.casefold()]
        return " ".join([replaced.rstrip("?. "), *missing]) + ("?" if query.endswith("?") else "")
    return replaced


def _is_owner(query: str, end: int) -> bool:
    """Tell whether a possessive pronoun has its noun behind it ("her term", not "met her")."""
    following = re.match(r"\s+([a-z]\w*)", query[end:])
    return bool(following) and following.group(1) not in STOP_WORDS if following else False
