"""Where the chat is open to everyone, those without a key open what was cited to them and learn of no folders."""

import re
from html import unescape

import pytest

from bot import Answer, Citation, Settings, ShownPassage, create_chatbot
from knowledge import Document
from web import create_app

RENT, CAP = "The rent of the mill is nine crowns a year.", "The cap was bought in Oslo by Mette Holm."
DOCUMENTS = [
    Document("rent", "Rent", RENT, "/home/ann/private/rent.txt"),
    Document("cap", "Cap", CAP, "C:\\Users\\ann\\private\\cap.txt"),
]
QUESTION = {"question": "What is the rent of the mill?"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    settings = Settings.load(data=data, host="0.0.0.0", public=True)
    chatbot = create_chatbot(settings, DOCUMENTS)
    yield create_app(settings, chatbot)
    chatbot.close()


@pytest.fixture(scope="module")
def key(app):
    return {"Authorization": f"Bearer {app.extensions['quoth_keys'].add('ann')}"}


@pytest.fixture
def program(app):
    """A client that keeps no cookies."""
    return app.test_client(use_cookies=False)


def opened(client, document_id, **given):
    """Return whether a document opens on the page and for programs, which is the same."""
    statuses = {client.get(f"{path}/documents/{document_id}", **given).status_code for path in ("", "/api")}
    assert len(statuses) == 1
    return statuses.pop() == 200


def places(page):
    return [unescape(each) for each in re.findall(r'href="(/documents/[^"]+)"', page)]


def test_only_who_may_add_documents_is_offered_it(app, client, key):
    assert "Add documents" not in client.get("/").text
    assert "Add documents" in client.get("/", headers=key).text


def test_a_document_opens_for_the_browser_to_which_it_was_cited_and_no_other(app, client):
    client.post("/ask", data=QUESTION)
    assert opened(client, "rent")
    assert not opened(client, "cap")
    other = app.test_client()
    other.post("/ask", data={"question": "Where was the cap bought?"})
    assert not opened(other, "rent")
    assert not opened(app.test_client(), "rent")


def test_a_document_that_is_not_there_is_refused_like_one_that_was_not_cited(client):
    client.post("/ask", data=QUESTION)
    replies = [client.get(f"/api/documents/{each}") for each in ("cap", "nothing", "%00", "%25", "re_t")]
    assert {each.status_code for each in replies} == {401}
    assert len({each.get_json(force=True)["detail"] for each in replies}) == 1


def test_a_key_opens_every_document(client, key):
    assert opened(client, "rent", headers=key)
    assert opened(client, "cap", headers=key)
    assert client.get("/documents/nothing", headers=key).status_code == 404


def test_a_program_opens_what_was_cited_in_the_conversation_that_it_names(program):
    begun = program.post("/api/ask", json=QUESTION).get_json()["conversation_id"]
    assert not opened(program, "rent")
    assert opened(program, "rent", query_string={"conversation_id": begun})
    assert not opened(program, "cap", query_string={"conversation_id": begun})
    assert not opened(program, "rent", query_string={"conversation_id": "nobody\0s"})


def test_naming_the_conversation_of_another_browser_opens_nothing(app, client):
    theirs = client.post("/ask", data=QUESTION).headers["Location"].split("/")[-1].split("#")[0]
    assert opened(client, "rent", query_string={"conversation_id": theirs})
    assert not opened(app.test_client(), "rent", query_string={"conversation_id": theirs})


def test_what_the_page_links_to_opens(client, program):
    page = client.post("/ask", data=QUESTION, follow_redirects=True).text
    assert {client.get(each).status_code for each in places(page)} == {200}
    begun = program.post("/api/ask", json=QUESTION).get_json()
    for path in (f"/conversations/{begun['conversation_id']}", f"/turns/{begun['turn_id']}/why"):
        assert {program.get(each).status_code for each in places(program.get(path).text)} == {200}


def test_a_document_is_closed_again_with_the_conversation_that_cited_it(client):
    client.post("/ask", data=QUESTION)
    client.post("/conversations/delete")
    assert not opened(client, "rent")


def replies(client, headers=None):
    """Yield all that the chat says of documents, on the page, for programs and as files."""

    def get(path, **more):
        return client.get(path, headers=headers, **more).text

    turn = client.post("/api/ask", json=QUESTION, headers=headers).get_json()
    whole = f"/conversations/{turn['conversation_id']}"
    named = {"query_string": {"conversation_id": turn["conversation_id"]}}
    yield str(turn)
    yield client.post("/api/ask/batch", data='{"question": "Rent?"}', content_type="application/jsonl").text
    asked = {"model": "quoth", "messages": [{"role": "user", **{"content": QUESTION["question"]}}]}
    yield client.post("/v1/chat/completions", json=asked, headers=headers).text
    yield client.post("/v1/chat/completions", json={**asked, "stream": True}, headers=headers).text
    yield from (get(whole), get(f"/api{whole}"), get(f"{whole}/export.md"), get(f"{whole}/export.json"))
    yield get(f"/turns/{turn['turn_id']}/why")
    yield from (get("/documents/rent", **named), get("/api/documents/rent", **named))
    client.post("/api/feedback", json={"turn_id": turn["turn_id"], "good": True}, headers=headers)
    client.post("/ask", data=QUESTION, headers=headers)
    yield from (get("/"), get("/conversations"), get("/api/feedback"))


def test_a_stranger_learns_of_no_folder_of_the_server(client):
    client.post("/ask", data=QUESTION)
    said = list(replies(client))
    assert not [each for each in said if "ann" in each or "private" in each]
    assert sum("rent.txt" in each for each in said) >= 9


def test_with_a_key_a_source_is_the_whole_path(client, key):
    assert sum("/home/ann/private/rent.txt" in each for each in replies(client, key)) >= 9


def test_the_folders_of_windows_are_no_less_private(program):
    said = program.post("/api/ask", json={"question": "Where was the cap bought?"}).get_json()
    assert {each["source"] for each in said["citations"]} == {"cap.txt"}


def test_an_answer_cites_what_it_quotes_and_closest_passages_only_where_they_are_shown():
    passage = ShownPassage("b:0", "b", "B", "b.txt", 0, 4, "text", 1.0)
    quoted, gone = Citation("a", "A", "a.txt", 0, 4, "text"), Citation("c", "C", "c.txt", 0, 0, "source removed")
    assert Answer("answer", "", citations=(quoted, gone), passages=(passage,)).cited == {"a"}
    assert Answer("passages", "", passages=(passage,)).cited == {"b"}
