"""Asking a question set: the dialogues, what counts as relevant, what counts as shown."""

from dataclasses import dataclass, field

import pytest

from bot import Answer, Citation, Response
from bot.evaluation import QuestionSet, SetQuestion, evaluate
from knowledge import Document, Hit, Library, Passage

DOCUMENTS = [
    Document("ant-1", "Ant", "The ant is green.", "insects/ant.txt"),
    Document("bee-1", "Bee", "A bee, or honey-bee, is gold.", "insects/bee.md"),
    Document("cat-1", "Cat", "The cat is green, and cats are not caterpillars.", "cat.txt"),
]


@dataclass
class Chatbot:
    """A chatbot that says what it is told to and remembers what it was asked."""

    library: Library
    replies: dict[str, Answer] = field(default_factory=dict)
    ranked: dict[str, list[str]] = field(default_factory=dict)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    reader: str = "fake"

    def respond(self, question, turns=()):
        self.asked.append((question, tuple(turns)))
        hits = [Hit(Passage(f"{each}:0", each, "", 0, 0), 1.0) for each in self.ranked.get(question, [])]
        return Response(f"query of {question}", tuple(hits), self.replies.get(question, Answer("refusal", "No.")), "ix")


@pytest.fixture
def chatbot():
    library = Library()
    library.add(DOCUMENTS)
    yield Chatbot(library)
    library.close()


def question(text="Q?", *answers, name="q", **more):
    return SetQuestion(name, text, answers, **more)


def run(chatbot, *questions):
    return evaluate(chatbot, QuestionSet(questions))


def result(chatbot, asked):
    return run(chatbot, asked).results[0]


def citation(quote):
    return Citation("ant-1", "Ant", "insects/ant.txt", 0, len(quote), quote)


# Asking


def test_a_question_alone_is_asked_without_earlier_turns(chatbot):
    run(chatbot, question("A?", name="a"), question("B?", name="b"))
    assert chatbot.asked == [("A?", ()), ("B?", ())]


def test_a_dialogue_is_asked_with_its_own_earlier_turns_as_they_were_answered(chatbot):
    chatbot.replies["A1?"] = Answer("answer", "Green.", "green")
    turns = [("A1?", "a", 1), ("A2?", "a", 2), ("B1?", "b", 1), ("B2?", "b", 2), ("B3?", "b", 3)]
    run(chatbot, *(question(text, name=text, conversation=c, turn=n) for text, c, n in turns))
    assert [[turn.question for turn in before] for _, before in chatbot.asked] == [
        [], ["A1?"], [], ["B1?"], ["B1?", "B2?"],
    ]  # fmt: skip
    first = chatbot.asked[1][1][0]
    assert (first.query, first.answer, first.conversation_id, first.index) == (
        "query of A1?", chatbot.replies["A1?"], "a", "ix",
    )  # fmt: skip


def test_each_question_is_timed_and_makes_progress(chatbot):
    calls = []
    questions = QuestionSet((question("A?", name="a"), question("B?", name="b")))
    results = evaluate(chatbot, questions, progress=lambda: calls.append(len(chatbot.asked))).results
    assert calls == [1, 2]
    assert all(each.took_ms > 0 for each in results)


def test_an_evaluation_says_what_it_was_obtained_with(chatbot):
    evaluation = run(chatbot, question())
    assert (evaluation.reader, evaluation.index) == ("fake", chatbot.library.fingerprint)


# Which documents are relevant


@pytest.mark.parametrize("name", ["bee-1", "insects/bee.md", "bee.md", "bee"])
def test_a_document_is_named_by_its_id_source_file_name_or_stem(chatbot, name):
    chatbot.ranked["Q?"] = ["ant-1", "bee-1"]
    evaluation = run(chatbot, question("Q?", "green", documents=(name,)))
    assert evaluation.results[0].rank == 2
    assert evaluation.warnings == ()


def test_a_surer_way_to_name_a_document_hides_the_others(chatbot):
    chatbot.library.add([Document("x", "X", "Green.", "ant-1"), Document("y", "Y", "Green.", "other/ant.txt")])
    chatbot.ranked["Q?"] = ["x", "y", "ant-1"]
    assert result(chatbot, question("Q?", "green", documents=("ant-1",))).rank == 3


def test_a_name_that_several_documents_share_means_all_of_them(chatbot):
    chatbot.library.add([Document("y", "Y", "Blue.", "other/ant.txt")])
    chatbot.ranked["Q?"] = ["cat-1", "y"]
    assert result(chatbot, question("Q?", "green", documents=("ant.txt",))).rank == 2


def test_the_rank_is_over_distinct_documents(chatbot):
    chatbot.ranked["Q?"] = ["ant-1", "ant-1", "cat-1", "bee-1", "bee-1"]
    found = result(chatbot, question("Q?", "gold", documents=("bee-1",)))
    assert (found.rank, found.ranked) == (3, ("ant-1", "cat-1", "bee-1"))


def test_without_names_a_document_that_holds_an_accepted_answer_is_relevant(chatbot):
    chatbot.ranked["Q?"] = ["ant-1", "bee-1", "cat-1"]
    assert result(chatbot, question("Q?", "HoneyBee is gold!", "blue")).rank == 2
    assert result(chatbot, question("Q?", "caterpillar")).rank is None
    assert result(chatbot, question("Q?", "blue")).rank is None


def test_names_that_the_library_does_not_hold_are_warned_of_and_answers_decide(chatbot):
    chatbot.ranked["Q?"] = ["bee-1", "ant-1"]
    evaluation = run(chatbot, question("Q?", "green", name="q7", documents=("dog.txt", "fox")))
    assert evaluation.results[0].rank == 2
    (warning,) = evaluation.warnings
    assert warning.startswith("q7: the library has no document 'dog.txt', 'fox'")


def test_one_name_that_the_library_holds_is_enough(chatbot):
    chatbot.ranked["Q?"] = ["ant-1", "bee-1"]
    evaluation = run(chatbot, question("Q?", "green", documents=("dog.txt", "bee")))
    assert (evaluation.results[0].rank, evaluation.warnings) == (2, ())


def test_a_question_without_an_answer_has_no_rank_and_no_warning(chatbot):
    chatbot.ranked["Q?"] = ["ant-1"]
    evaluation = run(chatbot, question("Q?", documents=("dog.txt",)))
    assert (evaluation.results[0].rank, evaluation.warnings) == (None, ())


def test_the_text_of_a_document_is_fetched_once_however_many_questions_are_asked(chatbot, monkeypatch):
    fetched, fetch = [], chatbot.library.document
    monkeypatch.setattr(chatbot.library, "document", lambda name: fetched.append(name) or fetch(name))
    chatbot.ranked["Q?"] = ["ant-1", "bee-1", "cat-1"]
    run(chatbot, *(question("Q?", "blue", name=str(n)) for n in range(50)))
    assert fetched == ["ant-1", "bee-1", "cat-1"]


# What the reply is worth


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer("answer", "It is green."), True),
        (Answer("answer", "See:", citations=(citation("The ant is green."),)), True),
        (Answer("answer", "See:", citations=(citation("One."), citation("Green!"))), True),
        (Answer("answer", "See:", citations=(citation("One."), citation("Two."), citation("Green!"))), False),
        (Answer("answer", "It is greenish."), False),
        (Answer("passages", "It is green."), False),
        (Answer("refusal", "Not green."), False),
        (Answer("smalltalk", "Hello green."), False),
    ],
)
def test_an_accepted_answer_is_shown_in_an_answers_text_or_its_first_two_quotes(chatbot, answer, expected):
    chatbot.replies["Q?"] = answer
    found = result(chatbot, question("Q?", "green", "Verdant"))
    assert (found.shown, found.is_right) == (expected, expected)


def test_exact_match_and_f1_look_at_the_short_answer_alone(chatbot):
    chatbot.replies["Q?"] = Answer("answer", "It is green.", "very green")
    found = result(chatbot, question("Q?", "green"))
    assert found.exact_match == 0
    assert found.f1 == pytest.approx(2 / 3)


def test_a_reply_without_a_short_answer_has_an_empty_one(chatbot):
    chatbot.replies["Q?"] = Answer("answer", "green")
    found = result(chatbot, question("Q?", "green"))
    assert (found.exact_match, found.f1) == (0, 0)


@pytest.mark.parametrize(("kind", "right"), [("answer", 0), ("smalltalk", 0), ("passages", 1), ("refusal", 1)])
def test_a_question_without_an_answer_is_right_when_it_is_not_answered(chatbot, kind, right):
    chatbot.replies["Q?"] = Answer(kind, "Well.")
    assert result(chatbot, question("Q?")).is_right is bool(right)
