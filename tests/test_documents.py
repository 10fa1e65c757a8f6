"""The records: ids that stay, hashes that tell a change, values that cannot be changed."""

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import knowledge
from knowledge import Document, Passage, document_id

DOCUMENT = Document("birds-1", "Birds", "Birds fly.", "birds.txt")
SOURCES = st.text(st.characters(), max_size=80)


@given(SOURCES)
def test_an_id_is_safe_in_an_address_and_fits_the_database(source):
    made = document_id(source)
    assert made
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(made) < len(document_id(source, digest_size=12)) <= 80


@given(SOURCES, SOURCES)
def test_two_sources_have_two_ids(one, other):
    assert (document_id(one) == document_id(other)) == (one == other)


def test_an_id_is_readable_and_the_same_on_every_machine():
    assert document_id("nato-new-zealand.txt") == "nato-new-zealand-d87ee5a8"


def test_files_of_one_name_in_two_folders_have_two_ids():
    assert document_id("a/notes.txt") != document_id("b/notes.txt")


def test_a_source_without_letters_has_an_id():
    assert document_id("…").isalnum()


@pytest.mark.parametrize("change", [{"text": "Birds fly!"}, {"title": "The birds"}, {"source": "b.txt"}])
def test_a_change_of_what_is_known_changes_the_hash(change):
    assert replace(DOCUMENT, **change).content_hash != DOCUMENT.content_hash


def test_the_hash_does_not_depend_on_the_id():
    assert replace(DOCUMENT, document_id="other").content_hash == DOCUMENT.content_hash


def test_what_moves_from_title_to_text_changes_the_hash():
    assert Document("d", "ab", "c", "s").content_hash != Document("d", "a", "bc", "s").content_hash


def test_a_record_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        DOCUMENT.text = "other"
    with pytest.raises(FrozenInstanceError):
        Passage("p", "d", "text", 0, 4).start = 1


def test_every_public_name_is_there_once_and_in_order():
    assert all(hasattr(knowledge, name) for name in knowledge.__all__)
    assert len(knowledge.__all__) == len(set(knowledge.__all__))


def test_every_error_of_the_package_is_a_knowledge_error():
    for error in (knowledge.LibraryUnavailable, knowledge.UnknownDocument, knowledge.UnreadableFile):
        assert issubclass(error, knowledge.KnowledgeError)


def test_an_unknown_document_is_named_with_the_remedy():
    assert str(knowledge.UnknownDocument("birds")) == "no document has the id 'birds'; `quoth documents` lists them"
