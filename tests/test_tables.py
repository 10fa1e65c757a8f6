"""Tables in PDF files: rows of cells under the names of their columns, and what only stands in columns."""

import pytest
from samples import page_lines, pdf

from knowledge import read_bytes


def read(*pages):
    return read_bytes(pdf(*pages), "some.pdf")


def rows(*pages):
    return read(*pages).text.split("\n\n")


def cells(table, lefts, *, top=100, pitch=16):
    """Return the cells of a table as they are placed on a page, row by row."""
    return [
        (left, top + pitch * at, 10, cell)
        for at, row in enumerate(table)
        for left, cell in zip(lefts, row, strict=True)
        if cell
    ]


PLAN = [
    (["Service"], ["What is covered"], ["Paid"]),
    (["Root canal", "treatment"], ["The root of front teeth and", "of molars, with pictures"], ["60%"]),
    (["Crowns"], ["Crowns of metal where a filling", "can save no tooth"], ["Half of", "the bill"]),
]
PAID = [
    "Service: Root canal treatment; What is covered: The root of front teeth and of molars, with pictures; Paid: 60%",
    "Service: Crowns; What is covered: Crowns of metal where a filling can save no tooth; Paid: Half of the bill",
]


@pytest.mark.parametrize("by_line", [False, True])
def test_a_wrapped_cell_belongs_to_its_row_however_it_was_written(by_line):
    placed = [
        (left, 100 + 32 * at + 12 * n, 10, line)
        for at, row in enumerate(PLAN)
        for left, cell in zip((72, 160, 330), row, strict=True)
        for n, line in enumerate(cell)
    ]
    assert rows(sorted(placed, key=lambda each: each[1]) if by_line else placed) == PAID


def test_cells_in_the_middle_of_a_row_belong_to_it():
    placed = [
        (72, 100, 10, "Course"), (200, 100, 10, "Teacher"), (300, 100, 10, "Room"),
        (72, 124, 10, "Bookkeeping for people"), (72, 136, 10, "with a small business"),
        (200, 130, 10, "Greta Olsen"), (300, 130, 10, "Room 3"),
        (72, 160, 10, "Yoga"), (200, 154, 10, "Asha"), (200, 166, 10, "Menon"), (300, 160, 10, "Hall"),
    ]  # fmt: skip
    assert rows(placed) == [
        "Course: Bookkeeping for people with a small business; Teacher: Greta Olsen; Room: Room 3",
        "Course: Yoga; Teacher: Asha Menon; Room: Hall",
    ]


def test_narrow_gaps_part_cells_where_they_stand_below_each_other():
    table = [("No.", "Article", "Price"), ("1", "Rye bread, sliced", "3.10"), ("2", "Spelt loaf", "12.40")]
    prices = [(72, 93, 177), (72, 93, 177), (72, 93, 171.5)]
    placed = [
        (left, 100 + 13 * n, 10, cell) for n, row in enumerate(table) for left, cell in zip(prices[n], row, strict=True)
    ]
    assert rows(placed) == [
        "No.: 1; Article: Rye bread, sliced; Price: 3.10", "No.: 2; Article: Spelt loaf; Price: 12.40",
    ]  # fmt: skip


def test_a_name_over_several_columns_stands_before_the_name_of_each():
    body = [
        ("", "First", "Last", "First", "Last"), ("Old Harbour", "06:10", "22:40", "07:40", "21:15"),
        ("Mill Bay", "06:25", "22:55", "07:55", "21:30"),
    ]  # fmt: skip
    over = [(160, 84, 10, "Monday to Friday"), (260, 84, 10, "Saturday and Sunday")]
    assert rows([*over, *cells(body, (72, 155, 205, 255, 315))])[0] == (
        "Old Harbour; Monday to Friday First: 06:10; Monday to Friday Last: 22:40; "
        "Saturday and Sunday First: 07:40; Saturday and Sunday Last: 21:15"
    )


def test_a_table_goes_on_over_a_page_under_the_same_names():
    head = ("Office", "Room", "Head")
    first = [head, ("Water", "A 11", "Ida Roth"), ("Roads", "B 12", "Karl Voss")]
    second = [head, ("Parks", "C 13", "Noa Amir"), ("Taxes", "D 14", "Uma Rao")]
    document = read(cells(first, (72, 200, 300)), cells(second, (72, 200, 300)))
    assert document.text.split("\n\n") == [
        "Office: Water; Room: A 11; Head: Ida Roth", "Office: Roads; Room: B 12; Head: Karl Voss",
        "Office: Parks; Room: C 13; Head: Noa Amir", "Office: Taxes; Room: D 14; Head: Uma Rao",
    ]  # fmt: skip
    assert document.page_at(document.text.index("Office: Roads")) == 1
    assert document.page_at(document.text.index("Office: Parks")) == 2


def test_names_that_are_not_repeated_hold_on_the_next_page_too():
    first = [("Office", "Room", "Head"), ("Water", "A 11", "Ida Roth"), ("Roads", "B 12", "Karl Voss")]
    second = [("Parks", "C 13", "Noa Amir"), ("Taxes", "D 14", "Uma Rao")]
    assert rows(cells(first, (72, 200, 300)), cells(second, (72, 200, 300)))[-1] == (
        "Office: Taxes; Room: D 14; Head: Uma Rao"
    )


PROSE = (
    "The council measured the rain in every month of the year and found that April was the wettest of them all. "
    "In the north it rained on twenty days, in the south on nine, and the gauges of the harbour stood under water."
)


def test_text_around_a_table_stays_text():
    table = cells([("City", "Rain"), ("Oslo", "763 mm"), ("Rome", "878 mm")], (72, 200), top=150)
    page = [*page_lines(PROSE), *table, *page_lines(PROSE, top=210)]
    assert rows(page) == [PROSE, "City: Oslo; Rain: 763 mm", "City: Rome; Rain: 878 mm", PROSE]


@pytest.mark.parametrize(("between", "top"), [([], 190), ([(72, 150, 14, "Lakes")], 170)], ids=["space", "heading"])
def test_tables_below_each_other_are_two(between, top):
    cities, lakes = [("City", "Rain"), ("Oslo", "763 mm"), ("Rome", "878 mm")], [("Lake", "Depth"), ("Como", "425 m")]
    page = [*cells(cities, (72, 200)), *between, *cells([*lakes, ("Garda", "346 m")], (72, 200), top=top)]
    assert rows(page)[-2:] == ["Lake: Como; Depth: 425 m", "Lake: Garda; Depth: 346 m"]


def test_a_sentence_that_a_page_breaks_off_does_not_go_on_in_a_table():
    table = cells([("city", "rain"), ("Oslo", "763 mm"), ("Rome", "878 mm")], (72, 200))
    assert rows(page_lines(PROSE.removesuffix(".")), table)[1:] == [
        "city: Oslo; rain: 763 mm",
        "city: Rome; rain: 878 mm",
    ]


def test_text_beside_a_table_is_read_by_itself():
    table = cells([("City", "Rain"), ("Oslo", "763 mm"), ("Rome", "878 mm")], (360, 460))
    text = rows([*page_lines(PROSE, width=48), *table])
    assert text == [PROSE, "City: Oslo; Rain: 763 mm", "City: Rome; Rain: 878 mm"]


@pytest.mark.parametrize("width", [20, 30, 45])
@pytest.mark.parametrize("by_line", [False, True])
def test_prose_in_columns_is_no_table(width, by_line):
    columns = [*page_lines(PROSE, width=width), *page_lines(PROSE, left=320, width=width)]
    page = sorted(columns, key=lambda each: each[1]) if by_line else columns
    assert rows(page) == [PROSE, PROSE]


def test_a_numbered_list_is_no_table():
    items = ["Take the train to Brenn", "Change to bus 41", "Walk up the lane"]
    page = [
        each
        for n, item in enumerate(items)
        for each in ((72, 100 + 14 * n, 10, f"{n + 1}."), (90, 100 + 14 * n, 10, item))
    ]
    assert read(page).text.split("\n\n") == [f"{n}. {item}" for n, item in enumerate(items, start=1)]


def test_lists_side_by_side_name_no_columns():
    names = ["Ida Roth", "Karl Voss", "Noa Amir"], ["Uma Rao", "Jon Dahl", "Eva Kern"]
    page = [
        (left, 100 + 14 * n, 10, name)
        for left, each in zip((72, 200), names, strict=True)
        for n, name in enumerate(each)
    ]
    assert ": " not in read(page).text
