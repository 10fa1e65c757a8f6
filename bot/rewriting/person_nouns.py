"""Which nouns say what a person is ("winner", "driver"), after WordNet 3.0 (Princeton University).

`python -m bot.rewriting.person_nouns DIR` makes `person_nouns.txt` from WordNet's files: the ordinary English words
whose commonest sense and most others are of people, or one of two, and which WordNet met in texts. Source of the
format: wndb(5WN).
"""

import argparse
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from bot.rewriting.textblob_parts import singularize
from knowledge import is_common_word

SHIPPED = Path(__file__).with_name("person_nouns.txt")
_PEOPLE, _THINGS = "18", ("05", "06")
"""The numbers of the files that WordNet's writers kept the nouns for people in, for animals and for what is made."""


@lru_cache(maxsize=1)
def _shipped() -> frozenset[str]:
    return frozenset(SHIPPED.read_text(encoding="utf-8").split())


def is_person_noun(noun: str) -> bool:
    """Tell whether a folded noun says what a person is, or with several of it what people are."""
    return noun in _shipped() or str(singularize(noun)) in _shipped()


def person_nouns(folder: Path) -> Iterator[str]:
    """Yield the nouns that say what a person is, from the files of WordNet in a folder."""
    nouns = list(_lines(folder / "data.noun"))
    people = {fields[0]: fields[4::2] for fields in nouns if fields[1] == _PEOPLE}
    things = {fields[0] for fields in nouns if fields[1] in _THINGS}
    adjectives = {fields[0] for fields in _lines(folder / "index.adj") if _is_met(fields)}  # "married"
    for fields in _lines(folder / "index.noun"):
        noun, senses = fields[0], fields[-int(fields[2]) :]
        is_noun = noun in people.get(senses[0], ()) and noun not in adjectives  # "Einstein" has a capital there
        others = [each for each in senses if each not in people]
        is_mostly = 2 * len(others) < len(senses) or (len(senses) == 2 and others[0] not in things)  # no "tiger"
        if is_noun and is_mostly and _is_met(fields) and noun.isalpha() and is_common_word(noun):
            yield noun


def _is_met(fields: Sequence[str]) -> bool:
    """Tell whether texts have a word in one of its senses, by its line of an index."""
    return fields[-int(fields[2]) - 1] != "0"


def _lines(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("  "):
            yield line.split("|")[0].split()


def main() -> None:
    """Write `person_nouns.txt` from the files of WordNet 3.0."""
    parser = argparse.ArgumentParser(prog="python -m bot.rewriting.person_nouns", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="the folder that holds data.noun, index.noun and index.adj")
    SHIPPED.write_text("".join(f"{noun}\n" for noun in sorted(person_nouns(parser.parse_args().folder))), "utf-8")


if __name__ == "__main__":
    main()
