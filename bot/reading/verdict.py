"""Whether a sentence plainly says yes or no to a question; a verdict that is not plain is none at all.

The question's words must stand in the sentence in their order, joined by the same little words, as one clause that
nothing makes doubtful. Whatever is not understood counts against a verdict: a wrong "Yes" is worse than none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.reading.expressions import expressions
from bot.reading.verbs import is_verb
from knowledge import Token, is_proper, tokens

Verdict = Literal["yes", "no"]

_AUXILIARIES = {
    "is": "be now", "are": "be now", "was": "be then", "were": "be then", "do": "do now", "does": "do now",
    "did": "do then", "has": "have now", "have": "have now", "had": "have then",
}  # fmt: skip
_OTHER_AUXILIARIES = frozenset("be been being can could will would shall should may might must cannot".split())
_ARTICLES = frozenset(("the", "a", "an"))
_PRONOUNS = frozenset("i you he she it we they this that these those one there him them us me".split())
_NEGATIONS = frozenset(("not", "never"))
_IGNORED = _ARTICLES | _NEGATIONS | {"also", "then"}
_ALWAYS = frozenset("all every any both always each ever exactly much many more most only even again".split())
_DOUBT = frozenset(
    "if unless whether except only almost nearly hardly barely scarcely rarely seldom partly partially allegedly until "
    "reportedly reputedly supposedly purportedly possibly probably perhaps likely unlikely maybe apparently seemingly "
    "generally typically usually sometimes occasionally often theoretically necessarily claim claims claimed claiming "
    "say says said saying argue argues argued believe believes believed think thinks thought suggest suggests "
    "suggested report reports reported according rumour rumours rumoured rumor rumors rumored alleged assumed assume "
    "assumes consider considers considered suspect suspects suspected expect expects expected intend intended plan "
    "plans planned hope hopes hoped attempt attempts attempted try tries tried seem seems seemed appears deny denies "
    "denied refuse refuses refused fail fails failed false falsely myth legend theory hypothesis no nor neither none "
    "nobody nothing without unable lack lacks lacked former formerly once would could might may should".split()
)
"""Words that make a sentence say less than it seems to, unless the question has them too."""
_CONDITIONS = frozenset("when whenever where while provided some certain".split())
_TIMES = frozenset(("in", "on", "during", "at"))
_UNCHANGED = frozenset("put cut hit set let cost shut spread beat read burst quit split".split())
_QUOTED = re.compile(r"[“”\"«»?]|(?<!\w)['‘]")
_ASKED_TIME = re.compile(r"\s(?:in|on|during)\s+(?P<time>[^?]+?)\s*\??\s*$", re.IGNORECASE)
_FRONTED = re.compile(r"^\W*(?:in|on|during)\s+(?P<time>[^,]+(?:,\s*\d{4})?),?\s*", re.IGNORECASE)
_APPOSED = re.compile(r",\s[^,;]{2,80},(?=\s(?:is|are|was|were|has|have|had)\b)")
_CLAUSE = re.compile(r"[,;]\s+(?:(?:and|but|so|however|therefore|thus),?\s+)?|^\W*(?:and|but|so)\s+", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class _Linked:
    """A content word with the little words between it and the one before."""

    token: Token
    word: str
    links: tuple[str, ...]


def verdict(question: str, sentence: str) -> Verdict | None:
    """Return what a sentence says to a yes/no question where that is plain, else None."""
    sentence = _APPOSED.sub("", _ASIDE.sub("", sentence)).rstrip()
    auxiliary, asked = _asked(question)
    if not asked or not sentence.endswith(".") or _QUOTED.search(sentence) or _QUOTED.search(question.rstrip("? ")):
        return None
    if _is_doubtful(question, sentence, auxiliary):
        return None
    return _found(auxiliary, asked, sentence) or _found_at_a_time(question, sentence)


def _found(auxiliary: str, asked: Sequence["_Linked"], sentence: str) -> Verdict | None:
    said = list(_linked(sentence, tokens(sentence)))
    for first, each in enumerate(said):
        if each.token.term == asked[0].token.term and _begins_a_clause(sentence, said, first, asked[0].links):
            found = _aligned(asked, said, first)
            if found:
                return _judged(auxiliary, asked, [said[n] for n in found], sentence)
    return None


def _found_at_a_time(question: str, sentence: str) -> Verdict | None:
    """Return what is said to a question that ends with a time which the sentence begins with ("In 1932, …")."""
    asked, fronted = _ASKED_TIME.search(question), _FRONTED.match(sentence)
    if not asked or not fronted or not any(expressions(fronted["time"], "time")):
        return None
    times = {token.word for token in tokens(asked["time"])}
    if not times <= {token.word for token in tokens(fronted["time"])} or not any(expressions(asked["time"], "time")):
        return None
    auxiliary, rest = _asked(question[: asked.start()])
    found = _found(auxiliary, rest, sentence[fronted.end() :]) if rest else None
    return found if found == "yes" else None


def _asked(question: str) -> tuple[str, list[_Linked]]:
    """Return a question's auxiliary and its content words; none where it is no question that can be judged."""
    words = list(tokens(question))
    little = {word.word for word in words if word.term is None}
    if not words or words[0].word not in _AUXILIARIES or little & (_NEGATIONS | _PRONOUNS | {"or"}):
        return "", []
    return words[0].word, list(_linked(question, words[1:]))


def _linked(text: str, words: Sequence[Token] | Iterator[Token]) -> Iterator[_Linked]:
    links: list[str] = []
    for token in words:
        if token.term is None or token.word in _NEGATIONS:
            links.append(token.word)
        else:
            yield _Linked(token, text[token.start : token.end], tuple(links))
            links = []


def _is_doubtful(question: str, sentence: str, auxiliary: str) -> bool:
    """Tell whether the sentence only reports, doubts, limits or denies what it says."""
    doubt = _DOUBT | _CONDITIONS if _AUXILIARIES[auxiliary].endswith("now") else _DOUBT
    said = {token.word for token in tokens(sentence)}
    return bool(doubt & said - {token.word for token in tokens(question)}) or bool(
        _DOUBT & said & {"no", "if", "would"}
    )


def _begins_a_clause(sentence: str, said: Sequence[_Linked], first: int, asked: Sequence[str]) -> bool:
    """Tell whether only what was asked, or what a name is called ("the producer *Ann*"), leads to a subject."""
    at = said[first].token.start
    start = max((match.end() for match in _CLAUSE.finditer(sentence, 0, at)), default=0)
    before = list(tokens(sentence[start:at]))
    if _bare([token.word for token in before if token.term is None]) != _bare(asked):
        return False
    if any(token.word in _NEGATIONS for token in before):  # "*Not* Ann was elected."
        return False
    called = [sentence[start + token.start : start + token.end] for token in before if token.term]
    is_name = said[first].word[0].isupper()
    return not called or (is_name and called[-1].islower() and not any(map(_is_no_noun, called)))


def _is_no_noun(word: str) -> bool:
    return is_proper(word) or word.endswith(("ing", "ed")) or (is_verb(word) and not word.endswith(("er", "or")))


def _aligned(asked: Sequence[_Linked], said: Sequence[_Linked], first: int) -> list[int] | None:
    """Return which words of the sentence are the question's, in order, from one on, or None."""
    places = [first]
    for each in asked[1:]:
        at = places[-1] + 1
        while at < len(said) and said[at].token.term != each.token.term:
            if not _may_stand_between(said, places[-1], at):
                return None
            at += 1
        if at == len(said) or not _same_links(each, said[places[-1] + 1 : at + 1]):
            return None
        places.append(at)
    return places


def _may_stand_between(said: Sequence[_Linked], last: int, at: int) -> bool:
    """Tell whether a word that is not asked for changes nothing: an adverb, a middle name, a figure of a date."""
    word = said[at].word
    is_middle = word[0].isupper() and said[last].word[0].isupper() and not said[at].links
    return word.endswith("ly") or is_middle or word.isdigit()


def _same_links(asked: _Linked, said: Sequence[_Linked]) -> bool:
    """Tell whether the same little words lead to a word in the question and in the sentence."""
    links = _bare([link for each in said for link in each.links])
    is_time = asked.word[0].isdigit() or any(expressions(asked.word, "time"))
    same_time = is_time and len(links) == 1 and {*links, *_bare(asked.links)} <= _TIMES
    return links == _bare(asked.links) or same_time


def _bare(links: Sequence[str]) -> list[str]:
    """Return the little words that join, without articles, auxiliaries and negations."""
    return [link for link in links if link not in _IGNORED and link not in _AUXILIARIES]


def _judged(auxiliary: str, asked: Sequence[_Linked], said: Sequence[_Linked], sentence: str) -> Verdict | None:
    """Return what the words that were found say, by their auxiliary, their forms and a negation."""
    region = sentence[said[0].token.end : said[-1].token.end]
    little = [token.word for token in tokens(region)]
    auxiliaries = [_AUXILIARIES[word] for word in little if word in _AUXILIARIES]
    negations = [word for word in little if word in _NEGATIONS or word.endswith("n't")]
    others = _OTHER_AUXILIARIES & set(little) - {each.token.word for each in asked} - set(_links(asked))
    if others or _owners(asked) != _owners(said):
        return None
    wanted = _AUXILIARIES[auxiliary]
    if negations:
        plain = len(negations) == 1 and auxiliaries == [wanted] and _is_bare(asked, said, sentence)
        return "no" if plain else None
    if wanted.startswith("do") and auxiliaries:  # "does … have" asks for "has"
        is_right = {"have", "has", "had"} & set(_links(asked)) and auxiliaries == [wanted.replace("do", "have")]
    elif wanted.startswith("do"):
        is_right = _right_form(auxiliary, asked, said)
    else:
        is_right = auxiliaries == [wanted]
    return "yes" if is_right and _ends_there(said, sentence) else None


def _owners(words: Sequence[_Linked]) -> list[bool]:
    return [each.word.endswith(("'s", "’s")) for each in words]


def _links(asked: Sequence[_Linked]) -> list[str]:
    return [link for each in asked for link in each.links]


def _is_bare(asked: Sequence[_Linked], said: Sequence[_Linked], sentence: str) -> bool:
    """Tell whether the clause says nothing beside what was asked, which alone may be what it denies."""
    end = re.compile(r"[,;.]\s|[,;.]?$").search(sentence, said[-1].token.end)
    words = list(tokens(sentence[: end.start() if end else len(sentence)]))
    content = [token for token in words if token.term and token.word not in _NEGATIONS]
    limits = _ALWAYS & {*(token.word for token in words), *_links(asked)}
    return len(content) == len(said) and words[-1].end == said[-1].token.end and not limits


def _ends_there(said: Sequence[_Linked], sentence: str) -> bool:
    """Tell whether what follows does not change the last word: no noun that it belongs to, no "of"."""
    end = said[-1].token.end
    following = next(iter(tokens(sentence[end:])), None)
    if following is None or sentence[end : end + following.start].strip():
        return True
    is_adverb = following.word.endswith("ly") or following.word in ("twice", "again", "today")
    return following.word != "of" and (following.term is None or following.word.isdigit() or is_adverb)


def _right_form(auxiliary: str, asked: Sequence[_Linked], said: Sequence[_Linked]) -> bool:
    """Tell whether a verb stands in the sentence in the tense that "did", "does" or "do" asks in."""
    pairs = [(a.token.word, s.token.word) for a, s in zip(asked, said, strict=True)]
    changed = [(one, other) for one, other in pairs if one != other]
    past = [other for one, other in changed if not other.startswith(one) or other.endswith("ed")]
    if auxiliary == "did":
        return bool(past) or any(one == other and one in _UNCHANGED for one, other in pairs)
    present = [other for _, other in changed if other.endswith("s")]
    return not past and (auxiliary == "do" or len(present) == 1)
