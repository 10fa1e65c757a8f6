"""What is told of an evaluation: the figures as a dict for --json, and as a text with the failures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.evaluation import calibration, measures
from bot.evaluation.runs import Evaluation, Result
from bot.wording import how_many

_KINDS = ("answer", "passages", "refusal", "smalltalk")
_WARNINGS = 5
_SAID = 300


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of an evaluation: `payload` for JSON, `text` to be read."""

    payload: dict[str, Any]
    text: str

    @classmethod
    def of(cls, evaluation: Evaluation) -> "Report":
        """Return the report of an evaluation."""
        payload = figures(evaluation)
        lines = [*_table(payload), *_warned(evaluation.warnings), *_failures(evaluation.results)]
        return cls(payload, "\n".join(lines))


def figures(evaluation: Evaluation) -> dict[str, Any]:
    """Return the figures for --json: rates from 0 to 1, None over nothing, beside the counts they are taken over.

    answered is a share of all questions; success@k, mrr, answer_shown, exact_match and f1 are means over the
    answerable ones; dialogue_answer_shown is the share of all dialogue turns, the first ones too, that are right:
    shown where there is an answer, not answered where there is none. by_question is what they are made of.
    """
    results = evaluation.results
    answerable = [each for each in results if each.question.is_answerable]
    turns = [each for each in results if each.question.conversation is not None]
    kinds: Counter[str] = Counter(each.answer.kind for each in results)
    return {
        "questions": len(results),
        "answerable": len(answerable),
        "unanswerable": len(results) - len(answerable),
        "dialogues": len({each.question.conversation for each in turns}),
        "dialogue_turns": len(turns),
        "replies": {kind: kinds[kind] for kind in _KINDS},
        **_retrieval(answerable),
        "answered": _mean(each.is_answered for each in results),
        **_answers(answerable),
        **_refusals(results),
        "dialogue_answer_shown": _mean(each.is_right for each in turns),
        "latency_ms": _latency([each.took_ms for each in results]),
        "calibration": _calibration(results),
        "reader": evaluation.reader,
        "index": evaluation.index,
        "warnings": list(evaluation.warnings),
        "by_question": [_judged(each) for each in results],
    }


def _judged(result: Result) -> dict[str, Any]:
    """Return what all figures are made of, of one question."""
    return {
        "id": result.question.question_id,
        "conversation": result.question.conversation,
        "answerable": result.question.is_answerable,
        "kind": result.answer.kind,
        "short": result.answer.short,
        "confidence": result.answer.confidence,
        "rank": result.rank,
        "answer_shown": result.shown,
        "exact_match": result.exact_match,
        "f1": result.f1,
        "took_ms": round(result.took_ms, 3),
    }


def _retrieval(answerable: Sequence[Result]) -> dict[str, float | None]:
    ranks = [each.rank for each in answerable]
    return {
        "success@1": _mean(measures.success(rank, 1) for rank in ranks),
        "success@5": _mean(measures.success(rank, 5) for rank in ranks),
        "mrr": _mean(map(measures.reciprocal_rank, ranks)),
    }


def _answers(answerable: Sequence[Result]) -> dict[str, float | None]:
    return {
        "answer_shown": _mean(each.shown for each in answerable),
        "exact_match": _mean(each.exact_match for each in answerable),
        "f1": _mean(each.f1 for each in answerable),
    }


def _refusals(results: Sequence[Result]) -> dict[str, float | None]:
    replies = [(each.is_refused, each.question.is_answerable) for each in results]
    return {
        "refusal_precision": _rounded(measures.refusal_precision(replies)),
        "refusal_recall": _rounded(measures.refusal_recall(replies)),
    }


def _latency(took_ms: Sequence[float]) -> dict[str, float | None]:
    return {f"p{q}": _rounded(measures.percentile(took_ms, q), 3) for q in (50, 95, 99)}


def _calibration(results: Sequence[Result]) -> dict[str, Any]:
    """Return what the confidence is worth, None throughout where no reply has one.

    auroc tells answerable questions from the others, over all replies, one without a confidence counting as 0;
    auroc_right tells right answers from wrong ones. That, ece and the curve are over the answers given.
    """
    known = any(each.answer.confidence is not None for each in results)
    asked = [(each.answer.confidence or 0.0, each.question.is_answerable) for each in results if known]
    answers = [
        (each.answer.confidence, each.shown)
        for each in results
        if each.is_answered and each.answer.confidence is not None
    ]
    curve = calibration.risk_coverage(answers, len(results))
    points = [{name: _rounded(value) for name, value in asdict(each).items()} for each in calibration.thinned(curve)]
    return {
        "auroc": _rounded(calibration.auroc(asked)),
        "auroc_right": _rounded(calibration.auroc(answers)),
        "ece": _rounded(calibration.calibration_error(answers)),
        "risk_coverage_area": _rounded(calibration.area(curve)),
        "points": points or None,
    }


def _mean(values: Iterable[float]) -> float | None:
    return _rounded(measures.mean(values))


def _rounded(value: float | None, digits: int = 6) -> float | None:
    return None if value is None else round(value, digits)


def _table(payload: dict[str, Any]) -> list[str]:
    """Return the figures a line each, with what they are taken over."""
    p, replies, latency, worth = payload, payload["replies"], payload["latency_ms"], payload["calibration"]
    answerable, unanswerable = f"of {p['answerable']:,} answerable", f"of {p['unanswerable']:,} without an answer"
    refused = f"of {replies['passages'] + replies['refusal']:,} not answered"
    turns = f"of {how_many(p['dialogue_turns'], 'turn')} in {how_many(p['dialogues'], 'dialogue')}"
    rows = [
        *((name, p[name], answerable) for name in ("success@1", "success@5", "mrr")),
        ("answered", p["answered"], f"of {how_many(p['questions'], 'question')}"),
        *((name, p[name], answerable) for name in ("answer_shown", "exact_match", "f1")),
        ("refusal_precision", p["refusal_precision"], refused),
        ("refusal_recall", p["refusal_recall"], unanswerable),
        ("dialogue_answer_shown", p["dialogue_answer_shown"], turns),
        ("auroc", worth["auroc"], "answerable or not, by confidence"),
        ("auroc_right", worth["auroc_right"], "right or wrong answer, by confidence"),
        ("ece", worth["ece"], f"of {how_many(replies['answer'], 'answer')}"),
        ("risk_coverage_area", worth["risk_coverage_area"], f"of {how_many(replies['answer'], 'answer')}"),
    ]
    return [
        f"{how_many(p['questions'], 'question')}, reader {p['reader']}, index {p['index']}",
        "replies: " + ", ".join(f"{replies[kind]:,} {kind}" for kind in _KINDS),
        "",
        *(f"{name:<22}{_figure(value):>6}  {over}" for name, value, over in rows),
        *_curve(worth["points"] or []),
        "latency: " + ", ".join(f"{name} {_figure(value, 1)} ms" for name, value in latency.items()),
    ]


def _curve(points: Sequence[dict[str, float]]) -> list[str]:
    """Return the risk–coverage curve on one line: the share wrong of the surest so many answers."""
    shown = points[3::4] or points[-1:]
    told = (f"{_figure(each['risk'])} of {each['coverage']:.0%}" for each in shown)
    return ["risk–coverage: wrong " + ", ".join(told) + " answered"] if shown else []


def _figure(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _warned(warnings: Sequence[str]) -> list[str]:
    if not warnings:
        return []
    more = [f"  and {len(warnings) - _WARNINGS:,} more"] if len(warnings) > _WARNINGS else []
    return ["", f"Warnings ({len(warnings):,})", *(f"  {_plain(each)}" for each in warnings[:_WARNINGS]), *more]


def _failures(results: Sequence[Result]) -> list[str]:
    """Return the replies that are not as they should be, grouped by what is wrong with them."""
    wrong = [each for each in results if not each.is_right]
    groups = {
        "Answered wrongly": [e for e in wrong if e.question.is_answerable and e.is_answered],
        "Answered although it must not": [e for e in wrong if not e.question.is_answerable],
        "Not answered although answerable": [e for e in wrong if e.question.is_answerable and not e.is_answered],
    }
    return [line for title, group in groups.items() if group for line in _group(title, group)]


def _group(title: str, group: Sequence[Result]) -> list[str]:
    return ["", f"{title} ({len(group):,})", *(line for each in group for line in _failure(each))]


def _failure(result: Result) -> list[str]:
    question, answer = result.question, result.answer
    accepted = " | ".join(question.answers) or "nothing: it must not be answered"
    rank = f", right document at rank {result.rank or '–'}" if question.is_answerable else ""
    return [
        f"  {_plain(question.question_id)}  {_plain(question.question)}",
        f"    accepted: {_plain(accepted)}",
        f"    said:     {_plain(answer.text)}",
        f"    {answer.kind}, f1 {_figure(result.f1, 2)}, confidence {_figure(answer.confidence, 2)}{rank}",
    ]


def _plain(text: str) -> str:
    """Return a text on one line, shortened, without characters that a terminal would obey."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _SAID else f"{line[:_SAID]} …"
