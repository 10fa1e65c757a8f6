"""Terms numbered as they are met, whichever objects say them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import vocabulary
from knowledge.vocabulary import Vocabulary

BATCHES = st.lists(st.lists(st.sampled_from("cap ant bee dog élan 日本".split()), max_size=9), max_size=6)


@pytest.fixture(autouse=True, scope="module")
def _few_places():
    """Let few terms be many, and share places."""
    before = vocabulary._FEW, vocabulary._BITS, vocabulary._SHIFT
    vocabulary._FEW, vocabulary._BITS, vocabulary._SHIFT = 3, 2, np.uint64(62)
    yield
    vocabulary._FEW, vocabulary._BITS, vocabulary._SHIFT = before


def expected(batches):
    numbers = {}
    return [[numbers.setdefault(term, len(numbers)) for term in batch] for batch in batches], numbers


@given(BATCHES)
def test_terms_get_numbers_in_the_order_that_they_are_met_in(batches):
    met = Vocabulary()
    assert [met.numbers_of(batch).tolist() for batch in batches] == expected(batches)[0]
    assert list(met.terms().items()) == list(expected(batches)[1].items())


@given(BATCHES)
def test_a_term_has_one_number_whichever_object_says_it(batches):
    met = Vocabulary()
    copies = [[term.encode().decode() for term in batch] for batch in batches]  # gone before the next ones are made
    assert [met.numbers_of(batch).tolist() for batch in copies] == expected(batches)[0]


def test_an_object_in_the_place_in_memory_of_another_that_is_gone_is_not_taken_for_it():
    met = Vocabulary()
    for number in range(200):
        new = [f"term {number} of the words of which each is said but once {each}" for each in range(5)]
        assert met.numbers_of(new).tolist() == list(range(number * 5, number * 5 + 5))
        del new
