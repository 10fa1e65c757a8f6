"""Names that stand for each other: a question in the names that the documents have."""

import pytest

from bot.reading.model import NeuralReader
from bot.reading.neural import CombinedReader
from bot.reading.questions import Asking
from knowledge import Document, Index, Thesaurus, passages, renamed, terms
from knowledge.synonyms import ONE_WAY, listed

PAGE = (
    "New Zealand and NATO work together in Afghanistan. Officers served in Bosnai and Herzegovina. "
    "The Republic of Korea is a partner too. The Chief Executive came to Bucharest, and a turkey was eaten."
)


def library(*texts):
    return Index(
        (document, passages(document)) for n, text in enumerate(texts) for document in [Document(f"d{n}", "", text, "")]
    )


INDEX = library(PAGE)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("Does Wellington still help?", "Does New Zealand still help?"),
        ("did the kiwis help in kabul", "did the New Zealand help in Afghanistan"),
        ("Is South Korea named?", "Is Republic of Korea named?"),
        ("Who went to Romania?", "Who went to Bucharest?"),
        ("What did the CEO do?", "What did the Chief Executive do?"),
        ("Who served in Bosnia?", "Who served in Bosnai and Herzegovina?"),
        ("Who served in Sarajevo?", "Who served in Bosnai and Herzegovina?"),
        ("Who was sent to the Balkans?", "Who was sent to the Bosnai and Herzegovina?"),
        ("Did NZ meet Afghan officers?", "Did New Zealand meet Afghanistan officers?"),
    ],
)
def test_a_name_that_is_not_there_becomes_the_one_that_is(asked, read):
    assert renamed(asked, INDEX) == read


@pytest.mark.parametrize(
    "asked",
    [
        "Why did New Zealand help?",
        "Who went from Oslo to Lima?",
        "Is a turkey eaten?",
        "Who wrote it?",
        "",
        "?!",
        "Is it near the ceo?",
    ],
)
def test_what_is_there_or_has_no_other_name_there_stays(asked):
    assert renamed(asked, INDEX) == asked


def test_a_name_that_may_stand_for_two_that_are_there_stays():
    assert renamed("Who fought in the Balkans?", library("Serbia and Croatia fought.")) == "Who fought in the Balkans?"
    assert renamed("Who fought in the Balkans?", library("Serbia fought.")) == "Who fought in the Serbia?"


def test_what_lies_in_a_region_is_not_called_by_it():
    assert renamed("Who fought in Serbia?", library("They fought in the Balkans.")) == "Who fought in Serbia?"


def test_a_word_that_means_nothing_in_small_letters_is_a_name_in_capitals_only():
    index = library("The United States paid.")
    assert renamed("What did they tell us?", index) == "What did they tell us?"
    assert renamed("What did the US pay?", index) == "What did the United States pay?"


def test_the_network_reads_the_question_in_the_names_of_the_documents():
    texts = ["New Zealand sent an envoy in 2004.", "Norway sent an envoy in 1999.", "Peru sent an envoy in 1950."]
    index = library(*texts)
    asking = Asking("When did Wellington send an envoy?", index)
    assert asking.renamed == "When did New Zealand send an envoy?"
    assert Asking(asking.text).renamed == asking.text, "without a library there are no other names"
    reader = CombinedReader(NeuralReader())
    hits = index.search("envoy", 5)
    assert reader.read(asking, hits, index)[0].text == "2004"


def test_the_users_own_synonyms_are_names_too():
    page = Document("d", "", "Project Hermes ended in May. The car was sold.", "")
    own = Thesaurus([("Falcon", "Project Hermes"), ("automobile", "car")])
    index = Index([(page, passages(page))], thesaurus=own)
    assert renamed("When did Falcon end?", index) == "When did Project Hermes end?"
    assert renamed("When was the automobile sold?", index) == "When was the car sold?"
    assert renamed("When did Falcon end?", Index([(page, passages(page))])) == "When did Falcon end?"


def test_every_line_of_the_list_has_names_that_are_apart():
    for line in listed("names.txt"):
        group = line.replace(ONE_WAY, " | ").split(" | ")
        assert len({tuple(terms(each)) for each in group}) > 1, line
        assert all(terms(each) for each in group), line
        assert ONE_WAY not in line or len(group) == 2, line
