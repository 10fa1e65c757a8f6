"""What a person does on the page, for the browser tests: asks, looks at a phone, reads without minding line breaks."""

from playwright.sync_api import expect

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def ask(page, question, *, turns=None):
    """Ask, with scripts or without, and wait for the answer: the last of so many turns, by default one more."""
    log = page.locator("#log .turn")
    expected = turns or log.count() + 1
    page.fill("#question", question)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(log).to_have_count(expected)
    return log.last


def wait_until(page, holds):
    """Wait until a script's expression holds; the page's own waiting needs "unsafe-eval", which its policy forbids."""
    for _ in range(200):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"it never came: {holds}")


def folded(text):
    return " ".join(text.split())
