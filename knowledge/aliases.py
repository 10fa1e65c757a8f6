"""The acronyms that a library explains, as terms with the terms of their long forms."""

from collections.abc import Iterable, Mapping

from knowledge.acronyms import Acronym
from knowledge.terms import stem, terms

Explained = Mapping[str, list[tuple[str, Acronym]]]


class Aliases(dict[str, frozenset[str]]):
    """Acronyms with the terms of their long forms, and what else says the same as a term."""

    def __init__(
        self, pairs: Iterable[tuple[str, frozenset[str]]] = (), *, same: Iterable[tuple[str, frozenset[str]]] = ()
    ) -> None:
        """Know these acronyms; `same` are terms with other terms that say the same together, several for one too."""
        super().__init__(pairs)
        self._same: dict[str, list[frozenset[str]]] = {}
        for term, others in same:
            self._same.setdefault(term, []).append(others)
        self._begins: dict[str, list[str]] = {}
        for short, long in (*self.items(), *((term, each) for term, known in self._same.items() for each in known)):
            self._begins.setdefault(min(long), []).append(short)
        self._known = frozenset((*self, *self._same, *self._begins))

    @classmethod
    def of(cls, explained: Explained, *, same: Iterable[tuple[str, frozenset[str]]] = ()) -> "Aliases":
        """Return the acronyms that documents explain; the first explanation of each counts."""
        pairs = ((stem(short), frozenset(terms(found[0][1].long))) for short, found in explained.items())
        return cls(((short, long) for short, long in pairs if long), same=same)

    def beside(self, present: frozenset[str]) -> set[str]:
        """Return the other form of each acronym that these terms hold in one of its forms, and what says the same."""
        added: set[str] = set()
        for term in present & self._known:
            added.update(*self._same.get(term, ()))
            added |= self.get(term, frozenset())
            added |= {
                short
                for short in self._begins.get(term, ())
                if short not in present and any(each <= present for each in self._longs(short))
            }
        return added

    def _longs(self, short: str) -> list[frozenset[str]]:
        return [*([self[short]] if short in self else []), *self._same.get(short, ())]
