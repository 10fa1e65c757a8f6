"""How well a sentence answers, as named features."""

import numpy as np
import pytest
from few_documents import index_over

from bot.reading.evidence import EXPECTED, FEATURES, new_expressions, weigh, with_aliases
from bot.reading.questions import Asking
from knowledge import Aliases, Document

TEXT = """On hats

The green cap was bought in Rome in 1998. Nobody wears it now. The red cap is new.

The Green Hat Club (GHC) met in Oslo. The members of the club are old
"""
DOCUMENT = Document("hats", "On hats", TEXT, "hats.txt")
OTHER = Document("clubs", "Clubs", "A green club was made in Bonn.", "clubs.txt")
INDEX = index_over(DOCUMENT, OTHER)


def sentences(question, index=INDEX):
    hits = index.search(question, 5)
    titles = [index.sources[hit.passage.document_id].title for hit in hits]
    return list(weigh(Asking(question), hits, titles, index.aliases))


def feature(name, question, words, index=INDEX):
    """Return a feature of the first sentence that holds these words."""
    found = next(each for each in sentences(question, index) if words in each.text)
    return found.features[FEATURES.index(name)]


def test_every_sentence_of_the_hits_is_weighed_at_its_place():
    found = sentences("Where was the cap bought?")
    assert len(found) == sum(len(each.hit.passage.sentences) for each in {s.rank: s for s in found}.values())
    for each in found:
        text, start = {"hats": TEXT, "clubs": OTHER.text}[each.hit.passage.document_id], each.hit.passage.start
        assert text[start + each.start : start + each.end] == each.text


def test_every_feature_has_one_finite_value():
    for each in sentences("Who bought the green cap in Rome, and why?"):
        assert each.features.shape == (len(FEATURES),)
        assert np.isfinite(each.features).all()


def test_without_hits_there_is_no_sentence():
    assert sentences("xyzzy") == []


@pytest.mark.parametrize("question", ["cap", "?", "the", "When was the GHC in Oslo, with the green cap?"])
def test_shares_lie_between_nothing_and_everything(question):
    for each in sentences(question):
        for name in (
            "shared",
            "shared_passage",
            "names",
            "names_passage",
            "adjacent",
            "focus",
            "around",
            "rank",
            "referred",
            "carried",
        ):
            assert 0.0 <= each.features[FEATURES.index(name)] <= 1.0


def test_a_sentence_with_more_of_the_question_shares_more():
    question = "Where was the green cap bought?"
    assert feature("shared", question, "Rome") > feature("shared", question, "The red cap")
    assert feature("shared", question, "Nobody") == 0.0


def test_the_passage_counts_for_all_of_its_sentences():
    question = "Where was the green cap bought?"
    assert feature("shared_passage", question, "Nobody") == feature("shared_passage", question, "Rome") > 0.0


def test_the_sentences_beside_it_count_as_its_surroundings():
    assert feature("around", "Where was the green cap bought?", "Nobody") > 0.0


def test_neighbouring_words_of_the_question_are_noticed():
    assert feature("adjacent", "green cap", "Rome") == 1.0
    assert feature("adjacent", "cap green", "Rome") == 0.0


def test_names_count_of_their_own():
    assert feature("names", "Who was in Oslo?", "Oslo") == 1.0
    assert feature("names", "who was in oslo?", "Oslo") == 0.0


def test_an_expected_expression_is_noticed_or_missed():
    assert feature("expected", "When was the cap bought?", "Rome") == 1.0
    assert feature("missing", "When was the cap bought?", "Rome") == 0.0
    assert feature("missing", "When was the cap new?", "The red cap") == 1.0


def test_where_no_kind_is_expected_none_is_missing():
    assert feature("missing", "Is the red cap new?", "The red cap") == 0.0


def test_a_time_that_the_question_names_is_no_answer():
    assert list(new_expressions(Asking("When in 1998 was it?"), "It was in 1998.", "time")) == []
    assert list(new_expressions(Asking("When was it?"), "It was in 1998.", "time")) == [(10, 14)]


def test_a_name_that_says_more_than_the_question_is_an_answer():
    found = list(new_expressions(Asking("Who is Goff?"), "The Foreign Minister Phil Goff came.", "name"))
    assert found


def test_an_acronym_and_its_long_form_are_the_same():
    assert feature("shared", "What did the Green Hat Club do in Oslo?", "GHC") == pytest.approx(
        feature("shared", "What did the GHC do in Oslo?", "GHC")
    )


def test_terms_gain_the_other_form_of_each_acronym():
    aliases = Aliases([("ghc", frozenset(["green", "hat", "club"]))])
    assert with_aliases(frozenset(["ghc"]), aliases) == {"ghc", "green", "hat", "club"}
    assert "ghc" in with_aliases(frozenset(["green", "hat", "club", "old"]), aliases)
    assert with_aliases(frozenset(["green", "hat"]), aliases) == {"green", "hat"}


def test_a_sentence_without_an_end_is_a_fragment():
    assert feature("fragment", "members of the club", "members") == 1.0
    assert feature("fragment", "green cap", "Rome") == 0.0


def test_only_the_best_passage_is_the_first():
    found = sentences("green club")
    assert len({each.hit.passage.passage_id for each in found}) == len({each.rank for each in found}) == 2
    first = FEATURES.index("first")
    assert {each.features[first] for each in found if each.rank == 0} == {1.0}
    assert {each.features[first] for each in found if each.rank > 0} == {0.0}


def test_kinds_of_question_that_expect_an_expression_are_known():
    assert {"time", "person", "place", "number", "duration"} <= EXPECTED.keys()


LIFE = Document(
    "velt", "Marianne Velt", """Marianne Velt was a botanist. She studied the mosses of Java in Zurich. They grow
slowly. In 1899 she married Albert de Wit. Zurich lies on a lake.""", "velt.txt"
)  # fmt: skip
LIVES = index_over(LIFE)


def test_a_pronoun_may_stand_for_a_name_before_it_or_in_the_title():
    def referred(words):
        return feature("referred", "Whom did Marianne Velt marry?", words, LIVES)

    assert referred("In 1899 she married") > 0.5
    assert referred("Marianne Velt was") == 0.0  # it says the name itself
    assert referred("Zurich lies") == 0.0  # no pronoun is in it
    lower = next(each for each in sentences("whom did marianne velt marry", LIVES) if "1899" in each.text)
    assert lower.features[FEATURES.index("referred")] > 0.5


def test_pronouns_lead_back_to_other_words_through_sentences_that_have_pronouns_too():
    def carried(words):
        return feature("carried", "Whom did the botanist who studied mosses marry?", words, LIVES)

    assert carried("They grow") > carried("She studied") > 0.0
    assert carried("In 1899 she married") > 0.0
    assert carried("Zurich lies") == 0.0
