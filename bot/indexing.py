"""Files and folders into the library: one outcome a file, and one bad file never stops the others."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge import READERS, Converter, Document, Library, Outcome, find_files

Each = Callable[[], object]


@dataclass(slots=True)
class Outcomes:
    """What became of every file."""

    outcomes: list[Outcome] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def payload(self) -> dict[str, Any]:
        """Return the report as JSON has it."""
        return {
            "documents": [
                {"document_id": each.document_id, "source": each.source, "status": each.status}
                for each in self.outcomes
            ],
            "failed": self.failed,
            "skipped": [str(path) for path in self.skipped],
            "notes": self.notes,
        }

    def lines(self) -> Iterator[str]:
        """Yield the report as a person reads it."""
        for outcome in self.outcomes:
            yield f"{outcome.status:9}  {outcome.document_id}  {outcome.source}"
        for message in self.notes:
            yield f"note       {message}"
        for message in self.failed:
            yield f"failed     {message}"
        if self.skipped:
            kinds = Counter(path.suffix or path.name for path in self.skipped)
            named = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
            yield f"skipped    {named}: files ending in {', '.join(sorted(READERS))} are read"


def indexed(library: Library, paths: Sequence[Path], *, each: Each = lambda: None) -> Outcomes:
    """Add or refresh the files at these paths in one step, and return what became of each."""
    report = Outcomes()
    documents = list(readable(paths, report, each=each))
    report.outcomes = library.add(documents)
    return report


def readable(paths: Sequence[Path], report: Outcomes, *, each: Each, relative: bool = False) -> Iterator[Document]:
    """Yield the documents at these paths, noting in the report what fails and what is passed over.

    A document's source is its whole path; with `relative` its name under the path given, the same everywhere.
    """
    for path in paths:
        found, skipped = find_files(path)
        report.skipped += skipped
        if not found and not skipped:
            report.failed.append(f"{path}: {'holds no files' if path.is_dir() else 'there is no such file or folder'}")
        root = path if path.is_dir() else path.parent
        sources = [file.relative_to(root).as_posix() if relative else str(file.resolve()) for file in found]
        with Converter() as converter:
            for conversion in converter.convert(zip(found, sources, strict=True)):
                yield from conversion.documents
                report.failed += map(str, conversion.failures)
                report.notes += conversion.notes
                each()
