"""Files followed as they change."""

import time
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from bot.indexing import indexed
from bot.watching import watch
from knowledge import LibraryBusy


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "texts"
    made.mkdir()
    (made / "cap.txt").write_text("The cap is green.", encoding="utf-8")
    return made


@contextmanager
def followed(library, paths, told, **more):
    """Follow the paths in another thread as long as the body runs, and note what is told of them."""
    stopped = Event()
    options = {"prune": True, "told": told.append, "every": 0.02, "stopped": stopped.is_set, **more}
    thread = Thread(target=watch, args=(library, paths), kwargs=options)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(20)


@pytest.fixture
def following(library, folder):
    """Follow the folder; give what is told of it."""
    told = []
    with followed(library, [folder], told):
        yield told


def failures(told):
    return sum(each.status == "failed" for each in told)


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def test_a_new_file_is_added_and_a_changed_one_replaced_and_one_that_is_gone_removed(library, folder, following):
    wait_until(lambda: library.search("green"))
    (folder / "hat.txt").write_text("The hat is red.", encoding="utf-8")
    wait_until(lambda: library.search("red"))
    (folder / "cap.txt").write_text("The cap is blue now.", encoding="utf-8")
    wait_until(lambda: library.search("blue"))
    (folder / "cap.txt").unlink()
    wait_until(lambda: not library.search("cap"))
    wait_until(lambda: len(following) == 4)
    assert [each.status for each in following] == ["added", "added", "replaced", "removed"]


def test_why_a_file_gives_no_text_is_told_again_only_when_it_has_changed(library, folder, following):
    (folder / "bad.txt").write_bytes(b"a\0b")
    wait_until(lambda: failures(following) == 1)
    for number in (1, 2):
        (folder / f"hat-{number}.txt").write_text(f"The hat is number {number}.", encoding="utf-8")
        wait_until(lambda number=number: library.count() == 1 + number)
    assert failures(following) == 1
    (folder / "bad.txt").write_bytes(b"still a\0b")
    wait_until(lambda: failures(following) == 2)
    (folder / "bad.txt").write_text("The coat is red.", encoding="utf-8")
    wait_until(lambda: library.search("coat"))
    (folder / "bad.txt").write_bytes(b"a\0b")
    wait_until(lambda: failures(following) == 3)
    assert len({each.error for each in following if each.status == "failed"}) == 1


def test_a_folder_that_is_not_there_is_told_again_when_it_was_there_in_between(library, folder):
    told = []
    with followed(library, [folder, folder / "deep"], told):
        wait_until(lambda: failures(told) == 1)
        (folder / "deep").mkdir()
        (folder / "deep" / "hat.txt").write_text("The hat is red.", encoding="utf-8")
        wait_until(lambda: library.search("red"))
        (folder / "deep" / "hat.txt").unlink()
        (folder / "deep").rmdir()
        wait_until(lambda: not library.search("red"))
        (folder / "coat.txt").write_text("The coat is blue.", encoding="utf-8")
        wait_until(lambda: failures(told) == 2)


def test_what_was_told_before_the_files_were_followed_is_not_told_again(library, folder):
    (folder / "bad.txt").write_bytes(b"a\0b")
    report, told = indexed(library, [folder]), []
    with followed(library, [folder], told, failed=report.failed):
        (folder / "hat.txt").write_text("The hat is red.", encoding="utf-8")
        wait_until(lambda: library.search("red"))
    assert ([each.status for each in told], len(report.failed)) == (["added"], 1)


def test_a_folder_that_is_gone_may_come_back_and_one_that_moved_is_followed(library, folder, following):
    wait_until(lambda: library.count() == 1)
    away = folder.rename(folder.with_name("away"))
    wait_until(lambda: any("there is no such" in each.error for each in following))
    assert library.count() == 1
    (folder / "deep").mkdir(parents=True)
    (away / "cap.txt").rename(folder / "deep" / "cap.txt")
    wait_until(lambda: following[-1].status == "moved")
    assert [each.source for each in library.documents()] == [str(folder / "deep" / "cap.txt")]


def test_what_cannot_be_kept_at_the_moment_is_told_and_tried_again(library, folder, following, monkeypatch):
    wait_until(lambda: library.count() == 1)
    with monkeypatch.context() as patched:

        def busy(entries, **_):
            raise LibraryBusy("another process writes")

        patched.setattr(library, "keep", busy)
        (folder / "hat.txt").write_text("The hat is red.", encoding="utf-8")
        wait_until(lambda: any(each.error == "another process writes" for each in following))
        assert library.count() == 1
    wait_until(lambda: library.count() == 2)
