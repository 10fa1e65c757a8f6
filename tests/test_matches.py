"""The match features of one passage, looked up: they are those of the definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from match_definition import encode, match_features

from bot.reading.encoding import tokenize
from bot.reading.matches import Asked, Looked, matches
from bot.reading.vocabulary import SPECIAL, Vocabulary

WORDS = "Who killed the king of 1066 ? The murder . Kings built erected mills and a mill 's river riverside".split()
VOCABULARY = Vocabulary([*SPECIAL, *sorted({word.lower() for word in WORDS})], np.linspace(0.1, 1.0, 60))
LINES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join)


def defined(passage, question):
    p, q = encode(tokenize(passage), VOCABULARY), encode(tokenize(question), VOCABULARY)
    made = match_features(p.keys[None], p.sentences[None], np.array([len(p.rows)]), q.keys[None], q.weights[None])
    return np.concatenate([made[0].ravel(), made[1][0].T.ravel()])


def looked_up(passage, question):
    tokens = tokenize(passage)
    distinct = list(dict.fromkeys(tokens.words))
    places = np.array([distinct.index(word) for word in tokens.words])
    looked = Looked.of(list(map(VOCABULARY.facts, distinct)), places, np.array(tokens.sentences))
    made = matches(looked, Asked.of(list(map(VOCABULARY.facts, tokenize(question).words))))
    return np.concatenate([made.tokens.ravel(), made.held.ravel()])


@given(LINES, LINES)
@settings(max_examples=200)
def test_what_is_looked_up_is_what_is_defined(passage, question):
    assert np.allclose(looked_up(passage, question), defined(passage, question), atol=1e-6)


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=30))
def test_so_it_is_of_any_text(passage, question):
    if tokenize(passage).words and tokenize(question).words:
        assert np.allclose(looked_up(passage, question), defined(passage, question), atol=1e-6)


@pytest.mark.parametrize("question", ["the of", "?", "Who"])
def test_a_question_of_little_words_alone_has_what_is_defined(question):
    assert np.allclose(looked_up("The king of the river.", question), defined("The king of the river.", question))


def test_a_passage_of_hundreds_of_tokens_has_what_is_defined():
    long = "Nobody came. " * 400 + "The king built a mill. " + "It rained. " * 400
    assert np.allclose(looked_up(long, "Who built mills?"), defined(long, "Who built mills?"), atol=1e-6)
