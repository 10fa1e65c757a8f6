"""Making segments: from documents, and from segments, without those of their documents that are gone."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from itertools import chain, pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from knowledge.acronyms import acronyms
from knowledge.analysis import Analysed, facets_of
from knowledge.arrays import Arrays, SortedTerms, packed, written
from knowledge.documents import Document, Passage
from knowledge.languages import language_of
from knowledge.postings import Builder, Postings, merged
from knowledge.scoring import Weights
from knowledge.segments import FORMAT, OWN_COUNTED, Segment, coded
from knowledge.terms import words_and_terms

_POSTINGS = ("starts", "numbers", "codes", "pairs", "lengths")

Content = Iterable[tuple[Document, Sequence[Passage]]]


def segment_of(content: Content, weights: Weights, *, path: Path | None = None) -> Segment:
    """Return a new segment of documents with their passages, both in any order; in memory, or in a file."""
    documents = sorted(content, key=lambda each: each[0].document_id)
    rows = {document.document_id: row for row, (document, _) in enumerate(documents)}
    passages = sorted((each for _, parts in documents for each in parts), key=lambda each: each.passage_id)
    languages = [language_of(document.text) for document, _ in documents]
    text, facets = Builder(), Builder()
    words, own = Counter[str](), Counter[str]()
    for passage in passages:
        row = rows[passage.document_id]
        analysed = Analysed.of(passage, documents[row][0].title, documents[row][0].source, languages[row])
        text.add(weights.counted(analysed.fields), weights.beside(analysed.fields))
        words.update(analysed.words)
        own.update(set(words_and_terms(passage.text)[1]) if len(passages) <= OWN_COUNTED else ())
    for document, _ in documents:
        facets.add(facets_of(document.title, document.source))
        words.update(words_and_terms(document.title)[0])
    explained = [
        (row, [_fields(each) for each in acronyms(document.text)]) for row, (document, _) in enumerate(documents)
    ]
    arrays = {
        **posting_arrays("text", built := text.built()),
        **posting_arrays("facets", facets.built()),
        **packed([passage_row(each) for each in passages], "passages"),
        "owners": np.array([rows[each.document_id] for each in passages], np.uint32),
        **packed([document_row(each, told) for (each, _), told in zip(documents, languages, strict=True)], "documents"),
        **SortedTerms.packed(list(rows), "ids"),
        **_counted(words),
        "acronyms": _blob([each for each in explained if each[1]]),
        "own": _blob(own),
    }
    return _kept(arrays, built, Counter(languages), path)


def merged_segment(parts: Sequence[Segment], *, path: Path | None = None) -> Segment:
    """Return one segment of what is left in several."""
    ids = sorted(each.document_id for each in chain.from_iterable(part.documents() for part in parts))
    rows = {document_id: row for row, document_id in enumerate(ids)}
    places = [_places(part, rows) for part in parts]
    left = [
        (_id_of(part.passage_rows()[number]), part_number, number)
        for part_number, part in enumerate(parts)
        for number in np.flatnonzero(places[part_number][part.owners] >= 0).tolist()
    ]
    left.sort()
    new = [np.full(part.size, -1, np.int64) for part in parts]
    for at, (_, part_number, number) in enumerate(left):
        new[part_number][number] = at
    documents = {part.document(row).document_id: part.document_rows()[row] for part in parts for row in part.rows()}
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
        **packed([parts[part].passage_rows()[number] for _, part, number in left], "passages"),
        "owners": np.array([places[part][parts[part].owners[number]] for _, part, number in left], np.uint32),
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
    places = np.full(len(part.document_rows()), -1, np.int64)
    for row in part.rows():
        places[row] = rows[part.document(row).document_id]
    return places


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
