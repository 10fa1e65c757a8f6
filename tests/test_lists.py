"""Questions that ask for several things, and the whole list that answers them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Span
from bot.reading.lists import asks_for_several, count_asked, in_a_row, listed
from bot.reading.questions import Asking
from knowledge import Document, Hit, passages

WHICH = "Which things are meant?"


def span_of(text, words, **metadata):
    parts = passages(Document("d", "Notes", text, "d.txt", metadata))
    passage = next(each for each in parts if words in each.text)
    start = passage.text.index(words)
    return Span(Hit(passage, 1.0), start, start + len(words), 1.0)


def whole(text, words, question=WHICH, **metadata):
    """Return the list that the words of a text are part of, as it is said; nothing where they are in none."""
    span = span_of(text, words, **metadata)
    places = listed(Asking(question), span)
    return in_a_row(span.hit.passage.text, places) if places else None


@pytest.mark.parametrize(
    "question",
    [
        "Which countries took part?", "What are the three seasons?", "Who are the members of it?", "Name the hats.",
        "What two rivers meet there?", "Who were the founders?", "What kinds of hats are there?", "List all painters.",
        "In which cities did they play?", "What are some other names?", "Which people came?", "What colours had it?",
    ],
)  # fmt: skip
def test_a_question_for_a_plural_asks_for_several(question):
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which country took part?", "What is the season?", "Who is the member?", "Name one of the hats.",
        "What is an example of these hats?", "What term describes the hats?", "Which percentage of hats was green?",
        "What are hats called?", "What are they?", "Which glass is green?", "Besides hats, which things are green?",
        "Where are the hats?", "When did the painters come?", "What is one way in which hats are sold?", "",
    ],
)  # fmt: skip
def test_a_question_for_one_or_for_no_thing_does_not(question):
    assert not asks_for_several(question)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Which two rivers meet?", 2),
        ("What are the three seasons?", 3),
        ("Name 4 hats.", 4),
        ("Which rivers meet?", None),
    ],
)
def test_the_number_that_is_asked_for_is_known(question, count):
    assert count_asked(question) == count


@pytest.mark.parametrize("words", ["Ann Lee", "Bo Day", "Cy Fox", "Ann Lee, Bo Day", "Bo Day and Cy Fox"])
def test_any_name_of_an_enumeration_stands_for_all_of_it(words):
    said = whole("The club was founded by Ann Lee, Bo Day and Cy Fox in 1901.", words)
    assert said in (None, "Ann Lee, Bo Day, Cy Fox")
    assert (said is None) == (words == "Ann Lee, Bo Day and Cy Fox")


@pytest.mark.parametrize("words", ["Bo Day and ", ", Bo Day", ", Bo Day and ", "Ann Lee, Bo Day and "])
def test_a_separator_at_an_end_of_the_words_is_no_item(words):
    assert whole("The club was founded by Ann Lee, Bo Day and Cy Fox in 1901.", words) == "Ann Lee, Bo Day, Cy Fox"


def test_between_two_separators_in_a_row_there_is_no_item():
    assert whole("It met Ann Lee, , Bo Day and Cy Fox.", "Ann Lee, , Bo Day") == "Ann Lee, Bo Day, Cy Fox"


def test_separators_alone_are_in_no_enumeration():
    assert whole("It met Ann Lee, Bo Day and Cy Fox.", " and ") is None


@pytest.mark.parametrize("words", ["wheat", "winter barley", "rye"])
def test_common_nouns_are_enumerated_too(words):
    assert (
        whole("The farmers grow crops such as wheat, winter barley, and rye in the valley.", words)
        == "wheat, winter barley, rye"
    )


@pytest.mark.parametrize("joined", [" and", ", and", " as well as", ", as well as", " and also", ", or"])
def test_the_last_item_may_be_joined_in_any_usual_way(joined):
    assert whole(f"The farmers grow wheat, barley{joined} rye.", "wheat") == "wheat, barley, rye"


def test_what_stands_in_brackets_belongs_to_its_item():
    text = "It met Ann Lee (the mayor, and her son), Bo Day and Cy Fox."
    assert whole(text, "Bo Day") == "Ann Lee (the mayor, and her son), Bo Day, Cy Fox"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ann Lee came to Rome, and she left.", "Rome"),
        ("They praised the system, and adopted many of its parts.", "system"),
        ("The cap was sold in Rome and bought the next day.", "Rome"),
        ("It was bought by Ann Lee, who sold it, and kept the cap.", "Ann Lee"),
        ("The cap of Ann Lee is green.", "Ann Lee"),
        ("It was sold on May 4, 1901, in Rome.", "Rome"),
        ("It protects the human groups, and the part must be kept.", "human groups"),
        ("They grow wheat, big red round sweet ripe fresh summer cherry tomatoes, and rye.", "wheat"),
        ("It met Ann Lee, , Bo Day and Cy Fox.", "Ann Lee"),
    ],
)
def test_what_is_no_enumeration_stays_as_it_is(text, words):
    assert whole(text, words) is None


def test_an_enumeration_of_another_number_is_not_what_was_asked_for():
    text = "It met Ann Lee, Bo Day and Cy Fox."
    assert whole(text, "Ann Lee", "Which two people did it meet?") is None
    assert whole(text, "Ann Lee", "Which three people did it meet?") == "Ann Lee, Bo Day, Cy Fox"


def test_where_one_is_asked_for_one_is_said():
    assert whole("It met Ann Lee, Bo Day and Cy Fox.", "Ann Lee", "Who did it meet first?") is None


MARKDOWN = "# Club\n\nThe members are:\n\n{0} Ann Lee\n{0} Bo Day\n{0} Cy Fox\n"


@pytest.mark.parametrize("mark", ["-", "*", "+"])
@pytest.mark.parametrize("words", ["Ann Lee", "Bo Day", "Cy Fox"])
def test_a_list_with_marks_is_a_list(mark, words):
    said = whole(MARKDOWN.format(mark), words, "Who are the members of the club?", media_type="text/markdown")
    assert said == "Ann Lee, Bo Day, Cy Fox"


def test_a_numbered_list_of_plain_text_is_a_list():
    text = (
        "These are the seasons of the year in the valley.\n\n1. A mild spring.\n2. A dry summer.\n3. A long winter.\n"
    )
    assert whole(text, "dry summer") == "A mild spring, A dry summer, A long winter"


def test_the_line_that_leads_in_is_no_item():
    assert "members" not in whole(MARKDOWN.format("-"), "Ann Lee", media_type="text/markdown")


ITEMS = st.lists(
    st.sampled_from(["Ann Lee", "Bo Day", "Cy Fox", "Oslo", "the Green Club", "Di of Rome"]),
    min_size=3,
    max_size=6,
    unique=True,
)


@settings(max_examples=60)
@given(ITEMS, st.data(), st.sampled_from([" and ", ", and ", " or "]))
def test_every_enumeration_of_names_is_found_whole_from_each_of_them(items, data, last):
    enumeration = ", ".join(items[:-1]) + last + items[-1]
    text = f"The visitors met {enumeration}."
    span = span_of(text, data.draw(st.sampled_from(items)))
    places = listed(Asking(WHICH), span)
    assert text[places[0][0] : places[-1][1]].removeprefix("the ") == enumeration.removeprefix("the ")


@settings(max_examples=100)
@given(st.text(alphabet=", .and the()A1:;-\n", max_size=60), st.data())
def test_whatever_the_text_the_items_stand_in_it_in_order(text, data):
    text = f"The hat, {text} and Ann"
    parts = passages(Document("d", "Notes", text, "d.txt"))
    passage = parts[-1]
    start = data.draw(st.integers(0, len(passage.text) - 1))
    end = data.draw(st.integers(start + 1, len(passage.text)))
    places = listed(Asking(WHICH), Span(Hit(passage, 1.0), start, end, 1.0))
    assert all(0 <= a < b <= len(passage.text) for a, b in places)
    assert places == sorted(places)
