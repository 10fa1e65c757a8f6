"""Passages counted by pieces hold what each of them holds, analysed as a whole."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from test_postings import read

from knowledge import tally
from knowledge.analysis import Analysed
from knowledge.documents import Passage
from knowledge.scoring import Weights
from knowledge.tally import Tally

WORDS = (
    "The the CAT cats' U.S. US A-17/b CVE-2024-0450 3.14 state-of-the-art l’été 東京都 ไทย l'hôtel Häuser __ — x\u200by"
)
TEXTS = st.lists(st.sampled_from([*WORDS.split(), "\n\n", "HELLO WORLD", "\x1c", "z" * 60]), max_size=8).map(" ".join)
PASSAGES = st.lists(
    st.tuples(TEXTS, st.none() | TEXTS, TEXTS, TEXTS, st.sampled_from(["english", "french", "german"])), max_size=9
)
WEIGHTS = st.builds(Weights, *[st.integers(0, 3)] * 3)


def passage(number, text, heading):
    return Passage(f"d:{number}", "d", text, 0, len(text), heading)


def tallied(given, weights):
    made = Tally(weights)
    for number, (text, heading, *document) in enumerate(given):
        made.add(passage(number, text, heading), *document)
    return made


@given(PASSAGES, WEIGHTS, st.randoms(), st.booleans())
def test_pieces_come_to_what_each_passage_holds_as_a_whole(given, weights, chance, in_runs):
    order = list(range(len(given)))
    chance.shuffle(order)
    before, tally._PIECES_A_RUN = tally._PIECES_A_RUN, 5 if in_runs else tally._PIECES_A_RUN
    try:
        made = tallied(given, weights).postings(order)
    finally:
        tally._PIECES_A_RUN = before
    wanted = {}
    for number, at in enumerate(order):
        text, heading, *document = given[at]
        fields = Analysed.of(passage(at, text, heading), *document).fields
        counted = weights.counted(fields)
        for term, frequency in Counter(counted + weights.beside(fields)).items():
            wanted.setdefault(term, []).append((number, frequency, len(counted)))
    assert read(made) == wanted
    assert list(made.terms) == sorted(wanted)


@given(PASSAGES)
def test_words_are_counted_as_often_as_passages_and_headings_say_them(given):
    wanted = Counter()
    for number, (text, heading, *document) in enumerate(given):
        wanted.update(Analysed.of(passage(number, text, heading), *document).words)
    assert tallied(given, Weights()).words() == wanted


def test_terms_beside_find_a_passage_without_making_it_longer():
    made = tallied([("Cap A-17/b", None, "", "", "english")], Weights()).postings([0])
    assert read(made)["a-17/b"] == [(0, 1, 3)]
    assert made.lengths.tolist() == [3]
