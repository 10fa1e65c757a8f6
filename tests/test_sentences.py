"""Sentence boundaries: where they are, and where they only seem to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import sentence_spans


def sentences(text):
    return [text[start:end] for start, end in sentence_spans(text)]


@given(st.text(alphabet=st.sampled_from("ab AZ.!?\n\t\"'()…1 \u00a0")))
def test_spans_are_in_order_without_overlap_and_without_outer_white_space(text):
    last = 0
    for start, end in sentence_spans(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end


@given(st.text())
def test_every_word_is_in_a_sentence(text):
    covered = "".join(text[start:end] for start, end in sentence_spans(text))
    assert [each for each in covered if each.isalnum()] == [each for each in text if each.isalnum()]


@given(st.text(max_size=40), st.text(alphabet="ab. A\n", max_size=60), st.text(max_size=40))
def test_a_part_of_a_text_is_parted_as_if_it_stood_alone(before, text, after):
    spans = sentence_spans(before + text + after, len(before), len(before) + len(text))
    assert [(start - len(before), end - len(before)) for start, end in spans] == list(sentence_spans(text))


@pytest.mark.parametrize("said", ["The rain fell on the roof. ", "Did Dr. Lund see it?\n", "It is 3.5 m long.\n\n"])
def test_a_paragraph_of_any_length_is_parted_as_a_short_one(said):
    assert sentences(said * 3000) == [said.strip()] * 3000


@pytest.mark.parametrize("text", ["word " * 30_000, "word\n" * 30_000, "x" * 50_000, "Mr. " * 20_000])
def test_of_what_never_ends_every_word_is_there(text):
    assert "".join(sentences(text)).replace(" ", "").replace("\n", "") == "".join(text.split())


def test_two_sentences_are_parted():
    assert sentences("It rained. We stayed in.") == ["It rained.", "We stayed in."]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Smith met Mr. Goff in the U.S. in 2001.",
        "See e.g. Fig. 3 for more.",
        "He left at 5 p.m. on Monday.",
        "The value is 3.5 percent.",
        "Gen. Jones and Sgt. Brown of Acme Inc. came.",
    ],
)
def test_an_abbreviation_or_a_number_ends_no_sentence(text):
    assert sentences(text) == [text]


def test_a_closing_quotation_mark_stays_with_its_sentence():
    assert sentences('He said "Stop." She left.') == ['He said "Stop."', "She left."]


def test_of_a_full_stop_typed_twice_at_the_end_one_is_left_out():
    assert sentences("The Istanbul Initiative..") == ["The Istanbul Initiative."]


def test_an_ellipsis_is_left_whole():
    assert sentences("And so on...") == ["And so on..."]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_has_no_sentences(text):
    assert sentences(text) == []


def test_chinese_and_japanese_sentences_end_at_their_full_stop():
    text = "北京是首都。上海呢？「行くよ。」と言った。 English. End"
    spans = list(sentence_spans(text))
    assert [text[a:b] for a, b in spans] == [
        "北京是首都。",
        "上海呢？",
        "「行くよ。」",
        "と言った。",
        "English.",
        "End",
    ]


@pytest.mark.parametrize(
    "sentences",
    [
        ["*Fig. 2: A power cable.*", "It is long."],
        ["**White marks.**", "Use less powder."],
        ["It is so.[1]", "The rest."],
        ["![The gate](gate.jpg) is here.", "It is shut."],
        ["He said (so it is written.)", "Then he left."],
    ],
)
def test_what_stands_right_behind_the_end_of_a_sentence_or_is_marked_stays_with_it(sentences):
    text = " ".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@pytest.mark.parametrize(
    "sentence",
    ["Call the porter, tel. 0171 555 0188, at once.", "Add 2 tbsp. 1 % milk.", "Pos.; Item; Price", "Mill str. 5"],
)
def test_an_abbreviation_before_a_figure_or_a_mark_ends_no_sentence(sentence):
    assert sentences(sentence) == [sentence]
