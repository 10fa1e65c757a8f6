"""What a hit needs to know of its document."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.languages import ENGLISH
from knowledge.segments import Segment


@dataclass(frozen=True)
class Source:
    """What a hit needs to know of its document."""

    title: str
    source: str
    language: str = ENGLISH


class Sources(Mapping[str, Source]):
    """What a hit needs to know of its document, by id, read when it is asked for."""

    def __init__(self, read: Callable[[Callable[[Sequence[Segment]], Any]], Any]) -> None:
        """Look at the segments through `read`, which gives them to a function, and again where they were damaged."""
        self._read = read

    def __getitem__(self, document_id: str) -> Source:
        found: Source | None = self._read(lambda segments: _source(segments, document_id))
        if found is None:
            raise KeyError(document_id)
        return found

    def __contains__(self, document_id: object) -> bool:
        return bool(self._read(lambda segments: any(each.row(str(document_id)) is not None for each in segments)))

    def __iter__(self) -> Iterator[str]:
        return iter(
            self._read(lambda segments: sorted(kept.document_id for each in segments for kept in each.documents()))
        )

    def __len__(self) -> int:
        return int(self._read(lambda segments: sum(len(each.document_rows()) - len(each.dead) for each in segments)))


def _source(segments: Sequence[Segment], document_id: str) -> Source | None:
    for segment in segments:
        row = segment.row(document_id)
        if row is not None:
            kept = segment.document(row)
            return Source(kept.title, kept.source, kept.language)
    return None
