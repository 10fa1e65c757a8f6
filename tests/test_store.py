"""Documents and passages in a real SQLite file: kept whole or not at all, readable by the next process."""

import os
import sqlite3
from dataclasses import replace

import pytest
from few_documents import entries
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from knowledge import (
    Document,
    Entry,
    LibraryUnavailable,
    Original,
    Passage,
    UnknownDocument,
    open_engine,
    passages,
)
from knowledge.checking import faults
from knowledge.store import Store

BIRDS = Document(
    "birds", "Birds", "Birds fly.\n\nGulls\n\nThey cry.", "birds.txt", {"media_type": "text/plain", "ü": "é"}
)
RAIN = Document("rain", "A rain", "It rained. It stopped.", "rain.txt")


def test_a_new_store_is_empty(store):
    assert store.hashes() == {}
    assert list(store.documents()) == store.summaries() == []
    assert store.generation() == 0


def test_a_document_comes_back_as_it_was(store):
    store.replace(entries(BIRDS))
    assert store.document("birds") == BIRDS
    assert store.document("birds").content_hash == store.hashes()["birds"]


@given(text=st.text(st.characters(exclude_categories=["Cs"])), title=st.text("aé\U0001f426\"'%\n"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_any_text_comes_back_unaltered(store, text, title):
    document = Document("any", title, text, "any.txt")
    store.replace(entries(document))
    assert store.document("any") == document
    assert store.passages(document) == passages(document)


def test_passages_come_back_in_order_with_all_that_is_known_of_them(store):
    parts = passages(BIRDS)
    paged = [replace(each, page=number) for number, each in enumerate(parts)]
    store.replace([Entry(BIRDS, paged[::-1])])
    assert store.passages(BIRDS) == paged


def test_passages_beyond_five_digits_come_back_in_order(store):
    ids = ["long:99999", "long:100000"]
    document = Document("long", "Long", "One. Two.", "long.txt")
    parts = [Passage(each, "long", "One. Two."[a:b], a, b) for each, a, b in zip(ids, (0, 5), (4, 9), strict=True)]
    store.replace([Entry(document, parts)])
    assert [each.passage_id for each in store.passages(document)] == ids


def test_what_was_kept_is_there_for_the_next_process(url):
    first = Store(open_engine(url))
    first.replace(entries(BIRDS))
    first.close()
    assert Store(open_engine(url)).document("birds") == BIRDS


def test_an_unknown_document_is_named(store):
    with pytest.raises(UnknownDocument, match="'gone'"):
        store.document("gone")


def test_a_replaced_document_leaves_no_passage_behind(store):
    store.replace(entries(BIRDS))
    shorter = replace(BIRDS, text="Birds fly.")
    store.replace(entries(shorter))
    assert store.passages(shorter) == passages(shorter)
    assert store.summaries()[0].passages == 1


def test_many_documents_are_kept_and_replaced_in_one_step(store):
    files = [Original(f"n{number}.txt", b"file %d" % (number // 2)) for number in range(1200)]
    made = [
        Document(f"n{number}", f"Note {number}", f"It is {number}.", each.name) for number, each in enumerate(files)
    ]
    entries = [Entry(each, passages(each), file) for each, file in zip(made, files, strict=True)]
    store.replace(entries)
    store.replace([entry._replace(original=None) for entry in entries[::2]])
    assert [each.document_id for each in store.documents()] == sorted(each.document_id for each in made)
    assert {each.passages for each in store.summaries()} == {1}
    assert store.original("n1") == b"file 0"  # of the two that were read from it one is left
    assert store.original("n2") is None
    assert list(faults(store.database)) == []


def test_a_removed_document_is_gone_with_its_passages(store):
    store.replace(entries(BIRDS, RAIN))
    store.replace([], removed=["birds"])
    assert list(store.hashes()) == ["rain"]
    assert store.passages(BIRDS) == []


def test_a_change_that_fails_midway_changes_nothing(store):
    def failing():
        yield Entry(RAIN, passages(RAIN))
        raise RuntimeError

    store.replace(entries(BIRDS), state={"key": "old"})
    generation = store.generation()
    with pytest.raises(RuntimeError):
        store.replace(failing(), removed=["birds"], state={"key": "new"})
    assert list(store.hashes()) == ["birds"]
    assert (store.get("key"), store.generation()) == ("old", generation)


def test_every_change_of_documents_makes_a_new_generation(store):
    store.replace(entries(BIRDS))
    first = store.generation()
    store.replace([], removed=["birds"])
    assert store.generation() > first > 0


def test_a_value_of_the_state_is_kept_and_replaced(store):
    assert store.get("key") is None
    store.set("key", "one")
    store.set("key", "two")
    assert store.get("key") == "two"


def test_summaries_stand_by_title_with_their_counts(store):
    store.replace(entries(BIRDS, RAIN))
    assert [(s.document_id, s.title, s.source, s.passages, s.characters) for s in store.summaries()] == [
        ("rain", "A rain", "rain.txt", 1, 22),
        ("birds", "Birds", "birds.txt", 2, len(BIRDS.text)),
    ]


def test_summaries_are_given_page_by_page(store):
    store.replace([Entry(replace(RAIN, document_id=f"d{number}")) for number in range(5)])
    pages = [store.summaries(limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [[s.document_id for s in page] for page in pages] == [["d0", "d1"], ["d2", "d3"], ["d4"], []]


def test_a_document_without_passages_is_counted(store):
    store.replace([Entry(RAIN)])
    assert store.summaries()[0].passages == 0


def test_a_library_of_a_newer_schema_is_refused_with_the_remedy(url, store):
    store.set("schema", "999")
    with pytest.raises(LibraryUnavailable, match=r"schema 999.*use the newer version"):
        Store(open_engine(url))


def test_a_missing_folder_is_named_with_the_remedy(tmp_path):
    missing = (tmp_path / "gone" / "library.db").as_posix()
    with pytest.raises(LibraryUnavailable, match=r"gone/library\.db cannot be used: .*--data"):
        Store(open_engine(f"sqlite:///{missing}"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_folder_that_cannot_be_written_is_named_with_the_remedy(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(LibraryUnavailable, match="can be written, or choose another with --data"):
            Store(open_engine(f"sqlite:///{tmp_path / 'library.db'}"))
    finally:
        tmp_path.chmod(0o700)


def test_a_library_that_cannot_be_written_is_read_and_refuses_changes(url, store, tmp_path):
    store.replace(entries(BIRDS))
    readonly = Store(open_engine(f"sqlite:///file:{(tmp_path / 'library.db').as_posix()}?mode=ro&uri=true"))
    assert readonly.document("birds") == BIRDS
    with pytest.raises(LibraryUnavailable, match=r"readonly.*--data"):
        readonly.replace(entries(RAIN))


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "library.db").write_text("It rained. " * 100, encoding="utf-8")
    with pytest.raises(LibraryUnavailable, match="not a database"):
        Store(open_engine(f"sqlite:///{(tmp_path / 'library.db').as_posix()}"))


def test_a_password_is_never_shown(tmp_path):
    engine = open_engine(f"sqlite:///{(tmp_path / 'gone' / 'library.db').as_posix()}")
    engine.url = engine.url.set(username="ann", password="secret", host="server")
    with pytest.raises(LibraryUnavailable) as caught:
        Store(engine)
    assert "secret" not in str(caught.value)


def test_foreign_keys_are_checked(url, store):
    with open_engine(url).connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_the_database_is_plain_sqlite_for_everyone(tmp_path, store):
    store.replace(entries(BIRDS))
    with sqlite3.connect(tmp_path / "library.db") as connection:
        assert connection.execute("SELECT title FROM documents").fetchall() == [("Birds",)]
    connection.close()


def _open(url, barrier, answers):
    barrier.wait()
    try:
        Store(open_engine(url)).close()
        answers.put("")
    except Exception as error:
        answers.put(repr(error))


def test_several_processes_may_begin_one_library_at_once(url, context):
    barrier, answers = context.Barrier(5), context.Queue()
    processes = [context.Process(target=_open, args=(url, barrier, answers)) for _ in range(5)]
    for process in processes:
        process.start()
    assert [answers.get(timeout=60) for _ in processes] == [""] * 5
    for process in processes:
        process.join()


def test_the_file_of_a_document_comes_back_byte_for_byte(store):
    store.replace([Entry(BIRDS, (), Original("file", b"\x00\xffbirds", 7, "rules-1"))])
    assert store.original("birds") == b"\x00\xffbirds"
    (known,) = store.files()
    assert (known.size, known.modified, known.conversion) == (7, 7, "rules-1")
    assert known.file_hash == Original("file", b"\x00\xffbirds").file_hash


def test_a_document_given_as_text_has_no_file(store):
    store.replace(entries(BIRDS))
    assert store.original("birds") is None


def test_a_replaced_document_keeps_its_tags_and_not_its_old_file(store):
    store.replace([Entry(BIRDS, (), Original("file", b"old"))])
    store.tag("birds", ["animals", "sky"])
    store.replace([Entry(replace(BIRDS, text="Birds sing."))])
    assert store.summaries()[0].tags == ("animals", "sky")
    assert store.original("birds") is None


def test_a_removed_document_is_listed_nowhere_and_kept_until_it_is_purged(store):
    store.replace(entries(BIRDS))
    assert store.mark(["birds"], status="removed", before="ready") == ["birds"]
    assert store.hashes() == {}
    assert store.summaries() == store.files() == []
    assert store.count() == 0
    assert store.document("birds") == BIRDS
    store.purge(["birds"])
    with pytest.raises(UnknownDocument):
        store.document("birds")


def test_what_was_purged_is_not_in_the_file_any_more(tmp_path, store):
    secret = replace(BIRDS, text="The password is xyzzy-4711. " * 200)
    store.replace(
        [
            *entries(secret, RAIN),
            Entry(replace(BIRDS, document_id="b"), (), Original("file", b"plugh-0815" * 900)),
        ]
    )
    file = tmp_path / "library.db"
    assert b"xyzzy-4711" in file.read_bytes()
    store.purge(["birds", "b"])
    assert b"xyzzy-4711" not in file.read_bytes()
    assert b"plugh-0815" not in file.read_bytes()


def test_documents_are_found_by_the_words_of_title_source_and_tag(store):
    store.replace(entries(BIRDS, RAIN))
    store.tag("rain", ["Weather"])
    found = {
        words: [s.document_id for s in store.summaries(words=words)] for words in ("BIRD", "txt", "a weather", "%")
    }
    assert found == {"BIRD": ["birds"], "txt": ["rain", "birds"], "a weather": ["rain"], "%": []}
    assert [s.document_id for s in store.summaries(tag="Weather")] == ["rain"]
    assert (store.count(words="bird"), store.count(tag="Weather"), store.count(tag="none")) == (1, 1, 0)


def test_any_number_of_words_may_be_searched_for_of_which_the_first_choose(store):
    store.replace(entries(BIRDS, RAIN))
    many = " ".join(["birds"] * 8 + ["rain"] * 1100)
    assert [each.document_id for each in store.summaries(words=many)] == ["birds"]
    assert store.count(words=many) == 1
