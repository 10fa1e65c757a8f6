"""What words mean, after WordNet 3.0 (Princeton University): `python -m knowledge.wordnet DIR` makes the two tables.

`wordnet.txt` says what words mean: the synsets of their commonest senses, and those that they are derived from or that
are derived from them ("die", "death"). A word is a kind of those right above them ("murder" of "kill"). Two words that
share a meaning, or of which one is a kind of the other, may stand for each other. `antonyms.txt` has the words that say
the contrary of one by its commonest senses ("public", "private"). Source of the format: wndb(5WN).
"""

import argparse
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from knowledge.terms import stem

SENSES = 2
"""Senses of a word that count in each part of speech; the first are the commonest."""
MEANINGS, KINDS = 6, 3
_MEANINGS, _ANTONYMS = "wordnet.txt", "antonyms.txt"
_PARTS = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
_DERIVED, _ABOVE, _OPPOSITE = ("+", "\\"), "@", "!"
Synset = tuple[str, int]


@lru_cache(maxsize=2)
def _table(name: str) -> list[bytes]:
    """Return the lines, in the order of their terms: a process that answers one question looks up few of them."""
    return files(__package__).joinpath(name).read_bytes().split(b"\n")


def _names(term: str, table: str = _MEANINGS) -> str:
    """Return what stands behind a term on its line, nothing where it has none."""
    lines, sought = _table(table), f"{term} ".encode()
    at = bisect_left(lines, sought, hi=len(lines) - 1)  # the last is what is behind the last line: nothing
    return lines[at][len(sought) :].decode() if lines[at].startswith(sought) else ""


def synsets(term: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return names of what a term may mean, the commonest first, and of what it is a kind of; none if it is unknown."""
    own, _, above = _names(term).partition("/")
    return tuple(own.split()), tuple(above.split())


@lru_cache(maxsize=4096)
def antonyms(term: str) -> frozenset[str]:
    """Return the terms that say the contrary of one."""
    return frozenset(_names(term, _ANTONYMS).split())


class _Lexicon:
    """WordNet's files, read as far as single words, their derivations and antonyms go."""

    def __init__(self, folder: Path) -> None:
        self.words: dict[Synset, list[str]] = {}
        self.derived: dict[tuple[Synset, str], list[Synset]] = {}
        self.above: dict[Synset, list[Synset]] = {}
        self.opposite: dict[tuple[Synset, str], list[tuple[Synset, int]]] = {}
        self.senses: dict[tuple[str, str], list[Synset]] = {}
        for part, name in _PARTS.items():
            for line in _content(folder / f"data.{name}"):
                self._synset(part, line.split("|")[0].split())
            for line in _content(folder / f"index.{name}"):
                fields = line.split()
                offsets, tagged = fields[-int(fields[2]) :], int(fields[-int(fields[2]) - 1])
                self.senses[fields[0], part] = [(part, int(o)) for o in offsets[: min(SENSES, max(1, tagged))]]

    def _synset(self, part: str, fields: Sequence[str]) -> None:
        synset = (part, int(fields[0]))
        count = int(fields[3], 16)
        words = [word.lower().split("(")[0] for word in fields[4 : 4 + 2 * count : 2]]
        self.words[synset] = words
        at = 5 + 2 * count
        for symbol, offset, other, places in zip(*(fields[at + i : at + 4 * int(fields[at - 1]) : 4] for i in range(4)),
                                                 strict=True):  # fmt: skip
            if symbol == _ABOVE:
                self.above.setdefault(synset, []).append((other, int(offset)))
            if symbol in _DERIVED and places != "0000":
                word = words[int(places[:2], 16) - 1]
                self.derived.setdefault((synset, word), []).append((other.replace("s", "a"), int(offset)))
            if symbol == _OPPOSITE:
                word, opposite = words[int(places[:2], 16) - 1], (other.replace("s", "a"), int(offset))
                self.opposite.setdefault((synset, word), []).append((opposite, int(places[2:], 16) - 1))

    def meanings(self, word: str) -> tuple[list[Synset], list[Synset]]:
        """Return a word's senses, part of speech by part of speech, with the derived ones, and what is above them."""
        senses = [self.senses.get((word, part), []) for part in _PARTS]
        own = [each[rank] for rank in range(SENSES) for each in senses if rank < len(each)]
        derived = [other for sense in own for other in self.derived.get((sense, word), ())]
        return [*own, *derived], [other for sense in own for other in self.above.get(sense, ())]


def _content(path: Path) -> Iterator[str]:
    yield from (line for line in path.read_text("utf-8").splitlines() if not line.startswith("  "))


def table(folder: Path) -> dict[str, str]:
    """Return for each term what it may mean and is a kind of, as a line; what joins no two terms is left out."""
    lexicon = _Lexicon(folder)
    words = sorted({word for word, _ in lexicon.senses if word.isalpha() and len(word) > 2})
    own: dict[str, dict[Synset, None]] = {}
    above: dict[str, dict[Synset, None]] = {}
    for word in words:
        meant, kinds = lexicon.meanings(word)
        own.setdefault(stem(word), {}).update(dict.fromkeys(meant))
        above.setdefault(stem(word), {}).update(dict.fromkeys(kinds))
    count = Counter(synset for parts in (own, above) for of in parts.values() for synset in of)
    meant_by_one = {synset for of in own.values() for synset in of}
    shared = sorted(synset for synset, n in count.items() if n > 1 and synset in meant_by_one)
    names = {synset: format(n, "x") for n, synset in enumerate(shared)}
    rows: dict[str, str] = {}
    for term in sorted(own):
        mine = [names[s] for s in own[term] if s in names][:MEANINGS]
        kinds_of = [names[s] for s in above[term] if s in names and s not in own[term]][:KINDS]
        if mine or kinds_of:
            rows[term] = " ".join([*mine, "/", *kinds_of] if kinds_of else mine)
    return rows


def opposites(folder: Path) -> dict[str, str]:
    """Return for each term those of its antonyms, as a line; each is among the antonyms of the other."""
    lexicon = _Lexicon(folder)
    found: dict[str, set[str]] = {}
    for (word, _), senses in lexicon.senses.items():
        for sense in senses:
            for synset, place in lexicon.opposite.get((sense, word), ()):
                other = lexicon.words[synset][place]
                known = any(synset in lexicon.senses.get((other, part), ()) for part in _PARTS)
                if known and word.isalpha() and other.isalpha() and stem(word) != stem(other):
                    found.setdefault(stem(word), set()).add(stem(other))
                    found.setdefault(stem(other), set()).add(stem(word))
    return {term: " ".join(sorted(others)) for term, others in found.items()}


def main() -> None:
    """Write `wordnet.txt` and `antonyms.txt` from the files of WordNet 3.0."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.wordnet", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="the folder that holds data.noun, index.noun and so on")
    folder = parser.parse_args().folder
    for name, rows in ((_MEANINGS, table(folder)), (_ANTONYMS, opposites(folder))):
        lines = sorted(f"{term} {names}\n".encode() for term, names in rows.items())
        Path(__file__).with_name(name).write_bytes(b"".join(lines))


if __name__ == "__main__":
    main()
