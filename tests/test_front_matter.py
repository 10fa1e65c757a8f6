"""Front matter: its title is the document's, its lines are no text, and what only looks like it is."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import passages, read_bytes
from knowledge.front_matter import front_matter

LINES = st.sampled_from([
    *("---", "+++", "...", "", "title: Rain", "title: 'It''s", 'title: "a\\', "title = 'Rain'", "- one", "  more: x"),
    *("# Rain", "Text.", "a:", "[x]", "--- ", "title: >-"),
])  # fmt: skip
TEXT = "# Rain\n\nIt falls."
YAML = "---\ntitle: Weather\nauthor: Ada\n---\n\n"
TOML = '+++\ntitle = "Weather"\nweight = 3\n\n[params]\ntags = [\n  "a",\n]\n+++\n\n'


def read(text, name="some.md"):
    return read_bytes(text.encode(), name)


def titled(*lines):
    return read("\n".join(["---", *lines, "---", "", TEXT])).title


def shown(text, name="some.md"):
    return [(passage.heading, passage.text) for passage in passages(read(text, name))]


@given(st.one_of(st.text(), st.lists(LINES).map("\n".join)))
def test_front_matter_is_the_beginning_of_a_text_of_which_more_follows(text):
    found = front_matter(text)
    assert found is None or (0 < found.end < len(text) and text[found.end - 1] == "\n" and found.title != "")


@pytest.mark.parametrize("before", [YAML, TOML])
def test_the_title_of_front_matter_is_the_title_and_its_lines_are_no_text(before):
    document = read(before + TEXT)
    assert document.title == "Weather"
    assert document.text == before + TEXT
    (passage,) = passages(document)
    assert (passage.heading, passage.text) == ("Rain", "It falls.")
    assert document.text[passage.start : passage.end] == passage.text


@pytest.mark.parametrize(
    "line",
    [
        'title: "Weather: a guide"',
        "title: 'Weather: a guide'  # of Ada",
        'Title:   "Weather\\u003a a guide"',
        '"title": Weather: a guide # of Ada',
        "title: Weather:\n  a guide",
        "title: >-\n  Weather:\n\n  a guide",
    ],
)
def test_a_title_is_read_without_its_marks_however_it_is_written(line):
    assert titled(*line.split("\n")) == "Weather: a guide"


@pytest.mark.parametrize("title", ["It's raining", "C# for me", "Rain|snow", ">3 days", "北京"])
def test_signs_that_are_words_of_the_title_stay(title):
    assert titled(f"title: {title}") == title


def test_quotation_marks_within_a_title_stay():
    assert titled(r'title: "The \"wet\" \d"') == r"The \"wet\" \d"
    assert titled(r'title: "The \"wet\""') == 'The "wet"'
    assert titled("title: 'It''s wet'") == "It's wet"


@pytest.mark.parametrize("lines", [["author: Ada"], ["title:"], ["title:", "- a"], ["meta:", "  title: Other"], []])
def test_without_a_title_in_front_matter_the_heading_is_the_title(lines):
    assert titled(*lines) == "Rain"


@pytest.mark.parametrize(
    "before",
    [
        '---\nlang: "en"\nauthor: Ada\ndate: 2020-01-02\nupdated: 2021-03-04T05:06:07Z # last\n---\n',
        '+++\nLanguage = "en"\nauthor = "Ada"\ndate = 2020-01-02\nlastmod = 2021-03-04T05:06:07Z\n+++\n',
    ],
)
def test_language_author_and_dates_of_front_matter_are_metadata(before):
    told = read(f"{before}{TEXT}").metadata
    assert (told["language"], told["author"], told["created"]) == ("en", "Ada", "2020-01-02")
    assert datetime.fromisoformat(told["modified"]) == datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "line", ["date: last spring", "date:", "author:\n  - Ada", "author: [Ada, Bob]", "lang: {a: b}"]
)
def test_what_is_no_date_or_no_text_of_its_own_is_no_metadata(line):
    assert read(f"---\ntitle: Rain\n{line}\n---\n{TEXT}").metadata == {"media_type": "text/markdown"}


def test_lists_comments_and_blank_lines_belong_to_the_fields():
    text = "---\n# for the site\ntags:\n- rain\n\nog:title: x\nabout: |\n  It falls.\n\n  It stops.\n...\n" + TEXT
    assert shown(text) == [(None, "It falls.")]


@pytest.mark.parametrize(
    "text",
    [
        "It rained.\n\n---\ntitle: Weather\n---\n\nIt stopped.",
        "---\ntitle: Weather\n\nIt rained.",
        "---\nIt rained: so we stayed in.\nIt stopped.\n---\n\nWe left.",
        "---\n\nNote: it rained.\n\n---\n\nWe left.",
        "---\n- rain\n---\n\nWe left.",
        "---\n# Notes\n---\n\nWe left.",
        "----\ntitle: Weather\n----\n\nWe left.",
        " ---\ntitle: Weather\n ---\n\nWe left.",
        "+++\ntitle: Weather\n+++\n\nWe left.",
        "---\ntitle = 'Weather'\n---\n\nWe left.",
        "+++\na = " + "[" * 10_000 + "\n+++\n\nWe left.",
        "---\ntitle: Weather\n---\n",
        "---\nnote: " + "It rained. " * 2000 + "\n---\n\nWe left.",
    ],
)
def test_what_only_looks_like_front_matter_is_text(text):
    assert front_matter(text) is None


def test_front_matter_is_known_in_markdown_alone():
    document = read(YAML + "It falls.", "some.txt")
    assert document.title == "some"
    assert "author: Ada" in passages(document)[0].text


@pytest.mark.parametrize(
    "inside",
    ["---\n" * 200_000, "a" * 1_000_000, "a" + " " * 9_900, "title: '" + "'" * 9_900,
     "a:" + "\n " * 4_900, "title: >" + " \t" * 4_900 + "x"],
)  # fmt: skip
@pytest.mark.usefixtures("ends_soon")
def test_front_matter_made_to_hurt_is_read_once(inside):
    front_matter(f"---\n{inside}\n---\nIt rained.")
    front_matter("+++\n" + "a." * 4_900 + "a = 1\n+++\nIt rained.")
