"""Altered training questions: what is asked in other words, and what the paragraph no longer answers."""

import numpy as np
import pytest
from match_definition import encode

from bot.reading.altering import Altering, inflected, may_mean_the_same, without_answers
from bot.reading.encoding import tokenize
from bot.reading.examples import Paragraph, Question, occurrences
from bot.reading.vocabulary import SPECIAL, Vocabulary, stem

TEXT = (
    "The mill of Arden was built in 1820 by Ada Brown. It burned down in 1911 and the town bought the land. "
    "Today a museum stands there, and its garden is known for old roses that Ben Clark planted along the river."
)
WORDS = [*SPECIAL, *sorted({w.lower() for w in tokenize(TEXT).words if w.isalpha()} | {"factory", "bridge", "castle"})]


def a_paragraph(*asked, text=TEXT):
    """Return a paragraph with questions, each given as (question, answer)."""
    tokens = tokenize(text)
    questions = [
        Question(f"0-{n}", q, tokenize(q), [a], occurrences(text, tokens, a), 0) for n, (q, a) in enumerate(asked)
    ]
    return Paragraph("Arden", text, tokens, questions)


@pytest.fixture(name="altering")
def an_altering():
    return Altering(Vocabulary(WORDS, np.ones(len(WORDS))), np.eye(len(WORDS), dtype=np.float32) + 0.01, 1)


def test_a_reworded_question_differs_in_words_of_the_same_meaning_only(altering):
    words = tokenize("When was the mill constructed?").words
    other = altering.reworded(words)
    changed = [(a, b) for a, b in zip(words, other, strict=True) if a != b]
    assert changed
    assert all(may_mean_the_same(a, b) for a, b in changed)


def test_a_question_without_such_words_is_not_reworded(altering):
    assert altering.reworded(["Who", "is", "Ada", "Brown", "?"]) is None


def test_an_unanswerable_question_has_one_thing_that_is_not_what_was_asked(altering):
    question, paragraph = "Who built the mill of Arden in 1820?", a_paragraph()
    for _ in range(40):
        words = altering.unanswerable(tokenize(question), paragraph, ["Belmar"])
        assert words is None or words != tokenize(question).words
        if words and "1820" not in words:
            assert any(w.isdigit() and w != "1820" for w in words)


def test_what_is_replaced_stands_in_the_paragraph_and_what_replaces_it_means_something_else(altering):
    asked = tokenize("Which museum stands in the garden?")
    for _ in range(40):
        words = altering.unanswerable(asked, a_paragraph(), [])
        if words and "not" not in words:
            [(old, new)] = [(a, b) for a, b in zip(asked.words, words, strict=True) if a != b]
            assert stem(old) in {stem(w.lower()) for w in tokenize(TEXT).words}
            assert not may_mean_the_same(old, new)


def test_a_paragraph_loses_every_sentence_of_the_answer_and_no_other():
    paragraph = a_paragraph(("When did it burn down?", "1911"))
    cut = without_answers(paragraph, paragraph.questions[0])
    assert "1911" not in cut.text
    assert "Ada Brown" in cut.text
    assert "Ben Clark" in cut.text
    assert cut.questions == []


def test_nothing_is_cut_where_too_little_would_be_left_or_the_answer_stands_elsewhere():
    short = a_paragraph(("When?", "1911"), text="It burned down in 1911.")
    assert without_answers(short, short.questions[0]) is None


def test_the_same_seed_draws_the_same_questions():
    drawn = []
    for _ in range(2):
        paragraphs = [a_paragraph(("When was the mill built?", "1820"), ("Who planted old roses?", "Ben Clark"))]
        vectors = np.eye(len(WORDS), dtype=np.float32)
        Altering(Vocabulary(WORDS, np.ones(len(WORDS))), vectors, 5).prepare(paragraphs)
        asked = [(q.reworded, q.unanswered) for q in paragraphs[0].questions]
        drawn.append([q and q.text for pair in asked for q in pair])
    assert drawn[0] == drawn[1]
    assert any(drawn[0])


@pytest.mark.parametrize(
    ("base", "like", "found"),
    [("begin", "founded", "begined"), ("make", "building", "making"), ("church", "towns", "churches"),
     ("town", "cities", "towns"), ("kiss", "mass", "kiss"), ("walk", "run", "walk")],
)  # fmt: skip
def test_a_word_takes_the_ending_of_the_one_it_replaces(base, like, found):
    assert inflected(base, like) == found


def test_altered_questions_are_encoded_as_any_other(altering):
    words = tokenize("When was the factory built?")
    assert encode(words, altering.vocabulary).keys.shape == (6, 16)
