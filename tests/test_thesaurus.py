"""The user's own synonyms: read from a file, searched by both ways, good for answers too."""

from pathlib import Path

import pytest

from bot import Settings, create_chatbot
from knowledge import BadSynonyms, Document, Library, Thesaurus

TEXTS = [
    Document("fleet", "Fleet", "The automobile of the mayor cost 9,000 euros.", "fleet.txt"),
    Document("camp", "Camp", "The Provincial Reconstruction Team left in 2013.", "camp.txt"),
    Document("river", "River", "The river is wide.", "river.txt"),
]


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "synonyms.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def searched():
    opened = []

    def library(*groups, texts=TEXTS):
        opened.append(Library(thesaurus=Thesaurus(groups)))
        opened[-1].add(texts)
        return opened[-1]

    yield library
    for each in opened:
        each.close()


def ids(hits):
    return [hit.passage.document_id for hit in hits]


def test_a_file_is_read_a_group_a_line(file):
    read = Thesaurus.read(file("\ufeff# mine\n\ncar | automobile |  motor  car|car\n"))
    assert read.others(["car"]) == {"automobile": {"car"}, "motor car": {"car"}}
    assert set(read.others(["motor", "car"])) == {"automobile", "motor car", "car"}


def test_without_a_file_there_are_none(tmp_path):
    assert not Thesaurus.read(tmp_path / "synonyms.txt")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("car\n", "line 1: one word alone"),
        ("# a\ncar | ", "line 2: one word alone"),
        ("car | the", "line 1: 'the' has no word"),
        (b"car | stra\xdfe", "not UTF-8"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(file, text, said):
    with pytest.raises(BadSynonyms, match=said):
        Thesaurus.read(file(text))


@pytest.mark.parametrize("make", [Path.mkdir, lambda file: file.symlink_to("gone.txt")])
def test_what_is_called_so_and_is_no_file_is_named_and_not_passed_over(tmp_path, make):
    make(tmp_path / "synonyms.txt")
    with pytest.raises(BadSynonyms, match=r"synonyms\.txt: it cannot be read"):
        Thesaurus.read(tmp_path / "synonyms.txt")


def test_a_passage_is_found_by_what_says_the_same(searched):
    assert ids(searched().search("jalopy")) == []
    assert ids(searched(("jalopy", "automobile")).search("jalopy")) == ["fleet"]


def test_acronyms_are_found_both_ways(searched):
    texts = [*TEXTS, Document("short", "", "Our PRT is small.", "short.txt")]
    library = searched(("PRT", "Provincial Reconstruction Team"), texts=texts)
    assert ids(library.search("PRT")) == ["short", "camp"]
    assert ids(library.search("provincial reconstruction team")) == ["camp", "short"]


def test_the_word_itself_counts_for_more(searched):
    texts = [*TEXTS, Document("own", "Fleet", "The car of the mayor cost 9,000 euros.", "own.txt")]
    hits = searched(("car", "automobile"), texts=texts).search("car")
    assert ids(hits) == ["own", "fleet"]
    assert hits[1].score == pytest.approx(hits[0].score / 2)


def test_a_search_is_explained_with_them(searched):
    library = searched(("car", "automobile"))
    (hit,) = library.search("car mayor")
    shares = library.explain("car mayor", hit.passage)
    assert sum(each.score for each in shares) == pytest.approx(hit.score)
    assert {each.term for each in shares} == {"automobil", "mayor"}


def test_they_hold_in_documents_of_other_languages(searched):
    text = "Die Kraftwagen stehen auf dem Hof, und das ist auch nicht neu, aber es war so."
    german = Document("de", "", text, "de.txt")
    assert ids(searched(("Auto", "Kraftwagen"), texts=[german, *TEXTS]).search("Auto")) == ["de"]


def test_their_words_are_never_taken_for_misspelt(searched):
    texts = [Document("a", "", "The quokka sleeps.", "a.txt")]
    assert searched(texts=texts).index.correction("quokko") == "quokka"
    assert searched(("quokko", "bird"), texts=texts).index.correction("quokko") is None


def test_the_fingerprint_tells_them(searched):
    plain, own = searched(), searched(("car", "automobile"))
    assert plain.fingerprint != own.fingerprint
    assert own.fingerprint == searched(("car", "automobile")).fingerprint


def test_a_question_is_answered_by_them(tmp_path, file):
    file("jalopy | automobile\n")
    chatbot = create_chatbot(Settings(data=tmp_path), TEXTS)
    reply = chatbot.respond("How much did the jalopy of the mayor cost?")
    chatbot.close()
    assert reply.answer.kind == "answer"
    assert "9,000 euros" in reply.answer.text
