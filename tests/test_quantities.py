"""How much there is of something stands before it in a list."""

import pytest

from bot.reading.quantities import quantity
from bot.reading.questions import Asking


def much(question: str, item: str) -> str | None:
    place = quantity(Asking(question), item, lambda: "Plum cake\nIngredients")
    return item[slice(*place)] if place else None


@pytest.mark.parametrize(
    ("question", "item", "answer"),
    [
        ("How much flour do I need?", "400 g strong white flour", "400 g"),
        ("How many eggs do I need for the plum cake?", "• 1 egg", "1"),
        ("How many eggs?", "2 eggs, beaten", "2"),
        ("How much salt goes in?", "a pinch of salt", "a pinch"),
        ("How much milk does the cake need?", "180 ml lukewarm milk,", "180 ml"),
        ("How much yeast?", "20 g fresh yeast, or 7 g dried", "20 g"),
        ("How many chairs are needed?", "12 folding chairs", "12"),
    ],
)
def test_an_item_says_how_much_there_is_of_what_is_asked_for(question, item, answer):
    assert much(question, item) == answer


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("How much sugar do I need?", "400 g strong white flour"), ("Why do I need flour?", "400 g flour"),
        ("How much flour did Ann buy in Rome?", "400 g flour"), ("How much is it?", "400 g flour"),
        ("How much flour do I need?", "400 g flour were used for all the cakes of the town."),
        ("How much flour do I need?", "Flour"), ("How much flour do I need?", ""),
    ],
)  # fmt: skip
def test_what_else_is_asked_or_said_is_no_quantity(question, item):
    assert much(question, item) is None
