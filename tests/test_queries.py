"""The language of a search: what is read from it, and what it finds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Document, Library, Scoring, UnknownTag, Weights, index
from knowledge.queries import Choice, Query, parsed
from knowledge.terms import words_and_terms

BIRDS = Document("birds", "Birds of the Coast", "Gulls fly south in winter. Wrens stay.", "/files/bird_report-2024.txt")
RAIN = Document("rain", "Weather", "Rain in winter comes from the south. Fly away, gulls.", "/files/weather.md")
PARTS = Document("parts", "Stock", "Part A-17/b fits. See CVE-2024-0450 for the valve.", "/files/stock.txt")
OTHERS = Document("others", "Stock", "Part A-17/c and b, or 0450 in 2024: a CVE of 17 valves.", "/files/others.txt")


@pytest.fixture(scope="module")
def library():
    made = Library()
    made.add([BIRDS, RAIN, PARTS, OTHERS])
    made.tag("rain", ["outside"])
    yield made
    made.close()


def found(library, query, **options):
    return [hit.passage.document_id for hit in library.search(query, **options)]


@given(st.text())
def test_whatever_is_typed_is_read(text):
    assert isinstance(parsed(text), Query)


@given(st.lists(st.sampled_from("gulls A-17/b e-mail what? 10:30 it's half-\" well-known".split())).map(" ".join))
def test_words_alone_are_left_as_they_are(text):
    assert parsed(text) == Query(text)


def test_every_part_of_the_language_is_told_from_words():
    chosen = Choice(titles=("coast",), documents=("report",), tags=("outside",))
    assert parsed('gulls "fly south" -wrens title:coast document:report tag:outside -"in winter"') == Query(
        "gulls fly south", (("fly", "south"),), (("wrens",), ("in", "winter")), chosen
    )
    left_out = Choice(titles=("of the coast",), documents=("report",), tags=("outside",))
    assert parsed('gulls -title:"of the coast" -Document:report -tag:outside') == Query("gulls", left_out=left_out)


def test_a_value_in_quotation_marks_may_have_spaces():
    assert parsed('title:"of the coast" gulls').chosen.titles == ("of the coast",)


def test_an_exact_phrase_is_found_little_words_included_and_nothing_else(library):
    assert found(library, "fly south gulls") == ["birds", "rain"]
    assert found(library, '"fly south" gulls') == ["birds"]
    assert found(library, '"in the winter"') == []
    assert found(library, "“Fly South”") == ["birds"]


def test_a_phrase_of_little_words_alone_is_found(library):
    assert found(library, '"from the"') == found(library, 'document:weather "from the"') == ["rain"]
    assert found(library, '"from the" -gulls') == found(library, 'document:parts "from the"') == []
    assert found(library, "from the") == found(library, "-gulls") == []


def test_a_phrase_of_little_words_is_not_looked_for_in_all_of_a_large_library(library, monkeypatch):
    monkeypatch.setattr(index, "_LOOKED_THROUGH", 1)
    assert found(library, '"from the"') == []
    assert found(library, 'title:weather "from the"') == ["rain"]


def test_quotation_marks_around_no_word_are_no_phrase():
    assert parsed('"–" gulls') == Query('"–" gulls')


def test_a_phrase_of_the_title_counts(library):
    assert found(library, '"of the coast"') == ["birds"]


def test_a_word_with_a_minus_is_kept_out(library):
    assert found(library, "gulls -wrens") == ["rain"]
    assert found(library, 'gulls -"fly away"') == ["birds"]


def test_documents_are_chosen_by_title_by_name_and_by_tag(library):
    assert found(library, "gulls title:coast") == ["birds"]
    assert found(library, "gulls document:weather") == found(library, "gulls document:weather.md") == ["rain"]
    assert found(library, "gulls document:report") == found(library, "gulls document:birds") == ["birds"]
    assert found(library, 'gulls document:"2024 bird report"') == ["birds"]
    assert found(library, "gulls tag:outside") == ["rain"]
    assert found(library, "gulls title:coast document:weather") == []


def test_documents_are_left_out_by_title_by_name_and_by_tag(library):
    assert found(library, "gulls") == ["birds", "rain"]
    assert found(library, "gulls -title:coast") == found(library, "gulls -document:bird_report-2024.txt") == ["rain"]
    assert found(library, "gulls -tag:outside") == found(library, "gulls -document:rain") == ["birds"]
    assert found(library, "gulls -tag:outside -title:coast") == []
    assert found(library, "gulls -title:nothing -document:nothing") == ["birds", "rain"]
    assert found(library, "tag:outside -document:weather") == []
    with pytest.raises(UnknownTag, match="nowhere"):
        library.search("gulls -tag:nowhere")


def test_a_tag_is_known_in_any_case_and_behind_a_lone_quotation_mark(library):
    assert found(library, "gulls tag:Outside") == found(library, 'gulls tag:"outside') == ["rain"]
    assert found(library, "gulls -tag:OUTSIDE") == ["birds"]


def test_a_choice_without_words_lists_the_passages_chosen(library):
    assert found(library, "document:stock") == ["parts"]
    assert found(library, "tag:outside -snow") == ["rain"]
    assert found(library, "document:nothing") == []


def test_an_unknown_tag_is_named(library):
    with pytest.raises(UnknownTag, match="nowhere"):
        library.search("gulls tag:nowhere")


def test_a_choice_made_beside_the_query_holds_too(library):
    assert found(library, "gulls document:weather", among=frozenset(["birds"])) == []
    assert found(library, "gulls tag:outside", among=frozenset(["rain", "birds"])) == ["rain"]


@pytest.mark.parametrize("identifier", ["CVE-2024-0450", "A-17/b", "cve-2024-0450"])
def test_an_identifier_finds_first_what_has_it_as_written(library, identifier):
    assert found(library, identifier)[0] == "parts"
    assert found(library, f'"{identifier}"') == ["parts"]


def test_a_standard_is_found_with_and_without_its_edition():
    library = Library()
    library.add([
        Document("a", "", "We follow ISO 14001:2015 here.", "a.txt"),
        Document("b", "", "We follow ISO 9001:2015 here.", "b.txt"),
        Document("c", "", "We rest at 12:30 or in room 9002.", "c.txt"),
    ])  # fmt: skip
    assert found(library, "9001") == found(library, '"ISO 9001:2015"') == ["b"]
    assert found(library, "ISO 9001")[0] == "b"
    assert found(library, "9002:2015")[0] == "c"
    assert found(library, "30") == []
    library.close()


def test_a_file_is_found_by_its_name(library):
    assert found(library, "report")[0] == "birds"


def test_rare_fits_are_found_however_many_passages_share_the_words():
    library = Library()
    many = [Document(f"d{n}", "Notes", "Gulls gulls gulls fly.", f"{n}.txt") for n in range(300)]
    library.add([*many, Document("z", "Notes", "The south is where most gulls, it seems, do not go.", "z.txt")])
    assert found(library, 'gulls "do not go"', k=3) == ["z"]
    library.close()


PIECES = st.sampled_from("US us WHO gull gulls flies 3.12 A-17/b don't 北京大学 京 U.S.A. NEW cafés".split())
GERMAN = "Die Häuser sind nicht neu, und der Hafen ist auch nicht mehr so groß wie die Stadt. "


@given(st.lists(st.lists(PIECES, min_size=1, max_size=8), min_size=1, max_size=5), st.lists(PIECES, max_size=3), PIECES)
@settings(max_examples=60, deadline=None)
def test_phrases_find_whatever_holds_them_and_nothing_else(texts, phrase, word):
    library = Library()
    said = [" ".join(text) for text in texts]
    library.add([Document(f"d{n}", "Gulls", GERMAN * (n % 2) + text, f"{n}.txt") for n, text in enumerate(said)])
    query = Query(f"gulls {word} {' '.join(phrase)}", (tuple(words_and_terms(" ".join(phrase))[0]),) if phrase else ())
    every = library.index.search(query.text, 100)
    assert library.index.find(query, 100) == [hit for hit in every if query.fits(hit.passage, "Gulls")]
    library.close()


def test_misspelt_words_are_corrected_in_the_language_of_the_documents_alone():
    library = Library()
    library.add([Document("hafen", "Der Hafen", GERMAN, "hafen.txt")])
    assert found(library, "Wann wurde denn der Haffen gebaut?") == ["hafen"]
    library.add([BIRDS])
    library.remove("hafen")
    assert found(library, "Wie viele Mewen und Wrans sind das?") == []
    library.close()


def test_a_phrase_of_a_title_that_counts_nothing_is_found():
    library = Library(scoring=Scoring(weights=Weights(title=0)))
    library.add([BIRDS])
    assert found(library, 'gulls "of the coast"') == ["birds"]
    library.close()


def test_only_passages_with_all_words_of_a_phrase_are_looked_through(monkeypatch):
    library = Library()
    library.add(Document(f"d{n}", "", f"Gulls and {'wrens' if n == 7 else 'rooks'}.", f"{n}.txt") for n in range(50))
    looked, fits = list[str](), Query.fits
    monkeypatch.setattr(Query, "fits", lambda *given: looked.append(given[1].document_id) or fits(*given))
    assert found(library, '"gulls and wrens"') == looked == ["d7"]
    library.close()


def test_what_the_words_of_a_search_add_is_the_score_of_the_hit(library):
    for query in ('gulls "fly south" -wrens2', "south title:weather -snow", "A-17/b document:stock"):
        for hit in library.search(query):
            assert sum(each.score for each in library.explain(query, hit.passage)) == pytest.approx(hit.score)


def test_a_hit_is_explained_by_the_index_that_it_was_found_in_though_the_library_changed():
    library = Library()
    library.add([BIRDS, RAIN])
    index = library.index
    hits = library.search("gulls south", index=index)
    library.add([PARTS, OTHERS])
    library.remove("rain", for_good=True)
    for hit in hits:
        shares = library.explain("gulls south", hit.passage, index=index)
        assert sum(each.score for each in shares) == pytest.approx(hit.score, rel=1e-12)
    assert library.search("gulls south", index=index) == hits != library.search("gulls south")
    library.close()
