"""The strings of the Big List of Naughty Strings as questions, titles, names and judgements: text, and nothing runs.

The console must stay silent: a script that is refused by the policy would be reported there. Whether every string is
answered is asked in test_hostile_input.py; here all that holds markup or quotes is asked, and some of the others.
"""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from bot import MAX_QUESTION
from knowledge import Document

pytestmark = pytest.mark.browser

LIST = Path(__file__).parents[3] / "shared" / "hostile" / "strings" / "blns.json"
UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
MARKUP = re.compile("[<>&\"'`]")


@pytest.fixture(scope="module")
def naughty():
    if not LIST.is_file():
        pytest.skip(f"{LIST.name} is not on this machine")
    return json.loads(LIST.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ids(naughty):
    """The documents that hold the strings, by string."""
    keepable = [each for each in naughty if each.strip() and not UNKEEPABLE.search(each)]
    return {each: f"naughty-{n}" for n, each in enumerate(keepable)}


@pytest.fixture(scope="module")
def served(tmp_path_factory, ids, serving_documents):
    """Quoth over documents whose names, titles and texts are naughty."""
    documents = [Document(name, each, f"The zebra said {each} to {name}.", each) for each, name in ids.items()]
    with serving_documents(tmp_path_factory.mktemp("naughty"), documents) as server:
        yield server


@pytest.fixture
def naughty_url(served):
    return served.url


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


@pytest.fixture
def send(served, watched):
    """Send a form as whoever looks at the page, past the browser and the network: send(path, form) gives the reply."""
    client = served.app.test_client()
    client.post("/ask", data={"question": "Hello"}, base_url=served.url)
    own = client.get_cookie("quoth_session", urlsplit(served.url).hostname)
    watched.context.add_cookies([{"name": own.key, "value": own.value, "url": served.url}])
    return lambda path, form: client.post(path, data=form, base_url=served.url)


def answerable(text):
    return bool(text.strip()) and len(text) <= MAX_QUESTION and not UNKEEPABLE.search(text)


def test_naughty_questions_and_titles_are_shown_as_text(watched, send, naughty_url, naughty, ids):
    """Each is asked of the document that says it, which is also read sooner than all of them."""
    conversation, asked = "", []
    plain = [each for each in naughty if not MARKUP.search(each)]
    for text in [*filter(MARKUP.search, naughty), *plain[::4]]:
        asked_of = {"in": f"document:{ids[text]}"} if text in ids else {}
        sent = send("/ask", {"question": text, "conversation_id": conversation, **asked_of})
        assert sent.status_code == 303 if answerable(text) else sent.status_code in (413, 422), text
        if sent.status_code != 303:
            continue
        asked.append(text)
        conversation = urlsplit(sent.headers["location"]).path.split("/")[-1]
        if len(asked) % 50 == 0:
            assert send(f"/conversations/{conversation}/title", {"title": text}).status_code == 303
            watched.goto(f"{naughty_url}conversations/{conversation}")
            assert watched.locator(".question").all_text_contents() == asked[-50:]
            assert watched.title().startswith(" ".join(text.split())[:30])
            conversation = ""
    assert len(asked) > 300
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
    for n in range(0, 480, 48):
        watched.goto(f"{naughty_url}documents/naughty-{n}?start=4&end=30&mark=9-12")
        expect(watched.locator("mark#quote")).to_be_visible()


def test_naughty_judgements_are_shown_as_text(watched, send, naughty_url, naughty):
    judgements = [*naughty[::20], *[each for each in naughty if "<" in each][::8]]
    for some in (judgements[::2], judgements[1::2]):  # a page shows fifty turns
        conversation, kept = "", []
        for text in some:
            sent = send("/ask", {"question": "What did the zebra say?", "conversation_id": conversation})
            conversation, turn = sent.headers["location"].split("/")[-1].split("#turn-")
            judged = {"good": "no", "reason": "wrong", "more": text, "expected": text}
            status = send(f"/turns/{turn}/feedback", judged).status_code
            keepable = not UNKEEPABLE.search(text) and len(text) <= 900
            assert status == (303 if keepable else 422), text
            if keepable:
                kept.append(text.strip())
        watched.goto(f"{naughty_url}conversations/{conversation}")
        shown = watched.locator(".reason input[name=expected]")
        assert shown.evaluate_all("inputs => inputs.map(each => each.value)") == kept
        assert len(kept) > 20
