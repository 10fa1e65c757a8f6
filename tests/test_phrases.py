"""The noun phrases of questions, and questions taken apart."""

import pytest

from bot.rewriting.forms import form
from bot.rewriting.phrases import names, phrases


def texts(question):
    return [each.text for each in form(question).phrases]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("When did Ann Lee sign the Search Areas Agreement?", ["Ann Lee", "the Search Areas Agreement"]),
        ("When must the repair of the pipe be finished?", ["the repair of the pipe"]),
        ("Where was the fair held last year?", ["the fair", "year"]),
        ("Who invites to the general meeting?", ["the general meeting"]),
        ("How much does a home get back?", ["a home"]),
        ("When was Back Bay filled?", ["Back Bay"]),
        ("How many died in the fire?", ["the fire"]),
        ("Which sank in the first battle?", ["the first battle"]),
        ("Why did Ann Lee have to go?", ["Ann Lee"]),
        ("What was she called before she adopted a stage name?", ["a stage name"]),
        ("How many people from Oslo learnt it?", ["people", "Oslo"]),
        ("What is the December sale meant to pay for?", ["the December sale"]),
        ("Which weather service replaced Windkarte?", ["Windkarte"]),
        ("Why did Mr. Baas return early?", ["Mr. Baas"]),
        ("Can the filters be put in the dishwasher?", ["the filters", "the dishwasher"]),
        ("Does New Zealand take part in ISAF?", ["New Zealand", "ISAF"]),
        ("Does New Zealand attend meetings on ISAF?", ["New Zealand", "meetings", "ISAF"]),
        ("Did Ann Lee quickly sign papers?", ["Ann Lee", "papers"]),
        ("Did Ann Lee come home?", ["Ann Lee"]),
        ("Did Ann Lee feel sick?", ["Ann Lee"]),
        ("Which team came after Ann and visited the camp?", ["Ann", "the camp"]),
        ("Tell me about the cooperation package", ["the cooperation package"]),
        ("why", []),
        ("", []),
    ],
)
def test_the_phrases_of_a_question_leave_out_its_verbs(question, found):
    assert texts(question) == found


def test_a_question_is_taken_apart():
    asked = form("In which year did Ann Lee leave Oslo?")
    assert (asked.asked, asked.auxiliary, asked.rest) == ("In which year", "did", "did Ann Lee leave Oslo?")
    assert asked.has_subject
    assert not asked.asks_for_subject
    assert asked.noun is not None
    assert asked.noun.text == "year"
    assert asked.noun.is_measure


@pytest.mark.parametrize("question", ["Who signed it?", "Which team won?", "What goes in at the end?"])
def test_without_an_auxiliary_the_subject_is_asked_for(question):
    assert form(question).asks_for_subject


@pytest.mark.parametrize(
    ("question", "told"), [("What was his job?", False), ("When was it held?", True), ("Who won?", True)]
)
def test_a_question_may_tell_of_something_done(question, told):
    assert form(question).tells_of_an_event is told


def test_a_phrase_knows_its_head_its_preposition_and_its_number():
    (subject, place) = form("Where do the wells of Kenya stand near Lake Turkana?").phrases
    assert (subject.head, subject.preposition, subject.is_plural, subject.is_name) == ("wells", None, True, False)
    assert (place.text, place.preposition, place.is_plural, place.is_name) == ("Lake Turkana", "near", False, True)


@pytest.mark.parametrize("one", ["the headquarters", "the news", "the latest series"])
def test_some_words_in_s_are_one(one):
    (phrase,) = form(f"Where is {one}?").phrases
    assert not phrase.is_plural


def test_where_a_phrase_stands_is_exact():
    text = "the small filter and a long handle of wood"
    assert all(text[each.start : each.end] == each.text for each in phrases(text))


def test_names_have_the_preposition_before_them():
    assert [(each.text, each.preposition) for each in names("Ann Lee went to Oslo")] == [
        ("Ann Lee", None),
        ("Oslo", "to"),
    ]
