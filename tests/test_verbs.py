"""What questions use as a verb, told by where they use it."""

import pytest

from bot.reading import verbs

OFTEN = verbs._LEAST


def test_a_verb_stands_behind_did_and_a_name_or_a_pronoun():
    questions = ["What did Phil Goff say?", "What does she say?"] * OFTEN

    assert verbs.learn(questions) == ["say"]


def test_what_is_met_there_seldom_may_be_a_mistake():
    assert verbs.learn(["What did Phil Goff say?"] * (OFTEN - 1)) == []


def test_a_noun_that_now_and_then_stands_there_is_no_verb():
    there = ["What did Auckland engineer Joan Moss build?"] * OFTEN
    elsewhere = ["Which engineer built it?"] * (OFTEN * 60)

    assert verbs.learn([*there, *elsewhere]) == []


def test_a_plural_is_no_verb_though_verbs_may_end_in_s():
    questions = ["When did Auckland workers strike?", "What did Joan Moss discuss?", "Which worker left?"] * OFTEN

    assert verbs.learn(questions) == ["discuss"]


@pytest.mark.parametrize("word", ["sign", "signed", "happens", "meet", "withdraw"])
def test_what_people_ask_for_is_known_as_a_verb(word):
    assert verbs.is_verb(word)


@pytest.mark.parametrize("word", ["engineer", "famous", "country", "city", "women"])
def test_nouns_and_adjectives_are_not(word):
    assert not verbs.is_verb(word)
