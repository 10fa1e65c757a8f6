"""The page in Chromium: what a person does, and sees."""

import pytest
from browsing import PHONE, ask, folded, wait_until
from playwright.sync_api import expect

from knowledge import Document

pytestmark = pytest.mark.browser

PLACES = """each => [0, each.firstChild.length - 1].map((at) => {
    const range = document.createRange();
    range.setStart(each.firstChild, at);
    range.setEnd(each.firstChild, at + 1);
    return range.getBoundingClientRect().left;
})"""
"""How far from the left the first and the last character of a text stand."""


def has_no_sideways_scrolling(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_question_is_answered_in_place_a_follow_up_after_it_and_a_reload_keeps_both(url, open_page):
    page = open_page(url)
    turn = ask(page, "Who is Phil Goff?")
    expect(turn.locator("blockquote").first).to_contain_text("Phil Goff")
    expect(turn.locator("mark").first).to_be_visible()
    expect(page.locator("#welcome")).to_be_hidden()
    assert "/conversations/" in page.url
    assert page.title() == "Who is Phil Goff? · Quoth"
    expect(ask(page, "Whom did he meet?")).to_contain_text("Lord Robertson")
    expect(page.locator("#log .turn").last).to_be_in_viewport()
    before = page.locator("#log").inner_html()
    page.reload()
    assert folded(page.locator("#log").inner_html()) == folded(before)


def test_what_is_asked_in_another_tab_stands_there_when_one_comes_back(url, open_page):
    page = open_page(url)
    ask(page, "Hello")
    other = page.context.new_page()
    other.goto(page.url)
    ask(other, "Who is Phil Goff?")
    page.fill("#question", "Whom did")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#log .turn .question")).to_have_text(["Hello", "Who is Phil Goff?"])
    expect(page.locator("#log .turn").last.locator(".copy")).to_be_visible()
    expect(page.locator("#question")).to_have_value("Whom did")
    expect(page.locator("#next button").first).to_be_visible()


def test_what_is_edited_in_another_tab_is_gone_here_too_when_one_comes_back(url, open_page):
    page = open_page(url, asked=["Hello", "Who is Phil Goff?", "Whom did he meet?"])
    other = page.context.new_page()
    other.goto(page.url)
    edited = other.locator(".turn").nth(1)
    edited.locator(".again summary").click()
    edited.locator("textarea").fill("Who is Helen Clark?")
    edited.get_by_role("button", name="Ask again").click()
    expect(other.locator("#log .question")).to_have_text(["Hello", "Who is Helen Clark?"])
    page.locator(".again summary").first.focus()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#log .question")).to_have_text(["Hello", "Who is Helen Clark?"])
    expect(page.locator(".again summary").first).to_be_focused()


def test_a_draft_is_there_again_after_another_page(url, open_page):
    page = open_page(url, asked=["Who is Phil Goff?"])
    page.fill("#question", "Whom did")
    page.get_by_role("link", name="Documents", exact=True).click()
    expect(page.get_by_role("heading", name="Documents", exact=True)).to_be_visible()
    page.go_back()
    expect(page.locator("#question")).to_have_value("Whom did")


def test_a_source_that_cannot_be_fetched_leaves_the_conversation_there(url, open_page):
    page = open_page(url, asked=["Hello", "Who is Phil Goff?"])
    page.route("**/documents/**", lambda route: route.abort())
    page.get_by_role("link", name="Open in document").click()
    expect(page.get_by_role("alert")).to_contain_text("could not be reached")
    expect(page.locator("#log .question")).to_have_text(["Hello", "Who is Phil Goff?"])
    page.said.clear()  # the browser itself reports the failed request


def test_a_citation_opens_the_document_at_the_highlighted_words(url, open_page):
    page = open_page(url, viewport={"width": 1280, "height": 300})
    figure = ask(page, "When did Phil Goff first meet Lord Robertson?").locator("figure").first
    quote, words = folded(figure.locator("blockquote").inner_text()), figure.locator("mark").all_inner_texts()
    figure.get_by_role("link", name="Open in document").click()
    shown = page.locator("mark#quote")
    expect(shown).to_be_in_viewport()
    assert folded(shown.inner_text()) == quote
    assert shown.locator("strong").all_inner_texts() == words
    assert page.evaluate("scrollY") > 0
    page.go_back()
    expect(page.locator("#log .turn")).to_have_count(1)


def test_a_suggested_question_is_asked_at_once(url, open_page):
    page = open_page(url)
    suggestion = page.locator("#suggestions button").first
    question = suggestion.inner_text()
    suggestion.click()
    turn = page.locator("#log .turn")
    expect(turn.locator(".question")).to_have_text(question)
    expect(turn.locator("blockquote").first).to_be_visible()


def test_enter_asks_nothing_in_an_empty_box_and_what_shift_enter_made_lines_of(url, open_page):
    page = open_page(url)
    box = page.locator("#question")
    expect(box).to_be_focused()
    page.keyboard.type("  ")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(0)
    assert page.url == url
    box.clear()
    page.keyboard.type("Who is")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Phil Goff?")
    expect(box).to_have_value("Who is\nPhil Goff?")
    assert box.bounding_box()["height"] > 50
    page.keyboard.press("Enter")
    expect(page.locator("#log .turn")).to_have_count(1)
    expect(box).to_have_value("")
    expect(box).to_be_focused()


def test_a_question_shows_at_once_and_is_sent_once(url, open_page):
    page = open_page(url)
    held = []
    page.route("**/ask", lambda route: held.append(route))  # noqa: PLW0108  # Playwright takes no builtin
    page.fill("#question", "Who is Phil Goff?")
    page.press("#question", "Enter")
    expect(page.locator("#waiting .question")).to_have_text("Who is Phil Goff?")
    expect(page.locator("#waiting .reading")).to_be_visible()
    page.fill("#question", "Whom did he meet?")
    page.press("#question", "Enter")
    page.get_by_role("button", name="Ask", exact=True).click(force=True)  # it says that it is disabled
    page.wait_for_timeout(100)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("#log .turn")).to_have_count(1)
    expect(page.locator("#waiting .turn")).to_have_count(0)
    expect(page.locator("#question")).to_have_value("Whom did he meet?")


def test_a_network_failure_keeps_the_question_and_offers_another_try(url, open_page):
    page = open_page(url)
    notice, again = page.get_by_role("alert"), page.get_by_role("button", name="Try again")
    page.fill("#question", "Who is Phil Goff?")
    page.route("**/ask", lambda route: route.abort())
    page.press("#question", "Enter")
    expect(notice).to_contain_text("could not be reached")
    expect(page.locator("#question")).to_have_value("Who is Phil Goff?")
    expect(page.locator("#welcome")).to_be_visible()
    page.unroute("**/ask")
    page.route("**/ask", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"))  # as a proxy says it
    again.click()
    expect(notice).to_contain_text("could not be reached")
    page.unroute("**/ask")
    again.click()
    expect(page.locator("#log .turn .question")).to_have_text("Who is Phil Goff?")
    expect(notice).to_be_empty()
    page.said.clear()  # the browser itself reports the failed requests


def test_a_question_whose_answer_was_lost_on_the_way_is_asked_once(url, open_page):
    """The server has kept it, so another try, by the button or in the box, gives the answer that was lost."""

    def lose(route):
        route.fetch()
        route.abort()

    page = open_page(url)
    ask(page, "Who is Phil Goff?")
    for question, again in (("Whom did he meet?", "Try again"), ("When?", "Ask")):
        page.route("**/ask", lose)
        page.fill("#question", question)
        page.press("#question", "Enter")
        expect(page.get_by_role("alert")).to_contain_text("could not be reached")
        page.unroute("**/ask")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as who comes back from another tab
        expect(page.locator("#log .question").last).to_have_text(question)
        page.get_by_role("button", name=again, exact=True).last.click()
        expect(page.get_by_role("alert")).to_be_empty()
        expect(page.get_by_role("button", name="Ask", exact=True)).to_have_attribute("aria-disabled", "false")
    asked = ["Who is Phil Goff?", "Whom did he meet?", "When?"]
    expect(page.locator("#log .question")).to_have_text(asked)
    page.reload()
    expect(page.locator("#log .question")).to_have_text(asked)
    page.said.clear()  # the browser itself reports the failed requests


def test_a_question_that_is_too_long_is_not_cut_but_refused_in_the_server_s_words(url, open_page):
    page = open_page(url)
    page.evaluate("document.execCommand('insertText', false, 'x'.repeat(4001))")  # as it is pasted
    page.press("#question", "Enter")
    notice = page.get_by_role("alert")
    expect(notice).to_have_text("The question has 4,001 characters; ask in at most 4,000.")
    expect(notice.get_by_role("button")).to_have_count(0)  # it would be refused again
    assert len(page.locator("#question").input_value()) == 4001
    page.said.clear()  # the browser itself reports the status 413


def test_everything_is_reached_by_keyboard_alone(url, open_page):
    page = open_page(url)
    page.keyboard.press("Tab")  # from the box, which has the focus, to the button
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("Who is Phil Goff?")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Open in document").first
    expect(link).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if link.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("mark#quote")).to_be_in_viewport()
    page.go_back()
    page.reload()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the question box")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.press("ArrowUp")
    edited = page.get_by_label("Ask this instead")
    expect(edited).to_be_focused()
    assert edited.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"


def test_screen_readers_hear_each_answer_once(url, open_page):
    page = open_page(url)
    page.evaluate("""() => {
        window.added = [];
        new MutationObserver(changes => changes.forEach(change => added.push(change.addedNodes.length)))
            .observe(document.querySelector('[role=log]'), {childList: true, subtree: true});
    }""")
    ask(page, "Who is Phil Goff?")
    assert page.evaluate("added") == [1]


def test_no_page_scrolls_sideways_on_a_phone(url, hostile_url, open_page):
    for address, question in ((url, "Who is Phil Goff?"), (hostile_url, "When was the zebra seen?")):
        page = open_page(address, **PHONE)
        assert has_no_sideways_scrolling(page)
        ask(page, "y" * 300)
        assert has_no_sideways_scrolling(page)
        turn = ask(page, question)
        expect(turn).to_be_in_viewport()
        assert has_no_sideways_scrolling(page)
        turn.get_by_role("link").first.click()
        expect(page.locator("mark#quote")).to_be_in_viewport()
        assert has_no_sideways_scrolling(page)
        page.goto(f"{address}documents")
        assert has_no_sideways_scrolling(page)


def test_the_answer_to_a_long_question_is_in_view(url, open_page):
    page = open_page(url)
    turn = ask(page, "Who is Phil Goff? " * 120)
    expect(turn.locator(".answer")).to_be_in_viewport()


def test_the_choice_of_documents_is_read_in_one_line(two_documents_url, open_page):
    page = open_page(two_documents_url)
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        label, choice = page.locator(".scope label").bounding_box(), page.locator("#scope").bounding_box()
        assert label["height"] < 2 * 16, width
        assert choice["x"] + choice["width"] <= width


def test_magnified_four_times_the_answer_is_not_covered(url, open_page):
    page = open_page(url, viewport={"width": 320, "height": 256})
    answer = ask(page, "Who is Phil Goff?").locator(".answer")
    expect(answer.locator(".lead")).to_be_in_viewport(ratio=1)
    expect(page.locator("#next")).to_be_visible()  # what comes last: the page is as long as it will be
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.locator("#composer")).to_be_in_viewport(ratio=1)
    above = "document.querySelector('#next').getBoundingClientRect().y"
    wait_until(page, f"{above} < document.querySelector('#composer').getBoundingClientRect().y")
    wait_until(page, "!document.elementsFromPoint(160, 4).some(each => each.matches('.side'))")


def test_without_scripts_the_same_conversation_works(url, open_page):
    page = open_page(url, java_script_enabled=False)
    page.fill("#question", "Who is Phil Goff?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.fill("#question", "Whom did he meet?")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert page.evaluate("matchMedia('(scripting: none)').matches")
    turns = page.locator("#log .turn")
    expect(turns).to_have_count(2)
    expect(turns.last).to_contain_text("Lord Robertson")
    expect(turns.last).to_be_in_viewport()
    turns.last.get_by_role("link", name="Open in document").first.click()
    expect(page.locator("mark#quote")).to_be_in_viewport()
    page.goto(url)
    page.locator("#suggestions button").first.click()
    expect(turns).to_have_count(1)


@pytest.mark.parametrize("scripts", [True, False])
def test_markup_in_questions_and_documents_is_shown_as_text(hostile_url, open_page, scripts):
    page = open_page(hostile_url, java_script_enabled=scripts)
    question = "When was the zebra seen? <script>document.title = 'run'</script>"
    page.fill("#question", question)
    page.get_by_role("button", name="Ask", exact=True).click()
    turn = page.locator("#log .turn")
    expect(turn.locator(".question")).to_have_text(question)
    expect(turn).to_contain_text("<img src=x")
    assert page.title() != "run"
    turn.get_by_role("link").first.click()
    expect(page.locator(".text")).to_contain_text("<script>document.title = 'run'</script>")
    assert page.title() != "run"
    page.goto(f"{hostile_url}documents")
    expect(page.locator(".documents")).to_contain_text("<img src=x")


def test_the_text_has_enough_contrast_in_light_and_dark(url, open_page):
    page = open_page(url, asked=["Who is Phil Goff?"])
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for selector in (".question", ".lead", "blockquote", "mark", "figcaption", "figcaption a", "nav a"):
            assert page.locator(selector).first.evaluate(CONTRAST) >= 4.5, (scheme, selector)


CONTRAST = """element => {
    const light = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(value => value / 255)
        .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        .reduce((sum, value, n) => sum + value * [0.2126, 0.7152, 0.0722][n], 0);
    let under = element;
    while (getComputedStyle(under).backgroundColor === 'rgba(0, 0, 0, 0)') under = under.parentElement;
    const [a, b] = [light(getComputedStyle(element).color), light(getComputedStyle(under).backgroundColor)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


def test_what_is_written_from_right_to_left_is_shown_so(serving_documents, tmp_path, open_page):
    """The mark that ends a question or a quote stands at its left, the rule of the quote at its right."""
    text = "הספרייה נפתחת בשעה תשע. מנהלת הספרייה היא רות כהן."
    with serving_documents(tmp_path, [Document("library", "הספרייה", text, "library.txt")]) as server:
        page = open_page(server.url)
        turn = ask(page, "מי היא מנהלת הספרייה?")
        first, last = turn.locator(".question").evaluate(PLACES)
        assert last < first
        assert turn.locator("blockquote").evaluate("each => getComputedStyle(each).borderRightWidth") == "3px"
        page.fill("#question", "מתי נפתחת הספרייה?")
        assert page.locator("#question").evaluate("each => getComputedStyle(each).unicodeBidi") == "plaintext"


def test_with_the_reader_s_own_colours_nothing_shows_through_and_what_is_chosen_is_told(url, open_page):
    page = open_page(url, forced_colors="active", asked=["Who is Phil Goff?"])
    under = "getComputedStyle(document.getElementById('composer')).backgroundColor"
    assert page.evaluate(under) == page.evaluate("getComputedStyle(document.body).backgroundColor")
    good = page.get_by_role("button", name="Good answer")
    outline = "each => getComputedStyle(each).borderTopStyle"
    assert good.evaluate(outline) == "none"
    good.click()
    expect(good).to_have_attribute("aria-pressed", "true")
    assert good.evaluate(outline) == "solid"
