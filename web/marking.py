"""Text cut at its marked places and where its pages begin, for templates to render. No HTML is made here."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is marked as a whole or not at all."""

    text: str
    marked: bool


def pieces(text: str, start: int, marked: Iterable[tuple[int, int]]) -> list[Piece]:
    """Cut `text`, which stands at `start` in its document, at the marked places of that document.

    Joined, the pieces are the text again; what is marked outside of the text is ignored.
    """
    cut: list[Piece] = []
    done = 0
    for first, last in sorted(marked):
        opens, closes = max(first - start, done), min(last - start, len(text))
        if opens >= closes:
            continue
        if opens > done:
            cut.append(Piece(text[done:opens], marked=False))
        cut.append(Piece(text[opens:closes], marked=True))
        done = closes
    if done < len(text):
        cut.append(Piece(text[done:], marked=False))
    return cut


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text, with the number of the page that begins with it, if one does."""

    text: str
    page: int | None


def runs(text: str, start: int, pages: Sequence[int]) -> list[Run]:
    """Cut `text`, which stands at `start` in its document, where that document's pages begin.

    Joined, the runs are the text again; of pages that begin at one place all but the last are empty.
    """
    first, end = bisect_left(pages, start), bisect_left(pages, start + len(text))
    begun = {pages[at]: at + 1 for at in range(first, end)}
    places = [*begun, start + len(text)]
    cut = [Run(text[: places[0] - start], None)] if places[0] > start else []
    return cut + [Run(text[a - start : b - start], begun[a]) for a, b in pairwise(places)]
