"""What a hit needs to know of its document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments

    def __getitem__(self, document_id: str) -> Source:
        for segment in self._segments:
            row = segment.row(document_id)
            if row is not None:
                kept = segment.document(row)
                return Source(kept.title, kept.source, kept.language)
        raise KeyError(document_id)

    def __contains__(self, document_id: object) -> bool:
        return any(segment.row(str(document_id)) is not None for segment in self._segments)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(kept.document_id for segment in self._segments for kept in segment.documents()))

    def __len__(self) -> int:
        return sum(len(segment.document_rows()) - len(segment.dead) for segment in self._segments)
