"""Acronyms and long forms as a library uses them."""

import pytest
from few_documents import index_of

from bot.reading.questions import Asking
from knowledge import renamed
from knowledge.short_forms import as_used

PAGE = (
    "Cooperation rests on an annual Tailored Cooperation Package (TCP). The North Sea Council (NSC) met in Oslo. "
    "The NSC has nine members. The Water Health Office (WHO) is open."
)


INDEX = index_of(PAGE)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("How often is the TCP drawn up?", "How often is the Tailored Cooperation Package drawn up?"),
        ("how often is the tcp drawn up", "how often is the Tailored Cooperation Package drawn up"),
        ("Where did the North Sea Council meet?", "Where did the NSC meet?"),
        ("When is the WHO's door open?", "When is the Water Health Office's door open?"),
        ("Is the Water Health Office open?", "Is the Water Health Office open?"),
    ],
)
def test_a_text_says_an_acronym_as_the_library_does(asked, read):
    assert as_used(asked, INDEX) == read


@pytest.mark.parametrize(
    "asked",
    [
        "Who came?",
        "What is the Tailored Cooperation Package (TCP)?",
        "Does the North Sea Council (NSC) meet?",
        "Where does the NSC meet?",
        "Does the Council of the North Sea meet?",
        "",
    ],
)
def test_what_is_said_so_already_stays(asked):
    assert as_used(asked, INDEX) == asked


def test_an_acronym_that_two_documents_explain_otherwise_stays():
    other = "The Town Clerks' Party (TCP) lost."
    assert as_used("Who drew up the TCP?", index_of(PAGE, other)) == "Who drew up the TCP?"
    assert as_used("Who drew up the TCP?", index_of(PAGE, PAGE)) == "Who drew up the Tailored Cooperation Package?"


def test_the_reader_reads_it_so_and_the_question_stays():
    asking = Asking("Who drew up the TCP?", INDEX)
    assert asking.renamed == renamed(asking.text, INDEX) == "Who drew up the Tailored Cooperation Package?"
    assert asking.text == "Who drew up the TCP?"


WORDS = index_of(
    "The Labour Party (LP) met. The LP has members. The Office of the President (OP) pays. The OP is new. "
    "The World Health Organisation (WHO) came, who paid. The European Union (EU) gave. The EU pays. "
    "A Performance Appraisal Model (PAM) was made."
)


@pytest.mark.parametrize(
    "asked",
    [
        "Did labour have its own party?",
        "Is the labour of the party paid?",
        "Does the office have a president?",
        "Did labour, party and all, come?",
        "Did the Kenya Labour Party come?",
        "Who came to the World Health Organisation?",
        "WHO SIGNED IT?",
        "Who is Pam?",
        "Is it a PAM-like model?",
    ],
)
def test_words_that_are_no_acronym_or_long_form_there_stay(asked):
    assert as_used(asked, WORDS) == asked


def test_a_long_form_is_said_short_though_the_acronym_is_part_of_a_word():
    assert as_used("Is the European Union in European hands?", WORDS) == "Is the EU in European hands?"
    assert as_used("Did the labour party pay?", WORDS) == "Did the LP pay?"


def test_a_question_for_the_long_form_is_read_as_it_is():
    assert Asking("What does TCP stand for?", INDEX).renamed == "What does TCP stand for?"
