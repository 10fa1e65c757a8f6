"""The user's own synonyms and acronyms, a group a line: "car | automobile", "PRT | Provincial Reconstruction Team"."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from os.path import lexists
from pathlib import Path

from knowledge.errors import BadSynonyms
from knowledge.groups import Group, by_name
from knowledge.terms import terms, words_and_terms

_LARGEST = 10_000_000


class Thesaurus:
    """Groups of words and phrases that say the same; each member is found by any other."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        """Know these groups; each member must have a term."""
        self._groups = tuple(tuple(group) for group in groups)

    @classmethod
    def read(cls, path: Path) -> "Thesaurus":
        """Read a file of groups, none where there is no file; lines that begin with # are passed over.

        Raises BadSynonyms, which names the line.
        """
        try:
            if not lexists(path):  # a folder, or a link that leads nowhere, is a mistake to tell
                return cls()
            if path.stat().st_size > _LARGEST:
                raise BadSynonyms(f"{path}: more than {_LARGEST:,} bytes; leave some of it out")
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            raise BadSynonyms(f"{path}: this is not UTF-8 text; save the file as UTF-8") from error
        except OSError as error:
            raise BadSynonyms(f"{path}: it cannot be read ({error.strerror}); mend or remove it") from error
        told = enumerate(lines, start=1)
        return cls(_group(line, f"{path}, line {n}") for n, line in told if line.strip() and not line.startswith("#"))

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Group, ...]]:
        """The groups by the names in them, as `groups.by_name`."""
        return by_name(Group(members, is_own=True) for members in self._groups)

    def __bool__(self) -> bool:
        return bool(self._groups)

    def marked(self, fingerprint: str) -> str:
        """Return a fingerprint that tells what was found with these groups from what was found without."""
        said = "\0".join([fingerprint, *("\0".join(group) for group in self._groups)])
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16] if self._groups else fingerprint

    @cached_property
    def words(self) -> frozenset[str]:
        """The folded words of all members: none of them is misspelt."""
        return frozenset(word for group in self._groups for member in group for word in words_and_terms(member)[0])

    @cached_property
    def _members(self) -> dict[str, list[tuple[frozenset[str], int, str]]]:
        """The members by the first of their terms in order: their terms, their group, as they are written."""
        found: dict[str, list[tuple[frozenset[str], int, str]]] = {}
        for number, group in enumerate(self._groups):
            for member in group:
                own = frozenset(terms(member))
                found.setdefault(min(own), []).append((own, number, member))
        return found

    def others(self, present: Iterable[str]) -> dict[str, frozenset[str]]:
        """Return what says the same as a member whose terms are all present: each as written, with those terms."""
        have, found = frozenset(present), dict[str, frozenset[str]]()
        for first in sorted(have):
            for own, number, member in self._members.get(first, ()):
                if own <= have:
                    found.update((each, own) for each in self._groups[number] if each != member)
        return found

    def pairs(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield each member that is one term, with the terms of each other member of its group."""
        for group in self._groups:
            known = list(dict.fromkeys(frozenset(terms(member)) for member in group))
            singles = [each for each in known if len(each) == 1]
            yield from ((min(one), other) for one in singles for other in known if other != one)


def _group(line: str, place: str) -> tuple[str, ...]:
    members = tuple(dict.fromkeys(filter(None, (" ".join(each.split()) for each in line.split("|")))))
    if len(members) < 2:
        raise BadSynonyms(f"{place}: one word alone; write what says the same beside it, as car | automobile")
    for each in members:
        if not terms(each):
            raise BadSynonyms(f"{place}: {each!r} has no word that is searched for; leave it out")
    return members
