"""What is known of English beforehand: common words, how common they are, Punkt's parameters."""

import math

import pytest

from knowledge import STOP_WORDS, background_idf, is_common_word, looks_english, stem
from knowledge.english import learn, sentence_parameters


@pytest.mark.parametrize("word", ["the", "house", "houses", "running", "RAN", "Minister’s", "went", "organization"])
def test_an_ordinary_word_is_common_in_any_of_its_forms(word):
    assert is_common_word(word)


@pytest.mark.parametrize("word", ["Rasmussen", "Zealnd", "xqzt", "Bamyan"])
def test_a_rare_name_or_a_misspelling_is_not_common(word):
    assert not is_common_word(word)


def test_every_stop_word_is_common():
    assert all(is_common_word(word) for word in STOP_WORDS)


def test_a_frequent_term_weighs_less_than_a_seldom_one():
    assert 0 < background_idf(stem("year")) < background_idf(stem("helicopter")) < background_idf("xqzt")


def test_a_term_never_seen_weighs_most_and_is_finite():
    assert math.isfinite(background_idf("xqzt"))
    assert background_idf("xqzt") == background_idf("no such term")


def test_the_shipped_parameters_know_abbreviations_and_are_new_each_time():
    first, second = sentence_parameters(), sentence_parameters()
    assert {"dr", "mr", "u.s", "e.g", "p.m"} <= first.abbrev_types
    first.abbrev_types.clear()
    assert second.abbrev_types


def test_learning_counts_the_paragraphs_that_hold_a_term():
    learned = learn(["The cat sat. The cat slept."] * 5 + ["A dog barked."] * 4)
    counts = {term: int(count) for count, words in learned["terms"].items() for term in words.split()}
    assert learned["paragraphs"] == 9
    assert counts == {"cat": 5, "sit": 5, "sleep": 5}


def test_learning_twice_gives_the_same():
    texts = ["Dr. Smith went home. He slept.", "The U.S. team won. It was late."] * 6
    assert learn(texts) == learn(iter(texts))


ENGLISH = "The old bridge was built by the guild in the summer of that year, and it has been there ever since then."
GERMAN = (
    "Die alte Brücke wurde im Sommer jenes Jahres von der Gilde gebaut und ist seit jener Zeit auch dort geblieben."
)


def test_english_is_told_by_its_little_words():
    assert looks_english(ENGLISH)
    assert not looks_english(GERMAN)


def test_several_texts_are_judged_together():
    assert looks_english(GERMAN, ENGLISH, ENGLISH) == looks_english(" ".join([GERMAN, ENGLISH, ENGLISH]))
    assert not looks_english("Die Gilde", GERMAN)


def test_what_is_too_short_to_tell_passes_for_english():
    assert looks_english("Die Gilde")


def test_a_short_text_that_is_surely_in_another_language_or_in_other_letters_does_not():
    assert not looks_english("Die Gilde baute die Brücke und das Tor.")
    assert not looks_english("Гильдия построила мост.")
    assert looks_english("Der Ring des Nibelungen was written by Wagner.")


def test_tables_and_lists_are_told_by_their_ordinary_words():
    table = "Room: double; Price: 80 euros; Beds: two; Floor: first; View: garden; Breakfast: 9 euros; Towels: free\n"
    german = "Zimmer: doppelt; Preis: 80 Euro; Betten: zwei; Etage: erste; Blick: Garten; Hund: erlaubt; Bad: klein\n"
    assert looks_english(table, table)
    assert not looks_english(german, german)
