"""Files followed as they change."""

import time
from threading import Event, Thread

import pytest

from bot.watching import watch
from knowledge import Library, LibraryBusy, open_engine


@pytest.fixture
def library(tmp_path):
    made = Library(open_engine(f"sqlite:///{(tmp_path / 'library.db').as_posix()}"))
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "texts"
    made.mkdir()
    (made / "cap.txt").write_text("The cap is green.", encoding="utf-8")
    return made


@pytest.fixture
def following(library, folder):
    """Follow the folder in another thread; give what is told of it."""
    told, stopped = [], Event()
    options = {"prune": True, "told": told.append, "every": 0.02, "stopped": stopped.is_set}
    thread = Thread(target=watch, args=(library, [folder]), kwargs=options)
    thread.start()
    yield told
    stopped.set()
    thread.join(20)


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


def test_what_cannot_be_kept_at_the_moment_is_told_and_tried_again(library, folder, following, monkeypatch):
    wait_until(lambda: library.count() == 1)
    with monkeypatch.context() as patched:

        def busy(entries):
            raise LibraryBusy("another process writes")

        patched.setattr(library, "keep", busy)
        (folder / "hat.txt").write_text("The hat is red.", encoding="utf-8")
        wait_until(lambda: any(each.error == "another process writes" for each in following))
        assert library.count() == 1
    wait_until(lambda: library.count() == 2)
