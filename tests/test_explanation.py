"""Why a question was answered as it was: the parts told are the parts that were used, and they add up."""

import math
import re
from typing import get_args

import pytest
from few_documents import index_over

from bot import Settings, create_chatbot, explanation_payload, hit_payload
from bot.explaining import explained, words_told
from bot.explanation import WeightedSum
from bot.reading.model import NeuralReader
from bot.reading.neural import CombinedReader
from bot.reading.questions import Asking
from bot.reading.sentences import SentenceReader
from knowledge import Document, FieldName, bundled_document, read_bytes

BUNDLED = bundled_document()
INDEX = index_over(BUNDLED)
GERMAN = "Der alte Leuchtturm auf der Klippe wurde im Jahr 1932 von der Hafengilde gebaut, und sie war stolz auf ihn."
QUESTIONS = [
    "Since when has New Zealand had contacts with NATO?", "Who is Phil Goff?", "When did New Zealand join NATO?",
    "Who is the Prime Minister of New Zealand?", "Where was banana bread signed?", "Did John Key meet the Queen?",
    "Which forces did Phil Key send?",
]  # fmt: skip


@pytest.fixture(scope="module", params=["network", "sentences"])
def reader(request):
    return CombinedReader(NeuralReader()) if request.param == "network" else SentenceReader()


def reasons(reader, question, index=INDEX):
    asking, hits = Asking(question, index), index.search(question, 20)
    return reader.read(asking, hits, index), reader.explain(asking, hits, index)


def assert_adds_up(made):
    assert made.score == pytest.approx(math.fsum(part.value * part.weight for part in made.parts), abs=1e-9)


def test_a_sum_is_that_of_its_parts():
    made = WeightedSum.of(("a", "b"), (2, 3), (0.5, -1))
    assert made.score == -2
    assert [part.contribution for part in made.parts] == [1, -3]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_parts_of_the_confidence_give_the_confidence(reader, question):
    spans, told = reasons(reader, question)
    sure = told.sureness
    assert_adds_up(sure.log_odds)
    assert sure.confidence == pytest.approx(min(max(1 / (1 + math.exp(-sure.log_odds.score)), sure.least), sure.most))
    assert sure.confidence == pytest.approx(spans[0].confidence)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_parts_of_a_hit_give_the_score_it_is_ordered_by(reader, question):
    spans, told = reasons(reader, question)
    for each in told.hits:
        assert_adds_up(each.sentence.sum)
        text = each.hit.passage.text[each.sentence.start : each.sentence.end]
        assert text
        if each.span:
            assert_adds_up(each.span.sum)
    first = told.hits[0].span or told.hits[0].sentence
    assert first.sum.score == pytest.approx(spans[0].score)
    assert told.hits[0].hit == spans[0].hit


def test_each_hit_that_was_considered_is_explained_once(reader):
    _, told = reasons(reader, QUESTIONS[0])
    named = [each.hit.passage.passage_id for each in told.hits]
    assert len(set(named)) == len(named) > 1


def test_a_reader_that_found_nothing_explains_nothing(reader):
    assert reasons(reader, "xyzzy") == ([], type(reasons(reader, "xyzzy")[1])())


def test_text_that_is_not_english_is_explained_by_the_sentences_that_were_read():
    document = Document("d", "Der Leuchtturm", GERMAN, "d.txt")
    spans, told = reasons(CombinedReader(NeuralReader()), "Leuchtturm Hafengilde", index_over(document))
    assert told.hits[0].span is None
    assert told.sureness.confidence == pytest.approx(spans[0].confidence)


def test_an_answer_is_explained_in_the_order_of_its_passages(chatbot):
    turn = chatbot.ask(QUESTIONS[0])
    told = explanation_payload(chatbot.explain(turn))
    shown = [each.passage_id for each in turn.answer.passages]
    assert [each["passage_id"] for each in told["hits"]][: len(shown)] == shown
    assert told["confidence"]["value"] == pytest.approx(turn.answer.confidence, abs=1e-6)
    assert (told["query"], told["index"]) == (turn.query, turn.index)


def test_what_is_explained_stands_in_the_document(chatbot):
    told = explanation_payload(chatbot.explain(chatbot.ask(QUESTIONS[1])))
    places = [each[name] for each in told["hits"] for name in ("sentence", "span") if each[name]]
    assert all(BUNDLED.text[place["start"] : place["end"]] == place["text"] for place in places)
    for place in places:
        assert sum(each["contribution"] for each in place["features"]) == pytest.approx(place["score"], abs=1e-4)


def test_a_follow_up_is_explained_by_what_it_stands_for(chatbot):
    first = chatbot.ask("Who is Phil Goff?")
    turn = chatbot.ask("Whom did he meet?", first.conversation_id)
    assert "Goff" in chatbot.explain(turn).query


def test_a_turn_is_explained_though_its_conversation_was_deleted(chatbot):
    turn = chatbot.ask("Who is Phil Goff?")
    before = chatbot.explain(turn)
    chatbot.history.delete(turn.conversation_id)
    assert chatbot.explain(turn) == before


def test_an_acronym_is_explained_by_its_rule(chatbot):
    told = chatbot.explain(chatbot.ask("What does ISAF stand for?"))
    assert (told.sureness.rule, told.sureness.log_odds) == ("acronym", None)
    assert "the documents explain the acronym" in explained(told, chatbot.library.index)


def test_small_talk_has_no_reasons(chatbot):
    assert chatbot.explain(chatbot.ask("Hello!")) is None


def test_where_nothing_was_found_it_is_told_why(chatbot):
    told = chatbot.explain(chatbot.ask("xyzzy"))
    assert (list(told.hits), told.sureness) == ([], None)
    assert explained(told, chatbot.library.index) == "No passage has a word of the question.\n"


def test_a_hit_is_told_not_to_be_read_only_where_another_was(chatbot, tmp_path):
    german = create_chatbot(Settings(data=tmp_path), [Document("d", "Der Leuchtturm", GERMAN, "d.txt")])
    told = [
        explained(each.explain(each.ask(f"{QUESTIONS[0]} Leuchtturm")), each.library.index)
        for each in (chatbot, german)
    ]
    assert ["not read" in each for each in told] == [True, False]


def test_a_person_reads_sums_that_add_up(chatbot):
    said = explained(chatbot.explain(chatbot.ask(QUESTIONS[0])), chatbot.library.index)
    first, *rest = said.splitlines()
    parts = [float(line.split()[0]) for line in rest[: rest.index("")] if line.strip()[0] in "+-"]
    total = float(first.split()[-1])
    assert sum(parts) == pytest.approx(total, abs=0.01 * len(parts))
    assert "“2001”" in said


def test_a_hit_gone_from_the_library_is_still_told_of(tmp_path):
    chatbot = create_chatbot(Settings(data=tmp_path), [Document("d", "Hats", "The cap is green. It is old.", "d.txt")])
    told = chatbot.explain(chatbot.ask("What is the cap?"))
    chatbot.library.remove("d")
    assert "d [0:28]" in explained(told, chatbot.library.index)


def test_the_words_of_a_hit_add_up_to_its_score(chatbot):
    for each in explanation_payload(chatbot.explain(chatbot.ask("Who is Phil Goff of New Zealand?")))["hits"]:
        assert sum(word["score"] for word in each["words"]) == pytest.approx(each["score"], rel=1e-12)
        assert each["words"]


def test_a_word_is_told_as_the_query_has_it_or_else_the_passage(chatbot):
    library, query = chatbot.library, "contributions to ISAF"
    told = hit_payload(library, library.search(query, 5)[0], index=library.index, explained=query)
    assert {each["word"] for each in told["words"]} >= {"ISAF", "contributions", "Force"}


def test_a_word_is_told_wherever_it_stands():
    document = read_bytes(b"# Rain\n\n## Snow\n\nThe gauges rose, says CVE-2024-0450.", "walrus.md")
    index = index_over(document)
    (hit,) = index.search(query := "gauges CVE-2024-0450 snow rain walrus", 10)
    shares = index.explain(query, hit.passage)
    assert {each.field for each in shares} == set(get_args(FieldName))
    said = re.sub(" [0-9.]+", "", words_told(query, hit.passage, shares)).split(" + ")
    assert {
        "gauges", "cve-2024-0450 as one word", "snow in the heading", "rain in the title", "walrus in the file's name"
    } <= set(said)  # fmt: skip
