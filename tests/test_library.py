"""The library: adding, replacing, removing and searching, from several threads and processes."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from few_documents import BIRDS, RAIN, found, statuses

from knowledge import (
    Document,
    Entry,
    Library,
    LibraryUnavailable,
    UnknownDocument,
    bundled_document,
    open_engine,
    read_bytes,
)
from knowledge.library import _TEXTS_KEPT
from knowledge.store import Store


def test_an_empty_library_finds_nothing(library):
    assert library.search("birds") == library.documents() == []
    assert library.count() == 0
    assert library.fingerprint


def test_a_document_is_found_as_soon_as_it_is_added(library):
    assert statuses(library.add([BIRDS])) == [("birds", "added")]
    assert found(library, "Where do birds fly?") == ["birds"]
    assert library.search("birds")[0].score > 0


def test_the_outcome_of_a_document_names_its_source(library):
    assert library.add([BIRDS])[0].source == "birds.txt"


def test_adding_the_same_again_changes_nothing(library):
    library.add([BIRDS])
    before = library.index
    assert statuses(library.add([BIRDS])) == [("birds", "unchanged")]
    assert library.index is before


def test_a_changed_document_replaces_the_old_one(library):
    library.add([BIRDS])
    assert statuses(library.add([replace(BIRDS, text="Birds sing.")])) == [("birds", "replaced")]
    assert found(library, "south") == []
    assert found(library, "sing") == ["birds"]
    assert library.document("birds").text == "Birds sing."


def test_several_documents_have_an_outcome_each_in_order(library):
    library.add([BIRDS, RAIN])
    changed = replace(RAIN, text="It snowed.")
    new = Document("new", "New", "A new one.", "new.txt")
    assert statuses(library.add([changed, new, BIRDS])) == [
        ("rain", "replaced"),
        ("new", "added"),
        ("birds", "unchanged"),
    ]


def test_of_a_document_given_twice_the_last_is_kept(library):
    outcomes = library.add([BIRDS, replace(BIRDS, text="Birds sing.")])
    assert statuses(outcomes) == [("birds", "added"), ("birds", "replaced")]
    assert library.document("birds").text == "Birds sing."


def test_adding_nothing_changes_nothing(library):
    before = library.fingerprint
    assert library.add([]) == []
    assert library.fingerprint == before


def test_a_document_whose_file_name_is_no_text_is_kept(library):
    library.add([read_bytes(b"Birds fly.", "caf\udce9.txt")])
    assert len(found(library, "birds")) == 1


def test_nothing_is_answered_from_a_removed_document(library):
    library.add([BIRDS, RAIN])
    library.remove("birds")
    assert found(library, "birds") == []
    assert library.count() == 1
    with pytest.raises(UnknownDocument):
        library.document("birds")


def test_removing_an_unknown_document_is_refused(library):
    with pytest.raises(UnknownDocument, match="'gone'"):
        library.remove("gone")


def test_documents_are_listed_by_title_and_page_by_page(library):
    library.add([RAIN, BIRDS])
    assert [each.document_id for each in library.documents()] == ["birds", "rain"]
    assert [each.document_id for each in library.documents(limit=1, offset=1)] == ["rain"]


def test_hits_of_equal_score_stand_by_passage_id(library):
    library.add([replace(BIRDS, document_id=each) for each in ("c", "a", "b")])
    assert found(library, "birds") == ["a", "b", "c"]


def test_no_more_hits_come_than_were_asked_for(library):
    library.add([replace(BIRDS, document_id=f"d{number}") for number in range(5)])
    assert len(library.search("birds", 3)) == 3


def test_every_hit_is_a_slice_of_its_document(library):
    library.add([bundled_document()])
    for hit in library.search("New Zealand and NATO cooperation", 20):
        text = library.document(hit.passage.document_id).text
        assert text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_more_documents_than_are_kept_in_memory_are_all_read(library):
    many = [replace(BIRDS, document_id=f"d{number}", text=f"Birds {number}.") for number in range(_TEXTS_KEPT + 3)]
    library.add(many)
    assert [library.document(each.document_id) for each in many * 2] == many * 2


def test_a_new_library_begins_with_the_bundled_document(url):
    assert Library(open_engine(url), bundled=bundled_document()).count() == 1


def test_the_first_document_of_ones_own_takes_the_place_of_the_bundled_one_for_good(url):
    bundled = bundled_document()
    library = Library(open_engine(url), bundled=bundled)
    library.add([BIRDS])
    assert found(library, "New Zealand") == []
    library.remove("birds")
    assert library.count() == Library(open_engine(url), bundled=bundled).count() == 0


def test_the_bundled_document_stays_until_then(url):
    Library(open_engine(url), bundled=bundled_document()).close()
    again = Library(open_engine(url), bundled=bundled_document())
    assert again.add([]) == []
    assert [each.document_id for each in again.documents()] == [bundled_document().document_id]


def test_the_bundled_document_may_be_added_as_ones_own_and_then_stays(url):
    library = Library(open_engine(url), bundled=bundled_document())
    assert library.add([bundled_document()])[0].status == "added"
    library.add([BIRDS])
    assert library.count() == 2


def test_a_removed_bundled_document_does_not_come_back(url):
    library = Library(open_engine(url), bundled=bundled_document())
    library.remove(bundled_document().document_id)
    assert Library(open_engine(url), bundled=bundled_document()).count() == 0


def test_a_library_that_began_empty_gets_no_bundled_document_later(url):
    Library(open_engine(url)).close()
    assert Library(open_engine(url), bundled=bundled_document()).count() == 0


def test_two_libraries_in_memory_are_two():
    first, second = Library(), Library()
    first.add([BIRDS])
    assert (first.count(), second.count()) == (1, 0)


def test_what_was_added_is_there_when_the_library_is_opened_again(url, library):
    library.add([BIRDS])
    again = Library(open_engine(url))
    assert again.search("birds") == library.search("birds")
    assert again.fingerprint == library.fingerprint


def test_a_change_made_elsewhere_is_seen_at_the_next_search(url, library):
    other = Library(open_engine(url))
    library.add([BIRDS])
    assert found(other, "birds") == ["birds"]
    library.add([replace(BIRDS, text="Gulls cry.")])
    assert found(other, "south") == []
    assert other.document("birds").text == "Gulls cry."
    library.remove("birds")
    assert other.count() == 0


def test_a_change_made_by_another_process_is_seen_at_the_next_search(url, library):
    assert found(library, "birds") == []
    code = (
        "from knowledge import *\n"
        f"library = Library(open_engine({url!r}))\n"
        "library.add([Document('birds', 'Birds', 'Birds fly.', 'birds.txt')])"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert found(library, "birds") == ["birds"]


def test_the_fingerprint_returns_with_the_contents(library):
    library.add([BIRDS])
    before = library.fingerprint
    library.add([RAIN])
    assert library.fingerprint != before
    library.remove("rain")
    assert library.fingerprint == before


def test_passages_made_by_other_rules_are_made_anew(url):
    store = Store(open_engine(url))
    store.replace([Entry(BIRDS)], state={"passages": "passages-0", "bundled": ""})
    store.close()
    library = Library(open_engine(url))
    assert found(library, "birds") == ["birds"]
    assert library.documents()[0].passages == 1


def test_passages_made_by_the_same_rules_are_left_alone(url, library):
    library.add([BIRDS])
    before = library.index.generation
    assert Library(open_engine(url)).index.generation == before


def test_a_newer_schema_is_refused(url, library):
    store = Store(open_engine(url))
    store.set("schema", "2000")
    with pytest.raises(LibraryUnavailable, match="schema 2000"):
        Library(open_engine(url))


def test_a_library_in_a_missing_folder_is_unavailable_with_the_remedy(tmp_path):
    url = f"sqlite:///{(tmp_path / 'gone' / 'library.db').as_posix()}"
    with pytest.raises(LibraryUnavailable, match="check that its folder exists and can be written"):
        Library(open_engine(url))


@pytest.mark.parametrize("memory", [False, True], ids=["in a file", "in memory"])
def test_threads_may_add_replace_and_remove_while_others_search(url, memory):
    library, done = Library(None if memory else open_engine(url)), Event()
    library.add([RAIN])

    def search():
        searches = 0
        while not done.is_set() or not searches:
            index = library.index
            for hit in index.search("birds rain", 50):
                assert terms_fit(hit.passage)
            assert "rain" in found(library, "rain")
            searches += 1
        return searches

    def terms_fit(passage):
        return passage.text.startswith(("Birds", "It rained")) and passage.text.endswith(".")

    def write(name):
        for number in range(12):
            library.add([Document(name, name, "Birds fly. " * (number % 5 + 1), f"{name}.txt")])
            if number % 3 == 0:
                library.remove(name)

    with ThreadPoolExecutor(6) as pool:
        searching = [pool.submit(search) for _ in range(3)]
        writing = [pool.submit(write, name) for name in ("a", "b", "c")]
        try:
            for each in writing:
                each.result(timeout=30)
        finally:
            done.set()
        assert all(each.result(timeout=30) for each in searching)
    assert library.count() == 4


def test_a_document_read_while_it_is_replaced_is_not_kept(library):
    library.add([BIRDS])
    before = library.index
    library.document("birds", index=before)
    library.add([replace(BIRDS, text="Birds sing.")])
    library.document("birds", index=before)
    assert library.document("birds").text == "Birds sing."
