"""Who holds an office is the name right beside it."""

import pytest

from bot.reading.apposition import office_holder
from bot.reading.questions import Asking


def holder(question: str, sentence: str) -> str | None:
    place = office_holder(Asking(question), sentence)
    return sentence[slice(*place)] if place else None


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Anders Rasmussen welcomes the Prime Minister of Norway, John Key, to Oslo.", "John Key"),
        ("The Prime Minister of Norway, Ms Helen Clark and General Jaap Scheffer (Oct 2007)", "Ms Helen Clark"),
        ("Helen Clark, the former Prime Minister of Norway, came in May.", "Helen Clark"),
    ],
)
def test_the_name_right_beside_the_office_is_its_holder(sentence, name):
    assert holder("Who is the Prime Minister of Norway?", sentence) == name


def test_a_name_elsewhere_in_the_sentence_is_not():
    assert holder("Who is the mayor of Bonn?", "Ann Lee praised how the mayor of Bonn spoke in May.") is None


def test_an_office_that_is_only_partly_named_has_no_holder():
    assert holder("Who is the Prime Minister of Australia?", "The Prime Minister of Norway, John Key, came.") is None


def test_other_questions_are_not_about_an_office():
    assert holder("Who welcomed the Prime Minister?", "Ann Lee welcomed the Prime Minister, John Key.") is None
    assert holder("Who is John Key?", "The Prime Minister, John Key, came.") is None
