"""Questions that a document poses itself and answers right after: lists of questions and answers, interviews."""

from collections.abc import Sequence

from knowledge import Passage

_NEAR = (1.0, 0.5)
"""How surely the first sentence after a question answers it, and the second."""


def is_question(text: str) -> bool:
    """Tell whether a sentence or heading asks something."""
    return text.rstrip(" \t\n\"'”’)»*_").endswith("?")


def answers_to(heading: str | None, texts: Sequence[str]) -> list[tuple[int, float] | None]:
    """Return for each sentence which one before it poses the question that it answers, and how surely it does.

    -1 is the heading. A question answers none, and neither does what stands further off.
    """
    found = list[tuple[int, float] | None]()
    last = -1 if heading and is_question(heading) else None
    for number, text in enumerate(texts):
        asks = is_question(text)
        after = number - last - 1 if last is not None else len(_NEAR)
        found.append(None if asks or last is None or after >= len(_NEAR) else (last, _NEAR[after]))
        last = number if asks else last
    return found


def posed_before(passage: Passage, start: int) -> str | None:
    """Return the question that the sentence which begins there answers first, or None."""
    starts = [first for first, _ in passage.sentences]
    texts = [passage.text[first:last] for first, last in passage.sentences]
    found = answers_to(passage.heading, texts)[starts.index(start)] if start in starts else None
    if found is None or found[1] < 1.0:
        return None
    return passage.heading if found[0] < 0 else texts[found[0]]
