"""Small talk: recognised whole, in any usual spelling, and never inside a question."""

import pytest

from bot import MAX_QUESTION
from bot.smalltalk import Smalltalk
from bot.wording import wording

PHRASES = {name: each["phrases"] for name, each in wording()["smalltalk"].items() if isinstance(each, dict)}


@pytest.fixture(scope="module")
def smalltalk():
    return Smalltalk(PHRASES, wording()["smalltalk"]["contents"]["words"])


@pytest.mark.parametrize(
    ("said", "situation"),
    [
        ("hello", "greeting"), ("Hi!", "greeting"), ("Good morning", "greeting"), ("thank you", "thanks"),
        ("Thanks a lot.", "thanks"), ("bye", "goodbye"), ("See you later!", "goodbye"), ("Who are you?", "identity"),
        ("what is your name", "identity"), ("What can you do?", "abilities"), ("help", "abilities"),
        ("What can I ask?", "contents"), ("I don’t understand.", "doubt"), ("That is completely wrong!", "doubt"),
        ("No, that's not right, is it? That's wrong, isn't it?", None), ("That's wrong, isn't it?", "doubt"),
        ("What do you mean?", "doubt"), ("Really?", "doubt"), ("Hm, interesting!", "remark"), ("yes please", "remark"),
        ("I have one more question.", "remark"), ("Merci beaucoup", "thanks"), ("Guten Tag!", "greeting"),
    ],
)  # fmt: skip
def test_each_situation_is_recognised(smalltalk, said, situation):
    assert smalltalk.situation(said) == situation


@pytest.mark.parametrize("situation", PHRASES)
def test_every_phrase_of_the_wording_is_recognised(smalltalk, situation):
    assert {smalltalk.situation(phrase) for phrase in PHRASES[situation]} == {situation}


@pytest.mark.parametrize("said", ["HELLO", "  hello  ", "hello!!!", "¡hello?", "Ｈｅｌｌｏ", "hello 👋", "hello\n"])
def test_case_space_and_marks_do_not_matter(smalltalk, said):
    assert smalltalk.situation(said) == "greeting"


@pytest.mark.parametrize("said", ["Are you a human?", "are you human", "Are you robot?", "Are you an AI?"])
def test_articles_do_not_matter(smalltalk, said):
    assert smalltalk.situation(said) == "identity"


@pytest.mark.parametrize("said", ["the", "a", "What is the robot?", "Is the human there?"])
def test_articles_alone_and_in_questions_are_no_small_talk(smalltalk, said):
    assert smalltalk.situation(said) is None


def test_a_curly_apostrophe_is_an_apostrophe(smalltalk):
    assert smalltalk.situation("What’s your name?") == smalltalk.situation("What's your name?") == "identity"


@pytest.mark.parametrize("said", ["Hello Quoth", "hello there, dear bot", "well, hello", "Hello everyone!"])
def test_words_of_address_are_passed_over(smalltalk, said):
    assert smalltalk.situation(said) == "greeting"


def test_of_several_phrases_the_last_counts(smalltalk):
    assert smalltalk.situation("Hi, who are you?") == "identity"
    assert smalltalk.situation("Great, thanks, bye!") == "goodbye"


@pytest.mark.parametrize(
    "question",
    [
        "Hello, who is Phil Goff?", "Who said hello?", "Thanks to whom was it signed?", "Who are you talking about?",
        "What can you do about terrorism?", "Help Afghanistan", "Is the meeting good?", "bye laws",
        "What is Quoth Inc. worth?", "hello world program", "I don't understand clause 4", "What do you mean by PRT?",
        "Is that right of way wrong?", "No smoking where?",
    ],
)  # fmt: skip
def test_inside_a_question_it_is_not_small_talk(smalltalk, question):
    assert smalltalk.situation(question) is None


@pytest.mark.parametrize("said", ["", " ", "?!", "42", "你好吗", "quoth"])
def test_what_is_no_phrase_is_none(smalltalk, said):
    assert smalltalk.situation(said) is None


def test_a_phrase_of_two_situations_belongs_to_the_first():
    assert Smalltalk({"one": ["so long"], "two": ["so long"]}).situation("so long") == "one"


@pytest.mark.parametrize("word", ["hi ", "how are you "])
def test_the_longest_question_of_small_talk_is_recognised(smalltalk, word):
    most = MAX_QUESTION // len(word)
    assert smalltalk.situation(word * most) == "greeting"
    assert smalltalk.situation(word * (most - 2) + "Goff") is None


def test_without_phrases_nothing_is_small_talk():
    assert Smalltalk({}).situation("hello") is None


@pytest.mark.parametrize(
    "question",
    [
        "What is this document about?", "What are the documents about?", "Summarize the document",
        "Please summarise the text.", "Give me a short overview of the files", "Which topics are covered?",
        "How many documents are there?",
        "What is this report about?", "Can you list all the titles?", "What does the document say?", "Summary?",
        "What’s in the library?",
    ],
)  # fmt: skip
def test_a_question_about_the_documents_as_such_names_no_subject(smalltalk, question):
    assert smalltalk.names_no_subject(question)
    assert smalltalk.names_no_subject(question, leaning=False)


@pytest.mark.parametrize(
    "question", ["Summarize it", "What is it about?", "What do the documents say about him?", "On which subject?"]
)
def test_what_was_said_before_may_tell_the_subject(smalltalk, question):
    assert smalltalk.names_no_subject(question)
    assert not smalltalk.names_no_subject(question, leaning=False)


@pytest.mark.parametrize(
    "question",
    [
        "What is the agreement about?", "What is the report about?", "Summarize the agreement",
        "Who wrote the document?", "What is the document of 2008 about?", "What do the documents say about Goff?",
        "When was the document?", "What?", "What is this?", "Why is it so?", "你好吗", "",
    ],
)  # fmt: skip
def test_a_question_with_a_word_of_its_own_names_a_subject_and_one_without_any_none_of_the_documents(
    smalltalk, question
):
    assert not smalltalk.names_no_subject(question)


def test_without_words_for_it_nothing_asks_about_the_documents_as_such():
    assert not Smalltalk({}).names_no_subject("What is this document about?")
