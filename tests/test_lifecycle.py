"""A document's life: removed, undone, purged; its file, its tags, its failures; and several writers at once."""

from dataclasses import replace

import pytest
from few_documents import BIRDS, RAIN, found, statuses

from knowledge import (
    BadTag,
    Document,
    Entry,
    Library,
    NothingToUndo,
    Original,
    UnknownDocument,
    UnknownTag,
    bundled_document,
    open_engine,
)


class Clock:
    """A clock that the test moves."""

    now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def timed(url, clock):
    """A library with two documents, whose clock the test moves."""
    made = Library(open_engine(url), clock=clock)
    made.add([BIRDS, RAIN])
    yield made
    made.close()


def file(document, content):
    return Entry(document, None, Original(document.source, content))


def test_a_removed_document_comes_back_whole_when_it_is_undone(timed):
    timed.tag("birds", ["animals"])
    before, hits = timed.fingerprint, timed.search("birds")
    timed.remove("birds")
    assert timed.search("birds") == []
    timed.undo("birds")
    assert (timed.fingerprint, timed.search("birds")) == (before, hits)
    assert timed.summary("birds").tags == ("animals",)


def test_a_removal_can_be_undone_for_thirty_seconds(timed, clock):
    timed.remove("birds")
    clock.now += 29.9
    assert timed.due() == []
    timed.undo("birds")
    timed.remove("birds")
    clock.now += 30.1
    assert timed.due() == ["birds"]
    with pytest.raises(NothingToUndo, match="30 seconds"):
        timed.undo("birds")


@pytest.mark.parametrize("document_id", ["rain", "nothing"])
def test_what_was_not_removed_cannot_be_undone(timed, document_id):
    with pytest.raises(NothingToUndo, match=repr(document_id)):
        timed.undo(document_id)
    assert timed.count() == 2


def test_a_removed_document_cannot_be_removed_again(timed):
    timed.remove("birds")
    with pytest.raises(UnknownDocument):
        timed.remove("birds")


def test_a_purged_document_is_gone_for_good(timed, clock):
    timed.remove("birds")
    clock.now += 31
    timed.purge(timed.due())
    assert timed.due() == []
    with pytest.raises(NothingToUndo):
        timed.undo("birds")
    assert timed.faults() == []


def test_a_document_removed_for_good_cannot_be_undone(timed):
    timed.remove("birds", for_good=True)
    with pytest.raises(NothingToUndo):
        timed.undo("birds")


def test_a_document_that_came_back_is_not_purged(timed, clock):
    timed.remove("birds")
    clock.now += 31
    due = timed.due()
    timed.add([BIRDS])
    timed.purge(due)
    assert found(timed, "birds") == ["birds"]


def test_a_removed_document_that_is_added_again_is_added_without_its_tags(timed):
    timed.tag("birds", ["animals"])
    timed.remove("birds")
    assert timed.add([BIRDS])[0].status == "added"
    assert timed.summary("birds").tags == ()


def test_the_removed_bundled_document_can_be_undone(url):
    bundled = bundled_document()
    library = Library(open_engine(url), bundled=bundled)
    library.remove(bundled.document_id)
    assert library.count() == 0
    library.undo(bundled.document_id)
    library.add([BIRDS])
    assert [each.document_id for each in library.documents()] == ["birds"]


def test_the_same_file_under_another_name_is_named_and_not_kept_twice(library):
    library.keep([file(BIRDS, b"birds")])
    copy = replace(BIRDS, document_id="copy", source="copy.txt")
    (outcome,) = library.keep([file(copy, b"birds")])
    assert (outcome.status, outcome.document_id, outcome.source, outcome.same_as) == (
        "duplicate", "birds", "copy.txt", "birds.txt"
    )  # fmt: skip
    assert library.count() == 1


def test_where_the_file_of_the_other_name_has_vanished_the_document_moves_with_its_tags(library):
    library.keep([file(BIRDS, b"birds"), file(RAIN, b"rain")])
    library.tag("birds", ["sky"])
    copy = replace(BIRDS, document_id="copy", source="copy.txt")
    asked = []
    (outcome,) = library.keep([file(copy, b"birds")], vanished=lambda name: not asked.append(name))
    assert (outcome.status, outcome.document_id, outcome.same_as) == ("moved", "copy", "birds.txt")
    assert asked == ["birds.txt"]
    assert [each.document_id for each in library.documents()] == ["copy", "rain"]
    assert (library.tags(), library.original("copy"), library.faults()) == ({"sky": ["copy"]}, b"birds", [])


def test_what_comes_to_say_the_same_as_a_file_that_has_vanished_is_kept_alone(library):
    library.keep([file(BIRDS, b"birds"), file(RAIN, b"rain")])
    same = replace(RAIN, text=BIRDS.text)
    assert statuses(library.keep([file(same, b"birds")], vanished=lambda name: name == "birds.txt")) == [
        ("rain", "replaced")
    ]
    assert found(library, "birds") == ["rain"]


def test_of_two_same_files_given_at_once_the_first_is_kept(library):
    copy = replace(BIRDS, document_id="copy", source="copy.txt")
    assert statuses(library.keep([file(BIRDS, b"birds"), file(copy, b"birds")])) == [
        ("birds", "added"),
        ("birds", "duplicate"),
    ]


def test_the_documents_of_an_archive_follow_it(library):
    archive = Original("notes.zip", b"birds and rain")
    assert statuses(library.keep([Entry(BIRDS, None, archive), Entry(RAIN, None, archive)])) == [
        ("birds", "added"),
        ("rain", "added"),
    ]
    library.tag("rain", ["wet"])
    smaller = Original("notes.zip", b"rain alone")
    assert statuses(library.keep([Entry(RAIN, None, smaller)])) == [("rain", "unchanged")]
    assert found(library, "birds") == []
    assert library.summary("rain").tags == ("wet",)
    assert library.original("rain") == b"rain alone"
    assert library.faults() == []


def test_a_file_that_two_documents_were_read_from_stays_until_the_last_is_gone(library):
    archive = Original("notes.zip", b"birds and rain")
    library.keep([Entry(BIRDS, None, archive), Entry(RAIN, None, archive)])
    library.remove("birds", for_good=True)
    assert library.original("rain") == b"birds and rain"
    library.remove("rain", for_good=True)
    assert library.faults() == []


def test_a_copy_of_what_changes_in_the_same_step_is_kept(library):
    library.keep([file(BIRDS, b"birds")])
    copy = replace(BIRDS, document_id="copy", source="copy.txt")
    changed = file(replace(BIRDS, text="Birds sing."), b"other birds")
    assert statuses(library.keep([changed, file(copy, b"birds")])) == [("birds", "replaced"), ("copy", "added")]


def test_a_removed_document_makes_no_other_a_duplicate(library):
    library.keep([file(BIRDS, b"birds")])
    library.remove("birds")
    copy = replace(BIRDS, document_id="copy", source="copy.txt")
    assert statuses(library.keep([file(copy, b"birds")])) == [("copy", "added")]


def test_a_file_whose_text_did_not_change_is_kept_and_unchanged(library):
    library.keep([file(BIRDS, b"birds")])
    assert statuses(library.keep([file(BIRDS, b"birds, saved anew")])) == [("birds", "unchanged")]
    assert library.original("birds") == b"birds, saved anew"
    assert library.faults() == []


def test_the_original_of_a_document_without_a_file_is_its_text(library):
    library.add([BIRDS])
    assert library.original("birds") == b"Birds fly south."
    with pytest.raises(UnknownDocument):
        library.original("nothing")


def test_a_file_that_gave_no_text_is_listed_with_the_reason_until_it_does(library):
    assert library.fail("birds", "birds.txt", "holds no text").status == "failed"
    assert [(each.source, each.error) for each in library.failures()] == [("birds.txt", "holds no text")]
    assert library.count() == 0
    assert statuses(library.add([BIRDS])) == [("birds", "added")]
    assert library.failures() == []


def test_a_document_whose_new_file_gives_no_text_answers_on_and_says_so(library):
    library.add([BIRDS])
    library.fail("birds", "birds.txt", "holds no text")
    assert found(library, "birds") == ["birds"]
    assert library.summary("birds").error == "holds no text"
    library.add([replace(BIRDS, text="Birds sing.")])
    assert library.summary("birds").error == ""


def test_a_file_that_failed_can_be_taken_off_the_list(library):
    library.fail("birds", "birds.txt", "holds no text")
    library.remove("birds")
    assert library.failures() == []


def test_a_failed_file_does_not_take_the_place_of_the_bundled_document(url):
    library = Library(open_engine(url), bundled=bundled_document())
    library.fail("birds", "birds.txt", "holds no text")
    assert found(library, "NATO")


def test_tags_are_kept_in_order_and_once(library):
    library.add([BIRDS, RAIN])
    assert library.tag("birds", ["sky", "  two   words ", "sky"]) == ["sky", "two words"]
    library.tag("rain", ["sky"])
    assert library.tags() == {"sky": ["birds", "rain"], "two words": ["birds"]}
    assert library.tag("birds", []) == []
    assert library.tags() == {"sky": ["rain"]}


@pytest.mark.parametrize("tag", ["", "  ", "a,b", "x" * 65, "a\x00b"])
def test_what_is_no_tag_is_refused(library, tag):
    library.add([BIRDS])
    with pytest.raises(BadTag, match="is no tag"):
        library.tag("birds", ["good", tag])
    assert library.tags() == {}


def test_only_a_document_of_the_library_can_be_tagged(library):
    with pytest.raises(UnknownDocument):
        library.tag("nothing", ["tag"])


def test_documents_are_chosen_by_id_and_by_tag(library):
    library.add([BIRDS, RAIN, Document("snow", "Snow", "It snowed.", "snow.txt")])
    library.tag("birds", ["sky"])
    library.tag("rain", ["sky", "wet"])
    assert library.chosen() is None
    assert library.chosen(documents=["snow", "rain"]) == {"snow", "rain"}
    assert library.chosen(tags=["sky", "wet"]) == {"birds", "rain"}
    assert library.chosen(documents=["rain", "snow"], tags=["sky"]) == {"rain"}


def test_what_cannot_be_chosen_is_named_with_what_can(library):
    library.add([BIRDS])
    library.tag("birds", ["sky"])
    with pytest.raises(UnknownTag, match="'sea'; the tags are sky"):
        library.chosen(tags=["sea"])
    with pytest.raises(UnknownDocument, match="'gone'"):
        library.chosen(documents=["gone"])


def _add_many(url, name):
    library = Library(open_engine(url))
    for number in range(0, 100, 10):
        ids = [f"{name}-{each}" for each in range(number, number + 10)]
        library.keep([file(Document(each, each, f"The marker is {each}.", each), each.encode()) for each in ids])
    library.close()


def test_four_processes_that_write_at_once_lose_nothing(url, context):
    processes = [context.Process(target=_add_many, args=(url, f"p{number}")) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    library = Library(open_engine(url))
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    assert library.count() == 400
    assert library.faults() == []
