"""The words that Quoth says itself."""

import tomllib
from importlib.resources import files

import pytest

from bot import Citation, ShownPassage, Span, wording
from knowledge import Hit, Passage


def span(sentence, words, kind):
    start = sentence.index(words)
    passage = Passage("d:0", "d", sentence, 0, len(sentence), sentences=((0, len(sentence)),))
    return Span(Hit(passage, 1.0), start, start + len(words), 1.0, 0.9, kind)


def cited(quote, **more):
    return Citation("d", "Of hats", "d.txt", 0, len(quote), quote, **more)


def shown(text):
    return ShownPassage("d:0", "d", "Of hats", "d.txt", 0, len(text), text, 1.0)


def texts(content):
    """Yield every text of the wording."""
    if isinstance(content, str):
        yield content
    for each in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from texts(each)


def test_the_file_is_what_is_read():
    assert wording.wording() == tomllib.loads(files("bot").joinpath("wording.toml").read_text(encoding="utf-8"))


def test_the_words_are_text_and_never_html():
    assert not [text for text in texts(wording.wording()) if any(mark in text for mark in ("<", ">", "&"))]


def test_without_a_short_answer_nothing_is_said_before_the_quote():
    assert wording.lead(span("It is green.", "It is green.", "topic"), None) == ""


def test_a_short_answer_is_a_sentence_of_its_own():
    assert (
        wording.lead(span("They met lord Robertson.", "lord Robertson", "person"), "lord Robertson")
        == "Lord Robertson."
    )


@pytest.mark.parametrize(
    ("sentence", "words", "said"),
    [
        ("It has been so since 2001.", "2001", "Since 2001."),
        ("It was made in the 1990s.", "1990s", "In the 1990s."),
        ("The 2008 meeting was long.", "2008", "2008."),
        ("2008 was long.", "2008", "2008."),
    ],
)
def test_a_time_takes_the_preposition_that_stands_before_it(sentence, words, said):
    assert wording.lead(span(sentence, words, "time"), words) == said


@pytest.mark.parametrize(
    ("kind", "sentence", "words", "said"),
    [
        ("number", "It has more than 300 members.", "300", "More than 300."),
        ("number", "It has an estimated 300 members.", "300", "An estimated 300."),
        ("number", "It has 300 members.", "300", "300."),
        ("duration", "It lasted for almost three years.", "three years", "For almost three years."),
        ("time", "It was built as early as 1901.", "1901", "As early as 1901."),
        ("place", "It stands next to the harbour.", "harbour", "Next to the harbour."),
        ("place", "It lies between Graz and Linz.", "Graz and Linz", "Between Graz and Linz."),
        ("place", "It lies between Graz and Linz.", "Graz", "Graz."),
        ("place", "It stands in the green hall.", "green", "Green."),
        ("reason", "It was closed because of the rain.", "rain", "Because of the rain."),
        ("reason", "They left to find work.", "find work", "To find work."),
        ("manner", "They called it by radio.", "radio", "By radio."),
        ("name", "They built a bridge in 1901.", "bridge", "A bridge."),
        ("name", "They sold the green cap.", "green", "Green."),
        ("person", "He was raised by his mother.", "mother", "His mother."),
        ("person", "It was signed by the Duke of York.", "Duke of York", "The Duke of York."),
    ],
)
def test_each_kind_of_question_is_answered_by_a_phrase(kind, sentence, words, said):
    assert wording.lead(span(sentence, words, kind), words) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("iPhone", "iPhone."), ("Oct 2007)", "Oct 2007."), ("“green", "Green."), ("Why?", "Why?"), ("cap,", "Cap."),
        ("cap (red)", "Cap (red)."), ('"green', "Green."), ("the dogs’", "The dogs’."), ("“green”", "“green”."),
    ],
)  # fmt: skip
def test_a_short_answer_reads_as_a_sentence(words, said):
    assert wording.lead(span(f"They say {words} here.", words, "name"), words) == said


def test_yes_and_no_are_no_words_of_a_document():
    assert wording.is_verdict(wording.verdict("yes"))
    assert wording.is_verdict(wording.verdict("no"))
    assert not wording.is_verdict("Rome")
    assert not wording.is_verdict(None)


def test_a_person_takes_no_preposition():
    assert wording.lead(span("It was signed by Ann Lee.", "Ann Lee", "person"), "Ann Lee") == "Ann Lee."


def test_an_abbreviation_ends_with_one_full_stop():
    assert wording.lead(span("He is from the U.S.", "U.S.", "name"), "U.S.") == "The U.S."


def test_a_long_form_is_said_with_its_acronym():
    sentence = "The Green Hat Club (GHC) met the Blue Cap Union (BCU)."
    for short, acronym in (("Green Hat Club", "GHC"), ("Blue Cap Union", "BCU")):
        assert wording.lead(span(sentence, short, "expansion"), short) == f"{acronym} stands for {short}."


def test_a_long_form_that_answers_something_else_is_said_alone():
    found = span("The Green Hat Club (GHC) met.", "Green Hat Club", "name")
    assert wording.lead(found, "Green Hat Club") == "The Green Hat Club."


def test_a_sentence_stands_on_one_line_with_its_title():
    said = wording.quoted(cited("The cap\nis  green."))
    assert "The cap is green." in said
    assert said.endswith("Of hats")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Price: 52 euros\n\n\nPrice:  25\neuros", ["Price: 52 euros", "Price: 25 euros"]),
        ("Model | Tornado |\n| Tank | 16 l\nand it\nhums.", ["Model | Tornado |", "| Tank | 16 l", "and it hums."]),
        ("Bring:\n  - a cap\n  - a\n  coat\n10. tea", ["Bring:", "- a cap", "- a coat", "10. tea"]),
        ("It fell in\n2001. It rose\nby 1.5 –\nagain", ["It fell in 2001. It rose by 1.5 – again"]),
    ],
)
def test_paragraphs_rows_and_items_of_a_quote_are_shown_each_on_a_line(text, lines):
    assert wording.in_lines(text).split("\n") == lines


def test_the_rows_of_a_quote_stand_between_its_marks():
    assert wording.quoted(cited("Price: 52\n\nPrice: 25\n")) == "“Price: 52\nPrice: 25” — Of hats"


def test_a_part_of_a_quote_is_shown_with_the_spaces_at_its_ends():
    assert [wording.in_lines(part) for part in ("The cap\n", "is", " green.\n\n")] == ["The cap ", "is", " green.\n"]


def test_an_answer_shows_the_lead_then_the_quote():
    text = wording.answered("Green.", [cited("The cap is green.")])
    assert text.startswith("Green.")
    assert text.index("Green.") < text.index("The cap is green.")


def test_an_answer_without_a_lead_begins_with_the_quote():
    assert wording.answered("", [cited("The cap is green.")]).startswith("“The cap is green.”")


@pytest.mark.parametrize("relation", ["differs", "note"])
def test_what_stands_beside_an_answer_is_announced(relation):
    announced = wording.beside(relation)
    text = wording.answered("", [cited("It is green."), cited("It is red.", lead=announced)])
    assert text.index("It is green.") < text.index(announced) < text.index("It is red.")


def test_closest_passages_are_said_to_be_no_answer_and_shown():
    lead, text = wording.closest([shown("The cap\nis green."), shown("It is red.")])
    assert "no direct answer" in lead
    assert text.startswith(lead)
    assert "“The cap is green.”" in text
    assert "“It is red.”" in text


def test_one_closest_passage_is_not_called_several():
    assert wording.closest([shown("One.")])[0] != wording.closest([shown("One."), shown("Two.")])[0]


def test_an_empty_library_is_told_from_one_without_the_answer():
    assert "quoth index" in wording.refused(empty=True)
    assert "quoth index" not in wording.refused(empty=False)


def test_small_talk_names_the_documents():
    assert "“Of hats”" in wording.chatted("greeting", ["Of hats"], 1, None)


def test_small_talk_counts_the_documents_that_it_does_not_name():
    assert "1,997 more" in wording.chatted("greeting", ["a", "b", "c"], 2000, None)


def test_small_talk_gives_an_example_where_there_is_one():
    assert "“Why?”" in wording.chatted("abilities", ["a"], 1, "Why?")
    assert "example" not in wording.chatted("abilities", ["a"], 1, None)


@pytest.mark.parametrize(
    "situation", [name for name in wording.wording()["smalltalk"] if name not in ("no_titles", "contents")]
)
@pytest.mark.parametrize("titles", [[], ["{braces}"]])
def test_every_situation_has_its_words_in_every_library(situation, titles):
    said = wording.chatted(situation, titles, len(titles), None)
    assert said
    assert said == " ".join(said.split())


@pytest.mark.parametrize(
    ("titles", "begins"),
    [
        ([], "There are no documents yet."),
        (["{braces}"], "There is one document: “{braces}”. "),
        (["Of caps", "Of hats"], "There are 2 documents: “Of caps” and “Of hats”. "),
        (["x" * 39] * 1200, f"There are 1,200 documents: {', '.join(['“' + 'x' * 39 + '”'] * 10)} and 1,190 more. "),
    ],
)
def test_as_many_titles_are_told_as_fit_and_the_rest_counted(titles, begins):
    said = wording.contents(titles, ["Why?", "Who?"])
    assert said.startswith(begins)
    assert said.endswith("You could begin with “Why?” or “Who?”.") == bool(titles)
    assert "begin with" not in wording.contents(titles, [])


def test_a_long_title_is_cut_and_the_first_is_told_always():
    said = wording.contents(["word " * 200, "Of hats"], [])
    assert "word …” and 1 more" in said or "word …” and “Of hats”" in said
    assert len(said) < 300


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 documents"), (1, "1 document"), (2, "2 documents"), (1200, "1,200 documents")]
)
def test_a_number_agrees_with_what_it_counts(count, said):
    assert wording.how_many(count, "document") == said
    assert wording.how_many(count, "query", "queries").endswith("query" if count == 1 else "queries")


@pytest.mark.parametrize("address", ["help@pumps-lund.example", "pumps.example", "https://pumps.example/a", "iPhone"])
def test_what_is_spelt_small_leads_small(address):
    assert wording.lead(span(f"Use {address} for it.", address, "name"), address) == f"{address}."


def test_a_word_that_ends_a_sentence_is_no_address():
    assert wording.lead(span("It is green. Go.", "green", "name"), "green") == "Green."
