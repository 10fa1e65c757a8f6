"""What is known of the documents that are given, and which of them are large; what a tag may be."""

import pytest
from few_documents import entries

from knowledge import BadTag, Document, Original, UnknownTag, document_id, keeping
from knowledge.tags import LONGEST, cleaned, tagged

CAP, HAT = (Document(name, name, f"The {name} is red.", f"{name}.txt") for name in ("cap", "hat"))

FIRST, SECOND = (Document(document_id(name), name, f"A tern in {name}.", name) for name in ("рсдно.txt", "сжаин.txt"))
"""Two documents whose sources make the same id."""


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


@pytest.mark.parametrize("given", [(FIRST, SECOND), (SECOND, FIRST)])
def test_two_sources_that_make_the_same_id_are_two_documents(library, given):
    assert FIRST.document_id == SECOND.document_id
    ids = {each.source: each.document_id for each in library.keep(entries(*given))}
    assert ids[FIRST.source] == FIRST.document_id
    assert ids[SECOND.source] == document_id(SECOND.source, digest_size=12)
    assert {hit.passage.document_id for hit in library.search("tern")} == {*ids.values()}
    for some in (given, given[::-1], given[:1], given[1:]):
        told = [(each.document_id, each.status) for each in library.keep(entries(*some))]
        assert told == [(ids[each.source], "unchanged") for each in some]
    for source, name in ids.items():
        assert library.document(name).source == source
        library.remove(name, for_good=True)
        assert name not in library.index.sources
    assert library.faults() == []


def test_what_is_kept_keeps_its_id_whatever_comes_and_goes_that_makes_the_same(library):
    library.keep(entries(SECOND))
    (added,) = library.keep(entries(FIRST))
    assert (added.status, library.document(SECOND.document_id).source) == ("added", SECOND.source)
    library.remove(SECOND.document_id)
    (again,) = library.keep(entries(FIRST))
    assert (again.document_id, again.status) == (added.document_id, "unchanged")
    library.undo(SECOND.document_id)
    library.remove(SECOND.document_id, for_good=True)
    (again,) = library.keep(entries(FIRST))
    assert (again.document_id, again.status) == (added.document_id, "unchanged")


def test_a_removed_document_is_not_replaced_by_one_of_another_source_while_it_can_come_back(library):
    library.keep(entries(FIRST))
    library.remove(FIRST.document_id)
    library.keep(entries(SECOND))
    library.undo(FIRST.document_id)
    assert {each.source for each in library.documents()} == {FIRST.source, SECOND.source}


def test_a_file_that_gives_no_text_says_nothing_of_another_whose_source_makes_the_same_id(library):
    library.keep(entries(FIRST))
    failed = library.fail(SECOND.document_id, SECOND.source, "holds no text", Original(SECOND.source, b""))
    assert [each.error for each in library.documents()] == [""]
    assert [each.document_id for each in library.failures()] == [failed.document_id]
    (added,) = library.keep(entries(SECOND))
    assert (added.document_id, added.status) == (failed.document_id, "added")
    assert library.failures() == []


def test_an_id_that_is_not_made_from_a_source_is_left_as_it_is(library):
    library.keep(entries(CAP))
    (moved,) = library.keep(entries(Document("cap", "cap", "The cap is blue.", "other.txt")))
    assert (moved.document_id, moved.status) == ("cap", "replaced")


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
