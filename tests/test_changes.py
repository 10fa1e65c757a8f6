"""Whether anybody has changed a database since: seen of every connection and process, and never missed."""

import subprocess
import sys

import pytest
from few_documents import BIRDS, RAIN, entries

from knowledge import open_engine
from knowledge.changes import Changes
from knowledge.store import Store


@pytest.fixture(name="file")
def a_file(tmp_path):
    return tmp_path / "library.db"


@pytest.fixture(name="opened")
def opened_stores(file):
    """Return what opens the same library once more."""
    made = []

    def another():
        made.append(Store(open_engine(f"sqlite:///{file}"), wait=5))
        return made[-1]

    yield another
    for each in made:
        each.close()


def keep(store, document):
    store.replace(entries(document))


def test_the_number_stays_until_somebody_changes_something(opened):
    one, other = opened(), opened()
    keep(one, BIRDS)
    before = one.database.changes()
    assert before is not None
    assert before == one.database.changes()
    keep(other, RAIN)
    assert one.database.changes() != before


@pytest.mark.parametrize("by_itself", [True, False])
def test_a_generation_that_was_asked_for_before_is_not_told_after_a_change(opened, by_itself):
    one, other = opened(), opened()
    for document in (BIRDS, RAIN, BIRDS, RAIN):
        before = one.generation()
        assert before == one.generation()
        keep(one if by_itself else other, document)
        assert one.generation() == other.generation() > before


def test_what_another_process_changes_is_seen(opened, file):
    store = opened()
    before = store.generation()
    program = (
        "import sys; from knowledge import Document, Library, open_engine; "
        "library = Library(open_engine('sqlite:///' + sys.argv[1])); "
        "library.add([Document('a', 'A', 'A hat.', 'a.txt')]); library.close()"
    )
    subprocess.run([sys.executable, "-c", program, str(file)], check=True)
    assert store.generation() > before


def test_within_a_transaction_its_own_generation_is_told(opened):
    store = opened()
    before, seen = store.generation(), list[int]()

    def failing():
        with store.database.writing():
            keep(store, BIRDS)
            assert store.database.changes() is None
            seen.append(store.generation())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert seen[0] > before == store.generation()


def test_of_no_file_and_of_one_that_is_not_there_nothing_is_known_and_none_is_made(tmp_path):
    assert Changes(None, wait=1).number() is None
    nowhere = Changes(tmp_path / "nowhere.db", wait=1)
    assert nowhere.number() is None
    assert list(tmp_path.iterdir()) == []
    nowhere.close()


def test_after_the_end_nothing_is_known(opened, file):
    opened()
    changes = Changes(file, wait=1)
    assert changes.number() is not None
    changes.close()
    changes.close()
    assert changes.number() is None
