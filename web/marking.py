"""Text cut at its marked places, for templates to render. No HTML is made here."""

from collections.abc import Iterable
from dataclasses import dataclass


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
