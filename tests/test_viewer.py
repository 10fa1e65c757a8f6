"""A document on the page: where its pages begin, the page of a quote, and the PDF file opened at that page."""

import re
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from samples import page_lines, pdf

from bot import Settings, create_chatbot
from knowledge import document_id
from web import create_app
from web.marking import Run, runs

FIRST = "The ferry to the island was built by Karin Lund, who had sold her mill to pay for it."
SECOND = "The lighthouse was painted red by Mette Holm in the summer after the great storm."
PDF = pdf(page_lines(FIRST), page_lines(SECOND), page_lines("The harbour was deepened by the Larsen company."))
SHIPS = f"/documents/{document_id('ships.pdf')}"
NOTES = f"/documents/{document_id('notes.txt')}"


@pytest.fixture(scope="module")
def chatbot(tmp_path_factory):
    made = create_chatbot(Settings.load(data=tmp_path_factory.mktemp("data")))
    files = [(BytesIO(PDF), "ships.pdf"), (BytesIO(b"%PDF is a format."), "notes.txt")]
    create_app(chatbot=made).test_client().post("/api/documents", data={"file": files})
    yield made
    made.close()


def asked(client):
    """Return what the page shows for a question that the second page answers."""
    return client.post("/ask", data={"question": "Who painted the lighthouse?"}, headers={"X-Requested-With": "fetch"})


@pytest.mark.parametrize("pages", [(), (0,), (0, 4), (0, 4, 4, 9), (2, 3, 99)])
@pytest.mark.parametrize(("start", "end"), [(0, 12), (0, 0), (3, 9), (4, 10)])
def test_cut_where_pages_begin_a_text_is_the_same(pages, start, end):
    text = "Birds fly on"
    found = runs(text[start:end], start, pages)
    assert "".join(each.text for each in found) == text[start:end]
    assert {each.page for each in found if each.page} == {
        number for number, at in enumerate(pages, 1) if start <= at < end and at not in pages[number:]
    }


def test_a_run_begins_with_its_page():
    assert runs("Birds fly", 10, (0, 10, 16)) == [Run("Birds ", 2), Run("fly", 3)]


def test_the_viewer_says_where_pages_begin_and_leaves_the_text_as_it_is(client, chatbot):
    page = client.get(SHIPS).text
    shown = re.search('<div class="text">(.*?)</div>', page, re.DOTALL)[1]
    assert re.findall('id="page-([0-9])" aria-label="(.*?)"', shown) == [(n, f"page {n}") for n in "123"]
    assert unescape(re.sub("<span.*?</span>", "", shown)) == chatbot.library.document(document_id("ships.pdf")).text


def test_the_viewer_says_the_page_of_the_quote_and_opens_the_file_there(client):
    link = unescape(re.search('href="([^"]+)"[^>]*>Open in document', asked(client).text.replace("\n", " "))[1])
    page = client.get(link.split("#")[0]).text
    assert "page 2 of 3" in page
    assert f'href="{SHIPS}/pdf#page=2"' in page


def test_the_page_of_a_citation_leads_to_that_page_of_the_file(client):
    assert f'<a href="{SHIPS}/pdf#page=2" target="_blank" rel="noopener">page 2</a>' in asked(client).text


def test_the_file_is_shown_as_a_pdf_and_as_nothing_else(client):
    reply = client.get(f"{SHIPS}/pdf")
    assert (reply.data, reply.mimetype) == (PDF, "application/pdf")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Content-Disposition"] == "inline; filename=ships.pdf"


def test_a_pdf_in_an_archive_is_cited_with_its_page_but_not_opened_as_the_archive(tmp_path):
    archive = BytesIO()
    with ZipFile(archive, "w") as written:
        written.writestr("ships.pdf", PDF)
    made = create_chatbot(Settings.load(data=tmp_path))
    client = create_app(chatbot=made).test_client()
    client.post("/api/documents", data={"file": [(BytesIO(archive.getvalue()), "all.zip")]})
    ships = f"/documents/{document_id('all.zip/ships.pdf')}"
    assert "page 2" in asked(client).text
    assert "/pdf" not in asked(client).text
    assert "/pdf" not in client.get(ships).text
    assert client.get(f"{ships}/pdf").status_code == 404
    made.close()


@pytest.mark.parametrize("path", [f"{NOTES}/pdf", "/documents/gone/pdf", "/documents/%00/pdf"])
def test_what_is_no_pdf_is_not_shown_as_one(client, path):
    assert client.get(path).status_code == 404
    assert "/pdf" not in client.get(NOTES).text


def test_who_may_not_have_the_files_is_offered_none(tmp_path):
    settings = Settings.load(data=tmp_path, public=True)
    made = create_chatbot(settings)
    create_app(chatbot=made).test_client().post("/api/documents", data={"file": [(BytesIO(PDF), "ships.pdf")]})
    client = create_app(settings, chatbot=made).test_client()
    assert client.get(f"{SHIPS}/pdf").status_code == 401
    for page in (asked(client).text, client.get(SHIPS).text):
        assert "lighthouse" in page
        assert "page 2" in page
        assert "/pdf" not in page
        assert "/original" not in page
    made.close()
