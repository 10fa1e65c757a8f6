"""First questions that a library can answer."""

import pytest
from few_documents import index_of, index_over

from bot import Answer, Citation, Settings, create_chatbot
from bot.suggesting import suggestions
from knowledge import Document, bundled_document

YES, NO = Answer("answer", "Yes."), Answer("refusal", "No.")


BUNDLED = index_over(bundled_document())


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
    assert suggestions(BUNDLED, lambda _: YES, count=4) == suggestions(BUNDLED, lambda _: YES, count=4)


def test_they_are_of_different_kinds():
    beginnings = {question.split()[1] for question in suggestions(BUNDLED, lambda _: YES, count=4)}
    assert len(beginnings) >= 3


MILL = (
    "The mill burned on 17 August 1871, was rebuilt in May 1872, sold on 3 June 1873 and torn down in July 1901. "
    "Nobody wept. It had stood there since April 1790."
)
SHIP = "The ship sailed in March 1911. It came home on 2 February 1912. It was sold in May 1913."
FARM = "The farm was bought in June 1950. All is quiet there now."


def begun_by(suggested, *texts):
    """Return for each question which text, and which sentence of it, says its last two words."""
    ends = [" ".join(each.rstrip("?").split()[-2:]) for each in suggested]
    return [
        (n, m) for end in ends for n, text in enumerate(texts) for m, said in enumerate(text.split(". ")) if end in said
    ]


def test_they_are_spread_over_the_documents():
    texts = [MILL, SHIP, FARM]
    places = begun_by(suggestions(index_of(*texts), lambda _: YES, count=4), *texts)
    assert {text for text, _ in places[:3]} == {0, 1, 2}
    assert len(set(places)) == 4


def test_they_are_spread_over_the_sentences_of_one_document():
    places = begun_by(suggestions(index_of(MILL), lambda _: YES, count=4), MILL)
    assert {sentence for _, sentence in places[:2]} == {0, 2}
    assert len(places) == 4


def test_a_short_document_is_asked_for_beside_a_long_one():
    index = index_of(" ".join(f"The keeper came on {n % 28 + 1} May {1700 + n % 200}." for n in range(2000)), FARM)
    assert "What happened in June 1950?" in suggestions(index, lambda _: YES, count=2)


def test_of_a_library_of_many_documents_not_the_first_alone_are_asked_for():
    index = index_of(*(f"The mill of the village burned in May {1700 + n}." for n in range(120)))
    years = [int(each.rstrip("?").split()[-1]) for each in suggestions(index, lambda _: YES, count=4)]
    assert len(set(years)) == 4


def test_two_are_answered_by_one_quote_only_where_there_is_no_other():
    quotes = {"May 1872": 5, "August 1871": 0, "April 1790": 0}

    def answers(question):
        start = next((at for said, at in quotes.items() if said in question), None)
        return NO if start is None else Answer("answer", "Yes.", citations=(Citation("d0", "", "", start, 9, ""),))

    suggested = suggestions(index_of(MILL), answers, count=2)
    assert ["What happened in May 1872?" in suggested, len(suggested)] == [True, 2]
    assert len(suggestions(index_of(MILL), answers, count=4)) == 3


def test_what_is_not_answered_is_not_suggested():
    tried = []

    def answers(question):
        tried.append(question)
        return NO

    assert suggestions(BUNDLED, answers, count=4) == []
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
    [
        ("In April 2008", "in April 2008"),
        ("On February 14", "on February 14"),
        ("On 4th May 1998", "on 4th May 1998"),
        ("In the 15th century", "in the 15th century"),
    ],
)
def test_a_day_is_asked_for_with_another_word_than_a_month_or_a_century(said, asked):
    suggested = suggestions(index_of(f"{said} it rained in the garden."), lambda _: YES, count=9)
    assert f"What happened {asked}?" in suggested


def test_a_heading_and_the_first_word_below_it_are_no_name():
    index = index_of("Rents and Water\nThe meeting was led by Hannah Cole.")
    suggested = suggestions(index, lambda _: YES, count=9)
    assert "What is said about Hannah Cole?" in suggested
    assert not any("Water" in each for each in suggested)


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
