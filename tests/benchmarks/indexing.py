"""How long `quoth index` takes: a folder of small text files, the same again, one removed.

    python tests/benchmarks/indexing.py [--files 10000] [--words 120]

Prints seconds of processes from start to end, and beside them what the same files take to be read and hashed alone.
Seconds of the processors tell what a machine takes that does nothing else.
"""

import argparse
import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from knowledge import bundled_document

VOCABULARY = sorted({word for word in bundled_document().text.split() if word.isalpha()})


def written(folder: Path, *, files: int, words: int) -> None:
    """Write text files of sentences of twelve words, each with a word that no other has."""
    chosen = random.Random(4)
    for number in range(files):
        said = chosen.choices(VOCABULARY, k=words)
        sentences = [" ".join(said[at : at + 12]).capitalize() + "." for at in range(0, words, 12)]
        file = folder / f"{number % 100:02}" / f"note-{number:05}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"Note {number}\n\nThe marker is marker{number}. {' '.join(sentences)}\n", encoding="utf-8")


def processors() -> float:
    """Return the seconds of all processors that the processes which ended so far have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def quoth(data: Path, *arguments: str) -> tuple[float, dict[str, object]]:
    """Run a command; return the seconds it took and what it printed."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "web.cli", *arguments, "--data", str(data), "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - began, json.loads(done.stdout)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--files", type=int, default=10_000)
    asked.add_argument("--words", type=int, default=120)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, data = Path(name, "texts"), Path(name, "data")
        folder.mkdir()
        written(folder, files=options.files, words=options.words)
        began = time.perf_counter()
        for file in sorted(folder.rglob("*.txt")):
            hashlib.sha256(file.read_bytes()).hexdigest()
        print(f"reading and hashing alone  {time.perf_counter() - began:6.2f} s")
        before = processors()
        took, first = quoth(data, "index", str(folder))
        used = processors() - before
        print(
            f"quoth index                {took:6.2f} s   {used:.2f} s of the processors: {used / took:.2f} of them busy"
        )
        time.sleep(2.5)  # within two seconds of a change, time and size do not tell
        before = processors()
        took, again = quoth(data, "index", str(folder))
        print(f"quoth index again          {took:6.2f} s   {processors() - before:.2f} s of the processors")
        documents, same = first["documents"], again["documents"]
        assert isinstance(documents, list)
        assert isinstance(same, list)
        assert {each["status"] for each in documents} == {"added"}, "a file was not added"
        assert {each["status"] for each in same} == {"unchanged"}, "a file was read again"
        took, _ = quoth(data, "remove", documents[0]["document_id"])
        print(f"quoth remove               {took:6.2f} s")


if __name__ == "__main__":
    main()
