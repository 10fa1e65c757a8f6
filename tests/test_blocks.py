"""The blocks of plain text and Markdown: headings, paragraphs, items, notes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.blocks import blocks

LINES = st.sampled_from([
    *"||Heading|A sentence stands here.|- item|2. item¹|# Title #|===|---|```|  x  |[1] note|[^1]: note".split("|"),
    *"1. note|* * *|#|## |word[1]|\t|(a) b|# C#|\x0c|\u2028|> quoted|> - item|>|Date: one|Chair: two".split("|"),
    "| a | b |", "|---|---|", "a|b", "~~~~ x", "~~~", "-|-", "| |",
])  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(LINES).map("\n".join))


def seen(text, *, markdown=False):
    return [(block.kind, text[block.start : block.end]) for block in blocks(text, markdown=markdown)]


def headings(text):
    return [(b.level, text[b.start : b.end]) for b in blocks(text, markdown=True) if b.kind == "heading"]


@given(TEXTS, st.booleans())
def test_blocks_stand_in_order_and_never_overlap(text, markdown):
    last = 0
    for block in blocks(text, markdown=markdown):
        assert last <= block.start < block.end <= len(text)
        last = block.end


@given(TEXTS, st.booleans())
def test_no_block_begins_or_ends_with_white_space(text, markdown):
    parts = [text[block.start : block.end] for block in blocks(text, markdown=markdown)]
    assert parts == [part.strip() for part in parts]


@given(TEXTS, st.booleans())
def test_only_headings_have_a_level_and_only_notes_a_label(text, markdown):
    for block in blocks(text, markdown=markdown):
        assert (block.level > 0) == (block.kind == "heading")
        assert (block.label is not None) == (block.kind == "note")


@given(st.lists(st.sampled_from(["One two three.", "Four five.", "Six, seven; eight."]), min_size=1))
def test_paragraphs_are_what_blank_lines_part(paragraphs):
    assert seen("\n\n".join(paragraphs)) == [("paragraph", each) for each in paragraphs]


@pytest.mark.parametrize("text", ["", " \n\t\n", "\n\n\n"])
def test_a_text_of_white_space_has_no_blocks(text):
    assert blocks(text) == []


def test_a_short_line_alone_that_ends_no_sentence_is_a_heading_in_plain_text():
    assert seen("The title\n\nIt begins here.") == [("heading", "The title"), ("paragraph", "It begins here.")]


@pytest.mark.parametrize(
    "line",
    [
        "It ends a sentence.",
        "Is it a question?",
        "A lead-in:",
        "Two short\nlines",
        "Photo of the bridge (Oct 2007)",
        "one two three four five six seven eight nine ten eleven twelve thirteen",
        "x" * 300,
        "of the",
    ],
)
def test_what_does_not_read_like_a_heading_is_a_paragraph(line):
    assert seen(line + "\n\nThe rest stands here.")[0] == ("paragraph", line)


@pytest.mark.parametrize(
    "line", ["Marianne Velt (1861–1934)", "Ada Example (born 1961)", "World Health Assembly (WHA)", "The Act (2019)"]
)
def test_a_heading_may_end_with_years_or_an_acronym_in_brackets(line):
    assert seen(line + "\n\nThe rest stands here.")[0] == ("heading", line)


def test_list_items_leave_their_markers_outside_and_keep_their_further_lines():
    text = "Bring:\n- one\n- two\n  and more"
    assert seen(text) == [("paragraph", "Bring:"), ("item", "one"), ("item", "two\n  and more")]


@pytest.mark.parametrize("marker", ["-", "*", "+", "•", "1.", "2)", "a)", "(iv)"])
def test_all_usual_markers_make_items(marker):
    assert seen(f"{marker} first\n{marker} second") == [("item", "first"), ("item", "second")]


@pytest.mark.parametrize("markdown", [True, False])
def test_lines_that_say_what_they_hold_are_items_with_their_labels(markdown):
    text = "Date: 3 May 2024\nPlace: the hall,\nground floor\nIn the chair: Ms Molnar"
    items = [
        ("item", "Date: 3 May 2024"),
        ("item", "Place: the hall,\nground floor"),
        ("item", "In the chair: Ms Molnar"),
    ]
    assert seen(text, markdown=markdown) == items


@pytest.mark.parametrize(
    "text", ["Note: it is one sentence\nthat goes on.", "It says this: one\nand says that: two", "http://a.example\nhttp://b.example"]
)  # fmt: skip
def test_a_single_label_or_a_colon_within_a_sentence_parts_nothing(text):
    assert seen(text) == [("paragraph", text)]


def test_the_marks_of_a_quotation_stand_outside():
    text = "> It is quoted.\n\n> - one\n> - two\n>\n> More."
    assert seen(text, markdown=True) == [
        ("paragraph", "It is quoted."),
        ("item", "one"),
        ("item", "two"),
        ("paragraph", "More."),
    ]


TABLE = "| Display | Meaning |\n|:--|--:|\n| E10 | No water |\n|  | Nothing |\nIt ends."


def test_each_row_of_a_markdown_table_is_a_block_without_its_outer_bars():
    rows = [("columns", "Display | Meaning"), ("row", "E10 | No water"), ("row", "Nothing"), ("paragraph", "It ends.")]
    assert seen(TABLE, markdown=True) == rows
    assert seen("What it shows:\n" + TABLE, markdown=True) == [("paragraph", "What it shows:"), *rows]


def test_a_table_needs_no_outer_bars():
    assert seen("a | b\n--|--\n1 | 2", markdown=True) == [("columns", "a | b"), ("row", "1 | 2")]


@pytest.mark.parametrize("text", ["a | b\n1 | 2", "a\n--|--", "| a |\ntext\n|---|"])
def test_bars_without_a_line_of_dashes_below_them_make_no_table(text):
    assert "row" not in [kind for kind, _ in seen(text, markdown=True)]


def test_a_rule_is_no_block():
    assert seen("One here.\n\n-----\n\nTwo here.") == [("paragraph", "One here."), ("paragraph", "Two here.")]


def test_a_note_is_what_a_superscript_mark_points_to():
    text = "It has partnerships¹ and more.\n\n1. The note.\n\n2. No note."
    assert seen(text)[1:] == [("note", "The note."), ("item", "No note.")]
    assert blocks(text)[1].label == "1"


@pytest.mark.parametrize("note", ["[2] The note.", "² The note.", "2. The note.", "2) The note."])
def test_a_note_may_be_marked_in_several_ways(note):
    text = f"A claim[2] and another².\n\n{note}"
    assert [(b.kind, b.label, text[b.start : b.end]) for b in blocks(text)][1] == ("note", "2", "The note.")


def test_a_markdown_footnote_is_a_note():
    text = "A claim[^a].\n\n[^a]: The note."
    assert seen(text, markdown=True)[1] == ("note", "The note.")


def test_a_numbered_list_without_marks_in_the_text_is_no_list_of_notes():
    assert [kind for kind, _ in seen("It is so.\n\n1. First.\n2. Second.")] == ["paragraph", "item", "item"]


def test_markdown_headings_have_the_level_of_their_hashes():
    assert headings("# One\n\nText.\n\n### Three ###\nText.") == [(1, "One"), (3, "Three")]


@pytest.mark.parametrize("name", ["C#", "F#", "A# minor and C#"])
def test_a_hash_that_belongs_to_the_last_word_stays_in_the_heading(name):
    assert headings(f"# {name}\n\nText.") == headings(f"# {name} ##\n\nText.") == [(1, name)]


def test_underlined_lines_are_headings_in_markdown():
    assert headings("Title\n=====\n\nPart\n----\nText.") == [(1, "Title"), (2, "Part")]


def test_in_markdown_only_a_marked_line_is_a_heading():
    assert seen("A short line\n\n#hashtag", markdown=True) == [("paragraph", "A short line"), ("paragraph", "#hashtag")]


def test_a_heading_need_not_be_parted_from_its_text_by_a_blank_line():
    text = "Before it.\n# Title\nAfter it."
    assert seen(text, markdown=True) == [("paragraph", "Before it."), ("heading", "Title"), ("paragraph", "After it.")]


def test_the_fences_of_code_are_outside_and_the_code_is_text():
    assert seen("```python\nprint(1)\n```", markdown=True) == [("paragraph", "print(1)")]


@pytest.mark.parametrize("fence", ["```", "~~~~", "  ```"])
def test_a_comment_in_code_is_the_lowest_of_headings(fence):
    text = f"# Tool\n\n{fence}sh\n# install\nmake\n\n# run\n---\n./tool\n{fence}\n\n# More\n\nText."
    assert headings(text) == [(1, "Tool"), (7, "install"), (7, "run"), (1, "More")]


@pytest.mark.parametrize(
    "text", ["```\n# One\n", "```code``` text\n# One\n\n```\nx\n```", "```\n~~~\n```\n# One", "~~~\n~~~ x\n~~~\n# One"]
)
def test_what_is_not_fenced_in_is_no_code(text):
    assert headings(text) == [(1, "One")]


def test_markdown_rules_and_empty_headings_are_no_blocks():
    assert seen("***\n\n# \n\nText.\n\n- - -", markdown=True) == [("paragraph", "Text.")]


@pytest.mark.parametrize(
    "text",
    [
        "# x" + " " * 200_000 + "y",
        "One.\n\n" + " " * 200_000 + "\n\nTwo.",
        "word" + "(" * 200_000,
        "- " * 100_000 + "x",
        "[1" * 100_000,
        "x." * 100_000,
        "> " * 100_000 + "x",
        "```\n" * 50_001 + "# x\n" * 50_000,
        "|" * 100_000 + "\n" + "|-" * 100_000 + "x",
        "Word " * 50_000 + ": x\n" + "A: b\n" * 20_000,
    ],
    ids=[
        "spaces in a heading",
        "a line of spaces",
        "parentheses",
        "dashes",
        "brackets",
        "stops",
        "quotations",
        "fences",
        "bars",
        "labels",
    ],
)
@pytest.mark.usefixtures("ends_soon")
def test_a_line_made_to_hurt_is_read_once(text):
    blocks(text, markdown=True)
    blocks(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("北京大学", "heading"),
        ("北京大学位于北京市海淀区。", "paragraph"),
        ("「行くよ。」", "paragraph"),
        ("ประวัติศาสตร์ไทย", "heading"),
        ("กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทยมีประชากรประมาณแปดล้านคน", "paragraph"),
    ],
)
def test_a_heading_without_spaces_is_short_and_ends_no_sentence(text, kind):
    assert blocks(f"{text}\n\nMore.")[0].kind == kind


def test_lines_that_are_ended_are_paragraphs_in_plain_text_alone():
    text = "Mill Bakery\n3 Pond Street\nHarwell"
    assert seen(text) == [("paragraph", each) for each in text.split("\n")]
    assert seen(text, markdown=True) == [("paragraph", text)]


def test_a_numbered_item_is_no_note_where_the_note_has_a_mark_of_markdown():
    text = "It is locked.[^1]\n\nTo open it:\n\n1. Turn the key.\n2. Pull.\n\n[^1]: Since 2020."
    kinds = [kind for kind, _ in seen(text, markdown=True)]
    assert kinds == ["paragraph", "paragraph", "item", "item", "note"]


def test_an_ended_line_right_above_sentences_is_their_heading_in_plain_text():
    text = "2. New oven\nThe old one broke. Ann will look for another."
    assert seen(text) == [("heading", "2. New oven"), ("paragraph", "The old one broke. Ann will look for another.")]
    for other in ("Ann Reed\nBaker", "Chair: Ann\nThe old oven broke at last.", "Bread\n- It is baked at night."):
        assert "heading" not in [kind for kind, _ in seen(other)]
