"""From a file of any format to the quote that answers: questions whose answers stand in the files."""

from pathlib import Path

import pytest
from samples import (
    STORIES,
    W,
    docx,
    epub,
    mail,
    odt,
    page_lines,
    pdf,
    pptx,
    word_paragraph,
    word_table,
    xlsx,
    zipped,
)

from bot import Settings, create_chatbot
from bot.indexing import indexed

SHARED = Path(__file__).resolve().parents[2] / "shared" / "formats"

PAID = word_paragraph("The bridge was paid for by Edith Moreau.")
NOTE = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{PAID}</w:footnote></w:footnotes>'
MARK = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> crosses the river Lenne.</w:t></w:r>'

NOTHING = "The first page tells nothing of the matter, and it was printed only to be turned by the reader."
DOME = (
    "The observatory on the hill was built by Henrik Falk, who sold his mill to pay for its dome of copper and for the "
    "stairs."
)
LENS = (
    "The telescope was made in Jena and came by train in eleven boxes, of which one was lost on the way and never seen."
)
BUDGET = ("Budget", ["Money for the year."], "")
HARBOUR = ("Harbour", ["The harbour was deepened by the Larsen company in 1955."], "")

MADE = {
    "windows.txt": "The café in Würzburg was opened by Jürgen Weiß in 1931.".encode("cp1252"),
    "unmarked.txt": "The lighthouse of Skagen was painted red by Mette Holm.".encode("utf-16-le"),
    "notes.md": b"# Orchard\n\n## Trees\n\nThe oldest pear tree was planted by Tomas Vidal in 1874.\n",
    "page.html": STORIES.encode(),
    "rivers.csv": b"River,Length,Mouth\nLenne,129 km,Ruhr\nOker,128 km,Aller\nInnerste,99 km,Leine\n",
    "people.jsonl": b'{"title": "Ada Brandt", "text": "Ada Brandt discovered the comet in Uppsala in 1903."}\n',
    "columns.pdf": pdf(page_lines(NOTHING), [*page_lines(DOME, width=40), *page_lines(LENS, left=320, width=40)]),
    "report.docx": docx(
        word_paragraph("Bridges", style="H1"), word_paragraph("The stone bridge", inside=MARK),
        word_table(("Bridge", "Built"), ("Stone bridge", "1788"), ("Iron bridge", "1866")),
        parts={"word/footnotes.xml": NOTE},
    ),
    "slides.pptx": pptx(BUDGET, HARBOUR),
    "sheet.xlsx": xlsx(Staff=[["Name", "Office"], ["Ines Duarte", "Treasurer"], ["Olav Berg", "Harbour master"]]),
    "letter.odt": odt("<text:p>The clock of the town hall was repaired by Sofia Rossi in 1969.</text:p>"),
    "book.epub": epub("<h1>The mill</h1><p>The windmill of Kerkdam burned down in 1822.</p>"),
    "memo.rtf": rb"{\rtf1\ansi The school library holds 4,200 books, given by Marta Kowalski.\par}",
    "message.eml": mail("The annual meeting takes place in Tromso on the third of June.\n", subject="Meeting"),
    "all.zip": zipped({"old/ferry.txt": "The ferry to Hven was bought by Karin Lund."}),
}  # fmt: skip

ASKED = [
    ("windows.txt", "Who opened the café in Würzburg?", "Jürgen Weiß", None),
    ("unmarked.txt", "Who painted the lighthouse of Skagen?", "Mette Holm", None),
    ("notes.md", "Who planted the oldest pear tree?", "Tomas Vidal", None),
    ("page.html", "When was the tram stopped?", "1959", None),
    ("rivers.csv", "What is the length of the Oker?", "Oker; Length: 128 km", None),
    ("people.jsonl", "Who discovered the comet?", "Ada Brandt", None),
    (
        "columns.pdf",
        "Who built the observatory on the hill?",
        "Henrik Falk, who sold his mill to pay for its dome of copper",
        2,
    ),
    ("columns.pdf", "Where was the telescope made?", "in Jena and came by train in eleven boxes", 2),
    ("report.docx", "When was the iron bridge built?", "Iron bridge; Built: 1866", None),
    ("report.docx", "Who paid for the bridge?", "Edith Moreau", None),
    ("slides.pptx", "Who deepened the harbour?", "Larsen company", 2),
    ("sheet.xlsx", "Who is the treasurer?", "Ines Duarte", None),
    ("letter.odt", "Who repaired the clock of the town hall?", "Sofia Rossi", None),
    ("book.epub", "When did the windmill of Kerkdam burn down?", "1822", None),
    ("memo.rtf", "How many books does the school library hold?", "4,200 books", None),
    ("message.eml", "Where does the annual meeting take place?", "Tromso", None),
    ("all.zip/old/ferry.txt", "Who bought the ferry to Hven?", "Karin Lund", None),
]

ASKED_OF_SHARED = [
    ("pdf/TAMReview.pdf", "What does TAM stand for?", "Technology Acceptance Model", 1),
    ("pdf/tracemonkey.pdf", "What can the VM record if an exit becomes hot?", "a branch trace starting at the exit", 2),
    ("pdf/testPDF.pdf", "Which toolkit detects metadata from various documents?", "Apache Tika is a toolkit", 1),
    ("pptx/testPPT.pptx", "Who developed the test file data?", "Rajiv Kumar Nistala", 2),
    ("odt/testOpenOffice2.odt", "In what was the sample Open Office document written?", "NeoOffice 2.2.1", None),
    ("docx/testWORD_text_box.docx", "What is the text inside of in the body of the document?", "a text box", None),
    ("docx/testWORD.docx", "What does this sample Word document include?", "text that is BOLD and ITALIC", None),
    ("html/testHTML_metadata_two_titles.html", "Where does all meta information go?", "in the head section", None),
    ("html/boilerplate.html", "What does the real meat of the page represent?", "the text we want", None),
    ("text/russian.cp866.txt", "Какой был мороз?", "был сильный мороз", None),
    ("text/english.cp500.txt", "How many bits does the CATIA V5 support have?", "64-bit CATIA V5", None),
    ("epub/testEPUB_multi-metadata-vals.epub", "Who is supporting the Greenland business?", "Greenland business", None),
    ("epub/testEPUB.epub", "What are the headings not to be confused with?", "superchapters", None),
    ("xlsx/testEXCEL.xlsx", "What is the square of 12 in the Excel worksheet?", "Number: 12; Square: 144", None),
    ("docx/testWORD_endnote_table.docx", "What does the quick brown fox jump over?", "jumps over the lazy dog", None),
    ("pdf/google-doc-document.pdf", "What is better than ugly?", "Beautiful is better than ugly", 1),
    ("pdf/multicolumn.pdf", "What is this sample document with two columns filled with?", "Lorem Ipsum text", 1),
    ("odt/testODFwithOOo3.odt", "What is another interesting project?", "interesting project is [Solr]", None),
    ("text/testCSV.csv", "In what was the sample CSV file written and saved?", "Apache OpenOffice", None),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for name, content in MADE.items():
        (folder / name).write_bytes(content)
    yield from asked_of(folder, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    yield from asked_of(SHARED, tmp_path_factory.mktemp("data"))


def asked_of(folder, data):
    chatbot = create_chatbot(Settings.load(data=data))
    report = indexed(chatbot.library, [folder])
    assert folder == SHARED or report.failed == []
    yield chatbot
    chatbot.close()


def quotes(chatbot, question):
    """Return the quotes of the answer, or of the closest passages, with their files and pages."""
    answer = chatbot.ask(question).answer
    cited = [(each.source, each.quote, each.page) for each in answer.citations]
    return cited or [(each.source, each.text, each.page) for each in answer.passages]


@pytest.mark.parametrize(("name", "question", "quote", "page"), ASKED, ids=lambda value: str(value)[:40])
def test_a_question_finds_its_quote_in_a_file_of_any_format(made, name, question, quote, page):
    answer = made.ask(question).answer
    assert answer.kind == "answer"
    cited = answer.citations[0]
    assert cited.source.endswith(f"/{name}")
    assert quote in cited.quote
    assert cited.page == page
    assert made.library.document(cited.document_id).text[cited.start : cited.end] == cited.quote


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the files of ../shared/formats")
@pytest.mark.parametrize(("name", "question", "quote", "page"), ASKED_OF_SHARED, ids=lambda value: str(value)[:40])
def test_a_question_finds_its_quote_in_a_real_file(shared, name, question, quote, page):
    found = quotes(shared, question)[0]
    assert found[0].endswith(f"/{name}")
    assert quote in found[1]
    assert found[2] == page
