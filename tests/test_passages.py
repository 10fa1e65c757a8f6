"""Passages: exact offsets, whole sentences, nothing lost, nothing twice, never across headings."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Document, passages
from knowledge.blocks import blocks
from knowledge.sentences import sentence_spans

PARTS = st.sampled_from(
    [
        *("The heading", "# Title", "## Part", "Title\n=====", "***", "```\ncode\n```", "  spaced   out  words  "),
        *("Birds fly south. They return in spring.", "- an item\n- another item¹", "1. The note.", "(a) one (b) two"),
        *("It is so[2].", "[2] Why it is so.", "Mr. Goff left.. ", "word " * 90 + "ends.", "x" * 5000),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PARTS, max_size=12).map("\n\n".join))
HEADED = st.sampled_from(["# Title", "## Title", "# Part", "## Section", "### Detail", "Title", "A line", "It rained."])
KINDS = st.sampled_from(["text/plain", "text/markdown"])


def document(text, *, title="No such title", kind="text/plain"):
    return Document("doc", title, text, "doc.txt", {"media_type": kind})


def words(count, name="word"):
    return " ".join(f"{name}{number}" for number in range(count))


@given(TEXTS, KINDS)
def test_every_passage_is_a_slice_of_its_document(text, kind):
    for passage in passages(document(text, kind=kind)):
        assert passage.text == text[passage.start : passage.end] != ""


@given(TEXTS, KINDS)
def test_passages_stand_in_order_without_overlap(text, kind):
    for left, right in pairwise(passages(document(text, kind=kind))):
        assert left.end <= right.start
        assert left.passage_id < right.passage_id


@given(TEXTS, KINDS)
def test_sentences_lie_inside_their_passage_in_order_and_span_it(text, kind):
    for passage in passages(document(text, kind=kind)):
        assert passage.sentences[0][0] == 0
        assert passage.sentences[-1][1] == len(passage.text)
        assert all(start < end for start, end in passage.sentences)
        assert all(left[1] <= right[0] for left, right in pairwise(passage.sentences))


@given(TEXTS, KINDS)
def test_every_word_of_the_body_is_in_exactly_one_sentence_of_one_passage(text, kind):
    held = [0] * len(text)
    for passage in passages(document(text, kind=kind)):
        for start, end in passage.sentences:
            for place in range(passage.start + start, passage.start + end):
                held[place] += 1
    for block in blocks(text, markdown=kind == "text/markdown"):
        inside = [held[place] for place in range(block.start, block.end) if text[place].isalnum()]
        assert max(inside, default=0) <= 1
        assert block.kind == "heading" or all(inside)


@given(st.lists(HEADED, max_size=8).map("\n\n".join), st.sampled_from(["Title", "Part", "No such title"]), KINDS)
def test_every_heading_but_the_title_stands_in_a_passage_or_above_one(text, title, kind):
    made = passages(document(text, title=title, kind=kind))
    shown = [words for passage in made for words in (*passage.headings, passage.text)]
    for block in blocks(text, markdown=kind == "text/markdown"):
        heading = text[block.start : block.end]
        assert block.kind != "heading" or heading == title or any(heading in words for words in shown)


@given(TEXTS, KINDS)
def test_passages_are_the_same_each_time(text, kind):
    assert passages(document(text, kind=kind)) == passages(document(text, kind=kind))


@given(st.lists(st.integers(1, 300), min_size=1, max_size=6))
def test_a_passage_is_no_longer_than_the_longest_unless_one_sentence_is(lengths):
    text = "\n\n".join(words(length).capitalize() + "." for length in lengths)
    for passage in passages(document(text)):
        assert len(passage.text.split()) <= 160 or len(passage.sentences) == 1


@pytest.mark.parametrize("text", ["", " \n ", "***"])
def test_a_document_without_words_has_no_passages(text):
    assert passages(document(text, kind="text/markdown")) == []


def test_short_paragraphs_are_joined():
    (passage,) = passages(document("It rained.\n\nWe stayed in.\n\nIt stopped."))
    assert len(passage.sentences) == 3


def test_a_long_paragraph_is_parted_between_sentences():
    text = " ".join(f"Sentence {number} has just these seven words." for number in range(60))
    made = passages(document(text))
    assert len(made) > 2
    assert all(passage.text.startswith("Sentence") and passage.text.endswith(".") for passage in made)


def test_a_passage_never_reaches_over_a_heading():
    text = "First part\n\nIt rained.\n\nSecond part\n\nIt stopped."
    assert [(p.heading, p.text) for p in passages(document(text))] == [
        ("First part", "It rained."),
        ("Second part", "It stopped."),
    ]


def test_headings_of_several_levels_are_given_from_the_highest():
    text = "# Birds\n\n## Gulls\n\nThey cry.\n\n## Wrens\n\nThey sing.\n\n# Bees\n\nThey hum."
    made = passages(document(text, kind="text/markdown"))
    assert [p.heading for p in made] == ["Birds › Gulls", "Birds › Wrens", "Bees"]


def headed(text):
    found = passages(document(text, kind="text/markdown"))
    return [(each.heading, [each.text[a:b] for a, b in each.sentences]) for each in found]


TABLE = "# Faults\n\n| Display | Meaning |\n|---|---|\n| E10 | No water. None at all |\n| E20 | No drain |\n"


def test_the_names_of_the_columns_are_a_heading_of_the_rows_each_of_which_is_a_sentence():
    rows = ["E10 | No water. None at all", "E20 | No drain"]
    assert headed(TABLE) == [("Faults › Display | Meaning", rows)]
    assert headed(TABLE + "\nCall us.") == [("Faults › Display | Meaning", rows), ("Faults", ["Call us."])]


def test_the_columns_of_one_table_are_no_heading_of_the_next():
    text = TABLE + "\n## Sizes\n\n|  |  |\n|--|--|\n| Weight | 71 kg |"
    assert headed(text)[1] == ("Faults › Sizes", ["Weight | 71 kg"])


def test_names_of_columns_without_rows_are_text():
    assert headed("# Faults\n\n| Display | Meaning |\n|---|---|\n") == [("Faults", ["Display | Meaning"])]


def test_a_comment_in_code_stands_below_the_headings_of_its_section():
    assert headed("# Tool\n\n```sh\n# install\nmake\n```\n\n# More\n\nText.") == [
        ("Tool › install", ["make"]),
        ("More", ["Text."]),
    ]


def test_the_title_is_left_out_of_the_headings():
    made = passages(document("# Birds\n\n## Gulls\n\nThey cry.", title="Birds", kind="text/markdown"))
    assert [p.heading for p in made] == ["Gulls"]


def test_a_heading_above_the_title_stays_above_the_passages():
    made = passages(document("# Office\n\n## Gulls\n\nThey cry.", title="Gulls", kind="text/markdown"))
    assert [(p.heading, p.text) for p in made] == [("Office", "They cry.")]


def test_a_heading_above_the_title_on_its_own_level_is_text():
    made = passages(document("Bird office\n\nGulls\n\nThey cry.", title="Gulls"))
    assert [(p.heading, p.text) for p in made] == [(None, "Bird office\n\nGulls\n\nThey cry.")]


def test_a_heading_with_nothing_below_is_text():
    text = "It rained.\n\nA line without a full stop"
    assert [p.text for p in passages(document(text))] == [text]


def test_a_document_that_is_only_its_title_can_still_be_found():
    (passage,) = passages(document("Buy milk tomorrow", title="Buy milk tomorrow"))
    assert passage.text == "Buy milk tomorrow"


def test_a_note_stands_alone_under_the_sentence_that_points_to_it():
    made = passages(document("It has\npartnerships¹. It grew.\n\n1. The Council."))
    assert [(p.heading, p.text) for p in made] == [
        (None, "It has\npartnerships¹. It grew."),
        ("It has partnerships¹.", "The Council."),
    ]


def test_a_note_is_not_mistaken_for_one_whose_number_begins_alike():
    made = passages(document("The bridge¹² is old. The tower¹ is new.\n\n¹ Built in 1990.\n\n¹² Built in 1650."))
    assert [(p.heading, p.text) for p in made[1:]] == [
        ("The tower¹ is new.", "Built in 1990."),
        ("The bridge¹² is old.", "Built in 1650."),
    ]


def test_a_huge_single_token_is_parted_into_passages_of_bearable_length():
    text = "x" * 1_000_000
    made = passages(document(text))
    assert "".join(p.text for p in made) == text
    assert max(len(p.text) for p in made) <= 3200


def test_a_table_of_many_words_without_full_stops_is_parted_at_white_space():
    text = words(3000).capitalize() + "."
    made = passages(document(text))
    assert [word for p in made for word in p.text.split()] == text.split()
    assert max(len(p.text) for p in made) <= 3200


@pytest.mark.usefixtures("ends_soon")
def test_a_large_document_is_parted_in_one_go():
    assert len(passages(document("word " * 200_000 + "\n\n" + "y" * 1_000_000))) > 500


def test_ids_name_the_document_and_the_place():
    made = passages(document("One part\n\nIt rained.\n\nOther part\n\nIt stopped."))
    assert [p.passage_id for p in made] == ["doc:00000", "doc:00001"]
    assert {p.document_id for p in made} == {"doc"}


def test_the_sentences_of_a_passage_are_those_of_its_text():
    text = "Dr. Smith came. He met Mr. Goff in the U.S. in 2001."
    (passage,) = passages(document(text))
    assert list(passage.sentences) == list(sentence_spans(text))


def test_what_leads_in_a_list_stands_with_it():
    text = f"{words(45)}.\n\nTasks for May:\n\n- Call the roofer.\n- Buy paint."
    first, second = passages(document(text))
    assert (first.text, second.text) == (f"{words(45)}.", text[text.index("Tasks") :])


def test_the_items_of_a_list_stand_together_as_long_as_they_have_room():
    steps = [f"- {words(30, f'step{n}x')}." for n in range(7)]
    first, second = passages(document("\n".join(steps)))
    assert [text.count("step") for text in (first.text, second.text)] == [150, 60]
