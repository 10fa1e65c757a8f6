"""The report: each figure over the right questions, null over none, and the failures by what is wrong."""

import json

import pytest

from bot import Answer
from bot.evaluation import Evaluation, Report, Result, SetQuestion

CONTRACT = {
    "questions", "success@1", "success@5", "mrr", "answered", "answer_shown", "exact_match", "f1",
    "refusal_precision", "refusal_recall", "dialogue_answer_shown", "latency_ms",
}  # fmt: skip


def result(
    name="q", kind="answer", *, accepted=("yes",), shown=False, rank=None, exact=0.0, f1=0.0, confidence=None,
    conversation=None, took_ms=1.0, said="said",
):  # fmt: skip
    asked = SetQuestion(name, f"{name}?", tuple(accepted), conversation=conversation, turn=conversation and 1)
    answer = Answer(kind, said, confidence=confidence)
    return Result(asked, answer, (), rank, shown, exact, f1, took_ms)


def report(*results, warnings=()):
    return Report.of(Evaluation(results, "fake", "abc", warnings))


def payload(*results):
    return report(*results).payload


def rate(value):
    return pytest.approx(value, abs=1e-6)


# The figures


def test_the_payload_has_the_fields_of_the_contract_and_is_json():
    told = payload(result())
    assert told.keys() >= CONTRACT
    assert told["latency_ms"].keys() == {"p50", "p95", "p99"}
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_the_payload_says_reader_and_index():
    told = payload(result())
    assert (told["reader"], told["index"]) == ("fake", "abc")


def test_questions_are_counted_by_kind():
    told = payload(
        result(), result(kind="passages"), result(kind="refusal", accepted=()),
        result(kind="refusal", conversation="c"), result(conversation="c"), result(kind="smalltalk", conversation="d"),
    )  # fmt: skip
    counted = ("questions", "answerable", "unanswerable", "dialogues", "dialogue_turns")
    assert [told[name] for name in counted] == [6, 5, 1, 2, 3]
    assert told["replies"] == {"answer": 2, "passages": 1, "refusal": 2, "smalltalk": 1}


def test_ranking_is_measured_over_answerable_questions():
    told = payload(result(rank=1), result(rank=4), result(rank=6), result(), result(accepted=()))
    assert told["success@1"] == rate(1 / 4)
    assert told["success@5"] == rate(2 / 4)
    assert told["mrr"] == rate((1 + 1 / 4 + 1 / 6) / 4)


def test_answers_are_measured_over_answerable_questions_answered_or_not():
    told = payload(
        result(shown=True, exact=1.0, f1=1.0), result(f1=0.5), result(kind="refusal"), result(accepted=())
    )  # fmt: skip
    assert told["answered"] == rate(3 / 4)
    assert told["answer_shown"] == rate(1 / 3)
    assert told["exact_match"] == rate(1 / 3)
    assert told["f1"] == rate(1.5 / 3)


def test_refusals_are_passages_and_refusal_but_not_small_talk():
    told = payload(
        result(kind="passages", accepted=()), result(kind="refusal"), result(kind="smalltalk", accepted=()),
        result(accepted=()), result(kind="refusal", accepted=()),
    )  # fmt: skip
    assert told["refusal_precision"] == rate(2 / 3)
    assert told["refusal_recall"] == rate(2 / 4)


def test_a_dialogue_is_scored_over_all_its_turns_the_first_too():
    told = payload(
        result(conversation="c", shown=True), result(conversation="c"),
        result("refusal", kind="refusal", conversation="c", accepted=()), result(), result(),
    )  # fmt: skip
    assert told["dialogue_answer_shown"] == rate(2 / 3)


def test_rates_over_nothing_are_null():
    unanswerable, answerable = payload(result(accepted=())), payload(result())
    for name in ("success@1", "success@5", "mrr", "answer_shown", "exact_match", "f1", "dialogue_answer_shown"):
        assert unanswerable[name] is None
    assert (answerable["refusal_precision"], answerable["refusal_recall"]) == (None, None)
    assert payload()["answered"] is None
    assert payload()["latency_ms"] == {"p50": None, "p95": None, "p99": None}


def test_latency_is_told_as_percentiles_in_milliseconds():
    told = payload(*(result(took_ms=float(n)) for n in range(101)))
    assert told["latency_ms"] == {"p50": 50, "p95": 95, "p99": 99}


# What the confidence is worth


def test_without_confidences_the_calibration_is_null():
    told = payload(result(shown=True), result(accepted=()))
    assert set(told["calibration"].values()) == {None}


def test_auroc_tells_answerable_questions_from_others_over_all_replies():
    told = payload(
        result(confidence=0.9), result(kind="refusal", confidence=0.3),
        result(accepted=(), confidence=0.5), result(kind="refusal", accepted=()),
    )  # fmt: skip
    # Answerable 0.9 and 0.3; the others 0.5 and none, which is 0: three of four pairs are in order.
    assert told["calibration"]["auroc"] == rate(3 / 4)


def test_the_other_figures_are_over_the_answers_given():
    told = payload(
        result(shown=True, confidence=0.9), result(confidence=0.6), result(accepted=(), confidence=0.5),
        result(kind="passages", confidence=0.1),
    )["calibration"]  # fmt: skip
    assert told["auroc_right"] == 1
    assert told["ece"] == rate((0.1 + 0.6 + 0.5) / 3)
    assert told["risk_coverage_area"] == rate((0 + 1 / 2 + 2 / 3) / 3)
    assert told["points"][0] == {"coverage": 0.25, "risk": 0, "confidence": 0.9}
    assert told["points"][-1] == {"coverage": 0.75, "risk": rate(2 / 3), "confidence": 0.5}


def test_the_curve_is_told_in_twenty_points_at_most():
    told = payload(*(result(confidence=n / 100) for n in range(100)))["calibration"]
    assert len(told["points"]) == 20
    assert told["points"][-1]["coverage"] == 1


def test_what_is_told_of_each_question_gives_the_figures():
    told = payload(
        result("a", shown=True, exact=1.0, f1=1.0, rank=1, confidence=0.9), result("b", rank=3, f1=0.5, confidence=0.6),
        result("c", kind="refusal", accepted=(), confidence=0.1),
    )  # fmt: skip
    each = told["by_question"]
    assert [(one["id"], one["kind"], one["rank"], one["short"]) for one in each] == [
        ("a", "answer", 1, None), ("b", "answer", 3, None), ("c", "refusal", None, None),
    ]  # fmt: skip
    answerable = [one for one in each if one["answerable"]]
    for name in ("answer_shown", "exact_match", "f1"):
        assert told[name] == rate(sum(one[name] for one in answerable) / len(answerable))
    assert [one["confidence"] for one in each] == [0.9, 0.6, 0.1]
    assert {one["took_ms"] for one in each} == {1.0}


# The text


def test_the_table_says_each_figure_with_what_it_is_taken_over():
    text = report(*(result(rank=1, shown=True, took_ms=1.25) for _ in range(1200))).text
    assert text.startswith("1,200 questions, reader fake, index abc")
    lines = text.splitlines()
    assert "success@1              1.000  of 1,200 answerable" in lines
    assert "refusal_recall             –  of 0 without an answer" in lines
    assert "latency: p50 1.2 ms, p95 1.2 ms, p99 1.2 ms" in lines


def test_every_figure_of_the_contract_stands_in_the_table():
    text = report(result(), result("b")).text
    assert all(name.removesuffix("_ms") in text for name in CONTRACT)


def test_failures_are_grouped_by_what_is_wrong():
    text = report(
        result("fine", shown=True), result("fine-too", kind="refusal", accepted=()), result("wrong"),
        result("rash", accepted=()), result("chatty", kind="smalltalk", accepted=()), result("shy", kind="passages"),
        result("off", kind="smalltalk"),
    ).text  # fmt: skip
    failures = [line for line in text.splitlines() if line.endswith(("?", ")")) and not line.startswith("refusal")]
    assert failures == [
        "Answered wrongly (1)", "  wrong  wrong?",
        "Answered although it must not (2)", "  rash  rash?", "  chatty  chatty?",
        "Not answered although answerable (2)", "  shy  shy?", "  off  off?",
    ]  # fmt: skip


def test_a_failure_tells_question_accepted_answers_what_was_said_and_its_score():
    text = report(result("q1", accepted=("May 2001", "2001"), said="In 1999.", f1=0.5, confidence=0.75, rank=3)).text
    assert text.splitlines()[-4:] == [
        "  q1  q1?",
        "    accepted: May 2001 | 2001",
        "    said:     In 1999.",
        "    answer, f1 0.50, confidence 0.75, right document at rank 3",
    ]


def test_an_answer_that_must_not_be_given_has_no_right_document():
    lines = report(result(accepted=())).text.splitlines()
    assert lines[-3:] == [
        "    accepted: nothing: it must not be answered", "    said:     said", "    answer, f1 0.00, confidence –",
    ]  # fmt: skip


def test_what_was_said_is_one_short_line_that_no_terminal_obeys():
    said = report(result(said="one\n\x1b[2J\u202etwo " + "x" * 999)).text.splitlines()[-2]
    assert said.startswith("    said:     one [2J two xxx")
    assert said.endswith("x …")
    assert len(said) < 330


def test_without_failures_the_text_ends_with_the_table():
    assert report(result(shown=True)).text.splitlines()[-1].startswith("latency: ")


def test_warnings_are_told_all_in_json_and_the_first_in_the_text():
    told = report(result(shown=True), warnings=tuple(f"q{n}: missing" for n in range(8)))
    assert told.payload["warnings"][-1] == "q7: missing"
    assert told.text.splitlines()[-7:] == ["Warnings (8)", *(f"  q{n}: missing" for n in range(5)), "  and 3 more"]
