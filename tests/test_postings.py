"""Posting arrays: what stands where, how often; parts made into one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge import postings
from knowledge.postings import Builder, merged, postings_of

WORDS = st.sampled_from("cap ant bee dog élan 日本".split())
CORPORA = st.lists(st.lists(WORDS, max_size=9), max_size=12)


def read(made):
    """What postings hold: for each term the passages with frequency and length."""
    return {
        term: [
            (number, *made.pairs[code].tolist())
            for number, code in zip(made.of(row)[0].tolist(), made.of(row)[1].tolist(), strict=True)
        ]
        for term, row in made.terms.items()
    }


def counted(corpus):
    return {
        term: [(n, terms.count(term), len(terms)) for n, terms in enumerate(corpus) if term in terms]
        for term in sorted({term for terms in corpus for term in terms})
    }


@given(CORPORA)
def test_postings_hold_every_term_of_every_passage_in_order(corpus):
    made = postings_of(corpus)
    assert read(made) == counted(corpus)
    assert (made.size, made.lengths.tolist()) == (len(corpus), list(map(len, corpus)))


@given(CORPORA)
def test_passages_gathered_in_several_runs_are_the_same(corpus):
    before, postings._TOKENS_A_RUN = postings._TOKENS_A_RUN, 5
    try:
        assert read(postings_of(corpus)) == counted(corpus)
    finally:
        postings._TOKENS_A_RUN = before


@given(CORPORA, CORPORA, st.data())
def test_merged_postings_are_those_of_all_passages_in_their_new_order(first, second, data):
    order = data.draw(st.permutations(range(len(first) + len(second))))
    kept = [place for place in order if data.draw(st.booleans())]
    new = np.full(len(order), -1)
    # Within a part the order stays: passages are numbered by their ids.
    kept = sorted(kept, key=lambda place: (order.index(place),))
    mine = iter(sorted(place for place in kept if place < len(first)))
    theirs = iter(sorted(place for place in kept if place >= len(first)))
    kept = [next(mine) if place < len(first) else next(theirs) for place in kept]
    new[kept] = range(len(kept))
    made = merged([postings_of(first), postings_of(second)], [new[: len(first)], new[len(first) :]])
    corpus = [(first + second)[place] for place in kept]
    assert read(made) == counted(corpus)
    assert made.lengths.tolist() == list(map(len, corpus))


@given(CORPORA, st.booleans())
def test_terms_are_in_order_where_they_are_to_be_kept(corpus, in_runs):
    before, postings._TOKENS_A_RUN = postings._TOKENS_A_RUN, 5 if in_runs else postings._TOKENS_A_RUN
    try:
        builder = Builder()
        builder.extend(corpus)
        made = builder.built()
    finally:
        postings._TOKENS_A_RUN = before
    assert read(made) == counted(corpus)
    assert list(made.terms.items()) == [(term, row) for row, term in enumerate(sorted(made.terms))]


def test_passages_of_very_many_lengths_are_told_apart():
    corpus = [["ant"] * (n * 97 % 300 + 1) for n in range(300)] + [["ant"] * 70_000]
    assert read(postings_of(corpus)) == counted(corpus)
