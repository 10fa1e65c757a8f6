"""How a library writes a word that a question has in small letters: names with their capitals."""

import re
from collections.abc import Iterable

_AT_A_BEGINNING = re.compile(r"(?:^|[.!?:;\n“\"(•–-])\s*$")
_MOST = 40
"""Places of a word that are looked at."""


def as_written(word: str, texts: Iterable[str]) -> str | None:
    """Return a word as texts write it inside their sentences, if that is always with a capital ("quiroga": "Quiroga").

    None for a word that also stands there in small letters, or that stands only where everything has a capital.
    """
    found = set[str]()
    places = (match for text in texts for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE))
    for _, place in zip(range(_MOST), places, strict=False):
        said = place.group()
        before = place.string[max(0, place.start() - 3) : place.start()]
        if said[0].islower():
            return None
        if not _AT_A_BEGINNING.search(before):
            found.add(said)
    return min(found) if len(found) == 1 else None
