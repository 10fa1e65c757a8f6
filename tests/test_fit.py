"""Fitting the sentence reader: the arithmetic, and the program from end to end on a small set."""

import gc
import gzip
import json
import sys

import numpy as np
import pytest

from bot.reading import associations, fit, sentences, verbs
from bot.reading.evidence import FEATURES
from bot.reading.thread import Thread

COUNT = len(FEATURES)


def group(*rows, right=None):
    """Return the sentences of one question; each row sets the first features, the rest is nothing."""
    features = np.zeros((len(rows), COUNT))
    for number, row in enumerate(rows):
        features[number, : len(row)] = row
    return fit.Group(features, np.array([number == right for number in range(len(rows))]))


TELLING_FIRST = [
    group((1.0, 0.2), (0.1, 0.8), right=0), group((0.2, 0.1), (0.9, 0.4), right=1),
    group((0.8, 0.9), (0.3, 0.2), right=0), group((0.4, 0.7), (0.6, 0.1), (0.2, 0.5), right=1),
]  # fmt: skip


def test_the_feature_that_tells_the_right_sentence_gets_weight():
    weights = fit.sentence_weights(TELLING_FIRST)
    assert weights.shape == (COUNT,)
    assert weights[0] > abs(weights[1])
    assert all(np.argmax(each.features @ weights) == np.argmax(each.right) for each in TELLING_FIRST)


def test_a_feature_that_is_always_the_same_gets_no_weight():
    assert np.allclose(fit.sentence_weights(TELLING_FIRST)[2:], 0.0)


def test_several_right_sentences_are_all_right():
    both = [fit.Group(each.features, np.ones(len(each.right), dtype=bool)) for each in TELLING_FIRST]
    assert np.allclose(fit.sentence_weights(both), 0.0)


def probability(fitted, features, score, lead):
    """Return the logistic regression's value, computed by hand."""
    total = fitted["bias"] + fitted["score"] * score + fitted["lead"] * np.tanh(lead)
    return 1 / (
        1 + np.exp(-(total + sum(fitted[name] * value for name, value in zip(FEATURES, features, strict=True))))
    )


def test_confidence_is_high_where_the_first_sentence_is_right_and_low_where_not():
    weights = np.eye(COUNT)[0]
    right = [group((0.8 + n / 100,), (0.1,), right=0) for n in range(10)]
    wrong = [group((0.3 + n / 100,), (0.2,)) for n in range(10)]
    fitted = fit.confidence_weights([*right, *wrong], weights)
    assert fitted.keys() == {*FEATURES, "score", "lead", "bias"}
    sure = [probability(fitted, each.features[0], each.features[0][0], each.features[0][0] - 0.1) for each in right]
    unsure = [probability(fitted, each.features[0], each.features[0][0], each.features[0][0] - 0.2) for each in wrong]
    assert min(sure) > 0.5 > max(unsure)


def test_confidence_follows_the_share_that_is_right():
    same = [group((0.5,), right=0) for _ in range(3)] + [group((0.5,))]
    fitted = fit.confidence_weights(same, np.eye(COUNT)[0])
    assert probability(fitted, same[0].features[0], 0.5, 1.0) == pytest.approx(0.75, abs=0.02)


def test_questions_that_found_nothing_are_passed_over():
    empty = fit.Group(np.zeros((0, COUNT)), np.zeros(0, dtype=bool))
    weights = np.eye(COUNT)[0]
    known = [group((0.9,), right=0), group((0.1,))]
    assert fit.confidence_weights([*known, empty], weights) == fit.confidence_weights(known, weights)


def squad():
    """Return a set in SQuAD's shape: articles of paragraphs, each with one question."""
    return {
        "version": "1.1",
        "data": [
            {
                "title": f"Town {n}",
                "paragraphs": [
                    {
                        "context": f"The town of Ab{n}{m} has {m}0 towers. Monks founded it in 1{n}0{m}. It is old.",
                        "qas": [
                            {
                                "id": f"Town {n}-{m}", "question": f"When did monks found Ab{n}{m}?",
                                "answers": [{"text": f"1{n}0{m}", "answer_start": 50}],
                            }
                        ],
                    }
                    for m in range(3)
                ],
            }
            for n in range(4)
        ],
    }  # fmt: skip


@pytest.fixture
def forgetful():
    """Let nothing that was learned in a test be remembered in the next."""
    yield
    for known in (verbs._verbs, associations._table, sentences._weights):
        known.cache_clear()


@pytest.mark.usefixtures("forgetful")
def test_the_program_writes_weights_that_the_reader_can_use(tmp_path, monkeypatch, capsys):
    file, table, weights = tmp_path / "train.json", tmp_path / "associations.json", tmp_path / "weights.json"
    file.write_text(json.dumps(squad()), encoding="utf-8")
    monkeypatch.setattr(associations, "SHIPPED", table)
    monkeypatch.setattr(verbs, "SHIPPED", tmp_path / "verbs.txt")
    monkeypatch.setattr(sentences, "WEIGHTS", weights)
    small = ["--questions", "4", "--asked", str(file), "--written", str(file)]
    monkeypatch.setattr(sys, "argv", ["fit", str(file), *small])
    fit.main()
    written = json.loads(weights.read_text(encoding="utf-8"))
    assert written["sentence"].keys() == set(FEATURES)
    assert written["confidence"].keys() == {*FEATURES, "score", "lead", "bias"}
    assert all(np.isfinite(value) for value in (*written["sentence"].values(), *written["confidence"].values()))
    assert isinstance(json.loads(table.read_text(encoding="utf-8")), dict)
    assert "answers" in capsys.readouterr().out
    first = weights.read_bytes()
    fit.main()
    assert weights.read_bytes() == first


def test_what_people_asked_is_asked_of_its_article_as_one_document(tmp_path):
    content = squad()
    content["data"][0]["paragraphs"][0]["qas"].append(
        {"id": "Town 0-9", "question": "Who burnt it down?", "answers": [], "is_impossible": True}
    )
    (tmp_path / "asked.json").write_text(json.dumps(content), encoding="utf-8")
    libraries = list(fit.asked_libraries(tmp_path / "asked.json"))
    assert [len(library.asked) for library in libraries] == [4, 3, 3, 3]
    assert all(title == f"Town {n}" for n, library in enumerate(libraries) for _, title in library.asked)
    assert all(texts(library) == {title: 3} for library in libraries for title in {each[1] for each in library.asked})
    groups = list(fit.asked_groups(tmp_path / "asked.json"))
    assert len(groups) == 13
    assert sum(each.right.any() for each in groups) == 12


def texts(library):
    """Say how often "Monks" stands in the passages of each document."""
    counts = dict.fromkeys(library.index.sources, 0)
    for hit in library.index.search("Monks", 50):
        counts[hit.passage.document_id] += hit.passage.text.count("Monks")
    return counts


def test_a_follow_up_is_asked_where_the_conversation_is(tmp_path, monkeypatch):
    monkeypatch.setattr(fit, "_CHANGED", 1.0)
    content = squad()
    paragraph = content["data"][0]["paragraphs"][1]
    quote = paragraph["context"].split(". ")[1] + "."
    paragraph["qas"].append(
        {"id": "Town 0-9", "question": "And when did they leave?", "answers": [], "is_impossible": True,
         "asked": "And when?", "after": quote}
    )  # fmt: skip
    (tmp_path / "asked.json").write_text(json.dumps(content), encoding="utf-8")
    first, second, *_ = fit.asked_libraries(tmp_path / "asked.json")
    [passage] = [each for each in first.index.passages if quote in each.text]
    at = passage.start + passage.text.index(quote)
    assert first.threads["Town 0-9"] == Thread("Town 0", at, at + len(quote))
    assert first.threads["Town 0-0"].again, "it stands alone, so it is asked alone first"
    assert first.threads.keys() == {"Town 0-0", "Town 0-2", "Town 0-9"}
    assert second.threads == {}
    assert "Town 0-1" not in first.threads, "the quote answers it: the conversation is in no other place"


def test_a_conversation_may_have_been_about_another_document(tmp_path, monkeypatch):
    monkeypatch.setattr(fit, "_CHANGED", 0.0)
    monkeypatch.setattr(fit, "_MOVED", 1.0)
    content = squad()
    paragraph = content["data"][1]["paragraphs"][1]
    quote = paragraph["context"].split(". ")[1] + "."
    paragraph["qas"][0]["after"] = quote
    (tmp_path / "asked.json").write_text(json.dumps(content), encoding="utf-8")
    [library] = fit.asked_libraries(tmp_path / "asked.json", together=4)
    moved = {name: each for name, each in library.threads.items() if not name.startswith("Town 1")}
    assert len(moved) == sum(title != "Town 1" for _, title in library.asked)
    [passage] = [each for each in library.index.passages_of("Town 1") if quote in each.text]
    at = passage.start + passage.text.index(quote)
    assert set(moved.values()) == {Thread("Town 1", at, at + len(quote), again=True)}


def test_several_articles_may_be_one_library_and_only_some_be_taken(tmp_path):
    (tmp_path / "asked.json").write_text(json.dumps(squad()), encoding="utf-8")
    libraries = list(fit.asked_libraries(tmp_path / "asked.json", together=2))
    assert [sorted(library.index.sources) for library in libraries] == [["Town 0", "Town 1"], ["Town 2", "Town 3"]]
    [library] = fit.asked_libraries(tmp_path / "asked.json", together=2, every=3)
    assert sorted(library.index.sources) == ["Town 0", "Town 3"]


@pytest.fixture
def uncollected():
    """Look for no garbage: of hundreds of thousands of questions that all stay it takes half of the time."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("path", [fit.ASKED, fit.WRITTEN], ids=lambda path: path.name)
def test_the_questions_shipped_are_answered_by_their_paragraphs_or_by_none(path, uncollected):
    articles = json.loads(gzip.decompress(path.read_bytes()))["data"]
    questions = []
    for article in articles:
        asked = [(p["context"], each) for p in article["paragraphs"] for each in p["qas"]]
        assert len({each["question"] for _, each in asked}) == len(asked)
        for text, each in asked:
            assert each["is_impossible"] == (each["answers"] == [])
            assert all(text.startswith(answer["text"], answer["answer_start"]) for answer in each["answers"])
        questions += [each for _, each in asked]
    assert len({each["id"] for each in questions}) == len(questions)
    assert {each["is_impossible"] for each in questions} == {True, False}


def test_cases_count_so_that_three_of_four_can_be_answered_and_one_in_the_mean():
    weigh = fit.as_asked([True, False, False, True], [1.0, 1.0, 2.0, 2.0])
    assert weigh.mean() == pytest.approx(1.0)
    assert weigh[[0, 3]].sum() == pytest.approx(3 * weigh[[1, 2]].sum())
    assert weigh[3] == pytest.approx(2 * weigh[0])


def test_what_goes_together_is_not_learned_from_the_articles_held_out(tmp_path):
    content = squad()
    for article in (0, 1):
        unanswered = {"id": f"Town {article}-9", "question": "Who burnt it?", "answers": [], "is_impossible": True}
        content["data"][article]["paragraphs"][0]["qas"].append(unanswered)
    (tmp_path / "written.json").write_text(json.dumps(content), encoding="utf-8")
    learned = fit.learned_from(tmp_path / "written.json")
    assert {document.title for document in learned.documents} == {"Town 1", "Town 2", "Town 3"}
    assert len(learned.questions) == 10
    here = {document.document_id for document in learned.documents}
    assert all(here.issuperset(question.documents) for question in learned.questions)
