"""How evidence and network learn to choose together: the arithmetic, and the program on a small set."""

import json
import math
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from few_documents import index_over

from bot.bootstrap import network
from bot.reading import candidates, combine, fit, thread
from bot.reading.candidates import SPAN_FEATURES
from bot.reading.cases import asked_cases, squad_cases
from bot.reading.confidence import SURE_FEATURES, SURE_PARTS, confidence
from bot.reading.neural import CombinedReader
from bot.reading.questions import Asking

COUNT = len(SPAN_FEATURES)
SHIPPED = Path(candidates.__file__).with_name("combined.json")
TOWNS = [["Arden", "Belmar", "Corvel", "Dunmor"], ["Elstow", "Farlan", "Gorsey", "Harwic"],
         ["Ilmora", "Jarrow", "Kelvin", "Lowick"]]  # fmt: skip
FOUNDERS = ["Ada Brown", "Ben Clark", "Cora Dale", "Dan Evans"]


def paragraph(title, town, number):
    """Return a paragraph with three questions, each asked in words of its own."""
    founder, year = FOUNDERS[number], str(1700 + 13 * number + len(title))
    text = f"The town of {town} was founded by {founder} in {year}. It has {number + 2}0 towers. Wool is sold there."
    asked = [(f"Who founded {town}?", founder), (f"When was {town} founded?", year),
             (f"How many towers does {town} have?", f"{number + 2}0")]  # fmt: skip
    return {
        "context": text,
        "qas": [
            {
                "id": f"{title}-{town}{n}",
                "question": question,
                "answers": [{"text": words, "answer_start": text.index(words)}],
            }
            for n, (question, words) in enumerate(asked)
        ],
    }


@pytest.fixture(scope="module", name="squad")
def a_squad(tmp_path_factory):
    """A file in SQuAD's shape: three articles of four paragraphs."""
    articles = [
        {"title": f"County {n}", "paragraphs": [paragraph(f"County {n}", town, m) for m, town in enumerate(towns)]}
        for n, towns in enumerate(TOWNS)
    ]
    file = tmp_path_factory.mktemp("squad") / "tune.json"
    file.write_text(json.dumps({"version": "1.1", "data": articles}), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def shipped():
    """The shipped weights as they are before the program runs."""
    return SHIPPED.read_bytes()


@pytest.fixture(scope="module", name="runs")
def two_runs(squad, shipped, tmp_path_factory):
    """What two runs of the program with the same options wrote, as bytes, and printed; the file is the last one's."""
    weights = tmp_path_factory.mktemp("learned") / "combined.json"
    options = [str(squad), "--asked", str(squad), "--written", str(squad), "--every", "2"]
    runs = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "WEIGHTS", weights)
        patch.setattr(sys, "argv", ["combine", *options])
        for _ in range(2):
            with redirect_stdout(StringIO()) as printed:
                combine.main()
            candidates.learned.cache_clear()
            runs.append((weights.read_bytes(), printed.getvalue()))
    return weights, runs


@pytest.fixture
def learned(runs, monkeypatch):
    """Read with what was learned."""
    monkeypatch.setattr(candidates, "WEIGHTS", runs[0])
    candidates.learned.cache_clear()
    yield
    candidates.learned.cache_clear()


def test_the_program_writes_every_weight_prints_figures_and_gives_the_same_again(runs):
    _, [(written, printed), again] = runs
    weights = json.loads(written)
    assert weights.keys() == {"span", *SURE_PARTS}
    assert weights["span"].keys() == set(SPAN_FEATURES)
    assert all(weights[part].keys() == {*SURE_FEATURES, "bias"} for part in SURE_PARTS)
    assert all(math.isfinite(value) for part in weights.values() for value in part.values())
    lines = printed.splitlines()
    assert [line.split(",")[0] for line in lines] == [
        "large: 6 answerable of 12", "small: 4 answerable of 7", "asked: 12 answerable of 14",
        "asked: 24 answerable of 28", "written: 4 answerable of 4", "gathered: 2 answerable of 2",
    ]  # fmt: skip
    assert all(name in line for line in lines for name in ("EM", "F1", "in the sentence", "AUROC"))
    assert again == (written, printed)


def test_what_was_learned_can_be_read_with(learned, squad):
    index = index_over(*combine.read_questions(squad).documents)
    question = "Who founded Harwic?"
    best = CombinedReader(network()).read(Asking(question, index), index.search(question, 10), index)[0]
    assert "Dan Evans" in best.text


def test_the_shipped_weights_are_left_alone(shipped, runs):
    assert SHIPPED.read_bytes() == shipped


@pytest.fixture(scope="module", name="cases")
def all_cases(squad):
    return list(squad_cases(combine.read_questions(squad), CombinedReader(network()), every=1))


def test_each_question_is_asked_of_the_library_with_and_without_its_paragraph(cases):
    large = [case for case in cases if case.library == "large"]
    assert len(large) == 72
    assert [case.answerable for case in large[:4]] == [True, False, True, False]
    for case in large:
        [title] = {town for row in TOWNS for town in row if town in case.asking.text}
        here = {title in each.sentence.hit.passage.text for each in case.candidates}
        assert (True in here) == case.answerable
        assert case.answerable or not (case.exact.any() or case.shown.any())


def test_the_confidence_is_fitted_on_what_serving_reads(cases):
    reader, weights = CombinedReader(network()), np.array(candidates.named("span", SPAN_FEATURES))
    small = [case for case in cases if case.library == "small" and case.candidates]
    served = [case.served(case.features @ weights, weights) for case in small]
    assert any(len(numbers) < len(case.candidates) for case, numbers in zip(small, served, strict=True))
    for case, numbers in zip(small, served, strict=True):
        index = case.asking.index
        read = reader.candidates(case.asking, index.search(case.asking.text, 30), index)
        assert [case.candidates[n].span for n in numbers] == [each.span for each in read]


def test_the_questions_of_an_article_are_all_fitted_on_or_all_held_out(cases):
    for case in cases:
        if case.library == "large":
            assert case.held_out == any(town in case.asking.text for town in TOWNS[1])


def test_an_exact_span_stands_in_a_sentence_that_answers(cases):
    assert any(case.exact.any() for case in cases)
    for case in cases:
        assert len(case.exact) == len(case.shown) == len(case.f1) == len(case.candidates)
        assert not (case.exact & ~case.shown).any()
        assert (case.f1[case.exact] == 1.0).all()


def test_each_library_is_asked_questions_of_others_too_that_it_does_not_answer(squad):
    cases = list(asked_cases(squad, CombinedReader(network()), "asked"))
    of_others = [case for case in cases if not case.answerable]
    assert len(cases) == 36 + len(of_others) == 42
    assert not any(case.exact.any() or case.shown.any() for case in of_others)
    assert all(case.asking.unknown > 0 for case in of_others)


def follow_up(squad, typed):
    """Return a file with one question more, of the first article: what was typed, after a sentence about Arden."""
    content = json.loads(squad.read_text(encoding="utf-8"))
    paragraph = content["data"][0]["paragraphs"][0]
    text = paragraph["context"]
    paragraph["qas"].append(
        {"id": "County 0-Arden9", "question": "How many towers does Arden have?", "asked": typed,
         "after": text[: text.index(" It has")], "answers": [{"text": "20", "answer_start": text.index("20")}]}
    )  # fmt: skip
    file = squad.with_name("follow.json")
    file.write_text(json.dumps(content), encoding="utf-8")
    return list(asked_cases(file, CombinedReader(network()), "asked"))


@pytest.fixture(scope="module", name="alone")
def a_case_that_stands_alone(squad):
    """A question that is read by itself, though the conversation could change what it finds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "_CHANGED", 0.0)
        [case] = [
            each for each in follow_up(squad, "How many towers does Arden have?") if each.again and each.answerable
        ]
    return case


def test_what_leans_on_the_conversation_is_asked_there_alone(squad):
    [case] = [each for each in follow_up(squad, "How many towers does it have?") if each.asking.thread]
    assert (case.again, case.asking.thread.again, case.answerable) == (None, False, True)


def test_what_stands_alone_is_asked_again_where_the_conversation_is_if_it_found_no_answer(alone):
    assert alone.asking.thread is None
    weights, answered = np.ones(COUNT), dict.fromkeys(SURE_PARTS, dict.fromkeys([*SURE_FEATURES, "bias"], 0.0))
    doubted = {part: {**each, "bias": -9.0} for part, each in answered.items()}
    assert list(combine.asked_again([alone], weights, answered)) == []
    [again] = combine.asked_again([alone], weights, doubted)
    assert (again.library, again.answerable, again.asking.thread.again) == ("again", True, True)
    assert again.shown.any()


@pytest.mark.parametrize(("enough", "is_asked_again"), [(1e3, True), (0.1, False)])
def test_what_says_little_and_is_answered_elsewhere_is_asked_again(alone, monkeypatch, enough, is_asked_again):
    monkeypatch.setattr(thread, "_ENOUGH", enough)
    weights, answered = np.ones(COUNT), dict.fromkeys(SURE_PARTS, dict.fromkeys([*SURE_FEATURES, "bias"], 0.0))
    names_nothing = Asking("How many towers were there?", alone.asking.index)
    moved = replace(alone, asking=names_nothing, thread=thread.Thread("County 1", 0, 9, again=True))
    assert bool(list(combine.asked_again([moved], weights, answered))) == is_asked_again
    assert alone.thread.document_id == alone.candidates[0].sentence.hit.passage.document_id
    assert list(combine.asked_again([alone], weights, answered)) == []


NOTHING_LEARNED = {part: dict.fromkeys([*SURE_FEATURES, "bias"], 0.0) for part in SURE_PARTS}


def case_of(*rows, right, library="large"):
    """Return what the fit of the spans needs of a question; each row sets the first features, the rest is nothing."""
    features = np.zeros((len(rows), COUNT))
    for number, row in enumerate(rows):
        features[number, : len(row)] = row
    exact = np.array([number == right for number in range(len(rows))])
    return SimpleNamespace(features=features, exact=exact, library=library)


TELLING_FIRST = [
    case_of((1.0, 0.2), (0.1, 0.8), right=0), case_of((0.2, 0.1), (0.9, 0.4), right=1),
    case_of((0.8, 0.9), (0.3, 0.2), right=0), case_of((0.4, 0.7), (0.6, 0.1), (0.2, 0.5), right=1),
]  # fmt: skip


def test_the_feature_that_tells_the_right_span_gets_weight_and_one_that_tells_nothing_none():
    weights = combine.span_weights(TELLING_FIRST)
    assert weights[0] > abs(weights[1])
    assert np.allclose(weights[2:], 0.0)
    assert all(np.argmax(each.features @ weights) == np.argmax(each.exact) for each in TELLING_FIRST)


def test_the_many_cases_of_one_kind_of_library_do_not_outweigh_those_of_another_as_many_times():
    few = [case_of((1.0,), (0.0,), right=0, library="large")] * 2
    many = [case_of((1.0,), (0.0,), right=1, library="written")]
    alike, weighty = combine.span_weights([*few, *many * 2])[0], combine.span_weights([*few, *many * 8])[0]
    assert alike == pytest.approx(0.0, abs=1e-6)
    chance = 1 / (1 + np.exp(-weighty))  # of 2 against 8 cases, by their square roots 1 against 2
    assert chance == pytest.approx(1 / 3, abs=0.01)


def test_where_every_span_is_right_nothing_is_learned():
    alike = [
        SimpleNamespace(features=each.features, exact=np.ones(len(each.exact), bool), library=each.library)
        for each in TELLING_FIRST
    ]
    assert np.allclose(combine.span_weights(alike), 0.0)


def test_confidence_is_higher_where_the_first_span_is_right(cases):
    weights = combine.span_weights([case for case in cases if case.exact.any()])
    sure = combine.sure_weights(cases, weights)
    judged = {True: [], False: []}
    for case in cases:
        if case.candidates:
            features, first = combine._first(case, weights)
            judged[bool(case.shown[first])].append(confidence(features, sure))
    assert np.mean(judged[True]) > 0.5 > np.mean(judged[False])


def test_figures_of_nothing_are_nothing_and_a_library_size_that_was_not_held_out_harms_nothing(cases):
    large = [case for case in cases if case.library == "large"]
    nothing = combine._figures([], np.zeros(COUNT), NOTHING_LEARNED)
    assert list(nothing) == []
    some = combine._figures(large, np.ones(COUNT), NOTHING_LEARNED)
    assert [line.split(",")[0] for line in some] == ["large: 36 answerable of 72"]
