"""Files and folders into the library: one outcome a file, one bad file never stops the others.

What was told is kept: whoever stops in between finds every file that was told, and none by half.
"""

import os
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from bot.files import Read, kept, kept_name, looks_unchanged, read, vanished
from bot.pruning import gone_from, read_from, taken_out
from bot.wording import how_many
from knowledge import READERS, Converter, Document, KnownFile, Library, Outcome, find_files

Each = Callable[[], object]
Found = Callable[[int], object]
Told = Callable[[Outcome], object]

_MANY = 500
"""Files from which on it pays to have small texts read by child processes, on all processors."""
_BATCH = 100
_BATCH_BYTES = 4 * 1024 * 1024
_BATCH_SECONDS = 1.0
"""What is kept in one step at most: so much is lost where a process is killed, and another writer waits so long."""


@dataclass(slots=True)
class Outcomes:
    """What became of every file."""

    outcomes: list[Outcome] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    told: Told = lambda outcome: None

    def add(self, outcome: Outcome) -> None:
        """Note an outcome, and tell it."""
        if outcome.status == "failed":
            self.failed.append(outcome.error)
        else:
            self.outcomes.append(outcome)
        self.told(outcome)

    def payload(self) -> dict[str, Any]:
        """Return the report as JSON has it."""
        return {
            "documents": [_payload(each) for each in self.outcomes],
            "failed": self.failed,
            "skipped": [str(path) for path in self.skipped],
            "notes": self.notes,
        }

    def lines(self) -> Iterator[str]:
        """Yield the report as a person reads it."""
        yield from map(line, self.outcomes)
        for message in self.failed:
            yield f"failed     {message}"
        yield from self.closing_lines()

    def closing_lines(self) -> Iterator[str]:
        """Yield what there is to say beside the outcomes of the files."""
        for message in self.notes:
            yield f"note       {message}"
        if self.skipped:
            kinds = Counter(path.suffix or path.name for path in self.skipped)
            named = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
            yield f"skipped    {named}: files ending in {', '.join(sorted(READERS))} are read"


def line(outcome: Outcome) -> str:
    """Return an outcome as a person reads it."""
    if outcome.status == "failed":
        return f"failed     {outcome.error}"
    if outcome.status == "duplicate":
        return f"duplicate  {outcome.source} is the same as {outcome.same_as}, which is in the library"
    if outcome.status == "moved":
        return f"moved      {outcome.document_id}  {outcome.source} (before: {outcome.same_as})"
    return f"{outcome.status:9}  {outcome.document_id}  {outcome.source}"


def _payload(outcome: Outcome) -> dict[str, str]:
    payload = {"document_id": outcome.document_id, "source": outcome.source, "status": outcome.status}
    return payload | ({"same_as": outcome.same_as} if outcome.same_as else {})


def indexed(
    library: Library, paths: Sequence[Path], *, prune: bool = False, following: bool = False,
    found: Found = lambda count: None, each: Each = lambda: None, told: Told = lambda outcome: None,
) -> Outcomes:  # fmt: skip
    """Add or refresh the files at these paths and return what became of each.

    With `prune` the documents are removed whose files these paths held and hold no more; while `following` not those of
    a folder that is not there itself. What was read from the same file under a name at which it is no more moves.
    `found` is called with how many files there are, `each` for every file, `told` with each outcome once it is kept.
    """
    report = Outcomes(told=told)
    known = library.files()
    files, missing, closed = _found(paths, report)
    found(len(files))
    gone = dict.fromkeys(gone_from(paths, files, known, closed=closed, following=following)) if prune else {}
    for path in missing:
        before = read_from(path, known)
        if not gone.keys() & before:
            report.add(Outcome("", str(path), "failed", _missing(path, len(before))))
    refreshed = partial(_refresh, library, report=report, lost=lambda name: name in gone or vanished(name))
    refreshed(files, known, each=each)
    again = {_file_of(source, files) for source in _no_longer_duplicate(report.outcomes)}
    if again:
        refreshed({name: files[name] for name in files if name in again}, library.files(), each=lambda: None)
    for outcome in taken_out(library, gone) if gone else ():
        report.add(outcome)
    return report


def _missing(path: Path, before: int) -> str:
    """Return why nothing is read from a path, and what to do where files were read from it before."""
    error = f"{path}: {'holds no files' if os.path.isdir(path) else 'there is no such file or folder'}"
    stays = f"; what was read from it stays ({how_many(before, 'file')}): `quoth index --prune {path}` takes it out"
    return error + stays if before else error


def _found(paths: Sequence[Path], report: Outcomes) -> tuple[dict[str, Path], list[Path], list[Path]]:
    """Return the files at these paths by their names, the paths at which there are none, and folders not looked into.

    Why these could not be is reported, as what is of another kind is.
    """
    files, missing, closed = dict[str, Path](), list[Path](), list[Path]()
    for path in paths:
        found = find_files(path)
        report.skipped += found.other
        for error in found.closed:
            closed.append(Path(error.filename))
            report.add(Outcome("", str(error.filename), "failed", _closed(error)))
        if not any(found):
            missing.append(path)
        if found.readable:
            base = path if os.path.isdir(path) else path.parent
            root = base.resolve()
            files |= {_name(file, base, root): file for file in found.readable}
    return files, missing, closed


def _closed(error: OSError) -> str:
    return f"{error.filename}: cannot be looked into ({error.strerror}); let it be read, what was read from it stays"


def _name(file: Path, base: Path, root: Path) -> str:
    """Return the whole path of a file; only links are looked at closely, which is what takes time."""
    return kept_name(file.resolve() if os.path.islink(file) else root / file.relative_to(base))


def _refresh(
    library: Library, files: Mapping[str, Path], known: Mapping[str, Sequence[KnownFile]], *,
    report: Outcomes, lost: Callable[[str], bool], each: Each,
) -> None:  # fmt: skip
    """Read the files that may have changed, and keep them some at a time."""
    changed = list[tuple[str, Path]]()
    for name, path in files.items():
        if looks_unchanged(path, known.get(name, ())):
            for file in known[name]:
                report.add(_as_before(file))
            each()
        else:
            changed.append((name, path))
    with Converter(small_here=len(changed) < _MANY) as converter:
        reading = _ahead(lambda name, path: read(path, name, known.get(name, ()), converter), changed)
        for batch in _batches(reading, each=each):
            for outcome in kept(library, batch, vanished=lost):
                report.add(outcome)
            report.notes += [note for file in batch if file.entries for note in file.notes]


def _as_before(file: KnownFile) -> Outcome:
    """Return the outcome of a file that is as it was read."""
    failed = file.status == "failed"
    return Outcome(file.document_id, file.source, "failed" if failed else "unchanged", file.error)


def _ahead(work: Callable[[str, Path], Read], tasks: Iterable[tuple[str, Path]]) -> Iterator[Read]:
    """Yield what the work gives for each task, in order, some of them being done ahead."""
    from concurrent.futures import Future, ThreadPoolExecutor  # noqa: PLC0415  # asking needs neither

    workers = min(os.cpu_count() or 1, 8)
    pool, begun = ThreadPoolExecutor(workers), deque[Future[Read]]()
    try:
        for task in tasks:
            begun.append(pool.submit(work, *task))
            if len(begun) > 4 * workers:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _batches(files: Iterable[Read], *, each: Each) -> Iterator[list[Read]]:
    """Yield files some at a time: what is read is kept within a second or so, however long the next one takes."""
    batch, size, since = list[Read](), 0, monotonic()
    for file in files:
        batch.append(file)
        size += file.size
        each()
        if len(batch) >= _BATCH or size >= _BATCH_BYTES or monotonic() - since >= _BATCH_SECONDS:
            yield batch
            batch, size, since = [], 0, monotonic()
    if batch:
        yield batch


def _no_longer_duplicate(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the files that were passed over for being the same as another one, which then was changed itself."""
    changed = {each.source for each in outcomes if each.status in ("replaced", "duplicate")}
    return [each.source for each in outcomes if each.status == "duplicate" and each.same_as in changed]


def _file_of(source: str, files: Collection[str]) -> str:
    """Return the file that a document was read from: itself, or the archive that it stands in."""
    while source not in files and "/" in source:
        source = source.rpartition("/")[0]
    return source


def readable(paths: Sequence[Path], report: Outcomes, *, each: Each, relative: bool = False) -> Iterator[Document]:
    """Yield the documents at these paths, noting in the report what fails and what is passed over.

    A document's source is its whole path; with `relative` its name under the path given, the same everywhere.
    """
    for path in paths:
        found = find_files(path)
        report.skipped += found.other
        report.failed += map(_closed, found.closed)
        if not any(found):
            report.failed.append(_missing(path, 0))
        root = path if os.path.isdir(path) else path.parent
        sources = [file.relative_to(root).as_posix() if relative else str(file.resolve()) for file in found.readable]
        with Converter() as converter:
            for conversion in converter.convert(zip(found.readable, sources, strict=True)):
                yield from conversion.documents
                report.failed += map(str, conversion.failures)
                report.notes += conversion.notes
                each()
