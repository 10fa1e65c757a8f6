"""Which documents of a library are right for a question. Nothing here asks or measures."""

from collections.abc import Callable, Iterable
from pathlib import PurePath

from bot.evaluation.measures import holds, normalised
from bot.evaluation.questions import SetQuestion
from knowledge import DocumentSummary, Library

IsRelevant = Callable[[str], bool]


class Relevance:
    """Tells whether a document is relevant to a question, and collects warnings where the set cannot be followed."""

    def __init__(self, library: Library) -> None:
        """Know the documents that the library holds now."""
        self._library = library
        self._matching = ids_by_name(library)
        self._texts: dict[str, str] = {}
        self.warnings: list[str] = []

    def of(self, question: SetQuestion) -> IsRelevant:
        """Return the test of a document's relevance: one that the question names, else one that holds an answer."""
        named = self.named(question)
        return named.__contains__ if named else lambda document_id: holds(self._text(document_id), question.answers)

    def named(self, question: SetQuestion) -> frozenset[str]:
        """Return the ids of the documents that a question names, none where the library holds none of them."""
        known = frozenset(each for name in question.documents for each in self._matching(name))
        if question.documents and not known:
            missing = ", ".join(map(repr, question.documents))
            self.warnings.append(
                f"{question.question_id}: the library has no document {missing}; "
                "those that hold an accepted answer count as relevant"
            )
        return known

    def _text(self, document_id: str) -> str:
        if document_id not in self._texts:
            self._texts[document_id] = normalised(self._library.document(document_id).text)
        return self._texts[document_id]


def ids_by_name(library: Library) -> Callable[[str], frozenset[str]]:
    """Return what tells the documents of an id, else of a source, else of a file name, else of its stem."""
    known = _names(library.documents())
    return lambda name: next((names[name] for names in known if name in names), frozenset())


def _names(documents: Iterable[DocumentSummary]) -> list[dict[str, frozenset[str]]]:
    """Return what documents may be called, the surest first: each name with the ids that it stands for."""
    listed = list(documents)
    called: list[Callable[[DocumentSummary], str]] = [
        lambda each: each.document_id,
        lambda each: each.source,
        lambda each: PurePath(each.source).name,
        lambda each: PurePath(each.source).stem,
    ]
    return [_by(name, listed) for name in called]


def _by(name: Callable[[DocumentSummary], str], documents: Iterable[DocumentSummary]) -> dict[str, frozenset[str]]:
    ids: dict[str, set[str]] = {}
    for each in documents:
        ids.setdefault(name(each), set()).add(each.document_id)
    return {called: frozenset(known) for called, known in ids.items()}
