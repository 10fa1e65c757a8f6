"""Workbooks, CSV and JSON Lines as lines that read by themselves."""

import datetime
from io import BytesIO

import pytest
import xlsxwriter
from samples import xlsx

from knowledge import UnreadableFile, passages, read_bytes
from knowledge.formats.records import fields, row_lines


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([["City", "Rain"], ["Oslo", "763"]], ["City: Oslo; Rain: 763"]),
        ([["Rain in cities"], ["City", "Rain"], ["Oslo", "763"]], ["Rain in cities", "City: Oslo; Rain: 763"]),
        ([["City", "", "Rain"], ["Oslo", "x", ""]], ["City: Oslo; x"]),
        (
            [["City:", "Rain"], ["Oslo", "763"], ["", ""], ["Rome", "878"]],
            ["City: Oslo; Rain: 763", "City: Rome; Rain: 878"],
        ),
        ([["No.", "City"], ["1", "Oslo"], ["2", "Rome"]], ["No.: 1; City: Oslo", "No.: 2; City: Rome"]),
        ([["1", "2"], ["3", "4"]], ["1; 2", "3; 4"]),
        ([["Row 1", "a 1"], ["Row 2", "a 2"]], ["Row 1; a 1", "Row 2; a 2"]),
        ([["It rained."], ["It snowed."]], ["It rained.", "It snowed."]),
        ([["City", "City"], ["Oslo", "Rome"]], ["City; City", "Oslo; Rome"]),
        ([["City", "Rain"]], ["City; Rain"]),
        (
            [["", "2023", "2022"], ["Fees", "4,280", "4,105"], ["Gifts", "812", "1,204"]],
            ["Fees; 2023: 4,280; 2022: 4,105", "Gifts; 2023: 812; 2022: 1,204"],
        ),
        ([["", "2023"], ["Fees", "4"], ["Dues", "5"], ["Gifts"]], ["Fees; 2023: 4", "Dues; 2023: 5", "Gifts"]),
        ([["2021", "2022"], ["2023", "2024"]], ["2021; 2022", "2023; 2024"]),
        (
            [["Output", "24 kW"], ["Weight", "31 kg"], ["Gas", "propane"]],
            ["Output: 24 kW", "Weight: 31 kg", "Gas: propane"],
        ),
        ([], []),
    ],
)
def test_rows_name_their_columns_where_a_row_above_names_them(rows, lines):
    assert list(row_lines(rows)) == lines


def test_fields_are_named_by_their_path():
    record = {
        "city": "Oslo",
        "rain": {"mm": 763, "days": [1, 2]},
        "wet": True,
        "none": None,
        "of": [{"a": 1}, {"a": 2}],
    }
    assert list(fields(record)) == ["city: Oslo", "rain mm: 763", "rain days: 1, 2", "wet: yes", "of a: 1", "of a: 2"]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_told(sign):
    text = f'City{sign}Rain\nOslo{sign}"763{sign}or so"\n'
    assert read_bytes(text.encode(), "some.csv").text == f"City: Oslo; Rain: 763{sign}or so".replace("\t", " ")


def test_a_cell_of_a_csv_file_may_hold_a_whole_article():
    article = "It rained. " * 20_000
    text = read_bytes(f'City,Article\nOslo,"{article}"\nRome,none\n'.encode(), "some.csv").text
    assert text == f"City: Oslo; Article: {article.strip()}\n\nCity: Rome; Article: none"


def test_each_row_is_quoted_by_itself():
    document = read_bytes(b"City,Rain\nOslo,763 mm\nRome,878 mm\n", "some.csv")
    passage = passages(document)[0]
    assert [passage.text[a:b] for a, b in passage.sentences] == ["City: Oslo; Rain: 763 mm", "City: Rome; Rain: 878 mm"]


def test_the_text_of_a_record_is_read_under_its_title():
    lines = b'{"title": "Oslo", "text": "It rained.", "mm": 763}\n\n{"city": "Rome", "mm": 878}\n["a", "b"]\n'
    document = read_bytes(lines, "some.jsonl")
    assert document.text == "Oslo\n\nIt rained.\n\nmm: 763\n\ncity: Rome; mm: 878\n\na, b"
    assert document.metadata["headings"] == [[0, 4, 2]]


def test_a_line_that_is_no_json_is_named():
    with pytest.raises(UnreadableFile, match=r"^some\.jsonl: line 2 is not JSON \(.*\); mend it$"):
        read_bytes(b'{"a": 1}\n{"a": \n', "some.jsonl")


def test_a_deep_record_is_refused():
    with pytest.raises(UnreadableFile, match="line 1 is not JSON"):
        read_bytes(b"[" * 100_000, "some.jsonl")


def test_the_sheets_of_a_workbook_are_headings_and_cells_read_as_people_write_them():
    day = datetime.date(2024, 5, 1)
    content = xlsx(
        Rain=[["City", "mm", "Day", "Wet"], ["Oslo", 763.0, day, True], ["Rome", 878.5, day, False]],
        Snow=[["City", "cm"], ["Oslo", 40]],
    )
    document = read_bytes(content, "some.xlsx")
    assert document.text == (
        "Rain\n\nCity: Oslo; mm: 763; Day: 2024-05-01; Wet: yes\n\nCity: Rome; mm: 878.5; Day: 2024-05-01; Wet: no\n\n"
        "Snow\n\nCity: Oslo; cm: 40"
    )
    assert [each.heading for each in passages(document)] == ["Rain", "Snow"]


def test_a_formula_is_read_as_what_it_says_and_never_run():
    assert read_bytes(b"=1+1,@SUM(1)\n", "some.csv").text == "=1+1; @SUM(1)"


def test_a_damaged_workbook_is_refused():
    content = xlsx(Rain=[["City"]]).replace(b"PK\3\4", b"PK\3\5")
    with pytest.raises(UnreadableFile, match=r"^some\.xlsx: "):
        read_bytes(content, "some.xlsx")


def test_an_empty_workbook_is_refused():
    with pytest.raises(UnreadableFile, match="holds no text"):
        read_bytes(xlsx(Rain=[]), "some.xlsx")


def test_what_parts_the_cells_of_a_file_is_told_by_its_rows_and_not_by_its_sentences():
    rows = "Name;Kind\nGrebe;a boat, red, old, heavy\nHeron;a boat, 1,5 m wide, new\n"
    assert read_bytes(rows.encode(), "boats.csv").text == (
        "Name: Grebe; Kind: a boat, red, old, heavy\n\nName: Heron; Kind: a boat, 1,5 m wide, new"
    )


def test_times_are_told_to_the_minute():
    made = BytesIO()
    with xlsxwriter.Workbook(made) as workbook:
        sheet, clock = workbook.add_worksheet(), workbook.add_format({"num_format": "hh:mm:ss"})
        sheet.write_row(0, 0, ["Name", "From", "To"])
        sheet.write(1, 0, "Ann")
        sheet.write_datetime(1, 1, datetime.time(8, 15), clock)
        sheet.write_datetime(1, 2, datetime.time(9, 0, 30), clock)
    assert read_bytes(made.getvalue(), "hours.xlsx").text.endswith("Name: Ann; From: 08:15; To: 09:00:30")


def test_what_parts_the_cells_may_be_said_in_the_first_line():
    assert read_bytes(b"sep=#\r\nName#Town\r\nAnn#Graz\r\n", "a.csv").text == "Name: Ann; Town: Graz"
