"""The documents page in Chromium: files added with their outcomes, tagged, removed and brought back."""

import pytest
from playwright.sync_api import expect

CAP = {"name": "cap.txt", "mimeType": "text/plain", "buffer": b"The cap of the mayor was bought in Rome."}
HAT = {"name": "hat.txt", "mimeType": "text/plain", "buffer": b"The hat is red."}
BAD = {"name": "bad.txt", "mimeType": "text/plain", "buffer": b"a\0b"}


@pytest.fixture
def address(serve, tmp_path):
    return f"{serve(tmp_path / 'data')}documents"


def test_files_are_added_removed_and_brought_back_without_leaving_the_page(open_page, address):
    page = open_page(address)
    page.get_by_label("Add files").set_input_files([CAP, HAT, BAD])
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#uploads .added")).to_have_text(["hat.txt added", "cap.txt added"])
    expect(page.locator("#uploads .failed")).to_contain_text("bad.txt: ")
    expect(page.locator("#library")).to_contain_text("Files that gave no text")
    for title in ("hat", "cap"):
        page.get_by_role("button", name=f"Remove “{title}”").click()
        undo = page.locator(".undo", has_text=f"“{title}” is removed").get_by_role("button", name="Undo")
        expect(undo).to_be_focused()
    expect(page.locator("#library")).to_contain_text("The library is empty")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="cap", exact=True)).to_be_focused()
    page.locator(".undo", has_text="“hat” is removed").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="hat", exact=True)).to_be_focused()
    page.get_by_role("button", name="Take “bad.txt” off the list").click()
    expect(page.locator("#library")).not_to_contain_text("Files that gave no text")
    expect(page.locator("#main")).to_be_focused()  # there is nothing to undo
    assert page.url == address


DROP = """([name, text]) => {
    const given = new DataTransfer();
    given.items.add(new File([text], name, { type: "text/plain" }));
    const items = [...given.items].map((item) => ({ webkitGetAsEntry: () => ({
        isFile: true, name, file: (take) => take(item.getAsFile()) }) }));
    const drop = new Event("drop", { bubbles: true, cancelable: true });
    drop.dataTransfer = { types: ["Files"], items };
    return document.body.dispatchEvent(drop);
}"""


def test_a_dropped_file_is_added(open_page, address):
    page = open_page(address)
    page.evaluate(DROP, ["hat.txt", "The hat is red."])
    expect(page.locator("#uploads .added")).to_contain_text("hat.txt")
    expect(page.get_by_role("link", name="hat", exact=True)).to_be_visible()


def test_a_file_dropped_on_the_chat_is_added_there(open_page, address):
    page = open_page(address.removesuffix("documents"))
    for name, text in (("hat.txt", "The hat is red."), ("cap.txt", "The cap was bought in Rome.")):
        assert not page.evaluate(DROP, [name, text])  # else the browser would open the file
        expect(page.locator("#uploads .added").first).to_have_text(f"{name} added")
    expect(page.locator("#welcome .library")).to_contain_text("It reads cap and hat.")
    page.reload()
    page.fill("#question", "Where was the cap bought?")
    page.evaluate(DROP, ["cup.txt", "The cup is blue."])
    expect(page.locator("#scope option", has_text="cup")).to_have_count(1)
    expect(page.locator("#scope")).to_have_value("")
    page.press("#question", "Enter")
    expect(page.locator("#log .turn")).to_contain_text("Rome")
    expect(page.locator("#uploads li")).to_have_count(0)


def test_a_file_that_is_too_large_is_not_sent(open_page, address):
    page = open_page(address)
    page.evaluate("document.getElementById('uploads').dataset.most = 20")
    page.get_by_label("Add files").set_input_files([CAP, HAT])
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#uploads .added")).to_have_text("hat.txt added")
    expect(page.locator("#uploads .failed")).to_have_text("cap.txt: 40 bytes; files of up to 20,971,520 bytes are read")


def test_a_file_that_comes_too_soon_is_sent_again_when_it_may(open_page, address):
    page = open_page(address)
    added = '<li class="added">cap.txt added</li>'  # what is taken says when to come again, too
    page.route("**/documents", lambda route: route.fulfill(status=200, headers={"Retry-After": "60"}, body=added))
    page.route("**/documents", lambda route: route.fulfill(status=429, headers={"Retry-After": "1"}), times=1)
    page.get_by_label("Add files").set_input_files([CAP])
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#uploads .state")).to_have_text("waiting")
    expect(page.locator("#uploads .added")).to_have_text("cap.txt added")
    page.said.clear()  # the browser itself reports the status 429


def test_a_batch_is_cancelled_and_begun_anew(open_page, address):
    page = open_page(address)
    page.route("**/documents", lambda route: None)  # they stay on their way
    page.get_by_label("Add files").set_input_files([CAP, HAT, BAD])
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#uploads .state")).to_have_text(["waiting", "sending", "sending"])
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#uploads li")).to_have_text(["bad.txt cancelled", "hat.txt cancelled", "cap.txt cancelled"])
    page.unroute("**/documents")
    page.get_by_label("Add files").set_input_files([CAP])
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#uploads .added")).to_have_text("cap.txt added")
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    expect(page.get_by_role("link", name="hat", exact=True)).to_have_count(0)


def test_what_would_be_sent_again_later_is_cancelled_too(open_page, address):
    page = open_page(address)
    page.route("**/documents", lambda route: route.fulfill(status=429, headers={"Retry-After": "60"}))
    page.get_by_label("Add files").set_input_files([CAP])
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#uploads .state")).to_have_text("waiting")
    page.unroute("**/documents")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#uploads li")).to_have_text("cap.txt cancelled")
    page.said.clear()  # the browser itself reports the status 429


def test_a_document_is_tagged_where_it_stands(open_page, address):
    page = open_page(address)
    page.locator("summary", has_text="Tags").click()
    page.get_by_label("Tags, with commas between them").fill("alliance, pacific")
    page.keyboard.press("Enter")
    expect(page.locator("#library li .tags a")).to_have_text(["alliance", "pacific"])
    expect(page.locator("summary", has_text="Tags")).to_be_focused()


def test_without_scripts_the_same_forms_work(open_page, address):
    page = open_page(address, java_script_enabled=False)
    page.get_by_label("Add files").set_input_files([CAP])
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#uploads .added")).to_contain_text("cap.txt")
    page.get_by_role("button", name="Remove “cap”").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="cap", exact=True)).to_be_visible()


def test_the_page_fits_the_screen(open_page, url):
    page = open_page(f"{url}documents")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
