"""The index of a library, kept beside it: which segments it is made of, brought up to date, and made anew in doubt.

`index.json` names the segments of a generation of the library, and what is gone from them; it takes the place of the
one before in one step, so that a reader sees either. Segments themselves never change. The store is the truth: what
is missing, damaged, or of another version or library is made anew from it.
"""

import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4
from zlib import crc32

from knowledge import builders
from knowledge.arrays import DamagedIndex
from knowledge.builders import BuildersFailed
from knowledge.building import Content, merged_segment, segment_of
from knowledge.fingerprints import fingerprint
from knowledge.index import Index
from knowledge.locking import only_writer
from knowledge.passages import PASSAGES
from knowledge.scoring import DEFAULT, Scoring
from knowledge.segments import FORMAT, Segment
from knowledge.store import Store
from knowledge.terms import ANALYZER
from knowledge.thesaurus import Thesaurus

_MANIFEST = "index.json"
_WAIT = 600.0
"""Seconds that a process waits for another one to bring the index up to date."""
_REWRITTEN = 50_000
"""Passages of a segment up to which what is gone is left out at once, and not only marked."""
_GONE = 0.1
"""The share of a segment from which on it is made anew without what is gone."""
_RATIO = 4
"""A segment is merged with the next smaller one unless it is larger by this factor."""


@dataclass(frozen=True)
class State:
    """The segments of one generation of a library."""

    generation: int = -1
    segments: Sequence[Segment] = ()
    fingerprint: str = ""


class Generations:
    """The index of a store, in a folder or, without one, in memory."""

    def __init__(
        self,
        store: Store,
        folder: Path | None = None,
        *,
        scoring: Scoring = DEFAULT,
        thesaurus: Thesaurus | None = None,
    ) -> None:
        """Keep the index in this folder; it is made when it is first needed."""
        self._store, self._folder, self._scoring = store, folder, scoring
        self._thesaurus = thesaurus or Thesaurus()
        self._memory = State()
        self._lock = Lock()
        self._ahead: list[Segment] = []

    def current(self) -> Index:
        """Return the index of the documents as they are now."""
        with self._lock:
            generation = self._store.generation()
            if self._memory.generation != generation:
                self._memory = self._read(generation) or self._brought_up(generation)
            try:
                return self._opened(self._memory)
            except DamagedIndex:
                self._memory = self._brought_up(generation, trusted=False)
                return self._opened(self._memory)

    @contextmanager
    def ahead(self, content: Content) -> Iterator[None]:
        """Make the segment of documents that are kept in the body before it begins: no search waits for it after."""
        made = segment_of(content, self._scoring.weights)
        self._ahead.append(made)
        try:
            yield
        finally:
            self._ahead.remove(made)

    def _opened(self, state: State) -> Index:
        return Index.over(
            state.segments, generation=state.generation, scoring=self._scoring, thesaurus=self._thesaurus,
            fingerprint=self._thesaurus.marked(state.fingerprint), mend=lambda: self._mended(state.generation),
        )  # fmt: skip

    def _mended(self, generation: int) -> Sequence[Segment]:
        """Return segments in the place of damaged ones: a newer generation's, or else new ones."""
        with self._lock:
            newer = self._read(self._store.generation())
            if newer is None or newer.generation == generation:
                logging.getLogger("quoth").warning("the index was damaged and is made anew")
                newer = self._brought_up(self._store.generation(), trusted=False)
            self._memory = newer
            return newer.segments

    def _brought_up(self, generation: int, *, trusted: bool = True) -> State:
        """Return the state of the documents as they are now, made from what there is of an earlier one if `trusted`."""
        try:
            with self._writing() as folder:
                return self._made(generation, folder, trusted=trusted)
        except OSError as error:
            logging.getLogger("quoth").warning("the index cannot be kept, and is made in memory: %s", error)
            return self._made(generation, None, trusted=trusted)

    def _made(self, generation: int, folder: Path | None, *, trusted: bool) -> State:
        before = (self._read(None) or self._memory) if trusted else State()
        if before.generation == generation:
            return before
        try:
            state = self._following(before, folder)
        except DamagedIndex:
            state = self._following(State(), folder)
        if folder:
            self._write(state, folder)
        return state

    def _following(self, before: State, folder: Path | None) -> State:
        """Return one state of the documents: where they change while it is made, it is made again."""
        while True:
            generation, hashes = self._store.generation(), self._store.hashes()
            segments = self._changed(before, hashes, folder)
            mark = fingerprint(hashes.values(), self._scoring)
            before = State(generation, segments, mark)
            if self._store.generation() == generation:
                return before

    @contextmanager
    def _writing(self) -> Iterator[Path | None]:
        """Hold the right to write for the body; give the folder, or None where the index is kept in memory."""
        if self._folder is None:
            yield None
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with only_writer(self._folder / "index.lock", wait=_WAIT):
            yield self._folder

    def _changed(self, before: State, hashes: Mapping[str, str], folder: Path | None) -> list[Segment]:
        """Return segments of the documents of these hashes, made from those of an earlier state."""
        kept = {each.document_id: each.content_hash for segment in before.segments for each in segment.documents()}
        gone = [each for each, known in kept.items() if hashes.get(each) != known]
        new = [each for each, known in hashes.items() if kept.get(each) != known]
        segments = [segment.without(gone) if gone else segment for segment in before.segments]
        made, left = self._made_ahead({each: hashes[each] for each in new}, folder)
        made += self._made_of(left, folder) if left else []
        if len(made) > 1:
            made = [merged_segment(made, path=_path(folder))]
        return _settled([*segments, *made], folder)

    def _made_ahead(self, hashes: Mapping[str, str], folder: Path | None) -> tuple[list[Segment], Mapping[str, str]]:
        """Return the segments of documents that were made ahead, and what is left of these content hashes."""
        made, left = list[Segment](), hashes
        for segment in tuple(self._ahead):
            told = {each.document_id: each.content_hash for each in segment.documents()}
            if all(left.get(document_id) == content_hash for document_id, content_hash in told.items()):
                made.append(_in_folder(segment, folder))
                left = {document_id: each for document_id, each in left.items() if document_id not in told}
        return made, left

    def _made_of(self, hashes: Mapping[str, str], folder: Path | None) -> list[Segment]:
        """Return segments of documents, given with their content hashes: made by all processors where they are many."""
        weights, address = self._scoring.weights, self._store.address
        if folder and address and len(hashes) >= builders.MANY and builders.processors() > 1:
            try:
                return builders.segments_by_processes(self._store.contents, address, hashes, weights, folder)
            except (BuildersFailed, DamagedIndex) as error:
                logging.getLogger("quoth").warning("the index is made by one process: %s", error)
        return [
            segment_of(self._store.contents(chunk), weights, path=_path(folder))
            for chunk in builders.chunks_of(list(hashes))
        ]

    def _read(self, generation: int | None) -> State | None:
        """Return the state kept in the folder, None where it is another generation's, damaged or of other rules."""
        if self._folder is None:
            return None
        try:
            told = _told(self._folder / _MANIFEST)
            if told["rules"] != self._rules or generation not in (None, told["generation"]):
                return None
            segments = [self._segment(**each) for each in told["segments"]]
            return State(told["generation"], segments, told["fingerprint"])
        except (OSError, ValueError, KeyError, TypeError, DamagedIndex):
            return None

    @property
    def _rules(self) -> list[Any]:
        return [FORMAT, ANALYZER, PASSAGES, *self._scoring.marks]

    def _segment(self, name: str, dead: Sequence[int], gone: Mapping[str, int]) -> Segment:
        assert self._folder is not None
        return Segment(self._folder / name, dead=dead, gone=gone)

    def _write(self, state: State, folder: Path) -> None:
        segments = [
            {"name": each.source.name, "dead": sorted(each.dead), "gone": each.gone}
            for each in state.segments
            if isinstance(each.source, Path)
        ]
        told = {"rules": self._rules, "generation": state.generation, "fingerprint": state.fingerprint}
        said = json.dumps({**told, "segments": segments}, sort_keys=True)
        new = folder / f"{_MANIFEST}.{uuid4().hex}"
        with new.open("w", encoding="utf-8") as file:
            file.write(f"{crc32(said.encode()):08x} {said}")
            file.flush()
            os.fsync(file.fileno())
        new.replace(folder / _MANIFEST)
        named = {_MANIFEST, "index.lock", *(str(each["name"]) for each in segments)}
        for each in state.segments:
            each.blank()
        for file_left in folder.iterdir():
            if file_left.name not in named:
                with suppress(OSError):  # still open in another process, where such a file cannot be deleted
                    file_left.unlink()


def _told(manifest: Path) -> dict[str, Any]:
    """Return what a manifest says. Raises ValueError where it is not what was written."""
    check, _, said = manifest.read_text(encoding="utf-8").partition(" ")
    if int(check, 16) != crc32(said.encode()):
        raise ValueError(f"{manifest} was altered")
    told: dict[str, Any] = json.loads(said)
    return told


def _path(folder: Path | None) -> Path | None:
    return folder / f"segment-{uuid4().hex}.bin" if folder else None


def _in_folder(segment: Segment, folder: Path | None) -> Segment:
    """Return a segment that was made in memory as a file that stands on the disk, where there is a folder."""
    path = _path(folder)
    if path is None or not isinstance(segment.source, bytes):
        return segment
    with path.open("wb") as file:
        file.write(segment.source)
        file.flush()
        os.fsync(file.fileno())
    return Segment(path)


def _settled(segments: Sequence[Segment], folder: Path | None) -> list[Segment]:
    """Return segments without the small ones that can be one, and without what is gone where that is quickly done."""
    left = [_rewritten(each, folder) for each in segments if next(each.rows(), None) is not None]
    left.sort(key=lambda each: -each.size)
    while len(left) > 1 and left[-2].size < _RATIO * left[-1].size:
        left[-2:] = [merged_segment(left[-2:], path=_path(folder))]
    return left


def _rewritten(segment: Segment, folder: Path | None) -> Segment:
    due = segment.size <= _REWRITTEN or segment.alive < (1 - _GONE) * segment.size
    return merged_segment([segment], path=_path(folder)) if segment.dead and due else segment
