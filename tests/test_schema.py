"""A library that an earlier Quoth wrote is brought up to date: whole, once, whoever opens it first."""

import sqlite3

import pytest
from sqlalchemy import inspect

from knowledge import Document, Library, LibraryUnavailable, open_engine
from knowledge import schema as tables
from knowledge.passages import PASSAGES

SCHEMA_1 = """
CREATE TABLE documents (
    document_id VARCHAR(80) NOT NULL PRIMARY KEY, source TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    characters INTEGER NOT NULL, content_hash VARCHAR(64) NOT NULL, metadata TEXT NOT NULL
);
CREATE TABLE passages (
    passage_id VARCHAR(96) NOT NULL PRIMARY KEY, document_id VARCHAR(80) NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, heading TEXT, page INTEGER, sentences TEXT NOT NULL,
    FOREIGN KEY(document_id) REFERENCES documents (document_id) ON DELETE CASCADE
);
CREATE INDEX ix_passages_document_id ON passages (document_id);
CREATE TABLE state ("key" VARCHAR(32) NOT NULL PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO state VALUES ('schema', '1'), ('bundled', ''), ('generation', '4');
"""
BIRDS = Document("birds", "Birds", "Birds fly south.", "birds.txt", {"media_type": "text/plain"})


@pytest.fixture
def url(tmp_path):
    """The address of a library that the first Quoth wrote, with one document."""
    with sqlite3.connect(tmp_path / "library.db") as connection:
        connection.executescript(SCHEMA_1)
        connection.execute("INSERT INTO state VALUES ('passages', ?)", (PASSAGES,))
        row = ("birds", BIRDS.source, BIRDS.title, BIRDS.text, 16, BIRDS.content_hash, '{"media_type": "text/plain"}')
        connection.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        passage = ("birds:00000", "birds", 0, 16, None, None, "[[0, 16]]")
        connection.execute("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)", passage)
    connection.close()
    return f"sqlite:///{(tmp_path / 'library.db').as_posix()}"


def test_an_older_library_opens_and_answers(url):
    library = Library(open_engine(url))
    assert library.search("birds")[0].passage.text == BIRDS.text
    assert library.document("birds") == BIRDS
    assert library.documents()[0].passages == 1
    assert library.faults() == []


def test_an_older_library_has_the_tables_of_a_new_one_afterwards(url, tmp_path):
    def described(address):
        seen = inspect(open_engine(address))
        return {
            name: (
                {(each["name"], str(each["type"]), each["nullable"]) for each in seen.get_columns(name)},
                {(each["name"], *each["column_names"]) for each in seen.get_indexes(name)},
            )
            for name in seen.get_table_names()
        }

    Library(open_engine(url)).close()
    new = f"sqlite:///{(tmp_path / 'new.db').as_posix()}"
    Library(open_engine(new)).close()
    assert described(url) == described(new)


def test_an_older_library_takes_files_tags_and_removals(url):
    library = Library(open_engine(url))
    library.tag("birds", ["animals"])
    assert library.add([BIRDS])[0].status == "unchanged"
    library.remove("birds")
    library.undo("birds")
    assert library.summary("birds").tags == ("animals",)
    assert library.original("birds") == BIRDS.text.encode()


def test_a_library_is_brought_up_to_date_once(url):
    Library(open_engine(url)).close()
    library = Library(open_engine(url))
    assert library.count() == 1


def test_a_step_that_fails_leaves_the_library_as_it_was(url, monkeypatch):
    def failing(connection):
        tables._to_2(connection)
        raise LibraryUnavailable("stopped")

    with monkeypatch.context() as patched:
        patched.setitem(tables._STEPS, 2, failing)
        with pytest.raises(LibraryUnavailable, match="stopped"):
            Library(open_engine(url))
    assert "status" not in {each["name"] for each in inspect(open_engine(url)).get_columns("documents")}
    assert Library(open_engine(url)).count() == 1


@pytest.mark.parametrize("schema", ["999", "later"])
def test_a_library_of_a_later_quoth_is_refused_and_left_alone(url, tmp_path, schema):
    with sqlite3.connect(tmp_path / "library.db") as connection:
        connection.execute("UPDATE state SET value = ? WHERE \"key\" = 'schema'", (schema,))
    connection.close()
    before = (tmp_path / "library.db").read_bytes()
    with pytest.raises(LibraryUnavailable, match=f"schema {schema}.*newer version"):
        Library(open_engine(url))
    assert (tmp_path / "library.db").read_bytes() == before


def _open(url, barrier, answers):
    barrier.wait()
    try:
        library = Library(open_engine(url))
        answers.put(library.count())
    except Exception as error:
        answers.put(repr(error))


def test_several_processes_may_bring_one_library_up_to_date_at_once(url, context):
    barrier, answers = context.Barrier(3), context.Queue()
    processes = [context.Process(target=_open, args=(url, barrier, answers)) for _ in range(3)]
    for process in processes:
        process.start()
    assert [answers.get(timeout=30) for _ in processes] == [1, 1, 1]
    for process in processes:
        process.join()
