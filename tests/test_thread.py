"""What leans on the last answer is looked for near what that quoted too; what tells what it is about, alone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from few_documents import index_over
from hypothesis import given
from hypothesis import strategies as st

from bot import Answer, Citation, Settings, Turn, create_chatbot
from bot.reading.evidence import FEATURES, weigh
from bot.reading.questions import Asking
from bot.reading.thread import Thread, behind, found
from knowledge import Document

KEEP = "Hugues of Sallins began the keep in 1181. His cousin Bertrand betrayed the garrison at dawn."
MANOR = "The king rewarded him with a manor near Ludlow. It stood until 1790."
TRADE = "The market is held on Fridays. Cheese and cloth are sold there."
TEXT = f"# The keep of Brack\n\n## Siege\n\n{KEEP}\n\n## Reward\n\n{MANOR}\n\n## Trade\n\n{TRADE}\n"
BRACK = Document("brack", "The keep of Brack", TEXT, "brack.md", {"media_type": "text/markdown"})
OTHERS = [
    Document(f"town{n}", name, f"The town sells cheese, cloth and wine. The king gave {name} a mill.", f"town{n}.txt")
    for n, name in enumerate(("Ardo", "Bree", "Cona", "Dorn", "Esk", "Fell", "Gault"))
]
INDEX = index_over(BRACK, *OTHERS)


def thread(words):
    at = TEXT.index(words)
    return Thread("brack", at, at + len(words))


def asked(question, where=None, k=10):
    return found(question, INDEX, k, thread=where)


def texts(hits):
    return [hit.passage.text for hit in hits]


def test_a_question_without_a_thread_is_searched_for_alone():
    assert asked("Who sells cheese?") == INDEX.search("Who sells cheese?", 10)


def test_the_passages_around_the_thread_are_found_though_they_share_no_word_with_the_question():
    assert texts(asked("How come?")) == []
    assert texts(asked("How come?", thread("Hugues"))) == [KEEP, MANOR]
    assert texts(asked("How come?", thread(TRADE))) == [MANOR, TRADE]


def test_the_passages_around_the_thread_stand_among_the_first_hits_once():
    hits, alone = texts(asked("Where is wine sold?", thread(MANOR))), texts(INDEX.search("Where is wine sold?", 10))
    assert len(alone) > 4
    assert hits[:4] == alone[:4]
    assert {KEEP, MANOR} <= set(hits[4:7])
    assert sorted(hits) == sorted({*alone, KEEP, MANOR, TRADE})


def test_a_passage_around_the_thread_has_the_score_that_its_words_make():
    hits = {hit.passage.text: hit.score for hit in asked("Where is the manor?", thread(MANOR), k=1)}
    assert hits[MANOR] == pytest.approx(INDEX.search("Where is the manor?", 5)[0].score)
    assert hits[KEEP] == pytest.approx(
        sum(each.score for each in INDEX.explain("Where is the manor?", asked("keep", k=1)[0].passage))
    )


def test_a_document_that_is_gone_adds_nothing():
    assert texts(found("wine", INDEX, 3, thread=Thread("gone", 0, 5))) == texts(INDEX.search("wine", 3))


def test_what_stands_behind_a_quote_is_the_rest_of_its_passage_where_that_still_says_it():
    quote = "The king rewarded him with a manor near Ludlow."
    [cited] = turn(quote).answer.citations
    assert behind(cited, INDEX) == MANOR.removeprefix(quote)
    assert behind(replace(cited, quote="The king rewarded nobody."), INDEX) == ""
    assert behind(replace(cited, document_id="gone"), INDEX) == ""


def test_nearness_is_whole_at_the_place_and_nothing_in_another_document():
    [passage, *_] = [each for each in INDEX.passages if each.text == KEEP]
    here = thread("Hugues of Sallins began the keep in 1181.")
    [first, second] = (here.nearness(passage, *each) for each in passage.sentences)
    assert (first, here.holds(passage)) == (1.0, True)
    assert 0.9 < second < 1.0
    [other] = INDEX.passages_of("town0")
    assert (here.nearness(other, 0, 9), here.holds(other)) == (0.0, False)


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.integers(1, 40))
def test_what_is_nearer_is_never_less_near(place, start, length):
    [passage, *_] = INDEX.passages_of("brack")
    at = Thread("brack", place, place + 10)
    near, far = (at.nearness(passage, start + d, start + d + length) for d in (0, 50))
    before, after = passage.start + start + 50 < place, passage.start + start > place + 10
    assert (near <= far) if before else (near >= far) if after else True


def test_the_evidence_tells_which_passage_was_quoted_and_how_near_a_sentence_is():
    asking = Asking("What did he get?", INDEX, thread(KEEP))
    hits = found(asking.text, INDEX, 5, thread=asking.thread)
    told = {
        each.text: tuple(each.features[FEATURES.index(name)] for name in ("thread", "near"))
        for each in weigh(asking, hits, ["The keep of Brack"] * len(hits), INDEX.aliases)
    }
    [manor, later] = (
        told[each] for each in ("The king rewarded him with a manor near Ludlow.", "It stood until 1790.")
    )
    assert told["Hugues of Sallins began the keep in 1181."] == (1.0, 1.0)
    assert manor[0] == later[0] == 0.0
    assert 1.0 > manor[1] > later[1] > 0.0


@pytest.fixture(scope="module")
def brack(tmp_path_factory):
    made = create_chatbot(Settings.load(tmp_path_factory.mktemp("brack")), [BRACK, *OTHERS])
    yield made
    made.close()


def turn(quote, query="Who betrayed the garrison?", document_id="brack", text=TEXT):
    at = text.find(quote)
    cited = Citation(document_id, "Title", "brack.txt", at, at + len(quote), quote)
    return Turn("t", "c", datetime.now(UTC), query, query, Answer("answer", quote, None, 0.9, (cited,)), "f", 1.0)


def read(response):
    return [hit.passage.text for hit in response.hits]


def test_what_many_documents_could_answer_is_answered_where_the_conversation_is(brack):
    question = "How did the king reward the traitor?"
    assert brack.respond("What did the king give?").answer.citations[0].document_id != "brack"
    response = brack.respond(question, [turn(KEEP.partition(". ")[2])])
    assert response.answer.citations[0].quote.startswith("The king rewarded him")


def test_what_is_answered_alone_is_answered_alike_within_a_conversation(brack):
    question = "When did Hugues of Sallins begin the keep?"
    alone = brack.respond(question)
    assert alone.answer.kind == "answer"
    assert brack.respond(question, [turn("The market is held on Fridays.")]) == alone


def test_what_says_little_is_asked_less_of_other_documents_than_that_of_the_conversation():
    def elsewhere(question, where, document_id):
        return Asking(question, INDEX, where).elsewhere(document_id)

    then, here = "What happened then?", thread(KEEP)
    assert elsewhere(then, here, "town0") > elsewhere("Is there a garrison?", here, "town0") > 0.0
    assert elsewhere(then, here, "brack") == elsewhere(then, None, "town0") == 0.0
    assert elsewhere("What happened in Ardo?", here, "town0") == 0.0, "it names what it is about"
    assert elsewhere("who sells cheese, cloth, candles or wine", here, "town0") == 0.0, "it says enough"


def test_what_another_document_answers_is_answered_alike_after_a_conversation_about_this_one(brack):
    question = "What did the king give Ardo and Bree?"
    alone = brack.respond(question)
    assert alone.answer.citations[0].document_id in ("town0", "town1")
    assert brack.respond(question, [turn(KEEP)]) == alone


def test_what_says_little_is_not_answered_from_another_document_than_that_of_the_conversation(brack):
    question, first = "What did the king give?", brack.ask("Who betrayed the garrison?")
    assert first.answer.citations[0].document_id == "brack"
    assert brack.respond(question).answer.citations[0].document_id != "brack"
    follow = brack.ask(question, first.conversation_id)
    assert {each.document_id for each in follow.answer.citations} <= {"brack"}
    assert brack.explain(follow).sureness.confidence == pytest.approx(follow.answer.confidence)


def test_what_was_refused_since_is_what_is_spoken_of(brack):
    refused = brack.respond("How does quantum computing work?")
    assert refused.answer.kind == "refusal"
    since = [turn(KEEP), replace(turn(KEEP, "How does quantum computing work?"), answer=refused.answer)]
    assert read(brack.respond("Who invented it?", since)) == read(brack.respond("Who invented quantum computing?"))


def test_what_no_document_covers_stays_refused_within_a_conversation(brack):
    question = "How do I bake sourdough bread?"
    assert brack.respond(question, [turn(KEEP)]).answer == brack.respond(question).answer


def test_a_quote_that_no_document_says_any_more_leads_nowhere(brack):
    question, changed = "What did Hugues of Sallins get for it?", f"{TEXT[:40]} fell in 1190. {TEXT[40:]}"
    for gone in (turn("fell in 1190", text=changed), turn(KEEP, document_id="nowhere")):
        assert read(brack.respond(question, [gone])) == read(brack.respond(question))


def test_what_the_query_does_not_find_the_typed_words_find_in_the_passage_of_the_thread(brack):
    hired, typed = turn(TRADE, "Who hired the juggler?"), "On which day was that?"
    assert brack.respond("On which day was the juggler?", [hired]).answer.kind != "answer"
    response = brack.respond(typed, [hired])
    assert (response.query, response.answer.short) == ("On which day was the juggler?", "Fridays")
    elsewhere = brack.respond(typed, [turn(KEEP, "Who hired the juggler?")])
    assert elsewhere.answer.kind != "answer", "another passage does not tell what is meant"


def test_what_the_typed_words_found_is_explained_by_them(brack):
    first = brack.ask("Is cloth sold there?")
    follow = brack.ask("On which day was that?", first.conversation_id)
    assert follow.answer.short == "Fridays"
    assert brack.explain(follow).sureness.confidence == pytest.approx(follow.answer.confidence)


def test_only_what_is_asked_for_is_read_around_the_thread(brack):
    response = brack.respond("What did he get?", [turn(KEEP)], among=frozenset(("town0",)))
    assert {hit.passage.document_id for hit in response.hits} <= {"town0"}


def nearnesses(told):
    """Return how near to the thread each hit's strongest sentence is."""
    return [part.value for hit in told.hits for part in hit.sentence.sum.parts if part.name == "near"]


def test_what_was_answered_where_the_conversation_is_is_explained_there(brack):
    first = brack.ask("Who began the keep?")
    follow = brack.ask("And when did he?", first.conversation_id)
    told = brack.explain(follow)
    assert told.sureness.confidence == pytest.approx(follow.answer.confidence)
    assert 1.0 in nearnesses(told)


def test_a_turn_whose_conversation_is_gone_is_explained_alone(brack):
    first = brack.ask("Who began the keep?")
    follow = brack.ask("And when did he?", first.conversation_id)
    brack.history.delete(first.conversation_id)
    told = brack.explain(follow)
    assert set(nearnesses(told)) == {0.0}
