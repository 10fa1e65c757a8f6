"""What a question asks for."""

import pytest
from few_documents import index_of
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.questions import Asking


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("When did they meet?", "time"),
        ("Since when has it been so?", "time"),
        ("In which year did it begin?", "time"),
        ("what date was it signed", "time"),
        ("How long did it take?", "duration"),
        ("For how many years did she serve?", "duration"),
        ("How many officers served?", "number"),
        ("How often did they meet?", "frequency"),
        ("What percentage of it is water?", "number"),
        ("What is the population of New Zealand?", "number"),
        ("What's the total cost of the work?", "number"),
        ("What were its costs?", "number"),
        ("What is the price list?", "definition"),
        ("What was the date of the signing?", "time"),
        ("What was the founding date?", "time"),
        ("What were the dates of the siege?", "time"),
        ("What is the time limit?", "definition"),
        ("What is the cooking time for the roast?", "definition"),
        ("What was the Age of Enlightenment?", "definition"),
        ("What is the fee for?", "definition"),
        ("What was the last big old red ship called?", "name"),
        ("Who welcomed John Key?", "person"),
        ("Whom did he meet?", "person"),
        ("Whose term was it?", "person"),
        ("Where is Bamyan?", "place"),
        ("In which city did they meet?", "place"),
        ("Why did they leave?", "reason"),
        ("What is the reason for the visit?", "reason"),
        ("What does ISAF stand for?", "expansion"),
        ("What is PRT short for?", "expansion"),
        ("What is a PRT?", "definition"),
        ("What does cooperation mean?", "definition"),
        ("Which countries are partners?", "name"),
        ("How does the team work in practice?", "manner"),
        ("Tell us about the agreement", "topic"),
        ("What happened in November 2003?", "topic"),
        ("What happened to the agreement?", "name"),
        ("Is Japan a partner?", "yes/no"),
        ("Did Helen Clark attend the meeting?", "yes/no"),
        ("contacts with NATO", "name"),
        ("", "name"),
    ],
)
def test_a_question_is_known_by_its_form(question, asked):
    assert Asking(question).asked == asked


def test_case_and_the_question_mark_do_not_matter():
    assert Asking("WHEN DID THEY MEET").asked == Asking("when did they meet?").asked == "time"


def test_its_terms_are_those_of_its_telling_words():
    assert {"bamyan", "team"} <= Asking("Where is the team of Bamyan?").terms.keys()
    assert not {"where", "is", "the", "of"} & Asking("Where is the team of Bamyan?").terms.keys()


def test_a_rare_word_weighs_more_than_a_frequent_one():
    terms = Asking("Is Bamyan a country?").terms
    assert terms["bamyan"] > terms["countri"] > 0


def test_words_that_only_ask_weigh_little():
    terms = Asking("Which text explains the reconstruction?").terms
    assert max(terms, key=terms.get) == "reconstruct"
    assert terms["text"] < terms["reconstruct"] / 2


def test_words_that_lead_up_to_the_question_need_not_be_answered():
    assert Asking("Tell me about the bridge").terms.keys() == {"bridg"}
    assert Asking("Could you please explain the reconstruction?").terms.keys() == {"reconstruct"}
    assert "tell" in Asking("Whom did the mayor tell?").terms


def test_every_form_of_a_word_is_one_term():
    assert Asking("agreements").terms == Asking("agreement").terms


def test_capitalised_words_and_numbers_are_what_it_is_about():
    assert Asking("Whom did Phil Goff meet in 2003?").names == {"phil", "goff", "2003"}


def test_the_question_word_at_the_beginning_is_no_name():
    assert Asking("When did they meet?").names == frozenset()


def test_the_noun_asked_for_is_its_focus():
    assert "countri" in Asking("Which countries are partners?").focus
    assert "offic" in Asking("How many officers served?").focus


def test_without_a_noun_asked_for_there_is_no_focus():
    assert Asking("Who is Phil Goff?").focus == frozenset()


@given(st.text(max_size=300))
def test_any_text_can_be_read_as_a_question(text):
    asking = Asking(text)
    assert asking.asked
    assert all(weight > 0 for weight in asking.terms.values())
    assert asking.names <= asking.terms.keys()
    assert isinstance(asking.focus, frozenset)


@pytest.mark.parametrize("part", ["what ", "what is ", "who ", "how many ", "a", "which x ", "(", "list "])
def test_the_longest_question_is_read_quickly(part):
    asking = Asking((part * 4000)[:4000])
    assert asking.asked
    assert isinstance(asking.focus, frozenset)


def test_what_the_library_says_in_no_words_is_unknown():
    index = index_of("The ferry over the Teel was pulled along a rope. The Royal Bridge Office (RBO) owns it.")
    assert Asking("Who owns the ferry?", index).unknown == 0.0
    assert Asking("Who feeds the kitten?", index).unknown == 1.0
    assert 0.0 < Asking("Who feeds the ferry?", index).unknown < 1.0


def test_another_form_of_an_acronym_and_a_word_of_the_same_meaning_are_known():
    index = index_of("The Royal Bridge Office (RBO) owns a car.")
    assert Asking("RBO", index).unknown == Asking("automobile", index).unknown == 0.0


@pytest.mark.parametrize("question", ["", "What is it?", "Who feeds the kitten?"])
def test_nothing_is_unknown_where_no_library_is_asked_or_nothing_is_asked(question):
    assert Asking(question).unknown == 0.0
    assert Asking("What is it?", index_of("It is a ferry.")).unknown == 0.0


def test_other_words_and_what_the_library_has_misspelt_say_the_same():
    index = index_of("The premier went to Bosnai. A trip was made.")
    others = Asking("Did the prime minister go to Bosnia?", index).alternatives
    assert "premier" in others["minist"].words & others["prime"].words
    assert others["bosnia"].words >= {"bosnai", "bosnian"}


def test_what_the_library_has_by_no_name_is_foreign():
    index = index_of("New Zealand built the bridge for cars.")
    assert Asking("My sister is a journalist", index).is_foreign
    assert not Asking("My sister lives in Wellington", index).is_foreign
    assert not Asking("I crossed the bridge", index).is_foreign


def test_what_is_said_otherwise_is_each_term_that_is():
    asking = Asking("Did the prime minister go to Bosnia in a hurry?")
    for present in (set(), {"premier"}, {"boat"}, {"premier", "boat", "haste"}, {"minist"}):
        assert asking.said_otherwise(present) == {t for t in asking.terms if asking.is_said_otherwise(t, present)}
    assert asking.said_otherwise({"premier"}) == {"prime", "minist"}
