"""The documents page without scripts: every form leads to a page that says what became of it."""

import re
from io import BytesIO

import pytest

from knowledge import document_id

CAP = b"The cap of the mayor was bought in Rome."
HOSTILE = "<script>alert(1)</script>.txt"


pytestmark = pytest.mark.usefixtures("empty_library")


def send(client, *files, **headers):
    parts = {"file": [(BytesIO(content), name) for name, content in files]}
    return client.post("/documents", data=parts, content_type="multipart/form-data", headers=headers)


def test_files_are_added_and_the_page_says_what_became_of_each(client):
    page = send(client, ("cap.txt", CAP), ("bad.txt", b"a\0b"))
    assert page.status_code == 200
    assert "added" in page.text
    assert "bad.txt: " in page.text
    assert "Files that gave no text" in page.text


def test_a_script_gets_the_outcomes_alone(client):
    part = send(client, ("cap.txt", CAP), **{"X-Requested-With": "fetch"})
    assert "<html" not in part.text
    assert '<li class="added">' in part.text


def test_a_document_is_removed_and_brought_back(client):
    send(client, ("cap.txt", CAP))
    there = client.post(f"/documents/{document_id('cap.txt')}/remove", follow_redirects=True)
    assert "“cap” is removed." in there.text
    assert "Undo" in there.text
    assert "The library is empty" in there.text
    back = client.post(f"/documents/{document_id('cap.txt')}/undo", follow_redirects=True)
    assert "cap.txt" in back.text
    assert "Undo" not in back.text


def test_no_undo_is_offered_for_what_was_not_removed(client):
    send(client, ("cap.txt", CAP))
    for removed in (document_id("cap.txt"), "gone", "%00"):
        assert "Undo" not in client.get(f"/documents?removed={removed}").text


def test_a_file_that_gave_no_text_is_taken_off_the_list(client):
    send(client, ("bad.txt", b"a\0b"))
    there = client.post(f"/documents/{document_id('bad.txt')}/remove", follow_redirects=True)
    assert "bad.txt" not in there.text
    assert "Undo" not in there.text


def test_documents_are_tagged_and_found_by_tag_and_words(client):
    send(client, ("cap.txt", CAP), ("hat.txt", b"The hat is red."))
    client.post(f"/documents/{document_id('cap.txt')}/tags", data={"tags": "green, summer ,"})
    assert "summer" in client.get("/documents").text
    tagged = client.get("/documents?tag=summer").text
    assert "cap.txt" in tagged
    assert "hat.txt" not in tagged
    found = client.get("/documents?q=HAT").text
    assert "hat.txt" in found
    assert "cap.txt" not in found
    assert "No document fits" in client.get("/documents?q=nothing").text


def test_a_listed_document_is_asked_alone_and_so_are_those_with_a_tag(client):
    send(client, ("cap.txt", CAP), ("hat.txt", b"The hat is red."))
    client.post(f"/documents/{document_id('cap.txt')}/tags", data={"tags": "green"})
    page = client.get("/documents?tag=green").text
    places = re.findall(r'href="(/\?in=[^"]+)"', page)
    assert places == ["/?in=tag:green", f"/?in=document:{document_id('cap.txt')}"]
    for place in places:
        assert f'value="{place.removeprefix("/?in=")}" selected' in client.get(place).text
    assert "Ask these documents" not in client.get("/documents").text


def test_what_is_no_tag_is_said(client):
    send(client, ("cap.txt", CAP))
    reply = client.post(f"/documents/{document_id('cap.txt')}/tags", data={"tags": "x" * 70})
    assert reply.status_code == 422
    assert "is no tag" in reply.text


def test_a_script_gets_the_document_as_it_is_listed(client):
    send(client, ("cap.txt", CAP))
    reply = client.post(
        f"/documents/{document_id('cap.txt')}/tags", data={"tags": "green"}, headers={"X-Requested-With": "fetch"}
    )
    assert f'id="document-{document_id("cap.txt")}"' in reply.text
    assert "green" in reply.text


def test_names_and_reasons_are_shown_as_text(client):
    page = send(client, (HOSTILE, CAP), (f"bad-{HOSTILE}", b"a\0b"))
    assert "&lt;script&gt;" in page.text or "&lt;/script&gt;" in page.text
    assert "<script>alert" not in page.text


def test_the_list_goes_on_page_by_page_with_what_was_looked_for(client, chatbot):
    from knowledge import Document

    chatbot.library.add([Document(f"d{n:03}", f"Note {n:03}", "A note.", f"n{n}.txt") for n in range(120)])
    page = client.get("/documents?q=note").text
    assert "120 documents fit" in page
    assert "q=note&amp;offset=100" in page
    assert "Note 119" in client.get("/documents?q=note&offset=100").text


def test_a_removed_source_is_quoted_no_more_and_has_no_link(client, chatbot):
    send(client, ("cap.txt", CAP))
    client.post("/ask", data={"question": "Where was the cap of the mayor bought?"})
    chatbot.library.remove(document_id("cap.txt"), for_good=True)
    chatbot.history.forget([document_id("cap.txt")])
    (kept,) = chatbot.history.conversations(next(iter(_owners(chatbot))))
    page = client.get(f"/conversations/{kept.conversation_id}").text
    assert "source removed" in page
    assert f"/documents/{document_id('cap.txt')}" not in page


def _owners(chatbot):
    with chatbot.history._connected() as connection:
        return set(connection.exec_driver_sql("SELECT owner FROM conversations").scalars())
