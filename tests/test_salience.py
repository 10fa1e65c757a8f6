"""Whom and what a pronoun means: what a fragment named, what is called so, what was counted; nobody is "it"."""

import pytest
from turns import after, turn


@pytest.mark.parametrize("someone", ["the winner", "a retired plumber", "the champions"])
def test_it_is_nobody(someone):
    before = turn("What does the trophy cost?"), turn("Who gets the trophy?", someone)
    assert after(*before, asked="When was it made?") == "When was the trophy made?"


def test_she_is_whom_a_fragment_named_and_not_who_was_spoken_of_at_length_before():
    lee = (
        turn("Who was Mary Lee?", None, "Mary Lee was a baker."),
        turn("What did Mary Lee sell?", "bread", "She sold bread.", question="What did she sell?"),
        turn("When did Mary Lee die?", "1949", "She died in 1949.", question="When did she die?"),
    )
    orr = (
        turn("When did Orr die?", "1960", "Jane Orr died in 1960.", question="And Orr?"),
        turn("Of what did Orr die?", None, None, question="Of what?"),
    )
    assert after(*lee, *orr, asked="Where is she buried?") == "Where is Orr buried?"
    assert after(*lee, asked="Where is she buried?") == "Where is Mary Lee buried?"


def test_it_is_no_longer_what_a_whole_question_turned_away_from():
    library = (
        turn("When was the library founded?", "1921", "The library was founded in 1921.", question="And the library?"),
        turn("Where was the library founded?", "Bergen", "It was founded in Bergen.", question="Where was it founded?"),
        turn("By whom was the library founded?", "Mary Lee", "It was founded by Mary Lee.", question="By whom?"),
    )
    club = (
        turn("Who founded the Boat Club?", "John Orr", "The Boat Club was founded by John Orr."),
        turn("When did John Orr found the Boat Club?", "1950", "It was founded in 1950.", question="When?"),
    )
    assert after(*library, *club, asked="Who is its president?") == "Who is the Boat Club’s president?"


def test_a_fragment_turns_to_no_measure():
    tent = (
        turn("How much is the tent for an hour?", "£5"),
        turn("How much is the tent for a day?", "£9", question="for a day?"),
    )
    assert after(*tent, asked="Where do I return it?") == "Where do I return the tent?"


def test_it_is_the_name_of_what_was_asked_for():
    before = turn(
        "What was their first large work?", "the Mirror Bridge", "Their first large work was the Mirror Bridge."
    )
    assert after(before, asked="When was it opened?") == "When was Mirror Bridge opened?"


def test_one_is_of_what_was_counted():
    assert (
        after(turn("How many boats does the club have?"), asked="What is the oldest one?") == "What is the oldest boat?"
    )


def test_whose_daughter_someone_is_did_nothing():
    before = turn(
        "Who gave the clock?", "Edith Barnes's daughter, Ruth", "Edith Barnes's daughter, Ruth, gave the clock."
    )
    assert after(before, asked="When?") == "When did Ruth give the clock?"


def test_what_is_done_to_a_thing_is_not_it():
    before = turn("What did Mary Lee advise?", "replacing the boiler", "She advised replacing the boiler.")
    assert after(before, asked="How old is it?") == "How old is the boiler?"


def test_they_are_the_names_of_a_list_and_not_all_that_it_says_of_them():
    names = turn("Which houses let rooms?", "Linden House and Villa Sole")
    more = turn("Which houses let rooms?", "Linden House, a hostel with a kitchen and beds, Villa Sole, by the sea")
    assert after(names, asked="Do they take dogs?") == "Do Linden House and Villa Sole take dogs?"
    assert "kitchen" not in after(more, asked="Do they take dogs?")


def test_one_thing_is_not_they():
    before = turn("When was the ship crushed?", "in 1898", "The ship was crushed in 1898.")
    assert after(before, asked="What did they eat?") == "What did they eat?"
    where = turn("Where was the crash?", "The ship", "The ship was crushed.")
    assert after(where, asked="What did they eat?") == "What did they eat?"
    assert after(turn("What does the crew eat?"), asked="Where do they sleep?") == "Where do the crew sleep?"


@pytest.mark.parametrize("asked", ["Who runs the second one?", "Who runs the other?"])
def test_a_word_that_only_counts_is_no_thing_that_is_spoken_of(asked):
    before = turn("How many keys are missing?", "Three"), turn(asked, "Ann Lee")
    assert after(*before, asked="What if I lose the new one?") == "What if I lose the new key?"


@pytest.mark.parametrize("amount", ["after six", "on Sundays", "for 3 years"])
def test_an_amount_or_a_day_is_nobody_and_nothing(amount):
    before = turn("When can I collect my dog?"), turn(f"Can I come {amount}?")
    assert after(*before, asked="What do they eat?") == "What do they eat?"
    assert after(*before, asked="Does it need a lead?") == "Does my dog need a lead?"
