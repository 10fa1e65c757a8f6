"""The kept conversations as pages: found, renamed, exported, judged, explained, deleted, and nobody else's."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from bot import Settings, create_chatbot
from knowledge import Document
from web import create_app

HOSTILE = '<script>alert("x")</script> & <b>bold</b>'
SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture
def other(app):
    return app.test_client()


def ask(client, question="Who is Phil Goff?", **more):
    """Ask as a form does; return the ids of the conversation and of the turn."""
    response = client.post("/ask", data={"question": question, **more})
    assert response.status_code == 303, response.text
    return re.fullmatch("/conversations/(.+)#turn-(.+)", response.headers["Location"]).groups()


def titles(page):
    return [unescape(each) for each in re.findall(r'<a href="/conversations/[0-9a-f]{32}#next">([^<]+)</a>', page)]


def test_conversations_are_listed_the_latest_first_with_their_first_question(client):
    for question in ("Who is Phil Goff?", HOSTILE, "Hello"):
        ask(client, question)
    page = client.get("/conversations").text
    main = page[page.index("<main") :]
    assert titles(main) == ["Hello", HOSTILE, "Who is Phil Goff?"]
    assert "<b>" not in page


def test_a_browser_that_is_closed_finds_its_conversations_for_a_year(client):
    ask(client, "Hello")
    assert client.get_cookie("quoth_session").expires - datetime.now(UTC) > timedelta(days=364)


def test_the_list_beside_the_chat_marks_the_conversation_that_is_open(client):
    ask(client, "Hello")
    conversation, _ = ask(client)
    page = client.get(f"/conversations/{conversation}").text
    (current,) = re.findall('<li class="current"><a href="/conversations/([0-9a-f]+)#next" aria-current="page"', page)
    assert current == conversation


def test_a_search_finds_words_of_questions_and_answers(client):
    ask(client)
    ask(client, "Thanks")
    assert titles(client.get("/conversations/recent?q=robertson", headers=SCRIPT).text) == ["Who is Phil Goff?"]
    assert "No conversation says that" in client.get("/conversations?q=zebra").text
    assert 'value="&lt;b&gt;"' in client.get("/conversations?q=<b>").text


def test_a_search_on_the_page_leaves_the_list_beside_it_whole(client):
    ask(client)
    ask(client, "Thanks")
    page = client.get("/conversations?q=goff").text
    assert titles(page[page.index("<main") :]) == ["Who is Phil Goff?"]
    assert page[: page.index("<main")].count('class="more"') == 2


def test_a_conversation_is_renamed(client):
    conversation, _ = ask(client)
    response = client.post(f"/conversations/{conversation}/title", data={"title": " My <b> title "})
    assert response.headers["Location"] == f"/conversations/{conversation}"
    assert "<title>My &lt;b&gt; title · Quoth</title>" in client.get(f"/conversations/{conversation}").text
    assert client.post(f"/conversations/{conversation}/title", data={"title": " "}).status_code == 422
    assert client.post(f"/conversations/{conversation}/title", data={"title": "a\0b"}).status_code == 422


def test_a_deleted_conversation_is_gone(client):
    conversation, turn = ask(client)
    assert "gone for good" in client.get(f"/conversations/{conversation}/manage").text
    assert client.post(f"/conversations/{conversation}/delete").status_code == 303
    for path in (f"/conversations/{conversation}", f"/conversations/{conversation}/export.md", f"/turns/{turn}/why"):
        assert client.get(path).status_code == 404
    assert titles(client.get("/conversations").text) == []


def test_all_conversations_are_deleted_after_a_question_back(client, other):
    for asking in (client, client, other):
        ask(asking)
    assert "All your 2 conversations" in client.get("/conversations/delete").text
    assert len(titles(client.get("/conversations/recent").text)) == 2
    client.post("/conversations/delete")
    assert titles(client.get("/conversations").text) == []
    assert len(titles(other.get("/conversations/recent").text)) == 1


def test_a_conversation_is_exported_as_markdown_and_json(client):
    conversation, turn = ask(client)
    client.post(f"/turns/{turn}/feedback", data={"good": "yes"})
    as_markdown = client.get(f"/conversations/{conversation}/export.md")
    assert as_markdown.mimetype == "text/markdown"
    assert re.fullmatch(r"attachment; filename=quoth-\d{4}-\d\d-\d\d\.md", as_markdown.headers["Content-Disposition"])
    assert as_markdown.text.startswith("# Who is Phil Goff?\n\n## Who is Phil Goff?\n")
    exported = json.loads(client.get(f"/conversations/{conversation}/export.json").text)
    assert [each["question"] for each in exported["turns"]] == ["Who is Phil Goff?"]
    assert exported["turns"][0]["feedback"]["good"] is True
    assert client.get(f"/conversations/{conversation}/export.pdf").status_code == 404


def test_a_judgement_is_kept_explained_and_taken_back(app, client):
    conversation, turn = ask(client)
    address = f"/turns/{turn}/feedback"
    judged = client.post(address, data={"good": "no"}, follow_redirects=True).text
    assert "What was wrong?" in judged
    client.post(address, data={"good": "no", "reason": "wrong", "more": "he was a minister", "expected": "a minister"})
    kept = app.extensions["quoth"].history
    ((_, feedback),) = [each for each in kept.rated() if each[0].turn_id == turn]
    assert (feedback.good, feedback.reason, feedback.expected) == (False, "wrong: he was a minister", "a minister")
    shown = client.get(f"/conversations/{conversation}").text
    assert re.search('value="wrong" checked', shown)
    assert 'value="he was a minister"' in shown
    fragment = client.post(address, data={"good": ""}, headers=SCRIPT).text
    assert 'aria-pressed="true"' not in fragment
    assert turn not in [each.turn_id for each, _ in kept.rated()]


@pytest.mark.parametrize(
    ("data", "status"), [({"good": "perhaps"}, 400), ({"good": "no", "expected": "x" * 1001}, 422)]
)
def test_a_judgement_that_is_none_is_refused(client, data, status):
    _, turn = ask(client)
    assert client.post(f"/turns/{turn}/feedback", data=data).status_code == status


def test_an_answer_is_explained_in_words(client):
    _, turn = ask(client, "When did Phil Goff first meet Lord Robertson?")
    page = client.get(f"/turns/{turn}/why").text
    assert "sure that this answers the question" in page
    assert re.search(r"<span>Robertson</span><meter[^>]*>\d+ %</meter><span class=\"here\">in the quote</span>", page)
    assert "score " in page
    _, turn = ask(client, "How do I bake bread?")
    assert "Hardly a word" in client.get(f"/turns/{turn}/why").text


def test_what_opens_beside_the_chat_leads_back_to_it_as_a_page(client):
    conversation, turn = ask(client)
    for path, back in ((f"/turns/{turn}/why", f"turn-{turn}"), (f"/conversations/{conversation}/manage", "next")):
        link = f'<a href="/conversations/{conversation}#{back}">Back to the conversation</a>'
        assert link in client.get(path).text
        assert link not in client.get(path, headers={"X-Requested-With": "fetch"}).text


def test_a_follow_up_is_explained_by_what_was_looked_up(client):
    conversation, _ = ask(client)
    _, turn = ask(client, "Whom did he meet?", conversation_id=conversation)
    assert "What was looked up" in client.get(f"/turns/{turn}/why").text


def test_a_part_for_the_script_is_no_whole_page(client):
    conversation, turn = ask(client)
    for path in (f"/turns/{turn}/why", f"/conversations/{conversation}/manage", "/help", "/conversations/delete"):
        part = client.get(path, headers=SCRIPT).text
        assert part.startswith('<h2 id="panel-title">')
        assert "<html" not in part
        assert "<h1>" in client.get(path).text


def test_questions_that_lead_on_are_answered_and_new(client):
    conversation, _ = ask(client)
    for page in (client.get(f"/conversations/{conversation}"), client.get(f"/conversations/{conversation}/next")):
        offered = [unescape(each) for each in re.findall('<button name="question" value="([^"]+)"', page.text)]
        assert 1 <= len(offered) <= 3
        assert "Who is Phil Goff?" not in offered
        assert all(client.post("/api/ask", json={"question": each}).get_json()["kind"] == "answer" for each in offered)


def test_a_question_asked_again_takes_its_place(client):
    conversation, first = ask(client)
    ask(client, "Whom did he meet?", conversation_id=conversation)
    again, _ = ask(client, "Who is Helen Clark?", conversation_id=conversation, instead_of=first)
    assert again == conversation
    page = client.get(f"/conversations/{conversation}").text
    assert page.count("<article") == 1
    assert "<title>Who is Helen Clark? · Quoth</title>" in page
    assert client.post("/ask", data={"question": "Who?", "instead_of": first}).status_code == 404


def test_nobody_else_reaches_what_belongs_to_a_browser(client, other, app):
    conversation, turn = ask(client)
    ask(other, "Hello")
    without_cookie = app.test_client(use_cookies=False)
    for stranger in (other, without_cookie):
        for path in ("", "/manage", "/next", "/export.md", "/export.json"):
            assert stranger.get(f"/conversations/{conversation}{path}").status_code == 404
        assert stranger.get(f"/turns/{turn}/why").status_code == 404
        assert stranger.post(f"/turns/{turn}/feedback", data={"good": "no"}).status_code == 404
        assert stranger.post(f"/conversations/{conversation}/title", data={"title": "x"}).status_code == 404
        assert stranger.post(f"/conversations/{conversation}/delete").status_code == 404
        asked = {"question": "Who?", "conversation_id": conversation}
        assert stranger.post("/ask", data=asked).status_code == 404
        assert stranger.post("/ask", data={**asked, "instead_of": turn}).status_code == 404
        assert stranger.post("/api/ask", json=asked).status_code == 404
        assert "Phil Goff" not in stranger.get("/conversations").text
    assert client.get(f"/conversations/{conversation}").status_code == 200


@pytest.mark.parametrize("unknown", ["x", "%00", "a%20b", "🦜"])
def test_what_is_not_there_is_404(client, unknown):
    for path in (f"/conversations/{unknown}/manage", f"/conversations/{unknown}/export.md", f"/turns/{unknown}/why"):
        assert client.get(path).status_code == 404
    assert client.post(f"/turns/{unknown}/feedback", data={"good": "yes"}).status_code == 404


def test_the_cookie_comes_with_the_first_question_and_no_script_can_read_it(client):
    assert "Set-Cookie" not in client.get("/").headers
    cookie = client.post("/ask", data={"question": "Hello"}).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Set-Cookie" not in client.post("/ask", data={"question": "Hello"}).headers


def test_a_cookie_that_was_not_signed_here_is_nobody_s(client, app):
    conversation, _ = ask(client)
    with client.session_transaction() as session:
        token = session["owner"]
    other = app.test_client()
    other.set_cookie("quoth_session", token)
    assert other.get(f"/conversations/{conversation}").status_code == 404


def test_the_cookie_itself_is_kept_nowhere(client, app):
    client.post("/ask", data={"question": "Hello"})
    with client.session_transaction() as session:
        token = session["owner"]
    app.extensions["quoth"].history.count("settled")
    with app.extensions["quoth"].history._engine.connect() as connection:
        owners = connection.exec_driver_sql("SELECT owner FROM conversations").scalars().all()
    assert owners
    assert not any(token in str(owner) for owner in owners)


def test_the_export_of_a_hostile_document_is_escaped(tmp_path):
    document = Document("id", HOSTILE, f"The zebra said {HOSTILE} in 2001.", HOSTILE)
    client = create_app(chatbot=create_chatbot(Settings.load(data=tmp_path), [document])).test_client()
    conversation, turn = ask(client, "When did the zebra speak?")
    assert "<script" not in client.get(f"/conversations/{conversation}/export.md").text
    for path in (f"/turns/{turn}/why", f"/conversations/{conversation}/manage", "/conversations"):
        assert "<script>alert" not in client.get(path).text
