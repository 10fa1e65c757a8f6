"""Segments made by several processes are those that one makes, and nothing is lost where a process fails."""

import os
import subprocess
import sys

import pytest
from few_documents import entries
from sqlalchemy.engine import make_url

from knowledge import Document, Library, builders, open_engine
from knowledge.builders import BuildersFailed, chunks_of, claims_of, made, segments_by_processes
from knowledge.scoring import DEFAULT
from knowledge.segments import Segment
from knowledge.store import Store

TEXTS = [Document(f"d{n}", f"Title {n}", f"The cap {n} was bought by Ann{n} in Rome.", f"d{n}.txt") for n in range(12)]


@pytest.fixture
def library(tmp_path):
    library = Library(open_engine(f"sqlite:///{tmp_path / 'library.db'}"), folder=tmp_path / "index")
    library.add(TEXTS)
    yield library
    library.close()


@pytest.fixture
def store(library, tmp_path):
    opened = Store(open_engine(f"sqlite:///{tmp_path / 'library.db'}"))
    yield opened
    opened.close()


@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr(builders, "MANY", 2)
    monkeypatch.setattr(builders, "processors", lambda: 2)


def told(index):
    return [(hit.passage, hit.score) for hit in index.search("cap Rome ann7", 50)], index.vocabulary


def test_the_index_made_by_processes_is_the_one_that_one_makes(library, many, caplog):
    alone = Library()
    alone.add(TEXTS)
    assert told(library.index) == told(alone.index)
    assert library.fingerprint == alone.fingerprint
    assert caplog.text == ""
    alone.close()


def test_processes_make_each_document_once(library, store, many, tmp_path):
    made = segments_by_processes(store.contents, store.address, store.hashes(), DEFAULT.weights, tmp_path)
    told = sorted(each.document_id for segment in made for each in segment.documents())
    assert told == sorted(each.document_id for each in TEXTS)
    assert {segment.source for segment in made} == set(tmp_path.glob("segment-*"))
    assert not list(tmp_path.glob("order-*"))


@pytest.fixture
def idle(monkeypatch):
    """This process leaves everything to the others."""
    monkeypatch.setattr(builders, "claimed", lambda numbers, claims, taken: iter(()))


def test_processes_find_a_library_whose_path_means_something_in_an_address(many, idle, tmp_path):
    (tmp_path / "50%41?").mkdir()
    store = Store(open_engine(tmp_path / "50%41?" / "library.db"))
    store.replace(entries(*TEXTS))
    made = segments_by_processes(store.contents, store.address, store.hashes(), DEFAULT.weights, tmp_path)
    assert [segment.size for segment in made] == [12]
    store.close()


def test_what_this_process_does_not_take_another_makes(library, store, many, idle, tmp_path):
    made = segments_by_processes(store.contents, store.address, store.hashes(), DEFAULT.weights, tmp_path)
    assert [segment.size for segment in made] == [12]


def test_nobody_waits_for_a_process_that_has_taken_nothing(library, store, many, monkeypatch, tmp_path):
    endless = [sys.executable, "-c", "import time; time.sleep(600)"]
    start = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _, **options: start(endless, **options))
    made = segments_by_processes(store.contents, store.address, store.hashes(), DEFAULT.weights, tmp_path)
    assert [segment.size for segment in made] == [12]


def test_documents_that_changed_meanwhile_are_noticed(library, store, many, tmp_path):
    with pytest.raises(BuildersFailed, match="changed"):
        segments_by_processes(
            store.contents, store.address, store.hashes() | {"d1": "another"}, DEFAULT.weights, tmp_path
        )


def test_a_segment_has_no_more_documents_than_are_made_at_once(store, library, monkeypatch, tmp_path):
    monkeypatch.setattr(builders, "_CHUNK", 5)
    paths = made(store.contents, iter([[f"d{n}"] for n in range(12)]), DEFAULT.weights, tmp_path)
    assert [Segment(path).size for path in paths] == [5, 5, 2]


def test_where_a_process_fails_one_makes_the_index(library, many, idle, monkeypatch, caplog):
    monkeypatch.setattr(type(library._store), "address", make_url("sqlite:////nowhere/library.db"))
    assert len(library.search("cap", 50)) == 12
    assert "the index is made by one process" in caplog.text


def test_a_change_that_waits_to_be_kept_is_seen_by_no_other_process(library, store):
    assert store.address
    with library.together():
        assert library._store.address is None
    assert Store(open_engine("sqlite://")).address is None


def test_claims_are_several_for_each_process_and_have_numbers_that_a_byte_holds():
    assert [len(each) for each in claims_of(range(320), processes=2)] == [10] * 32
    assert [len(each) for each in claims_of(range(3), processes=2)] == [1, 1, 1]
    many = claims_of(range(2_000_000), processes=2)
    assert len(many) <= 256
    assert sum(map(len, many)) == 2_000_000


def test_work_of_one_process_is_parted_too():
    assert [len(each) for each in chunks_of(range(11_000))] == [5000, 5000, 1000]
    assert chunks_of([]) == []


def test_the_process_tells_a_bad_order_by_its_status(tmp_path):
    environment = {**os.environ, builders.ORDER: str(tmp_path / "none.json")}
    command = [sys.executable, "-m", "knowledge.builder"]
    assert subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 1
