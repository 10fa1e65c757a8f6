"""Forty dialogues over ten documents: how near the queries come to the questions written out by hand."""

import json
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import pytest
from turns import known

from bot import Answer, Citation, Turn
from bot.evaluation import read_questions
from bot.rewriting import rewrite
from knowledge import terms

FOLDER = Path(__file__).parent / "dialogues"
LINES = [json.loads(line) for line in (FOLDER / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


def turn(line):
    """Return a turn answered as it should be, with the sentence that the answer stands in."""
    text = (FOLDER / "documents" / line["documents"][0]).read_text(encoding="utf-8").replace("\n", " ")
    short = next(iter(line["answers"]), None)
    quote = next((each for each in text.split(". ") if short and short.lower() in each.lower()), None)
    cited = (Citation("d", "Title", "d.txt", 0, len(quote), quote),) if quote else ()
    answer = Answer("answer" if quote else "refusal", quote or "", short if quote else None, None, cited)
    return Turn("t", "c", datetime.now(UTC), line["question"], line["alone"], answer, "f", 1.0)


def dialogues(split):
    chosen = (line for line in LINES if line["split"] == split)
    return [list(lines) for _, lines in groupby(chosen, key=lambda line: line["conversation"])]


def nearness(query, alone):
    """Return the F1 of a query's terms with those of the question written out."""
    said, meant = set(terms(query)), set(terms(alone))
    return 2 * len(said & meant) / (len(said) + len(meant))


def followed(split):
    """Yield each question after a dialogue's first with what it becomes."""
    for lines in dialogues(split):
        turns = [turn(line) for line in lines]
        for n, line in enumerate(lines[1:], start=1):
            yield line, rewrite(line["question"], turns[:n], correct=known)


@pytest.mark.parametrize(("split", "least"), [("tune", 0.90), ("test", 0.88)])
def test_follow_ups_become_nearly_what_a_person_would_write_out(split, least):
    near = [nearness(query, line["alone"]) for line, query in followed(split)]
    assert sum(near) / len(near) >= least


def test_no_question_written_out_is_changed_by_a_dialogue_about_something_else():
    contexts = [[turn(line) for line in lines] for lines in dialogues("tune")[::3]]
    asked = [line["alone"] for line in LINES]
    changed = [q for q in asked for turns in contexts if set(terms(rewrite(q, turns, correct=known))) != set(terms(q))]
    assert changed == []


def test_the_dialogues_are_a_question_set_and_their_answers_stand_in_the_documents():
    questions = read_questions(FOLDER / "questions.jsonl").questions
    texts = {each.name: " ".join(each.read_text(encoding="utf-8").split()) for each in (FOLDER / "documents").iterdir()}
    assert len({each.conversation for each in questions}) == 40
    assert all(answer.lower() in texts[each.documents[0]].lower() for each in questions for answer in each.answers)
