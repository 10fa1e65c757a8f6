"""Every string of the Big List of Naughty Strings as question, title, file name and judgement: text, and nothing runs.

The console must stay silent: a script that is refused by the policy would be reported there.
"""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot import MAX_QUESTION
from knowledge import Document

pytestmark = pytest.mark.browser

LIST = Path(__file__).parents[3] / "shared" / "hostile" / "strings" / "blns.json"
UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


@pytest.fixture(scope="module")
def naughty():
    if not LIST.is_file():
        pytest.skip(f"{LIST.name} is not on this machine")
    return json.loads(LIST.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def naughty_url(tmp_path_factory, naughty, serving_documents):
    """The address of Quoth over documents whose names, titles and texts are naughty."""
    keepable = [each for each in naughty if each.strip() and not UNKEEPABLE.search(each)]
    documents = [
        Document(f"naughty-{n}", each, f"The zebra said {each} to number {n}.", each) for n, each in enumerate(keepable)
    ]
    with serving_documents(tmp_path_factory.mktemp("naughty"), documents) as server:
        yield server.url


@pytest.fixture
def watched(naughty_url, open_page):
    """A page on which a dialog, a failing server or a script that ran is a failure."""
    page = open_page(naughty_url)
    wrong = []

    def shut(dialog):
        wrong.append(dialog.message)
        dialog.dismiss()

    def looked_at(response):
        if response.status >= 500:
            wrong.append(response.url)

    page.on("dialog", shut)
    page.on("response", looked_at)
    yield page
    page.remove_listener("dialog", shut)
    page.remove_listener("response", looked_at)
    assert wrong == []


def answerable(text):
    return bool(text.strip()) and len(text) <= MAX_QUESTION and not UNKEEPABLE.search(text)


def test_naughty_questions_and_titles_are_shown_as_text(watched, naughty_url, naughty):
    conversation, asked = "", []
    for text in naughty:
        form = {"question": text, "conversation_id": conversation}
        sent = watched.request.post(f"{naughty_url}ask", form=form, max_redirects=0)
        assert sent.status == 303 if answerable(text) else sent.status in (413, 422), text
        if sent.status != 303:
            continue
        asked.append(text)
        conversation = sent.headers["location"].split("/")[-1].split("#")[0]
        if len(asked) % 50 == 0:
            address = f"{naughty_url}conversations/{conversation}"
            assert watched.request.post(f"{address}/title", form={"title": text}, max_redirects=0).status == 303
            watched.goto(address)
            assert watched.locator(".question").all_text_contents() == asked[-50:]
            assert watched.title().startswith(" ".join(text.split())[:30])
            conversation = ""
    assert len(asked) > 400
    watched.goto(f"{naughty_url}conversations")
    assert watched.locator("main li").count() >= len(asked) // 50
    for text in asked[::10]:
        assert watched.request.get(f"{naughty_url}conversations", params={"q": text}).status == 200


def test_naughty_questions_that_are_typed_run_nothing(watched, naughty):
    marked_up = [each for each in naughty if "<" in each and answerable(each)]
    for n, text in enumerate(marked_up[::8], start=1):
        watched.fill("#question", text)
        watched.get_by_role("button", name="Ask", exact=True).click()
        expect(watched.locator("#log .turn")).to_have_count(n)
    assert n > 10
    watched.reload()
    expect(watched.locator("#log .turn")).to_have_count(n)


def test_naughty_file_names_and_texts_are_shown_as_text(watched, naughty_url):
    for offset in range(0, 600, 100):
        watched.goto(f"{naughty_url}documents?offset={offset}")
    for n in range(0, 480, 24):
        watched.goto(f"{naughty_url}documents/naughty-{n}?start=4&end=30&mark=9-12")
        expect(watched.locator("mark#quote")).to_be_visible()


def test_naughty_judgements_are_shown_as_text(watched, naughty_url, naughty):
    sent = watched.request.post(f"{naughty_url}ask", form={"question": "What did the zebra say?"}, max_redirects=0)
    turn = sent.headers["location"].split("#turn-")[1]
    marked_up = [each for each in naughty if "<" in each]
    for text in [*naughty[::20], *marked_up[::8]]:
        judged = {"good": "no", "reason": "wrong", "more": text, "expected": text}
        status = watched.request.post(f"{naughty_url}turns/{turn}/feedback", form=judged, max_redirects=0).status
        keepable = not UNKEEPABLE.search(text) and len(text) <= 900
        assert status == (303 if keepable else 422), text
        if keepable:
            watched.goto(naughty_url.rstrip("/") + sent.headers["location"].split("#")[0])
            shown = watched.locator(".reason input[name=expected]")
            assert shown.input_value() == text.strip()
