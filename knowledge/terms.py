"""Text to words and their English terms, for passages and for queries. Folding is for matching; offsets are raw.

Text without spaces becomes pairs of letters that overlap, as is usual for Chinese; other languages are in languages.py.
"""

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from knowledge.irregular import BASE_FORMS
from knowledge.nltk_parts import EnglishStemmer

ANALYZER = "languages-3"
"""The analyzer's version, part of the fingerprint: change it whenever the same text would give other terms."""

# Invisible joiners inside a word (soft hyphen, zero-width space and joiners, byte-order mark) are folded away.
_JOINERS = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# Accents written as characters of their own ("e\u0301") belong to the word; folding joins them to their letters.
# So do the vowel signs of Arabic, Hebrew and the scripts of India.
_ACCENTS = "".join(chr(each) for each in range(0x300, 0xE00) if unicodedata.category(chr(each)).startswith("M"))
# Written without spaces: Thai, Lao, Burmese, Khmer, Japanese, Chinese; and Korean, whose particles cling to the word.
# Among them are the half-width letters of Japanese, and the parts that NFD takes the letters of both apart into.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e80-\u0ece\u1000-\u103f\u1050-\u109f\u1100-\u11ff\u1780-\u17d3\u3005-\u3007"
    "\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
# Superscript digits are footnote marks, not part of the word before them ("partnerships¹").
SUPERSCRIPTS = "\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
TO_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LETTER = rf"[^\W_{SUPERSCRIPTS}{_UNSPACED}]"
_WORD = re.compile(
    rf"\d+(?:[.,:]\d+)+|(?:[A-Za-z]\.){{2,}}"
    rf"|{_LETTER}+(?:(?:['’{_JOINERS}]|[{_ACCENTS}]+){_LETTER}+)*[{_ACCENTS}]*|[{_UNSPACED}]+"
)
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
# A letter with the signs around it that are no letters by themselves, some of which Thai and Lao write before it.
_CLUSTER = re.compile(
    r"[\u0e40-\u0e44\u0ec0-\u0ec4]?\w[\u0e30\u0e32\u0e33\u0e45\u0eb0\u0eb2\u0eb3\u1160-\u11ff\uff9e\uff9f\W]*|.",
    re.DOTALL,
)
_DIGIT = re.compile("[0-9]")
# The hyphens and dashes that PDF and Word put for "-".
_HYPHENS = "\u2010\u2011\u2012\u2013\u2212"
_TYPED = str.maketrans(_HYPHENS, "-" * len(_HYPHENS))
_IDENTIFIER = re.compile(
    rf"(?<![^\W_])[^\W_]+(?:[-{_HYPHENS}/_.:#+&][^\W_]+)+"  # from a word's first sign on: linear in time
)
_EDITION = re.compile(r"\d{3,}(?::\d+)+")  # "ISO 9001:2015"; a time of day has fewer digits
# Romanian's letters with a comma below are often typed with a cedilla, as Snowball has them, and "ё" without its dots;
# of the Turkish "İ" case folding leaves a dot of its own.
_FOLDED_AWAY = str.maketrans("șțё", "şţе", _JOINERS + ".\u0307")
_ISE = re.compile(r"(?<=[^aeiou])is(?=e[ds]?$|ing$|ations?$)")
_POSSESSIVE = re.compile(r"['’]s?$")

STOP_WORDS = frozenset(
    "a about above after again against all also am an and any are as at be because been before being below between "
    "both but by can cannot could did do does doing done down during each either else ever every few for from further "
    "had has have having he her here hers herself him himself his how however i if in into is it its itself just let "
    "me more most much my myself nor not now of off on once one only or other our ours ourselves out over own "
    "please same shall she should so some such than that the their theirs them themselves then there these they this "
    "those through to too under until up upon us very was we were what whatever when where whether which while who "
    "whoever whom whose why will with would you your yours yourself yourselves "
    "anything something everything nothing anyone someone everyone anybody somebody everybody nobody "
    "i'm i've don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't it's that's what's "
    "who's where's there's let's".split()
)


_ABBREVIATIONS = frozenset(("US", "IT", "WHO"))
"""Written in capitals these are names, not stop words."""


class Token(NamedTuple):
    """A word of a text: `text[start:end]`, its folded form and the term it is indexed under (None: a stop word)."""

    start: int
    end: int
    word: str
    term: str | None


@lru_cache(maxsize=1)
def _stemmer() -> EnglishStemmer:
    return EnglishStemmer()


def fold(word: str) -> str:
    """Return the form of a word that is compared: NFKC, case folded, without possessive and invisible joiners."""
    return word if _is_number(word) else _remembered_fold(word)


def _is_number(word: str) -> bool:
    """Tell whether a word is digits alone, and so all of its own forms; there is no end of them to be remembered."""
    return word.isascii() and word.isdigit()


def _fold(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold()
    if len(folded) > 1 and not folded[0].isdigit():
        folded = _POSSESSIVE.sub("", folded).translate(_FOLDED_AWAY)
    return folded.replace("’", "'")


_remembered_fold = lru_cache(maxsize=50_000)(_fold)


def stem(folded: str) -> str:
    """Return the Snowball stem (Porter2, English) of a folded word, of its base form where it is irregular."""
    return folded if _is_number(folded) else _stem(folded)


@lru_cache(maxsize=50_000)
def _stem(folded: str) -> str:
    stemmed: str = _stemmer().stem(_american(BASE_FORMS.get(folded, folded)))
    return stemmed


def _american(word: str) -> str:
    """Return a word with British "-ise" and "-isation" spelt as the other half of the texts spell them."""
    return _ISE.sub("iz", word) if len(word) > 6 else word


def term(word: str) -> str | None:
    """Return the term under which a word is indexed, or None for a stop word ("us", but not "US")."""
    folded = fold(word)
    if not folded or (folded in STOP_WORDS and word.replace(".", "") not in _ABBREVIATIONS):
        return None
    return stem(folded)


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text in order, with exact offsets."""
    shouted = text.isupper() and len(text.split()) > 1  # one word in capitals may well be a name ("US")
    plain = text.isascii()
    for match in _WORD.finditer(text):
        word = match.group()
        if not plain and is_unspaced(word):
            yield from (Token(a, b, fold(text[a:b]), term(text[a:b])) for a, b in _pairs(text, *match.span()))
        else:
            start, end = match.span()
            yield Token(start, end, _folded[word], _terms[word.lower() if shouted else word])


def is_unspaced(word: str) -> bool:
    """Tell whether a word is of a script that is written without spaces."""
    return not word.isascii() and _IS_UNSPACED.match(word) is not None


def _pairs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where each two letters in a row stand in text without spaces; where there is one alone, that."""
    places = [match.span() for match in _CLUSTER.finditer(text, start, end)]
    yield from ((a, b) for (a, _), (_, b) in pairwise(places)) if len(places) > 1 else places


def letters(text: str) -> list[str]:
    """Return the folded letters of text without spaces, one by one: they find what a single one asks for."""
    if text.isascii() or not _IS_UNSPACED.search(text):
        return []
    runs = (match.group() for match in _WORD.finditer(text) if is_unspaced(match.group()))
    parted = (_CLUSTER.findall(run) for run in runs)
    return [fold(each) for clusters in parted if len(clusters) > 1 for each in clusters]


def terms(text: str) -> list[str]:
    """Return the terms of a text in order, stop words left out."""
    return words_and_terms(text)[1]


_REMEMBERED = 300_000
"""Words whose forms are remembered: a text has few words that are new."""
_CHUNKS, _SHORT, _SHORT_NUMBER = 100_000, 50, 5
"""Stretches without spaces whose words are remembered, and how many characters these have at most, with a digit too.

Of longer ones with a digit there is no end: a server that remembers them grows with every date and number asked.
"""


class _Folded(dict[str, str]):
    """The folded form of each word met."""

    def __missing__(self, word: str) -> str:
        if _is_number(word):
            return word
        if len(self) > _REMEMBERED:
            self.clear()
        folded = self[word] = fold(word)
        return folded


class _Terms(dict[str, str | None]):
    """The term of each word met."""

    def __missing__(self, word: str) -> str | None:
        if _is_number(word):
            return word
        if len(self) > _REMEMBERED:
            self.clear()
        made = self[word] = term(word)
        return made


class _Chunks(dict[str, tuple[str, ...]]):
    """The words, or the terms, of each stretch without spaces met: no word goes beyond one."""

    def __init__(self, made: Callable[[str], str | None]) -> None:
        self._made = made

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        found = tuple(each for each in map(self._made, _WORD.findall(chunk)) if each is not None)
        if len(self) > _CHUNKS:
            self.clear()
        if len(chunk) <= (_SHORT_NUMBER if _DIGIT.search(chunk) else _SHORT):
            self[chunk] = found
        return found

    def joined(self, chunks: Iterable[str]) -> list[str]:
        """Return those of several in a row."""
        joined: list[str] = []
        deque(map(joined.extend, map(self.__getitem__, chunks)), maxlen=0)
        return joined


_folded = _Folded()
_terms = _Terms()
_chunk_words, _chunk_terms = _Chunks(_folded.__getitem__), _Chunks(_terms.__getitem__)


def words_and_terms(text: str) -> tuple[list[str], list[str]]:
    """Return the folded words of a text and its terms, as `tokens` has them: the quick way through much text."""
    chunks = stretches(text)
    if chunks is not None:
        return _chunk_words.joined(chunks), _chunk_terms.joined(chunks)
    parted = list(tokens(text))
    return [token.word for token in parted], [token.term for token in parted if token.term is not None]


def stretches(text: str) -> list[str] | None:
    """Return what stands between the spaces of a text, where its words and terms are those of each stretch alone.

    None where they are not: text in capitals, whose words are read in small letters, and text without spaces.
    """
    if not text.isascii() and _IS_UNSPACED.search(text):
        return None
    parted = text.split()
    return None if text.isupper() and len(parted) > 1 else parted


def of_stretch(stretch: str) -> tuple[list[str], list[str]]:
    """Return the folded words and the terms of one of the `stretches` of a text."""
    found = _WORD.findall(stretch)
    made = map(_terms.__getitem__, found)
    return list(map(_folded.__getitem__, found)), [each for each in made if each is not None]


def telling_words(text: str) -> list[tuple[str, str]]:
    """Return the folded words of a text that have a term, each with that, in order, as `tokens` has them."""
    shouted = text.isupper() and len(text.split()) > 1
    if shouted or not text.isascii():
        return [(token.word, token.term) for token in tokens(text) if token.term is not None]
    found = _WORD.findall(text)
    pairs = zip(map(_folded.__getitem__, found), map(_terms.__getitem__, found), strict=True)
    return [(word, term) for word, term in pairs if term is not None]


def identifiers(text: str) -> list[str]:
    """Return the folded forms of what is written as one though it has several words, a digit among them: "A-17/b".

    A number with its edition ("9001:2015") is one word, and found by its parts too.
    """
    if text.isascii() and not _DIGIT.search(text):
        return []
    chunks = [each for each in text.split() if not each.isalpha() and any(map(str.isdigit, each))]
    found = (match.group() for chunk in chunks for match in _IDENTIFIER.finditer(chunk))
    written = (each.translate(_TYPED) for each in found if any(map(str.isdigit, each)) and not _WORD.fullmatch(each))
    parts = (match.group().split(":") for chunk in chunks if ":" in chunk for match in _EDITION.finditer(chunk))
    return [*map(_fold, written), *chain.from_iterable(parts)]
