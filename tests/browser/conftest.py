"""A real browser and a real server on a free loopback port. Skips where no Chromium is installed."""

import os
import shutil
import threading
from contextlib import ExitStack, contextmanager
from urllib.parse import urljoin

import pytest

from bot import Settings, create_chatbot
from knowledge import Document
from web import create_app
from web.serving import Server

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HOSTILE = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"


@contextmanager
def serving(data, documents=None):
    """Serve a chatbot over a real SQLite file, or over these documents; give the server."""
    chatbot = create_chatbot(Settings.load(data=data), documents)
    server = Server(create_app(chatbot=chatbot), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(15)
        chatbot.close()


@pytest.fixture(scope="session")
def serving_documents():
    """Serve other documents than these: serving_documents(data, documents)."""
    return serving


@pytest.fixture
def serve():
    """Serve for one test alone: serve(data) gives the address. The pages that look at it are closed before it is."""
    with ExitStack() as servers:
        yield lambda data: servers.enter_context(serving(data)).url


@pytest.fixture(scope="session")
def url(tmp_path_factory):
    """The address of Quoth over the bundled document."""
    with serving(tmp_path_factory.mktemp("data")) as server:
        yield server.url


@pytest.fixture(scope="session")
def two_documents_url(tmp_path_factory):
    """The address of Quoth over two documents that answer the same questions differently."""
    texts = {"rome": "The cap was bought in Rome in 2001.", "oslo": "The cap was bought in Oslo in 1999."}
    documents = [Document(name, name.title(), text, f"{name}.txt") for name, text in texts.items()]
    with serving(tmp_path_factory.mktemp("two"), documents) as server:
        yield server.url


@pytest.fixture(scope="session")
def hostile_url(tmp_path_factory):
    """The address of Quoth over a document that tries to run scripts and to break the layout."""
    text = f"The zebra was seen in 2001 beside {HOSTILE} and {'x' * 600}, it is said."
    with serving(tmp_path_factory.mktemp("hostile"), [Document("hostile", HOSTILE, text, HOSTILE)]) as server:
        yield server.url


@pytest.fixture(scope="session")
def chromium():
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        missing = pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip
        missing(f"no Chromium in PATH (looked for {', '.join(NAMES)})")
    playwright = pytest.importorskip("playwright.sync_api", reason="the test extra is not installed")
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=path, args=[*ARGUMENTS, *(["--no-sandbox"] if as_root else [])]
        )
        yield browser
        browser.close()


class Pages:
    """Pages by the options of their contexts: as new each time they are taken, which costs a third of a new one."""

    def __init__(self, browser):
        self._browser, self._free = browser, {}

    def take(self, options):
        """Return a page that no test holds, alone in its context."""
        free = self._free.setdefault(repr(options), [])
        return free.pop() if free else self._browser.new_context(**options).new_page()

    def give_back(self, page, options, addresses):
        """Close the pages beside it and forget what it was told and what it keeps, of these addresses too."""
        for each in page.context.pages:
            if each is not page:
                each.close()
        page.goto("about:blank")
        page.unroute_all()
        page.emulate_media(media="null", color_scheme=options.get("color_scheme", "light"), reduced_motion="null")
        session = page.context.new_cdp_session(page)
        for address in addresses:
            session.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
        session.detach()
        page.context.clear_cookies()
        self._free[repr(options)].append(page)


@pytest.fixture(scope="session")
def pages(chromium):
    return Pages(chromium)


@pytest.fixture
def open_page(pages, serve):
    """Open pages whose console must stay silent: errors, warnings and policy violations fail the test.

    It asks for `serve` so that what a page still fetches at the end of a test finds the server.
    """
    pytest.importorskip("playwright.sync_api").expect.set_options(timeout=15_000)  # a busy machine is no failure
    said, taken = [], []

    def heard(message):
        said.append(f"{message.type}: {message.text}")

    def failed(error):
        said.append(str(error))

    def open_one(address, **options):
        options = {"viewport": {"width": 1280, "height": 800}, **options}
        page = pages.take(options)
        page.set_default_timeout(30_000)
        taken.append((page, options, address))
        page.on("console", heard)
        page.on("pageerror", failed)
        page.said = said
        page.goto(address)
        return page

    yield open_one
    for page, options, _ in taken:
        pages.give_back(page, options, {urljoin(address, "/") for _, _, address in taken})
        page.remove_listener("console", heard)
        page.remove_listener("pageerror", failed)
    assert said == []
