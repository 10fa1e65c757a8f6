"""What a sentence says, and which words of a question it says."""

from hypothesis import given
from hypothesis import strategies as st

from bot.reading.questions import Asking
from bot.reading.said import said
from knowledge import meanings, terms, tokens

TEXT = "The harbour guild built the old lighthouse, and the guild still keeps it."


def test_the_terms_stand_in_order_and_as_often_as_they_are_said():
    assert list(said(TEXT).terms) == terms(TEXT)
    assert said(TEXT).present == set(terms(TEXT))
    assert said(TEXT).terms.count("guild") == 2


def test_each_word_that_has_a_term_stands_once_and_little_words_do_not():
    assert said(TEXT).words == ("harbour", "guild", "built", "old", "lighthouse", "still", "keeps")


def test_a_sentence_has_its_names_and_leans_where_a_pronoun_is_in_it():
    assert said("In Lund the guild of Bergen met.").names == {"lund", "bergen"}
    assert said(TEXT).leans
    assert not said("The guild keeps the lighthouse.").leans


def test_nothing_says_nothing():
    assert said("") == said("the … of") == said("?!")


def test_a_word_says_the_terms_that_it_may_mean():
    asking = Asking("Who killed the king?")
    assert asking.said_by(["murdered", "lighthouse"]) >= {"kill"}
    assert asking.said_by(["lighthouse"]) == asking.said_by([]) == set()


@given(st.lists(st.sampled_from("kill murder king queen die death mill built erected born birth".split()), max_size=6))
def test_what_a_word_says_is_what_its_meanings_share_with_the_questions(words):
    asking = Asking(f"Who {' '.join(words)}?")
    for word in (token.word for token in tokens("The queen was murdered at her birth; her death built mills.")):
        own, above = meanings(word)
        shared = {
            term for term, (means, kinds) in asking.meanings.items() if {*own, *above} & {*means} or {*own} & {*kinds}
        }
        assert asking.said_by([word]) == asking.said_by([word, word]) == shared


def test_neighbours_are_the_terms_that_stand_beside_each_other():
    assert Asking("Who built the old lighthouse?").neighbours == [("build", "old"), ("old", "lighthous")]
    assert Asking("Lighthouse?").neighbours == []
