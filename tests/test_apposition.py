"""Who holds an office is the name right beside it."""

import pytest

from bot.reading.apposition import office_holder
from bot.reading.questions import Asking


def holder(question: str, sentence: str, about: str = "") -> str | None:
    place = office_holder(Asking(question), sentence, lambda: about)
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


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Dr Miriam Osei has been director of the museum since 2016.", "Miriam Osei"),
        ("Miriam Osei was appointed the director of the museum in 2016.", "Miriam Osei"),
        ("Walter Quill was director of the museum until 2016.", None),
        ("Miriam Osei is not director of the museum.", None),
        ("Miriam Osei is assistant to the director of the museum.", None),
    ],
)
def test_who_is_said_to_hold_it_now_is_its_holder(sentence, name):
    assert (holder("Who is the director of the museum?", sentence) or "").removeprefix("Dr ") == (name or "")


def test_who_was_said_to_hold_it_held_it():
    assert holder("Who was the director of the museum?", "Walter Quill was director of the museum.") == "Walter Quill"


def test_what_heading_or_title_say_need_not_be_said_again():
    sentence = "Dr Miriam Osei has been director since 2016."
    assert holder("Who is the director of the museum?", sentence) is None
    for about in ("Aldwick Harbour Museum", "Aldwick Harbour Museum\nDirector"):
        assert holder("Who is the director of the museum?", sentence, about) == "Dr Miriam Osei"
    assert holder("Who is the director of the mill?", sentence, "Aldwick Harbour Museum") is None
    assert holder("Who is the director?", "Miriam Osei opened it.", "The director") is None


def test_the_name_in_the_row_of_a_table_with_the_office_is_its_holder():
    row = "Name: Ines Duarte; Town: Faro; Office: Treasurer"
    assert holder("Who is the treasurer?", row) == "Ines Duarte"
    assert holder("Who is the treasurer?", "Office: Treasurer; Name: Ines Duarte") == "Ines Duarte"
    assert holder("Who is the chairman?", row) is None
