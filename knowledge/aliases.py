"""The acronyms that a library explains, as terms with the terms of their long forms."""

from collections.abc import Iterable, Mapping

from knowledge.acronyms import Acronym
from knowledge.terms import stem, terms

Explained = Mapping[str, list[tuple[str, Acronym]]]


class Aliases(dict[str, frozenset[str]]):
    """Acronyms with the terms of their long forms."""

    def __init__(self, pairs: Iterable[tuple[str, frozenset[str]]] = ()) -> None:
        """Know these acronyms."""
        super().__init__(pairs)
        self._begins: dict[str, list[str]] = {}
        for short, long in self.items():
            self._begins.setdefault(min(long), []).append(short)

    @classmethod
    def of(cls, explained: Explained) -> "Aliases":
        """Return the acronyms that documents explain; the first explanation of each counts."""
        pairs = ((stem(short), frozenset(terms(found[0][1].long))) for short, found in explained.items())
        return cls((short, long) for short, long in pairs if long)

    def beside(self, present: frozenset[str]) -> set[str]:
        """Return the other form of each acronym that these terms hold in one of its forms."""
        added: set[str] = set()
        for term in present:
            added |= self.get(term, frozenset())
            added |= {short for short in self._begins.get(term, ()) if short not in present and self[short] <= present}
        return added
