"""Words of one meaning: the shipped list, and what is found in it for a question's terms."""

import re
from importlib.resources import files

import pytest

from knowledge import Otherwise, alternatives, meanings, synonyms, terms
from knowledge.synonyms import GOVERNS, LIES_IN, _numbers, _table, as_terms, listed

LINES = [
    line.replace(LIES_IN, " | ").replace(GOVERNS, " | ")
    for name in ("names.txt", "synonyms.txt")
    for line in listed(name)
]
GROUPS = [line.split(" | ") for line in LINES]


def said_otherwise(words):
    """Return every set of terms that says a term of these words in others."""
    return {other for others in alternatives(terms(words)).values() for other in others}


def test_every_line_has_two_members_at_least():
    assert GROUPS
    assert [group for group in GROUPS if len(group) < 2] == []


def test_no_line_has_a_member_twice():
    assert [group for group in GROUPS if len({each.casefold() for each in group}) < len(group)] == []


def test_no_line_stands_there_twice():
    assert len({frozenset(group) for group in GROUPS}) == len(GROUPS)


def test_the_terms_that_are_shipped_are_those_of_the_list():
    shipped = files("knowledge").joinpath("synonym_terms.txt").read_text(encoding="utf-8")
    assert shipped == as_terms(), "run python -m knowledge.synonyms"


def test_members_are_parted_alike_and_each_has_a_term():
    assert [group for group in GROUPS if any("|" in each or each != each.strip() for each in group)] == []
    assert [each for group in GROUPS for each in group if not terms(each)] == []


def test_no_member_loses_what_makes_it_the_opposite():
    # "not", "against" and the like are no terms: "not compulsory" would say the same as "compulsory".
    little = re.compile(r"\b(?:not|cannot|nor|against|out of|\w+n't)\b")
    members = [each for group in GROUPS for each in group if little.search(each)]
    assert [each for each in members if set(terms(each)) == set(terms(little.sub(" ", each)))] == []


def test_the_first_and_the_last_line_are_found():
    _, begins = _table()
    assert all(_numbers(line.split()[0].decode())[0] for line in (begins[0], begins[1], begins[-2], begins[-1]))
    assert begins == sorted(begins, key=lambda line: line.split()[0] + b" ")


def test_a_term_is_named_by_few_groups_of_its_own_and_the_smallest_come_first():
    groups = [line.split(b"|") for line in _table()[0]]
    for line in _table()[1][::50]:
        term = line.split()[0]
        named = [int(number) for number in _numbers(term.decode())[1]]
        assert len(named) <= synonyms.GROUPS
        assert all(term in groups[number] for number in named)
        assert named == sorted(named, key=lambda number: (len(groups[number]), number))


def test_what_lies_in_a_region_does_not_mean_the_region():
    assert not {*meanings("balkans")[0]} & {*meanings("albania")[0]}
    assert frozenset(terms("Albania")) in said_otherwise("the Balkans")


def test_every_line_says_two_things_that_are_indexed_apart():
    assert [group for group in GROUPS if len({frozenset(terms(each)) for each in group}) < 2] == []


@pytest.mark.parametrize(("one", "other"), [("prime minister", "premier"), ("premier", "prime minister")])
def test_members_of_a_line_meet_both_ways(one, other):
    assert frozenset(terms(other)) in said_otherwise(one)


def test_a_capital_may_stand_for_its_country():
    assert frozenset(terms("New Zealand")) in said_otherwise("Wellington")


def test_whatever_the_list_holds_meets_both_ways():
    for one, other, *_ in GROUPS[::9]:
        if set(terms(one)) != set(terms(other)):
            assert frozenset(terms(other)) in said_otherwise(one)
            assert frozenset(terms(one)) in said_otherwise(other)


def test_each_term_of_a_phrase_is_said_by_what_says_the_phrase():
    found = alternatives(terms("prime minister"))
    assert all("premier" in found[term].words for term in terms("prime minister"))


@pytest.mark.parametrize("part", ["prime", "minister"])
def test_a_part_of_a_phrase_does_not_count_for_it(part):
    assert frozenset(["premier"]) not in said_otherwise(part)


def test_the_order_of_a_question_does_not_matter():
    assert alternatives(["prime", "minist"]) == alternatives(["minist", "prime"])


def test_another_form_of_a_word_has_the_same_others():
    assert said_otherwise("premiers") == said_otherwise("premier") != set()


def test_no_word_is_said_by_itself():
    words = {term for group in GROUPS for each in group for term in terms(each)}
    assert [
        word for word in sorted(words) if word in alternatives([word]) and word in alternatives([word])[word].words
    ] == []


def test_a_word_is_said_by_any_other_word_and_by_a_phrase_where_it_stands_whole():
    others = Otherwise.of([frozenset(["premier"]), frozenset(["prime", "minist"]), frozenset(["premier"])])
    assert list(others) == [{"premier"}, {"prime", "minist"}]
    assert others.stands_in({"premier", "of"})
    assert others.stands_in({"a", "prime", "minist"})
    assert not others.stands_in({"minist"})
    assert not others.stands_in(frozenset())


@pytest.mark.parametrize("words", ["", "Zealand", "xqzt", "2001"])
def test_a_word_without_a_group_has_none(words):
    assert alternatives(terms(words)) == {}


def test_only_the_questions_own_terms_are_said_otherwise():
    assert alternatives(terms("the premier of Zealand")).keys() == {"premier"}


@pytest.mark.parametrize(
    ("question", "word"),
    [("after eight years", "8"), ("the 3rd prize", "third"), ("for fifty people", "50"), ("5 weeks", "five")],
)
def test_numbers_are_the_same_in_words_and_in_figures(question, word):
    assert any(frozenset(terms(word)) in others for others in alternatives(terms(question)).values())
