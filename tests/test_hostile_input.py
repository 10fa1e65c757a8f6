"""What is sent to hurt: strings and bodies from collections of such, as questions, titles and judgements."""

import json
import re
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest

from bot import MAX_QUESTION, MAX_REASON, MAX_TITLE, Settings, create_chatbot
from knowledge import bundled_document
from web import create_app

HOSTILE = Path(__file__).resolve().parents[2] / "shared" / "hostile"
STRINGS, BODIES = HOSTILE / "strings" / "blns.json", HOSTILE / "json_bodies.json"
SOME = [
    "", "undefined", "\\", "1E+02", "Ω≈ç√∫˜µ≤≥÷", "田中さんにあげて下さい", "🐵 🙈 🙉 🙊", "הָיְתָהtest",
    "\u202etest\u202e", "<script>alert(0)</script>", '"><svg/onload=alert(1)>', "javascript:alert(1)", "{{7*7}}",
    "'; DROP TABLE turns; --", "%s%s%s%n", "${jndi:ldap://x}", "../../../etc/passwd", "$HOME", "\x7f\x80\x9f", "a\0b",
    "\ufeff", "\U000e0001", "\x1c",
]  # fmt: skip
UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


def strings():
    """The naughty strings where they are present, else some of our own."""
    return json.loads(STRINGS.read_text(encoding="utf-8")) if STRINGS.is_file() else SOME


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    settings = Settings.load(data=tmp_path_factory.mktemp("data"))
    chatbot = create_chatbot(settings, [bundled_document()])  # nothing is written to the disk
    client = create_app(settings, chatbot).test_client()
    client.post("/ask", data={"question": "Hello"})  # the browser is known from now on
    yield client
    chatbot.close()


def expected(text, most):
    """The status that a text is answered with: 200 where a person could mean it."""
    if not text.strip() or UNKEEPABLE.search(text):
        return 422
    return 413 if len(text) > most else 200


def test_every_string_is_answered_as_a_question_and_shown_as_text(client):
    begun = client.post("/api/ask", json={"question": "Hello"}).get_json()["conversation_id"]
    shown = []
    for text in strings():
        response = client.post("/api/ask", json={"question": text, "conversation_id": begun})
        assert response.status_code == expected(text, MAX_QUESTION), text
        if response.status_code == 200:
            assert response.get_json()["question"] == text
            shown.append(text)
    page = client.get(f"/conversations/{begun}")
    assert page.text.count("<article") == len(shown) + 1
    assert not re.search(r"<script>|<svg/|<img src=x|<iframe|onerror=\w+\(1\)>", page.text)


def test_every_string_is_searched_and_asked_for_in_the_list(client):
    for text in strings():
        found = client.get("/api/search", query_string={"q": text.encode("utf-8", "replace")})
        listed = client.get("/api/conversations", query_string={"q": text.encode("utf-8", "replace")})
        assert found.status_code in (200, 413, 422), text
        assert listed.status_code in (200, 413, 422), text


def test_every_string_is_kept_as_a_title_and_a_judgement_as_it_is(client):
    client.post("/ask", data={"question": "Who is Phil Goff?"})
    conversation = client.get("/api/conversations").get_json()["conversations"][0]["conversation_id"]
    turn = client.get(f"/api/conversations/{conversation}").get_json()["turns"][0]["turn_id"]
    for text in strings():
        renamed = client.patch(f"/api/conversations/{conversation}", json={"title": text})
        judged = client.post("/api/feedback", json={"turn_id": turn, "good": False, "expected": text})
        folded = " ".join(text.split())
        status = 422 if not folded or len(folded) > MAX_TITLE else expected(text, MAX_QUESTION)
        assert renamed.status_code == status, text
        if status == 200:
            assert renamed.get_json()["title"] == folded
        bad = UNKEEPABLE.search(text) or len(text.strip()) > MAX_REASON
        assert judged.status_code == (422 if bad else 200), text
        if not bad:
            assert judged.get_json()["expected"] == text.strip()


def test_every_string_can_be_listed_and_exported_again(client):
    for text in [text for text in strings() if expected(text, MAX_TITLE) == 200][::20]:
        client.post("/ask", data={"question": text.replace("\n", " ")})
    assert client.get("/conversations").status_code == 200
    listed = client.get("/api/conversations?limit=1000").get_json()
    assert listed["total"] == len(listed["conversations"]) > 1
    assert client.get("/api/feedback").status_code == 200


def upload(client, named):
    """Send files by number and name, as browsers do."""
    names = {n: text.encode("utf-8", "replace").decode().replace('"', "%22") for n, text in named}
    files = [(BytesIO(f"The zebra said {n}.".encode()), f"{name}.txt") for n, name in names.items()]
    return client.post("/api/documents", data={"file": files}, content_type="multipart/form-data")


def test_every_string_is_a_file_s_name_or_refused_as_one(client):
    taken, named = set(), list(enumerate(strings()))
    for some in (named[at : at + 20] for at in range(0, len(named), 20)):
        together = upload(client, some)
        refused = together.status_code != 200  # for one of the names
        for response in [upload(client, [each]) for each in some] if refused else [together]:
            assert response.status_code in (200, 400, 415), some  # ".txt" alone is no ending
            if response.status_code == 200:
                outcomes = response.get_json()["documents"]
                taken |= {each["document_id"] for each in outcomes if each["status"] != "failed"}
    assert len(taken) >= sum(any(map(str.isalnum, text)) for text in strings())
    listed = client.get("/api/documents?limit=1000").get_json()["documents"]
    assert taken <= {each["document_id"] for each in listed}
    stranger = client.application.test_client()  # without conversations, which each page would list
    for each in listed:
        assert stranger.get(f"/documents/{quote(each['document_id'])}").status_code == 200
    page = client.get("/documents").text
    assert not re.search(r"<script>|<svg/|<img src=x|<iframe|onerror=\w+\(1\)>", page)


def test_every_string_is_only_unknown_as_an_id(client):
    for text in filter(str.strip, strings()):
        asked = {"question": "Who?", "conversation_id": text}
        assert client.post("/api/ask", json=asked).status_code == 404, text
        assert (
            client.post("/v1/chat/completions", json={"model": text, "messages": [{"role": "user"}]}).status_code == 404
        )


@pytest.mark.skipif(not BODIES.is_file(), reason="needs ../shared/hostile/json_bodies.json")
def test_a_hostile_body_is_answered_by_what_it_holds(client):
    for body in json.loads(BODIES.read_text(encoding="utf-8")):
        response = client.post("/api/ask", data=body.encode(), content_type="application/json")
        assert response.status_code == status_of(body), body[:100]
        assert "Traceback" not in response.text


def status_of(body):
    """What a body is answered with: 200 for a question, 422 where it is no text, 413 where it is too long, else 400."""
    if len(body.encode()) > 65_536:
        return 413
    try:
        read = json.loads(body.encode())
    except (ValueError, RecursionError):
        return 400
    question = read.get("question") if isinstance(read, dict) else None
    return expected(question, MAX_QUESTION) if isinstance(question, str) else 400
