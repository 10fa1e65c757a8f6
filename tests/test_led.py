"""Lists that are asked for by what leads them in: a heading, or the line above."""

import pytest

from bot.answers import Span
from bot.finding import found
from bot.reading.led import lead_above, led
from bot.reading.questions import Asking
from knowledge import Document, Hit, passages

MANUAL = """# The Aqua pump

## Changing the filter

1. Switch off the pump.
2. Open the lid:

   ```
   turn left
   ```

3. Lift out the old filter.

The filter lasts a year.

## Risks

- The hose may freeze.
- The pump may run dry.

## Cleaning

Clean it twice a year. For the hose you need:

- a brush
- vinegar

To empty the tank:

1. Open the tap.
2. Tilt the tank.
"""


def items(question, text=MANUAL):
    document = Document("d", "The Aqua pump", text, "d.md", {"media_type": "text/markdown"})
    begun = ((each, start) for each in passages(document) for start, _ in each.sentences)
    found = ((each, led(Asking(question), each, start, lambda: document.title)) for each, start in begun)
    return [passage.text[start:end] for passage, places in found for start, end in places]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "How do I change the filter of the pump?",
            ["Switch off the pump.", "Open the lid:", "turn left", "Lift out the old filter."],
        ),
        ("What are the risks?", ["The hose may freeze.", "The pump may run dry."]),
        ("What do I need for the hose?", ["a brush", "vinegar"]),
        ("How do I empty the tank?", ["Open the tap.", "Tilt the tank."]),
    ],
)
def test_a_list_is_whole_where_what_leads_it_in_is_asked_for(question, said):
    assert items(question) == said


@pytest.mark.parametrize(
    "question",
    [
        "How do I sell the pump?",
        "What are the risks of the car?",
        "When is the filter changed?",
        "How do I empty the hose?",
    ],
)
def test_a_list_is_not_asked_for_where_more_or_something_else_is(question):
    assert items(question) == []


def test_steps_are_shown_as_they_stand_and_things_in_a_row():
    document = Document("d", "The Aqua pump", MANUAL, "d.md", {"media_type": "text/markdown"})
    said = {}
    for question, first in (
        ("How do I empty the tank?", "Open the tap."),
        ("What are the risks?", "The hose may freeze."),
    ):
        passage = next(each for each in passages(document) if first in each.text)
        start = passage.text.index(first)
        finding = found(Asking(question), [Span(Hit(passage, 1.0), start, start + len(first), 1.0)])
        said[question] = finding.short, finding.span.text
    assert said == {
        "How do I empty the tank?": (None, "Open the tap.\n2. Tilt the tank."),
        "What are the risks?": (
            "The hose may freeze, The pump may run dry", "The hose may freeze.\n- The pump may run dry."
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("question", "said"), [("At what temperature is it stored?", None), ("Where must it not be stored?", "above 25 °C")]
)
def test_words_are_not_said_alone_where_their_sentence_forbids_them(question, said):
    passage = passages(Document("d", "Leaflet", "Do not store it above 25 °C.", "d.txt"))[0]
    start = passage.text.index("above")
    assert found(Asking(question), [Span(Hit(passage, 1.0), start, len(passage.text) - 1, 1.0)]).short == said


def test_what_a_clause_beside_the_forbidding_one_says_is_said():
    passage = passages(Document("d", "Iron", "Never touch the plate, which reaches 200 °C.", "d.txt"))[0]
    start = passage.text.index("200")
    assert found(Asking("How hot is the plate?"), [Span(Hit(passage, 1.0), start, start + 6, 1.0)]).short == "200 °C"


def test_an_item_stands_below_the_line_that_leads_its_list_in():
    found = passages(Document("d", "Pump", MANUAL, "d.md", {"media_type": "text/markdown"}))
    leads = {each.text[a:b]: lead_above(each, a) for each in found for a, b in each.sentences}
    assert (leads["vinegar"], leads["Tilt the tank."]) == ("For the hose you need:", "To empty the tank:")
    assert (leads["The hose may freeze."], leads["The filter lasts a year."]) == ("", "")
