"""The reader that serves: evidence and network together. What it promises holds for any weights."""

import json
import math
from itertools import pairwise

import numpy as np
import pytest
from few_documents import index_of, index_over
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from bot.reading import neural
from bot.reading.candidates import SPAN_FEATURES, WEIGHTS, about, is_typed, only_repeats
from bot.reading.confidence import PLAIN, SURE_FEATURES, SURE_PARTS, largeness, sure_features, weights_at
from bot.reading.model import NeuralReader, Reading, ScoredSpan
from bot.reading.neural import READ, CombinedReader
from bot.reading.questions import Asking
from bot.reading.sentences import SentenceReader
from knowledge import Document, Hit, Index, Passage, bundled_document, passages

BUNDLED = bundled_document()
INDEX = index_over(BUNDLED)
LIGHTHOUSE = (
    "The old lighthouse on the cliff was built by the harbour guild in 1932. "
    "The guild was proud of the old lighthouse, and many people came to see it."
)
GERMAN = (
    "Der alte Leuchtturm auf der Klippe wurde im Jahr 1932 von der Hafengilde gebaut. Viele Leute kamen aus der "
    "ganzen Gegend, um den Leuchtturm zu sehen, und die Gilde war sehr stolz auf ihr Werk."
)
QUESTIONS = [
    "Who is Phil Goff?", "When did the Bucharest Summit take place?", "Is New Zealand a partner of NATO?",
    "Tell me about Bamyan.", "Why does New Zealand take part in meetings?", "cake", "New Zealand " * 50,
]  # fmt: skip
WORDS = "cap green who when 1998 Rome Ada ? . the is how many NATO 日本 \n".split(" ")


@pytest.fixture(scope="module", name="reader")
def a_reader():
    return CombinedReader(NeuralReader())


def read(reader, question, index=INDEX):
    return reader.read(Asking(question, index), index.search(question, 20), index)


def test_the_shipped_weights_name_every_feature_and_no_other():
    weights = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert weights["span"].keys() == set(SPAN_FEATURES)
    assert all(weights[part].keys() == {*SURE_FEATURES, "bias"} for part in SURE_PARTS)
    assert all(math.isfinite(value) for part in weights.values() for value in part.values())


def test_no_feature_has_the_name_of_another():
    assert len(set(SPAN_FEATURES)) == len(SPAN_FEATURES)
    assert len(set(SURE_FEATURES)) == len(SURE_FEATURES)


@pytest.mark.parametrize("question", QUESTIONS)
def test_candidates_have_one_finite_value_a_feature(reader, question):
    asking, hits = Asking(question, INDEX), INDEX.search(question, 20)
    found = reader.candidates(asking, hits, INDEX)
    assert all(each.features.shape == (len(SPAN_FEATURES),) for each in found)
    assert all(np.isfinite(each.features).all() for each in found)
    for count in range(1, len(found) + 1):
        scores = np.linspace(1.0, 0.0, count)
        assert sure_features(asking, found[:count], scores).shape == (len(SURE_FEATURES),)


@pytest.mark.parametrize("question", QUESTIONS)
def test_spans_lie_in_their_passages(reader, question):
    for span in read(reader, question):
        assert 0 <= span.start < span.end <= len(span.hit.passage.text)
        assert span.text.strip() == span.text != ""
        assert BUNDLED.text[span.hit.passage.start + span.start :].startswith(span.text)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_span_of_the_best_score_stands_first(reader, question):
    scores = [span.score for span in read(reader, question)]
    assert not scores or scores[0] == max(scores)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_confidence_is_a_probability_and_does_not_rise(reader, question):
    sure = [span.confidence for span in read(reader, question)]
    assert all(0.0 <= each <= 1.0 for each in sure)
    assert sure == sorted(sure, reverse=True)


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.lists(st.sampled_from(WORDS), max_size=15))
@settings(max_examples=25)
def test_any_question_of_any_words_keeps_the_promises(reader, question, words):
    index = index_of(f"Cap. {' '.join(words)}", "The green cap was bought in Rome.")
    spans = read(reader, question, index)
    assert all(0 <= span.start < span.end <= len(span.hit.passage.text) for span in spans)
    assert all(a.confidence >= b.confidence for a, b in pairwise(spans))
    sureness = reader.explain(Asking(question, index), index.search(question, 20), index).sureness
    if not (sureness and sureness.rule):  # what plainly answers goes before what scores more
        assert all(spans[0].score >= b.score for b in spans)


def test_only_the_passages_of_best_evidence_are_read(reader):
    index = index_of(*(f"The green cap number {n} was bought in Rome." for n in range(READ + 3)))
    spans = read(reader, "Where was the green cap bought?", index)
    assert 1 <= len({span.hit.passage.passage_id for span in spans}) <= READ


def test_what_is_out_of_reach_of_a_sure_answer_is_not_read(reader):
    texts = [f"Nobody has seen the green cap number {n} since." for n in range(4)]
    index = index_of("The green cap of the mayor was bought by Ada Lee in Rome in 1998.", *texts)
    question = "Where was the green cap of the mayor bought by Ada Lee?"
    asking, hits = Asking(question, index), index.search(question, 20)
    found = reader.candidates(asking, hits, index)
    everything = reader.candidates(asking, hits, index, everything=True)
    assert len({each.sentence.rank for each in found}) < len({each.sentence.rank for each in everything})
    assert {each.span for each in found} < {each.span for each in everything}


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_left_unread_changes_no_best_span(reader, question, monkeypatch):
    first = read(reader, question)[:1]
    monkeypatch.setattr(neural, "_OUT_OF_REACH", math.inf)
    assert [span.text for span in read(reader, question)[:1]] == [span.text for span in first]


@pytest.mark.parametrize("question", QUESTIONS)
def test_reading_again_and_with_a_new_reader_gives_the_same_to_the_byte(reader, question):
    first = read(reader, question)
    assert repr(read(reader, question)) == repr(first) == repr(read(CombinedReader(NeuralReader()), question))


def test_what_was_read_before_changes_nothing(reader):
    alone = read(CombinedReader(NeuralReader()), QUESTIONS[0])
    for question in QUESTIONS:
        read(reader, question)
    assert repr(read(reader, QUESTIONS[0])) == repr(alone)


def test_a_much_worse_span_of_the_same_sentence_is_much_less_sure(reader):
    best, *others = read(reader, "When was the old lighthouse built?", index_of(LIGHTHOUSE))
    worse = [other for other in others if other.score < best.score - 1.0 and other.sentence == best.sentence]
    assert worse
    assert all(other.confidence < best.confidence / 2 for other in worse)


def test_without_hits_there_are_no_spans(reader):
    assert read(reader, "xyzzy") == []
    assert reader.read(Asking("Who is Phil Goff?"), [], INDEX) == []


@pytest.mark.parametrize("text", ["", "— … !", "\n\n", "___"])
def test_a_passage_without_words_has_no_spans(reader, text):
    document = Document("d", "Who made the cap?", text, "d.txt")
    passage = Passage("d:0", "d", text, 0, len(text), sentences=((0, len(text)),))
    index = Index([(document, [passage])])
    [hit] = index.search("Who made the cap?", 5)
    assert reader.read(Asking("Who made the cap?"), [hit], index) == []


def test_a_passage_without_words_beside_others_harms_nothing(reader):
    index, question = index_of(LIGHTHOUSE), "When was the old lighthouse built?"
    [hit] = index.search(question, 5)
    without = Hit(Passage("d0:1", "d0", "\n\n", 0, 2), 0.5)
    spans = reader.read(Asking(question), [hit, without], index)
    assert {span.hit for span in spans} == {hit}
    assert "1932" in spans[0].text


def test_text_that_is_not_english_is_left_to_the_sentence_reader(reader):
    index, question = index_of(GERMAN), "Leuchtturm Klippe Jahr 1932?"
    hits = index.search(question, 20)
    assert hits
    asking = Asking(question, index)
    assert reader.read(asking, hits, index) == SentenceReader().read(asking, hits, index)


def test_english_text_is_not_left_to_the_sentence_reader(reader):
    question, index = "Who built the old lighthouse?", index_of(LIGHTHOUSE)
    hits = index.search(question, 20)
    asking = Asking(question, index)
    assert reader.read(asking, hits, index) != SentenceReader().read(asking, hits, index)


@pytest.mark.parametrize(
    ("question", "kind"),
    [("Was the old lighthouse built by the guild?", "yes/no"), ("Tell me about the old lighthouse.", "topic")],
)
def test_what_asks_for_no_words_of_its_own_is_answered_by_whole_sentences(reader, question, kind):
    spans = read(reader, question, index_of(LIGHTHOUSE))
    assert {span.kind for span in spans} == {kind}
    assert all((span.start, span.end) in span.hit.passage.sentences for span in spans)
    assert not any(span.is_part for span in spans)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("When was the old lighthouse on the cliff built?", "1932"),
        ("Who built the old lighthouse on the cliff?", "harbour guild"),
    ],
)
def test_what_asks_for_words_is_answered_by_a_part_of_the_sentence(reader, question, short):
    best = read(reader, question, index_of(LIGHTHOUSE))[0]
    assert short in best.text
    assert best.is_part


@pytest.mark.parametrize("question", ["When was the old lighthouse built?", "In which year was the lighthouse built?"])
def test_a_span_with_a_time_goes_before_the_others_where_a_time_is_asked_for(reader, question):
    spans = read(reader, question, index_of(LIGHTHOUSE))
    assert len(spans) > 1
    assert "1932" in spans[0].text


@pytest.mark.parametrize(
    ("question", "words", "typed"),
    [
        ("When was it?", "in May 2001", True), ("When was it?", "by the guild", False),
        ("How long is it?", "6,650 kilometres", True), ("How long did it take?", "40 members", False),
        ("How many came?", "40 members", True), ("How many came?", "members", False),
        ("Who came?", "Phil Goff", True), ("Who came?", "by the sea", False), ("Why is it?", "by the sea", True),
    ],
)  # fmt: skip
def test_a_span_is_of_the_form_asked_for_or_not(question, words, typed):
    assert is_typed(Asking(question), words) == typed


SENT = "Officers served in the Stabilization Force (SFOR) under Lord Hale."


@pytest.mark.parametrize(
    ("question", "words", "only"),
    [
        ("Who commanded SFOR?", "Stabilization Force", True), ("Who commanded SFOR?", "Lord Hale", False),
        ("Who led the Stabilization Force?", "SFOR", True), ("Who led SFOR?", "SFOR under Lord Hale", False),
        ("What does SFOR stand for?", "Stabilization Force", False), ("What is SFOR?", "Stabilization Force", False),
        ("Which force was SFOR?", "Stabilization Force", False), ("Did SFOR or KFOR win?", "SFOR", False),
        ("What do the letters SFOR mean?", "Stabilization Force", False), ("Who came?", "it", False),
    ],
)  # fmt: skip
def test_an_acronym_of_the_question_spelled_out_or_short_is_no_answer(question, words, only):
    assert only_repeats(Asking(question, index_of(SENT)), words) is only


def test_what_is_no_answer_is_not_proposed(reader):
    index = index_of(SENT)
    asking = Asking("Who commanded SFOR?", index)
    found = reader.candidates(asking, index.search(asking.text, 5), index, everything=True)
    assert found
    assert not any(only_repeats(asking, SENT[each.span.start : each.span.end]) for each in found)


def test_a_span_is_weighed_with_the_sentence_it_begins_in(reader):
    index = index_of(LIGHTHOUSE)
    for question in ("When was the old lighthouse built?", "Of what was the guild proud?", "Who came to see it?"):
        for each in reader.candidates(Asking(question), index.search(question, 5), index):
            assert each.sentence.start <= each.span.start < each.sentence.end


def test_numpy_computes_in_one_thread():
    with threadpool_limits(2, user_api="blas"):
        CombinedReader(NeuralReader())
        assert {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"} <= {1}


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("Tell me about the old lighthouse", "named"), ("Tell me about the old windmill", None),
        ("When was the old lighthouse built?", None),
    ],
)  # fmt: skip
def test_what_is_to_be_said_of_something_is_plainly_said_where_all_of_it_is_named(reader, question, rule):
    index = index_of(LIGHTHOUSE)
    hits = index.search(question, 5)
    sureness = reader.explain(Asking(question, index), hits, index).sureness
    assert sureness.rule == rule
    best = reader.read(Asking(question, index), hits, index)[0]
    assert best.confidence == pytest.approx(sureness.confidence, abs=1e-6)
    assert best.confidence >= (0.6 if rule else 0.0)


class ProposesTheEnd:
    """A network that proposes the last word of each passage, whatever is asked."""

    def asked(self, question):
        return lambda text, above: Reading((ScoredSpan(text.rindex(" ") + 1, len(text), 1.0),), 1.0, 0.0)


def test_a_sentence_that_plainly_says_yes_or_no_answers_whatever_the_network_proposes():
    made, reader = (
        index_of("The treasurer is Ines Falk. The boats are not red. It rained."),
        CombinedReader(ProposesTheEnd()),
    )
    for question, answering in (
        ("Is the treasurer Ines Falk?", "The treasurer is Ines Falk."),
        ("Are the boats red?", "The boats are not red."),
    ):
        first = read(reader, question, made)[0]
        assert (first.text, first.confidence >= PLAIN) == (answering, True)
    assert read(reader, "Is the treasurer Bo?", made)[0].text == "It rained."


def test_a_passage_is_about_its_documents_title_and_each_heading_above_it_once():
    text = "# Handbook\n\n## Leave\n\n### Asking\n\nAsk in the app.\n"
    document = Document("a", "Handbook", text, "a.md", {"media_type": "text/markdown"})
    [passage] = passages(document)
    assert about(passage, Index([(document, [passage])])) == "Handbook\nLeave\nAsking"
    assert about(passage, None) == "Leave\nAsking"
    [plain] = passages(Document("b", "Notes", "It has no heading, and nothing more.", "b.txt"))
    assert about(plain, None) == ""


def test_the_weights_of_the_confidence_go_over_from_small_libraries_to_large_ones():
    fitted = {"confidence": dict.fromkeys((*SURE_FEATURES, "bias"), 1.0),
              "confidence_large": dict.fromkeys((*SURE_FEATURES, "bias"), 4.0)}  # fmt: skip
    weights = []
    for passages_there in (1, 12, 54, 240, 100_000):
        features = np.zeros(len(SURE_FEATURES))
        features[SURE_FEATURES.index("size")] = math.log(passages_there)
        weights.append(weights_at(features, fitted).tolist())
        assert 0.0 <= largeness(features) <= 1.0
    assert {len(set(each)) for each in weights} == {1}
    assert [each[0] for each in weights] == pytest.approx([1.0, 1.0, 3.0, 5.0, 5.0], abs=0.02)
