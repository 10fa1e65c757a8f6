"""What words may mean, after WordNet: the shipped table, looking a word up, and making the table."""

import sys
from importlib.resources import files

import pytest

from knowledge import antonyms, meanings, stem, wordnet

LINES = files("knowledge").joinpath("wordnet.txt").read_text(encoding="utf-8").splitlines()


def may_stand_for(one, other):
    (means, kinds), (others, other_kinds) = meanings(one), meanings(other)
    return bool({*means, *kinds} & set(others) or set(means) & set(other_kinds))


@pytest.mark.parametrize(
    ("one", "other"),
    [("died", "death"), ("kill", "murdered"), ("founded", "established"), ("big", "large"), ("bought", "purchase"),
     ("cost", "expense"), ("city", "municipality"), ("invade", "invasion"), ("fought", "battles")],
)  # fmt: skip
def test_words_of_one_meaning_their_derivations_and_their_kinds_may_stand_for_each_other(one, other):
    assert may_stand_for(one, other)
    assert may_stand_for(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("river", "city"), ("king", "queen"), ("france", "germany"), ("one", "two")]
)
def test_words_that_only_share_a_subject_may_not(one, other):
    assert not may_stand_for(one, other)


def test_stop_words_phrases_and_unknown_words_mean_only_themselves_or_nothing():
    assert meanings("the") == ((), ())
    assert meanings("two words") == ((), ())
    assert meanings("zzxqy")[1] == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [("public", "private"), ("first", "last"), ("north", "south"), ("capable", "incapable"), ("begin", "end")],
)
def test_antonyms_are_those_of_each_other(one, other):
    assert stem(other) in antonyms(stem(one))
    assert stem(one) in antonyms(stem(other))
    assert not antonyms(stem(one)) & {stem(one), ""}


def test_what_has_no_contrary_has_no_antonyms():
    assert antonyms("zzxqy") == antonyms("") == antonyms(stem("treaty")) == frozenset()


def test_every_term_of_the_table_is_found_and_no_other():
    for line in [*LINES[::97], LINES[0], LINES[-1]]:
        term, *names = line.split()
        own, above = wordnet.synsets(term)
        assert [*own, *(["/"] if above else []), *above] == names
        assert wordnet.synsets(term + "qq") == ((), ())
    assert wordnet.synsets("") == wordnet.synsets("~") == ((), ())


def test_what_a_line_names_joins_it_with_another():
    named = [{name for name in line.split()[1:] if name != "/"} for line in LINES]
    assert all(1 <= len(names) <= wordnet.MEANINGS + wordnet.KINDS for names in named)
    assert sorted(LINES) == LINES


def data_line(offset, part, words, pointers=""):
    counted = sum(pointers.count(symbol) for symbol in "@+!")
    return f"{offset:08} 03 {part} {len(words):02x} {' '.join(f'{w} 0' for w in words)} {counted:03} {pointers} | gloss"


def test_the_table_is_made_from_the_files_of_wordnet(tmp_path, monkeypatch):
    content = {
        "noun": ([data_line(20, "n", ["death", "decease"], "+ 00000010 v 0101 "), data_line(30, "n", ["murder"])],
                 ["death n 1 1 + 1 1 00000020", "decease n 1 1 + 1 0 00000020", "murder n 1 0 1 0 00000030"]),
        "verb": ([data_line(10, "v", ["die"], "+ 00000020 n 0101 "), data_line(40, "v", ["kill"]),
                  data_line(50, "v", ["murder"], "@ 00000040 v 0000 ")],
                 ["die v 1 1 + 1 1 00000010", "kill v 1 0 1 0 00000040", "murder v 1 1 @ 1 0 00000050"]),
        "adj": ([data_line(60, "a", ["wide", "broad"], "! 00000070 a 0101 "), data_line(70, "a", ["narrow"],
                 "! 00000060 a 0101 "), data_line(80, "s", ["large"])],
                ["wide a 1 1 ! 1 1 00000060", "broad a 2 0 2 1 00000080 00000060", "narrow a 1 1 ! 1 1 00000070"]),
        "adv": ([], []),
    }  # fmt: skip
    for name, (data, index) in content.items():
        (tmp_path / f"data.{name}").write_text("  1 licence\n" + "".join(f"{line}\n" for line in data))
        (tmp_path / f"index.{name}").write_text("  1 licence\n" + "".join(f"{line}\n" for line in index))
    rows = wordnet.table(tmp_path)
    assert rows.keys() == {"death", "deceas", "die", "kill", "murder"}
    assert wordnet.opposites(tmp_path) == {"wide": "narrow", "narrow": "wide"}
    assert set(rows["death"].split()) & set(rows["die"].split())
    assert rows["murder"].split() == ["/", *rows["kill"].split()]
    monkeypatch.setattr(wordnet, "__file__", str(tmp_path / "wordnet.py"))
    monkeypatch.setattr(sys, "argv", ["wordnet", str(tmp_path)])
    wordnet.main()
    assert (tmp_path / "antonyms.txt").read_text() == "narrow wide\nwide narrow\n"
    assert (tmp_path / "wordnet.txt").read_text().splitlines() == [f"{term} {rows[term]}" for term in sorted(rows)]
