"""Files made to hurt whoever reads them, sent to a server: what becomes of each, how long it takes, what it costs.

    python tests/benchmarks/hostile.py [FOLDER] [--big] [--trace]

FOLDER holds the files (../shared/hostile); with `--big` those that its `make_hostile.py --big` makes beside them are
sent too. Every name of its `filenames.json` is that of a small text. With `--trace` the server runs under strace, which
tells what it and its children connect to and write; timings mean nothing then. Ends with 1 where a bound is broken.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from served import ROOT, Served, end, serving

MOST_SECONDS, MOST_SECONDS_IN_ALL, MOST_GROWTH = 35, 180, 50
CAP = b"The cap of the mayor was bought in Rome."
_SYSTEM = ("connect", "openat", "open", "creat", "mkdir", "rename", "link", "symlink", "unlink", "sendto")
_PATH = re.compile(r'"([^"]*)"')


def files(folder: Path, made: Path, *, big: bool) -> list[Path]:
    """Return the hostile files; with `big` they are made anew, the large ones too."""
    script = folder / "make_hostile.py"
    if big:
        subprocess.run([sys.executable, str(script), str(made), "--big"], check=True)
    own = {path.name for path in made.iterdir()}
    kept = (path for path in folder.rglob("*") if path.is_file() and path.name not in own)
    return sorted([*made.iterdir(), *kept], key=lambda path: path.name)


@contextmanager
def asked_meanwhile(served: Served) -> Iterator[list[float]]:
    """Ask again and again while the body runs; give the seconds that each answer takes."""
    took, done = list[float](), threading.Event()

    def ask() -> None:
        while not done.wait(0.1):
            began = time.perf_counter()
            answer = served.ask("Where was the cap of the mayor bought?")
            took.append(time.perf_counter() - began)
            if "Rome" not in str(answer.get("answer")):
                took.append(float("inf"))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield took
    finally:
        done.set()
        thread.join()


def sent(served: Served, paths: list[Path]) -> Iterator[str]:
    """Send each file and print what became of it; yield what is wrong."""
    for path in paths:
        content = path.read_bytes()
        began = time.perf_counter()
        status, told = served.send(path.name, content)
        seconds = time.perf_counter() - began
        documents = told.get("documents") or [{}]
        said = told.get("detail") or documents[0].get("error") or documents[0].get("status")  # type: ignore[index]
        print(f"{seconds:6.2f} s  {status}  {len(content):>10,} bytes  {said}"[:150])
        if seconds > MOST_SECONDS:
            yield f"{path.name} took {seconds:.1f} s"
        if status not in (200, 413, 415, 422) or "\n" in str(said):
            yield f"{path.name}: {status} {said!r}"


def named(served: Served, folder: Path) -> Iterator[str]:
    """Send a small text under every hostile name; yield what is wrong."""
    listed = folder / "filenames.json"
    names = json.loads(listed.read_text(encoding="utf-8")) if listed.exists() else []
    statuses = Counter[int]()
    for number, name in enumerate(names):
        status, told = served.send(name, b"The number of this name is %d." % number)
        statuses[status] += 1
        if status >= 500:
            yield f"the name {name!r:.60}: {status} {told}"
    print("names:", ", ".join(f"{count} with {status}" for status, count in sorted(statuses.items())))


def traced(log: Path, data: Path, temporary: Path) -> Iterator[str]:
    """Yield a line for each connection to elsewhere, and for each file changed outside the data directory.

    What is sent waits in a file in the temporary folder until it is read; nothing may be left there.
    """
    yield from (f"left behind: {path}" for path in temporary.iterdir())
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        call = line.partition("(")[0].split()[-1]
        if " = -1 " in line or call not in _SYSTEM:
            continue
        if call in ("connect", "sendto"):
            if "AF_UNIX" not in line and "127.0.0.1" not in line and "sin_" in line:
                yield line
        elif call not in ("openat", "open") or re.search("O_WRONLY|O_RDWR|O_CREAT", line):
            changed = [path for path in _PATH.findall(line) if path not in ("/dev/null", "/dev/ptmx")]
            if not all(path.startswith((str(data), str(temporary))) for path in changed):
                yield line


def main() -> None:
    """Send, measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "hostile")
    asked.add_argument("--big", action="store_true")
    asked.add_argument("--trace", action="store_true")
    options = asked.parse_args()
    wrong = list[str]()
    with tempfile.TemporaryDirectory() as name:
        data, made, log, temporary = (Path(name, each) for each in ("data", "made", "trace", "temporary"))
        made.mkdir()
        temporary.mkdir()
        paths = files(options.folder, made, big=options.big)
        calls = ",".join(each for each in _SYSTEM)
        before = ("strace", "-f", "-qq", "-o", str(log), "-e", f"trace=?{calls.replace(',', ',?')}")
        with serving(data, before=before if options.trace else (), TMPDIR=str(temporary)) as served:
            served.send("cap.txt", CAP)
            served.send("page.html", b"<p>The hat was bought in Oslo.</p>")  # starts the child
            served.ask("Where was the cap of the mayor bought?")
            memory, began = served.memory(), time.perf_counter()
            with asked_meanwhile(served) as took:
                wrong += sent(served, paths)
            seconds, grown = time.perf_counter() - began, served.memory() - memory
            wrong += named(served, options.folder)
            status, listed = served.request("GET", "/api/documents")
            assert status == 200, listed
        print(
            f"{len(paths)} files in {seconds:.1f} s; the server has {grown:+.1f} MB in memory ({memory:.0f} MB before)"
        )
        print(f"{len(took):,} questions asked meanwhile, the slowest answered in {max(took):.2f} s")
        if options.trace:
            outside = list(traced(log, data, temporary))
            print(f"traced: {len(outside)} connections or changes outside {data}")
            wrong += outside
        elif seconds > MOST_SECONDS_IN_ALL or grown > MOST_GROWTH or max(took) == float("inf"):
            wrong.append("a bound is broken")
    end(wrong)


if __name__ == "__main__":
    main()
