"""The index: what is found, in which order, with which corrections; the fingerprint."""

import pytest
from few_documents import index_over
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Document, Index, Passage, terms

WORDS = st.lists(st.sampled_from("birds fly south winter rain gulls".split()), min_size=1, max_size=6).map(" ".join)


def document(name, text, title="Notes"):
    return Document(name, title, text, f"{name}.txt", {"media_type": "text/markdown"})


def index(*texts, title="Notes"):
    made = [document(f"d{number}", text, title) for number, text in enumerate(texts)]
    return index_over(*made)


def found(made, query, k=10):
    return [hit.passage.document_id for hit in made.search(query, k)]


def test_an_empty_index_finds_nothing_and_has_a_fingerprint():
    made = Index([])
    assert made.search("birds", 5) == []
    assert made.fingerprint
    assert made.correction("birdz") is None
    assert made.passage_at("d0", 0) is None


def test_one_document_is_found_with_a_score_above_nothing():
    (hit,) = index("Birds fly south.").search("Where do birds fly?", 5)
    assert hit.score > 0


def test_a_query_without_a_known_term_finds_nothing():
    made = index("Birds fly south.")
    assert made.search("xqzt", 5) == made.search("what is the", 5) == made.search("", 5) == []


def test_the_passage_that_says_more_of_the_query_comes_first():
    assert found(index("Gulls cry.", "Gulls fly south in winter."), "Where do gulls fly in winter?") == ["d1", "d0"]


def test_equal_scores_stand_in_the_order_of_their_passage_ids():
    assert found(index("Birds fly.", "Birds fly.", "Birds fly."), "birds") == ["d0", "d1", "d2"]


@given(st.lists(WORDS, min_size=1, max_size=8), WORDS, st.randoms())
@settings(max_examples=40)
def test_the_order_in_which_documents_come_changes_nothing(texts, query, random):
    made = [document(f"d{number}", text) for number, text in enumerate(texts)]
    shuffled = random.sample(made, len(made))
    first, second = (index_over(*order) for order in (made, shuffled))
    assert first.search(query, 5) == second.search(query, 5)
    assert first.fingerprint == second.fingerprint


@given(st.lists(WORDS, min_size=1, max_size=8), WORDS)
@settings(max_examples=40)
def test_hits_come_best_first_and_share_a_term_with_the_query(texts, query):
    hits = index(*texts).search(query, 20)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(set(terms(query)) & set(terms(hit.passage.text)) for hit in hits)


def test_a_passage_is_found_by_its_heading_and_its_title():
    made = index("# Gulls\n\nThey cry.", title="Seaside")
    assert found(made, "gulls") == found(made, "seaside") == ["d0"]


def test_a_passage_is_found_by_another_form_of_its_words():
    assert found(index("She wrote to the organisation."), "write organizations") == ["d0"]


def test_an_acronym_finds_its_long_form_and_the_other_way_round():
    made = index("A Provincial Reconstruction Team (PRT) came.", "The PRT left.", "Its reconstruction is provincial.")
    assert set(found(made, "PRT")) == {"d0", "d1", "d2"}
    assert "d1" in found(made, "provincial reconstruction team")


def test_one_word_of_a_long_form_does_not_bring_the_acronym():
    made = index("A Provincial Reconstruction Team (PRT) came.", "The PRT left.")
    assert found(made, "team") == ["d0"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Zealnd", "zealand"), ("Zaeland", "zealand"), ("rasmusen", "rasmussen"), ("Bamian", "bamyan"), ("Gof", "goff")],
)
def test_a_misspelt_word_is_corrected_to_one_of_the_library(typed, meant):
    made = index("Rasmussen and Goff flew from New Zealand to Bamyan.")
    assert made.correction(typed) == meant


@pytest.mark.parametrize("word", ["Zealand", "zealand's", "flies", "flown"])
def test_a_word_that_the_library_has_in_any_form_is_left_alone(word):
    assert index("Birds of Zealand fly.").correction(word) is None


@pytest.mark.parametrize("word", ["form", "forms", "house", "the", "capitol"])
def test_an_english_word_is_never_replaced(word):
    assert index("Troops from a team in the capital hoose.").correction(word) is None


@given(st.sampled_from("the year city house water name people country president music war number".split()))
def test_no_common_word_is_replaced_whatever_the_library_has(word):
    near = " ".join(word[:place] + "q" + word[place + 1 :] for place in range(len(word)))
    assert index(f"It has {near}.").correction(word) is None


@pytest.mark.parametrize("word", ["2002", "B52", "zz", "", "xqztvvv", "l'ete"])
def test_numbers_short_words_and_words_far_from_all_are_left_alone(word):
    assert index("In 2001 a B51 flew over zza.").correction(word) is None


def test_a_short_word_keeps_its_first_letter():
    made = index("Mr Goff came.")
    assert made.correction("Boff") is None
    assert made.correction("Gaff") == "goff"


def test_of_equally_near_words_the_more_frequent_is_meant_then_the_first():
    assert index("Zarvo and Zarvu. Zarvu again.").correction("zarvi") == "zarvu"
    assert index("Zarvu and Zarvo.").correction("zarvi") == "zarvo"


@pytest.mark.parametrize("typed", ["zárvó", "zarvo", "ZARVÓ"])
def test_what_differs_by_accents_alone_is_nearer_than_any_other_word(typed):
    assert index("Zarvu, Zarvu, zarvi and zàrvo.").correction(typed) == "zàrvo"
    assert index("Zarvu, Zarvu, zarvi and zàrvo.").correction("zarva") == "zarvu"


def test_a_word_of_a_heading_counts_as_known_and_corrects():
    made = index("# Kestrelry\n\nThey hunt with Kestralry.")
    assert made.correction("Kestrelry") is None
    assert made.correction("Kestrelrx") == "kestrelry"


def test_the_passage_at_an_offset_is_the_one_that_holds_it():
    text = "# Gulls\n\nThey cry.\n\n# Wrens\n\nThey sing."
    made = index(text)
    assert made.passage_at("d0", text.index("sing")).text == "They sing."
    assert made.passage_at("d0", text.index("Wrens")) is None
    assert made.passage_at("gone", 0) is None


def test_the_passages_around_an_offset_are_the_one_that_holds_it_and_its_neighbours():
    text = "".join(f"# Part {n}\n\nBird {n} sings. " * 2 + "\n\n" for n in range(6))
    made = index_over(document("a", "Gulls."), document("d", text), document("z", "A."))
    parts = made.passages_of("d")
    for n, passage in enumerate(parts):
        for offset in (passage.start, passage.end - 1, passage.end):
            assert made.passages_around("d", offset) == parts[max(0, n - 1) : n + 2]
    assert made.passages_around("d", 0) == parts[:1]
    assert made.passages_around("gone", 0) == []


def test_of_a_long_document_few_passages_are_read_to_find_those_around_an_offset(monkeypatch):
    made = index("\n\n".join(f"# Part {n}\n\nBird {n} sings." for n in range(500)))
    seen, passage = [], Index._passage
    monkeypatch.setattr(Index, "_passage", lambda self, number: seen.append(number) or passage(self, number))
    assert len(made.passages_around("d0", 4000)) == 3
    assert len(seen) < 20


def test_the_terms_of_a_passage_hold_both_forms_of_an_acronym():
    made = index("A Provincial Reconstruction Team (PRT) came.", "The PRT left.")
    assert {"prt", "team", "provinci"} <= made.passage_terms(made.passages[-1])


def test_the_vocabulary_counts_words_and_stands_in_order():
    vocabulary = index("Birds fly. birds' BIRDS", title="Birds").vocabulary
    assert vocabulary["birds"] == 4
    assert list(vocabulary) == sorted(vocabulary)


def test_the_fingerprint_changes_with_the_contents_and_only_with_them():
    assert index("Birds fly.").fingerprint == index("Birds fly.").fingerprint
    assert len({index(*texts).fingerprint for texts in ([], ["a b"], ["a c"], ["a b", "a c"])}) == 4


def test_a_passage_without_terms_harms_nothing():
    made = Index([(document("d", "the of"), [Passage("d:0", "d", "the of", 0, 6)])])
    assert made.search("the", 5) == []


@given(st.lists(WORDS, min_size=1, max_size=8), WORDS)
@settings(max_examples=40)
def test_what_the_terms_of_a_query_add_is_the_score_of_the_hit(texts, query):
    made = index(*texts, title="Gulls in rain")
    for hit in made.search(query, 20):
        assert sum(each.score for each in made.explain(query, hit.passage)) == pytest.approx(hit.score)


def test_a_contribution_names_its_term_its_field_and_how_often_it_stands_there():
    made = index("# Gulls\n\nGulls cry. Gulls fly.", title="Seaside")
    (hit,) = made.search("seaside gulls", 1)
    parts = {(each.term, each.field): each.frequency for each in made.explain("seaside gulls", hit.passage)}
    assert parts == {("seasid", "title"): 1, ("gull", "heading"): 1, ("gull", "text"): 2}


def test_what_stands_for_a_word_in_other_words_is_explained_with_its_weight():
    made = index("The prime minister spoke.", "Birds fly.")
    (hit,) = made.search("premier", 1)
    found = made.explain("premier", hit.passage)
    assert {(each.term, each.weight) for each in found} == {("prime", 0.5), ("minist", 0.5)}
    assert sum(each.score for each in found) == pytest.approx(hit.score)


def test_asking_for_none_gives_none():
    assert index("Birds fly.").search("birds", 0) == []


def test_a_passage_that_only_explains_an_acronym_does_not_outrank_one_that_shares_the_asked_words():
    explains, says = "A Provincial Reconstruction Team (PRT) came.", "The PRT mends roads and bridges in the valley."
    assert found(index(explains, says), "Which roads does the PRT mend?") == ["d1", "d0"]
    assert found(index(says, explains), "Which roads does the PRT mend?") == ["d0", "d1"]


@pytest.mark.parametrize(("asked", "said"), [("premier", "prime minister"), ("prime minister", "premier")])
def test_a_word_that_the_library_lacks_finds_what_says_the_same(asked, said):
    assert found(index(f"The {said} spoke.", "Birds fly."), f"Who is the {asked}?") == ["d0"]


def test_a_part_of_a_phrase_does_not_find_what_says_the_whole():
    assert found(index("The premier spoke."), "Who is in his prime?") == []


def test_a_phrase_counts_for_a_word_only_where_the_library_has_all_of_it():
    assert found(index("A minister spoke."), "Who is the premier?") == []


def test_a_word_that_the_library_has_brings_nothing_else():
    assert found(index("The premier spoke.", "The prime minister left."), "premier") == ["d0"]


def test_what_says_the_same_counts_less_than_the_words_themselves():
    made = index("The premier spoke in Bonn.", "The premier spoke in Oslo.")
    own, other = made.search("premier", 2), made.search("prime minister", 2)
    assert 0 < other[0].score < own[0].score


def test_a_misspelling_in_a_document_is_found_by_the_right_spelling():
    made = index("Officers served in Bosnai and Herzegovina.", "Birds fly.")
    assert found(made, "Who served in Bosnia?") == ["d0"]
    assert found(made, "Bosnia") == ["d0"]
    assert made.misspellings("Bosnia") == ("bosnai",)


def test_a_right_spelling_that_the_library_has_too_is_not_taken_for_a_misspelt_one():
    made = index("They served in Bosnai.", "They left Bosnia.")
    assert found(made, "Bosnia") == ["d1"]
    assert made.misspellings("Bosnia") == ()


def test_only_a_word_that_english_does_not_know_is_a_misspelling():
    assert index("The horse stood at the hause.").misspellings("house") == ("hause",)


@pytest.mark.parametrize("word", ["2002", "cap", "xqztv", ""])
def test_numbers_short_words_and_unknown_ones_have_no_misspellings(word):
    assert index("In 2001 a cpa and a caq were xqzt.").misspellings(word) == ()
