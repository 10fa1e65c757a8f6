"""The straight path over the bundled document: what is answered, quoted, kept and refused."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import (
    MAX_QUESTION,
    Chatbot,
    EmptyQuestion,
    History,
    QuestionTooLong,
    Settings,
    UnknownConversation,
    UnknownTurn,
    create_chatbot,
    open_library,
    turn_payload,
)
from bot.composing import Composer, Thresholds
from bot.reading.sentences import SentenceReader
from bot.smalltalk import Smalltalk
from bot.wording import is_verdict
from knowledge import Document, Library, bundled_document, open_engine

TEXT = bundled_document().text
SHIPPED = files("knowledge").joinpath("bundled", "questions.jsonl").read_text(encoding="utf-8")
QUESTIONS = [json.loads(line)["question"] for line in SHIPPED.splitlines() if '"split": "tune"' in line]


def quotes(turn):
    return " ".join(citation.quote for citation in turn.answer.citations)


def told(payload):
    """Return a payload without what differs between two times of asking."""
    return {key: value for key, value in payload.items() if key not in ("conversation_id", "turn_id", "took_ms")}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who is Phil Goff?", "Phil Goff"),
        ("Since when has New Zealand had contacts with NATO?", "2001"),
        ("What does ISAF stand for?", "International Security Assistance Force"),
        ("What is a PRT?", "Provincial Reconstruction Team"),
        ("What is the abbreviation for the Provincial Reconstruction Team?", "PRT"),
        ("Who welcomed John Key to NATO Headquarters?", "Anders Fogh Rasmussen"),
    ],
)
def test_what_the_document_says_is_answered_in_its_words(chatbot, question, words):
    turn = chatbot.ask(question)
    assert turn.answer.kind == "answer"
    assert words in turn.answer.text
    assert words in quotes(turn)


@pytest.mark.parametrize(
    ("question", "corrected"),
    [
        ("Since when has New Zeland had contacts with NATO?", "New Zealand"),
        ("Who is Phil Gof?", "Goff"),
        ("What is the Tailored Cooperaton Package?", "Cooperation"),
    ],
)
def test_misspelt_words_are_matched_to_the_library(chatbot, question, corrected):
    turn = chatbot.ask(question)
    assert corrected in turn.query
    assert turn.question == question
    assert turn.answer.kind == "answer"


@pytest.mark.parametrize("question", ["How do I make banana bread?", "xyzzy frobnicate", "?", "the", "🦜", "你好吗"])
def test_what_the_document_knows_nothing_of_is_refused(chatbot, question):
    answer = chatbot.ask(question).answer
    assert answer.kind == "refusal"
    assert answer.short is None
    assert answer.citations == ()


def test_every_quote_is_what_the_document_says_at_its_place(chatbot):
    cited = [citation for question in QUESTIONS for citation in chatbot.respond(question).answer.citations]
    assert len(cited) > 20
    for citation in cited:
        assert TEXT[citation.start : citation.end] == citation.quote != ""
        assert all(citation.start <= start < end <= citation.end for start, end in citation.marked)


def test_every_passage_shown_is_what_the_document_says_at_its_place(chatbot):
    shown = [passage for question in QUESTIONS for passage in chatbot.respond(question).answer.passages]
    assert shown
    assert all(TEXT[passage.start : passage.end] == passage.text for passage in shown)


def test_a_quote_has_at_most_two_sentences(chatbot):
    index = chatbot.library.index
    for question in QUESTIONS:
        for citation in chatbot.respond(question).answer.citations:
            passage = index.passage_at(citation.document_id, citation.start)
            start, end = citation.start - passage.start, citation.end - passage.start
            assert sum(a < end and start < b for a, b in passage.sentences) <= 2


def test_what_a_document_plainly_says_is_a_yes_with_its_evidence(tmp_path):
    document = Document(
        "d", "Bridges", "The old bridge was built by Ann Lee. Bo Day did not like the old bridge.", "d.txt"
    )
    chatbot = create_chatbot(Settings(data=tmp_path, answer_threshold=0.0), [document])
    answer = chatbot.respond("Was the old bridge built by Ann Lee?").answer
    assert (answer.short, answer.lead) == ("Yes", "Yes.")
    assert "The old bridge was built by Ann Lee." in answer.citations[0].quote
    assert chatbot.respond("Did Bo Day like the old bridge?").answer.short == "No"
    assert chatbot.respond("Was the old bridge built by Bo Day?").answer.short is None


def test_a_yes_gives_no_name_to_what_is_asked_next(tmp_path):
    document = Document("d", "Bridges", "The old bridge was built by Ann Lee. It was sold in 1932.", "d.txt")
    chatbot = create_chatbot(Settings(data=tmp_path, answer_threshold=0.0), [document])
    turn = chatbot.ask("Was the old bridge built by Ann Lee?")
    assert turn.answer.short == "Yes"
    assert "Yes" not in chatbot.ask("When?", turn.conversation_id).query


def test_the_short_answer_stands_in_the_first_quote(chatbot):
    answers = [chatbot.respond(question).answer for question in QUESTIONS]
    words = [answer for answer in answers if answer.short and not is_verdict(answer.short)]
    assert all(answer.short in answer.citations[0].quote for answer in words)


def test_kinds_of_reply_keep_their_promise(chatbot):
    for question in QUESTIONS:
        answer = chatbot.respond(question).answer
        assert answer.kind in ("answer", "passages", "refusal")
        assert bool(answer.citations) == (answer.kind == "answer")
        assert answer.kind == "answer" or answer.short is None
        assert answer.kind != "passages" or answer.passages


def test_the_same_question_gives_the_same_reply_to_the_byte(chatbot, tmp_path):
    other = create_chatbot(Settings.load(data=tmp_path))
    for question in QUESTIONS[:20]:
        once, again, elsewhere = (told(turn_payload(each.ask(question))) for each in (chatbot, chatbot, other))
        assert json.dumps(once) == json.dumps(again) == json.dumps(elsewhere)
    other.close()


def test_what_was_asked_in_another_conversation_changes_nothing(chatbot):
    before = told(turn_payload(chatbot.ask("Whom did he meet?")))
    chatbot.ask("Who is Phil Goff?")
    assert told(turn_payload(chatbot.ask("Whom did he meet?"))) == before


def test_follow_ups_know_who_is_meant_and_what_was_asked(chatbot):
    first = chatbot.ask("Who is Phil Goff?")
    second = chatbot.ask("Whom did he meet?", first.conversation_id)
    third = chatbot.ask("When?", first.conversation_id)
    assert "Phil Goff" in second.query
    assert "Lord Robertson" in quotes(second)
    assert "2001" in third.answer.text
    assert {turn.answer.kind for turn in (first, second, third)} == {"answer"}


def test_what_people_say_of_themselves_leads_no_question_away(chatbot):
    said = chatbot.ask("My sister works at a bakery: who is the present minister of defence of New Zealand?")
    alone = chatbot.ask("Who is the present minister of defence of New Zealand?")
    assert (said.query, said.answer.text) == (alone.query, alone.answer.text)
    assert said.question.startswith("My sister")
    after = [chatbot.ask("What was he before?", each.conversation_id).query for each in (said, alone)]
    assert after[0] == after[1]
    explained = chatbot.explain(said)
    assert explained is not None
    assert explained.sureness == chatbot.explain(alone).sureness


@pytest.mark.parametrize("place", ["Bosnia", "Bosnya", "Wellington"])
def test_what_people_say_of_themselves_counts_where_the_library_knows_it_by_any_name(chatbot, place):
    assert place[:4] in chatbot.ask(f"My sister lives in {place}. Which minister visited the headquarters?").query


def test_small_talk_between_does_not_break_a_conversation(chatbot):
    first = chatbot.ask("Who is Phil Goff?")
    assert chatbot.ask("Thanks!", first.conversation_id).answer.kind == "smalltalk"
    assert "Lord Robertson" in quotes(chatbot.ask("Whom did he meet?", first.conversation_id))


@pytest.mark.parametrize("said", ["Hello", "thanks", "Goodbye!", "Who are you?", "What can you do?"])
def test_small_talk_is_answered_without_a_source(chatbot, said):
    turn = chatbot.ask(said)
    assert turn.answer.kind == "smalltalk"
    assert turn.query == said
    assert turn.answer.citations == ()


def test_inside_a_question_small_talk_is_not_small_talk(chatbot):
    assert chatbot.ask("Hello, since when has New Zealand had contacts with NATO?").answer.kind != "smalltalk"


def test_what_can_you_do_gives_an_example_that_is_answered(chatbot):
    assert chatbot.suggestions(1)[0] in chatbot.ask("What can you do?").answer.text


@pytest.mark.parametrize("question", ["", " ", "\n\t", "\u3000"])
def test_an_empty_question_is_refused(chatbot, question):
    with pytest.raises(EmptyQuestion, match="type a question"):
        chatbot.ask(question)
    with pytest.raises(EmptyQuestion):
        chatbot.respond(question)


def test_the_longest_question_is_read_and_a_longer_one_refused(chatbot):
    assert chatbot.ask("🦜" * MAX_QUESTION).answer.kind == "refusal"
    with pytest.raises(QuestionTooLong, match="4,000"):
        chatbot.ask("x" * (MAX_QUESTION + 1))


@pytest.mark.parametrize("part", ["New Zealand ", "hello ", "who what when ", "ISAF, ", "zzz ", "1 2 3 "])
def test_any_question_of_the_greatest_length_is_answered(chatbot, part):
    assert chatbot.ask((part * MAX_QUESTION)[:MAX_QUESTION]).answer.text


@pytest.mark.parametrize("unknown", ["nobody", "", "a\0b", "x" * 5000])
def test_an_unknown_conversation_is_refused(chatbot, unknown):
    with pytest.raises(UnknownConversation):
        chatbot.ask("Who is Phil Goff?", unknown)


@pytest.mark.parametrize("question", ["", "x" * (MAX_QUESTION + 1)])
def test_a_refused_question_keeps_nothing(chatbot, question):
    conversation_id = chatbot.ask("Who is Phil Goff?").conversation_id
    with pytest.raises((EmptyQuestion, QuestionTooLong)):
        chatbot.ask(question, conversation_id)
    assert len(chatbot.history.conversation(conversation_id).turns) == 1


def test_a_conversation_that_another_process_deletes_while_it_is_answered_in_stays_deleted(chatbot, monkeypatch):
    conversation_id = chatbot.ask("Who is Phil Goff?").conversation_id
    chatbot.history.settle()
    respond, other = chatbot.respond, History(open_engine(str(chatbot.history._engine.url)))

    def respond_late(*given, **options):
        other.delete(conversation_id)
        return respond(*given, **options)

    monkeypatch.setattr(chatbot, "respond", respond_late)
    with pytest.raises(UnknownConversation):
        chatbot.ask("When?", conversation_id)
    other.close()
    with pytest.raises(UnknownConversation):
        chatbot.history.conversation(conversation_id)


def test_responding_keeps_nothing(chatbot):
    turn = chatbot.ask("Who is Phil Goff?")
    chatbot.respond("Whom did he meet?", [turn])
    assert chatbot.history.conversation(turn.conversation_id).turns == (turn,)


def test_half_a_character_is_kept_as_a_question_mark(chatbot):
    turn = chatbot.ask("Who is \udcff Phil Goff?")
    assert turn.question == "Who is ? Phil Goff?"
    assert chatbot.history.conversation(turn.conversation_id).turns == (turn,)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=80) | st.lists(st.sampled_from(TEXT.split()), min_size=1, max_size=8).map(" ".join))
def test_any_text_is_answered_and_every_quote_is_verbatim(chatbot, question):
    if question.strip():
        for citation in chatbot.respond(question).answer.citations:
            assert TEXT[citation.start : citation.end] == citation.quote


def test_conversations_survive_a_restart(tmp_path):
    before = create_chatbot(Settings.load(data=tmp_path))
    asked = before.ask("Who is Phil Goff?")
    before.close()
    after = create_chatbot(Settings.load(data=tmp_path))
    assert after.history.conversation(asked.conversation_id).turns == (asked,)
    assert "Lord Robertson" in quotes(after.ask("Whom did he meet?", asked.conversation_id))
    after.close()


def test_eight_people_at_once_each_get_their_own_conversation(chatbot):
    def talk(_):
        first = chatbot.ask("Who is Phil Goff?")
        turns = [first, *(chatbot.ask(asked, first.conversation_id) for asked in ("Whom did he meet?", "When?", "Bye"))]
        return turns, chatbot.history.conversation(first.conversation_id).turns

    with ThreadPoolExecutor(8) as pool:
        talks = list(pool.map(talk, range(16)))
    assert all(kept == tuple(turns) for turns, kept in talks)
    assert len({turns[0].conversation_id for turns, _ in talks}) == 16
    assert len({tuple(turn.answer.text for turn in turns) for turns, _ in talks}) == 1


class Watched:
    """A reader that tells how many read at once, and what."""

    name = "watched"

    def __init__(self):
        self.inside, self.most, self.asked, self._sentences = 0, 0, [], SentenceReader()

    def read(self, asking, hits, index):
        self.inside += 1
        self.most = max(self.most, self.inside)
        time.sleep(0.005)
        self.asked.append(asking.text)
        self.inside -= 1
        return self._sentences.read(asking, hits, index)


@pytest.fixture
def watched():
    """A chatbot of the bundled document with such a reader, and that."""
    library, reader = Library(), Watched()
    library.add([bundled_document()])
    composer, smalltalk = Composer(library, Thresholds(0.5)), Smalltalk({})
    made = Chatbot(library, History(None), reader, composer, smalltalk, hits=10)
    yield made, reader
    made.close()


def test_of_many_who_ask_at_once_one_is_read_for_at_a_time_and_the_same_question_once(watched):
    chatbot, reader = watched
    with ThreadPoolExecutor(12) as pool:
        turns = list(pool.map(chatbot.ask, QUESTIONS[:6] * 2))
    assert reader.most == 1
    assert sorted(reader.asked) == sorted({turn.query for turn in turns})


def test_only_the_latest_replies_are_remembered(watched, monkeypatch):
    monkeypatch.setattr("bot.chatbot._RESPONSES", 2)
    chatbot, reader = watched
    for question in (*QUESTIONS[:3], QUESTIONS[2], QUESTIONS[0]):
        chatbot.respond(question)
    assert len(reader.asked) == 4


@pytest.mark.parametrize("question", ["Who is the Prime Minister of New Zealand?", "Who is the prime minister?"])
def test_where_two_people_are_called_so_both_are_shown(tmp_path, question):
    chatbot = create_chatbot(Settings.load(data=tmp_path))
    turn = chatbot.ask(question)
    assert "John Key" in quotes(turn)
    assert "Helen Clark" in quotes(turn)
    chatbot.close()


def test_what_is_removed_is_never_answered_from_again(tmp_path):
    document = Document("cap", "Cap", "The cap of the mayor was bought in Rome.", "cap.txt")
    chatbot = create_chatbot(Settings.load(data=tmp_path, answer_threshold=0.0), [document])
    assert "Rome" in chatbot.ask("Where was the cap bought?").answer.text
    chatbot.library.remove("cap")
    assert "Rome" not in chatbot.ask("Where was the cap bought?").answer.text
    chatbot.close()


def test_what_another_process_adds_is_answered_at_once(tmp_path):
    chatbot = create_chatbot(Settings.load(data=tmp_path, answer_threshold=0.0))
    assert "Rome" not in chatbot.ask("Where was the cap bought?").answer.text
    other = open_library(Settings.load(data=tmp_path))
    other.add([Document("cap", "Cap", "The cap of the mayor was bought in Rome.", "cap.txt")])
    assert "Rome" in chatbot.ask("Where was the cap bought?").answer.text
    other.close()
    chatbot.close()


def test_documents_given_are_kept_in_memory_only(tmp_path):
    chatbot = create_chatbot(Settings.load(data=tmp_path), [Document("d", "D", "The cap is green.", "d.txt")])
    chatbot.ask("Which colour is the cap?")
    chatbot.close()
    assert list(tmp_path.iterdir()) == []


def test_an_empty_library_says_how_to_fill_it(tmp_path):
    chatbot = create_chatbot(Settings.load(data=tmp_path), [])
    answer = chatbot.ask("Who is Phil Goff?").answer
    assert answer.kind == "refusal"
    assert "quoth index" in answer.text
    for question in ("What can you do?", ABOUT, "What can I ask?"):
        answer = chatbot.ask(question).answer
        assert answer.kind == "smalltalk"
        assert "quoth index" in answer.text
    chatbot.close()


def test_with_the_threshold_at_nothing_every_hit_is_answered(tmp_path):
    chatbot = create_chatbot(Settings.load(data=tmp_path, answer_threshold=0.0))
    assert chatbot.ask("When did New Zealand join NATO?").answer.kind == "answer"
    chatbot.close()


def test_the_reader_that_serves_is_named(chatbot):
    assert chatbot.reader


def test_a_question_asked_again_takes_the_place_of_the_old_one_and_what_came_after(chatbot):
    first = chatbot.ask("Who is Helen Clark?", owner="me")
    again = chatbot.ask("Whom did she meet?", first.conversation_id, owner="me")
    chatbot.ask("Thanks", first.conversation_id, owner="me")
    edited = chatbot.ask("Who is Phil Goff?", first.conversation_id, owner="me", instead_of=first.turn_id)
    kept = chatbot.history.conversation(first.conversation_id, owner="me")
    assert kept.turns == (edited,)
    assert kept.title == "Who is Phil Goff?"
    with pytest.raises(UnknownTurn):
        chatbot.ask("When?", first.conversation_id, owner="me", instead_of=again.turn_id)


def test_a_question_that_cannot_be_asked_again_leaves_the_conversation_as_it_was(chatbot):
    first = chatbot.ask("Who is Phil Goff?")
    for question, error in ((" ", EmptyQuestion), ("x" * (MAX_QUESTION + 1), QuestionTooLong)):
        with pytest.raises(error):
            chatbot.ask(question, first.conversation_id, instead_of=first.turn_id)
    assert chatbot.history.conversation(first.conversation_id).turns == (first,)


def test_a_follow_up_asked_again_is_read_with_the_turns_before_it(chatbot):
    first = chatbot.ask("Who is Phil Goff?")
    second = chatbot.ask("Who welcomed John Key?", first.conversation_id)
    again = chatbot.ask("Whom did he meet?", first.conversation_id, instead_of=second.turn_id)
    assert again.query == "Whom did Phil Goff meet?"
    assert "Lord Robertson" in quotes(again)


def test_any_question_of_a_long_conversation_can_be_asked_again(chatbot):
    first = chatbot.ask("Hello")
    for _ in range(25):
        chatbot.ask("Thanks", first.conversation_id)
    again = chatbot.ask("Bye", first.conversation_id, instead_of=first.turn_id)
    assert chatbot.history.conversation(first.conversation_id).turns == (again,)


ABOUT = "What is this document about?"


@pytest.mark.parametrize("before", [[], ["Who is Phil Goff?"], ["Hello", "When did he meet Lord Robertson?"]])
def test_what_the_documents_are_is_told_with_questions_that_they_answer(chatbot, before):
    for question in (ABOUT, "Summarize the document", "What documents do you have?", "What can I ask?"):
        response = chatbot.respond_to_last([*before, question])
        assert response.answer.kind == "smalltalk"
        assert response.hits == ()
        assert "one document: “NATO cooperation with New Zealand”" in response.answer.text
        assert all(f"“{each}”" in response.answer.text for each in chatbot.suggestions(3))


def test_what_was_spoken_of_is_the_subject_of_a_question_that_names_none(chatbot):
    question = "What do the documents say about him?"
    assert chatbot.respond_to_last(["Who is Phil Goff?", question]).answer.kind in ("answer", "passages")
    assert chatbot.respond(question).answer.kind == "smalltalk"


@pytest.mark.parametrize("question", ["What is the agreement about?", "What is the PRT about?"])
def test_a_question_with_a_subject_is_answered(chatbot, question):
    assert chatbot.respond(question).answer.kind == "answer"


def test_what_the_document_says_of_itself_answers_before_small_talk(tmp_path):
    text = "This document is about the repair of old bicycles. The chain comes first."
    chatbot = create_chatbot(Settings.load(data=tmp_path), [Document("d", "Bicycles", text, "d.txt")])
    answer = chatbot.respond(ABOUT).answer
    assert (answer.kind, answer.citations[0].quote) == ("answer", text[: text.index(" The chain")])
    chatbot.close()


def test_in_a_scope_its_documents_are_told_with_the_questions_that_they_answer(tmp_path):
    texts = {"hats": "The Green Hat Club (GHC) met in Oslo.", "caps": "The Red Cap Society (RCS) met in Rome."}
    documents = [Document(name, f"Of {name}", text, f"{name}.txt") for name, text in texts.items()]
    chatbot = create_chatbot(Settings.load(data=tmp_path), documents)
    assert "2 documents: “Of caps” and “Of hats”" in chatbot.respond(ABOUT).answer.text
    said = chatbot.respond(ABOUT, among=frozenset(["hats"])).answer.text
    assert "one document: “Of hats”" in said
    assert "GHC" in said
    assert "RCS" not in said
    chatbot.close()


def test_small_talk_makes_nothing_forgotten(chatbot):
    conversation = chatbot.ask("Who is Phil Goff?").conversation_id
    for remark in ("ok", "hm", "great", "thanks", "interesting", "I see", "cool"):
        chatbot.ask(remark, conversation)
    turn = chatbot.ask("Whom did he meet?", conversation)
    assert "Phil Goff" in turn.query
    assert chatbot.explain(turn).query == turn.query


@pytest.mark.parametrize("question", ["I don’t understand", "That is wrong.", "What do you mean?"])
def test_who_doubts_is_told_what_to_do(chatbot, question):
    before = chatbot.ask("Who is Phil Goff?")
    answer = chatbot.ask(question, before.conversation_id).answer
    assert answer.kind == "smalltalk"
    assert all(word in answer.text for word in ("quote", "other words", "thumbs"))
    assert chatbot.ask("Whom did he meet?", before.conversation_id).answer.kind == "answer"


def test_a_question_in_another_language_than_the_documents_is_told_so(chatbot):
    for question in ("Seit wann haben die NATO und Neuseeland Kontakte?", "Wie backe ich ein Brot?"):
        answer = chatbot.respond(question).answer
        assert answer.kind == "refusal"
        assert answer.text.endswith("seems to be in German, and the documents are in English; ask in words of theirs.")
    assert chatbot.respond("Wer ist Phil Goff?").query == "Wer ist Phil Goff?"
    closest = chatbot.respond("Wer leitet das Team in Bamyan?").answer
    assert closest.kind == "passages"
    assert closest.confidence is None
    assert closest.lead.startswith("Your question seems to be in German")


def test_of_a_question_in_a_language_of_the_documents_no_language_is_said(chatbot, tmp_path):
    assert "seems" not in chatbot.respond("How do I bake bread?").answer.text
    assert not any("seems" in chatbot.respond(question).answer.text for question in QUESTIONS)
    text = "Das Schloss liegt am Fluss und ist eines der ältesten Häuser, die nicht im Krieg zerstört wurden."
    german = create_chatbot(Settings.load(data=tmp_path), [Document("d", "Schloss", text, "d.txt")])
    assert "seems" not in german.respond("Wie backe ich ein Brot?").answer.text
    assert "seems to be in English, and the documents are in German" in german.respond("Who is he?").answer.text
    german.close()


@pytest.mark.parametrize(("question", "short"), [
    ("Who is Maja Holm?", None), ("Who is Lord Ebba?", "Minister Lord Ebba"), ("What happened in 1931?", None),
])  # fmt: skip
def test_words_that_say_no_more_than_the_question_do_not_lead_the_answer(tmp_path, question, short):
    text = "The museum was founded in 1931. Its director is Dr Maja Holm. Minister Lord Ebba opened it in 1950."
    chatbot = create_chatbot(Settings.load(tmp_path), [Document("only", "Museum", text, "museum.txt")])
    answer = chatbot.respond(question).answer
    assert (answer.kind, answer.short) == ("answer", short)


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("The ferry to Lindholm leaves at 9 a.m. from pier 4.", "How many passengers fit on the ferry to Lindholm?"),
        ("北京大学创办于1898年。", "北京大学创办于哪一年？"),
    ],
)
def test_of_a_single_passage_what_its_topic_is_counts_as_elsewhere(tmp_path, text, covered):
    chatbot = create_chatbot(Settings.load(tmp_path), [Document("only", "Note", text, "note.txt")])
    assert chatbot.respond(covered).answer.kind != "refusal"
    assert chatbot.respond("How do I bake bread?").answer.kind == "refusal"


def test_the_reader_that_serves_is_named_by_the_languages_of_the_documents(tmp_path):
    german = Document("d", "Brot", "Die Bäckerei am Markt ist auch am Sonntag für alle offen und backt Brot.", "d.txt")
    english = Document("e", "Bread", "The bakery on the market is open on Sunday too, and it bakes the bread.", "e.txt")
    chatbot = create_chatbot(Settings.load(tmp_path), [german])
    assert chatbot.reader == "sentences"
    chatbot.library.add([english])
    assert chatbot.reader == "neural"
    chatbot.library.remove("d")
    chatbot.library.remove("e")
    assert chatbot.reader == "neural"


@pytest.mark.parametrize(("text", "question", "answering"), [
    ("Die Bäckerei öffnet um acht Uhr.", "Wann öffnet die Bäckerei?", "acht Uhr"),
    ("Le train pour Lyon part à huit heures.", "Quand part le train pour Lyon ?", "huit heures"),
    ("Музей моря был основан в 1931 году. Он находится в порту.", "Когда был основан музей?", "1931"),
])  # fmt: skip
def test_a_short_text_answers_in_its_language_and_is_not_called_english(tmp_path, text, question, answering):
    chatbot = create_chatbot(Settings.load(tmp_path), [Document("only", "Note", text, "note.txt")])
    answer = chatbot.respond(question).answer
    assert (answer.kind, "seems" in answer.text) == ("answer", False)
    assert answering in answer.text


def test_of_a_library_in_a_language_that_is_not_known_none_is_said(tmp_path):
    text = "Muzeum morza zostało założone w 1931 roku przez Klarę Winter. Znajduje się na nabrzeżu starego portu."
    chatbot = create_chatbot(Settings.load(tmp_path), [Document("only", "Muzeum", text, "muzeum.txt")])
    assert "seems" not in chatbot.respond("Wann wurde das Museum gegründet?").answer.text
