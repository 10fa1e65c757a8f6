"""A question and the turns before it become the query that stands alone."""

from datetime import UTC, datetime

import pytest

from bot import MAX_QUESTION, Answer, Citation, Turn
from bot.rewriting import rewrite


def known(_word):
    """Correct nothing."""


def turn(query, short=None, quote=None, kind="answer"):
    cited = (Citation("d", "Title", "d.txt", 0, len(quote), quote),) if quote else ()
    answer = Answer(kind, quote or "Text.", short, None, cited)
    return Turn("t", "c", datetime.now(UTC), query, query, answer, "f", 1.0)


GOFF = turn("Who is Phil Goff?", "The Foreign Minister Phil Goff", "The Foreign Minister Phil Goff met Ann Lee.")
MET = turn("Whom did Phil Goff meet?", "Lord Robertson", "Phil Goff met Lord Robertson in 2001.")
TEAM = turn("What does New Zealand lead in Afghanistan?", None, "New Zealand leads a team in Afghanistan.")


def after(*turns, asked):
    return rewrite(asked, turns, correct=known)


@pytest.mark.parametrize("asked", ["Who is Phil Goff?", "When?", "What about him?", "", "?", "what is it"])
def test_a_first_question_is_sent_as_it_is(asked):
    assert after(asked=asked) == asked


def test_white_space_is_evened_out():
    assert after(asked="  Who\n is\tPhil  Goff? ") == "Who is Phil Goff?"


def test_a_question_that_stands_alone_stays_as_it_is():
    asked = "Where does the Bucharest Summit take place?"
    assert after(GOFF, asked=asked) == asked


@pytest.mark.parametrize("pronoun", ["he", "him", "she", "her"])
def test_a_personal_pronoun_becomes_the_person(pronoun):
    query = after(GOFF, asked=f"Where did the minister and {pronoun} meet?")
    assert "Phil Goff" in query
    assert f" {pronoun} " not in query


def test_a_possessive_pronoun_becomes_the_persons_own():
    query = after(GOFF, asked="What is his portfolio?")
    assert "Goff’s portfolio" in query


def test_a_pronoun_for_a_thing_becomes_the_thing():
    query = after(turn("What does ISAF stand for?"), asked="Where does it operate?")
    assert "ISAF" in query
    assert " it " not in query


def test_a_lone_when_asks_the_same_of_the_time():
    query = after(MET, asked="When?")
    assert query.startswith("When")
    assert "Phil Goff" in query
    assert "meet" in query


def test_a_lone_when_takes_the_name_that_was_answered():
    assert "Lord Robertson" in after(MET, asked="And when?")


@pytest.mark.parametrize(
    "asked", ["Where?", "where was that", "Why?", "In which year?", "How often?", "And when was it?"]
)
def test_a_lone_question_word_asks_the_same_otherwise(asked):
    query = after(MET, asked=asked)
    assert "Goff" in query
    assert "meet" in query


@pytest.mark.parametrize("asked", ["And in Bosnia?", "What about Bosnia?", "How about in Bosnia"])
def test_another_name_takes_the_place_of_the_last(asked):
    query = after(TEAM, asked=asked)
    assert "Bosnia" in query
    assert "New Zealand" in query
    assert "lead" in query
    assert "Afghanistan" not in query


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ("Back to Key, what is his job?", "What is Key’s job?"),
        ("As for Lord Robertson: whom did he meet?", "Whom did Lord Robertson meet?"),
        ("regarding the summit, who attended", "Who attended the summit?"),
        ("About him, what is his job?", None),
        ("Back to Key", None),
    ],
)
def test_a_topic_said_first_is_what_the_question_is_about(asked, query):
    assert after(asked=asked) == (query or asked)
    assert "Goff" not in after(MET, asked=asked) or query is None


@pytest.mark.parametrize("asked", ["more?", "Anything else?", "more details please"])
def test_asking_for_more_asks_the_same_again(asked):
    assert "Afghanistan" in after(TEAM, asked=asked)


def test_the_name_may_come_from_the_quote_where_the_question_has_none():
    before = turn("who is the minister?", None, "The minister is Phil Goff.")
    assert "Goff" in after(before, asked="Whom did he meet?")


def test_small_talk_between_does_not_break_the_thread():
    thanks = turn("thanks", kind="smalltalk")
    assert after(GOFF, thanks, asked="Whom did he meet?") == after(GOFF, asked="Whom did he meet?")


def test_the_last_turn_counts_and_not_the_one_before():
    query = after(TEAM, turn("Who is Helen Clark?"), asked="Where did she go?")
    assert "Helen Clark" in query
    assert "Afghanistan" not in query


def test_after_a_refusal_a_follow_up_still_has_its_name():
    assert "Ann Lee" in after(turn("Who is Ann Lee?", kind="refusal"), asked="Where does she live?")


def test_a_misspelt_word_is_replaced_with_its_capital_kept():
    words = {"Zeland": "zealand", "Gof": "goff", "agreemnt": "agreement"}
    query = rewrite("Did Gof of New Zeland sign the agreemnt?", [], correct=words.get)
    assert "Zealand" in query
    assert "Goff" in query
    assert "agreement?" in query


def test_little_words_are_never_corrected():
    assert rewrite("who is it of", [], correct=lambda word: "wrong") == "who is it of"


def test_the_same_question_after_the_same_turns_gives_the_same_query():
    assert {after(GOFF, MET, asked="When did he go?") for _ in range(5)} == {after(GOFF, MET, asked="When did he go?")}


@pytest.mark.parametrize(
    "asked", ["?", "...", "🦜", "(", "\\1", "{0}", "and", "he", "what about ?", "What about him or her?"]
)
def test_no_follow_up_fails(asked):
    assert isinstance(after(GOFF, asked=asked), str)


@pytest.mark.parametrize("part", ["he ", "and ", "what about ", "when ", "Goff ", "( ", "of the "])
def test_a_follow_up_of_the_greatest_length_is_rewritten_quickly(part):
    asked = (part * MAX_QUESTION)[:MAX_QUESTION]
    assert after(turn(asked, asked, asked), asked=asked)
