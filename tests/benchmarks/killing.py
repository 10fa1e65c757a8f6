"""`quoth index` killed at random moments, many times over: what it told is there whole, and nothing else is half there.

    python tests/benchmarks/killing.py [--rounds 200] [--files 150]

Prints how many documents were told of and found, and how long the next process took until it was ready.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from knowledge import Library, open_engine


def killed(data: Path, folder: Path, *, after: float) -> list[str]:
    """Index a folder, kill the process some seconds after it first told of a document; return the ids that it told."""
    command = [sys.executable, "-u", "-m", "web.cli", "index", str(folder), "--data", str(data)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    lines: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(after)
        process.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        lines += first, *process.stdout
    return [line.split()[1] for line in lines if line.endswith("\n") and line.startswith("added")]


def rounds(
    data: Path, texts: Path, *, count: int, files: int, seed: int = 4
) -> Iterator[tuple[list[str], list[str], float]]:
    """Yield for each round the ids told so far, what is wrong with the library, and the seconds until it was ready."""
    chosen, told = random.Random(seed), list[str]()
    for number in range(count):
        folder = texts / f"{number:03}"
        folder.mkdir(parents=True)
        for each in range(files):
            said = f"The marker is marker{number}x{each}.\n\n" + "It is said again. " * 20
            (folder / f"n{each:03}.txt").write_text(said, encoding="utf-8")
        told += killed(data, folder, after=chosen.uniform(0, 0.4))
        began = time.perf_counter()
        library = Library(open_engine(f"sqlite:///{(data / 'library.db').as_posix()}"))
        library.search("marker")
        ready = time.perf_counter() - began
        wrong = library.faults()
        known = {each.document_id: each.passages for each in library.documents()}
        wrong += [f"{each} was told and is not there" for each in told if not known.get(each)]
        for document_id in chosen.sample(told, min(5, len(told))):
            marker = library.document(document_id).text.split(".")[0].split()[-1]
            if [hit.passage.document_id for hit in library.search(marker, 1)] != [document_id]:
                wrong.append(f"{document_id} does not answer to its marker")
        library.close()
        yield told, wrong, ready


def main() -> None:
    """Measure and print; end with 1 where anything was lost or half there."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=200)
    asked.add_argument("--files", type=int, default=150)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        number, slowest, faults = 0, 0.0, 0
        data = Path(name, "data")
        for told, wrong, ready in rounds(data, Path(name, "texts"), count=options.rounds, files=options.files):
            number, slowest, faults = len(told), max(slowest, ready), faults + len(wrong)
            for each in wrong:
                print(each)
        print(f"killed {options.rounds} times: {number:,} documents told, {faults} faults, ready in {slowest:.2f} s")
    if faults:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
