"""Segments made by several processes are those that one makes, and nothing is lost where a process fails."""

import json
import subprocess
import sys

import pytest

from knowledge import Document, Library, builders, open_engine
from knowledge.builders import BuildersFailed, chunks_of, segments_by_processes
from knowledge.scoring import DEFAULT
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


def test_each_process_makes_its_share(library, store, many, tmp_path):
    made = segments_by_processes(store.address, store.hashes(), DEFAULT.weights, tmp_path)
    assert [segment.size for segment in made] == [6, 6]
    assert [each.document_id for segment in made for each in segment.documents()] == sorted(
        d.document_id for d in TEXTS
    )


def test_documents_that_changed_meanwhile_are_noticed(library, store, many, tmp_path):
    with pytest.raises(BuildersFailed, match="changed"):
        segments_by_processes(store.address, store.hashes() | {"d1": "another"}, DEFAULT.weights, tmp_path)


def test_where_a_process_fails_one_makes_the_index(library, many, monkeypatch, caplog):
    monkeypatch.setattr(type(library._store), "address", "sqlite:////nowhere/library.db")
    assert len(library.search("cap", 50)) == 12
    assert "the index is made by one process" in caplog.text


def test_a_change_that_waits_to_be_kept_is_seen_by_no_other_process(library, store):
    assert store.address
    with library.together():
        assert library._store.address is None
    assert Store(open_engine("sqlite://")).address is None


def test_work_is_parted_alike():
    assert [len(each) for each in chunks_of(range(11_000), processes=2)] == [5000, 5000, 1000]
    assert [len(each) for each in chunks_of(range(3001), processes=2)] == [1501, 1500]
    assert chunks_of([]) == []


def test_the_process_tells_a_bad_order_by_its_status():
    done = subprocess.run(
        [sys.executable, "-m", "knowledge.builder"], input=json.dumps({}), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
