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
    # The address bar of each window is two pages of a process of its own. Chromium heeds the last list of these alone,
    # so those follow that Playwright leaves out for what a page does.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "HttpsUpgrades,LensOverlay,MediaRouter,OptimizationHints,PaintHolding,PreconnectToSearch,ThirdPartyStoragePartitioning",
]
HOSTILE = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"


@contextmanager
def serving(data, documents=None):
    """Serve a chatbot over a real SQLite file, or over these documents; give the server, with its application."""
    chatbot = create_chatbot(Settings.load(data=data), documents)
    app = create_app(chatbot=chatbot)
    server = Server(app, "127.0.0.1", 0)
    server.app = app
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


OF_THE_PAGE = {"viewport", "color_scheme", "permissions", "java_script_enabled"}
"""The options of a context that can be told to a page again each time; a phone's viewport cannot."""


class Pages:
    """Pages by the other options of their contexts, as new each time: a context costs five times what a view does."""

    def __init__(self, browser):
        self._browser, self._free = browser, {}

    def take(self, options):
        """Return a page that no test holds, alone in its context."""
        told = OF_THE_PAGE - ({"viewport"} if options.get("is_mobile") else set())
        fixed = {name: given for name, given in options.items() if name not in told}
        free = self._free.setdefault(repr(fixed), [])
        page = free.pop() if free else self._made(fixed)
        if "viewport" not in fixed:
            page.set_viewport_size(options["viewport"])
        page.emulate_media(color_scheme=options.get("color_scheme", "light"))
        if options.get("permissions"):
            page.context.grant_permissions(options["permissions"])
        self._runs_scripts(page, options.get("java_script_enabled", True))
        return page

    def begin_with(self, page, script):
        """Run a script at the beginning of each view of a page that is taken; its policy does not forbid that."""
        page.begun_with.append(page.session.send("Page.addScriptToEvaluateOnNewDocument", {"source": script}))

    def give_back(self, page, addresses):
        """Close the pages beside it and forget what it was told and what it keeps, of these addresses too.

        It stays where it is, without scripts: to go and rest elsewhere takes half as long as a view.
        """
        for each in page.context.pages:
            if each is not page:
                each.close()
        self._runs_scripts(page, False)
        page.session.send("Page.stopLoading")
        while page.begun_with:
            page.session.send("Page.removeScriptToEvaluateOnNewDocument", page.begun_with.pop())
        page.unroute_all()
        page.emulate_media(media="null", color_scheme="null", reduced_motion="null")
        for address in addresses:
            page.session.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
        page.context.clear_cookies()
        page.context.clear_permissions()
        self._free[page.kind].append(page)

    def _made(self, fixed):
        page = self._browser.new_context(**fixed).new_page()
        page.kind, page.session = repr(fixed), page.context.new_cdp_session(page)
        page.session.send("Page.enable")
        page.begun_with = []
        return page

    def _runs_scripts(self, page, runs):
        page.session.send("Emulation.setScriptExecutionDisabled", {"value": not runs})


@pytest.fixture(scope="session")
def pages(chromium):
    return Pages(chromium)


def conversation(page, address, questions):
    """Ask as whoever looks at the page, past the page, and return the address of the last turn."""
    kept, there = "", address
    for question in questions:
        sent = {"question": question, "conversation_id": kept}
        there = page.request.post(f"{address}ask", form=sent, max_redirects=0).headers["location"]
        kept = there.split("/")[-1].split("#")[0]
    return urljoin(address, there)


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

    def open_one(address, *, asked=(), script=None, **options):
        """Open a page, or the conversation in which these questions were asked; each view begins with the script."""
        options = {"viewport": {"width": 1280, "height": 800}, **options}
        page = pages.take(options)
        page.set_default_timeout(30_000)
        taken.append((page, address))
        page.on("console", heard)
        page.on("pageerror", failed)
        page.said = said
        if script:
            pages.begin_with(page, script)
        page.goto(conversation(page, address, asked) if asked else address)
        return page

    yield open_one
    addresses = {urljoin(address, "/") for _, address in taken}
    for page, _ in taken:
        pages.give_back(page, addresses)
        page.remove_listener("console", heard)
        page.remove_listener("pageerror", failed)
    assert said == []
