"""What Quoth knows of English before it has read a document: Punkt's parameters and how common words are.

Both are learned once from a question set's paragraphs by `python -m knowledge.english SQUAD_TRAIN`
and shipped as `english.json`; nothing is learned at run time.
"""

import argparse
import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge.languages import ENGLISH, language_of_question
from knowledge.nltk_parts import _ORTHO_LC, PunktParameters, PunktTrainer
from knowledge.terms import STOP_WORDS, fold, stem, tokens, words_and_terms

_SHIPPED = Path(__file__).with_name("english.json")
_LEAST = 5
"""Terms in fewer paragraphs are left out of the shipped list."""
_MOST = 0.7
"""The share of ordinary English words from which on a text without little words is English: others share up to 0.6."""
_ABBREVIATIONS = (
    "adm approx apr assn aug ave blvd bros capt cf ch cie co col corp dec dept dr ed eds esp est etc excl ext feb fig "
    "figs ft gen gov hon inc incl jan jr jul jun lt ltd maj mar messrs mme mr mrs ms mt mts no nos nov oct op pp pres "
    "prof pt rep rev sen sept sep sgt sr st str tbsp tel tsp univ viz vol vols vs e.g i.e u.s u.k u.n a.m p.m ph.d"
).split()
"""Known beforehand: a question set's paragraphs show too few of them."""


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    shipped: dict[str, Any] = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    return shipped


def sentence_parameters() -> PunktParameters:
    """Return the shipped parameters of Punkt (Kiss and Strunk 2006): abbreviations, collocations, sentence starters."""
    parameters = PunktParameters()
    parameters.abbrev_types = set(_shipped()["abbreviations"])
    parameters.collocations = {tuple(pair) for pair in _shipped()["collocations"]}
    parameters.sent_starters = set(_shipped()["sentence_starters"])
    parameters.ortho_context.update(_shipped()["orthography"])
    return parameters


@lru_cache(maxsize=1)
def _frequencies() -> dict[str, int]:
    """Return in how many paragraphs each term stands."""
    return {term: int(count) for count, words in _shipped()["terms"].items() for term in words.split()}


def is_common_word(word: str) -> bool:
    """Tell whether a word is ordinary English, in any of its forms, however seldom the library uses it."""
    folded = fold(word)
    return folded in STOP_WORDS or stem(folded) in _frequencies()


def is_proper(word: str) -> bool:
    """Tell whether a word is written with a capital and English text shows it in no other way."""
    seen = int(_shipped()["orthography"].get(fold(word), 0))
    return word[:1].isupper() and not seen & _ORTHO_LC


def is_known_name(word: str) -> bool:
    """Tell whether English text shows a word, and always with a capital, however it is written here ("korea")."""
    return fold(word) in _shipped()["orthography"] and is_proper(word.capitalize())


def looks_english(*texts: str) -> bool:
    """Tell whether texts seem to be English together: every eighth of their words is a stop word.

    Tables and lists hold few little words: they are English where most of their words are English ones. So is a short
    text that is not surely in another language.
    """
    counts = list(map(_word_counts, texts))
    words, little = sum(each for each, _ in counts), sum(each for _, each in counts)
    if words < 20:
        return _may_be_english(" ".join(texts))
    if little >= words / 8:
        return True
    ordinary = list(map(_ordinary, texts))  # only now: of most texts their little words tell
    return sum(each for _, each in ordinary) >= _MOST * sum(each for each, _ in ordinary)


@lru_cache(maxsize=2048)
def _may_be_english(text: str) -> bool:
    """Tell whether a text has English letters for the most part, and is not surely in another language."""
    words = words_and_terms(text)[0]
    return 2 * sum(map(str.isascii, words)) >= len(words) and language_of_question(text) in (None, ENGLISH)


@lru_cache(maxsize=2048)
def _word_counts(text: str) -> tuple[int, int]:
    """Return how many words a text has, and how many of them are stop words."""
    words = words_and_terms(text)[0]
    return len(words), sum(word in STOP_WORDS for word in words)


@lru_cache(maxsize=2048)
def _ordinary(text: str) -> tuple[int, int]:
    """Return how many words of a text are written in letters, and how many of these are English."""
    written = list(filter(str.isalpha, words_and_terms(text)[0]))
    return len(written), sum(map(is_common_word, written))


def background_idf(term: str) -> float:
    """Return the inverse document frequency of a term in general English, log((N + 1) / (df + 0.5))."""
    return math.log((int(_shipped()["paragraphs"]) + 1) / (_frequencies().get(term, 0) + 0.5))


def learn(paragraphs: Iterable[str]) -> dict[str, Any]:
    """Learn the shipped statistics from paragraphs of English text."""
    texts = list(paragraphs)
    trainer = PunktTrainer()
    trainer.INCLUDE_ALL_COLLOCS = False
    counts: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for text in texts:
        trainer.train(text, finalize=False)
        counts.update({token.term for token in tokens(text) if token.term})
        words.update(token.word for token in tokens(text))
    trainer.finalize_training()
    parameters = trainer.get_params()
    kept = {term for term, count in counts.items() if count >= _LEAST and term.replace("'", "").isalpha()}
    common = {word for word, count in words.items() if count >= _LEAST}
    by_count: dict[str, list[str]] = {}
    for term in sorted(kept):
        by_count.setdefault(str(counts[term]), []).append(term)
    return {
        "paragraphs": len(texts),
        "abbreviations": sorted({*_ABBREVIATIONS, *(a for a in parameters.abbrev_types if _plausible(a, common))}),
        "collocations": sorted(list(pair) for pair in parameters.collocations),
        "sentence_starters": sorted(parameters.sent_starters),
        "orthography": {w: v for w, v in sorted(parameters.ortho_context.items()) if w in common and v},
        "terms": {count: " ".join(words) for count, words in sorted(by_count.items(), key=lambda x: int(x[0]))},
    }


def _plausible(abbreviation: str, words: set[str]) -> bool:
    """Tell whether what Punkt took for an abbreviation has inner stops or is short and no ordinary word."""
    inner = re.fullmatch(r"[a-z]+(\.[a-z]+)+", abbreviation)
    return bool(inner) or (abbreviation.isalpha() and len(abbreviation) <= 3 and abbreviation not in words)


def main() -> None:
    """Learn from a SQuAD file and write `english.json`."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.english", description=main.__doc__)
    parser.add_argument("squad", type=Path, help="SQuAD's training questions, .json or .json.gz")
    path: Path = parser.parse_args().squad
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        articles = json.load(file)["data"]
    learned = learn(paragraph["context"] for article in articles for paragraph in article["paragraphs"])
    _SHIPPED.write_text(json.dumps(learned, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{_SHIPPED.name}: {learned['paragraphs']:,} paragraphs, {len(learned['abbreviations'])} abbreviations")


if __name__ == "__main__":
    main()
