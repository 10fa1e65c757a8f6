"""How long an answer takes to stand on the page, in Chromium: from the Enter key to the frame that shows it.

    python tests/benchmarks/showing.py

Prints medians beside a peer of the same run: what the same browser waits for the same answer as JSON.
"""

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from served import serving

WATCH = """() => {
    window.shown = [];
    let begun = 0;
    addEventListener("keydown", (event) => { if (event.key === "Enter") begun = performance.now(); }, true);
    new MutationObserver(() => requestAnimationFrame(() => shown.push(performance.now() - begun)))
        .observe(document.getElementById("log"), { childList: true });
}"""
FETCH = """async (question) => {
    const begun = performance.now();
    const headers = { "Content-Type": "application/json" };
    await (await fetch("/api/ask", { method: "POST", headers, body: JSON.stringify({ question }) })).json();
    return performance.now() - begun;
}"""


def measure(page: Page, *, times: int = 40) -> tuple[list[float], list[float]]:
    """Return the milliseconds until each answer stood on the page, and until it was there as JSON."""
    page.evaluate(WATCH)
    fetched = []
    for number in range(1, times + 1):
        question = f"Who is Phil Goff, minister {number}?"
        page.fill("#question", question)
        page.press("#question", "Enter")
        page.wait_for_function("(number) => window.shown.length === number", arg=number)
        fetched.append(page.evaluate(FETCH, question))
    return page.evaluate("shown"), fetched


def main() -> None:
    """Measure and print."""
    path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if path is None:
        sys.exit("no Chromium is installed")
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as served, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(served.url)
        shown, fetched = measure(page)
        browser.close()
    a, b = statistics.median(shown), statistics.median(fetched)
    print(f"on the page {a:.0f} ms (least {min(shown):.0f})   as JSON {b:.0f} ms   ratio {a / b:.1f}")


if __name__ == "__main__":
    main()
