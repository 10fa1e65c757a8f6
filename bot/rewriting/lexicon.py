"""What a follow-up's words may be: verbs, and which first names "he" and "she" stand for, learned from CANARD.

More first names are listed in `first_names.txt`, a line for men and one for women.
`python -m bot.rewriting.lexicon DIR` makes `lexicon.json` from the questions and rewrites for training
(Elgohary et al. 2019, https://aclanthology.org/D19-1605).
"""

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import lru_cache
from itertools import dropwhile
from pathlib import Path

from bot.reading.expressions import expressions
from knowledge import STOP_WORDS, fold, stem, tokens

SHIPPED, LISTED = (Path(__file__).with_name(name) for name in ("lexicon.json", "first_names.txt"))
_BEHIND_A_PRONOUN = re.compile(
    r"\b(?:do|does|did|can|could|will|would|should)\s+(?:i|you|he|she|it|we|they)\s+(?:(?:also|ever|not)\s+)?([a-z]+)\b",
    re.IGNORECASE,
)
_GENDERED = {"m": frozenset(("he", "him", "his")), "f": frozenset(("she", "her", "hers"))}
_LEAST_VERB, _LEAST_SHARE = 2, 0.9
_NO_VERBS = frozenset(
    "also ever not have do be with in on for about the a an at actually almost always eventually every finally just "
    "first last major only again".split()
)


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, str]:
    shipped: Mapping[str, str] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return shipped


@lru_cache(maxsize=1)
def _verbs() -> Mapping[str, str]:
    return {stem(verb): verb for verb in sorted(_shipped()["verbs"].split(), key=len, reverse=True)}


@lru_cache(maxsize=1)
def _first_names() -> Mapping[str, str]:
    learned = {name: gender for gender in _GENDERED for name in _shipped()[gender].split()}
    lines = (line.split() for line in LISTED.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return learned | {name: gender for gender, *names in lines for name in names}


def base_form(word: str) -> str | None:
    """Return the base form of a word that questions use as a verb ("signed": "sign"), None for any other."""
    return _verbs().get(stem(fold(word)))


def gender(name: str) -> str | None:
    """Return "m" or "f" by a name's first word, None where that tells nothing."""
    return _first_names().get(fold(name.split(maxsplit=1)[0])) if name.split() else None


def genders(words: Set[str]) -> list[str]:
    """Return the genders, "m" and "f", whose pronouns are among folded words."""
    return [each for each, pronouns in _GENDERED.items() if words & pronouns]


def learn(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the verbs and first names in questions and their rewrites."""
    verbs: Counter[str] = Counter()
    named: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for question, rewrite in pairs:
        verbs.update(each.lower() for each in _BEHIND_A_PRONOUN.findall(question))
        meant = _only_gender(question)
        if meant:
            named.update({first: named[first] + Counter([meant]) for first in _added_first_names(question, rewrite)})
    known = sorted(verb for verb, count in verbs.items() if count >= _LEAST_VERB and verb not in _NO_VERBS)
    return {"verbs": " ".join(known), **{each: " ".join(_of_gender(named, each)) for each in _GENDERED}}


def _only_gender(question: str) -> str | None:
    found = genders({token.word for token in tokens(question)})
    return found[0] if len(found) == 1 else None


def _added_first_names(question: str, rewrite: str) -> Iterator[str]:
    """Yield the first word of the only name of several words that a rewrite adds."""
    found = (rewrite[each.start : each.end].split() for each in expressions(rewrite, "name"))
    names = [list(dropwhile(lambda word: fold(word) in STOP_WORDS, words)) for words in found]
    added = [name for name in names if len(name) > 1 and " ".join(name).lower() not in question.lower()]
    if len(added) == 1 and added[0][0].isalpha():
        yield fold(added[0][0])


def _of_gender(named: Mapping[str, Counter[str]], meant: str) -> list[str]:
    enough = (name for name, counts in named.items() if counts[meant] >= _LEAST_SHARE * max(3, counts.total()))
    return sorted(enough)


def _pairs(folder: Path) -> Iterator[tuple[str, str]]:
    questions, rewrites = (_column(folder / f"train.{each}.tsv.gz") for each in ("question", "rewrite"))
    yield from zip(questions, rewrites, strict=True)


def _column(path: Path) -> Iterator[str]:
    """Yield the last field of each line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from (line.rstrip("\n").split("\t")[-1] for line in lines)


def main() -> None:
    """Write `lexicon.json` from CANARD's training files."""
    parser = argparse.ArgumentParser(prog="python -m bot.rewriting.lexicon", description=main.__doc__)
    parser.add_argument(
        "folder", type=Path, help="the folder that holds train.question.tsv.gz and train.rewrite.tsv.gz"
    )
    learned = learn(_pairs(parser.parse_args().folder))
    SHIPPED.write_text(json.dumps(learned, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
