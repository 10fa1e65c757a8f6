"""How a library writes a name that a question has in small letters."""

import pytest
from few_documents import index_of

from bot.rewriting import rewrite
from knowledge import Index
from knowledge.writing import as_written


@pytest.mark.parametrize(
    ("word", "texts", "written"),
    [
        ("quiroga", ["In 1986 Tomás Quiroga came.", "Quiroga left."], "Quiroga"),
        ("mckinnon", ["It was McKinnon, then McKinnon again."], "McKinnon"),
        ("sfor", ["The force (SFOR) and SFOR"], "SFOR"),
        ("quiroga", ["Quiroga left. Quiroga came back."], None),  # every sentence begins with a capital
        ("salt", ["The SALT treaty is about no salt."], None),
        ("rook", ["He met Rooke."], None),
        ("key", ["Mr Key and the KEY"], None),
        ("x", [], None),
    ],
)
def test_a_name_has_the_capitals_that_it_always_has_inside_sentences(word, texts, written):
    assert as_written(word, texts) == written


def test_a_name_typed_small_is_corrected_to_its_capitals_and_a_word_is_not():
    library = index_of("The geologist Tomás Quiroga came to Vlissingen. A wuzzle is a small pump, said Quiroga.")
    assert library.correction("quiroga") == "Quiroga"
    assert library.correction("vlissingen") == "Vlissingen"
    assert library.correction("quirogo") == "quiroga"
    for word in ("wuzzle", "pump", "Quiroga", "QUIROGA", "geologist"):
        assert library.correction(word) is None


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("who was quiroga", "who was Quiroga"),
        ("where was quiroga's house", "where was Quiroga's house"),
        ("did quiroga visit new zealand", "did Quiroga visit New Zealand"),
        ("did quiroga meet john key", "did Quiroga meet John Key"),
        ("SFOR began when?", "SFOR began when?"),
        ("Quiroga and sfor", "Quiroga and SFOR"),
        ("McKinnon was who?", "McKinnon was who?"),
    ],
)
def test_a_question_has_the_names_of_the_library_as_that_writes_them(typed, query):
    library = index_of("The geologist Tomás Quiroga met Don McKinnon of the force SFOR. It was said that Quiroga left.")
    assert rewrite(typed, [], correct=library.correction) == query


def test_how_a_name_is_written_is_looked_up_once(monkeypatch):
    library = index_of("The geologist Tomás Quiroga came.")
    assert library.correction("quiroga") == "Quiroga"
    monkeypatch.setattr(Index, "texts_with", None)
    assert library.correction("quiroga") == "Quiroga"
