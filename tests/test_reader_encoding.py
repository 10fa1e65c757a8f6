"""Tokens, rows and features: what the reader computes with."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from match_definition import encode, match_features, pad

from bot.reading.encoding import MATCH_FEATURES, document_frequencies, idf_between_0_and_1, tokenize
from bot.reading.vocabulary import SPECIAL, Vocabulary


@pytest.fixture(name="vocabulary")
def a_vocabulary():
    words = [*SPECIAL, "the", "city", "river", "founded", "graz"]
    return Vocabulary(words, np.array([0] + [1] * 7 + [0.1, 0.5, 0.6, 0.7, 0.9], np.float16))


def matched(vocabulary, passage, question):
    p, q = encode(tokenize(passage), vocabulary), encode(tokenize(question), vocabulary)
    return match_features(p.keys[None], p.sentences[None], np.array([len(p.rows)]), q.keys[None], q.weights[None])[0][0]


def test_words_numbers_and_marks_are_tokens_of_their_own():
    assert tokenize("Don't pay $1,200.50 in the 1990s!").words == [
        "Don", "'", "t", "pay", "$", "1,200.50", "in", "the", "1990", "s", "!",
    ]  # fmt: skip


@given(st.text(max_size=200))
def test_every_token_stands_in_the_text_at_its_offsets(text):
    tokens = tokenize(text)
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == tokens.words
    assert tokens.sentences == sorted(tokens.sentences)


@given(st.text(max_size=200))
def test_nothing_but_space_is_left_out(text):
    assert "".join(tokenize(text).words) == "".join(c for c in text if not c.isspace())


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It rained. We left.", 2),
        ("Dr. Brown met Mr. Gray.", 1),
        ('"It rained." We left.', 2),
        ("pH rose to 7. then fell", 1),
        ("A heading\nA line", 2),
        ("Why? Because!", 2),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, sentences):
    assert len(set(tokenize(text).sentences)) == sentences


def test_features_mark_capitals_acronyms_numbers_marks_years_sentences_and_stop_words(vocabulary):
    features = encode(tokenize("NASA met. In 1998 it"), vocabulary).features
    assert features[0, 1:].tolist() == [1, 1, 0, 0, 0, 1, 0]
    assert features[2, 1:].tolist() == [0, 0, 0, 1, 0, 0, 0]
    assert features[3, 1:].tolist() == [1, 0, 0, 0, 0, 1, 1]
    assert features[4, 1:].tolist() == [0, 0, 1, 0, 1, 0, 0]


def test_stop_words_and_marks_weigh_nothing_in_matching(vocabulary):
    assert encode(tokenize("the river ?"), vocabulary).weights.tolist() == pytest.approx([0, 0.6, 0], abs=1e-3)


def test_an_empty_text_encodes_to_empty_arrays(vocabulary):
    encoded = encode(tokenize(""), vocabulary)
    assert (len(encoded.rows), encoded.features.shape, encoded.keys.shape) == (0, (0, 8), (0, 16))


def test_matches_are_found_by_word_by_stem_and_by_beginning(vocabulary):
    found = matched(vocabulary, "rivers river riverside lake", "Which river?")
    assert found[:, 0].tolist() == [0, 1, 0, 0]
    assert (found[:, 2] > 0).tolist() == [True, True, False, False]
    assert (found[:, 3] > 0).tolist() == [True, True, True, False]


def test_the_sentence_that_holds_more_of_the_question_covers_more(vocabulary):
    found = matched(vocabulary, "A river. Graz was founded here. Nothing.", "When was Graz founded?")
    assert found[0, 4] == 0
    assert found[2 + 1, 4] == pytest.approx(1, abs=1e-2)
    assert found[-1, 6] == pytest.approx(1, abs=1e-2)
    assert np.allclose(found[:, 7], found[0, 7])


def test_nearness_falls_with_the_distance_from_a_match(vocabulary):
    found = matched(vocabulary, "x x river x x x", "river")
    assert found[:, 9].tolist() == pytest.approx([0, 0, 1, *np.exp([-0.25, -0.5, -0.75])], abs=1e-5)
    assert found[:3, 10].tolist() == pytest.approx([*np.exp([-0.5, -0.25]), 1], abs=1e-5)


def test_the_density_counts_matches_within_six_tokens(vocabulary):
    found = matched(vocabulary, "river " + "x " * 8, "river")
    assert (found[:, 8] > 0.5).tolist() == [True] * 7 + [False] * 2


def test_two_matched_words_in_a_row_are_marked(vocabulary):
    found = matched(vocabulary, "the old city of Graz", "the old city")
    assert found[:, 11].tolist() == [1, 1, 1, 0, 0]


def test_a_sentence_holds_a_word_by_its_stem_and_may_mean_another_word(vocabulary):
    p = encode(tokenize("A river in Graz. The town has a bridge."), vocabulary)
    q = encode(tokenize("Which rivers, city?"), vocabulary)
    held = match_features(p.keys[None], p.sentences[None], np.array([len(p.rows)]), q.keys[None], q.weights[None])[1][0]
    assert held.reshape(2, 2, 5)[:, :, 1].tolist() == [[1, 1], [0, 0]]
    assert held.reshape(2, 2, 5)[:, :, 3].tolist() == [[0, 0], [0, 1]]


def test_padding_changes_no_feature_and_has_none(vocabulary):
    p = encode(tokenize("A river in Graz. It was founded."), vocabulary)
    q = encode(tokenize("Which river?"), vocabulary)
    n, args = len(p.rows), (q.keys[None], q.weights[None])
    alone = match_features(p.keys[None], p.sentences[None], np.array([n]), *args)[0][0]
    padded = match_features(pad([p.keys], n + 9), pad([p.sentences], n + 9), np.array([n]), *args)[0][0]
    assert np.allclose(padded[:n], alone)
    assert not padded[n:].any()


@given(st.text(max_size=80), st.text(max_size=40))
def test_every_match_feature_is_between_0_and_1(passage, question):
    vocabulary = Vocabulary(SPECIAL, np.ones(len(SPECIAL)))
    if tokenize(passage).words and tokenize(question).words:
        found = matched(vocabulary, passage, question)
        assert found.shape[1] == MATCH_FEATURES
        assert found.min() >= 0
        assert found.max() <= 1


def test_idf_is_0_for_a_word_in_every_text_and_1_for_a_word_in_one():
    frequencies = document_frequencies([["A", "b"], ["a"], ["a", "a"]])
    assert frequencies == {"a": 3, "b": 1}
    assert idf_between_0_and_1(3, 3) == 0
    assert idf_between_0_and_1(1, 3) == 1


def test_a_word_of_like_meaning_is_matched_though_no_letter_is_shared():
    vocabulary = Vocabulary([*SPECIAL, "mill", "erected", "built", "river"], np.ones(len(SPECIAL) + 4))
    found = matched(vocabulary, "They erected a mill. A river is near.", "Who built it?")
    erected, river = 1, 6
    assert found[erected, 2] == 0
    assert found[erected, 12] == 1
    assert found[erected, 13] == pytest.approx(1, abs=0.01)
    assert found[river, 12] == 0
    assert found[river, 13] == 0


def test_two_kinds_of_one_thing_are_not_alike_and_a_kind_is_like_its_thing():
    vocabulary = Vocabulary([*SPECIAL, "king", "queen", "murder", "kill"], np.ones(len(SPECIAL) + 4))
    assert matched(vocabulary, "The king slept.", "Did the queen sleep?")[1, 12] == 0
    assert matched(vocabulary, "A murder followed.", "Who would kill?")[1, 12] == 1
