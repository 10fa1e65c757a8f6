"""Web pages: their main content with headings, lists and tables, and nothing that a browser would run."""

import pytest

from knowledge import UnreadableFile, passages, read_bytes

STORY = (
    "<p>The council measured the rain in every month of the year and found that April was the wettest of all.</p>"
    "<p>Snow fell only in February, when the pass was closed for a week and the mail came by sledge.</p>"
)
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Rain in the valley</title>
<meta name="author" content="Ann Lee"><script>alert("script")</script></head><body>
<nav><a href="/">Home</a> <a href="/login">Log in here</a></nav>
<main><article><h1>Rain in the valley</h1>{STORY}<h2>By city</h2>
<table><tr><th>City</th><th>Rain</th></tr><tr><td>Oslo</td><td>763 mm</td></tr>
<tr><td>Rome</td><td>878 mm</td></tr></table>
<h2>Kinds</h2><ul><li>drizzle</li><li>shower</li></ul></article></main>
<footer>Cookie settings, imprint, all rights reserved</footer></body></html>"""


def read(page, name="some.html"):
    return read_bytes(page.encode() if isinstance(page, str) else page, name)


@pytest.fixture(scope="module")
def document():
    return read(PAGE)


def test_the_main_content_is_kept_without_menus_and_footers(document):
    assert "April was the wettest" in document.text
    assert not any(each in document.text for each in ("Log in", "Cookie", "script"))


def test_headings_are_kept_with_their_levels(document):
    found = [(document.text[start:end], level) for start, end, level in document.metadata["headings"]]
    assert found == [("Rain in the valley", 1), ("By city", 2), ("Kinds", 2)]
    assert [each.heading for each in passages(document)] == [None, "By city", "Kinds"]


def test_rows_name_their_columns_and_items_bear_a_mark(document):
    assert "City: Oslo; Rain: 763 mm\n\nCity: Rome; Rain: 878 mm" in document.text
    assert document.text.endswith("• drizzle\n• shower")


def test_what_a_browser_does_not_show_is_in_no_cell():
    page = PAGE.replace("<td>Oslo", "<td>Oslo<!-- a town --><script>count()</script><style>td {}</style>")
    assert "City: Oslo; Rain: 763 mm" in read(page).text


def test_title_author_and_language_are_kept(document):
    assert document.title == "Rain in the valley"
    assert {each: document.metadata[each] for each in ("author", "language", "media_type")} == {
        "author": "Ann Lee", "language": "en-GB", "media_type": "text/html",
    }  # fmt: skip


def test_where_no_main_content_stands_out_the_whole_page_is_read():
    assert (
        read("<p>It rained.</p><div>It <b>sno</b>wed <br>for hours.</div>").text == "It rained.\n\nIt snowed for hours."
    )


def test_a_note_mark_is_no_part_of_its_word():
    assert "rain¹ fell" in read("<p>Then rain<sup>1</sup> fell.</p>").text


@pytest.mark.parametrize("brackets", ["<ann@example.org>", "<https://example.org/>", "<K,V>", "<int*>", '<b"x>'])
def test_what_stands_in_angle_brackets_and_is_no_tag_keeps_no_page_from_being_read(brackets):
    text = read(f"<body>{STORY}<p>Write to Ann {brackets} about the rain in May and about the snow.</p></body>").text
    assert "Write to Ann about the rain in May" in text
    assert "April was the wettest" in text


def test_nested_lists_are_items_each():
    text = read("<ul><li>rain<ul><li>drizzle</li></ul></li><li>snow</li></ul>").text
    assert text == "• rain\n• drizzle\n• snow"


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1251", "shift_jis"])
def test_a_page_is_believed_what_it_declares(encoding):
    words = {"windows-1251": "Дождь шёл всю ночь", "shift_jis": "一晩中雨が降った"}.get(
        encoding, "Es regnete über Nacht"
    )
    page = f'<html><head><meta charset="{encoding}"></head><body><p>{words}.</p></body></html>'
    assert read(page.encode(encoding)).text == f"{words}."


def test_a_declaration_that_is_wrong_is_not_believed():
    assert read('<meta charset="no-such"><p>Über Nacht.</p>').text == "Über Nacht."
    assert read('<meta charset="ascii"><p>Über Nacht.</p>').text == "Über Nacht."


@pytest.mark.parametrize("page", ["<html></html>", "<script>x</script>", "<!--" * 1000, "<title>Rain</title>"])
def test_a_page_without_text_is_refused(page):
    with pytest.raises(UnreadableFile, match=r"^some\.html: holds no text$"):
        read(page)


def test_pages_are_told_by_their_content_where_their_name_says_nothing():
    assert read("<!DOCTYPE html><p>It rained.</p>", "page").text == "It rained."
    assert read("<p>It rained.</p>", "a.txt").text == "<p>It rained.</p>"


def test_lines_that_are_ended_within_a_paragraph_stand_apart():
    address = (
        "<p>Mill Bakery<br>3 Pond Street<br>Opened: 4 May 2021, after two years of work<br/>Owner: Ms Ida Roth</p>"
    )
    assert read(f"<main><h1>Bakeries</h1>{address}</main>").text.split("\n\n")[1:] == [
        "Mill Bakery", "3 Pond Street", "Opened: 4 May 2021, after two years of work", "Owner: Ms Ida Roth"
    ]  # fmt: skip


def test_a_heading_stays_above_what_is_kept_and_goes_with_what_is_not():
    page = """<html><body><nav><h2>Shop</h2><p>Log in</p></nav><h1>Membership</h1>
    <p>Full members pay € 240 a year; students pay € 95. Fees are due on 1 March.</p>
    <h2>Joining</h2><ol><li>Fill in the form at the boathouse.</li><li>Pass the swimming test.</li></ol>
    <section><p>A student card must be shown to the treasurer, Ms Oyelaran.</p></section></body></html>"""
    document = read(page)
    assert [document.text[a:b] for a, b, _ in document.metadata["headings"]] == ["Membership", "Joining"]


def test_items_bear_the_numbers_that_a_page_shows():
    page = """<ol start="3"><li>rain<ol type="a"><li><p>drizzle</p></li><li>shower</li></ol></li>
    <li value="7">snow</li><li>hail</li></ol><ol reversed><li>fog</li></ol><ul><li>mist</li></ul>"""
    assert read(page).text == "3. rain\na) drizzle\nb) shower\n7. snow\n8. hail\n• fog\n• mist"


def test_raised_digits_are_no_digits_of_the_number_before_and_no_way_back_is_read():
    page = """<p>They pay € 95<a role="doc-noteref" href="#n">1</a> for 10<sup><b>6</b></sup> litres.</p>
    <p>Students too. <a role="doc-backlink" href="#r">↩︎</a></p>"""
    assert read(page).text == "They pay € 95¹ for 10⁶ litres.\n\nStudents too."


def test_empty_lines_part_paragraphs():
    assert read("<p>It rained.<br><br>It snowed.</p>").text == "It rained.\n\nIt snowed."
