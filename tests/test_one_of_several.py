"""Which of several "the second one" or "the other" is: what the last answers counted, joined or contrasted."""

from dataclasses import replace

import pytest
from turns import known, turn

from bot.rewriting import rewrite

HOUSES = turn("Which houses are there?", "three houses", "There are three houses.")
BEHIND = " The Barn has heated boxes. The Stable is for large dogs. The Cottage is kept for cats. The fee is due."
KEYS = turn("What keys does it have?", "three keys", "There are three keys.")
SIGNED = turn("Who signed the treaty?", None, "The treaty was signed by Varland, Sorrel and Quint.")
FIRMS = turn("Which firms were asked?", None, "Hartley Roofing would do it for 90 pounds, and Swift and Sons for 80.")


def after(*turns, asked, behind=""):
    return rewrite(asked, turns, correct=known, behind=lambda cited: behind)


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ("What is the last one for?", "What is the Cottage for?"),
        ("What is the second for?", "What is the Stable for?"),
        ("And the first one, who runs it?", "Who runs the Barn?"),
        ("Who runs the second house?", "Who runs the Stable?"),
        ("Who runs the fourth one?", "Who runs the fourth house?"),
        ("What is the last resort?", "What is the last resort?"),
    ],
)
def test_one_of_those_that_were_counted_is_what_a_sentence_behind_is_about(asked, query):
    assert after(HOUSES, asked=asked, behind=BEHIND) == query


def test_a_sentence_is_about_what_stands_before_its_verb_even_if_that_may_be_a_noun():
    behind = " Menu chooses a programme. Timer delays the start. Start begins it."
    assert after(KEYS, asked="What does the second one do?", behind=behind) == "What does Timer do?"


def test_a_sentence_that_is_about_nothing_named_is_none_of_them():
    behind = BEHIND.replace(" The Stable", " It is warm there. The Stable")
    assert after(HOUSES, asked="What is the last one for?", behind=behind) == "What is the Cottage for?"


def test_less_than_what_was_counted_is_no_row():
    behind = " The Barn has heated boxes. The Stable is for large dogs."
    assert after(HOUSES, asked="What is the last one for?", behind=behind) == "What is the last house for?"


def test_what_an_earlier_turn_counted_can_be_chosen_from_again():
    cats = turn(
        "What is the Cottage for?", "cats", "The Cottage is kept for cats.", question="What is the last one for?"
    )
    assert after(HOUSES, cats, asked="And the second?", behind=BEHIND) == "What is the Stable for?"


@pytest.mark.parametrize(
    ("before", "asked", "query"),
    [
        (SIGNED, "When did the second one leave?", "When did Sorrel leave?"),
        (FIRMS, "How much does the second one want?", "How much does Swift and Sons want?"),
    ],
)
def test_names_that_were_joined_or_contrasted_are_a_row(before, asked, query):
    assert after(before, asked=asked) == query


def test_a_name_at_the_end_of_a_sentence_has_no_full_stop():
    bodies = turn("Which bodies are there?", None, "There are two bodies: the Commission and the Court of the Lake.")
    assert after(bodies, asked="Where does the second one sit?") == "Where does the Court of the Lake sit?"


def test_the_other_is_the_one_that_was_not_spoken_of():
    price = turn("How much does Swift and Sons want?", "80", "Swift and Sons want 80.", question="And the second?")
    assert after(FIRMS, price, asked="And the other?") == "How much does Hartley Roofing want?"
    assert "Roofing" not in after(SIGNED, asked="When did the other one leave?")


def test_what_the_document_or_a_question_itself_calls_the_second_stays():
    walks = replace(HOUSES, query="How many walks are there?", question="How many walks are there?")
    behind = " The First goes round the pond. The Second goes to the lane. The Last is short."
    assert after(walks, asked="Where does the second one go?", behind=behind).startswith("Where does the second")
    boats = turn("Which boats are there?", None, "There are 2 boats, Lena and Otto.")
    came = "When did the second one come?"
    assert after(boats, asked=came) == "When did Otto come?"
    assert after(boats, asked=came, behind=" A second came.") == came
    boat = turn("Who rows in the first boat?", None, "The boats are rowed by Lee, Orr and Holm.")
    assert after(boat, asked="And the second?") == "Who rows in the second boat?"
