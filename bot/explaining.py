"""An explanation as a person reads it in the terminal: sums in figures and words. Nothing here decides."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from bot.explanation import Explanation, HitReasons, Place, Sureness, WeightedSum, said_as
from bot.wording import feature_name, wording
from knowledge import Contribution, Index, Passage

_SHOWN, _PARTS, _LONGEST = 3, 6, 120
"""Hits that are told of, parts of a sum that are told apart, and characters of a place that are shown."""


def explained(explanation: Explanation, index: Index) -> str:
    """Return why a question was answered as it was: first the confidence, then the best hits."""
    lines = [*_sure(explanation.sureness)] if explanation.sureness else []
    chosen = any(reasons.span for reasons in explanation.hits)  # some hits were read and others not
    for rank, reasons in enumerate(explanation.hits[:_SHOWN], start=1):
        lines += _hit(rank, reasons, explanation.query, index)
        lines += [f"   {_words()['unread']}", ""] if chosen and not reasons.span else [""]
    return "\n".join(lines or [_words()["nothing"], ""])


def words_told(query: str, passage: Passage, shares: Sequence[Contribution]) -> str:
    """Return what each word adds to a BM25 score, the most first ("Zealand 2.10 + in the title 0.40")."""
    words, fields = said_as(query, passage), _words()["fields"]
    ordered = sorted(shares, key=lambda each: -each.score)
    told = (f"{words.get(each.term, each.term)}{fields[each.field]} {each.score:.2f}" for each in ordered)
    return " + ".join(told)


def _words() -> Any:
    return wording()["explained"]


def _sure(sureness: Sureness) -> Iterator[str]:
    said, sure = _words(), f"{sureness.confidence:.2f}"
    if sureness.log_odds:
        yield said["sure"].format(confidence=sure, log_odds=f"{sureness.log_odds.score:+.2f}")
        yield from _parts(sureness.log_odds)
    if sureness.rule:
        rule = said["rules"].get(sureness.rule, sureness.rule).format(least=sureness.least, most=sureness.most)
        yield said["certain"].format(confidence=sure, rule=rule)
    yield ""


def _hit(rank: int, reasons: HitReasons, query: str, index: Index) -> Iterator[str]:
    said, passage = _words(), reasons.hit.passage
    title = index.sources[passage.document_id].title if passage.document_id in index.sources else passage.document_id
    score = f"{reasons.hit.score:.2f}"
    yield said["hit"].format(rank=rank, title=title, start=passage.start, end=passage.end, score=score)
    yield "   " + said["words"].format(parts=words_told(query, passage, reasons.words))
    for name, place in (("sentence", reasons.sentence), ("span", reasons.span)):
        if place:
            yield "   " + said[name].format(score=f"{place.sum.score:.2f}", text=_shown(reasons, place))
            yield from _parts(place.sum, indent=6)


def _parts(made: WeightedSum, *, indent: int = 3) -> Iterator[str]:
    """Yield the parts of a sum, the largest first, each with what it is, the smallest together."""
    said = _words()
    ordered = sorted(made.parts, key=lambda part: -abs(part.contribution))
    for part in ordered[:_PARTS]:
        name = feature_name(part.name)
        yield f"{'':{indent}}{part.contribution:+7.2f}  {name} ({part.value:.2f} × {part.weight:.2f})"
    if rest := ordered[_PARTS:]:
        yield f"{'':{indent}}{math.fsum(part.contribution for part in rest):+7.2f}  {said['rest']}"


def _shown(reasons: HitReasons, place: Place) -> str:
    return shortened(reasons.hit.passage.text[place.start : place.end], most=_LONGEST)


def shortened(text: str, *, most: int) -> str:
    """Return a text on one line, cut at a word where it has more characters."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[: words.rfind(" ", 0, most)] + " …"
