"""First questions that a library can answer."""

import pytest

from bot import Answer, Settings, create_chatbot
from bot.suggesting import suggestions
from knowledge import Document, Index, bundled_document, passages

YES, NO = Answer("answer", "Yes."), Answer("refusal", "No.")


def index_of(*texts):
    documents = [Document(f"d{n}", f"Title {n}", text, f"{n}.txt") for n, text in enumerate(texts)]
    return Index([(document, passages(document)) for document in documents])


def bundled():
    document = bundled_document()
    return Index([(document, passages(document))])


def test_every_suggestion_is_answered(chatbot):
    suggested = chatbot.suggestions(4)
    assert len(suggested) == 4
    assert {chatbot.respond(question).answer.kind for question in suggested} == {"answer"}


def test_suggestions_are_questions_and_differ(chatbot):
    suggested = chatbot.suggestions(4)
    assert len(set(suggested)) == len(suggested)
    assert all(question.endswith("?") for question in suggested)


def test_as_many_are_given_as_asked_for(chatbot):
    assert [len(chatbot.suggestions(count)) for count in (1, 3, 0, 2)] == [1, 3, 0, 2]


def test_they_are_the_same_every_time(chatbot):
    assert chatbot.suggestions() == chatbot.suggestions()
    assert suggestions(bundled(), lambda _: YES, count=4) == suggestions(bundled(), lambda _: YES, count=4)


def test_they_are_of_different_kinds():
    beginnings = {question.split()[1] for question in suggestions(bundled(), lambda _: YES, count=4)}
    assert len(beginnings) >= 3


def test_what_is_not_answered_is_not_suggested():
    tried = []

    def answers(question):
        tried.append(question)
        return NO

    assert suggestions(bundled(), answers, count=4) == []
    assert 0 < len(tried) <= 30


def test_people_are_asked_for_by_their_whole_names_and_places_are_no_people():
    index = index_of(
        "Secretary General Anders Fogh Rasmussen met the Prime Minister of New Zealand. The Foreign Minister Phil Goff "
        "spoke, and then Lord Robertson."
    )
    people = [each for each in suggestions(index, lambda _: YES, count=9) if each.startswith("Who is")]
    assert sorted(people) == ["Who is Anders Fogh Rasmussen?", "Who is Phil Goff?"]


@pytest.mark.parametrize(
    ("said", "asked"),
    [("In April 2008", "in April 2008"), ("On February 14", "on February 14"), ("On 4th May 1998", "on 4th May 1998")],
)
def test_a_day_is_asked_for_with_another_word_than_a_month(said, asked):
    suggested = suggestions(index_of(f"{said} it rained in the garden."), lambda _: YES, count=9)
    assert f"What happened {asked}?" in suggested


def test_an_acronym_of_the_library_is_asked_for():
    index = index_of("The Green Hat Club (GHC) met in Oslo.")
    assert any("GHC" in question for question in suggestions(index, lambda _: YES, count=4))


def test_a_library_without_names_has_none():
    assert suggestions(index_of("all is small here."), lambda _: YES, count=4) == []


def test_an_empty_library_has_none(tmp_path):
    empty = create_chatbot(Settings.load(data=tmp_path), [])
    assert empty.suggestions() == []
    empty.close()


def test_they_follow_the_library(tmp_path):
    chatbot = create_chatbot(Settings.load(data=tmp_path))
    before = chatbot.suggestions()
    chatbot.library.add([Document("d", "Hats", "The Green Hat Club (GHC) met in Oslo in May 1998.", "hats.txt")])
    after = chatbot.suggestions()
    assert after
    assert not set(before) & set(after)
    chatbot.close()


def test_follow_ups_are_answered_by_other_quotes_and_ask_nothing_twice(chatbot):
    turns = [chatbot.ask("Who is Phil Goff?")]
    while offered := chatbot.follow_ups(turns):
        assert len(offered) == len(set(offered)) <= 3
        assert not {each.question for each in turns} & set(offered)
        shown = {each.quote for each in turns[-1].answer.citations}
        turns.append(chatbot.ask(offered[0]))
        assert turns[-1].answer.kind == "answer"
        assert turns[-1].answer.citations[0].quote not in shown
    assert len(turns) > 3


def test_follow_ups_are_the_same_each_time(chatbot):
    turns = [chatbot.ask("When did New Zealand join NATO?")]
    assert chatbot.follow_ups(turns) == chatbot.follow_ups(turns) != []


@pytest.mark.parametrize("question", ["Hello", "How do I bake bread?"])
def test_nothing_leads_on_from_a_reply_that_shows_nothing(chatbot, question):
    assert chatbot.follow_ups([chatbot.ask(question)]) == []
    assert chatbot.follow_ups([]) == []
