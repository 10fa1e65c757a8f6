"""PDF: reading order, paragraphs, headings, pages, and the pages that are pictures."""

import pytest
from samples import page_lines, pdf

from knowledge import UnreadableFile, passages, read_bytes

RAIN = (
    "The council measured the rain in every month of the year and found that April was the wettest of them all. "
    "In the north it rained on twenty days, in the south on nine, and the gauges of the harbour stood under water."
)
SNOW = (
    "Snow fell only in February, when the pass was closed for a week and the mail came by sledge over the lower road. "
    "The farmers of the valley remember no other winter with so little of it, nor one with such wind from the east."
)


def read(*pages, **options):
    return read_bytes(pdf(*pages, **options), "some.pdf")


def test_the_lines_of_a_paragraph_are_one():
    assert read(page_lines(RAIN)).text == RAIN


def test_paragraphs_are_told_apart_by_the_space_between_them():
    assert read([*page_lines(RAIN), *page_lines(SNOW, top=170)]).text == f"{RAIN}\n\n{SNOW}"


def test_paragraphs_are_told_apart_by_their_indent():
    lines = [*page_lines(RAIN), *page_lines(SNOW, top=136)]
    lines[3] = (90, *lines[3][1:])
    assert read(lines).text == f"{RAIN}\n\n{SNOW}"


def test_items_without_a_bullet_stand_apart():
    items = ["Spade and fork", "Gloves", "Bucket with a lid", "Two litres of drinking water"]
    assert read([(90, 100 + 12 * n, 10, item) for n, item in enumerate(items)]).text == "\n\n".join(items)


def test_items_that_stand_in_from_the_text_above_are_a_list():
    lines = [
        (90, 150 + 12 * n, 10, item)
        for n, item in enumerate(["Spade", "Gloves", "Bucket with a lid", "Two litres of drinking water"])
    ]
    assert (
        read([*page_lines(RAIN), *lines]).text
        == f"{RAIN}\n\n• Spade\n• Gloves\n• Bucket with a lid\n• Two litres of drinking water"
    )


def test_an_item_without_a_bullet_goes_on_in_its_next_line():
    lines = ["The water comes on in April", "A new shed will be bought for 640 pounds and put", "up beside the gate"]
    document = read([(90, 100 + 12 * n, 10, line) for n, line in enumerate([*lines, "Dogs must be on a lead"])])
    assert document.text == f"{lines[0]}\n\n{lines[1]} {lines[2]}\n\nDogs must be on a lead"


@pytest.mark.parametrize("width", range(24, 96, 4))
def test_a_paragraph_is_one_whatever_its_width(width):
    assert read(page_lines(f"{RAIN} {SNOW}", width=width)).text == f"{RAIN} {SNOW}"


def test_columns_are_read_one_after_the_other_even_when_written_line_by_line():
    left = page_lines(RAIN, width=42)
    right = page_lines(SNOW, left=320, width=42)
    mixed = [each for pair in zip(left, right, strict=False) for each in pair] + left[len(right) :] + right[len(left) :]
    assert read(mixed).text == f"{RAIN}\n\n{SNOW}"


def test_a_title_over_two_columns_comes_first_and_a_line_under_them_last():
    columns = [*page_lines(RAIN, width=42, top=150), *page_lines(SNOW, left=320, width=42, top=150)]
    title, last = (
        (72, 110, 20, "The weather of the whole year in the valley"),
        "Printed by order of the council of the valley in June.",
    )
    document = read([*columns, (72, 300, 10, f"{last} {last}"), title])
    assert document.text.startswith("The weather of the whole year in the valley\n\nThe council")
    assert document.text.endswith(f"{last} {last}")
    assert document.text.index(SNOW[:20]) > document.text.index(RAIN[-20:])


def test_the_rows_of_a_table_are_read_as_rows():
    rows = [("City", "Rain"), ("Oslo", "763 mm"), ("Rome", "878 mm"), ("Cairo", "18 mm")]
    cells = [(72 + 200 * n, 100 + 16 * at, 10, cell) for at, row in enumerate(rows) for n, cell in enumerate(row)]
    assert read(cells).text == "City: Oslo; Rain: 763 mm\n\nCity: Rome; Rain: 878 mm\n\nCity: Cairo; Rain: 18 mm"


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page():
    words = RAIN.split()
    left, right, over = " ".join(words[:15]), " ".join(words[15:28]), " ".join(words[28:])
    pages = [
        [*page_lines(left, width=30), *page_lines(right, left=320, width=30)],
        page_lines(over),
    ]
    document = read(*pages)
    assert document.text == RAIN
    assert document.page_at(document.text.index(words[27])) == 1
    assert document.page_at(document.text.index(over)) == 2


@pytest.mark.parametrize(
    ("above", "below", "mended"),
    [
        ("It was a great under-", "standing of the rain.", "It was a great understanding of the rain."),
        ("It was a well-", "known rain.", "It was a well-known rain."),
        ("The zor-", "blick fell. A zorblick is small.", "The zorblick fell. A zorblick is small."),
        ("They met Smith-", "Jones in the rain.", "They met Smith-Jones in the rain."),
        ("It rained from 1990-", "1995 in the north.", "It rained from 1990-1995 in the north."),
    ],
)
def test_a_word_that_a_line_end_parted_is_whole_again(above, below, mended):
    assert read([(72, 100, 10, above), (72, 112, 10, below)]).text == mended


def test_running_headers_and_page_numbers_are_left_out():
    texts = [RAIN, SNOW, f"{RAIN} {SNOW}", f"{SNOW} {RAIN}"]
    pages = [
        [(72, 40, 9, "Yearbook of the valley"), *page_lines(text), (290, 810, 9, str(number))]
        for number, text in enumerate(texts, start=1)
    ]
    document = read(*pages)
    assert "Yearbook" not in document.text
    assert [line for line in document.text.split("\n") if line.strip().isdigit()] == []
    assert document.text.startswith(RAIN)


def test_a_running_header_may_count_the_pages():
    pages = [[(72, 40, 9, f"Chapter 2: page {n} of 4"), *page_lines(RAIN if n % 2 else SNOW)] for n in range(11, 15)]
    assert "Chapter" not in read(*pages).text


def test_a_line_whose_number_is_its_own_is_kept():
    invoices = [4711, 4809, 5230, 6001]
    document = read(*([(72, 40, 9, f"Invoice {n}"), *page_lines(RAIN)] for n in invoices))
    assert all(f"Invoice {n}" in document.text for n in invoices)


def test_a_line_that_stands_on_two_pages_only_is_kept():
    document = read([(72, 40, 9, "Yearbook"), *page_lines(RAIN)], [(72, 40, 9, "Yearbook"), *page_lines(SNOW)])
    assert document.text.count("Yearbook") == 2


def test_a_line_that_says_which_of_all_pages_it_is_on_is_left_out_of_two_pages_too():
    footers = ["file:///rain.html 1/2", "Weather Office, page 2 of 2"]
    document = read(
        *([*page_lines(text), (72, 830, 8, footer)] for text, footer in zip((RAIN, SNOW), footers, strict=True))
    )
    assert document.text == f"{RAIN}\n\n{SNOW}"


def test_headings_that_count_what_the_pages_are_about_are_kept():
    document = read(*([(72, 60, 20, f"Step {n}"), *page_lines(RAIN if n % 2 else SNOW)] for n in range(1, 5)))
    assert [document.text[a:b] for a, b, _ in document.metadata["headings"]] == [f"Step {n}" for n in range(1, 5)]


def test_raised_digits_are_no_digits_of_the_number_before_and_part_no_lines():
    above, below = "The tank holds 10", " litres of oil, and nobody may go near to it at"
    night = "Night, when the lamps are out."
    raised = [(72, 100, 12, above), (163.5, 95, 7, "6"), (168.5, 100, 12, below), (72, 114, 12, night)]
    assert read(raised).text == f"{above}⁶{below} {night}"


def test_what_a_note_in_a_page_is_numbered_by_is_raised():
    assert read([(72, 100, 6, "1"), (76, 104, 9, "Measured in the yard.")]).text == "¹Measured in the yard."


def test_large_and_bold_lines_are_headings_by_size():
    document = read([
        (72, 60, 24, "The year"), (72, 90, 16, "Spring"), *page_lines(RAIN, top=110),
        (72, 170, 10, "April", True), *page_lines(SNOW, top=186),
    ])  # fmt: skip
    found = [(document.text[start:end], level) for start, end, level in document.metadata["headings"]]
    assert found == [("The year", 1), ("Spring", 2), ("April", 3)]
    assert [each.heading for each in passages(document)] == ["Spring", "Spring › April"]


def test_a_bold_line_is_a_heading_with_no_more_space_around_it():
    lines = page_lines(f"{RAIN} {SNOW}", width=60)
    left, top, size, _ = lines[-1]
    document = read([*lines[:-1], (left, top, size, "April", True), *page_lines(SNOW, top=top + 12, width=60)])
    assert [document.text[start:end] for start, end, _ in document.metadata["headings"]] == ["April"]


def test_the_authors_below_a_title_are_no_headings():
    document = read([
        (72, 60, 24, "The year"), (72, 90, 12, "Ann Lee†, Bo Day"), (72, 110, 12, ", Cy Fox"),
        (72, 130, 12, "ann@example.org"), (72, 160, 16, "Spring"), *page_lines(RAIN, top=180),
    ])  # fmt: skip
    found = [document.text[start:end] for start, end, _ in document.metadata["headings"]]
    assert found == ["The year", "Spring"]
    assert "Ann Lee†, Bo Day" in document.text


@pytest.mark.parametrize(
    ("accent", "letter", "whole"), [("¨", "i", "naïve"), ("´", "e", "naéve"), ("¸", "c", "naçve"), ("¨", "q", "na¨qve")]
)
def test_an_accent_set_over_a_letter_is_one_letter_with_it(accent, letter, whole):
    at = 72 + 11.12  # where "na" ends in Helvetica of ten points
    assert read([(72, 100, 10, "na"), (at, 100, 10, accent), (at + 0.2, 100, 10, f"{letter}ve")]).text == whole


def test_an_accent_beside_a_letter_stands_for_itself():
    assert read([(72, 100, 10, "It´s the l´eau")]).text == "It´s the l´eau"


def test_every_passage_knows_its_page():
    document = read(page_lines(RAIN), page_lines(SNOW))
    assert [(each.page, each.text[:8]) for each in passages(document)] == [(1, "The coun"), (2, "Snow fel")]


def test_the_title_is_what_the_file_says_where_it_says_one():
    assert read(page_lines(RAIN), title="Rain in the valley").title == "Rain in the valley"


@pytest.mark.parametrize("told", ["", "Microsoft Word - rain.doc", "untitled", "rain_final.indd"])
def test_a_title_that_is_none_gives_way_to_the_largest_heading(told):
    assert read([(72, 60, 24, "The year"), *page_lines(RAIN)], title=told).title == "The year"


def test_author_and_date_are_kept():
    metadata = read(page_lines(RAIN)).metadata
    assert (metadata["author"], metadata["created"]) == ("Ann Lee", "2024-05-01")


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_that_is_shown_turned_is_read(rotate):
    assert sorted(read(page_lines(RAIN), rotate=rotate).text.split()) == sorted(RAIN.split())


def test_a_scan_is_named_with_its_remedy():
    with pytest.raises(
        UnreadableFile, match=r"^some\.pdf: all its 2 pages are pictures \(a scan\): needs OCR; .*OCRmyPDF"
    ):
        read([], [], picture_on=(0, 1))


def test_the_scanned_pages_of_a_text_are_named():
    from knowledge.formats.pdf import read_pdf

    found = read_pdf(pdf(page_lines(RAIN), [], picture_on=(1,)), "some.pdf")
    assert found.text == RAIN
    assert found.notes[0].startswith("some.pdf: page 2 is a picture (a scan): needs OCR")


@pytest.mark.parametrize("content", [b"%PDF-1.4\n", b"%PDF-1.4 nothing", pdf(page_lines(RAIN))[:300]])
def test_a_damaged_file_is_refused_with_the_remedy(content):
    with pytest.raises(UnreadableFile, match=r"^some\.pdf: damaged inside .*save it again$"):
        read_bytes(content, "some.pdf")


def test_a_file_without_text_is_refused():
    with pytest.raises(UnreadableFile, match="holds no text"):
        read([])


def test_a_file_of_too_many_pages_is_refused(monkeypatch):
    monkeypatch.setattr("knowledge.formats.pdf.MOST_PAGES", 1)
    with pytest.raises(UnreadableFile, match="2 pages; files of up to 1 pages are read"):
        read(page_lines(RAIN), page_lines(SNOW))
