"""Files and folders into the library."""

import json
from pathlib import Path

import pytest

from bot.indexing import indexed
from knowledge import Library, bundled_document


@pytest.fixture
def library():
    return Library(bundled=bundled_document())


@pytest.fixture
def folder(tmp_path):
    """A folder with two texts, one bad file and two of other kinds."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "cap.txt").write_text("The cap is green.", encoding="utf-8")
    (tmp_path / "sub" / "hat.md").write_text("# Hats\n\nThe hat is red.\n", encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(b"a\0b")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    (tmp_path / "Makefile").write_text("all:\n", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("The secret.", encoding="utf-8")
    return tmp_path


def statuses(report):
    return {Path(each.source).name: each.status for each in report.outcomes}


def test_every_readable_file_of_a_folder_is_added(library, folder):
    assert statuses(indexed(library, [folder])) == {"cap.txt": "added", "hat.md": "added"}
    assert library.count() == 2
    assert "red" in library.search("hat")[0].passage.text


def test_one_bad_file_never_stops_the_others(library, folder):
    report = indexed(library, [folder])
    assert len(report.failed) == 1
    assert "bad.txt" in report.failed[0]
    assert len(report.outcomes) == 2


def test_files_of_other_kinds_are_named_as_skipped(library, folder):
    assert [path.name for path in indexed(library, [folder]).skipped] == ["Makefile", "photo.png"]


def test_a_file_of_another_kind_that_is_named_itself_fails(library, folder):
    report = indexed(library, [folder / "photo.png"])
    assert "photo.png" in report.failed[0]
    assert ".txt" in report.failed[0]


def test_hidden_files_are_passed_over(library, folder):
    indexed(library, [folder])
    assert library.search("secret") == []


def test_a_single_file_is_added(library, folder):
    assert statuses(indexed(library, [folder / "cap.txt"])) == {"cap.txt": "added"}


@pytest.mark.parametrize("missing", ["nowhere", "nowhere.txt", "sub/nothing.md"])
def test_a_path_that_is_not_there_is_named_and_the_others_are_read(library, folder, missing):
    report = indexed(library, [folder / missing, folder / "cap.txt"])
    assert str(folder / missing) in report.failed[0]
    assert statuses(report) == {"cap.txt": "added"}


def test_an_empty_folder_is_named(library, tmp_path):
    assert str(tmp_path) in indexed(library, [tmp_path]).failed[0]


def test_reading_again_changes_nothing(library, folder):
    indexed(library, [folder])
    fingerprint = library.fingerprint
    assert set(statuses(indexed(library, [folder])).values()) == {"unchanged"}
    assert library.fingerprint == fingerprint


def test_a_changed_file_is_replaced(library, folder):
    indexed(library, [folder])
    (folder / "cap.txt").write_text("The cap is blue.", encoding="utf-8")
    assert statuses(indexed(library, [folder])) == {"cap.txt": "replaced", "hat.md": "unchanged"}
    assert library.search("green") == []
    assert library.count() == 2


def test_the_same_file_named_twice_is_one_document(library, folder, monkeypatch):
    monkeypatch.chdir(folder)
    indexed(library, [folder / "cap.txt", Path("cap.txt"), Path("sub/../cap.txt"), folder])
    assert library.count() == 2


def test_files_of_the_same_name_in_two_folders_are_two_documents(library, folder):
    (folder / "sub" / "cap.txt").write_text("Another cap.", encoding="utf-8")
    indexed(library, [folder])
    assert library.count() == 3


def test_the_first_documents_take_the_place_of_the_bundled_one_for_good(library, folder):
    assert library.search("NATO")
    indexed(library, [folder / "cap.txt"])
    assert library.search("NATO") == []
    library.remove(library.documents()[0].document_id)
    assert library.count() == 0


def test_where_nothing_could_be_read_the_bundled_document_stays(library, folder):
    indexed(library, [folder / "bad.txt", folder / "nowhere"])
    assert library.search("NATO")


def test_each_file_is_told_as_it_is_read(library, folder):
    read = []
    indexed(library, [folder], each=lambda: read.append(1))
    assert len(read) == 3


def test_the_report_is_json(library, folder):
    payload = indexed(library, [folder]).payload()
    assert json.loads(json.dumps(payload)) == payload
    assert {each["status"] for each in payload["documents"]} == {"added"}
    assert len(payload["failed"]) == 1
    assert len(payload["skipped"]) == 2


def test_the_report_for_people_names_every_file_once(library, folder):
    lines = list(indexed(library, [folder]).lines())
    assert [sum(name in line for line in lines) for name in ("cap.txt", "hat.md", "bad.txt")] == [1, 1, 1]
    assert any("skipped" in line and ".png" in line and "Makefile" in line for line in lines)
    assert not any("\n" in line for line in lines)
