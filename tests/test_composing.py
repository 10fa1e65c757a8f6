"""Spans to an answer: which kind of reply it is, and what is quoted."""

import pytest

from bot import Span
from bot.composing import Composer, Thresholds
from bot.reading.questions import Asking
from bot.reading.sentences import SentenceReader
from knowledge import Document, Hit, Library

HATS = Document("hats", "On hats", "The cap of the mayor is green. Ann Lee bought it in Rome in 1998.", "hats.txt")
CAPS = Document("caps", "On caps", "The cap of the bishop is red. It is old.", "caps.txt")
TEXTS = {each.document_id: each.text for each in (HATS, CAPS)}
NOTED = Document(
    "noted", "Noted",
    "NATO works with countries in addition to its partnerships¹. They are many.\n\n1. The Council and the Dialogue.\n",
    "noted.txt",
)  # fmt: skip


@pytest.fixture(scope="module")
def library():
    library = Library()
    library.add([HATS, CAPS])
    return library


def spans_at(library, question, *chosen):
    """Return the question's hits, and spans of these (words, confidence), best first."""
    hits, spans = library.search(question), []
    for words, confidence in chosen:
        hit = next(each for each in hits if words in each.passage.text)
        start = hit.passage.text.index(words)
        spans.append(Span(hit, start, start + len(words), confidence, confidence, "name"))
    return hits, spans


def composed(library, question, *chosen, threshold=0.5, **options):
    hits, spans = spans_at(library, question, *chosen)
    composer = Composer(library, Thresholds(threshold), **options)
    return composer.compose(Asking(question), hits, spans, library.index)


def test_a_sure_span_is_an_answer_with_its_sentence_quoted(library):
    answer = composed(library, "Where was the green cap bought?", ("Rome", 0.9))
    assert answer.kind == "answer"
    assert answer.short == "Rome"
    assert answer.confidence == 0.9
    assert "in Rome in 1998." in answer.citations[0].quote
    assert answer.citations[0].quote in answer.text


def test_the_quote_and_the_marked_words_stand_in_the_document(library):
    cited = composed(library, "Where was the green cap bought?", ("Rome", 0.9)).citations[0]
    assert HATS.text[cited.start : cited.end] == cited.quote
    assert [HATS.text[start:end] for start, end in cited.marked] == ["Rome"]
    assert (cited.document_id, cited.title, cited.source) == ("hats", "On hats", "hats.txt")


def test_a_whole_sentence_has_no_short_answer(library):
    answer = composed(library, "Which cap is red?", ("The cap of the bishop is red.", 0.9))
    assert answer.kind == "answer"
    assert answer.short is None
    assert answer.citations[0].marked == ()
    assert answer.lead == ""


def test_words_that_are_all_of_the_quote_do_not_stand_before_it_too(library):
    answer = composed(library, "Which cap is green?", ("The cap of the mayor is green", 0.9))
    assert answer.short == "The cap of the mayor is green"
    assert answer.lead == ""
    assert answer.text == "“The cap of the mayor is green.” — On hats"


def test_an_unsure_span_is_no_answer(library):
    answer = composed(library, "Where was the green cap bought?", ("Rome", 0.4))
    assert answer.kind == "passages"
    assert answer.short is None
    assert answer.citations == ()
    assert answer.confidence == 0.4


def test_a_span_as_sure_as_the_threshold_is_an_answer(library):
    assert composed(library, "green cap", ("green", 0.5), threshold=0.5).kind == "answer"


def test_with_the_threshold_at_nothing_everything_found_is_answered(library):
    assert composed(library, "green cap", ("green", 0.001), threshold=0.0).kind == "answer"


def test_the_closest_passages_are_shown_in_their_order(library):
    answer = composed(library, "green cap of the mayor", ("green", 0.1))
    scores = [passage.score for passage in answer.passages]
    assert scores == sorted(scores, reverse=True)
    assert all(TEXTS[each.document_id][each.start : each.end] == each.text for each in answer.passages)
    assert "mayor" in answer.text


def test_no_more_passages_are_named_than_set(library):
    answer = composed(library, "cap", ("green", 0.1), shown=1)
    assert answer.kind == "passages"
    assert "mayor" in answer.text or "bishop" in answer.text
    assert not ("mayor" in answer.text and "bishop" in answer.text)


def test_where_little_of_the_question_is_found_nothing_is_shown(library):
    answer = composed(library, "Is there an old xylophone, zither, sitar, vuvuzela or bandoneon?", ("It is old.", 0.2))
    assert answer.kind == "refusal"
    assert answer.citations == ()


def test_what_is_found_in_other_words_only_counts_half_of_what_is_found(library):
    asked = "Who purchased slippers?"  # "bought" stands there
    asking = Asking(asked, library.index)
    share = asking.terms["purchas"] / sum(asking.terms.values())
    assert share / 2 < Thresholds(0.5).close < share
    assert composed(library, asked, ("Rome", 0.1)).kind == "refusal"


def test_without_hits_it_is_a_refusal(library):
    answer = composed(library, "xyzzy")
    assert answer.kind == "refusal"
    assert (answer.short, answer.confidence, answer.citations, answer.passages) == (None, None, (), ())


def test_an_empty_library_says_how_to_fill_it():
    assert "quoth index" in composed(Library(), "Who?").text


def test_another_answer_of_about_the_same_sureness_is_shown_beside(library):
    answer = composed(library, "Which colour is the cap?", ("green", 0.9), ("red", 0.8))
    assert ["green" in answer.citations[0].quote, "red" in answer.citations[1].quote] == [True, True]
    assert answer.short == "green"
    assert answer.text.index("green") < answer.text.index("red")


def test_a_much_less_sure_answer_is_not_shown_beside(library):
    assert len(composed(library, "Which colour is the cap?", ("green", 0.9), ("red", 0.1)).citations) == 1


def test_what_stands_in_the_quote_already_is_not_shown_beside(library):
    assert len(composed(library, "Which colour is the cap?", ("green", 0.9), ("mayor", 0.8)).citations) == 1


def beside(text):
    """Return what is quoted for the green cap from On hats, and from a document of this text if at all."""
    library = Library()
    library.add([HATS, Document("other", "Other", text, "other.txt")])
    question = "Which colour is the cap of the mayor?"
    hits = {hit.passage.document_id: hit for hit in library.search(question)}
    spans = [
        Span(hits[name], at, at + len(words), 0.9, 0.9)
        for name, words in (("hats", "green"), ("other", "mayor"))
        for at in [hits[name].passage.text.index(words)]
    ]
    answer = Composer(library, Thresholds(0.5)).compose(Asking(question), [*hits.values()], spans, library.index)
    return [each.quote for each in answer.citations]


def test_what_another_document_says_word_for_word_is_not_shown_beside():
    assert beside("It is said:\n\nThe cap of the  mayor is\ngreen. It is new.") == ["The cap of the mayor is green."]


def test_what_another_document_says_in_other_words_is_shown_beside():
    assert len(beside("The cap of the mayor is greenish.")) == 2


def said_beside(question, *said):
    """Return what is quoted where each of these sentences, with a span in it, answers as surely as the others."""
    library = Library()
    library.add([Document(f"d{n}", f"Day {n}", text, f"{n}.txt") for n, (text, _) in enumerate(said)])
    answer = composed(library, question, *((words, 0.9) for _, words in said))
    return [each.quote for each in answer.citations]


def test_a_sentence_that_names_the_same_is_not_shown_beside():
    said = [("The mayor is Ann Lee.", "Ann Lee."), ("Our mayor, Ms Ann Lee, was ill.", "Our mayor")]
    assert said_beside("Who is the mayor?", *said) == [said[0][0]]


def test_one_who_is_called_the_same_is_shown_beside_whoever_is_named_with_a_title_before():
    said = [("The mayor is Ann Lee.", "Lee."), ("Ms Lee is the mayor.", "Ms Lee"), ("The mayor is Bo Day.", "Bo Day")]
    assert said_beside("Who is the mayor?", *said) == [said[0][0], said[2][0]]


def test_a_number_of_something_else_does_not_keep_another_answer_from_being_shown_beside():
    said = [("The zoo opens at nine.", "nine."), ("The zoo opens at eight and closes at nine.", "eight")]
    assert said_beside("When does the zoo open?", *said) == [text for text, _ in said]


def test_the_note_to_a_quote_is_shown_with_it():
    library = Library()
    library.add([NOTED])
    asking = Asking("With which countries does NATO work in addition to its partnerships?")
    hits = library.search(asking.text)
    spans = SentenceReader().read(asking, hits, library.index)
    answer = Composer(library, Thresholds(0.0)).compose(asking, hits, spans, library.index)
    assert "partnerships¹" in answer.citations[0].quote
    assert "The Council and the Dialogue" in answer.citations[1].quote


def answer_from(document, question, words):
    library = Library()
    library.add([document])
    hits, spans = spans_at(library, question, (words, 0.9))
    return Composer(library, Thresholds(0.5)).compose(Asking(question), hits, spans, library.index)


def test_one_of_several_names_leads_to_the_whole_enumeration():
    document = Document("d", "Club", "The club was founded by Ann Lee, Bo Day and Cy Fox. It met in Rome.", "d.txt")
    answer = answer_from(document, "Who are the people who founded the club?", "Bo Day")
    assert answer.short == "Ann Lee, Bo Day and Cy Fox"
    assert answer.lead == "Ann Lee, Bo Day and Cy Fox."
    assert [document.text[slice(*place)] for place in answer.citations[0].marked] == [answer.short]


def test_a_list_with_marks_is_said_in_a_row_and_quoted_as_it_stands():
    text = "# Club\n\nThe members of the club are:\n\n- Ann Lee\n- Bo Day\n- Cy Fox\n"
    document = Document("d", "Club", text, "d.md", {"media_type": "text/markdown"})
    answer = answer_from(document, "Who are the members of the club?", "Bo Day")
    cited = answer.citations[0]
    assert answer.short == "Ann Lee, Bo Day, Cy Fox"
    assert cited.quote == text[cited.start : cited.end] == text[text.index("The members") :].strip()
    assert [text[slice(*place)] for place in cited.marked] == ["Ann Lee", "Bo Day", "Cy Fox"]


def test_an_answer_of_one_is_said_alone():
    document = Document("d", "Club", "The club was founded by Ann Lee, Bo Day and Cy Fox. It met in Rome.", "d.txt")
    assert answer_from(document, "Who founded the club?", "Ann Lee").short == "Ann Lee"


def test_what_the_document_does_not_say_is_not_quoted(library):
    hits, spans = spans_at(library, "green cap", ("green", 0.9))
    library_changed = Library()
    library_changed.add([Document("hats", "On hats", HATS.text.replace("green", "black"), "hats.txt")])
    answer = Composer(library_changed, Thresholds(0.5)).compose(Asking("green cap"), hits, spans, library.index)
    assert answer.kind != "answer"
    assert answer.citations == ()


def test_what_is_gone_is_not_quoted(library):
    hits, spans = spans_at(library, "green cap", ("green", 0.9))
    answer = Composer(Library(), Thresholds(0.5)).compose(Asking("green cap"), hits, spans, library.index)
    assert answer.kind != "answer"


def test_small_talk_cites_nothing(library):
    answer = Composer(library, Thresholds(0.5)).chat("greeting", library.index, examples=[])
    assert (answer.kind, answer.citations, answer.passages) == ("smalltalk", (), ())
    assert "On hats" in answer.text


def test_a_span_without_a_confidence_is_no_answer(library):
    hit = library.search("cap")[0]
    answer = Composer(library, Thresholds(0.0)).compose(
        Asking("cap"), [hit], [Span(Hit(hit.passage, 1.0), 0, 3, 1.0)], library.index
    )
    assert answer.kind == "passages"


def test_what_documents_there_are_is_told_of_those_that_are_asked(library):
    composer = Composer(library, Thresholds(0.5))
    first, *_, last = library.index.sources
    said = composer.chat("contents", library.index, examples=[], among=frozenset([first])).text
    assert library.index.sources[first].title in said
    assert library.index.sources[last].title not in said
