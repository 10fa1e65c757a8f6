"""Conversations in Chromium, with and without scripts: found, renamed, deleted, judged, edited, explained, copied."""

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from browsing import PHONE, ask, folded, wait_until
from playwright.sync_api import expect

from knowledge import Document

pytestmark = pytest.mark.browser

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
READERS = pytest.mark.parametrize(
    ("size", "scripts"), [({}, True), (PHONE, False)], ids=["wide, scripts", "phone, no scripts"]
)
"""Each size and each way once: what only a phone with scripts does has tests of its own."""
GOFF = "Who is Phil Goff?"
ABROAD = {"locale": "de-DE", "timezone_id": "Asia/Tokyo"}
"""A reader who is neither where the server is nor of its language."""


def links_of(page, title):
    return page.locator("#recent").get_by_role("link", name=title, exact=True)


def manage(page, title):
    """Open what can be done with a conversation, from the list of all."""
    row = page.locator("main li").filter(has=page.get_by_role("link", name=title, exact=True))
    row.get_by_role("link", name="Rename, export or delete").click()


# The list beside the chat


def test_a_new_conversation_stands_in_the_list_at_once_and_is_found_while_one_types(url, open_page):
    page = open_page(url, viewport={"width": 1280, "height": 400})
    expect(page.locator("#recent")).to_contain_text("What you ask is kept here")
    ask(page, GOFF)
    expect(page.locator("#recent .current")).to_have_text(GOFF)
    page.get_by_role("link", name="New conversation").click()
    ask(page, "Hello")
    expect(page.locator("#recent li a:first-child")).to_have_text(["Hello", GOFF])
    links_of(page, GOFF).click()
    expect(page.locator("#log .turn")).to_have_count(1)
    expect(page.locator("#recent .current")).to_have_text(GOFF)
    ask(page, "Whom did he meet?")
    links_of(page, "Hello").click()
    links_of(page, GOFF).click()
    expect(page.locator("#log .turn").first).not_to_be_in_viewport()
    expect(page.locator("#log .turn").last.locator(".actions")).to_be_in_viewport()  # where one goes on
    page.fill("#search", "robertson")
    expect(page.locator("#recent li")).to_have_count(1)
    expect(links_of(page, GOFF)).to_be_visible()
    page.fill("#search", "zebra")
    expect(page.locator("#recent")).to_have_text(re.compile("No conversation says that"))
    page.fill("#search", "")
    expect(page.locator("#recent li")).to_have_count(2)


@READERS
def test_a_conversation_is_found_saved_renamed_and_deleted(url, open_page, size, scripts):
    page = open_page(url, asked=[GOFF], java_script_enabled=scripts, **size)
    page.get_by_role("link", name="New conversation").click()
    ask(page, "Thanks", turns=1)
    page.goto(f"{url}conversations")
    page.get_by_label("Words to look for").fill("goff")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("main li")).to_have_count(1)
    manage(page, GOFF)
    for name, ending in (("Markdown", "md"), ("JSON", "json")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        assert download.value.suggested_filename.endswith(f".{ending}")
        saved = download.value.path().read_text(encoding="utf-8")
        assert GOFF in saved
    assert json.loads(saved)["turns"][0]["kind"] == "answer"
    page.get_by_label("Title").fill("The minister")
    page.get_by_role("button", name="Rename").click()
    expect(page).to_have_title("The minister · Quoth")
    page.goto(f"{url}conversations")
    manage(page, "The minister")
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator("#welcome")).to_be_visible()
    page.goto(f"{url}conversations")
    expect(page.locator("main li")).to_have_count(1)
    page.get_by_role("link", name="Delete all conversations").click()
    page.get_by_role("button", name="Delete all for good").click()
    page.goto(f"{url}conversations")
    expect(page.locator("main li")).to_have_count(0)


def test_times_are_the_reader_s(url, open_page):
    page = open_page(url, asked=["Hello"], **ABROAD)
    page.goto(f"{url}conversations")
    shown = page.locator("main time")
    asked = datetime.fromisoformat(shown.get_attribute("datetime")).astimezone(ZoneInfo("Asia/Tokyo"))
    expect(shown).to_have_text(f"{asked:%d.%m.%Y, %H:%M}")


# A turn


@READERS
def test_an_edited_question_takes_the_place_of_what_came_after_it(url, open_page, size, scripts):
    page = open_page(url, asked=[GOFF, "Whom did he meet?"], java_script_enabled=scripts, **size)
    first = page.locator("#log .turn").first
    first.locator(".again summary").click()
    first.get_by_label("Ask this instead").fill("Who is Helen Clark?")
    first.get_by_role("button", name="Ask again").click()
    expect(page.locator("#log .turn .question")).to_have_text(["Who is Helen Clark?"])
    expect(page.locator("#log .turn")).to_contain_text("Helen Clark")
    page.reload()
    expect(page.locator("#log .turn .question")).to_have_text(["Who is Helen Clark?"])
    expect(page).to_have_title("Who is Helen Clark? · Quoth")


@SCRIPTS
def test_the_last_question_is_tried_again_in_its_place(url, open_page, scripts):
    page = open_page(url, asked=[GOFF], java_script_enabled=scripts)
    ask(page, "Whom did he meet?", turns=2)
    before = page.locator("#log .turn").last.get_attribute("id")
    expect(page.locator("#log .turn").first.get_by_role("button", name="Try again")).to_be_hidden()
    page.locator("#log .turn").last.get_by_role("button", name="Try again").click()
    expect(page.locator(f"#{before}")).to_have_count(0)
    expect(page.locator("#log .turn .question")).to_have_text([GOFF, "Whom did he meet?"])
    expect(page.locator("#log .turn").last).to_contain_text("Lord Robertson")


def test_a_question_that_cannot_be_asked_again_leaves_the_turns_as_they_were(url, open_page):
    page = open_page(url, asked=[GOFF, "Whom did he meet?"])
    page.route("**/ask", lambda route: route.abort())
    turn = page.locator("#log .turn").first
    turn.locator(".again summary").click()
    turn.get_by_role("button", name="Ask again").click()
    expect(page.get_by_role("alert")).to_contain_text("could not be reached")
    expect(page.locator("#log .turn")).to_have_count(2)
    expect(page.locator("#log .turn").last).to_be_visible()
    page.said.clear()  # the browser itself reports the failed request


@READERS
def test_a_reply_is_judged_with_a_reason_and_the_judgement_is_taken_back(url, open_page, size, scripts):
    page = open_page(url, java_script_enabled=scripts, **size)
    turn = ask(page, GOFF, turns=1)
    good, bad = (turn.get_by_role("button", name=f"{each} answer") for each in ("Good", "Bad"))
    good.click()
    expect(good).to_have_attribute("aria-pressed", "true")
    bad.click()
    expect(good).to_have_attribute("aria-pressed", "false")
    turn.get_by_label("The documents do not answer this").check()
    turn.get_by_label("In your words").fill("too <b>short</b>")
    turn.get_by_role("button", name="Send").click()
    expect(turn.locator(".reason[open]")).to_have_count(0)
    kept = turn.locator(".reason summary")
    expect(kept).to_have_text("Kept: The documents do not answer this · too <b>short</b>")
    if scripts:
        expect(kept).to_be_focused()
    page.reload()
    turn.locator(".reason summary").click()
    expect(turn.get_by_label("The documents do not answer this")).to_be_checked()
    expect(turn.get_by_label("In your words")).to_have_value("too <b>short</b>")
    bad.click()
    expect(bad).to_have_attribute("aria-pressed", "false")
    expect(turn.locator(".reason")).to_have_count(0)


def test_an_answer_is_copied_with_its_citation(url, open_page):
    page = open_page(url, permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, "Since when have NATO and New Zealand had contacts?")
    turn.get_by_role("button", name="Copy").click()
    expect(page.locator("#said")).to_have_text("Copied")
    expect(turn.locator(".copy use")).to_have_attribute("href", re.compile("#done$"))
    expect(turn.locator(".copy use")).to_have_attribute("href", re.compile("#copy$"))
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Since 2001.\n\n“NATO and New Zealand have had regular contacts since 2001.")
    assert copied.endswith("— NATO cooperation with New Zealand")


def test_an_answer_is_copied_where_the_clipboard_is_closed_to_pages(url, open_page):
    page = open_page(url, asked=[GOFF])
    turn = page.locator("#log .turn")
    page.evaluate("""() => {
        Object.defineProperty(navigator, 'clipboard', {value: {writeText: () => Promise.reject()}});
        document.addEventListener('copy', () => { window.copied = document.activeElement.value; });
    }""")
    turn.get_by_role("button", name="Copy").click()
    expect(page.locator("#said")).to_have_text("Copied")
    assert "Phil Goff" in page.evaluate("copied")


def test_questions_that_lead_on_are_asked_at_once(url, open_page):
    page = open_page(url, asked=[GOFF])
    question = page.locator("#next button").first.inner_text()
    page.locator("#next button").first.click()
    expect(page.locator("#log .turn")).to_have_count(2)
    expect(page.locator("#log .turn .question").last).to_have_text(question)
    expect(page.locator("#log .turn").last.locator("blockquote").first).to_be_visible()
    page.reload()
    expect(page.locator("#next button").first).to_be_visible()


def test_each_answer_is_told_to_screen_readers_once_without_its_buttons(url, open_page):
    page = open_page(url)
    page.evaluate("""() => {
        window.told = [];
        const said = document.getElementById('said');
        new MutationObserver(() => said.textContent && told.push(said.textContent)).observe(said, {childList: true});
    }""")
    for n, question in enumerate(("How do I bake bread?", "How do I bake bread?", GOFF), start=1):
        ask(page, question)
        for _ in range(100):
            if page.evaluate("told.length") == n:
                break
            page.wait_for_timeout(50)
    page.wait_for_timeout(200)
    told = page.evaluate("told")
    assert len(told) == 3
    assert "Phil Goff" in told[2]
    assert not any(word in told[2] for word in ("Copy", "Good answer", "Why this answer", "Open in document"))
    assert page.locator("#said").get_attribute("role") == "status"


@READERS
def test_a_question_is_put_to_one_document_and_the_choice_stays(two_documents_url, open_page, size, scripts):
    page = open_page(two_documents_url, java_script_enabled=scripts, **size)
    page.get_by_label("Ask", exact=True).select_option("Oslo")
    expect(ask(page, "Where was the cap bought?", turns=1)).to_contain_text("in Oslo")
    expect(ask(page, "When was the cap bought?", turns=2)).not_to_contain_text("2001")
    page.reload()
    expect(page.get_by_label("Ask", exact=True)).to_have_value("document:oslo")
    page.get_by_label("Ask", exact=True).select_option("Rome")
    expect(ask(page, "When was the cap bought?", turns=3)).to_contain_text("2001")


# What opens beside the chat


def test_on_a_wide_screen_the_source_stands_beside_the_chat_at_its_words(url, open_page):
    page = open_page(url, viewport={"width": 1280, "height": 560})
    turn = ask(page, "When did Phil Goff first meet Lord Robertson?")
    expect(page.locator("#next button").last).to_be_visible()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    words = turn.locator("mark").first.inner_text()
    link = turn.get_by_role("link", name="Open in document").first
    link.click()
    panel = page.get_by_role("dialog")
    expect(panel.locator("mark#quote")).to_be_in_viewport(ratio=0.9)
    assert folded(panel.locator("mark#quote strong").inner_text()) == folded(words)
    chat, beside = page.locator("#log").bounding_box(), panel.bounding_box()
    assert chat["x"] + chat["width"] <= beside["x"]
    assert beside["x"] + beside["width"] == 1280
    expect(turn.locator("mark").first).to_be_in_viewport()
    leading_on, composer = page.locator("#next form").bounding_box(), page.locator("#composer").bounding_box()
    assert leading_on["y"] + leading_on["height"] <= composer["y"] + 1
    page.fill("#question", "the chat stays open to typing")
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()


def test_a_part_of_a_long_document_stands_beside_the_chat_and_leads_on(serving_documents, tmp_path, open_page):
    filling = "\n\n".join(["The hat of the keeper is red and old."] * 2000)
    text = f"{filling}\n\nThe cap was bought in Rome in 2001.\n\n{filling}"
    with serving_documents(tmp_path, [Document("long", "Long", text, "long.txt")]) as server:
        page = open_page(server.url)
        ask(page, "When was the cap bought?").get_by_role("link", name="Open in document").first.click()
        panel = page.get_by_role("dialog")
        expect(panel.locator("mark#quote strong")).to_have_text("2001")
        assert len(panel.locator(".text").inner_text()) < 50_000
        panel.get_by_role("link", name="Earlier in the document").click()
        expect(panel.locator("#quote")).to_have_count(0)
        expect(panel.get_by_role("link", name="Later in the document")).to_be_in_viewport()
        expect(panel.get_by_role("button", name="Close")).to_be_focused()
        panel.get_by_role("link", name="Go to the quote").click()
        expect(panel.locator("mark#quote")).to_be_in_viewport()
        panel.get_by_role("link", name="Go to the quote").click()
        page.wait_for_timeout(200)
        expect(panel.locator("mark#quote")).to_be_in_viewport()
        page.set_viewport_size({"width": 320, "height": 600})
        page.goto(page.locator("figcaption a").first.evaluate("link => link.href"))
        expect(page.get_by_role("link", name="Whole document")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_a_phone_the_source_is_a_sheet_that_back_closes(url, open_page):
    page = open_page(url, asked=[GOFF], **PHONE)
    turn = page.locator("#log .turn")
    assert all(each.bounding_box()["height"] >= 36 for each in turn.locator(".actions button:visible").all())
    turn.get_by_role("link", name="Open in document").first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.locator("mark#quote")).to_be_in_viewport(ratio=0.9)
    assert sheet.bounding_box()["width"] == 390
    assert sheet.evaluate("element => element.matches(':modal')")
    page.go_back()
    expect(sheet).to_be_hidden()
    expect(page.locator("#log .turn")).to_have_count(1)
    turn.get_by_role("link", name="Open in document").first.click()
    expect(sheet).to_be_visible()
    page.touchscreen.tap(195, 40)
    expect(sheet).to_be_hidden()


@READERS
def test_a_reply_says_why(url, open_page, size, scripts):
    page = open_page(url, asked=[GOFF, "Whom did he meet?"], java_script_enabled=scripts, **size)
    turn = page.locator("#log .turn").last
    turn.get_by_role("link", name="Why this answer?").click()
    shown = page.locator("#panel" if scripts else "main")
    expect(shown).to_contain_text("sure that this answers the question")
    expect(shown.locator("q")).to_contain_text("Goff")
    expect(shown.locator(".words li").first).to_be_visible()
    expect(shown).to_contain_text("score")
    if not scripts:  # nothing closes a page
        page.get_by_role("link", name="Back to the conversation").click()
        expect(turn).to_be_in_viewport()
        turn.get_by_role("link", name="Why this answer?").click()
    shown.locator(".found a").first.click()
    expect(page.locator("mark#quote")).to_be_in_viewport()


def test_a_link_opened_with_a_modifier_is_a_page_of_its_own(url, open_page):
    page = open_page(url, asked=[GOFF])
    turn = page.locator("#log .turn")
    with page.context.expect_page() as opened:
        turn.get_by_role("link", name="Open in document").first.click(modifiers=["Control"])
    expect(opened.value.locator("main mark#quote")).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()


# Keys, print, languages, speed


def test_the_shortcuts_do_what_the_help_says(url, open_page):
    page = open_page(url, permissions=["clipboard-read", "clipboard-write"])
    ask(page, GOFF)
    panel = page.get_by_role("dialog")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".again textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".again")).not_to_have_attribute("open", "")
    expect(page.locator(".again summary")).to_be_focused()
    for key, title in (
        ("o", "NATO cooperation with New Zealand"),
        ("w", "Why this answer?"),
        ("?", "Language and shortcuts"),
    ):
        page.keyboard.press(key)
        expect(panel.locator("#panel-title")).to_contain_text(title)
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
    page.keyboard.press("c")
    expect(page.locator("#said")).to_have_text("Copied")
    page.keyboard.press("s")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("n/")  # letters are letters where one types
    expect(page.locator("#search")).to_have_value("n/")
    page.locator(".brand").focus()
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()
    page.locator(".brand").focus()
    page.keyboard.press("n")
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.press("?")  # no question begins so
    expect(panel.locator("#panel-title")).to_contain_text("Language and shortcuts")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()  # closing goes back, a little later
    page.locator("#question").press_sequentially("Who?")
    expect(page.locator("#question")).to_have_value("Who?")
    expect(panel).to_be_hidden()


def test_single_letter_shortcuts_can_be_turned_off(url, open_page):
    page = open_page(url)
    page.locator("#help").click()
    page.get_by_label("Single letters are shortcuts").uncheck()
    page.keyboard.press("Escape")
    wait_until(page, "!history.state?.panel")  # closing goes back, which would end the reload
    page.reload()
    page.locator(".brand").focus()
    page.keyboard.press("/")
    page.keyboard.press("?")
    page.wait_for_timeout(100)
    expect(page.locator(".brand")).to_be_focused()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_print_holds_questions_and_answers_and_nothing_to_press(url, open_page):
    page = open_page(url, asked=[GOFF])
    turn = page.locator("#log .turn")
    page.emulate_media(media="print")
    for seen in (turn.locator(".question"), turn.locator("blockquote").first, turn.locator("cite").first):
        expect(seen).to_be_visible()
    for unseen in (".side", "#composer", ".actions", "figcaption a", "#next form"):
        expect(page.locator(unseen).first).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto(turn.locator("figcaption a").first.evaluate("link => link.href"))
    page.emulate_media(media="print")
    expect(page.locator("mark#quote")).to_be_visible()
    expect(page.locator("main .quiet a").first).to_be_hidden()


@SCRIPTS
def test_the_language_is_chosen_on_the_page(url, open_page, scripts):
    page = open_page(url, java_script_enabled=scripts, **ABROAD)
    expect(page.locator("h1")).to_have_text("Fragen Sie Ihre Dokumente")
    page.get_by_role("link", name="Sprache und Tastenkürzel").click()
    french = page.get_by_role("button", name="Français")
    expect(french).to_be_in_viewport()
    assert french.bounding_box()["y"] < page.locator(".keys").bounding_box()["y"]
    french.click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.goto(url)
    expect(page.locator("h1")).to_have_text("Interrogez vos documents")
    page.fill("#question", GOFF)
    page.get_by_role("button", name="Demander", exact=True).click()
    expect(page.locator("#log .turn").get_by_role("link", name="Ouvrir dans le document").first).to_be_visible()
