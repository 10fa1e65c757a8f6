"""On the page a question is put to all documents, to those with a tag, or to one."""

import re
from html import unescape

import pytest

from bot import Settings, create_chatbot
from knowledge import Document
from web import create_app

ANSWERS = {"rome": "The cap was bought in Rome in 2001.", "oslo": "The cap was bought in Oslo in 1999."}


@pytest.fixture
def client(tmp_path):
    documents = [Document(name, name.title(), text, f"{name}.txt") for name, text in ANSWERS.items()]
    chatbot = create_chatbot(Settings.load(data=tmp_path), documents)
    chatbot.library.tag("oslo", ["north & <b>cold</b>"])
    yield create_app(chatbot=chatbot).test_client()
    chatbot.close()


def ask(client, choice, **more):
    data = {"question": "Where was the cap bought?", "in": choice, **more}
    return client.post("/ask", data=data, follow_redirects=True)


def quotes(page):
    return " ".join(re.findall("<blockquote>(.*?)</blockquote>", page, re.DOTALL)).replace("<mark>", "")


def test_tags_and_documents_are_offered(client):
    page = client.get("/").text
    assert [unescape(each) for each in re.findall('<option value="([^"]*)"', page)] == [
        "", "tag:north & <b>cold</b>", "document:oslo", "document:rome",
    ]  # fmt: skip
    assert "<b>cold" not in page


def test_a_library_of_one_document_offers_no_choice(tmp_path):
    chatbot = create_chatbot(Settings.load(data=tmp_path))
    assert "<select" not in create_app(chatbot=chatbot).test_client().get("/").text
    chatbot.close()


def test_a_list_that_is_cut_says_how_many_documents_it_leaves_out(tmp_path):
    documents = [Document(f"d{n}", f"Title {n:02}", f"Number {n}.", f"{n}.txt") for n in range(40)]
    chatbot = create_chatbot(Settings.load(data=tmp_path), documents)
    client = create_app(chatbot=chatbot).test_client()
    page, chosen = client.get("/").text, client.get("/?in=document:d39").text
    assert page.count('value="document:') == 30
    assert "<option disabled>10 more</option>" in page
    assert '<option value="document:d39" selected>Title 39</option>' in chosen
    assert "<option disabled>9 more</option>" in chosen
    chatbot.close()


@pytest.mark.parametrize(
    ("choice", "said", "unsaid"),
    [("document:rome", "Rome", "Oslo"), ("document:oslo", "Oslo", "Rome"), ("tag:north & <b>cold</b>", "Oslo", "Rome")],
)
def test_only_what_was_chosen_answers(client, choice, said, unsaid):
    page = ask(client, choice).text
    assert said in quotes(page)
    assert unsaid not in quotes(page)


def test_all_documents_are_asked_where_nothing_was_chosen(client):
    for question, said in (("What was bought in Rome?", "Rome"), ("What was bought in Oslo?", "Oslo")):
        assert said in quotes(ask(client, "", question=question).text)


def test_the_choice_stays_with_the_conversation(client):
    response = ask(client, "document:rome")
    assert response.request.full_path.endswith("?in=document:rome")
    assert '<option value="document:rome" selected>' in response.text
    turn = re.search('id="turn-([0-9a-f]+)"', response.text)[1]
    assert f'/turns/{turn}/why?in=document:rome"' in response.text
    assert client.get(f"/turns/{turn}/why?in=document:rome").status_code == 200


def test_the_choice_stays_when_a_reply_is_judged_without_scripts(client):
    page = ask(client, "document:rome").text
    judged = unescape(re.search('class="feedback" method="post" action="([^"]+)"', page)[1])
    after = client.post(judged, data={"good": "no"}, follow_redirects=True)
    assert "in=document:rome" in after.request.url
    assert '<option value="document:rome" selected>' in after.text


def test_a_document_leads_to_questions_put_to_it_alone(client):
    link = re.search('href="(/\\?in=[^"]+)"', client.get("/documents/rome").text)[1]
    assert '<option value="document:rome" selected>' in client.get(unescape(link)).text


@pytest.mark.parametrize(("choice", "status"), [("document:x", 404), ("tag:x", 404), ("x", 400), ("tag:\0", 422)])
def test_a_question_to_what_is_not_there_is_refused(client, choice, status):
    assert ask(client, choice).status_code == status


def test_a_page_whose_choice_is_gone_asks_all_documents(client):
    page = client.get("/?in=document:gone")
    assert page.status_code == 200
    assert " selected" not in page.text
