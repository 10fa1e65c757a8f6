"""Whether a sentence says something else in the very place of what is asked: another name or number, or the contrary.

"Where is the *private* clinic?" asks for nothing that "the *public* clinic stands in Graz" tells, "What did *Mark* Lee
say?" for nothing that *Joan* Lee said, and what opened in *2004* did not open "in 2014", however alike the rest is.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from bot.reading.full_names import TITLES
from bot.reading.numerals import CARDINALS
from bot.reading.questions import Asking
from knowledge import Token, antonyms, fold, stem, tokens

_DENIED = re.compile(
    r"\b(?:not?|never|nor|neither|without|cannot|unable|nobody|none|nothing)\b|n[’']t\b", re.IGNORECASE
)
"""What makes a word its contrary, or the contrary of it: nothing is told then."""
_BESIDE = re.compile(r"(?:['’]s)?[\s–-]?")
_ORDINALS = {"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th"}
_FIGURES = {word: str(number) for word, number in CARDINALS.items()} | _ORDINALS
_POSSESSIVE = re.compile(r"['’]s$")
_YEAR = r"\b(?:1[5-9]|20)\d\d\b"
_MONTH = r"(?<!^)\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
_TIMES = re.compile(_YEAR), re.compile(_MONTH)
"""Of years and of months a sentence names those that it speaks of, unless it speaks of all from one or to one."""
_SPANNING = re.compile(
    rf"\b(?:since|from|until|till|between|before|after|by)\s+(?:\w+\s+){{0,2}}?(?:{_YEAR}|{_MONTH})|{_YEAR}\s?[–-]\s?\d",
    re.IGNORECASE,
)
_ALIKE = 0.75
"""How alike two names are that may be one, misspelt: one less the share of letters that differ."""


def contradicts(asking: Asking, sentence: str, passage: str, about: str) -> bool:
    """Tell whether a sentence says something else than is asked, in the place of a word of the question.

    `about` are the headings and the title of its passage: they go for all sentences. A question for yes or no is
    answered by the contrary too.
    """
    if asking.asked == "yes/no":
        return False
    return (
        _is_of_another_time(asking.text, sentence, about)
        or _names_another(asking.text, sentence, passage, about)
        or _says_an_antonym(asking, sentence)
    )


def _is_of_another_time(question: str, sentence: str, about: str) -> bool:
    """Tell whether a question names a year or month that a sentence does not, and that names another."""
    if _SPANNING.search(sentence):
        return False
    found = ((set(each.findall(text)) for text in (question, sentence, about)) for each in _TIMES)
    return any(said and asked - said - around for asked, said, around in found)


def _names_another(question: str, sentence: str, passage: str, about: str) -> bool:
    """Tell whether another number or name stands beside the same word as one of the question that is missing.

    A name is missing where the whole passage lacks it: who is named in full there may be called by half.
    """
    found = list(_in_its_place(question, sentence))
    near = _forms(f"{about}\n{sentence}") if found else set()
    found = [each for each in found if _form(each[0]) not in near]
    if any(_is_another_number(word, instead) for word, instead, _ in found):
        return True
    names = [word for word, instead, beside in found if beside[0].isupper() and _is_another_name(word, instead)]
    return bool(names) and not near.union(_forms(passage)).issuperset(map(_form, names))


def _in_its_place(question: str, sentence: str) -> Iterator[tuple[str, str, str]]:
    """Yield the words of a question with another that stands in a sentence on the same side of the same word."""
    own, said = _forms(question), _neighbours(sentence)
    for word, beside in _neighbours(question):
        for other, same in said:
            if _form(beside) == _form(same) and _form(other) not in own:
                yield word, other, beside
            if _form(word) == _form(other) and _form(same) not in own:
                yield beside, same, word


def _forms(text: str) -> set[str]:
    return {_form(text[token.start : token.end]) for token in tokens(text)}


def _neighbours(text: str) -> list[tuple[str, str]]:
    """Return the words of a text that stand side by side, no little ones among them but "one"."""
    return [
        (text[first.start : first.end], text[second.start : second.end])
        for first, second in pairwise(tokens(text))
        if all(each.term or each.word in _FIGURES for each in (first, second))
        and _BESIDE.fullmatch(text[first.end : second.start])
    ]


@lru_cache(maxsize=4096)
def _form(word: str) -> str:
    """Return the stem of a word, the figures of a number."""
    folded = fold(word)
    return _FIGURES.get(folded) or (_POSSESSIVE.sub("", folded) if folded[0].isdigit() else stem(folded))


def _is_another_number(word: str, instead: str) -> bool:
    """Tell whether two words are numbers of one kind: an ordinal beside a cardinal says something else."""
    one, other = _form(word), _form(instead)
    return one[0].isdigit() and other[0].isdigit() and one[-1].isdigit() == other[-1].isdigit()


def _is_another_name(word: str, instead: str) -> bool:
    """Tell whether two words are names, not one misspelt or inflected, and neither a title."""
    one, other = fold(word), fold(instead)
    if not (word[0].isupper() and instead[0].isupper()) or TITLES & {one, other}:
        return False
    return one[:4] != other[:4] and OSA.normalized_similarity(one, other) < _ALIKE


def _says_an_antonym(asking: Asking, sentence: str) -> bool:
    """Tell whether an antonym of a word that a sentence lacks stands there beside the same word as in the question."""
    if _DENIED.search(sentence) or _DENIED.search(asking.text):
        return False
    asked, said = _telling(asking.tokens), _telling(tokens(sentence))
    lacking = set(asked) - set(said)
    for at, word in enumerate(asked):
        contrary = antonyms(word) - set(asked) if word in lacking else frozenset[str]()
        for neighbour in (at - 1, at + 1) if contrary.intersection(said) else ():
            side = at - neighbour
            places = [n for n, each in enumerate(said) if 0 <= neighbour < len(asked) and each == asked[neighbour]]
            near = {n + step for n in places for step in (side, 2 * side, -side)}
            if any(said[n] in contrary for n in near if 0 <= n < len(said)):
                return True
    return False


def _telling(words: Iterable[Token]) -> list[str]:
    """Return the terms of words, and of those little ones that have an antonym ("more")."""
    stems = ((word.term, stem(word.word)) for word in words)
    return [term or little for term, little in stems if term or antonyms(little)]
