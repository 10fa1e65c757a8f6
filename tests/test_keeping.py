"""What is known of the documents that are given, and which of them are large; what a tag may be."""

import pytest

from knowledge import BadTag, Document, Entry, UnknownTag, keeping, passages
from knowledge.tags import LONGEST, cleaned, tagged

CAP, HAT = (Document(name, name, f"The {name} is red.", f"{name}.txt") for name in ("cap", "hat"))


def entries(*documents):
    return [Entry(each, passages(each)) for each in documents]


def test_of_what_is_kept_something_is_known_but_of_the_one_left_out(store):
    keeping.keep(store, entries(CAP, HAT))
    assert [each.document_id for each in keeping.known_of(store, entries(CAP, HAT))] == ["cap", "hat"]
    assert [each.document_id for each in keeping.known_of(store, entries(CAP, HAT), without="cap")] == ["hat"]


def test_more_documents_than_one_statement_asks_about_are_all_known(store):
    many = entries(*(Document(f"d{n}", f"d{n}", f"Number {n}.", f"d{n}.txt") for n in range(600)))
    keeping.keep(store, many)
    assert len(keeping.known_of(store, many)) == 600


def test_only_large_documents_that_will_be_kept_anew_are_large(store, monkeypatch):
    assert keeping.large(store, entries(CAP, HAT)) == []
    monkeypatch.setattr(keeping, "LARGE", 1)
    keeping.keep(store, entries(CAP))
    assert [each.document.document_id for each in keeping.large(store, entries(CAP, HAT, HAT))] == ["hat"]


def test_tags_are_kept_in_order_each_once_with_single_spaces():
    assert cleaned(["work", " old \n papers", "work"]) == ["old papers", "work"]


@pytest.mark.parametrize("tag", ["", " ", "a,b", "a\0", "x" * (LONGEST + 1)])
def test_what_is_no_tag_is_refused_with_what_one_is(tag):
    with pytest.raises(BadTag, match="1 to 64 characters and no comma"):
        cleaned(["work", tag])


def test_documents_of_several_tags_have_one_of_them_and_an_unknown_tag_is_named():
    known = {"old": ["cap"], "red": ["cap", "hat"], "work": ["shoe"]}
    assert tagged(known, ["old", "work"]) == {"cap", "shoe"}
    with pytest.raises(UnknownTag, match="green"):
        tagged(known, ["red", "green"])
