"""`quoth index`, and a server that files are sent to, killed at random moments: what was told is there whole.

    python tests/benchmarks/killing.py [--rounds 200] [--files 150] [--seed 4]

Every second round kills an upload. Prints how many documents were told and found, and the seconds until the library
answered again; ends with 1 where one was lost or half there.
"""

import argparse
import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from served import Served, environment, quoth, serving

from bot import Settings, create_chatbot
from knowledge import Library

_KILL = signal.SIGKILL if os.name != "nt" else signal.SIGTERM
_FILLING = "It is said again. " * 20


@dataclass
class Round:
    """What one round killed: the texts of the documents that were told, by id; what was wrong; seconds until ready.

    `used` are the seconds of the processor among these: what a machine takes that does nothing else.
    """

    told: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    ready: float = 0.0
    used: float = 0.0


def texts(number: int, files: int) -> dict[str, str]:
    """Return the files of a round by name, each with a marker that stands in no other; some need a child process."""
    said = {f"n{each:03}": f"The marker is {marker(number, each)}.\n\n{_FILLING}".strip() for each in range(files)}
    return {f"{name}.{'html' if at % 10 == 9 else 'txt'}": text for at, (name, text) in enumerate(said.items())}


def marker(number: int, each: int) -> str:
    """Return the word that only this file has."""
    return f"marker{number}x{each}"


def killed_index(data: Path, folder: Path, chosen: random.Random) -> dict[str, str]:
    """Index a folder and kill the process at some moment; return what it told, with the file that it told of."""
    with subprocess.Popen(
        quoth("index", folder, "--data", data), stdout=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdout is not None
        lines = list[str]()
        if chosen.random() < 0.8:
            lines.append(process.stdout.readline())
            time.sleep(chosen.uniform(0, 0.4))
        else:
            time.sleep(chosen.uniform(0.2, 2.5))
        process.send_signal(_KILL)
        lines += process.stdout
    whole = [line.split() for line in lines if line.endswith("\n") and line.startswith("added")]
    return {document_id: Path(file).name for _, document_id, file in whole}


def killed_upload(served: Served, files: dict[str, str], folder: str, chosen: random.Random) -> dict[str, str]:
    """Send files from two threads and kill the server at some moment; return what was acknowledged."""
    told = dict[str, str]()

    def send(names: list[str]) -> None:
        for name in names:
            try:
                status, said = served.send(f"{folder}/{name}", files[name].encode())
            except (OSError, HTTPException):
                return
            assert status == 200, said
            told[said["documents"][0]["document_id"]] = name  # type: ignore[index]

    with ThreadPoolExecutor(2) as pool:
        sending = [pool.submit(send, sorted(files)[at::2]) for at in range(2)]
        time.sleep(chosen.uniform(0, 1.5))
        served.process.send_signal(_KILL)
        for each in sending:
            each.result()
    return told


def rounds(folder: Path, *, count: int, files: int, seed: int = 4) -> Iterator[Round]:
    """Kill and look, again and again, over one library in this folder."""
    data, chosen, told = folder / "data", random.Random(seed), dict[str, str]()
    for number in range(count):
        this, given = Round(), texts(number, files)
        if number % 2:
            with serving(data) as served:
                this.ready = served.ready
                names = killed_upload(served, given, f"{number:03}", chosen)
        else:
            source = folder / "texts" / f"{number:03}"
            source.mkdir(parents=True)
            for name, text in given.items():
                (source / name).write_text(text, encoding="utf-8")
            names = killed_index(data, source, chosen)
        this.told = {document_id: given[name] for document_id, name in names.items()}
        asked = [*this.told, *chosen.sample(sorted(told), min(5, len(told)))]
        told |= this.told
        began, used = time.perf_counter(), time.process_time()
        with closing(create_chatbot(Settings.load(data))) as chatbot:
            chatbot.library.search("marker")
            this.ready = max(this.ready, time.perf_counter() - began)
            this.used = time.process_time() - used
            this.wrong = list(wrong(chatbot.library, told, asked))
        yield this


def wrong(library: Library, told: dict[str, str], asked: list[str]) -> Iterator[str]:
    """Yield what is damaged, missing, half there, or does not answer to its marker."""
    yield from library.faults()
    known = {each.document_id: each for each in library.documents()}
    yield from (f"{each} was told and is not there" for each in told if each not in known)
    yield from (f"{each} has no passages" for each, listed in known.items() if not listed.passages)
    for document_id in asked:
        if document_id in known:
            if library.document(document_id).text.split() != told[document_id].split():
                yield f"{document_id} has another text"
            word = told[document_id].split(".")[0].split()[-1]
            if [hit.passage.document_id for hit in library.search(word, 1)] != [document_id]:
                yield f"{document_id} does not answer to {word}"


def main() -> None:
    """Kill, look and print; end with 1 where anything was lost or half there."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=200)
    asked.add_argument("--files", type=int, default=150)
    asked.add_argument("--seed", type=int, default=4)
    options = asked.parse_args()
    told, slowest, used, faults = [0, 0], 0.0, 0.0, 0
    with tempfile.TemporaryDirectory() as name:
        done = rounds(Path(name), count=options.rounds, files=options.files, seed=options.seed)
        for number, each in enumerate(done):
            told[number % 2] += len(each.told)
            slowest, used, faults = max(slowest, each.ready), max(used, each.used), faults + len(each.wrong)
            for line in each.wrong:
                print(f"round {number}: {line}", flush=True)
    print(
        f"killed {options.rounds} times: {told[0]:,} documents told by quoth index and {told[1]:,} by uploads, "
        f"{faults} faults, ready in {slowest:.2f} s at most, {used:.2f} s of the processor"
    )
    if faults:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
