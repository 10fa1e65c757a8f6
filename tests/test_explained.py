"""Questions about an acronym, answered where the documents explain it."""

import pytest
from few_documents import index_over

from bot.reading.explained import explained_acronym
from bot.reading.questions import Asking
from knowledge import Document, Index, bundled_document

BUNDLED = bundled_document()
INDEX = index_over(BUNDLED)


def explained(question, index=INDEX):
    span = explained_acronym(Asking(question), index.search(question, 10), index)
    return span and span.text


@pytest.mark.parametrize(
    ("question", "long"),
    [
        ("What does ISAF stand for?", "International Security Assistance Force"),
        ("what does isaf stand for", "International Security Assistance Force"),
        ("What is ISAF short for?", "International Security Assistance Force"),
        ("What is the full form of the abbreviation ISAF?", "International Security Assistance Force"),
        ("Which words does the acronym PRT stand for?", "Provincial Reconstruction Team"),
        ("What is a PRT?", "Provincial Reconstruction Team"),
        ("What is the PRT?", "Provincial Reconstruction Team"),
        ("What does NATO stand for?", "North Atlantic Treaty Organisation"),
    ],
)
def test_an_acronym_is_answered_with_its_long_form(question, long):
    assert explained(question) == long


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("What is the acronym of International Security Assistance Force?", "ISAF"),
        ("What is the abbreviation for the Provincial Reconstruction Team?", "PRT"),
    ],
)
def test_a_long_form_is_answered_with_its_acronym(question, short):
    assert explained(question) == short


@pytest.mark.parametrize(
    "question",
    [
        "What does XYZ stand for?", "Who leads the PRT?", "Where is ISAF?", "What is New Zealand?",
        "What is the PRT in Bamyan doing?", "Is NATO large?", "?", "",
    ],
)  # fmt: skip
def test_other_questions_are_not_answered_so(question):
    assert explained(question) is None


def test_the_explanation_is_sure_and_lies_in_its_document():
    span = explained_acronym(Asking("What does ISAF stand for?"), [], INDEX)
    start = span.hit.passage.start + span.start
    assert BUNDLED.text[start : start + len(span.text)] == span.text
    assert span.confidence > 0.9
    assert span.kind == "expansion"


def test_a_library_that_explains_nothing_answers_nothing():
    document = Document("d", "d", "The ISAF came to Bamyan. It stayed.", "d.txt")
    assert explained("What does ISAF stand for?", index_over(document)) is None
    assert explained("What does ISAF stand for?", Index([])) is None
