"""The index kept on disk: brought up to date, shared, made anew when missing, damaged or of another version."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from few_documents import entries, index_over
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Document, Library, Scoring, Weights, generations, keeping, open_engine, passages
from knowledge.generations import Generations, _settled
from knowledge.segments import Segment

TEXTS = [
    "# Gulls\n\nGulls fly south in winter. A Provincial Reconstruction Team (PRT) counts them.",
    "Wrens sing in spring.\n\nThe PRT left, and rain fell on the wrens.",
    "Snow falls in winter. Birds fly south, gulls among them.",
    "It rained in spring. Zarvo sang in the rain, and zarvu too.",
]
QUERIES = [
    "gulls south",
    "PRT",
    "provincial reconstruction team",
    "rain in spring",
    "zarvi",
    "winter",
    "xqzt",
    "team 7",
]


def document(number, text=None):
    return Document(f"d{number}", f"Notes {number}", text or TEXTS[number % len(TEXTS)], f"/files/notes-{number}.txt")


@pytest.fixture
def kept(tmp_path):
    """Open the library of this folder, as a process that starts would."""
    opened = []

    def library():
        opened.append(
            Library(open_engine(f"sqlite:///{(tmp_path / 'library.db').as_posix()}"), folder=tmp_path / "index")
        )
        return opened[-1]

    yield library
    for each in opened:
        each.close()


def fresh(documents):
    """An index of these documents made in one go, in memory."""
    return index_over(*documents)


def answers(index):
    """All that an index says of a few queries."""
    hits = {query: index.search(query, 5) for query in QUERIES}
    explained = {query: [index.explain(query, hit.passage) for hit in found] for query, found in hits.items()}
    spread = {term: index.spread(term) for term in ("gull", "rain", "team", "winter")}
    return (
        hits, explained, spread, index.fingerprint, index.vocabulary, index.acronyms, dict(index.aliases),
        list(index.passages), dict(index.sources), [index.correction(word) for word in ("zarvi", "gulks", "wrens")],
    )  # fmt: skip


def files(folder: Path):
    return sorted(path for path in folder.iterdir() if path.suffix in (".bin", ".json"))


def test_an_index_is_opened_again_and_not_made_again(kept, tmp_path, monkeypatch):
    first = kept()
    first.add([document(n) for n in range(4)])
    expected = answers(first.index)
    made = []
    monkeypatch.setattr(generations, "segment_of", lambda *_, **__: made.append(1))
    assert answers(kept().index) == expected == answers(fresh([document(n) for n in range(4)]))
    assert not made


@pytest.fixture
def all_large(monkeypatch):
    """Let every document count as a large one."""
    monkeypatch.setattr(keeping, "LARGE", 1)


def test_a_large_document_is_indexed_before_it_is_kept(kept, tmp_path, all_large, monkeypatch):
    opened, some = kept(), entries(document(1), document(2))
    opened.add([document(0)])
    opened.prepare()
    with opened.ahead(some):
        monkeypatch.setattr(generations, "segment_of", lambda *_, **__: pytest.fail("it is made again"))
        assert [each.document_id for each in opened.documents()] == ["d0"]
        opened.keep(some)
        assert answers(opened.index) == answers(fresh([document(n) for n in range(3)]))
    assert answers(kept().index) == answers(fresh([document(n) for n in range(3)]))
    with opened.ahead(some):  # known as they are: there is nothing to do
        opened.keep(some)


def test_what_was_indexed_ahead_and_not_kept_leaves_nothing(kept, tmp_path, all_large):
    opened, some = kept(), entries(document(1))
    opened.add([document(0)])
    with pytest.raises(RuntimeError), opened.ahead(some):
        raise RuntimeError
    assert answers(opened.index) == answers(fresh([document(0)]))
    assert len(files(tmp_path / "index")) == 2
    opened.keep(entries(document(1, "Gulls are back.")))
    assert answers(opened.index) == answers(fresh([document(0), document(1, "Gulls are back.")]))


def test_a_document_indexed_ahead_twice_is_there_once(kept, all_large):
    opened, some = kept(), entries(document(0))
    with opened.ahead(some), opened.ahead(entries(document(0))):
        opened.keep(some)
        opened.keep(entries(document(0)))
    assert answers(opened.index) == answers(fresh([document(0)]))


def test_an_empty_library_has_an_empty_index(kept):
    kept().add([])
    assert kept().search("gulls") == []
    assert kept().index.vocabulary == {}


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "add", "change", "remove"]), st.integers(0, 7)), min_size=1, max_size=6
)


@given(STEPS, st.integers(0, 1), st.integers(0, 2))
@settings(max_examples=15)
def test_whatever_happened_to_it_an_index_says_what_a_new_one_would(tmp_path_factory, steps, rewritten, ratio):
    """Segments are merged and rewritten at other sizes than usual, so that all of it happens in small libraries."""
    before = generations._REWRITTEN, generations._RATIO, generations._GONE
    generations._REWRITTEN, generations._RATIO, generations._GONE = rewritten * 50_000, ratio * 2, 0.9
    folder = tmp_path_factory.mktemp("kept")
    library = Library(open_engine(f"sqlite:///{(folder / 'library.db').as_posix()}"), folder=folder / "index")
    memory = Library()
    there = {}
    try:
        for what, number in steps:
            if what == "remove":
                for each in (library, memory) if there.pop(number, None) else ():
                    each.remove(f"d{number}", for_good=True)
                continue
            text = TEXTS[number % 4] if what == "add" else f"{TEXTS[(number + 1) % 4]} It changed {len(there)} times."
            there[number] = document(number, text)
            library.add([there[number]])
            memory.add([there[number]])
            library.search("gulls")
            memory.search("gulls")
        expected = answers(fresh(there.values()))
        assert answers(library.index) == expected
        assert answers(memory.index) == expected
        again = Library(open_engine(f"sqlite:///{(folder / 'library.db').as_posix()}"), folder=folder / "index")
        assert answers(again.index) == expected
        again.close()
    finally:
        generations._REWRITTEN, generations._RATIO, generations._GONE = before
        library.close()


def truncated(content, place):
    return content[:place]


def flipped(content, place):
    return content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :]


@pytest.mark.parametrize("harm", [truncated, flipped, None], ids=["truncated", "flipped", "deleted"])
@pytest.mark.parametrize("which", [0, 1], ids=["manifest", "segment"])
def test_a_damaged_file_is_noticed_and_made_anew(kept, tmp_path, harm, which):
    documents = [document(n) for n in range(4)]
    kept().add(documents)
    expected = answers(kept().index)
    choose = random.Random(which)
    for _ in range(20 if harm else 1):
        file = files(tmp_path / "index")[which]
        content = file.read_bytes()
        if harm:
            file.write_bytes(harm(content, choose.randrange(len(content))))
        else:
            file.unlink()
        assert answers(kept().index) == expected
        assert answers(kept().index) == expected


def test_a_file_damaged_after_it_was_opened_is_made_anew_when_that_is_read(kept, tmp_path):
    kept().add([document(n) for n in range(4)])
    library = kept()
    index = library.index
    (segment,) = (path for path in files(tmp_path / "index") if path.suffix == ".bin")
    content = bytearray(segment.read_bytes())
    begin = Segment(segment).arrays.place("passages.rows")
    with segment.open("r+b") as file:
        file.seek(begin)
        file.write(bytes(byte ^ 0xFF for byte in content[begin:]))
    assert answers(index) == answers(fresh([document(n) for n in range(4)]))


@pytest.mark.parametrize("part", ["documents.rows", "documents.checks", "documents.at", "ids.terms", "words.counts"])
@pytest.mark.parametrize(
    "asked",
    [
        lambda index: index.sources["d1"],
        lambda index: "d1" in index.sources,
        lambda index: list(index.sources),
        lambda index: len(index.sources),
        lambda index: index.count("gulls"),
    ],
)
def test_whatever_is_asked_first_of_a_damaged_index_it_is_made_anew(kept, tmp_path, part, asked):
    kept().add([document(n) for n in range(4)])
    kept().prepare()
    (segment,) = (path for path in files(tmp_path / "index") if path.suffix == ".bin")
    arrays = Segment(segment).arrays
    begin, size, content = arrays.place(part), arrays[part].nbytes, bytearray(segment.read_bytes())
    content[begin : begin + size] = bytes(byte ^ 0xFF for byte in content[begin : begin + size])
    segment.write_bytes(content)
    assert asked(kept().index) == asked(fresh([document(n) for n in range(4)]))


def test_passages_are_in_order_after_a_damaged_index_was_made_anew(kept, tmp_path):
    for numbers in (range(1, 9), [0]):  # two segments; of an index made anew they are one
        kept().add([document(number) for number in numbers])
        kept().prepare()
    index = kept().index
    before = list(index.passages)
    index._use(index._mend())
    assert list(index.passages) == before


@pytest.mark.parametrize("rule", ["ANALYZER", "PASSAGES", "FORMAT"])
def test_an_index_of_another_version_is_made_anew(kept, tmp_path, monkeypatch, rule):
    kept().add([document(n) for n in range(4)])
    expected = answers(kept().index)
    with monkeypatch.context() as other:
        other.setattr(generations, rule, "another")
        other.setattr(generations, "FORMAT", 99) if rule == "FORMAT" else None
        kept().search("gulls")
    before = files(tmp_path / "index")
    assert answers(kept().index) == expected
    assert files(tmp_path / "index") != before


def test_the_index_of_a_library_brought_back_is_not_taken_for_its_own(kept, tmp_path):
    library = kept()
    library.add([document(0)])
    library.search("gulls")
    saved = (tmp_path / "library.db").read_bytes()
    library.add([document(1)])
    library.search("wrens")
    library.close()
    (tmp_path / "library.db").write_bytes(saved)
    assert answers(kept().index) == answers(fresh([document(0)]))


def test_what_is_removed_leaves_its_words_neither_in_files_nor_in_corrections(kept, tmp_path):
    library = kept()
    library.add([document(0), document(3)])
    library.search("zarvo")
    library.remove("d3", for_good=True)
    assert library.search("zarvo") == []
    assert library.index.correction("zarvi") is None
    assert not any(b"arvo" in path.read_bytes() for path in files(tmp_path / "index"))


def test_in_a_large_segment_what_is_removed_is_written_over(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(generations, "_REWRITTEN", 0)
    monkeypatch.setattr(generations, "_GONE", 1.0)
    library = kept()
    library.add([document(0), document(3)])
    library.search("zarvo")
    library.remove("d3", for_good=True)
    assert answers(library.index) == answers(fresh([document(0)]))
    assert not any(b"Zarvo sang" in path.read_bytes() for path in files(tmp_path / "index"))


def test_a_few_documents_more_do_not_make_a_large_segment_anew(kept, tmp_path):
    library = kept()
    library.add([document(n) for n in range(40)])
    library.search("gulls")
    (large,) = (path for path in files(tmp_path / "index") if path.suffix == ".bin")
    library.add([document(40)])
    library.search("gulls")
    assert large in files(tmp_path / "index")
    assert len(files(tmp_path / "index")) == 3
    assert answers(library.index) == answers(fresh([document(n) for n in range(41)]))


def test_segments_of_a_size_are_made_one(tmp_path):
    store = Library()._store
    made = [Generations(store)]
    segments = [
        generations.segment_of([(document(n), passages(document(n)))], made[0]._scoring.weights) for n in range(9)
    ]
    assert len(_settled(segments, None)) < 4


def test_what_was_left_half_written_is_cleared_away(kept, tmp_path):
    library = kept()
    library.add([document(0)])
    library.search("gulls")
    (tmp_path / "index" / "segment-half.bin").write_bytes(b"half")
    library.add([document(1)])
    library.search("gulls")
    assert not (tmp_path / "index" / "segment-half.bin").exists()


def test_where_the_folder_cannot_be_written_the_index_is_made_in_memory(tmp_path):
    (tmp_path / "index").write_text("no folder")
    library = Library(open_engine(f"sqlite:///{(tmp_path / 'library.db').as_posix()}"), folder=tmp_path / "index")
    library.add([document(n) for n in range(4)])
    assert answers(library.index) == answers(fresh([document(n) for n in range(4)]))
    library.close()


def test_a_reader_keeps_its_index_while_another_process_changes_the_library(kept):
    library = kept()
    library.add([document(n) for n in range(4)])
    before = library.index
    expected = answers(before)
    other = kept()
    other.add([document(9, "Something else entirely.")])
    other.remove("d1", for_good=True)
    other.search("gulls")
    assert answers(before) == expected
    assert library.search("entirely")


def _found(folder, barrier, answers):
    barrier.wait()
    library = Library(open_engine(f"sqlite:///{(folder / 'library.db').as_posix()}"), folder=folder / "index")
    answers.put(tuple(hit.passage.passage_id for hit in library.search("gulls south")))
    library.close()


def test_several_processes_bring_the_index_up_to_date_at_once(kept, tmp_path, context):
    kept().add([document(n) for n in range(4)])
    barrier, answers = context.Barrier(4), context.Queue()
    processes = [context.Process(target=_found, args=(tmp_path, barrier, answers)) for _ in range(4)]
    for process in processes:
        process.start()
    assert len({answers.get(timeout=60) for _ in processes}) == 1
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    assert len(files(tmp_path / "index")) == 2


def test_readers_see_a_whole_index_through_many_swaps(kept):
    writer = kept()
    writer.add([document(n) for n in range(4)])
    readers = [kept() for _ in range(4)]

    def read(library):
        return [len(library.search("gulls south in winter")) >= 2 for _ in range(40)]

    with ThreadPoolExecutor(5) as pool:
        reading = [pool.submit(read, each) for each in readers]
        for number in range(15):
            writer.add([document(4 + number % 3, f"Gulls came {number} times.")])
            writer.search("gulls")
        assert all(all(each.result(timeout=60)) for each in reading)


def test_a_document_of_several_segments_is_found_once_after_it_changed(kept):
    library = kept()
    library.add([document(n) for n in range(8)])
    library.search("gulls")
    library.add([replace(document(0), text="Gulls left.")])
    found = [hit.passage.document_id for hit in library.search("gulls", 50)]
    assert found.count("d0") == 1


def test_a_segment_in_memory_and_one_in_a_file_are_the_same(tmp_path):
    content = [(document(n), passages(document(n))) for n in range(4)]
    weights = Generations(Library()._store)._scoring.weights
    memory = generations.segment_of(content, weights)
    file = generations.segment_of(content, weights, path=tmp_path / "segment.bin")
    assert isinstance(memory.source, bytes)
    assert memory.source == (tmp_path / "segment.bin").read_bytes()
    assert Segment(tmp_path / "segment.bin").counts() == file.counts() == memory.counts()


OTHERS = [Scoring("bm25"), Scoring("bm25l"), Scoring(k1=0.9), Scoring(b=0.3), Scoring(delta=0.0)]
OTHERS += [Scoring(weights=Weights(title=3)), Scoring(weights=Weights(heading=0)), Scoring(weights=Weights(name=0))]


@pytest.mark.parametrize("scoring", OTHERS, ids=str)
def test_another_scoring_makes_another_index_that_explains_itself(kept, tmp_path, scoring):
    documents = [document(n) for n in range(4)]
    kept().add(documents)
    usual = kept().index
    other = Library(
        open_engine(f"sqlite:///{(tmp_path / 'library.db').as_posix()}"), folder=tmp_path / "index", scoring=scoring
    )
    assert other.fingerprint != usual.fingerprint == kept().fingerprint
    for query in QUERIES:
        for hit in other.search(query):
            assert sum(each.score for each in other.explain(query, hit.passage)) == pytest.approx(hit.score)
    assert other.index.search("gulls notes", 5) != usual.search("gulls notes", 5) or scoring.weights.name == 0
    other.close()


def test_a_field_that_counts_nothing_does_not_find():
    made = index_over(document(0), scoring=Scoring(weights=Weights(0, 0, 0)))
    assert made.search("notes", 5) == []
    assert made.search("winter", 5)
