"""A segment of the index: some documents' passages with their postings, in arrays that never change once written.

What leaves the library is marked as gone (`dead`), and left out when segments are made into one.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.acronyms import Acronym
from knowledge.arrays import DamagedIndex, Mapped, Rows, SortedTerms
from knowledge.bm25 import Segment as Ranked
from knowledge.documents import Passage
from knowledge.maxscore import Mask
from knowledge.postings import Codes, Numbers, Postings
from knowledge.queries import Choice
from knowledge.terms import fold, words_and_terms

OWN_COUNTED = 1000
"""Passages of a segment up to which it is counted in how many each term stands in the passage's own text."""
FORMAT = 3
"""The version of the files; an index of another version is made anew."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a segment keeps of a document."""

    document_id: str
    title: str
    source: str
    content_hash: str
    language: str


@dataclass(frozen=True, slots=True)
class _CheckedPostings(Postings):
    """Postings from a file, a term's checked when they are first read."""

    checks: NDArray[np.uint32]
    seen: set[int]

    def of(self, row: int) -> tuple[Numbers, Codes]:
        """Return the postings of a term. Raises DamagedIndex."""
        begin, end = int(self.starts[row]), int(self.starts[row + 1])
        numbers, codes = self.numbers[begin:end], self.codes[begin:end]
        if row not in self.seen:
            if crc32(codes.data, crc32(numbers.data)) != int(self.checks[row]):
                raise DamagedIndex("the postings of a term were altered")
            self.seen.add(row)
        return numbers, codes


class Segment:
    """A segment, opened: nothing is read before it is asked for."""

    def __init__(
        self, source: Path | bytes, *, dead: Iterable[int] = (), gone: Mapping[str, int] | None = None
    ) -> None:
        """Open a segment in a file or in memory.

        `dead` are the places of documents that are no longer in the library, `gone` the words that went with them.
        Raises DamagedIndex.
        """
        self.source = source
        self.arrays = Mapped(source)
        self.dead, self.gone = frozenset(dead), Counter(gone or {})
        self.facts = self.arrays.facts
        if self.facts.get("format") != FORMAT:
            raise DamagedIndex("a segment of the index is of another version")
        self.size = int(self.facts["passages"])

    @cached_property
    def ranked(self) -> Ranked:
        """The postings as they are ranked: without the passages that are gone."""
        mask = self._hidden() if self.dead else None
        return Ranked(mapped_postings(self.arrays, "text"), mask)

    def _hidden(self) -> Mask:
        return self._flags(self.dead)[self.owners]

    @property
    def alive(self) -> int:
        """How many passages are left."""
        return self.size if not self.dead else self.ranked.alive

    @cached_property
    def facets(self) -> Postings:
        """The postings of the documents, by their places, by what their titles and file names hold."""
        return mapped_postings(self.arrays, "facets")

    @cached_property
    def _passages(self) -> Rows:
        return Rows(self.arrays, "passages")

    @cached_property
    def _documents(self) -> Rows:
        return Rows(self.arrays, "documents")

    def passage(self, number: int) -> Passage:
        """Return a passage."""
        return _passage(self._passages[number])

    def passage_rows(self) -> Rows:
        """Return the passages as they are kept."""
        return self._passages

    def passage_ids(self, start: int) -> Iterator[tuple[int, str]]:
        """Yield the number, counted from `start`, and the id of each passage that is left."""
        left = range(self.size) if not self.dead else np.flatnonzero(~self._hidden()).tolist()
        return ((start + number, self.passage(number).passage_id) for number in left)

    def document_rows(self) -> Rows:
        """Return the documents as they are kept, those that are gone too."""
        return self._documents

    def rows(self) -> Iterator[int]:
        """Yield the places of the documents that are left."""
        return (row for row in range(len(self._documents)) if row not in self.dead)

    def document(self, row: int) -> Kept:
        """Return what is kept of a document."""
        return Kept(*json.loads(self._documents[row]))

    def documents(self) -> Iterator[Kept]:
        """Yield the documents that are left, by id."""
        return map(self.document, self.rows())

    def languages(self) -> Counter[str]:
        """Return in how many documents that are left each language is written."""
        return Counter(self.facts["languages"]) - Counter(self.document(row).language for row in self.dead)

    def row(self, document_id: str) -> int | None:
        """Return the place of a document that is left, or None."""
        row: int | None = self.ids.get(document_id)
        return None if row in self.dead else row

    @cached_property
    def ids(self) -> SortedTerms:
        """The ids of the documents, those that are gone too, each with its place."""
        return SortedTerms(self.arrays, "ids")

    @property
    def owners(self) -> NDArray[np.uint32]:
        """The place of each passage's document."""
        return self.arrays["owners"]

    def entitled(self, words: str) -> set[str]:
        """Return the documents that are left and have all these words in their titles."""
        return self._having([f"title:{term}" for term in words_and_terms(words)[1]])

    def called(self, name: str) -> set[str]:
        """Return the documents that are left and have this id, this file name, or all its words in theirs.

        Folders before the name, as a path has them, must be those that the file lies in.
        """
        *folders, last = re.split(r"[/\\]", name)
        if folders and last:
            ends = f"/{name}".replace("\\", "/").replace("//", "/")
            named = ((each, self.document(self.ids[each]).source) for each in self.called(last))
            return {each for each, source in named if f"/{source}".replace("\\", "/").endswith(ends)}
        words = [f"document:{word}" for word in words_and_terms(name.replace("_", " "))[0]]
        has_id = {name} if self.row(name) is not None else set[str]()
        return has_id | self._having([f"document:{fold(name)}"]) | self._having(words)

    def _having(self, keys: Sequence[str]) -> set[str]:
        rows = [self.facets.terms.get(key) for key in keys]
        sets = [set(self.facets.of(row)[0].tolist()) if row is not None else set[int]() for row in rows]
        places = set.intersection(*sets) - self.dead if sets else set[int]()
        return {self.document(place).document_id for place in places}

    def passages_of(self, rows: Iterable[int]) -> Mask:
        """Return which passages belong to these documents."""
        return self._flags(rows)[self.owners]

    def _flags(self, rows: Iterable[int]) -> Mask:
        flags = np.zeros(len(self._documents), bool)
        flags[list(rows)] = True
        return flags

    @cached_property
    def words(self) -> SortedTerms:
        """The words of all passages, headings and titles, folded; see `count`."""
        return SortedTerms(self.arrays, "words")

    def count(self, word: str) -> int:
        """Return how often a word stands in what is left."""
        row = self.words.get(word)
        return 0 if row is None else int(self.arrays["words.counts"][row]) - self.gone[word]

    def counts(self) -> Counter[str]:
        """Return how often each word stands in what is left."""
        counts = Counter(dict(zip(self.words, self.arrays["words.counts"].tolist(), strict=True)))
        return counts - self.gone if self.gone else counts

    def acronyms(self) -> Iterator[tuple[str, Acronym]]:
        """Yield the acronyms that the documents that are left explain, each with the document's id."""
        for row, found in self.explained():
            if row not in self.dead:
                document_id = self.document(row).document_id
                yield from ((document_id, Acronym(short, long, a, b, (c, d))) for short, long, a, b, (c, d) in found)

    def explained(self) -> list[tuple[int, list[Any]]]:
        """Return the acronyms as they are kept, by the place of the document."""
        return [(row, found) for row, found in json.loads(self.arrays["acronyms"].tobytes())]

    def own(self) -> Counter[str]:
        """Return in how many of the passages left each term stands in the passage's own text."""
        if self.size <= OWN_COUNTED and not self.dead:
            return Counter(json.loads(self.arrays["own"].tobytes()))
        left = np.flatnonzero(~self._hidden()).tolist() if self.dead else range(self.size)
        return Counter(term for number in left for term in set(words_and_terms(self.passage(number).text)[1]))

    def without(self, document_ids: Iterable[str]) -> "Segment":
        """Return the segment without some of its documents."""
        rows = {row for each in document_ids if (row := self.row(each)) is not None}
        gone = Counter(self.gone)
        for row in rows:
            gone.update(words_and_terms(self.document(row).title)[0])
        for number in np.flatnonzero(self.passages_of(rows)).tolist():
            gone.update(said_in(self.passage(number)))
        return Segment(self.source, dead=self.dead | rows, gone=gone)

    def blank(self) -> None:
        """Write over the text of what is gone, in the file too."""
        if not self.dead or not isinstance(self.source, Path):
            return
        at, begin = self.arrays["passages.at"], self.arrays.place("passages.rows")
        with self.source.open("r+b") as file:
            for number in np.flatnonzero(self._hidden()).tolist():
                file.seek(begin + int(at[number]))
                file.write(b" " * int(at[number + 1] - at[number]))


def fitting(segments: Sequence[Segment], choice: Choice) -> list[set[str]]:
    """Return the documents that fit each title and each name of a choice."""
    return [
        *({each for segment in segments for each in segment.entitled(value)} for value in choice.titles),
        *({each for segment in segments for each in segment.called(value)} for value in choice.documents),
    ]


def mapped_postings(arrays: Mapped, name: str) -> Postings:
    """Return postings as they lie in a file."""
    fields = {field: arrays[f"{name}.{field}"] for field in ("starts", "numbers", "codes", "pairs", "lengths")}
    checks, terms = arrays[f"{name}.checks"], SortedTerms(arrays, name)
    return _CheckedPostings(terms=terms, checks=checks, seen=set(), **fields)


def _passage(row: bytes) -> Passage:
    passage_id, document_id, text, start, end, heading, page, sentences = json.loads(row)
    return Passage(passage_id, document_id, text, start, end, heading, page, tuple((a, b) for a, b in sentences))


def said_in(passage: Passage) -> list[str]:
    """Return the folded words of a passage and its heading."""
    return words_and_terms(f"{passage.text}\n{passage.heading or ''}")[0]


def coded(values: Any) -> bytes:
    """Return values as compact JSON."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
