"""Whom a question names in full and a text by the last name alone."""

import pytest
from few_documents import index_over

from bot.reading.evidence import FEATURES, weigh
from bot.reading.full_names import full_names
from bot.reading.questions import Asking
from knowledge import Aliases, Document


def weighed(question, text, title="Notes"):
    """Return what the question's names and what pronouns may stand for weigh in each sentence of a text."""
    document = Document("d", title, text, "d.txt")
    hits = index_over(document).search(question, 5)
    found = weigh(Asking(question), hits, [title] * len(hits), Aliases())
    return {each.text: dict(zip(FEATURES, each.features.tolist(), strict=True)) for each in found}


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("When did Nora Beattie die?", ["beatti"]),
        ("Did Dr Nora Beattie meet Astrid Vik?", ["beatti", "vik"]),
        ("When did New Zealand join?", []),
        ("When did Beattie die?", []),
    ],
)
def test_people_are_named_in_full_by_two_words_that_english_has_for_nothing_else(question, people):
    assert [term for each in full_names(question) for term in sorted(each.last)] == people


def test_a_last_name_says_the_full_one_that_the_document_has():
    text = "Nora Beattie came to Leith. Beattie ran the office. Mrs Beattie retired. The office was sold."
    found = weighed("Who helped Nora Beattie?", text)
    assert found["Beattie ran the office."]["names"] == found["Mrs Beattie retired."]["names"] == 1
    assert found["The office was sold."]["names"] == 0


def test_a_pronoun_may_stand_for_the_full_name_behind_the_last_one():
    text = "Nora Beattie came to Leith.\n\nIn 1940 Beattie ran the office. She died in 1949."
    assert weighed("When did Nora Beattie die?", text)["She died in 1949."]["referred"] > 0


@pytest.mark.parametrize(
    "text",
    [
        "Tom Orr came to Leith. Beattie ran the office.",
        "Nora Beattie came to Leith. Tom Beattie stayed. Beattie ran the office.",
    ],
)
def test_a_last_name_says_nobody_whom_the_document_has_not_in_full_or_not_alone(text):
    found = weighed("Who helped Nora Beattie?", text)
    assert found["Beattie ran the office."]["names"] < 1


def test_whom_the_title_names_the_last_name_says_also_beside_kin():
    text = "Nora Beattie came to Leith. Tom Beattie stayed. Beattie ran the office."
    found = weighed("Who helped Nora Beattie?", text, title="Nora Beattie, engineer")
    assert found["Beattie ran the office."]["names"] == 1
    assert found["Tom Beattie stayed."]["names"] < 1
