"""axe-core 4.12 on every view: WCAG 2.2 A and AA and its best practices, in light and dark, wide and on a phone."""

from functools import partial

import pytest
from browsing import PHONE, ask
from playwright.sync_api import expect

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the test extra is not installed")

pytestmark = pytest.mark.browser

AXE = axe.Axe()
COLOURS = ["color-contrast", "link-in-text-block"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL, OF_COLOURS = {"type": "tag", "values": TAGS}, {"type": "rule", "values": COLOURS}
SCAN = """only => axe.run({runOnly: only, resultTypes: ['violations']})
    .then(({testEngine, violations}) => ({testEngine, violations}))"""


@pytest.fixture
def open_page(open_page):
    """Open pages each of whose views holds axe."""
    return partial(open_page, script=AXE.axe_script)


def assert_accessible(page, view):
    """All rules in light colours; in dark ones those that look at colours."""
    for scheme, only in {"light": ALL, "dark": OF_COLOURS}.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert_no_barrier(page, f"{view} in {scheme} colours", only)


def assert_accessible_at_any_width(page, view):
    """The same, wide and as narrow as a phone, on a page that does the same at both widths."""
    assert_accessible(page, view)
    wide = page.viewport_size
    page.set_viewport_size(PHONE["viewport"])
    assert_accessible(page, f"{view} on a phone")
    page.set_viewport_size(wide)


def assert_no_barrier(page, view, only):
    found = page.evaluate(SCAN, only)
    assert found["testEngine"]["version"].startswith("4.12")
    said = [
        f"{view}: {violation['id']} at {node['target']}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
    assert said == []


FEW = """() => {
    const names = [...document.querySelectorAll('section')].flatMap(each => [...each.querySelectorAll('h3')].slice(1));
    for (const name of names) {
        while (name.nextElementSibling && name.nextElementSibling.tagName !== 'H3') name.nextElementSibling.remove();
        name.remove();
    }
}"""
"""Leaves one of the operations and objects in each part of the API's page: all are written by one template."""


def opened(page, link):
    link.click()
    expect(page.locator("#panel-title")).to_be_visible()


@pytest.mark.parametrize("size", [{}, PHONE], ids=["wide", "phone"])
def test_no_view_of_a_conversation_has_a_barrier(url, open_page, size):
    page = open_page(url, **size)
    assert_accessible(page, "the empty chat")
    unanswered = "How many soldiers did New Zealand lose in Bosnia?"
    for question in (unanswered, "How do I bake bread?", "Hello", "Who is Phil Goff?"):
        ask(page, question)
    expect(page.locator("#next button").first).to_be_visible()
    assert_accessible(page, "a conversation")

    for name, link in (
        ("the source", page.locator("figcaption a").last),
        ("the reasons", page.locator(".why").last),
        ("the help", page.locator("#help")),
    ):
        opened(page, link)
        for details in page.locator("#panel details summary").all():
            details.click()
        assert_accessible(page, name)
        page.keyboard.press("Escape")
        expect(page.locator("#panel")).to_be_hidden()

    turn = page.locator("#log .turn").last
    turn.get_by_role("button", name="Bad answer").click()
    expect(turn.get_by_label("In your words")).to_be_visible()
    turn.locator(".again summary").click()
    assert_accessible(page, "a judgement and an edit")

    page.goto(f"{url}conversations")
    assert_accessible(page, "the conversations")
    opened(page, page.locator("main a[data-panel]").first)
    assert_accessible(page, "one conversation beside the list")


def test_no_other_page_has_a_barrier(url, open_page):
    page = open_page(url, asked=["Who is Phil Goff?"])
    address = page.url.partition("#")[0]
    for name, path in (
        ("no conversation found", "conversations?q=zebra"),
        ("one conversation", f"{address.removeprefix(url)}/manage"),
        ("deleting all", "conversations/delete"),
        ("the help as a page", "help"),
        ("the documents", "documents"),
        ("the end of the documents", "documents?offset=900"),
        ("the API", "api/docs"),
        ("signing in", "sign-in"),
    ):
        page.goto(f"{url}{path}")
        page.evaluate(FEW)
        assert_accessible_at_any_width(page, name)
    page.goto(f"{url}documents")
    page.locator("main ul a").first.click()
    expect(page.locator(".text")).to_be_visible()
    assert_accessible_at_any_width(page, "a document")


def test_choosing_what_is_asked_has_no_barrier(two_documents_url, open_page):
    page = open_page(f"{two_documents_url}?in=document:rome")
    expect(page.get_by_label("Ask", exact=True)).to_have_value("document:rome")
    assert_accessible(page, "the choice of documents")
    page.goto(f"{two_documents_url}documents")
    page.locator("main details summary").first.click()
    assert_accessible(page, "documents with their tags open")


def test_the_page_that_says_what_went_wrong_has_no_barrier(url, open_page):
    page = open_page(url)
    page.goto(f"{url}nowhere")
    page.said.clear()  # the browser itself reports the status 404
    assert_accessible(page, "an error")
