"""The pages as HTML: what stands on them, escaped, with and without the script."""

import re
import shutil
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

import web
from bot import Settings, create_chatbot
from knowledge import Document, bundled_document
from web import create_app
from web.application import version
from web.marking import Piece, pieces

HOSTILE = '<script>alert("x")</script> & <b>bold</b>'

STATIC = Path(web.__file__).parent / "static"


def client_of(tmp_path, *documents):
    return create_app(chatbot=create_chatbot(Settings.load(data=tmp_path), documents)).test_client()


def ask(client, question, **more):
    """Ask as a form does; return the page of the conversation."""
    return client.post("/ask", data={"question": question, **more}, follow_redirects=True).text


def ask_by_script(client, question, **more):
    response = client.post("/ask", data={"question": question, **more}, headers={"X-Requested-With": "fetch"})
    assert response.status_code == 200
    return response.text


def conversation_of(html):
    return re.search('data-conversation="([^"]+)"', html)[1]


def asking_buttons(html):
    return [unescape(each) for each in re.findall('<button name="question" value="([^"]+)"', html)]


def words(html):
    """Return the text that a page shows, white space folded."""
    shown = []
    parser = HTMLParser()
    parser.handle_data = shown.append
    parser.feed(html)
    return " ".join("".join(shown).split())


def test_the_first_page_says_what_it_answers_from_and_suggests_questions(client):
    page = client.get("/").text
    assert bundled_document().title in page
    assert '<a href="/documents">Add documents</a>' in page
    suggested = asking_buttons(page)
    assert 2 <= len(suggested) <= 6
    for question in suggested:
        assert client.post("/api/ask", json={"question": question}).get_json()["kind"] == "answer"


@pytest.mark.parametrize("question", ["How do I bake bread?", "Hello"])
def test_a_reply_that_shows_nothing_leads_on_to_first_questions_not_asked_yet(client, question):
    first, second, *_ = asking_buttons(client.get("/").text)
    conversation = conversation_of(ask(client, first))
    page = ask(client, question, conversation_id=conversation)
    offered = asking_buttons(page)
    assert first not in offered
    assert second in offered
    assert asking_buttons(client.get(f"/conversations/{conversation}/next").text) == offered


def test_an_empty_library_says_how_to_fill_it(tmp_path):
    page = client_of(tmp_path).get("/").text
    assert "quoth index PATH" in page
    assert '<a href="/documents">Add documents</a>' in page
    assert "suggestions" not in page


def test_a_large_library_is_named_by_its_first_titles(tmp_path):
    documents = [Document(f"d{n:04}", f"Title {n:04}", f"Text {n}.", f"{n}.txt") for n in range(205)]
    client = client_of(tmp_path, *documents)
    assert "It reads Title 0000, Title 0001, Title 0002 and 202 more." in words(client.get("/").text)
    first, last = client.get("/documents").text, client.get("/documents?offset=200").text
    assert "1 to 100 of 205" in first
    assert 'href="/documents?offset=100"' in first
    assert "201 to 205 of 205" in last
    assert 'href="/documents?offset=100"' in last
    assert 'href="/documents?offset=300"' not in last
    assert "no documents this far down" in client.get("/documents?offset=5000").text


def test_a_form_leads_to_the_turn_in_its_conversation(client):
    response = client.post("/ask", data={"question": "Who is Phil Goff?", "conversation_id": ""})
    assert response.status_code == 303
    address, turn = response.headers["Location"].split("#")
    page = client.get(address).text
    assert f'id="{turn}"' in page
    assert "<title>Who is Phil Goff? · Quoth</title>" in page
    assert f'name="conversation_id" value="{address.rsplit("/", 1)[1]}"' in page


def test_a_follow_up_adds_a_turn_to_the_page(client):
    page = ask(client, "Who is Phil Goff?")
    page = ask(client, "Whom did he meet?", conversation_id=conversation_of(page))
    assert page.count("<article") == 2
    assert page.index("Who is Phil Goff?") < page.index("Whom did he meet?")


def test_the_script_gets_the_very_turn_that_the_page_shows(client):
    fragment = ask_by_script(client, "Who is Phil Goff?").strip()
    assert fragment.startswith("<article")
    assert fragment.endswith("</article>")
    assert fragment in client.get(f"/conversations/{conversation_of(fragment)}").text


def test_an_answer_shows_quote_marked_words_and_a_link_to_their_place(client):
    fragment = ask_by_script(client, "Who is Phil Goff?")
    citation = client.post("/api/ask", json={"question": "Who is Phil Goff?"}).get_json()["citations"][0]
    assert " ".join(citation["quote"].split()) in words(fragment)
    assert "<mark>" in fragment
    place = f"{citation['document_id']}?start={citation['start']}&amp;end={citation['end']}"
    assert f"/documents/{place}" in fragment


def test_the_link_of_a_citation_opens_the_document_with_the_same_words_marked(client):
    fragment = ask_by_script(client, "Who is Phil Goff?")
    quote = words(re.search("<blockquote>.*?</blockquote>", fragment, re.DOTALL)[0])
    marked = re.findall("<mark>(.*?)</mark>", fragment)
    link = unescape(re.search('href="(/documents/[^"]+)"', fragment)[1])
    assert link.endswith("#quote")
    page = client.get(link.split("#")[0]).text
    shown = re.search('<mark id="quote">.*?</mark>', page, re.DOTALL)[0]
    assert words(shown) == quote
    assert re.findall("<strong>(.*?)</strong>", shown) == marked


@pytest.mark.parametrize(("options", "shown"), [({}, 3), ({"passages": 1}, 1), ({"passages": 6}, 6)])
def test_as_many_passages_as_are_set_are_shown_with_links_wherever_a_reply_is_read(tmp_path, options, shown):
    text = "Zebras were seen, as it goes, by lot {}."
    documents = [Document(f"d{n}", f"Title {n}", text.format(n), f"{n}") for n in range(8)]
    chatbot = create_chatbot(Settings.load(data=tmp_path, answer_threshold=1.0, **options), documents)
    client = create_app(chatbot=chatbot).test_client()
    question = "Why were the zebras seen?"
    fragment = ask_by_script(client, question)
    assert 'class="answer passages"' in fragment
    assert fragment.count("<blockquote>") == shown
    assert fragment.count("#quote") == shown
    exported = client.get(f"/conversations/{conversation_of(fragment)}/export.md").text
    completed = {"model": "quoth", "messages": [{"role": "user", "content": question}]}
    said = client.post("/v1/chat/completions", json=completed).get_json()["choices"][0]["message"]["content"]
    told = client.post("/api/ask", json={"question": question}).get_json()["answer"]
    assert [each.count("Zebras were seen") for each in (exported, said, told)] == [shown] * 3


def test_an_answer_that_may_be_none_says_so(tmp_path):
    client = create_app(chatbot=create_chatbot(Settings.load(data=tmp_path, answer_threshold=0.0))).test_client()
    seen = set()
    for question in ("Who is Phil Goff?", "How many soldiers did New Zealand lose in Bosnia?"):
        is_unsure = client.post("/api/ask", json={"question": question}).get_json()["confidence"] < 0.5
        assert ("Quoth is not very sure." in ask(client, question)) is is_unsure
        seen.add(is_unsure)
    assert seen == {True, False}


@pytest.mark.parametrize(("question", "kind"), [("Hello", "smalltalk"), ("How do I bake sourdough bread?", "refusal")])
def test_a_reply_without_evidence_is_plain(client, question, kind):
    fragment = ask_by_script(client, question)
    assert f'class="answer {kind}"' in fragment
    assert "<blockquote>" not in fragment
    assert client.post("/api/ask", json={"question": question}).get_json()["answer"] in words(fragment)


def test_questions_and_documents_are_shown_as_text(tmp_path):
    document = Document("id", HOSTILE, f"The zebra said {HOSTILE} in 2001.", HOSTILE)
    client = client_of(tmp_path, document)
    pages = [client.get(path).text for path in ("/", "/documents", "/documents/id?start=4&end=20&mark=4-9")]
    for page in (*pages, ask(client, f"When did the zebra say {HOSTILE}?")):
        assert "<script>alert" not in page
        assert "<b>" not in page
        assert "&lt;script&gt;" in page


def test_a_document_id_is_escaped_in_addresses(tmp_path):
    client = client_of(tmp_path, Document('a b?"#&é', "Title", "The zebra slept in 2001.", "a"))
    link = unescape(re.search('href="(/documents/[^"]+)"', client.get("/documents").text)[1])
    assert link.startswith("/documents/a%20b%3F%22%23&%C3%A9")
    assert "The zebra slept" in client.get(link).text


def test_a_line_break_counts_once_however_a_browser_sends_it(client):
    question = "Who is Phil Goff?" + "\r\n" * 1990 + "Tell me."
    assert client.post("/ask", data={"question": question}).status_code == 303
    assert ask_by_script(client, "Who is\r\nPhil Goff?").count("\r") == 0


def test_the_viewer_shows_the_whole_document_unaltered(client):
    document = bundled_document()
    page = client.get(f"/documents/{document.document_id}").text
    shown = re.search('<div class="text">(.*?)</div>', page, re.DOTALL)[1]
    assert unescape(shown) == document.text
    assert "<mark" not in page


@pytest.mark.parametrize("query", ["start=5&end=999999", "start=9&end=5"])
def test_a_place_that_is_gone_is_said_and_not_marked(client, query):
    page = client.get(f"/documents/{bundled_document().document_id}?{query}").text
    assert "is not in this document any more" in page
    assert "<mark" not in page


def test_an_old_citation_marks_no_other_words_in_a_document_that_has_changed(tmp_path):
    cap = Document("cap", "Cap", "The cap of the mayor is green.", "cap.txt")
    chatbot = create_chatbot(Settings.load(data=tmp_path), [cap])
    client = create_app(chatbot=chatbot).test_client()
    page = ask(client, "Which cap is green?")
    there = unescape(re.search('href="(/documents/cap[^"]+)"', page)[1])
    assert '<mark id="quote">' in client.get(there).text
    chatbot.library.add([Document("cap", "Cap", "The hat of the mayor is brown and old.", "cap.txt")])
    changed = client.get(there).text
    assert "is not in this document any more" in changed
    assert "<mark" not in changed


@pytest.mark.parametrize("query", ["start=x", "end=-1", "start=1&end=2&mark=1", "mark=a-b", "start=1e9"])
def test_a_place_that_is_none_is_400(client, query):
    assert client.get(f"/documents/{bundled_document().document_id}?{query}").status_code == 400


def test_nothing_is_written_inline_and_nothing_comes_from_elsewhere(client):
    for page in (client.get("/").text, ask(client, "Who is Phil Goff?"), client.get("/documents").text):
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]* src=)", page)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


def weight(page):
    """Return the bytes of a page with all that it loads, before compression."""
    loaded = set(re.findall(r'"/s/[\w-]{4}/([\w.]+)', page))
    loaded |= {name for each in loaded for name in re.findall(r"from \"\./(\w+\.js)\"", (STATIC / each).read_text())}
    return len(page.encode()) + sum((STATIC / name).stat().st_size for name in loaded)


def test_a_page_weighs_at_most_60_kilobytes_with_a_full_list_beside_it(client):
    for n in range(25):
        ask(client, f"Thanks {n} {'for all of this ' * 5}")
    page = ask(client, "Who is Phil Goff?")
    for _ in range(2):
        page = ask(client, "Whom did he meet?", conversation_id=conversation_of(page))
    assert page.count('class="more"') == 20
    addresses = ("/", "/documents", "/conversations")
    asked = f"/conversations/{conversation_of(page)}"
    in_german, in_french = (client.get(asked, headers={"Accept-Language": each}).text for each in ("de", "fr"))
    for each in (page, in_german, in_french, *(client.get(address).text for address in addresses)):
        assert 20_000 < weight(each) <= 60_000


def test_pages_are_not_shown_again_unasked(client):
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"


def test_what_pages_load_is_kept_by_browsers_under_an_address_that_changes_with_it(client, tmp_path):
    addresses = set(re.findall(r'(?:src|href)="(/s/[^"#]+)', client.get("/").text))
    assert {Path(each).name for each in addresses} == {"quoth.css", "page.js", "chat.js", "quoth.svg", "icons.svg"}
    for each in addresses:
        assert client.get(each).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for missing in (f"{client.application.static_url_path}/no.css", "/s/none/quoth.css"):
        response = client.get(missing)
        assert (response.status_code, response.headers["Cache-Control"]) == (404, "private, no-cache")
    changed = shutil.copytree(STATIC, tmp_path / "static")
    assert version(changed) == version(STATIC)
    (changed / "page.js").write_text("another", encoding="utf-8")
    assert version(changed) != version(STATIC)


def test_text_is_cut_at_its_marked_places():
    assert pieces("abcdef", 10, [(11, 13)]) == [Piece("a", False), Piece("bc", True), Piece("def", False)]
    assert pieces("abc", 0, []) == [Piece("abc", False)]
    assert pieces("", 0, [(0, 3)]) == []


def test_marked_places_that_overlap_or_lie_outside_lose_no_text():
    marked = [(12, 99), (0, 11), (11, 13), (13, 12), (50, 60)]
    cut = pieces("abcdef", 10, marked)
    assert "".join(piece.text for piece in cut) == "abcdef"
    assert all(piece.marked for piece in cut)


def test_the_rows_of_a_table_stand_each_on_a_line(tmp_path):
    rows = ["Service: Wheel truing; Price: 52 euros", "Service: Chain change; Price: 25 euros"]
    document = Document("bike", "Bike", "\n\n".join(rows), "bike.csv")
    chatbot = create_chatbot(Settings.load(data=tmp_path, answer_threshold=1.0), [document])
    page = ask_by_script(create_app(chatbot=chatbot).test_client(), "Service and price?")
    assert f"<blockquote>{rows[0]}\n{rows[1]}</blockquote>" in page
