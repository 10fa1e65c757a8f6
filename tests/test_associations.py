"""Words that go together in questions and their answering sentences."""

import json

from bot.reading.associations import SHIPPED, association, learn

PAIRS = [
    (f"topic {n}", ["where", f"thing{n}"], ["locat", f"city{n}", f"river{n % 2}"]) for n in range(8)
]  # fmt: skip


def test_the_shipped_table_says_which_words_go_together():
    table = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert len(table) > 100
    assert all(0 < strength <= 1 for row in table.values() for strength in row.values())


def test_a_word_that_goes_with_the_question_counts():
    asked, row = next(iter(json.loads(SHIPPED.read_text(encoding="utf-8")).items()))
    assert 0 < association(asked, frozenset(row)) <= 1


def test_the_strongest_word_of_a_sentence_decides():
    asked, row = max(json.loads(SHIPPED.read_text(encoding="utf-8")).items(), key=lambda each: len(each[1]))
    strongest = max(row, key=row.get)
    assert association(asked, frozenset(row)) == association(asked, frozenset([strongest]))


def test_a_sentence_without_such_a_word_counts_nothing():
    asked = next(iter(json.loads(SHIPPED.read_text(encoding="utf-8"))))
    assert association(asked, frozenset(["xyzzy"])) == 0.0
    assert association(asked, frozenset()) == 0.0


def test_an_unknown_word_goes_with_nothing():
    assert association("xyzzy", frozenset(["locat"])) == 0.0


def test_words_met_together_in_many_topics_are_learned():
    table = learn(PAIRS)
    assert table["where"]["locat"] > 0
    assert table["where"]["locat"] == max(table["where"].values())


def test_words_met_together_in_few_topics_are_not_learned():
    table = learn(PAIRS)
    assert not any(source.startswith("city") for row in table.values() for source in row)
    assert "thing0" not in table


def test_one_topic_however_often_is_no_general_knowledge():
    assert learn([("the same topic", ["where"], ["locat"])] * 50) == {}


def test_words_that_question_and_sentence_share_are_not_learned():
    table = learn([(f"topic {n}", ["where", "town"], ["locat", "town"]) for n in range(8)])
    assert "town" not in table
    assert "town" not in table["where"]


def test_learning_is_the_same_every_time():
    assert json.dumps(learn(PAIRS)) == json.dumps(learn(list(PAIRS)))


def test_nothing_is_learned_from_nothing():
    assert learn([]) == {}
