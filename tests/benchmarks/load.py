"""`quoth serve --workers 2` under load from wrk: answers a second, the slowest, memory, and what too many are told.

    python tests/benchmarks/load.py [--seconds 120] [--only distinct|repeated|overload]

Needs wrk and Linux. Each part serves the bundled document anew and prints one line; the machine's load stands first.
What is computed for an answer says how many a core can give, however busy the machine is.
"""

import argparse
import http.client
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from served import ROOT, serving

from bot.evaluation import read_questions

QUESTIONS = ROOT / "knowledge" / "bundled" / "questions.jsonl"
SCRIPT = Path(__file__).with_suffix(".lua")
CLIENTS = 64
OVERLOAD = 10 * CLIENTS
WARM = 30
"""Seconds after which memory must not grow any more."""


@dataclass
class Told:
    """What load.lua prints: the answers by status, the seconds, the milliseconds of the slow ones, what had none."""

    statuses: dict[str, int]
    seconds: float
    p50: float
    p99: float
    most: float
    lost: int

    def __str__(self) -> str:
        return (
            f"{self.statuses}, lost {self.lost}, p50 {self.p50:.0f} ms, p99 {self.p99:.0f} ms, most {self.most:.0f} ms"
        )


def wrk(url: str, questions: Path, mode: str, *, seconds: int, clients: int = CLIENTS) -> Told:
    """Ask for some seconds; return what became of it."""
    command = ["wrk", "-t2", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPT), f"{url}api/ask"]
    said = subprocess.run([*command, "--", str(questions), mode], check=True, capture_output=True, text=True).stdout
    return Told(**json.loads(next(line for line in said.splitlines() if line.startswith("figures"))[8:]))


def family(process: subprocess.Popen[str]) -> list[int]:
    """Return a process and its workers."""
    return [process.pid, *map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())]


def memory(process: subprocess.Popen[str]) -> float:
    """Return the megabytes that a process and its workers hold, what they share counted once."""
    lines = [line for pid in family(process) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def computed(process: subprocess.Popen[str]) -> float:
    """Return the seconds that a process and its workers have computed: the same however busy the machine is."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in family(process)]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def stored(data: Path) -> list[str]:
    """Return the questions that were kept."""
    with sqlite3.connect(data / "conversations.db") as connection:
        return [question for (question,) in connection.execute("SELECT question FROM turns")]


def asked(folder: Path, questions: Path, mode: str, *, seconds: int) -> None:
    """Print how many questions a second are answered, how late the last of a hundred comes, and what memory does."""
    held: list[tuple[float, float]] = []
    with serving(folder, QUOTH_WORKERS="2") as served:
        wrk(served.url, questions, mode, seconds=10)
        kept, done, begun = len(stored(folder)), threading.Event(), time.monotonic()

        def watch() -> None:
            while not done.wait(1):
                held.append((time.monotonic() - begun, memory(served.process)))

        watching = threading.Thread(target=watch)
        watching.start()
        before = computed(served.process)
        told = wrk(served.url, questions, mode, seconds=seconds)
        took = computed(served.process) - before
        done.set()
        watching.join()
    answered = told.statuses.get("200", 0)
    warm = [megabytes for at, megabytes in held if at >= min(WARM, seconds / 2)]
    print(
        f"{mode}: {answered / told.seconds:.0f} answers/s ({answered:,}, of them kept {len(stored(folder)) - kept:,}), "
        f"{took / answered * 1000:.2f} ms computed each, {told}, "
        f"memory {warm[0]:.0f} MB, at the end {warm[-1]:.0f} ({warm[-1] / warm[0] - 1:+.1%})"
    )


def overloaded(folder: Path, questions: Path, *, seconds: int, workers: int) -> None:
    """Print what ten times the clients are told, and how long the health takes meanwhile."""
    told: list[Told] = []
    waits: list[float] = []
    with serving(folder, QUOTH_WORKERS=str(workers)) as served:
        storm = threading.Thread(
            target=lambda: told.append(wrk(served.url, questions, "distinct", seconds=seconds, clients=OVERLOAD))
        )
        storm.start()
        while storm.is_alive():
            waits.append(health(served.url))
            time.sleep(0.1)
    print(
        f"overload, {workers} at work, {OVERLOAD} clients: {told[0]}; "
        f"health {len(waits)} times, slowest {max(waits) * 1000:.0f} ms"
    )


def health(url: str) -> float:
    """Return the seconds until the server said that it is alive, to somebody new."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request("GET", "/api/health")
    assert connection.getresponse().status == 200
    connection.close()
    return time.monotonic() - begun


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=int, default=120)
    options.add_argument("--only", choices=["distinct", "repeated", "overload"])
    given = options.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed; apt-get install wrk, or your system's way")
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    bodies = [each.question for each in read_questions(QUESTIONS).questions]
    with tempfile.TemporaryDirectory() as name:
        questions = Path(name, "questions")
        questions.write_text("".join(f"{json.dumps(each)}\n" for each in bodies), encoding="utf-8")
        for mode in ("distinct", "repeated"):
            if given.only in (None, mode):
                asked(Path(name, mode), questions, mode, seconds=given.seconds)
        for workers in (1, 2) if given.only in (None, "overload") else ():
            overloaded(Path(name, f"overload{workers}"), questions, seconds=min(20, given.seconds), workers=workers)


if __name__ == "__main__":
    main()
