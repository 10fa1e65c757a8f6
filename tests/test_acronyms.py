"""Acronyms that a text explains, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import acronyms, bundled_document


def found(text):
    return [(each.short, each.long) for each in acronyms(text)]


@given(st.one_of(st.text(), st.text(alphabet="ABab (),.-\n")))
def test_every_long_form_and_acronym_stands_where_it_says(text):
    for each in acronyms(text):
        assert text[each.start : each.end] == each.long
        short = text[slice(*each.short_span)]
        assert short.replace(".", "").removesuffix("s").startswith(each.short.removesuffix("s"))


FORMS = [
    "an Alpha Bravo Charlie (ABC) and",
    "DEF (Delta Echo Foxtrot)",
    "GHI stands for Gamma Hotel India, as",
    "the Delta",
]


@given(st.lists(st.sampled_from(FORMS), max_size=8))
def test_explanations_stand_in_order(parts):
    starts = [each.start for each in acronyms(" ".join(parts))]
    assert starts == sorted(set(starts))
    assert len(starts) == len(parts) - parts.count("the Delta")


@pytest.mark.parametrize(
    "text",
    [
        "troops of the International Security Assistance Force (ISAF) in Afghanistan",
        "troops of ISAF (International Security Assistance Force) in Afghanistan",
        "Words used here:\nISAF - International Security Assistance Force\nand more",
        "troops of ISAF, which stands for International Security Assistance Force, came",
    ],
    ids=["long (short)", "short (long)", "short - long", "stands for"],
)
def test_an_acronym_is_learned_from_each_of_the_four_forms(text):
    assert found(text) == [("ISAF", "International Security Assistance Force")]


def test_a_glossary_gives_all_of_its_lines():
    text = "PRT: Provincial Reconstruction Team\nTCP – Tailored Cooperation Package"
    assert found(text) == [("PRT", "Provincial Reconstruction Team"), ("TCP", "Tailored Cooperation Package")]


def test_little_words_need_no_letter():
    assert found("the Department of Defence (DOD) said") == [("DOD", "Department of Defence")]


def test_little_words_may_give_their_letter():
    assert found("the Department of Defence (DoD) said") == [("DoD", "Department of Defence")]


def test_initials_go_before_inner_letters():
    assert found("the U.S.A. (United States of America) is") == [("USA", "United States of America")]


def test_inner_letters_serve_where_initials_do_not_spell_it():
    assert found("the HyperText Markup Language (HTML) is") == [("HTML", "HyperText Markup Language")]


def test_a_plural_is_learned_as_its_singular():
    assert found("two Provincial Reconstruction Teams (PRTs) led")[0][0] == "PRT"


def test_full_stops_are_left_out_of_the_acronym():
    assert found("the United Nations (U.N.) met") == [("UN", "United Nations")]


def test_the_long_form_begins_with_its_first_word_and_no_earlier():
    assert found("The country leads a Provincial Reconstruction Team (PRT) there.")[0][1].startswith("Provincial")


def test_a_long_form_does_not_reach_over_a_blank_line():
    assert found("North\n\nAtlantic Treaty Organisation (NATO) is") == []


@pytest.mark.parametrize(
    "text",
    [
        "He met John Key (PM) today.",
        "The dog (CAT) ran.",
        "identification (ID) is needed",
        "In London (UK), it rained.",
        "The meeting (see ANNEX) was long.",
        "It rose (by 30%) in 2001 (NATO).",
        "ISAF (which is in Kabul) came.",
        "NATO - it met again in Riga",
    ],
)
def test_what_does_not_spell_the_letters_is_no_explanation(text):
    assert found(text) == []


def test_the_bundled_document_explains_its_acronyms():
    assert {short for short, _ in found(bundled_document().text)} >= {"NATO", "ISAF", "PRT", "TCP"}


@pytest.mark.parametrize(
    "text",
    [
        "AAAAAAAAAZ (" + "a " * 39 + ")",
        "xa " + "a " * 60 + "(XAAAAAAAZ) ",
        "the North Atlantic Treaty Organisation (NATO), " * 5_000,
        "(AB" * 50_000,
        "A." * 50_000,
    ],
    ids=["little words within", "little words before", "many", "openings", "initials"],
)
@pytest.mark.usefixtures("ends_soon")
def test_a_text_made_to_hurt_is_read_once(text):
    list(acronyms(text))
