"""What a row of a table answers plainly: one cell, where all else that is asked has its place."""

import pytest

from bot.reading.questions import Asking
from bot.reading.rows import cell_asked_for, cells, is_of_another_measure, may_hold
from knowledge import Document

REPAIR = "Service: Full service; Description: Bearings and wheels; all apart; Price (EUR): 129; Duration (min): 240"
PICK_UP = "Service: Pick-up service; Price (EUR): 12; Notes: Free with a full service"
BEDS = ("Prices", "Room | Beds | Price per night")
DATA = ("Technical data", "Property | Value")


def answer(question: str, row: str, headings: tuple[str, ...] = (), title: str = "") -> str | None:
    place = cell_asked_for(Asking(question), row, headings, lambda: title)
    return row[slice(*place)] if place else None


def test_a_row_has_the_cells_that_its_names_and_marks_part():
    found = [(cell.name, REPAIR[cell.start : cell.end]) for cell in cells(REPAIR)]
    assert found == [
        ("Service", "Full service"), ("Description", "Bearings and wheels; all apart"), ("Price (EUR)", "129"),
        ("Duration (min)", "240"),
    ]  # fmt: skip
    row = "| Double room | 2 | 34 euros |"
    found = [(cell.name, row[cell.start : cell.end]) for cell in cells(row, BEDS)]
    assert found == [("Room", "Double room"), ("Beds", "2"), ("Price per night", "34 euros")]
    assert [cell.name for cell in cells("a | b", BEDS)] == ["", ""]


@pytest.mark.parametrize("sentence", ["It was green.", "Note: it was green.", "He said: come; I came: late", "", "|"])
def test_prose_has_no_cells_that_answer(sentence):
    assert answer("When was it green?", sentence, (), "It") is None


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("How much is a full service?", "129"), ("What does a full service cost?", "129"),
        ("What is the price of the full service?", "129"), ("How long does a full service take?", "240"),
    ],
)  # fmt: skip
def test_a_cell_is_asked_for_by_its_name_or_its_measure_and_the_row_by_another_cell(question, cell):
    assert answer(question, REPAIR) == cell
    assert answer(question, PICK_UP) is None


@pytest.mark.parametrize(
    ("question", "row", "cell"),
    [
        ("How loud is the Tornado?", "Noise level | 39 dB(A)", "39 dB(A)"),
        ("What does the Tornado weigh?", "Weight | 11.2 kg", "11.2 kg"),
        ("How big is the tank?", "Tank | 3.5 litres", "3.5 litres"),
        ("Who is the warden of the Tornado hut?", "Warden | Resi Moser", "Resi Moser"),
        ("When was the Tornado hut built?", "Built: 1926; Beds: 12", None),
        ("When was the Tornado built?", "Built | 1926", "1926"),
    ],
)
def test_a_row_of_two_cells_says_what_the_title_is_about(question, row, cell):
    assert answer(question, row, DATA, "Tornado hut") == cell


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("How many beds does the double room have?", "2"), ("How much is the double room?", "34 euros"),
        ("How much is a room?", None), ("How much is the suite?", None), ("Is the double room 34 euros?", None),
        ("Why is the double room 34 euros?", None), ("What did the double room cost in 1998?", None),
    ],
)  # fmt: skip
def test_what_has_no_place_in_the_row_is_not_plain(question, cell):
    assert answer(question, "Double room | 2 | 34 euros", BEDS, "The hut") == cell


@pytest.mark.parametrize(
    ("question", "name", "is_other"),
    [
        ("How old must one be?", "Price (EUR)", True), ("How long does it take?", "Price", True),
        ("How much is it?", "Duration (min)", True), ("Who teaches it?", "Price", True),
        ("How old must one be?", "Notes", False), ("How long does it take?", "Time", False),
        ("How much is it?", "Price (EUR)", False), ("What is it?", "Price", False), ("How old is it?", "", False),
    ],
)  # fmt: skip
def test_a_column_of_another_measure_is_not_asked_for(question, name, is_other):
    assert is_of_another_measure(Asking(question), name) is is_other


def test_of_two_cells_that_are_asked_for_none_is_plain():
    tickets = "Ticket: Day ticket; Price for adults: 8 euros; Price for children: 4 euros"
    assert answer("What is the price of a day ticket?", tickets) is None
    assert answer("What is the price of a day ticket for children?", tickets) == "4 euros"


def test_the_chatbot_answers_from_a_table_and_says_by_what_rule(chatbot, empty_library):
    text = (
        "# The hut\n\nIt stands at the lake.\n\n| Room | Beds | Price |\n|---|---|---|\n| Dormitory | 12 | 18 euros |\n"
    )
    chatbot.library.add([Document("hut", "The hut", text, "hut.md", {"media_type": "text/markdown"})])
    turn = chatbot.ask("How many beds does the dormitory have?")
    assert (turn.answer.kind, turn.answer.short) == ("answer", "12")
    assert "Dormitory" in turn.answer.citations[0].quote
    assert chatbot.explain(turn).sureness.rule in ("row", None)
    assert chatbot.ask("How many windows does the dormitory have?").answer.short != "18 euros"


def test_what_a_column_is_called_is_no_answer(chatbot, empty_library):
    shops = "Shop: Wheelworks; City: Graz; Opens: 9:00\n\nShop: Spokes; City: Lund; Opens: 8:30\n"
    chatbot.library.add([Document("shops", "Shops", shops, "shops.csv", {"media_type": "text/csv"})])
    for question in ("Where is Wheelworks?", "Where does Anna Huber live?", "What is Spokes?", "When does it open?"):
        assert chatbot.ask(question).answer.short not in ("Shop", "City", "Opens")


def test_a_cell_of_another_measure_is_no_answer(chatbot, empty_library):
    rental = "Service: E-bike rental; Price (EUR): 38; Notes: Deposit 300 euros, minimum age 16\n"
    chatbot.library.add([Document("rental", "Rental", rental, "rental.csv", {"media_type": "text/csv"})])
    assert chatbot.ask("How old must I be for the e-bike rental?").answer.short != "38"


FERRY = "Pier: Old Harbour; Mon-Fri first ferry: 06:10; Sat first ferry: 07:40; Sat last ferry: 21:15; Sunday: none"
LESSONS = "Lesson: 2; Time: 09:00; Monday: Chess; Tuesday: Judo; Friday: Chess"


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("When is the last ferry from Old Harbour on Saturday?", "21:15"),
        ("When is the first ferry from Old Harbour on weekdays?", "06:10"),
        ("When is the first ferry from Old Harbour on Wednesday?", "06:10"),
        ("When is the last ferry from Old Harbour on Sunday?", None),
    ],
)
def test_a_column_answers_for_its_own_days(question, cell):
    assert answer(question, FERRY) == cell


@pytest.mark.parametrize(
    ("question", "day"),
    [("On which day is judo?", "Tuesday"), ("What day is chess?", None), ("Which day is yoga?", None)],
)
def test_a_column_that_names_a_day_answers_which_day_where_it_is_the_only_one(question, day):
    assert answer(question, LESSONS) == day


ITEM = "No.: 4; Item: Paint, 5 l; Quantity: 3; Unit price: £19.50; Amount: £58.50"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How much does a tin of paint cost?", ["Unit price", "Amount"]),
        ("How many tins of paint were bought?", ["Quantity"]),
        ("Which item is the fourth?", ["No.", "Item", "Quantity", "Unit price", "Amount"]),
    ],
)
def test_what_is_counted_or_measured_stands_in_a_cell_that_is_called_so(question, names):
    row = cells(ITEM)
    assert [cell.name for cell in row if may_hold(Asking(question), row, cell)] == names


def test_words_that_say_little_may_name_the_row():
    assert answer("When does the new site go live?", "Step: Go-live; Planned: 3 May", (), "New site") == "3 May"


def test_a_price_does_not_say_how_much_was_used():
    row = "Item: Oil; Price a litre: 3 euros"
    assert answer("How much oil did the boiler use?", row) is None
    assert answer("What does the oil cost?", row) == "3 euros"


@pytest.mark.parametrize(
    ("question", "line", "value"),
    [
        ("When is the bill due?", "Due date: 4 May 2023", "4 May 2023"),
        ("When is the bill due?", "Date of the bill: 2 April 2023", None),
        ("What is the order number?", "Order number: 7741-B", "7741-B"),
        ("How much memory is needed?", "**Memory**: 2 GB, better 4 GB", "2 GB, better 4 GB"),
        ("Where does Ida live?", "Address: 4 Mill Lane, Harwell", "4 Mill Lane, Harwell"),
        ("How many tins are there?", "Tins: in the cellar", None),
        ("What is the address of the order?", "Order: 7741-B", None),
        ("What is the order?", f"An order: {'what a captain gives ' * 5}", None),
    ],
)
def test_a_line_that_says_what_it_holds_answers_by_what_it_holds(question, line, value):
    assert answer(question, line, (), "Bill to Ida Roth") == value


@pytest.mark.parametrize(
    ("question", "name"),
    [("Who calls the roofer?", "Bodo"), ("Who pays the roofer?", None), ("Who is the roofer?", None)],
)
def test_who_has_something_to_do_stands_before_it(question, name):
    assert answer(question, "Bodo: call the roofer by 3 May") == name
    assert answer(question, "Neighbours: call the roofer by 3 May") is None
