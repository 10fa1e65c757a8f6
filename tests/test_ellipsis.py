"""Follow-ups that leave out the words beside what they say: the noun of "the second", the subject of "and close?"."""

import pytest
from turns import after, turn


@pytest.mark.parametrize(
    ("before", "asked", "query"),
    [
        ("Who rows in the first boat?", "And the second?", "Who rows in the second boat?"),
        ("how much is the first lesson", "the third?", "how much is the third lesson?"),
        ("When was the first time?", "and the last", "When was the last time?"),
        ("What do I pay for the second child?", "And for the third one?", "What do I pay for the third child?"),
        ("Which prize does the 1st runner get?", "and the 2nd?", "Which prize does the 2nd runner get?"),
        ("How heavy is the small kettle?", "and the large?", "How heavy is the large kettle?"),
    ],
)
def test_one_of_a_row_or_sort_is_asked_for_without_its_noun(before, asked, query):
    assert after(turn(before), asked=asked) == query


def test_one_of_a_row_is_of_the_row_that_was_asked_of_before_something_else():
    asked = turn("Who steers the first boat?", "Ann Lee"), turn("Where does Ann Lee live?", "in Bergen")
    assert after(*asked, asked="And the second?") == "Who steers the second boat?"


def test_the_first_of_nothing_that_was_asked_takes_the_place_of_its_like():
    assert after(turn("How much is the ferry?"), asked="And the next train?") == "How much is the next train?"


@pytest.mark.parametrize(
    ("before", "asked", "query"),
    [
        ("When does the museum open?", "and close?", "When does the museum close?"),
        ("How do I start the mower?", "And stop it?", "How do I stop the mower?"),
        ("How do I open the lid?", "and close?", "How do I close the lid?"),
        ("When did Ann Lee go to Oslo?", "and leave?", "When did Ann Lee leave?"),
        ("Where was Ann Lee born?", "And buried?", "Where was Ann Lee buried?"),
    ],
)
def test_another_verb_takes_the_place_of_the_last_one(before, asked, query):
    assert after(turn(before), asked=asked) == query


@pytest.mark.parametrize("asked", ["And milk?", "and rent?", "What about cost?"])
def test_a_word_that_is_rather_a_noun_is_no_other_verb(asked):
    assert "sell bread" in after(turn("When does the shop sell bread?"), asked=asked)


@pytest.mark.parametrize(
    ("before", "asked", "query"),
    [
        ("How much is it for adults in the gym?", "and pensioners", "How much is it for pensioners in the gym?"),
        ("How much does the R20 use a day?", "and the R30?", "How much does the R30 use a day?"),
        ("How far does the bus go in a day?", "And the tram?", "How far does the tram go in a day?"),
        ("Is my ticket valid on the bus?", "And the tram?", "Is my ticket valid on the tram?"),
    ],
)
def test_what_is_named_takes_the_place_of_its_like_and_of_no_measure(before, asked, query):
    assert after(turn(before), asked=asked) == query


def test_things_are_looked_for_where_things_were_asked_of_and_people_where_people_were():
    cakes = turn("Who bakes the cakes?", "Mary Orr"), turn("Where did Mary Orr learn?", "in Lyon")
    assert after(*cakes, asked="and the pies?") == "Who bakes the pies?"
    assert after(*cakes, asked="And Paul Kemp?") == "Where did Paul Kemp learn?"


def test_one_is_no_like_of_several():
    medal = turn("Who was the skipper in 1953?", "Ann Reid"), turn("What did Ann Reid get?", "a gold medal")
    assert after(*medal, asked="And the others?") == "What did the others get?"


@pytest.mark.parametrize(
    ("asked", "query"),
    [("Where exactly did Ann Lee sign the lease?", "Did Ann Lee sign the lease?"),
     ("Who else will open the fair?", "Will the fair open?")],
)  # fmt: skip
def test_an_adverb_behind_the_question_word_is_none_of_what_was_done(asked, query):
    said = after(turn(asked), asked="Was that in spring?")
    assert "exactly" not in said
    assert " did " not in said
    assert said != query


def test_a_condition_without_a_word_of_its_own_asks_not_the_same_again():
    assert after(turn("How much may I bring?"), asked="And if I have more?") != "How much may I bring?"


@pytest.mark.parametrize(
    ("before", "asked", "query"),
    [
        ("When did Ann Lee marry?", "any children?", "Did Ann Lee have any children?"),
        ("How much is the ferry?", "And any discounts", "Does the ferry have any discounts?"),
        ("Where do the rooms face?", "Any sea views?", "Do the rooms have any sea views?"),
    ],
)
def test_any_of_something_is_what_the_one_that_was_asked_of_has(before, asked, query):
    assert after(turn(before), asked=asked) == query


@pytest.mark.parametrize("asked", ["Any other ferries?", "any is fine?", "Any idea why?"])
def test_any_other_asks_not_what_someone_has(asked):
    assert " have any " not in after(turn("How much is the ferry?"), asked=asked)


@pytest.mark.parametrize(
    ("before", "asked", "query"),
    [
        ("Who saved the boats?", "How did Ann do it?", "How did Ann save the boats?"),
        ("When did Ann sign the lease?", "Why did she do that?", "Why did Ann sign the lease?"),
        ("How can members leave the club?", "Did anyone do that?", "Did anyone leave the club?"),
    ],
)
def test_to_do_it_is_to_do_what_was_asked_of(before, asked, query):
    assert after(turn(before), asked=asked) == query


def test_a_question_of_nothing_but_then_supposes_what_was_said():
    before = turn("The light of the pump is red. What is that?")
    assert after(before, asked="Do I have to do something then?").endswith("if The light of the pump is red?")


def test_why_not_asks_why_no_one_did():
    assert after(turn("Did anyone fall ill?"), asked="Why not?") == "Why did no one fall ill?"


@pytest.mark.parametrize("asked", ["Someone told me 3 years?", "I heard that 3 years", "and 3 years?"])
def test_an_amount_that_is_put_as_a_question_asks_the_same_again(asked):
    assert after(turn("How long does it last?", "two years"), asked=asked) == "How long does it last?"
