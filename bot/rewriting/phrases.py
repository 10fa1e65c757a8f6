"""The noun phrases and the names of a question or of a short answer, found without a parser.

Between an auxiliary and a main verb stands the subject; a run of words that are neither little nor a verb is a phrase.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.reading.expressions import expressions
from bot.reading.verbs import is_verb
from bot.rewriting.lexicon import base_form
from bot.rewriting.tagging import tags
from bot.rewriting.verb_forms import is_base, is_past, is_verb_form
from knowledge import STOP_WORDS, Token, fold, is_proper, tokens
from knowledge.irregular import BASE_FORMS

DO = frozenset(
    "do does did can could will would should shall may might must "
    "don't doesn't didn't can't couldn't won't wouldn't shouldn't mustn't".split()
)
BE = frozenset(
    "is are was were has have had been be being am isn't aren't wasn't weren't hasn't haven't hadn't".split()
)
AUXILIARIES = DO | BE
_ARTICLES = frozenset("the a an".split())
DETERMINERS = _ARTICLES | frozenset(
    "this that these those my your our his her its their some any each every all both no another other".split()
)
PREPOSITIONS = frozenset(
    "of in on at to from for with by about against into over under near between during after before since until till "
    "through as without within off along among behind around across outside inside towards per regarding concerning "
    "including".split()
)
_QUESTION_WORDS = frozenset("who whom whose what which when where why how".split())
ADVERBS = frozenset(
    "else only also too now then there here again still ever never yet so not just often much many more most long far "
    "least old first last today later before early exactly together instead anything something please rather "
    "according always".split()
)
_PARTICLES = frozenset("back up out down away aside forward apart".split())
_WANTING = frozenset("have has had need needs needed want wants wanted going able allowed got used".split())
_DOERS = frozenset("i you he she it we they who".split())
MEASURES = frozenset(
    "time times year years month months week weeks day days date hour hours minute minutes number amount way "
    "kind kinds sort type part reason name temperature age gram grams kilogram kilograms litre litres pound "
    "pounds euro euros dollar dollars percent metre metres meter meters mile miles kilometre kilometres".split()
)
TAKES_A_NOUN = re.compile(r"\b(?:which|what|whose|many|much)$", re.IGNORECASE)
_ABBREVIATED = re.compile(r"(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|[A-Z])\.\s*$")
_PLURALS = frozenset("people men women children police staff".split())
_SINGULARS = frozenset("headquarters lens news series".split())


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: `text[start:end]` of what it stands in, its parts joined by "of" or "and" included.

    `preposition` is the word before it, where that is one; `head` is the noun that it is about, folded.
    """

    text: str
    start: int
    end: int
    head: str
    preposition: str | None = None
    is_name: bool = False
    is_plural: bool = False
    determiner: str | None = None

    @property
    def is_measure(self) -> bool:
        """Whether it only measures or sorts something else, as "year" and "kilograms" do."""
        return self.head in MEASURES

    @property
    def bare(self) -> str:
        """The phrase without its article."""
        return re.sub(r"^(?:the|an?)\s+", "", self.text, flags=re.IGNORECASE)


def phrases(text: str, begin: int = 0, *, asked: str = "", auxiliary: str | None = None) -> Iterator[Phrase]:
    """Yield the noun phrases from a place on, behind what is asked and mostly an auxiliary."""
    words = [token for token in tokens(text) if token.start >= begin]
    is_clause = bool(asked or auxiliary)
    verb_is_behind = not is_clause
    finite = verbs(words, text) if is_clause else frozenset[int]()
    for first, last in _runs(words, text, finite):
        run, before = words[first:last], words[first - 1] if first else None
        following = words[last] if last < len(words) else None
        verb_is_behind = verb_is_behind or any(each.start in finite for each in (before, following) if each)
        if before is not None and before.word in ("be", "been", "being", "to") and _lower(text, run[0]):
            run, verb_is_behind = (
                (run[1:], True) if before.word != "to" or _is_infinitive(words, first) else (run, verb_is_behind)
            )
        elif before is not None and before.word in _DOERS and _lower(text, run[0]) and is_verb_form(run[0].word):
            run = run[1:]  # "before she *adopted* a name", "if I *drop* it"
        elif not verb_is_behind and not _is_verb_next(text, words[last:], auxiliary):
            run, verb_is_behind = _without_verb(text, run, before, asked, auxiliary, is_followed=following is not None)
        done = words[first + len(run) + 1 : last] if auxiliary in DO and run[:1] == words[first : first + 1] else []
        run = _without_adverb(text, run)
        if any(token.term for token in run):
            is_source = first > 1 and words[first - 2].word == "according"
            is_led = before is not None and before.word in PREPOSITIONS and not is_source
            yield _made(text, run, before.word if before is not None and is_led else None)
        behind = _made(text, done, None) if done and done[-1].term else None
        is_object = behind and (behind.is_plural or (behind.is_name and text[behind.start].isupper()))
        if behind and is_object and not behind.is_measure:
            yield behind  # "Does Ann attend *meetings*?", but not "come *home*"


def _is_verb_next(text: str, behind: Sequence[Token], auxiliary: str | None) -> bool:
    """Tell whether the main verb still comes behind a run ("Did our prime minister at least *go* …?")."""
    if behind and behind[0].word in ("be", "have", "been", "do"):
        return True
    tagged = tags(text) if auxiliary in DO else {}
    return any(
        tagged.get(token.start) == "VB" and _lower(text, token) and before.word not in DETERMINERS | {"to"}
        for before, token in pairwise(behind)
    )


def verbs(words: Sequence[Token], text: str) -> frozenset[int]:
    """Return where the words begin that are verbs by their tags, and stand where a verb may."""
    tagged = tags(text)
    found = set[int]()
    for n, token in enumerate(words):
        tag = tagged.get(token.start, "")
        if not tag.startswith("VB") or token.word in AUXILIARIES or token.term is None or text[token.start].isupper():
            continue
        before = words[n - 1] if n else None
        last = tagged.get(before.start, "") if before else ""
        if last in ("DT", "PRP$", "CD", "POS") or (before and before.word in DETERMINERS):
            continue
        is_first = tag == "VBN" and n == 0  # "What *set* off the riots?"
        is_finite = is_first or tag == "VBD" or (tag in ("VBZ", "VBP") and last != "JJ")
        if is_finite or (tag == "VBG" and last.startswith("VB")):
            found.add(token.start)
    return frozenset(found)


def _runs(words: Sequence[Token], text: str, finite: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Yield where the words stand that hold together: what is between little words, from its determiner on."""
    first = 0
    for n, token in enumerate(words):
        if n > first and token.start not in finite and _goes_on(words, first, n, text, finite):
            continue
        if any(each.term for each in words[first:n]):
            yield first, n
        may_begin = _may_begin(token) and not _is_particle(text, token) and token.start not in finite
        begins = token.word in DETERMINERS or may_begin
        first = n if begins else n + 1
    if any(each.term for each in words[first:]):
        yield first, len(words)


def _may_begin(token: Token) -> bool:
    if token.word in PREPOSITIONS | AUXILIARIES | _QUESTION_WORDS | ADVERBS:
        return False
    return token.term is not None or token.word.isdigit()


def _is_particle(text: str, token: Token) -> bool:
    """Tell whether a word goes with the verb before it ("get *back*"), and is no part of a name ("Back Bay")."""
    return token.word in _PARTICLES and text[token.start].islower()


def _goes_on(words: Sequence[Token], first: int, n: int, text: str, finite: frozenset[int]) -> bool:
    """Tell whether a word goes on a run, or joins it to what follows ("the end of the soup", "Ann and Lee")."""
    between = text[words[n - 1].end : words[n].start]
    if re.search(r"[,;:.?!()]", between) and not _ABBREVIATED.match(text[words[n - 1].start : words[n].start]):
        return False
    last, token = words[n - 1].word, words[n]
    capitals = [text[each.start].isupper() for each in words[n - 1 : n + 2]]
    if _lower(text, token) and capitals[0] and (is_past(token.word) or capitals[2:] == [True]):
        return False
    if _is_particle(text, token):
        return False
    if not any(each.term for each in words[first:n]):
        return _may_begin(token) or token.word in ADVERBS
    if token.word in ("of", "and", "or"):
        may_follow = n + 1 < len(words) and words[n + 1].start not in finite  # "after Ann and *visited* Oslo"
        return may_follow and (_may_begin(words[n + 1]) or words[n + 1].word in _ARTICLES)
    if token.word in _ARTICLES:
        return last in ("of", "and", "or")
    return _may_begin(token) or (last in _ARTICLES and token.word in ADVERBS)


def _without_adverb(text: str, run: list[Token]) -> list[Token]:
    while run and run[-1].word.endswith("ly") and _lower(text, run[-1]):
        run = run[:-1]
    return run


def _without_verb(
    text: str, run: list[Token], before: Token | None, asked: str, auxiliary: str | None, *, is_followed: bool
) -> tuple[list[Token], bool]:
    """Return a run without the main verb, and whether that was in it: behind the subject, else first."""
    if auxiliary is None:
        if not TAKES_A_NOUN.search(asked) or asked.lower() == "what":
            return (run[1:], True) if before is None and _lower(text, run[0]) else (run, False)
        verbs = (n for n, each in enumerate(run) if _lower(text, each) and is_past(each.word))
        at = next((n for n in verbs if n or before is not None or _is_plainly_past(run[0].word)), None)
        return (run[at + 1 :], True) if at is not None else (run, False)
    is_subject = before is not None and (before.word in AUXILIARIES or before.word == "there")
    if is_subject and auxiliary in BE and _lower(text, run[0]) and is_past(run[0].word) and asked.lower() != "what":
        return run[1:], True  # "Which module is gone?"
    if not is_subject or (len(run) == 1 and is_followed and auxiliary in DO and _lower(text, run[0])):
        return (
            (run[1:], True)
            if _lower(text, run[0]) and before is not None and before.word not in PREPOSITIONS
            else (run, False)
        )
    nouns = [n for n, token in enumerate(run) if token.term is not None]
    behind_a_name = (n for n in nouns[1:] if _lower(text, run[n]) and not text[run[n - 1].start].islower())
    behind_it = next(behind_a_name, None)
    main = [n for n in reversed(nouns[1:]) if _is_main(text, run, n, auxiliary)]
    known = [n for n in main if base_form(run[n].word) or is_verb(run[n].word)]
    is_noun = behind_it not in known and any(n > (behind_it or 0) for n in known)  # "Did the December *sale* pay …?"
    is_noun = is_noun or (auxiliary in BE and behind_it is not None and _is_noun_of(text, run, behind_it))
    if behind_it is not None and not run[behind_it].word.endswith("s") and not is_noun:
        return run[:behind_it], True
    cut = next(iter(known or main), None)
    return (run[:cut], True) if cut is not None else (run, False)


def _is_main(text: str, run: Sequence[Token], n: int, auxiliary: str) -> bool:
    """Tell whether a word may be the main verb behind a subject."""
    word, is_last = run[n].word, n == len(run) - 1
    if not _lower(text, run[n]) or run[n - 1].term is None:
        return False
    if auxiliary in BE:
        behind_a_name = not _lower(text, run[n - 1])
        is_said_of = is_last and behind_a_name and not _is_noun_of(text, run, n)
        return not word.endswith("s") and (is_past(word) or word.endswith("ing") or is_said_of)
    return (base_form(word) is not None or is_verb(word) or is_last) and not word.endswith("s")


def _is_noun_of(text: str, run: Sequence[Token], n: int) -> bool:
    """Tell whether a word behind a name goes with it ("the New Zealand *team*"), and is not said of it alone."""
    is_led = run[0].word in DETERMINERS
    is_last = n == len(run) - 1 and not re.match(r"\s+(?:of|to)\b", text[run[n].end :])
    return is_led and is_last and tags(text).get(run[n].start, "").startswith("NN")


def _is_plainly_past(word: str) -> bool:
    """Tell whether a word right behind "how many" or "which" is a verb ("How many *died* …?"), no noun ("people")."""
    return word.endswith("ed") or (word in BASE_FORMS and word not in _PLURALS)


def _is_infinitive(words: Sequence[Token], n: int) -> bool:
    """Tell whether a word behind "to" is a verb ("have to *wash* it")."""
    return is_base(words[n].word) or (n > 1 and words[n - 2].word in _WANTING)


def _lower(text: str, token: Token) -> bool:
    return text[token.start].islower() and token.term is not None


def _made(text: str, run: Sequence[Token], preposition: str | None) -> Phrase:
    start, end = run[0].start, run[-1].end
    end -= 2 if re.search(r"['’]s$", text[start:end]) else 0
    until = next((n for n, token in enumerate(run) if token.word == "of" and n), len(run))
    head = run[until - 1]
    joined = any(token.word == "and" for token in run[:until])
    capitals = [token for token in run[:until] if token.term and not text[token.start : token.end].islower()]
    named = head in capitals and (len(capitals) > 1 or not text[head.start].isupper() or _is_known_name(text, head))
    is_plural = joined or _is_plural(head.word, name=text[head.start].isupper())
    first = run[0].word if run[0].word in DETERMINERS else None
    return Phrase(text[start:end], start, end, fold(head.word), preposition, named, is_plural, first)


def _is_known_name(text: str, head: Token) -> bool:
    word = text[head.start : head.end]
    return is_proper(word) or (len(word) > 1 and word.isupper())


def _is_plural(word: str, *, name: bool) -> bool:
    if word in _PLURALS or word in _SINGULARS or name:
        return word in _PLURALS
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def names(text: str, begin: int = 0) -> Iterator[Phrase]:
    """Yield the names in a text from a place on, each with the preposition before it."""
    for found in expressions(text[begin:], "name"):
        before = re.search(r"(\w+)\s+(?:the\s+)?$", text[: begin + found.start])
        preposition = before[1].lower() if before and before[1].lower() in PREPOSITIONS else None
        said = text[begin + found.start : begin + found.end]
        goes_on = re.match(r"\s+[a-z]", text[begin + found.end :])
        if goes_on and begin + found.start == 0 and " " not in said and not is_proper(said):  # "*Relations* with …"
            continue
        if all(fold(word) in STOP_WORDS and (word.istitle() or word.islower()) for word in said.split()):
            continue
        yield Phrase(
            said, begin + found.start, begin + found.end, fold(said.split()[-1]), preposition, True, " and " in said
        )
