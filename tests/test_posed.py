"""Questions that a document poses itself, and what answers them."""

import pytest
from few_documents import index_over

from bot.reading.confidence import plainly
from bot.reading.evidence import FEATURES, weigh
from bot.reading.posed import answers_to, is_question, posed_before
from bot.reading.questions import Asking
from knowledge import Document, passages

TEXT = """Fernhill library

How do I become a member?
Bring an identity card to the desk. The card costs 12 pounds. It is blue.

How many books may I borrow, and for how long?
You may borrow up to 20 items.
"""
DOCUMENT = Document("library", "Fernhill library", TEXT, "library.txt")
INDEX = index_over(DOCUMENT)


@pytest.mark.parametrize("text", ["Why?", "Why? ", "“Why?”", "**Why?**", "(Why?)"])
def test_a_question_ends_with_its_mark_whatever_closes_it(text):
    assert is_question(text)


def test_the_two_sentences_after_a_question_answer_it_the_first_most_surely():
    assert answers_to(None, ["Why?", "So.", "And so.", "Else."]) == [None, (0, 1.0), (0, 0.5), None]
    assert answers_to("Why?", ["So.", "When?", "Then."]) == [(-1, 1.0), None, (1, 1.0)]
    assert answers_to("Reasons", ["So."]) == [None]


def weighed(question):
    hits = INDEX.search(question, 5)
    return list(weigh(Asking(question), hits, ["Fernhill library"] * len(hits), INDEX.aliases))


def test_what_answers_a_question_of_the_document_has_the_words_of_that_too():
    found = {
        each.text: dict(zip(FEATURES, each.features, strict=True)) for each in weighed("How do I become a member?")
    }
    assert found["How do I become a member?"]["poses"] == 1.0
    assert found["Bring an identity card to the desk."]["replied"] == 1.0
    assert found["The card costs 12 pounds."]["replied"] == 0.5
    assert found["It is blue."]["replied"] == found["It is blue."]["poses"] == 0.0


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How do I become a member?", "Bring an identity card to the desk."),
        ("how does one become a member", "Bring an identity card to the desk."),
        ("How many books may I borrow?", "You may borrow up to 20 items."),
        ("Why should I become a member?", None),  # another kind of question
        ("How do I become a member of the board?", None),  # it asks for more
        ("How many members are there?", None),
    ],
)
def test_the_same_question_in_the_document_is_plainly_answered_by_what_follows(question, answer):
    plain = [each.text for each in weighed(question) if plainly(Asking(question), each) == "posed"]
    assert plain == [answer] * (answer is not None)


def test_under_a_heading_that_asks_the_first_sentence_answers():
    text = "# Fernhill\n\n## May I bring food?\n\nDrinks are allowed, but food is not. Ask at the desk.\n"
    [passage] = passages(Document("a", "Fernhill", text, "a.md", {"media_type": "text/markdown"}))
    assert [posed_before(passage, start) for start, _ in passage.sentences] == ["May I bring food?", None]
    assert posed_before(passage, 10_000) is None
