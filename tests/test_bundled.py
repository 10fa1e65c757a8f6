"""The bundled document: there without a network, whole, and answering until a document of the user's own comes."""

from pathlib import Path

import pytest

from knowledge import Library, bundled_document, passages
from knowledge.bundled import NAME

SHARED = Path(__file__).resolve().parents[2] / "shared" / "documents" / NAME


def test_the_bundled_document_is_the_page_on_new_zealand():
    document = bundled_document()
    assert document.title == "NATO cooperation with New Zealand"
    assert document.source == NAME


def test_the_bundled_document_is_the_same_each_time():
    assert bundled_document() == bundled_document()


def test_its_note_stands_under_the_sentence_that_points_to_it():
    last = passages(bundled_document())[-1]
    assert last.text.startswith("The Euro-Atlantic Partnership Council")
    assert "partnerships¹" in last.heading


def test_its_first_passage_is_found_for_what_it_tells():
    library = Library(bundled=bundled_document())
    assert "Provincial Reconstruction Team" in library.search("Who leads a PRT in Bamyan?", 1)[0].passage.text


def test_a_misspelt_name_of_it_is_corrected():
    assert Library(bundled=bundled_document()).index.correction("Afganistan") == "afghanistan"


@pytest.mark.skipif(not SHARED.is_file(), reason=f"needs ../shared/documents/{NAME}")
def test_the_bundled_document_is_the_one_that_was_given():
    assert bundled_document().text.split() == SHARED.read_text(encoding="utf-8-sig").split()
