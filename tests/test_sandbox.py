"""Files of others become documents in confined child processes; whatever happens there, the batch goes on."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from samples import zipped

from knowledge import Converter, FileTooLarge, UnreadableFile, UnsupportedFile, passages, sandbox
from knowledge.formats import child, confinement

SHARED = Path(__file__).resolve().parents[2] / "shared" / "hostile"
PAGE = b"<html><body><p>The refund window is thirty days for every customer.</p></body></html>"
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="system calls are filtered on Linux only")


@pytest.fixture(scope="module")
def converter():
    with Converter(processes=1) as made:
        yield made


def children(converter):
    """Return the processes that a converter has running."""
    processes = [each._process for each in converter._children.queue if each._process is not None]
    return [each.pid for each in processes if each.poll() is None]


def test_a_page_becomes_a_document_under_its_name(converter):
    conversion = converter.convert_bytes(PAGE, "a/refunds.html")
    assert conversion.failures == ()
    assert [(each.source, each.title) for each in conversion.documents] == [("a/refunds.html", "refunds")]
    assert conversion.documents[0].text == "The refund window is thirty days for every customer."


def test_what_a_child_gives_is_what_is_read_here(converter):
    from knowledge import read_bytes

    rows = b"City,Country\nParis,France\nRome,Italy\n"
    assert converter.convert_bytes(rows, "a.csv").documents == (read_bytes(rows, "a.csv"),)


@pytest.mark.parametrize(
    ("content", "name"), [(PAGE, "a.html"), (b"It rained. It stopped.\n\n# Gulls\n\nThey cry.", "a.md")]
)
def test_the_passages_come_with_the_document(converter, content, name):
    conversion = converter.convert_bytes(content, name)
    assert conversion.passages == (tuple(passages(conversion.documents[0])),)


def test_many_small_texts_may_go_to_children_and_are_read_as_here():
    files = {f"{number}.md": f"# Note {number}\n\nIt rained. ¹\n\n¹ Much.".encode() for number in range(40)}
    with Converter(processes=2, small_here=False) as made, Converter() as here, ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda name: made.convert_bytes(files[name], name), files))
        assert found == [here.convert_bytes(content, name) for name, content in files.items()]
        assert len(children(made)) == 2
        assert children(here) == []


def test_small_texts_need_no_child():
    with Converter(processes=1) as made:
        assert made.convert_bytes("Grün".encode(), "a.txt").documents[0].text == "Grün"
        assert children(made) == []


@pytest.mark.parametrize(
    ("content", "name"),
    [("Grün".encode("cp1252"), "a.txt"), (b"x" * 70_000, "a.md"), (b"%PDF-1.4", "a.txt"), (b"PK\3\4", "a.txt")],
)
def test_other_texts_go_to_a_child(converter, monkeypatch, content, name):
    monkeypatch.setattr(sandbox, "read_bytes", lambda *_: pytest.fail("read in this process"))
    assert converter.convert_bytes(content, name).source == name


def test_a_child_is_kept_for_the_next_file(converter):
    converter.convert_bytes(PAGE, "a.html")
    first = children(converter)
    converter.convert_bytes(PAGE, "b.html")
    assert children(converter) == first
    assert len(first) == 1


def test_a_child_of_a_large_process_is_kept_too():
    ballast = b"x" * (child._MOST_KEPT + 1)  # Linux counts the parent's memory as the child's most, beyond exec
    with Converter(processes=1) as made:
        made.convert_bytes(PAGE, "a.html")
        assert len(children(made)) == 1
    assert len(ballast) > child._MOST_KEPT


def test_a_child_that_has_used_much_memory_is_not_asked_again():
    code = (
        "from knowledge.formats import child; few = child.answer(b'x', 'a.txt')['last']\n"
        "much = b'x' * child._MOST_KEPT; del much; print(few, child.answer(b'x', 'a.txt')['last'])"
    )
    assert confined(code).stdout == "False True\n"


def test_a_closed_converter_leaves_no_process():
    with Converter(processes=2) as made:
        made.convert_bytes(PAGE, "a.html")
        assert len(children(made)) == 1
    assert children(made) == []


def test_files_come_back_in_order_and_a_bad_one_stops_none(tmp_path):
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.docx").write_bytes(b"no docx")
    (tmp_path / "c.txt").write_text("It rained.")
    (tmp_path / "e.html").write_bytes(PAGE)
    names = ["a.html", "b.docx", "c.txt", "d.html", "e.html"]
    with Converter() as made:
        found = list(made.convert((tmp_path / name, name) for name in names))
    assert [each.source for each in found] == names
    assert [len(each.documents) for each in found] == [1, 0, 1, 0, 1]
    assert "in spite of its name" in str(found[1].failures[0])
    assert "No such file" in str(found[3].failures[0])


def test_a_long_batch_is_converted_whole(tmp_path):
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.txt").write_text("It rained.")
    with Converter() as made:
        files = [(tmp_path / ("a.html" if n % 3 else "b.txt"), f"{n}.{'html' if n % 3 else 'txt'}") for n in range(100)]
        assert [each.source for each in made.convert(files)] == [source for _, source in files]


def test_several_threads_may_share_a_converter(converter):
    found = []
    threads = [Thread(target=lambda n=n: found.append(converter.convert_bytes(PAGE, f"{n}.html"))) for n in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.documents[0].source for each in found) == [f"{n}.html" for n in range(4)]


def test_an_archive_gives_a_document_for_each_file_and_says_what_it_left_out(converter):
    content = zipped({
        "notes/rain.txt": "It rained.", "page.html": PAGE, "bad.docx": "x", "photo.png": b"\x89PNG",
        "__MACOSX/a.txt": "x",
    })  # fmt: skip
    conversion = converter.convert_bytes(content, "all.zip")
    assert [each.source for each in conversion.documents] == ["all.zip/notes/rain.txt", "all.zip/page.html"]
    assert [type(each) for each in conversion.failures] == [UnreadableFile, UnsupportedFile]
    assert "all.zip/bad.docx" in str(conversion.failures[0])
    assert ".png (1)" in str(conversion.failures[1])


def test_a_name_in_an_archive_leads_nowhere(converter):
    conversion = converter.convert_bytes(zipped({"../../etc/rain.txt": "It rained."}), "all.zip")
    assert conversion.documents[0].source == "all.zip/etc/rain.txt"


def test_a_file_that_is_too_large_is_not_sent_to_a_child(converter, monkeypatch):
    monkeypatch.setattr("knowledge.formats.LARGEST_FILE", 9)
    failure = converter.convert_bytes(PAGE, "a.html").failures[0]
    assert isinstance(failure, FileTooLarge)


def test_a_child_that_dies_is_a_reason_and_the_next_file_is_read(converter, monkeypatch):
    converter.convert_bytes(PAGE, "a.html")
    victim = children(converter)[0]
    os.kill(victim, signal.SIGSTOP)

    def dying(*arguments, **options):
        os.kill(victim, signal.SIGSEGV)
        os.kill(victim, signal.SIGCONT)
        return child.receive(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(sandbox, "receive", dying)
        conversion = converter.convert_bytes(PAGE, "b.html")
    assert "broke down (signal 11)" in str(conversion.failures[0])
    assert converter.convert_bytes(PAGE, "c.html").documents


def test_a_child_that_went_while_idle_is_started_again(converter):
    converter.convert_bytes(PAGE, "a.html")
    idle = children(converter)[0]
    os.kill(idle, signal.SIGKILL)
    os.waitid(os.P_PID, idle, os.WEXITED | os.WNOWAIT)
    assert converter.convert_bytes(PAGE, "b.html").documents


def test_a_child_that_takes_too_long_is_ended_and_its_file_named(converter, monkeypatch):
    converter.convert_bytes(PAGE, "a.html")
    monkeypatch.setattr(sandbox, "_SECONDS", 0.5)
    os.kill(children(converter)[0], signal.SIGSTOP)
    conversion = converter.convert_bytes(PAGE, "b.html")
    assert isinstance(conversion.failures[0], FileTooLarge)
    assert "longer than 30 seconds" in str(conversion.failures[0])


def test_messages_come_through_whole():
    stream = BytesIO()
    child.send(stream, {"source": "grün \ud800.pdf"}, b"\0\1")
    stream.seek(0)
    assert child.receive(stream, most=1000) == ({"source": "grün ?.pdf"}, b"\0\1")
    assert child.receive(stream, most=1000) is None


@pytest.mark.parametrize("content", [b"", b"\0" * 15, (99).to_bytes(8, "big") + bytes(8) + b"{}", b"\xff" * 16])
def test_half_a_message_or_one_too_long_is_none(content):
    assert child.receive(BytesIO(content), most=1000) is None


def test_whatever_a_reader_trips_over_is_the_reason(monkeypatch):
    monkeypatch.setattr(child, "_memory_used", lambda: 0)  # the tests' own process may be larger than a child
    monkeypatch.setattr(child, "extract", lambda *_: (_ for _ in ()).throw(IndexError("pop from\nempty list")))
    told = child.answer(b"", "a.rtf")
    assert told["found"][0]["failed"].startswith("a.rtf: cannot be read (IndexError: pop from empty list)")
    assert told["last"] is False


def test_a_file_that_needs_too_much_memory_ends_its_child(monkeypatch):
    monkeypatch.setattr(child, "extract", lambda *_: (_ for _ in ()).throw(MemoryError))
    told = child.answer(b"", "a.pdf")
    assert (told["found"][0]["kind"], told["last"]) == ("FileTooLarge", True)
    assert "512 MB" in told["found"][0]["failed"]


def test_more_text_than_a_library_wants_is_refused(monkeypatch):
    monkeypatch.setattr(child, "MOST_TEXT", 5)
    assert "more than 5 characters" in child.answer(b"It rained.", "a.txt")["found"][0]["failed"]


CONFINED = """
import os, socket, subprocess, sys, tempfile
from knowledge.formats.confinement import confine, renew_processor_time, _limit_memory_and_files
confine()
renew_processor_time()
path = sys.argv[1]
tries = {
    "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
    "write": lambda: open(path + "/new", "w"),
    "change": lambda: open(path + "/kept", "r+"),
    "remove": lambda: os.unlink(path + "/kept"),
    "rename": lambda: os.rename(path + "/kept", path + "/other"),
    "folder": lambda: os.mkdir(path + "/folder"),
    "program": lambda: subprocess.run(["true"]),
    "signal": lambda: os.kill(os.getppid(), 0),
    "memory": lambda: bytes(600 * 1024 * 1024),
    "read": lambda: open(path + "/kept").read(),
}
for name, attempt in tries.items():
    try:
        attempt()
        print(name, "done")
    except (PermissionError, MemoryError) as error:
        print(name, type(error).__name__)
"""


def confined(code, *arguments):
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=sandbox._environment(), check=False)


@ON_LINUX
def test_a_confined_process_reads_and_does_nothing_else(tmp_path):
    (tmp_path / "kept").write_text("kept")
    run = confined(CONFINED, str(tmp_path))
    told = dict(line.split() for line in run.stdout.splitlines())
    refused = ("connect", "write", "change", "remove", "rename", "folder", "program", "signal")
    assert told == {**dict.fromkeys(refused, "PermissionError"), "memory": "MemoryError", "read": "done"}, run.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["kept"]


@ON_LINUX
def test_processor_time_is_limited_and_renewed_for_each_file():
    code = (
        "from knowledge.formats import confinement as c; c.PROCESSOR_SECONDS = 1; import time\n"
        "for _ in range(2):\n"
        " c.renew_processor_time(); t = time.process_time()\n"
        " while time.process_time() - t < 0.8: pass\n"
        "print('renewed', flush=True)\nwhile True: pass"
    )
    run = confined(code)
    assert (run.stdout, run.returncode) == ("renewed\n", -signal.SIGXCPU)


def test_a_child_gets_no_secret_of_its_parent(monkeypatch):
    monkeypatch.setenv("QUOTH_KEY", "secret")
    assert "secret" not in sandbox._environment().values()


def test_the_filter_knows_the_machines_that_it_is_for():
    for machine, refused, opening in confinement._MACHINES.values():
        program = list(confinement._filter(machine, refused, opening))
        assert len(program) < 256
        assert program[-1] == (0x06, 0, 0, confinement._ALLOW)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the files of ../shared/hostile")
def test_hostile_files_have_an_outcome_each_in_time():
    files = sorted(path for path in SHARED.rglob("*") if path.is_file())
    with Converter() as made:
        begun = last = time.monotonic()
        for conversion in made.convert((path, path.name) for path in files):
            assert time.monotonic() - last < 35
            last = time.monotonic()
            assert conversion.documents or conversion.failures
            assert not any("\n" in str(each) or "cannot be read" in str(each) for each in conversion.failures)
            assert not any("root:" in each.text for each in conversion.documents)
    assert time.monotonic() - begun < 180
    assert not Path("/tmp/zip_slip_proof").exists()
    assert not Path("/tmp/zip_slip_abs").exists()
