"""Document to passages: aligned with sentences, never across headings, with exact offsets."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from knowledge.blocks import Block, blocks
from knowledge.documents import BELOW, Document, Passage
from knowledge.sentences import sentence_spans
from knowledge.terms import TO_SUPERSCRIPT

PASSAGES = "passages-10"
"""The version of the rules, part of the fingerprint: passages of another version are made anew."""

_FEWEST, _MOST = 40, 160
"""Words of a passage: shorter blocks are joined up to about the first, longer ones parted at the second."""

_MARK = re.compile(r"[¹²³⁰⁴-⁹]+|\[\^?\w{1,3}\]")
_SPACES = re.compile(r"\s*")


@dataclass(slots=True)
class _Draft:
    """Sentences that will stand in one passage."""

    heading: str | None
    sentences: list[tuple[int, int]] = field(default_factory=list)
    words: int = 0


def passages(document: Document) -> list[Passage]:
    """Return the passages of a document in order; together they hold every sentence of it but its headings."""
    drafts = _drafts(document)
    return [
        Passage(
            passage_id=f"{document.document_id}:{number:05d}",
            document_id=document.document_id,
            text=document.text[draft.sentences[0][0] : draft.sentences[-1][1]],
            start=draft.sentences[0][0],
            end=draft.sentences[-1][1],
            heading=draft.heading,
            page=document.page_at(draft.sentences[0][0]),
            sentences=tuple((a - draft.sentences[0][0], b - draft.sentences[0][0]) for a, b in draft.sentences),
        )
        for number, draft in enumerate(drafts)
    ]


def _drafts(document: Document) -> list[_Draft]:
    text, drafts, marked = document.text, list[_Draft](), dict[str, str]()
    last = ""
    for above, block in _under_headings(document):
        heading = (_what_refers_to(str(block.label), marked) if block.kind == "note" else None) or above
        spans = _sentences(text, block)
        whole = sum(_words(text, span) for span in spans)
        leads_in, in_list = text[block.end - 1] == ":", last == block.kind == "item"
        is_full = not drafts or not _belongs(drafts[-1], whole, leads_in=leads_in, in_list=in_list)
        last = block.kind
        if is_full or drafts[-1].heading != heading or block.kind == "note":
            drafts.append(_Draft(heading))
        for span in spans:
            words = _words(text, span)
            if drafts[-1].words and drafts[-1].words + words > _MOST:
                drafts.append(_Draft(heading))
            drafts[-1].sentences.append(span)
            drafts[-1].words += words
            for mark in _MARK.findall(text, *span):
                marked.setdefault(mark, text[slice(*span)])
    return [draft for draft in drafts if draft.sentences]


def _what_refers_to(label: str, marked: Mapping[str, str]) -> str | None:
    """Return the sentence that bears the mark of a note: it says what the note is about, as a heading would."""
    marks = (label.translate(TO_SUPERSCRIPT), f"[{label}]", f"[^{label}]")
    return next((" ".join(marked[mark].split()) for mark in marks if mark in marked), None)


def _belongs(draft: _Draft, words: int, *, leads_in: bool, in_list: bool) -> bool:
    """Tell whether the next block joins this passage: only while the passage is short, or what comes is.

    What leads in what follows ("Action points:") joins that, and the items of a list stand together.
    """
    short = words < _FEWEST // 4 and not leads_in
    return draft.words + words <= _MOST and (draft.words < _FEWEST or short or in_list)


def _under_headings(document: Document) -> Iterator[tuple[str | None, Block]]:
    """Yield each block that is no heading with the headings above it; a heading with nothing below is text.

    What names the columns of a table is a heading of its rows.
    """
    markdown = document.metadata.get("media_type") == "text/markdown"
    found = blocks(document.text, markdown=markdown, headings=document.metadata.get("headings"))
    path: list[tuple[int, str]] = []
    columns: list[tuple[int, str]] = []
    for block, below in zip_longest(found, found[1:]):
        words = " ".join(document.text[block.start : block.end].split())
        columns = columns if block.kind == "row" else []
        if block.kind == "columns" and below and below.kind == "row":
            columns = [(0, words)]
        elif block.kind != "heading":
            yield _joined(path + columns, document.title), block
        elif words == document.title and below:
            path = [each for each in path if each[0] < block.level]
        elif below is None or (below.kind == "heading" and below.level <= block.level):
            yield _joined(path, document.title), block
        else:
            path = [each for each in path if each[0] < block.level] + [(block.level, words)]


def _joined(path: Iterable[tuple[int, str]], title: str) -> str | None:
    return BELOW.join(words for _, words in path if words != title) or None


def _sentences(text: str, block: Block) -> list[tuple[int, int]]:
    if block.kind == "heading":
        return [(block.start, block.end)]
    if block.kind in ("columns", "row"):
        return list(_parted(text, (block.start, block.end)))
    return [part for span in sentence_spans(text, block.start, block.end) for part in _parted(text, span)]


def _parted(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield a sentence whole, or parted at white space where it is far too long to be one (a table, a dump)."""
    start, end = span
    while end - start > _MOST * 20:
        at = max(text.rfind(" ", start, start + _MOST * 20), text.rfind("\n", start, start + _MOST * 20))
        at = at if at > start else start + _MOST * 20
        yield start, at
        spaces = _SPACES.match(text, at, end)
        start = spaces.end() if spaces else at
    if start < end:
        yield start, end


def _words(text: str, span: tuple[int, int]) -> int:
    """Count the words of a sentence, a run of twenty characters as one at least (a table, a dump)."""
    return max(len(text[span[0] : span[1]].split()), (span[1] - span[0]) // 20)
