"""The analyzer: words, their folded forms, their terms, and where they stand."""

import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge import STOP_WORDS, fold, stem, telling_words, terms, tokens
from knowledge.irregular import BASE_FORMS
from knowledge.terms import SUPERSCRIPTS, _chunk_words, identifiers, is_unspaced, words_and_terms


@example("\u3041\u3041\u3400")  # three letters of a script without spaces are two pairs
@given(st.text())
def test_every_token_stands_where_it_says_and_only_pairs_of_letters_without_spaces_overlap(text):
    start, end = -1, 0
    for token in tokens(text):
        word = text[token.start : token.end]
        assert start < token.start < token.end <= len(text)
        assert end <= token.start or is_unspaced(word)
        assert token.word == fold(word)
        start, end = token.start, token.end


@given(st.text())
def test_no_letter_or_digit_is_lost_except_footnote_marks(text):
    covered = {place for token in tokens(text) for place in range(token.start, token.end)}
    missed = {each for place, each in enumerate(text) if place not in covered}
    assert not {each for each in missed if each.isalnum() and each not in SUPERSCRIPTS}


@given(st.text())
def test_terms_are_those_of_the_tokens(text):
    assert terms(text) == [token.term for token in tokens(text) if token.term is not None]


def test_a_superscript_footnote_mark_is_no_part_of_the_word_before_it():
    (token,) = tokens("partnerships¹")
    assert (token.start, token.end, token.term) == (0, 12, stem("partnership"))


def test_several_superscript_digits_are_left_out_together():
    assert terms("partnerships¹²") == terms("partnerships")


def test_us_is_a_stop_word_but_the_country_in_capitals_is_not():
    assert terms("They told us stories") == ["tell", "stori"]
    assert "us" in terms("The US signed the treaty")


@pytest.mark.parametrize("text", ["US", "The U.S. signed", "The US signed"])
def test_the_country_is_found_alone_and_with_full_stops(text):
    assert "us" in terms(text)


def test_the_full_stops_of_an_abbreviation_are_folded_away():
    assert terms("The U.K. agreed") == terms("The UK agreed")


def test_a_question_typed_in_capitals_keeps_its_stop_words_out():
    assert terms("WHO TOLD US ABOUT IT") == terms("who told us about it")


def test_who_in_capitals_within_a_sentence_is_a_name():
    assert "who" in terms("The WHO declared an emergency")


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("organise", "organize"),
        ("organisation", "organization"),
        ("organisations", "organizations"),
        ("recognised", "recognized"),
        ("colour", "color"),
        ("colours", "colors"),
        ("coloured", "colored"),
        ("defence", "defense"),
        ("centre", "center"),
        ("centres", "centers"),
        ("programme", "program"),
        ("programmes", "programs"),
        ("theatres", "theaters"),
        ("metres", "meters"),
        ("favoured", "favored"),
        ("harbours", "harbors"),
    ],
)
def test_british_and_american_spellings_meet(british, american):
    assert terms(british) == terms(american) != []


def test_short_words_are_spelt_so_by_all():
    assert terms("prise") != terms("prize")


@pytest.mark.parametrize("words", ["program programs programme programming", "color colors colored coloring"])
def test_all_forms_of_a_word_spelt_two_ways_meet(words):
    assert len(set(terms(words))) == 1


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("went", "go"),
        ("written", "write"),
        ("met", "meet"),
        ("sought", "seek"),
        ("led", "lead"),
        ("women", "woman"),
        ("children", "child"),
        ("criteria", "criterion"),
        ("dying", "die"),
    ],
)
def test_irregular_forms_meet_their_base_form(form, base):
    assert terms(form) == terms(base)


@pytest.mark.parametrize(("form", "base"), [("lives", "live"), ("leaves", "leave"), ("bases", "base")])
def test_a_regular_form_that_is_also_an_irregular_one_stays_regular(form, base):
    assert terms(form) == terms(base)


def test_no_irregular_form_is_a_base_form_of_another():
    chained = {form: base for form, base in BASE_FORMS.items() if BASE_FORMS.get(base, base) != base}
    assert not chained


def test_regular_forms_meet():
    assert len(set(terms("relation relations relate related relating"))) == 1


@pytest.mark.parametrize("word", ["Zealand's", "Zealand’s", "ZEALAND", "zealand"])
def test_possessives_and_capitals_do_not_matter(word):
    assert terms(word) == ["zealand"]


def test_both_apostrophes_are_one():
    assert fold("O’Brien") == fold("O'Brien") == "o'brien"


@pytest.mark.parametrize("word", ["don't", "don’t", "I'm", "what's", "it’s", "can't"])
def test_contractions_of_stop_words_are_stop_words(word):
    assert terms(word) == []


@pytest.mark.parametrize("joiner", ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff"])
def test_invisible_joiners_inside_a_word_are_folded_away(joiner):
    (token,) = tokens(f"part{joiner}nership")
    assert (token.end - token.start, token.term) == (12, stem("partnership"))


def test_ligatures_and_full_width_letters_are_folded():
    assert fold("ﬁle") == "file"
    assert fold("ＮＡＴＯ") == "nato"


def test_an_accent_of_its_own_belongs_to_its_letter():
    decomposed, composed = "cafe\u0301 re\u0301sume\u0301 Viê\u0323t", "café résumé Việt"
    assert terms(decomposed) == terms(composed)


@pytest.mark.parametrize("number", ["1,500", "3.5", "10:30", "2001", "1.2.3"])
def test_a_number_is_one_word(number):
    assert terms(f"about the {number}.") == [number]


def test_a_hyphen_parts_two_words():
    assert terms("NATO-led") == ["nato", "lead"]


def test_stop_words_alone_give_no_terms():
    assert terms("what is the of a") == []
    assert all(fold(word) for word in STOP_WORDS)


@pytest.mark.parametrize("text", ["", " \n\t", "¹", "…—!?"])
def test_a_text_without_words_has_no_terms(text):
    assert list(tokens(text)) == []


@pytest.mark.usefixtures("ends_soon")
def test_one_endless_word_is_looked_through_once():
    assert identifiers("a" * 200_000 + " A-17/b") == ["a-17/b"]


@pytest.mark.parametrize("number", ["7", "1998", "0012", "31" * 20])
def test_digits_alone_are_all_of_their_own_forms(number):
    assert fold(number) == stem(number) == number
    assert terms(f"In {number}.") == [number]


def remembered(made):
    """Count what is remembered of words."""
    caches = made._terms, made._folded, made._chunk_words, made._chunk_terms
    return *map(len, caches), made._remembered_fold.cache_info().currsize


def test_numbers_are_not_remembered_for_there_is_no_end_of_them():
    made = sys.modules["knowledge.terms"]  # the package offers a function of this name
    before = remembered(made)
    assert terms(" ".join(map(str, range(100_000, 100_500)))) == [str(each) for each in range(100_000, 100_500)]
    assert identifiers(" ".join(f"A-{each}/b" for each in range(100_000, 100_500)))[0] == "a-100000/b"
    assert terms("(100000-3), 300/2026.") == ["100000", "3", "300", "2026"]
    assert remembered(made) == before


@example("WHAT IS THE US?")
@example("The US and 日本語 met.")
@given(st.text())
def test_the_quick_ways_through_a_text_tell_what_its_tokens_tell(text):
    telling = [(token.word, token.term) for token in tokens(text) if token.term is not None]
    assert telling_words(text) == telling
    assert terms(text) == [term for _, term in telling]
    assert words_and_terms(text) == ([token.word for token in tokens(text)], [term for _, term in telling])


@given(st.text("ab1.,:-'’ \u00a0\u200b\u2028S", max_size=30))
def test_what_was_said_before_in_a_stretch_without_spaces_is_said_again(text):
    first = words_and_terms(text)
    assert words_and_terms(f"{text} {text.lower()}")[0] == [*first[0], *words_and_terms(text.lower())[0]]
    assert words_and_terms(text) == first == ([token.word for token in tokens(text)], terms(text))


def test_a_stretch_without_spaces_that_is_long_is_not_remembered():
    endless = "x1-" * 50
    assert words_and_terms(endless)[0] == ["x1"] * 50
    assert endless not in _chunk_words


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u2011", "\u2013", "\u2212"])
def test_an_identifier_is_the_same_with_any_hyphen(hyphen):
    assert identifiers(f"See CVE{hyphen}2024{hyphen}0450, and A{hyphen}17/b.") == ["cve-2024-0450", "a-17/b"]


@given(st.text("ab19-/.² ", max_size=20))
def test_identifiers_of_a_text_are_those_of_its_stretches_without_spaces(text):
    assert identifiers(text) == [each for part in text.split() for each in identifiers(f"{part} ²")]
