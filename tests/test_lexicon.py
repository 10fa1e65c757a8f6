"""Verbs and the gender of first names, learned from questions and their rewrites."""

import gzip
import json
import subprocess
import sys

import pytest

from bot.rewriting import lexicon
from knowledge import fold


@pytest.mark.parametrize(("word", "base"), [("signed", "sign"), ("met", "meet"), ("Played", "play"), ("lantern", None)])
def test_a_word_that_questions_use_as_a_verb_has_its_base_form(word, base):
    assert lexicon.base_form(word) == base


@pytest.mark.parametrize(("name", "gender"), [("Mary Lee", "f"), ("John", "m"), ("Zand Ozmo", None), ("", None)])
def test_a_first_name_tells_the_gender_or_nothing(name, gender):
    assert lexicon.gender(name) == gender


def test_first_names_are_listed_once_each_for_men_or_for_women():
    lines = [line.split() for line in lexicon.LISTED.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert [line[0] for line in lines] == ["m", "f"]
    names = [name for _, *of_gender in lines for name in of_gender]
    assert len(set(names)) == len(names)
    assert all(name == fold(name) for name in names)
    assert (lexicon.gender("Eleanor Whitcombe"), lexicon.gender("Tomasz Orr")) == ("f", "m")


def test_verbs_and_names_are_learned_from_questions_and_rewrites():
    pairs = [("Where did she live?", "Where did Mary Lee live?")] * 3 + [
        ("Did he live there?", "Did Bob Orr live there?")
    ]
    assert lexicon.learn(pairs) == {"verbs": "live", "m": "", "f": "mary"}


def test_a_name_that_stands_for_both_is_learned_for_none():
    pairs = [("Where did she go?", "Where did Kim Lee go?"), ("Where did he go?", "Where did Kim Orr go?")] * 3
    assert lexicon.learn(pairs)["f"] == lexicon.learn(pairs)["m"] == ""


def test_the_command_writes_what_it_learned(tmp_path):
    for name, line in (("question", "Did she sing?"), ("rewrite", "Did Mary Lee sing?")):
        with gzip.open(tmp_path / f"train.{name}.tsv.gz", "wt") as file:
            file.write(f"id\t{line}\n" * 3)
    path = f"lexicon.SHIPPED = lexicon.Path({str(tmp_path / 'out.json')!r})"
    run = f"import sys; from bot.rewriting import lexicon; {path}; sys.argv[1:] = [{str(tmp_path)!r}]; lexicon.main()"
    subprocess.run([sys.executable, "-c", run], check=True)
    assert json.loads((tmp_path / "out.json").read_text()) == {"verbs": "sing", "m": "", "f": "mary"}
