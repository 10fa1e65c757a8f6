"""Making segments: from documents, and from segments, without those of their documents that are gone."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from knowledge.acronyms import acronyms
from knowledge.analysis import facets_of
from knowledge.arrays import Arrays, SortedTerms, packed, written
from knowledge.documents import Document, Passage
from knowledge.languages import language_of
from knowledge.postings import Builder, Postings, merged
from knowledge.scoring import Weights
from knowledge.segments import FORMAT, OWN_COUNTED, Segment, coded
from knowledge.tally import Tally
from knowledge.terms import words_and_terms

_POSTINGS = ("starts", "numbers", "codes", "pairs", "lengths")

Content = Iterable[tuple[Document, Sequence[Passage]]]


def segment_of(content: Content, weights: Weights, *, path: Path | None = None) -> Segment:
    """Return a new segment of documents with their passages, both in any order; in memory, or in a file."""
    draft = _Draft(weights)
    for document, passages in content:
        draft.add(document, passages)
    return draft.segment(path)


class _Draft:
    """A segment on the way: each document is analysed as it comes, and put into its place at the end."""

    def __init__(self, weights: Weights) -> None:
        self._tally = Tally(weights)
        self._ids, self._owners, self._rows = list[str](), list[str](), list[bytes]()
        self._documents = dict[str, bytes]()
        self._facets, self._explained = dict[str, list[str]](), dict[str, list[Any]]()
        self._words, self._own, self._languages = Counter[str](), Counter[str](), Counter[str]()

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Add a document."""
        known_by, language = document.document_id, language_of(document.text)
        self._languages[language] += 1
        self._documents[known_by] = document_row(document, language)
        self._facets[known_by] = facets_of(document.title, document.source)
        self._words.update(words_and_terms(document.title)[0])
        if found := [_fields(each) for each in acronyms(document.text)]:
            self._explained[known_by] = found
        for passage in passages:
            self._tally.add(passage, document.title, document.source, language)
            self._ids.append(passage.passage_id)
            self._rows.append(passage_row(passage))
            if len(self._ids) <= OWN_COUNTED:
                self._own.update(set(words_and_terms(passage.text)[1]))
        self._owners += [known_by] * len(passages)

    def segment(self, path: Path | None) -> Segment:
        """Return the segment of all that was added."""
        documents = sorted(self._documents)
        rows = {known_by: row for row, known_by in enumerate(documents)}
        order = sorted(range(len(self._ids)), key=self._ids.__getitem__)
        facets = Builder()
        facets.extend(self._facets[each] for each in documents)
        arrays = {
            **posting_arrays("text", text := self._tally.postings(order)),
            **posting_arrays("facets", facets.built()),
            **packed([self._rows[each] for each in order], "passages"),
            "owners": np.array([rows[self._owners[each]] for each in order], np.uint32),
            **packed([self._documents[each] for each in documents], "documents"),
            **SortedTerms.packed(documents, "ids"),
            **_counted(self._tally.words() + self._words),
            "acronyms": _blob([(rows[each], self._explained[each]) for each in sorted(self._explained)]),
            "own": _blob(self._own if len(order) <= OWN_COUNTED else {}),
        }
        return _kept(arrays, text, self._languages, path)


def merged_segment(parts: Sequence[Segment], *, path: Path | None = None) -> Segment:
    """Return one segment of what is left in several."""
    documents = {
        known_by: row
        for part in parts
        for place, (known_by, row) in enumerate(zip(part.ids, part.document_rows().all(), strict=True))
        if place not in part.dead
    }
    rows = {document_id: row for row, document_id in enumerate(sorted(documents))}
    places = [_places(part, rows) for part in parts]
    passages = [part.passage_rows().all() for part in parts]
    left = sorted(
        (_id_of(passages[part_number][number]), part_number, number)
        for part_number, part in enumerate(parts)
        for number in np.flatnonzero(places[part_number][part.owners] >= 0).tolist()
    )
    new = [np.full(part.size, -1, np.int64) for part in parts]
    for at, (_, part_number, number) in enumerate(left):
        new[part_number][number] = at
    owners = np.empty(len(left), np.uint32)
    for part, numbers, placed in zip(parts, new, places, strict=True):
        owners[numbers[numbers >= 0]] = placed[part.owners][numbers >= 0]
    own = Counter[str]()
    if len(left) <= OWN_COUNTED:
        for _, part_number, number in left:
            own.update(set(words_and_terms(parts[part_number].passage(number).text)[1]))
    words = Counter[str]()
    for part in parts:
        words.update(part.counts())
    explained = [
        (int(places[n][row]), found)
        for n, part in enumerate(parts)
        for row, found in part.explained()
        if places[n][row] >= 0
    ]
    text = merged([part.ranked.postings for part in parts], new)
    arrays = {
        **posting_arrays("text", text),
        **posting_arrays("facets", merged([part.facets for part in parts], places)),
        **packed([passages[part][number] for _, part, number in left], "passages"),
        "owners": owners,
        **packed([documents[document_id] for document_id in rows], "documents"),
        **SortedTerms.packed(list(rows), "ids"),
        **_counted(words),
        "acronyms": _blob(sorted(explained)),
        "own": _blob(own),
    }
    return _kept(arrays, text, sum((part.languages() for part in parts), Counter[str]()), path)


def _id_of(row: bytes) -> str:
    """Return the id of a passage as it is kept."""
    begin = row[2 : row.index(b'"', 2)]
    passage_id: str = json.loads(row)[0] if b"\\" in begin else begin.decode("utf-8", "surrogatepass")
    return passage_id


def _places(part: Segment, rows: dict[str, int]) -> Any:
    """Return the new place of each document of a part, -1 where it is gone."""
    return np.array([-1 if n in part.dead else rows[known_by] for n, known_by in enumerate(part.ids)], np.int64)


def posting_arrays(name: str, postings: Postings) -> Arrays:
    """Return postings, their terms in order, as arrays with a checksum a term."""
    ends = postings.starts.tolist()
    numbers, codes = (
        np.ascontiguousarray(each).data.cast("B") if each.size else memoryview(b"")
        for each in (postings.numbers, postings.codes)
    )
    wide, narrow = postings.numbers.itemsize, postings.codes.itemsize
    checks = (crc32(codes[a * narrow : b * narrow], crc32(numbers[a * wide : b * wide])) for a, b in pairwise(ends))
    return {
        **SortedTerms.packed(list(postings.terms), name),
        **{f"{name}.{field}": getattr(postings, field) for field in _POSTINGS},
        f"{name}.checks": np.fromiter(checks, np.uint32, len(ends) - 1),
    }


def _counted(words: Counter[str]) -> Arrays:
    ordered = sorted(words)
    counts = np.array([words[each] for each in ordered], np.uint32)
    return {**SortedTerms.packed(ordered, "words"), "words.counts": counts}


def _blob(values: Any) -> Any:
    return np.frombuffer(coded(values), np.uint8)


def _fields(found: Any) -> list[Any]:
    return [found.short, found.long, found.start, found.end, list(found.short_span)]


def passage_row(passage: Passage) -> bytes:
    """Return a passage as a segment keeps it."""
    return coded([
        passage.passage_id, passage.document_id, passage.text, passage.start, passage.end, passage.heading,
        passage.page, passage.sentences,
    ])  # fmt: skip


def document_row(document: Document, language: str) -> bytes:
    """Return what a segment keeps of a document."""
    return coded([document.document_id, document.title, document.source, document.content_hash, language])


def _kept(arrays: Arrays, text: Postings, languages: Mapping[str, int], path: Path | None) -> Segment:
    """Return the segment of these arrays: in a file that stands on the disk, or in memory."""
    unchecked = [f"{name}.{field}" for name in ("text", "facets") for field in ("numbers", "codes")]
    facts: dict[str, Any] = {"format": FORMAT, "passages": text.size, "unchecked": unchecked}
    facts["languages"] = dict(languages)
    if path is None:
        stream = BytesIO()
        written(stream, arrays, facts)
        return Segment(stream.getvalue())
    with path.open("wb") as file:
        written(file, arrays, facts)
        file.flush()
        os.fsync(file.fileno())
    return Segment(path)
