"""A question and the turns before it to the query that stands alone: fragments, pronouns, misspelt words.

`fragments` completes what is no whole question, `pronouns` says what `mentions` tells that they stand for, `several`
which of several is the second one, and `topics` reads what a question names beside what it asks.
"""

import re
from collections.abc import Sequence

from bot.answers import Citation
from bot.conversation import Turn, asked_of_documents
from bot.reading.expressions import expressions
from bot.rewriting.clauses import clause, stated
from bot.rewriting.courtesy import bare, with_apostrophes, with_capitals, with_letters_joined, without_oneself
from bot.rewriting.ellipsis import another, deed, done_instead, had
from bot.rewriting.forms import form
from bot.rewriting.fragments import OPENING, asked_otherwise, completed, fragment, instead
from bot.rewriting.mention import Mention
from bot.rewriting.mentions import mentions
from bot.rewriting.phrases import PREPOSITIONS
from bot.rewriting.pronouns import replaced
from bot.rewriting.salience import likeliest, pronoun_class
from bot.rewriting.several import Behind, with_one_of_a_row
from bot.rewriting.topics import about_what_it_names, small
from bot.rewriting.verb_forms import is_past
from bot.wording import is_verdict
from knowledge import Correct, corrected, terms, tokens

__all__ = ["is_leaning", "rewrite", "without_oneself"]

_THEN = re.compile(
    r"\s(?:then|at (?:that|the) time|(?:in )?that (?:year|month|summer|autumn|winter|spring))(?=\W*$)", re.IGNORECASE
)
_TAKING_PART = re.compile(
    r"\b(?:(?P<in>(?:take|takes|took|taken|taking) part|participat(?:e|es|ed|ing)|"
    r"(?:is|are|was|were|been|be|get|got) involved)"
    r"|(?P<to>contribut(?:e|es|ed|ing)|belong(?:s|ed)?)|join(?:s|ed)?|attend(?:s|ed)?)(?=\W*$)",
    re.IGNORECASE,
)
_OWNED = re.compile(r"(?<=\b(?:is|of|in|to|on|at|by) )it['’]s(?=\s+[a-z])")
_CONTRACTED = re.compile(
    r"\b(?P<pronoun>it|he|she|that|they|we|you)['’](?P<verb>s|re)\b(?=\s+(?P<behind>been|got|had|become)\b|)"
)
_MEANT = re.compile(r"^(?P<asked>[^,]+),\s+(?P<meant>[^,]{2,40}?)\s+i mean\W*$", re.IGNORECASE)
_DO_SO = re.compile(r"\bdo (?:it|that|this|so)\b", re.IGNORECASE)
_MEASURED = re.compile(r"how (?:big|large|heavy)", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:which|that|who|whom|where)\b", re.IGNORECASE)
_LED_BY = tuple(f"{each} " for each in PREPOSITIONS)
_PAST = frozenset("was were did had".split())
_DAY = re.compile(r"^\d{1,2}(?:st|nd|rd|th)? [A-Z]|[A-Z][a-z]+ \d{1,2}\b(?!\d)|day$")
_LOOKED_BACK = 4
"""Turns in which a fragment's like is looked for."""
_SAID_AGAIN = frozenset(
    "tell go more els anyth someth detail elabor continu further again exact exactly pleas sth".split()
)


def _nothing(_: Citation) -> str:
    """Return that nothing is known to stand behind a quote."""
    return ""


def rewrite(question: str, turns: Sequence[Turn], *, correct: Correct, behind: Behind = _nothing) -> str:
    """Return the query that stands alone.

    A question that leans on what came before takes its words from the turns that were about the documents;
    words that neither the library nor English knows become the words of the library that they resemble.
    `behind` returns what stands in the documents behind a quote, for "the second one" of a row that goes on there.
    """
    written = with_apostrophes(with_letters_joined(" ".join(question.split())))
    asked = bare(written)
    query = with_capitals(corrected(asked, correct), typed=asked)
    latest = asked_of_documents(turns)[:_LOOKED_BACK]
    query = with_one_of_a_row(query, latest, behind)
    known = mentions(turns)
    named = about_what_it_names(query, known)
    if named:
        return named
    return _standing_alone(query, latest, known) if latest else query


def is_leaning(question: str, query: str, *, correct: Correct) -> bool:
    """Tell whether a question's query says more than, or something else than, it would without the turns before it."""
    return terms(query) != terms(rewrite(question, (), correct=correct))


def _standing_alone(query: str, latest: Sequence[Turn], known: Sequence[Mention]) -> str:
    """Return a question that may lean on the last turns that were about the documents, the last first."""
    added = _MEANT.match(query)
    if added:  # "When was that, *the first time I mean*?"
        return f"{_standing_alone(added['asked'], latest, known).rstrip('?.! ')} {added['meant']}?"
    query, before = _uncontracted(query), latest[0]
    asked = asked_otherwise(query, before.query)
    measured = (
        likeliest("it", [each for each in known if each.kind in ("thing", "place")])
        if asked and _MEASURED.fullmatch(asked)
        else None
    )
    if asked and measured:
        return f"{asked[:1].upper()}{asked[1:]} {'are' if measured.is_plural else 'is'} {measured.text}?"
    if asked:
        asked = replaced(asked, known)
        points = re.search(r"\bthat\W*$", query, re.IGNORECASE)
        meant = _event(latest) if points else before
        return completed(asked, meant.query, _told(meant))
    query = _doing_so(query, before.query)
    any_of_it = had(query, before.query)
    if any_of_it:
        return any_of_it
    rest = fragment(query)
    if rest:
        rest, queries = small(rest), [turn.query for turn in latest]
        said = replaced(rest, known)
        return another(rest, queries) or done_instead(said, before.query) or instead(said, queries)
    supposed = _supposing(query, before.query)
    if supposed:
        return supposed
    if _says_nothing(query):
        return f"{query.rstrip('?. ')} {stated(before.query)}" if form(query).asked else before.query
    joined = _at_that_time(OPENING.sub("", query), before)
    return _taking_part(replaced(_counting(joined, known), known, clause(before.query)), known)


def _uncontracted(query: str) -> str:
    """Return a question with its verb in full behind a pronoun ("when it's full": "when it is full").

    "What is it's price?" means "its"; "You're So Vain" is a name.
    """

    def verb(short: re.Match[str]) -> str:
        if short["verb"] == "re":
            return f"{short['pronoun']} are"
        return f"{short['pronoun']} {'has' if short['behind'] else 'is'}"

    return _CONTRACTED.sub(verb, _OWNED.sub("its", query))


def _taking_part(query: str, known: Sequence[Mention]) -> str:
    """Return a question that does not say in what someone took part with what was spoken of ("Who joined *it*?")."""
    verb, asked = _TAKING_PART.search(query), form(query)
    says_it = asked.asked.lower().startswith(_LED_BY) or (asked.asks_for_a_thing and not asked.asks_for_subject)
    if verb is None or says_it or _RELATIVE.search(query, asked.start + len(asked.asked)):
        return query
    named = [each for each in known if each.age == 0 and each.is_name and each.kind == "thing"]
    meant = likeliest("it", named, before="in")
    if meant is None or meant.text.casefold() in query.casefold():
        return query
    leads = "in" if verb["in"] else "to" if verb["to"] else ""
    return " ".join(f"{query[: verb.end()]} {leads} {meant.text}{query[verb.end() :]}".split())


def _at_that_time(query: str, before: Turn) -> str:
    """Return a question of the past with the time that was spoken of ("Who was in charge *then*?": "in 2001")."""
    pointing, asked = _THEN.search(query), form(query)
    is_past_tense = asked.auxiliary in _PAST or is_past(asked.rest.partition(" ")[0])
    if pointing is None or not is_past_tense:
        return query
    time = _time_of(before)
    year = re.search(r"\b\d{4}$", time)
    if year and pointing.group().endswith("year"):
        time = f"in {year.group()}"
    return f"{query[: pointing.start()]} {time}{query[pointing.end() :]}" if time else query


def _time_of(turn: Turn) -> str:
    """Return when that was which a turn spoke of, with its preposition ("in 2001"), or nothing where it is not said."""
    answered, asked = turn.answer.short or "", form(turn.query)
    if re.match(r"(?:in |since )?(?:when|(?:what|which) year)\b", asked.asked, re.IGNORECASE):
        found = next(expressions(answered, "time"), None)
        time = answered[found.start : found.end] if found else ""
        return f"{'on' if _DAY.search(time) else 'in'} {time}" if time else ""
    led = (turn.query[each.start : each.end] for each in expressions(turn.query, "time") if asked.asked)
    places = (re.search(rf"\b(?:in|on) {re.escape(time)}(?= |\W*$)", turn.query) for time in led)
    return next((place.group() for place in places if place), "")


def _event(latest: Sequence[Turn]) -> Turn:
    """Return the last turn whose query told of something done, for "When was that?"; the last one where none did."""
    return next((turn for turn in latest[:3] if form(turn.query).tells_of_an_event), latest[0])


def _counting(query: str, known: Sequence[Mention]) -> str:
    """Return a question how many there are, of nothing named, with what was spoken of ("How many *boats* …?")."""
    asked = form(query)
    if not re.search(r"\bhow many$", asked.asked, re.IGNORECASE) or not asked.auxiliary or asked.noun:
        return query
    several = (each for each in known if each.is_plural and not (each.is_name or each.is_vague or _leans(each.text)))
    counted = next((each for each in several if each.source != "quote"), None)
    at = asked.start + len(asked.asked)
    noun = _uncounted(re.sub(r"^the\s+", "", counted.text)) if counted else ""
    return f"{query[:at]} {noun}{query[at:]}" if counted else query


def _uncounted(text: str) -> str:
    """Return what is counted without how many it was ("two deminers": "deminers")."""
    rest = text
    while number := next((each for each in expressions(rest, "number") if each.start == 0), None):
        rest = re.sub(r"^\s*(?:or|to)\b", "", rest[number.end :]).strip()
    return rest or text


def _supposing(query: str, before: str) -> str | None:
    """Return a question of nothing but "then" with what it supposes ("What do I do *if it is red*?"), or None."""
    then = _THEN.search(query)
    if then is None or not _says_nothing(query[: then.start()]) or not (form(query).auxiliary or form(query).asked):
        return None
    said = stated(before)
    said = clause(before) if said == before else said
    return f"{query[: then.start()]} if {said}?" if said else None


def _doing_so(query: str, before: str) -> str:
    """Return a question with what was asked of in the place of "do it" ("How did she *save the boats*?")."""
    done = deed(before) if _DO_SO.search(query) else None
    return _DO_SO.sub(lambda _: done or "", query, count=1) if done else query


def _says_nothing(query: str) -> bool:
    """Tell whether a question has no word of its own and no pronoun ("Anything else?")."""
    words = list(tokens(query))
    own = [token for token in words if token.term and token.term not in _SAID_AGAIN]
    is_condition = any(token.word in ("if", "unless") for token in words[:2])  # "And if I have more?"
    return (
        bool(words)
        and not own
        and not is_condition
        and not _leans(query)
        and not form(query).asked.lower().endswith("how many")
    )


def _leans(query: str) -> bool:
    return any(pronoun_class(token.word) for token in tokens(query)) and len(query.split()) > 1


def _told(turn: Turn) -> str:
    """Return a turn's answer as it may be said within a question: the name that it is, or its few words."""
    answered = [each for each in mentions([turn]) if each.source == "answer"]
    if not turn.answer.short or is_verdict(turn.answer.short) or not answered:
        return ""
    if len(turn.answer.short.split()) <= 3 and answered[0].kind != "person" and not turn.answer.short[:1].isdigit():
        return turn.answer.short
    person = next((each for each in answered if each.kind == "person"), answered[0])
    return person.text if len(person.text.split()) <= 6 and not person.text[:1].isdigit() else ""
