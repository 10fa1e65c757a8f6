"""A sentence that says something else in the very place of what is asked does not answer."""

import pytest

from bot.reading.confidence import CONTRARY
from bot.reading.contrary import contradicts
from bot.reading.model import NeuralReader
from bot.reading.neural import CombinedReader
from bot.reading.questions import Asking
from knowledge import Document, Index, passages


def says_else(question, sentence, passage="", about=""):
    return contradicts(Asking(question), sentence, f"{passage} {sentence}", about)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Where is the private clinic?", "The public clinic stands in Graz."),
        ("Who wanted an inexperienced actor for the part?", "Moss wanted an experienced actor for the part."),
        ("What cost about two million more than the bridge?", "It cost about two million less than the bridge."),
        ("When was the northern harbour closed?", "The southern harbour was closed in 1961."),
    ],
)
def test_an_antonym_beside_the_same_word_says_the_contrary(question, sentence):
    assert says_else(question, sentence)
    assert not says_else(sentence, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Where is the private clinic?", "The clinic that is not public stands in Graz."),
        ("Which clinic is not private?", "The public clinic stands in Graz."),
        ("Is the clinic private?", "The clinic is public."),
        ("Where do private and public clinics stand?", "Public clinics stand in Graz."),
        ("What do the private papers tell of the market?", "The papers tell that the market was public."),
        ("Which papers of the market are private?", "The newspapers tell that the meeting was public."),
    ],
)
def test_it_does_not_where_something_is_denied_or_it_says_no_or_stands_elsewhere(question, sentence):
    assert not says_else(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many stars did John Kermode give?", "Mark Kermode gave four stars."),
        ("What does the Boston Observer say of it?", "The Charlotte Observer calls it dull."),
        ("How many stars did Mark Kermode give?", "Mark Hughes gave four stars."),
        ("Who chairs Committee 3?", "Moss chairs Committee 4."),
        ("Who filmed on 45 mm stock?", "Moss filmed on 35 mm stock."),
        ("Who has signed for three films?", "Waltz has signed for two films."),
        ("What ended the second meeting?", "A storm ended the first meeting."),
        ("What did it earn in its 3 weeks?", "It earned a million in its four weeks."),
    ],
)
def test_another_name_or_number_beside_the_same_word_is_of_something_else(question, sentence):
    assert says_else(question, sentence)
    assert not says_else(sentence, sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "passage"),
    [
        ("What did Phil Goff sign?", "Minister Goff signed it.", "Phil Goff came to Brussels."),
        ("What did Mr Goff sign?", "Phil Goff signed it.", ""),
        ("What did Phil Gof sign?", "Phil Goff signed it.", ""),
        ("What did Jon Kermode write?", "John Kermode wrote it.", ""),
        ("Which Japanese peak is high?", "Mount Fuji is the highest of Japan's peaks.", ""),
        ("What did the 3 members sign?", "The three members signed it.", ""),
        ("What happened on 19 June?", "On June 19th the works were closed.", ""),
        ("How many of the first nineteen came?", "In 1863 nineteen men came.", ""),
    ],
)
def test_the_same_one_is_not_when_it_is_called_by_half_misspelt_or_written_otherwise(question, sentence, passage):
    assert not says_else(question, sentence, passage)


def test_a_year_or_month_that_only_another_stands_for_is_another_time():
    opened = "It was opened on 18 March 2014 by the Queen."
    assert says_else("Who opened it in 2004?", opened)
    assert says_else("Who opened it in May of that year?", opened)
    assert not says_else("Who opened it in March 2014?", opened)
    assert not says_else("Who opened it in 2004?", "It was opened by the Queen.")
    assert not says_else("Who opened it in 2004?", opened, about="Report for 2004")


@pytest.mark.parametrize(
    "when", ["from 2001 to 2006", "since 2001", "until early 2006", "in 2001–06", "before March 2006"]
)
def test_a_time_with_a_beginning_or_an_end_may_hold_another(when):
    assert not says_else("Who led it in June 2004?", f"Moss led it {when}.")


def test_what_is_said_of_something_else_is_not_answered_with_and_the_explanation_says_so():
    text = "The council has two clinics. The public clinic stands in Graz, and the mill stands in Linz."
    document = Document("d", "Clinics", text, "d.txt")
    index, reader = Index([(document, passages(document))]), CombinedReader(NeuralReader())

    def reasons(question):
        asking, hits = Asking(question, index), index.search(question, 5)
        return reader.read(asking, hits, index)[0], reader.explain(asking, hits, index).sureness

    (right, sure), (wrong, doubted) = reasons("Where is the public clinic?"), reasons("Where is the private clinic?")
    assert (right.text, sure.rule, sure.most) == ("Graz", None, 1.0)
    assert (doubted.rule, doubted.most) == ("contrary", CONTRARY)
    assert wrong.confidence == doubted.confidence <= CONTRARY < right.confidence == sure.confidence
