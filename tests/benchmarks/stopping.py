"""`quoth serve` told to stop under load, many times over: what it received it answered, and what it answered it kept.

    python tests/benchmarks/stopping.py [--times 20] [--clients 16]

Prints, for one process and for two workers, how many questions were answered and which were lost.
"""

import argparse
import http.client
import itertools
import json
import random
import signal
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from load import QUESTIONS, stored
from served import serving

from bot.evaluation import read_questions


class Clients:
    """Threads that ask, each question on a connection of its own, until nobody listens any more."""

    def __init__(self, url: str, questions: list[str], number: int) -> None:
        """Ask at an address; `number` makes the questions of this time others than those of the last."""
        self._host, self._questions, self._number = urlsplit(url).netloc, questions, number
        self._next = itertools.count()
        self.answered: list[str] = []
        self.lost: list[str] = []

    def run(self, clients: int) -> list[threading.Thread]:
        """Begin to ask."""
        threads = [threading.Thread(target=self._ask) for _ in range(clients)]
        for each in threads:
            each.start()
        return threads

    def _ask(self) -> None:
        for n in self._next:
            question = f"{self._questions[n % len(self._questions)]} ({self._number}-{n})"
            connection = http.client.HTTPConnection(self._host, timeout=60)
            try:
                connection.connect()
                body = json.dumps({"question": question})
                connection.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
            except OSError:
                return  # nobody listens
            try:
                response = connection.getresponse()
                response.read()
            except (OSError, http.client.HTTPException) as error:
                # Where it is reset the system had accepted it, and no process received it.
                if isinstance(error, http.client.RemoteDisconnected) or not isinstance(error, ConnectionResetError):
                    self.lost.append(f"{question}: {error!r}")
                return
            finally:
                connection.close()
            if response.status == 200:
                self.answered.append(question)
            elif response.status != 503:
                self.lost.append(f"{question}: {response.status}")


def stopped(folder: Path, questions: list[str], *, times: int, clients: int, workers: int) -> int:
    """Print what became of the questions; return how many were lost."""
    chosen = random.Random(6)
    answered, lost = set[str](), list[str]()
    for number in range(times):
        with serving(folder, QUOTH_WORKERS=str(workers)) as served:
            asking = Clients(served.url, questions, number)
            threads = asking.run(clients)
            while not asking.answered:
                time.sleep(0.05)
            time.sleep(chosen.uniform(0, 2))
            served.process.send_signal(signal.SIGTERM)
            for each in threads:
                each.join()
            if code := served.process.wait(60):
                lost.append(f"it ended with {code}")
        answered.update(asking.answered)
        lost += asking.lost
    kept = set(stored(folder))
    lost += [f"{each}: kept and not answered" for each in kept - answered]
    lost += [f"{each}: answered and not kept" for each in answered - kept]
    print(*lost, sep="\n", end="\n" if lost else "")
    print(f"stopped {times} times, {workers} at work: {len(answered):,} answered, {len(lost)} lost")
    return len(lost)


def main() -> None:
    """Measure and print; end with 1 where anything was lost."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--times", type=int, default=20)
    asked.add_argument("--clients", type=int, default=16)
    given = asked.parse_args()
    questions = [each.question for each in read_questions(QUESTIONS).questions]
    with tempfile.TemporaryDirectory() as name:
        lost = sum(
            stopped(Path(name, str(workers)), questions, times=given.times, clients=given.clients, workers=workers)
            for workers in (1, 2)
        )
    if lost:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
