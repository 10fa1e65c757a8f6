"""Names that stand for each other: a question in the names that the documents have."""

import pytest
from few_documents import index_of

from bot.reading.questions import Asking
from knowledge import Thesaurus, renamed, terms
from knowledge.synonyms import GOVERNS, LIES_IN, listed

PAGE = (
    "New Zealand and NATO work together in Afghanistan. Officers served in Bosnai and Herzegovina. "
    "The Republic of Korea is a partner too. The Chief Executive came to Bucharest, and a kite was eaten."
)
OTHER = (
    "Poland and Turkey met. The Prime Minister of the United Kingdom spoke. Papua New Guinea paid. "
    "Mr Pryce came with Mrs Bakker. The United States sold it. Members of Parliament sat there."
)


INDEX, ELSEWHERE = index_of(PAGE), index_of(OTHER)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("Does Wellington still help?", "Does New Zealand still help?"),
        ("What was Wellington's role?", "What was New Zealand's role?"),
        ("did the kiwis help in wellington's war", "did the New Zealand help in New Zealand's war"),
        ("Is South Korea named?", "Is Republic of Korea named?"),
        ("What did the CEO do?", "What did the Chief Executive do?"),
        ("Who served in Bosnia?", "Who served in Bosnai and Herzegovina?"),
        ("Who served for Sarajevo?", "Who served for Bosnai and Herzegovina?"),
        ("Who served in Bosnia and Herzegovina?", "Who served in Bosnai and Herzegovina?"),
        ("Who was sent to the Balkans?", "Who was sent to the Bosnai and Herzegovina?"),
        ("Did NZ meet Afghan officers?", "Did New Zealand meet Afghanistan officers?"),
    ],
)
def test_a_name_that_is_not_there_becomes_the_one_that_is(asked, read):
    assert renamed(asked, INDEX) == read


@pytest.mark.parametrize(
    "asked", ["Why did New Zealand help?", "Who went from Oslo to Lima?", "Who wrote it?", "", "?!"]
)
def test_what_is_there_or_has_no_other_name_there_stays(asked):
    assert renamed(asked, INDEX) == asked


@pytest.mark.parametrize(
    "asked",
    [
        "Who polished the boots at the flag pole?", "Who cooked the turkey?", "who sold the white house",
        "Who opens the museum at 5 PM?", "What is the price of bread?", "Who is the baker?", "What did the mp say?",
    ],
)  # fmt: skip
def test_a_word_is_no_name(asked):
    assert renamed(asked, ELSEWHERE) == asked


def test_what_is_written_short_is_a_name_in_capitals():
    index = index_of("The United States paid.")
    assert renamed("What did they tell us?", index) == "What did they tell us?"
    assert renamed("What did the US pay?", index) == "What did the United States pay?"
    assert renamed("What was NZ's share?", INDEX) == "What was New Zealand's share?"


def test_part_of_a_longer_name_is_no_name():
    assert renamed("When did Jack London write?", ELSEWHERE) == "When did Jack London write?"
    assert renamed("When was London Bridge sold?", ELSEWHERE) == "When was London Bridge sold?"
    assert renamed("When did London write?", ELSEWHERE) == "When did United Kingdom write?"


@pytest.mark.parametrize(
    "asked", ["How many people live in Wellington?", "In Wellington, who votes?", "When was Wellington founded?"]
)
def test_a_capital_asked_about_as_a_place_is_not_its_country(asked):
    assert renamed(asked, INDEX) == asked


def test_a_country_is_not_its_capital():
    assert renamed("How many people live there, in Romania?", INDEX) == "How many people live there, in Romania?"
    assert renamed("Why does Romania help?", INDEX) == "Why does Romania help?"


def test_a_name_that_may_stand_for_two_that_are_there_stays():
    assert renamed("Who fought in the Balkans?", index_of("Serbia and Croatia fought.")) == "Who fought in the Balkans?"
    assert renamed("Who fought in the Balkans?", index_of("Serbia fought.")) == "Who fought in the Serbia?"


def test_what_lies_in_a_region_is_not_called_by_it():
    assert renamed("Who fought in Serbia?", index_of("They fought in the Balkans.")) == "Who fought in Serbia?"


def test_what_lies_in_a_region_is_searched_for():
    index = index_of("Serbia was invaded in 1914.", "Peru has llamas.", "Oslo has trams.", "Bread is baked at night.")
    assert [hit.passage.document_id for hit in index.search("What happened in the Balkans?", 3)] == ["d0"]
    assert Asking("The Balkans?", index).unknown == 0.0


def test_a_name_is_read_as_the_documents_misspell_it_but_no_other_word():
    index = index_of("The Patteson house was built in 1790. The hause is old.")
    assert renamed("When was the Patterson house built?", index) == "When was the Patteson house built?"
    assert renamed("When was the house built?", index_of("The hause is old.")) == "When was the house built?"
    assert renamed("Who came with Price?", ELSEWHERE) == "Who came with Pryce?"
    assert renamed("Who came at what price?", ELSEWHERE) == "Who came at what price?"


def test_the_network_reads_the_question_in_the_names_of_the_documents():
    asking = Asking("When did Wellington send an envoy?", index_of("New Zealand sent an envoy in 2004."))
    assert asking.renamed == "When did New Zealand send an envoy?"
    assert Asking(asking.text).renamed == asking.text, "without a library there are no other names"


def test_the_users_own_synonyms_are_names_too_and_go_first():
    page = "Project Hermes ended in May. The car was sold. The prime minister left, and so did the project manager."
    own = Thesaurus([("Falcon", "Project Hermes"), ("automobile", "car"), ("PM", "project manager")])
    index = index_of(page, thesaurus=own)
    assert renamed("When did Falcon end?", index) == "When did Project Hermes end?"
    assert renamed("When was the automobile sold?", index) == "When was the car sold?"
    assert renamed("Who is the PM?", index) == "Who is the project manager?"
    assert renamed("When did Falcon end?", index_of(page)) == "When did Falcon end?"


def test_only_the_first_words_of_a_long_question_are_renamed():
    index = index_of(PAGE)
    asked = "what did Wellington say?"
    assert renamed("and " * 20 + asked, index) == "and " * 20 + "what did New Zealand say?"
    assert renamed("and " * 60 + asked, index) == "and " * 60 + asked


def test_every_line_of_the_list_has_names_that_are_apart():
    for line in listed("names.txt"):
        group = line.replace(LIES_IN, " | ").replace(GOVERNS, " | ").split(" | ")
        assert len({tuple(terms(each)) for each in group}) > 1, line
        assert all(terms(each) for each in group), line
