"""What several test files share: a chatbot over the bundled document, its application, a library, its store.

What is tested is imported where it is used: the process that only hands out the files needs none of it.
"""

import multiprocessing
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

IN_MEMORY = Path("/dev/shm")
# On a disk, what writes much took 1.6 to 1.9 times as long.
if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > 2 * 1024**3:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))

# What is compiled is kept, whatever the environment asks for: all processes together took a minute to compile it anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

LONGEST = [
    "test_conversations.py", "test_naughty_strings.py", "test_accessibility.py", "test_chat_page.py",
    "test_hostile_input.py", "test_cli.py", "test_sandbox.py", "test_workers.py", "test_reader_train.py",
    "test_combine.py", "test_generations.py", "test_openapi.py", "test_asking_formats.py", "test_crashes.py",
    "test_documents_page.py", "test_serving.py", "test_bm25.py", "test_chatbot.py", "test_idempotency.py",
    "test_backups.py", "test_indexing.py", "test_dialogues.py", "test_leaks.py", "test_access.py",
]  # fmt: skip
"""The files of tests that take longest, the longest first."""
MINUTES_BEGIN = 20
"""Seconds after which a test that `ends_soon` does not."""


def pytest_configure(config):
    """Where tests are run: a busy machine is no failure."""
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        from hypothesis import settings

        settings.register_profile("quoth", deadline=None, max_examples=50)
        settings.load_profile("quoth")


def pytest_collection_modifyitems(items):
    """Begin with what takes longest, so that no process waits for another at the end."""
    place = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONGEST)))


def pytest_make_parametrize_id(val):
    """Name bytes by their number: what is compressed holds the time, and all processes must collect the same tests."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.fixture
def ends_soon():
    """Break a test off that would go on for minutes: what is looked through once is done in a part of a second."""
    if not hasattr(signal, "setitimer"):  # on Windows
        yield
        return

    def stop(*_):
        pytest.fail(f"it took {MINUTES_BEGIN} seconds of processor time, and was not done")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, MINUTES_BEGIN)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


@pytest.fixture(scope="module")
def chatbot(tmp_path_factory):
    """A chatbot in a new data directory, where the bundled document answers."""
    from bot import Settings, create_chatbot

    made = create_chatbot(Settings.load(data=tmp_path_factory.mktemp("data")))
    yield made
    made.close()


@pytest.fixture
def empty_library(chatbot):
    """What the chatbot answers from holds nothing when the test begins."""
    library = chatbot.library
    for each in [*library.documents(), *library.failures()]:
        library.remove(each.document_id, for_good=True)


@pytest.fixture(scope="module")
def app(chatbot):
    """The application over the chatbot."""
    from web import create_app

    return create_app(chatbot=chatbot)


@pytest.fixture
def client(app):
    """A browser of its own, without a cookie yet."""
    return app.test_client()


@pytest.fixture(scope="session")
def context():
    """Where processes begin that share nothing with this one; where the system can, what they need is imported once."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["knowledge"])
    return made


@pytest.fixture
def url(tmp_path):
    """The address of a database that is not there yet."""
    return f"sqlite:///{(tmp_path / 'library.db').as_posix()}"


@pytest.fixture
def library(url):
    """A library of no documents, in a real file."""
    from knowledge import Library, open_engine

    made = Library(open_engine(url))
    yield made
    made.close()


@pytest.fixture
def store(url):
    """What keeps the documents of a library, in a real file."""
    from knowledge import open_engine
    from knowledge.store import Store

    made = Store(open_engine(url))
    yield made
    made.close()
