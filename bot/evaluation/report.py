"""An evaluation as figures: the JSON object of the contract, and the table and failures that a person reads."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.evaluation import measures
from bot.evaluation.runs import Evaluation, Result

_DECIMALS = 4


def figures(evaluation: Evaluation) -> dict[str, Any]:
    """Return what `quoth evaluate --json` prints; a rate over nothing is null.

    Ranking, answer_shown, exact_match and f1 are over the answerable questions, dialogue_answer_shown over the turns
    of dialogues, where a turn without an answer counts as right when it is not answered.
    """
    results = evaluation.results
    answerable = [each for each in results if each.answerable]
    unanswerable = [each for each in results if not each.answerable]
    turns = [each for each in results if each.question.conversation]
    kinds = ("answer", "passages", "refusal", "smalltalk")
    return {
        "questions": len(results),
        "answerable": len(answerable),
        "unanswerable": len(unanswerable),
        "dialogue_turns": len(turns),
        "success@1": _rate(each.rank == 1 for each in answerable),
        "success@5": _rate(each.rank is not None and each.rank <= 5 for each in answerable),
        "mrr": _rate(1 / each.rank if each.rank else 0.0 for each in answerable),
        "answered": _rate(each.answered for each in results),
        "answer_shown": _rate(each.shown for each in answerable),
        "exact_match": _rate(each.exact_match for each in answerable),
        "f1": _rate(each.f1 for each in answerable),
        "refusal_precision": _rate(not each.answerable for each in results if not each.answered),
        "refusal_recall": _rate(not each.answered for each in unanswerable),
        "dialogue_answer_shown": _rate(each.right for each in turns),
        "kinds": {kind: sum(each.answer.kind == kind for each in results) for kind in kinds},
        "calibration": _calibration(results),
        "latency_ms": {
            name: _rounded(measures.percentile([each.took_ms for each in results], share))
            for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
        },
        "reader": evaluation.reader,
        "index": evaluation.index,
        "warnings": list(evaluation.warnings),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)


def _rate(values: Iterable[float]) -> float | None:
    return _rounded(measures.mean(float(value) for value in values))


def _calibration(results: Sequence[Result]) -> dict[str, Any] | None:
    """Return how far the confidence can be trusted: of every reply that has one, whether its words are right.

    A reply counts as right where an accepted answer stands in the answer, or in what would have been quoted; where
    no reply has a confidence there is nothing to say.
    """
    known = [(each.answer.confidence, each) for each in results if each.answer.confidence is not None]
    if not known:
        return None
    scores = [score for score, _ in known]
    right = [each.answerable and (each.shown or (not each.answered and each.rank == 1)) for _, each in known]
    points = measures.risk_coverage(scores, right)
    answerable = [each.answerable for _, each in known]
    return {
        "auroc": _rounded(measures.auroc(scores, right)),
        "auroc_answerable": _rounded(measures.auroc(scores, answerable)),
        "expected_calibration_error": _rounded(measures.expected_calibration_error(scores, right)),
        "risk_coverage_area": _rounded(measures.risk_coverage_area(points)),
        "risk_coverage": [_at(points, share / 10) for share in range(1, 11)],
    }


def _at(points: Sequence[tuple[float, float]], coverage: float) -> list[float]:
    """Return the first point of the curve that covers this share."""
    reached = next((point for point in points if point[0] >= coverage - 1e-9), points[-1])
    return [round(value, _DECIMALS) for value in reached]


def table(evaluation: Evaluation) -> str:
    """Return the figures and the failures as a person reads them."""
    shown = figures(evaluation)
    latency, calibration = shown.pop("latency_ms"), shown.pop("calibration") or {}
    kinds, warnings = shown.pop("kinds"), shown.pop("warnings")
    rows = [(name, _cell(value)) for name, value in shown.items()]
    rows += [(name.replace("_", " "), _cell(value)) for name, value in calibration.items() if name != "risk_coverage"]
    rows += [("latency", ", ".join(f"{name} {value} ms" for name, value in latency.items()))]
    rows += [("kinds", ", ".join(f"{kind} {count:,}" for kind, count in kinds.items()))]
    width = max(len(name) for name, _ in rows)
    lines = [evaluation.name, *(f"  {name:<{width}}  {value}" for name, value in rows), *warnings]
    return "\n".join([*lines, *_failures(evaluation.results)])


def _cell(value: Any) -> str:
    return "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


_FAILURES: tuple[tuple[str, Callable[[Result], bool]], ...] = (
    ("Answered wrongly", lambda each: each.answerable and each.answered and not each.shown),
    ("Answered though the documents do not", lambda each: not each.answerable and each.answered),
    ("Not answered though the documents do", lambda each: each.answerable and not each.answered),
)


def _failures(results: Sequence[Result]) -> Iterable[str]:
    for title, fails in _FAILURES:
        failed = [each for each in results if fails(each)]
        if failed:
            yield f"\n{title} ({len(failed):,})"
        for each in failed:
            sure = "" if each.answer.confidence is None else f" [{each.answer.confidence:.2f}]"
            yield f"  {each.question.question_id}: {each.question.question}{sure}"
            if each.query != each.question.question:
                yield f"      asked as: {each.query}"
            yield f"      accepted: {' | '.join(each.question.answers) or 'nothing'}"
            said = each.answer.citations[0].quote if each.answered and each.answer.citations else each.answer.text
            yield f"      said:     {each.answer.short or '–'} — {' '.join(said.split())[:160]}"
