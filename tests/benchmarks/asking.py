"""How long a question takes on the bundled document: `quoth ask` from a cold start, and `POST /api/ask` on loopback.

    python tests/benchmarks/asking.py

Prints medians beside a peer of the same run: the interpreter that only imports the libraries Quoth stands on, and
a Flask view that answers a constant.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from bot import Settings
from web import create_app
from web.serving import Server

QUESTIONS = (
    "Who is Phil Goff?",
    "Since when have NATO and New Zealand had contacts?",
    "What does ISAF stand for?",
    "Where does New Zealand lead a team?",
    "When was the Bucharest Summit?",
    "How do I bake bread?",
)


def timed(action: Callable[[], object], *, times: int) -> list[float]:
    """Return how many milliseconds each call took."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def cold(data: Path) -> None:
    """Print what a process takes that answers one question, and one that only imports the libraries."""
    ask = [sys.executable, "-m", "web", "ask", QUESTIONS[0], "--data", str(data)]
    peer = [sys.executable, "-c", "import nltk.stem.snowball, sqlalchemy, numpy, pydantic_settings, rapidfuzz"]
    subprocess.run(ask, check=True, capture_output=True)
    ours, theirs = [], []
    for _ in range(7):
        ours += timed(lambda: subprocess.run(ask, check=True, capture_output=True), times=1)
        theirs += timed(lambda: subprocess.run(peer, check=True, capture_output=True), times=1)
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"quoth ask, cold start   {a:7.0f} ms   importing its libraries {b:7.0f} ms   ratio {a / b:.2f}")


def warm(data: Path) -> None:
    """Print what a request takes, and one to a view that answers a constant."""
    app = create_app(Settings.load(data))
    app.add_url_rule("/constant", view_func=lambda: {"answer": "constant"})
    server = Server(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    connection = HTTPConnection(urlsplit(server.url).netloc)

    def request(method: str, path: str, body: str | None = None) -> None:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        assert response.status == 200, response.status

    bodies = [json.dumps({"question": question}) for question in QUESTIONS]
    ours: list[float] = []
    theirs: list[float] = []
    for turn in range(60):
        taken = [timed(lambda body=body: request("POST", "/api/ask", body), times=1)[0] for body in bodies]
        ours += taken if turn >= 10 else []
        theirs += timed(lambda: request("GET", "/constant"), times=len(bodies))
    connection.close()
    server.stop()
    thread.join()
    ours.sort()
    a, b = statistics.median(ours), statistics.median(theirs)
    late = ours[int(len(ours) * 0.95)]
    print(f"POST /api/ask   p50 {a:.2f} ms   p95 {late:.2f} ms   a constant {b:.2f} ms   ratio {a / b:.1f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        cold(Path(folder))
        warm(Path(folder))
