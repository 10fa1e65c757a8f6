"""Lists that are asked for by what leads them in: a heading ("Installation") or a line ("To change the oil:").

The steps or things below belong together: one of them alone is no answer to "How do I change the oil?".
"""

import re
from collections.abc import Callable, Sequence

from bot.reading.lists import Place, marked_items
from bot.reading.questions import Asking
from bot.reading.rows import LITTLE, is_all_mentioned, mentioned
from knowledge import Passage

_ASKED = ("manner", "name", "definition", "topic")
_NUMBER = re.compile(r"(\d{1,3})[.)][ \t]+$")
_LEADS = re.compile(r":[*_]*$")


def led(asking: Asking, passage: Passage, start: int, title: Callable[[], str]) -> list[Place]:
    """Return the items of the list that begins at a place of a passage, with what stands between its numbers.

    Nothing where no list begins there, or it is not asked for by its lead: all that leads it in must be asked for, and
    all that is asked stand there, in the headings or in the title, which is only looked up for a list.
    """
    if asking.asked not in _ASKED or not asking.telling or "\n" not in passage.text:
        return []
    marked, places = marked_items(passage), passage.sentences
    first = next((n for n, place in enumerate(places) if place[0] == start), None)
    if first is None or not marked[first] or (first and marked[first - 1]):
        return []
    lead = _lead(passage, first)
    if not lead or not _is_asked(asking, lead, [title(), *passage.headings]):
        return []
    found = places[first : _end(passage, marked, first)]
    return list(found) if len(found) > 1 else []


def lead_above(passage: Passage, start: int) -> str:
    """Return the line that leads in the list that the item beginning at a place is in, nothing where none does."""
    marked, places = marked_items(passage), passage.sentences
    at = next((n for n, place in enumerate(places) if place[0] == start), 0)
    while at and marked[at]:
        at -= 1
    above = passage.text[slice(*places[at])] if places and places[at][0] < start else ""
    return above if _LEADS.search(above) else ""


def _lead(passage: Passage, first: int) -> str | None:
    """Return what leads in the item that is the first of a list: the line above it, at the beginning the heading."""
    if first:
        above = passage.text[slice(*passage.sentences[first - 1])]
        return above if _LEADS.search(above) else None
    begins = _number(passage, 1)
    return passage.headings[-1] if passage.headings and begins in (None, 2) else None


def _is_asked(asking: Asking, lead: str, around: list[str]) -> bool:
    said = mentioned(asking, lead)
    return is_all_mentioned(asking, lead) and asking.telling <= said | mentioned(asking, " ".join(around)) | LITTLE


def _number(passage: Passage, at: int) -> int | None:
    """Return the number that a sentence of a passage stands behind, None where there is none."""
    found = _NUMBER.search(passage.text[: passage.sentences[at][0]]) if at < len(passage.sentences) else None
    return int(found[1]) if found else None


def _end(passage: Passage, marked: Sequence[bool], first: int) -> int:
    """Return behind which sentence a list ends: the last one in a row, or that counts on from the last number."""
    end = first
    while end < len(marked) and marked[end]:
        end += 1
    counted = [_number(passage, n) for n in range(len(marked))]
    count = counted[end - 1] or (1 if end == 1 and 2 in counted else None)  # the first mark stands before the passage
    for n in range(end, len(marked)):
        if count and counted[n] == count + 1:
            count, end = count + 1, n + 1
    return end
