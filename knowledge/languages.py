"""The languages of documents: telling one by its little words, and a word's term in it. English is at home in terms.

What is neither plainly one of the other fourteen languages that Snowball stems is taken for English: an English text
must never be taken for another. A term of another language bears its code ("de:haus"), so that a word counts in the
documents of its own language alone.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from unicodedata import combining

from knowledge.nltk_parts import SnowballStemmer
from knowledge.terms import STOP_WORDS, fold, is_unspaced, stem, words_and_terms
from knowledge.terms import of_stretch as english_of_stretch

ENGLISH = "english"
CODES: Mapping[str, str] = {
    "arabic": "ar", "danish": "da", "dutch": "nl", "finnish": "fi", "french": "fr", "german": "de", "hungarian": "hu",
    "italian": "it", "norwegian": "no", "portuguese": "pt", "romanian": "ro", "russian": "ru", "spanish": "es",
    "swedish": "sv",
}  # fmt: skip
"""The languages beside English, with the code that their terms bear."""

_READ = 3000
"""Characters of a text that it is told by."""
_ENGLISH = 0.25
"""The share of English little words that no text of another language has."""
_DIFFERENT, _FEWEST, _SHARE, _LEAD = 4, 2.5, 0.08, 1.5
"""How many little words of a language there must be, what they must come to in all, and a word, and how many times what
English's do."""
_FEWEST_ASKED, _LEAD_ASKED = 1.5, 2
"""What a question's little words of a language must come to, and how many times what any other's do."""
_ELIDED = re.compile(
    r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu|un|(?:d|n|s)?ell|(?:d|n)?all|sull|gli|dell|quell|quest)'"
    r"(?=\w)"
)


@lru_cache(maxsize=1)
def stop_words() -> Mapping[str, frozenset[str]]:
    """Return the little words of each language, English among them."""
    lines = files(__package__).joinpath("stop_words.txt").read_text(encoding="utf-8").splitlines()
    parted = (line.partition(":") for line in lines if not line.startswith("#"))
    return {ENGLISH: STOP_WORDS, **{name: frozenset(map(fold, words.split())) for name, _, words in parted}}


@lru_cache(maxsize=1)
def _worth() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Return for each little word the languages that have it; the more they are, the less each gets of it."""
    having: dict[str, list[str]] = {}
    for name, words in stop_words().items():
        for word in (each for each in words if len(each) > 1):  # a letter alone is a formula's, or an initial
            having.setdefault(word, []).append(name)
    return {word: tuple((name, 1 / len(names)) for name in names) for word, names in having.items()}


def language_of(text: str) -> str:
    """Return the language that a text is written in, by Snowball's name; English unless it is plainly another."""
    begins = text[:_READ]
    rough = begins.lower().split()
    if sum(map(STOP_WORDS.__contains__, rough)) > _ENGLISH * len(rough):
        return ENGLISH
    words = words_and_terms(begins)[0]
    scores, different = _shares(words)
    english = scores.pop(ENGLISH, 0.0)
    best, score = max(sorted(scores.items()), key=lambda each: each[1], default=(ENGLISH, 0.0))
    plain = different[best] >= _DIFFERENT and score >= max(_FEWEST, _SHARE * len(words), _LEAD * english)
    return best if plain else ENGLISH


def language_of_question(text: str) -> str | None:
    """Return the language that a question is surely written in, by Snowball's name, or None where it is not sure."""
    scores, different = _shares(words_and_terms(text[:_READ])[0])
    ranked = sorted(scores.items(), key=lambda each: (-each[1], each[0]))
    (best, score), (_, second) = [*ranked, ("", 0.0), ("", 0.0)][:2]
    return best if different[best] >= 2 and score >= max(_FEWEST_ASKED, _LEAD_ASKED * second) else None


def language_code(text: str) -> str | None:
    """Return the ISO 639-1 code of the language that a text is surely written in, or None where it is not sure."""
    name = language_of_question(text)
    return "en" if name == ENGLISH else CODES.get(name or "")


def _shares(words: Sequence[str]) -> tuple[dict[str, float], Counter[str]]:
    """Return what the little words among these come to in each language, and how many different ones there are."""
    scores, different = defaultdict[str, float](float), Counter[str]()
    for word, count in Counter(words).items():
        for name, value in _worth().get(word, ()):
            scores[name] += value * count
            different[name] += 1
    return scores, different


@lru_cache(maxsize=100_000)
def term_in(language: str, word: str) -> str | None:
    """Return the term of a folded word in a language other than English, None for a little word of it.

    Vowel signs and stress marks, which few write, do not count. What Snowball's stemmer of the language cannot stem
    keeps its English term: numbers, and Latin among other letters.
    """
    bare = _ELIDED.sub("", word) if language in ("french", "italian") else word
    plain = "".join(each for each in bare if not combining(each))
    if not plain or not stop_words()[language].isdisjoint((word, bare, plain)):
        return None
    if not plain.isalpha() or (plain.isascii() and language in ("arabic", "russian")) or is_unspaced(plain):
        return stem(bare)
    # A stemmer of its own: Arabic's keeps in itself how far it is with a word, and something of the words before.
    return f"{CODES[language]}:{SnowballStemmer(language).stem(plain)}"


def other_terms(word: str) -> list[str]:
    """Return the terms of a folded word in all languages beside English."""
    return [term for language in CODES if (term := term_in(language, word)) is not None]


def terms_in(language: str, text: str) -> list[str]:
    """Return the terms of a text of a language in order, its little words left out."""
    return words_and_terms_in(language, text)[1]


def words_and_terms_in(language: str, text: str) -> tuple[list[str], list[str]]:
    """Return the folded words of a text, and its terms in a language."""
    words, english = words_and_terms(text)
    return words, english if language == ENGLISH else _terms_in(language, words)


def of_stretch(language: str, stretch: str) -> tuple[Sequence[str], Sequence[str]]:
    """Return the folded words of one of the `stretches` of a text, and their terms in a language."""
    words, english = english_of_stretch(stretch)
    return words, english if language == ENGLISH else _terms_in(language, words)


def _terms_in(language: str, words: Iterable[str]) -> list[str]:
    return [term for word in words if (term := term_in(language, word)) is not None]
