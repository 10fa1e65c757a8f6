"""The nouns that say what a person is: the shipped ones, and how they are made."""

import sys

import pytest

from bot.rewriting import person_nouns


@pytest.mark.parametrize("noun", ["winner", "drivers", "teachers", "champion"])
def test_what_a_person_is_called_by_what_he_does_is_a_noun_for_people(noun):
    assert person_nouns.is_person_noun(noun)


@pytest.mark.parametrize("noun", ["timer", "boiler", "cookers", "married", "guide", "tiger", "team"])
def test_things_groups_and_what_is_said_of_people_are_none(noun):
    assert not person_nouns.is_person_noun(noun)


def test_the_nouns_for_people_are_made_from_the_files_of_wordnet(tmp_path, monkeypatch):
    senses = {
        "data.noun": [
            "  1 a licence", "00000001 18 n 02 baker 0 bread_maker 0 000 | one who bakes",
            "00000002 06 n 01 boiler 0 000 | a vessel", "00000003 18 n 01 Einstein 0 000 | physicist",
            "00000004 18 n 01 guide 0 000 | a person", "00000005 06 n 01 guide 0 000 | a book",
            "00000006 18 n 01 elder 0 000 | older", "00000007 18 n 01 captain 0 000 | unmet",
        ],
        "index.noun": [
            "  1 a licence", "baker n 1 0 1 1 00000001", "boiler n 1 0 1 1 00000002", "einstein n 1 0 1 1 00000003",
            "guide n 2 0 2 2 00000004 00000005", "elder n 1 0 1 1 00000006", "captain n 1 0 1 0 00000007",
        ],
        "index.adj": ["elder a 1 0 1 1 00000008"],
    }  # fmt: skip
    for name, lines in senses.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(person_nouns, "SHIPPED", tmp_path / "person_nouns.txt")
    monkeypatch.setattr(sys, "argv", ["person_nouns", str(tmp_path)])
    person_nouns.main()
    assert (tmp_path / "person_nouns.txt").read_text(encoding="utf-8") == "baker\n"
