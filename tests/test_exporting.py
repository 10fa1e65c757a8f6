"""Conversations as Markdown and JSON, and feedback as a question set that `quoth evaluate` reads."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import (
    NOT_IN_DOCUMENTS,
    Answer,
    Citation,
    Conversation,
    Feedback,
    ShownPassage,
    Turn,
    conversation_payload,
    json_lines,
    markdown,
    question_set,
)
from bot.evaluation import read_questions
from bot.forgetting import SOURCE_REMOVED

CITATION = Citation("d", "A *bold* title", "notes/a.txt", 10, 36, "It rained\nin Rome <b>&amp;", "Weather", 4)
ANSWERED = Answer("answer", "In Rome. …", "in Rome", 0.9, (CITATION,), (), "In Rome.")
CLOSEST = Answer(
    "passages", "…", None, 0.1, (), (ShownPassage("p", "d", "Title", "b.txt", 0, 5, "Words", 1.0),), "The closest:"
)
REFUSED = Answer("refusal", "Nothing.", lead="Nothing.")


def turn(answer, question="Where did it rain?", query=None, turn_id="t"):
    return Turn(turn_id, "c", datetime(2026, 11, 24, tzinfo=UTC), question, query or question, answer, "i", 1.0)


def test_markdown_shows_each_question_with_its_quote_and_where_it_stands():
    text = markdown(Conversation("c", (turn(ANSWERED), turn(CLOSEST, "And # where?"), turn(REFUSED)), "Rain"))
    assert text.startswith("# Rain\n\n## Where did it rain?\n\nIn Rome.\n\n> It rained\n> in Rome")
    assert "> — *A \\*bold\\* title*, Weather, page 4 (notes/a.txt, characters 10–36)" in text
    assert "## And \\# where?\n\nThe closest:\n\n> Words\n>\n> — *Title* (b.txt, characters 0–5)" in text
    assert text.endswith("Nothing.\n")


def test_markdown_shows_as_many_passages_as_the_reply_did():
    two = replace(CLOSEST, passages=(CLOSEST.passages[0], replace(CLOSEST.passages[0], text="Others")), shown=1)
    assert "Others" not in markdown(Conversation("c", (turn(two),), "Rain"))
    assert "> Others" in markdown(Conversation("c", (turn(replace(two, shown=2)),), "Rain"))


def test_markup_in_documents_stays_text_in_markdown():
    assert "> in Rome &lt;b\\>&amp;amp;" in markdown(Conversation("c", (turn(ANSWERED),), "Rain"))


def test_json_holds_every_turn_whole_with_its_feedback():
    turns = (turn(ANSWERED, turn_id="t1"), turn(REFUSED, turn_id="t2"))
    payload = conversation_payload(Conversation("c", turns, "Rain"), {"t1": Feedback("t1", good=False, reason="short")})
    assert json.loads(json.dumps(payload)) == payload
    assert payload["title"] == "Rain"
    assert [each["kind"] for each in payload["turns"]] == ["answer", "refusal"]
    assert payload["turns"][0]["created"] == "2026-11-24T00:00:00+00:00"
    assert payload["turns"][0]["feedback"] == {"good": False, "reason": "short", "expected": ""}
    assert payload["turns"][1]["feedback"] is None


@pytest.mark.parametrize(
    ("answer", "feedback", "accepted"),
    [
        (ANSWERED, Feedback("t", good=True), ["in Rome"]),
        (ANSWERED, Feedback("t", good=False, expected="in Ostia"), ["in Ostia"]),
        (ANSWERED, Feedback("t", good=False, reason=NOT_IN_DOCUMENTS), []),
        (REFUSED, Feedback("t", good=True), []),
        (CLOSEST, Feedback("t", good=False, expected="Words"), ["Words"]),
    ],
)
def test_a_judged_reply_becomes_a_question_with_its_accepted_answers(answer, feedback, accepted):
    entries, unclear = question_set([(turn(answer), feedback)])
    assert [each["answers"] for each in entries] == [accepted]
    assert unclear == 0


def test_a_good_quote_without_shorter_words_is_the_accepted_answer():
    whole = Answer("answer", "…", None, 0.9, (CITATION,))
    (entry,) = question_set([(turn(whole), Feedback("t", good=True))])[0]
    assert entry["answers"] == ["It rained in Rome <b>&amp;"]
    assert entry["documents"] == ["notes/a.txt"]


def test_a_bad_reply_without_the_right_words_is_counted_and_left_out():
    assert question_set([(turn(ANSWERED), Feedback("t", good=False, reason="wrong"))]) == ([], 1)


def test_a_good_reply_whose_source_is_gone_for_good_is_counted_and_left_out():
    gone = replace(CITATION, quote=SOURCE_REMOVED, start=0, end=0)
    answer = Answer("answer", "…", None, 0.9, (gone,))
    assert question_set([(turn(answer), Feedback("t", good=True))]) == ([], 1)
    (entry,) = question_set([(turn(answer), Feedback("t", good=True, expected="in Ostia"))])[0]
    assert (entry["answers"], "documents" in entry) == (["in Ostia"], False)


def test_a_follow_up_stands_alone_and_the_last_judgement_counts():
    first = turn(ANSWERED, "When?", "When did it rain?", "t1")
    second = turn(ANSWERED, "When did it rain?", turn_id="t2")
    judged = [(first, Feedback("t1", good=True)), (second, Feedback("t2", good=False, expected="2001"))]
    (entry,) = question_set(judged)[0]
    assert (entry["question"], entry["answers"]) == ("When did it rain?", ["2001"])


def test_the_question_set_is_one_that_can_be_evaluated(tmp_path):
    judged = [
        (turn(ANSWERED, turn_id="t1"), Feedback("t1", good=True)),
        (turn(REFUSED, "Why?", turn_id="t2"), Feedback("t2", good=True, reason="rightly so")),
    ]
    file = tmp_path / "judged.jsonl"
    file.write_text(json_lines(question_set(judged)[0]), encoding="utf-8")
    assert [each.answers for each in read_questions(file).questions] == [("in Rome",), ()]
