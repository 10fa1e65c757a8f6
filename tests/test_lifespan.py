"""When someone was born or died stands in brackets behind the name."""

import pytest

from bot.reading.lifespan import date_of_life
from bot.reading.questions import Asking
from knowledge import Document

ADA = "Ada Lovelace (10 December 1815 – 27 November 1852) was a mathematician."


def date(question: str, sentence: str) -> str | None:
    place = date_of_life(Asking(question), sentence)
    return sentence[slice(*place)] if place else None


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When was Ada Lovelace born?", "10 December 1815"),
        ("On what date was Ada Lovelace born?", "10 December 1815"),
        ("When did Ada Lovelace die?", "27 November 1852"),
        ("In what year did Lovelace die?", "27 November 1852"),
    ],
)
def test_the_first_of_two_dates_is_that_of_birth_and_the_second_that_of_death(question, answer):
    assert date(question, ADA) == answer


@pytest.mark.parametrize(
    "dates", ["1901–1977", "1901-1977", "1901 to 1977", "1901 - 1977", "Bonn, 4 May 1901 – Rome, 6 June 1977"]
)
def test_dates_are_written_in_many_ways(dates):
    sentence = f"The painter Rosa Vidal ({dates}) lived in Rome."
    assert date("When was Rosa Vidal born?", sentence) in ("1901", "4 May 1901")
    assert date("When did Rosa Vidal die?", sentence) in ("1977", "6 June 1977")


@pytest.mark.parametrize(
    ("dates", "born", "died"),
    [("b. 1901", "1901", None), ("born 4 May 1901 in Bonn", "4 May 1901", None), ("died 1977", None, "1977")],
)
def test_a_date_alone_is_what_it_is_said_to_be(dates, born, died):
    sentence = f"Rosa Vidal ({dates}) lived in Rome."
    assert (date("When was Rosa Vidal born?", sentence), date("When did Rosa Vidal die?", sentence)) == (born, died)


@pytest.mark.parametrize(
    "question",
    [
        "When was Ada Lovelace's son born?", "When was Byron born?", "Where was Ada Lovelace born?",
        "When was she born?", "When was Ada Lovelace married?", "Was Ada Lovelace born or did she die in 1852?",
    ],
)  # fmt: skip
def test_whoever_and_whatever_else_is_asked_about_has_no_dates_there(question):
    assert date(question, ADA) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Lovelace met Rosa Vidal. Max (1815–1852) was there.", "Ada Lovelace (a mathematician) lived in London.",
        "Ada Lovelace (London) was born.", "Ada Lovelace (founded 1949) is a school.", "()", "Ada Lovelace (–) came.",
    ],
)  # fmt: skip
def test_other_brackets_have_none(sentence):
    assert date("When was Ada Lovelace born?", sentence) is None


def test_the_answer_is_the_date_asked_for_and_says_by_what_rule(chatbot):
    chatbot.library.add([Document("ada", "Ada", f"{ADA} She wrote the first program.", "ada.txt")])
    born, died = chatbot.ask("When was Ada Lovelace born?"), chatbot.ask("When did Ada Lovelace die?")
    assert (born.answer.short, died.answer.short) == ("10 December 1815", "27 November 1852")
    assert chatbot.explain(born).sureness.rule == "life"
