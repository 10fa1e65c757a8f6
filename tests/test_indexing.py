"""Files and folders into the library."""

import json
import os
import shutil
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest

from bot import files
from bot.indexing import indexed
from knowledge import Conversion, Converter, FileTooLarge, Library, bundled_document


@pytest.fixture
def library():
    return Library(bundled=bundled_document())


@pytest.fixture
def folder(tmp_path):
    """A folder with two texts, one bad file and two of other kinds."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "cap.txt").write_text("The cap is green.", encoding="utf-8")
    (tmp_path / "sub" / "hat.md").write_text("# Hats\n\nThe hat is red.\n", encoding="utf-8")
    (tmp_path / "bad.txt").write_text("\n")
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


def test_each_bad_file_of_an_archive_is_named_whenever_it_is_read(library, tmp_path):
    with ZipFile(tmp_path / "bad.zip", "w") as archive:
        for name in ("ant.txt", "bee.txt"):
            archive.writestr(name, b"a\0b")
    for _ in range(2):
        assert ["ant" in each for each in indexed(library, [tmp_path]).failed] == [True, False]


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


def test_how_many_files_there_are_is_told_first(library, folder):
    told = []
    indexed(library, [folder], found=told.append, each=lambda: told.append("read"))
    assert told == [3, "read", "read", "read"]


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


def aged(folder, seconds=60):
    """Let the files of a folder have been changed some time ago, so that their time tells a change."""
    for file in folder.rglob("*"):
        status = file.stat()
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns - seconds * 10**9))


def test_what_has_not_changed_is_not_even_opened(library, folder, monkeypatch):
    (folder / "bad.txt").unlink()
    aged(folder)
    indexed(library, [folder])
    with monkeypatch.context() as patched:
        patched.setattr(files, "content_of", lambda path: pytest.fail(f"{path} was opened"))
        assert set(statuses(indexed(library, [folder])).values()) == {"unchanged"}


def test_a_file_changed_just_now_is_read_though_its_size_and_time_are_the_same(library, folder):
    cap = folder / "cap.txt"
    indexed(library, [cap])
    before = cap.stat()
    cap.write_text("The cap is black.", encoding="utf-8")
    os.utime(cap, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert statuses(indexed(library, [cap])) == {"cap.txt": "replaced"}


def test_a_file_that_only_got_another_time_is_unchanged_and_passed_over_from_then_on(library, folder, monkeypatch):
    aged(folder, 600)
    indexed(library, [folder / "cap.txt"])
    aged(folder, -300)
    assert statuses(indexed(library, [folder / "cap.txt"])) == {"cap.txt": "unchanged"}
    monkeypatch.setattr(files, "content_of", lambda path: pytest.fail(f"{path} was opened"))
    assert statuses(indexed(library, [folder / "cap.txt"])) == {"cap.txt": "unchanged"}


def test_a_file_read_by_older_rules_is_read_again(library, folder, monkeypatch):
    aged(folder)
    with monkeypatch.context() as patched:
        patched.setattr(files, "CONVERSION", "conversion-0")
        indexed(library, [folder / "cap.txt"])
    indexed(library, [folder / "cap.txt"])
    assert library.files()[str(folder / "cap.txt")][0].conversion == files.CONVERSION


def test_the_file_itself_can_be_had_back(library, folder):
    (outcome,) = indexed(library, [folder / "sub" / "hat.md"]).outcomes
    assert library.original(outcome.document_id) == (folder / "sub" / "hat.md").read_bytes()
    assert library.faults() == []


def test_the_same_content_at_another_path_is_named_and_kept_once(library, folder):
    shutil.copy(folder / "cap.txt", folder / "copy.txt")
    report = indexed(library, [folder])
    assert statuses(report) == {"cap.txt": "added", "copy.txt": "duplicate", "hat.md": "added"}
    assert library.count() == 2
    assert any("copy.txt is the same as" in line and "cap.txt" in line for line in report.lines())


def test_a_copy_is_added_once_what_it_was_a_copy_of_has_changed(library, folder):
    shutil.copy(folder / "cap.txt", folder / "a-copy.txt")
    indexed(library, [folder / "cap.txt"])
    (folder / "cap.txt").write_text("The cap is blue.", encoding="utf-8")
    indexed(library, [folder])
    assert "green" in library.search("green")[0].passage.text
    assert library.count() == 3


def test_a_file_that_became_a_copy_of_another_says_no_more_what_it_said(library, folder):
    indexed(library, [folder])
    (folder / "cap.txt").write_bytes((folder / "sub" / "hat.md").read_bytes())
    shutil.copy(folder / "sub" / "hat.md", folder / "bad.txt")
    assert statuses(indexed(library, [folder])) == {
        "cap.txt": "duplicate", "hat.md": "unchanged", "bad.txt": "duplicate"
    }  # fmt: skip
    assert (library.search("green"), library.failures(), library.faults()) == ([], [], [])
    assert [Path(each).name for each in sources(library)] == ["hat.md"]


def test_a_copy_of_what_became_a_copy_itself_is_added(library, folder):
    indexed(library, [folder])
    shutil.copy(folder / "cap.txt", folder / "a-copy.txt")
    shutil.copy(folder / "sub" / "hat.md", folder / "cap.txt")
    indexed(library, [folder])
    assert [Path(each).name for each in sources(library)] == ["a-copy.txt", "hat.md"]
    assert "green" in library.search("green")[0].passage.text


def test_two_files_that_change_places_are_both_kept(library, folder):
    indexed(library, [folder])
    cap, hat = folder / "cap.txt", folder / "hat.txt"
    (folder / "sub" / "hat.md").rename(hat)
    indexed(library, [folder], prune=True)
    cap.rename(folder / "other.txt")
    hat.rename(cap)
    (folder / "other.txt").rename(hat)
    indexed(library, [folder])
    assert {Path(library.summary(library.search(each)[0].passage.document_id).source).name
            for each in ("green", "red")} == {"cap.txt", "hat.txt"}  # fmt: skip
    assert library.document(library.search("green")[0].passage.document_id).source == str(hat)
    assert (library.count(), library.faults()) == (2, [])


def test_a_moved_file_moves_in_the_library_when_it_is_pruned(library, folder):
    indexed(library, [folder])
    (folder / "cap.txt").rename(folder / "sub" / "moved.txt")
    report = indexed(library, [folder], prune=True)
    assert statuses(report) == {"moved.txt": "moved", "hat.md": "unchanged"}
    assert library.count() == 2


def test_pruning_removes_what_is_gone_from_the_folder_and_nothing_else(library, folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "pen.txt"
    elsewhere.write_text("The pen is blue.", encoding="utf-8")
    indexed(library, [folder, elsewhere])
    (folder / "cap.txt").unlink()
    elsewhere.unlink()
    assert statuses(indexed(library, [folder])) == {"hat.md": "unchanged"}
    assert statuses(indexed(library, [folder], prune=True)) == {"cap.txt": "removed", "hat.md": "unchanged"}
    assert library.search("cap") == []
    assert library.search("pen")


def test_a_pruned_file_that_is_named_is_removed(library, folder):
    indexed(library, [folder / "cap.txt"])
    (folder / "cap.txt").unlink()
    report = indexed(library, [folder / "cap.txt"], prune=True)
    assert (statuses(report), report.failed) == ({"cap.txt": "removed"}, [])


@pytest.fixture
def notes(library, folder):
    """A folder with three texts that are in the library."""
    made = folder / "notes"
    (made / "deep").mkdir(parents=True)
    for name in ("ant.txt", "bee.txt", "deep/cow.txt"):
        (made / name).write_text(f"The marker is {name}.", encoding="utf-8")
    indexed(library, [made])
    return made


def sources(library):
    return sorted(each.source for each in library.documents())


def test_a_folder_that_is_gone_is_pruned_file_by_file_and_can_be_undone(library, notes):
    shutil.rmtree(notes)
    report = indexed(library, [notes], prune=True)
    assert statuses(report) == dict.fromkeys(("ant.txt", "bee.txt", "cow.txt"), "removed")
    assert (report.failed, library.count()) == ([], 0)
    library.undo(report.outcomes[0].document_id)
    assert library.search("ant")


def test_a_folder_whose_folder_is_gone_too_is_pruned_and_nothing_beside_it(library, notes, folder):
    indexed(library, [folder / "cap.txt"])
    shutil.rmtree(notes)
    assert statuses(indexed(library, [notes / "deep"], prune=True)) == {"cow.txt": "removed"}
    assert [Path(each).name for each in sources(library)] == ["cap.txt", "ant.txt", "bee.txt"]


@pytest.mark.parametrize("name", ["", "ant.txt"])
def test_what_is_gone_stays_without_pruning_and_the_remedy_is_named(library, notes, name):
    shutil.rmtree(notes)
    (said,) = indexed(library, [notes / name]).failed
    assert f"{notes / name}: there is no such file or folder" in said
    assert f"`quoth index --prune {notes / name}`" in said
    assert library.count() == 3


def test_of_a_path_from_which_nothing_was_read_no_remedy_is_named(library, notes, folder):
    (said,) = indexed(library, [folder / "note"], prune=True).failed
    assert said == f"{folder / 'note'}: there is no such file or folder"
    assert library.count() == 3


def test_while_files_are_followed_nothing_of_a_folder_that_is_gone_is_pruned(library, notes):
    shutil.rmtree(notes)
    report = indexed(library, [notes, notes / "ant.txt"], prune=True, following=True)
    assert (report.outcomes, len(report.failed), library.count()) == ([], 2, 3)


def test_what_cannot_be_looked_at_is_not_gone(library, notes, monkeypatch):
    def refused(path, **_):
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", refused)
        assert not files.vanished(str(notes / "nothing.txt"))
    assert files.vanished(str(notes / "nothing.txt"))
    assert files.vanished(str(notes / "ant.txt" / "nothing.txt"))


@pytest.fixture
def closed(notes, monkeypatch):
    """The folder of notes, in which one may not be looked into; an administrator may look into every one."""
    scandir = os.scandir

    def refusing(path):
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    return notes


@pytest.mark.parametrize("following", [False, True])
def test_a_folder_that_cannot_be_looked_into_is_named_and_nothing_of_it_is_pruned(library, closed, following):
    report = indexed(library, [closed], prune=True, following=following)
    assert statuses(report) == {"ant.txt": "unchanged", "bee.txt": "unchanged"}
    assert report.failed == [
        f"{closed / 'deep'}: cannot be looked into (Permission denied); let it be read, what was read from it stays"
    ]
    assert library.search("cow")


def test_a_file_that_may_not_be_looked_at_is_named_and_answers_on(library, notes, monkeypatch):
    stat = Path.stat

    def refusing(path, **options):
        if path.name == "cow.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", refusing)
    report = indexed(library, [notes], prune=True)
    assert statuses(report) == {"ant.txt": "unchanged", "bee.txt": "unchanged"}
    assert report.failed == [f"{notes / 'deep' / 'cow.txt'}: Permission denied"]
    assert library.search("cow")


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")
@pytest.mark.parametrize("prune", [False, True])
def test_a_link_that_leads_back_to_itself_is_no_file(library, tmp_path, prune):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert indexed(library, [loop], prune=prune).failed == [f"{loop}: there is no such file or folder"]


@pytest.mark.parametrize("name", ["ant.txt", "notes/ant.txt", "/no\\udcff.txt", "/no\0.txt"])
def test_what_is_no_name_of_a_file_here_is_not_gone(name):
    assert not files.vanished(name)


def test_a_folder_that_moved_moves_in_the_library_and_what_changes_in_it_then_is_replaced(library, notes):
    moved = notes.rename(notes.with_name("moved"))
    report = indexed(library, [moved])
    assert statuses(report) == dict.fromkeys(("ant.txt", "bee.txt", "cow.txt"), "moved")
    assert sources(library) == sorted(str(moved / each) for each in ("ant.txt", "bee.txt", "deep/cow.txt"))
    assert any(f"{moved / 'ant.txt'} (before: {notes / 'ant.txt'})" in line for line in report.lines())
    (moved / "ant.txt").write_text("The marker is another.", encoding="utf-8")
    assert statuses(indexed(library, [moved], prune=True))["ant.txt"] == "replaced"
    assert [each.passage.text for each in library.search("ant")] == ["The marker is another."]
    assert (library.count(), library.faults()) == (3, [])


def test_a_document_that_moves_keeps_its_tags(library, notes):
    (ant,) = (each for each in library.documents() if each.source == str(notes / "ant.txt"))
    library.tag(ant.document_id, ["insect"])
    indexed(library, [notes.rename(notes.with_name("moved"))])
    assert [each.tags for each in library.documents() if each.source.endswith("ant.txt")] == [("insect",)]
    assert library.summary(library.tags()["insect"][0]).source.endswith("ant.txt")


def test_an_archive_moves_with_all_that_is_in_it(library, folder):
    with ZipFile(folder / "old.zip", "w") as archive:
        archive.writestr("ant.txt", "The ant is black.")
        archive.writestr("bee.txt", "The bee is yellow.")
    indexed(library, [folder / "old.zip"])
    (folder / "old.zip").rename(folder / "new.zip")
    report = indexed(library, [folder / "new.zip"])
    assert [each.status for each in report.outcomes] == ["moved", "moved"]
    assert sources(library) == [str(folder / "new.zip" / each) for each in ("ant.txt", "bee.txt")]


def test_a_copy_of_an_archive_is_added_once_the_archive_has_changed(library, folder):
    def packed(name, text):
        with ZipFile(folder / name, "w") as archive:
            archive.writestr(ZipInfo("ant.txt"), text)

    packed("b.zip", "The ant is black.")
    indexed(library, [folder / "b.zip"])
    packed("a.zip", "The ant is black.")
    packed("b.zip", "The ant is red.")
    report = indexed(library, [folder / "a.zip", folder / "b.zip"])
    assert [each.status for each in report.outcomes] == ["duplicate", "replaced", "added"]
    assert sources(library) == [str(folder / each / "ant.txt") for each in ("a.zip", "b.zip")]


def test_of_two_copies_of_what_has_vanished_the_first_takes_its_place(library, notes):
    (notes / "ant.txt").rename(notes / "first.txt")
    shutil.copy(notes / "first.txt", notes / "second.txt")
    report = indexed(library, [notes])
    assert {name: statuses(report)[name] for name in ("first.txt", "second.txt")} == {
        "first.txt": "moved", "second.txt": "duplicate"
    }  # fmt: skip
    assert library.count() == 3


def test_a_file_that_is_sent_takes_no_place_of_one_that_is_not_seen_here(library, notes):
    content = (notes / "ant.txt").read_bytes()
    shutil.rmtree(notes)
    with Converter() as converter:
        (outcome,) = files.uploaded(library, converter, "ant.txt", content)[0]
    assert (outcome.status, outcome.same_as) == ("duplicate", str(notes / "ant.txt"))


def test_a_file_that_was_sent_is_never_taken_for_gone(library, notes, folder):
    with Converter() as converter:
        files.uploaded(library, converter, "sent.txt", b"The sent one.")
    (folder / "here.txt").write_bytes(b"The sent one.")
    assert statuses(indexed(library, [folder / "here.txt"], prune=True)) == {"here.txt": "duplicate"}
    assert "sent.txt" in sources(library)


def test_what_was_pruned_can_be_undone(library, folder):
    indexed(library, [folder])
    (folder / "cap.txt").unlink()
    (_, removed) = indexed(library, [folder], prune=True).outcomes
    library.undo(removed.document_id)
    assert library.search("cap")


def test_a_file_that_gives_no_text_is_listed_with_the_reason(library, folder):
    indexed(library, [folder])
    (failure,) = library.failures()
    assert "bad.txt" in failure.error
    (folder / "bad.txt").write_text("Now it is good.", encoding="utf-8")
    indexed(library, [folder])
    assert library.failures() == []


def test_a_file_that_gave_no_text_is_named_again_and_not_read_again(library, folder, monkeypatch):
    aged(folder)
    before = indexed(library, [folder]).failed
    with monkeypatch.context() as patched:
        patched.setattr(files, "content_of", lambda path: pytest.fail(f"{path} was opened"))
        assert indexed(library, [folder]).failed == before
    os.utime(folder / "bad.txt")
    with monkeypatch.context() as patched:
        patched.setattr(Converter, "convert_bytes", lambda *_: pytest.fail("it was converted"))
        assert indexed(library, [folder]).failed == before
    monkeypatch.setattr(files, "CONVERSION", "of tomorrow")
    (folder / "bad.txt").rename(folder / "good.txt")
    assert indexed(library, [folder / "good.txt"]).failed == [each.replace("bad", "good") for each in before]


def test_a_file_that_took_too_long_is_tried_again(library, folder, monkeypatch):
    aged(folder)
    late = FileTooLarge("cap.txt: takes longer than 30 seconds to read; split it")
    with monkeypatch.context() as patched:
        patched.setattr(Converter, "convert_bytes", lambda _, content, name: Conversion(name, failures=(late,)))
        assert len(indexed(library, [folder / "cap.txt"]).failed) == 1
    assert statuses(indexed(library, [folder / "cap.txt"])) == {"cap.txt": "added"}
    assert library.failures() == []


def test_a_document_whose_file_became_unreadable_answers_on(library, folder):
    aged(folder)
    indexed(library, [folder / "cap.txt"])
    (folder / "cap.txt").write_bytes(b"a\0b")
    assert len(indexed(library, [folder / "cap.txt"]).failed) == 1
    assert library.search("cap")
    (folder / "cap.txt").write_text("The cap is green.", encoding="utf-8")
    indexed(library, [folder / "cap.txt"])
    assert library.documents()[0].error == ""


@pytest.mark.parametrize(("most", "value", "count"), [("", 5, 15), ("_BYTES", 100, 15), ("_SECONDS", 0.0, 12)])
def test_what_was_told_is_kept_when_it_is_stopped(library, tmp_path, monkeypatch, most, value, count):
    for number in range(30):
        (tmp_path / f"n{number:02}.txt").write_text(f"The marker is marker{number}.", encoding="utf-8")
    monkeypatch.setattr(f"bot.indexing._BATCH{most}", value)
    told = []

    def tell(outcome):
        told.append(outcome.document_id)
        if len(told) == 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        indexed(library, [tmp_path], told=tell)
    kept = {each.document_id for each in library.documents()}
    assert set(told) <= kept
    assert len(kept) == count
    assert library.faults() == []
    assert len(indexed(library, [tmp_path]).outcomes) == 30
    assert library.count() == 30
