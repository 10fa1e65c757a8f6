"""A Quoth that serves in a process of its own, for the campaigns: started, asked, sent files, killed."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
_BOUNDARY = "the-boundary-of-a-campaign"


class Served:
    """A server: its process, where it listens, and requests to it."""

    def __init__(self, process: subprocess.Popen[str], url: str, ready: float) -> None:
        """`ready`: the seconds until it listened."""
        self.process, self.url, self.ready = process, url, ready
        self._host = urlsplit(url).netloc

    def request(
        self, method: str, path: str, body: bytes = b"", *, kind: str = "application/json", patience: float = 120
    ) -> tuple[int, bytes]:
        """Return the status and the body of a reply."""
        connection = http.client.HTTPConnection(self._host, timeout=patience)
        try:
            connection.request(method, path, body, {"Content-Type": kind})
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def ask(self, question: str) -> dict[str, object]:
        """Return the reply to a question."""
        status, body = self.request("POST", "/api/ask", json.dumps({"question": question}).encode())
        return json.loads(body) | {"http_status": status}

    def send(self, name: str, content: bytes) -> tuple[int, dict[str, object]]:
        """Send a file; return the status and what is said of it."""
        told = name.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{told}"\r\n\r\n'
        body = head.encode("utf-8", "surrogatepass") + content + f"\r\n--{_BOUNDARY}--\r\n".encode()
        status, said = self.request("POST", "/api/documents", body, kind=f"multipart/form-data; boundary={_BOUNDARY}")
        return status, json.loads(said)

    def memory(self) -> float:
        """Return the megabytes that the process has in memory (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def quoth(*arguments: str | Path, before: tuple[str, ...] = ()) -> list[str]:
    """Return the command that runs this very Quoth."""
    return [*before, sys.executable, "-u", "-m", "web.cli", *map(str, arguments)]


def environment(**more: str) -> dict[str, str]:
    """Return the variables that it runs with."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


@contextmanager
def serving(data: Path, *, before: tuple[str, ...] = (), **variables: str) -> Iterator[Served]:
    """Serve a data directory on a free port until the body ends; `before` is a command that starts the other."""
    began = time.perf_counter()
    command = quoth("serve", "--port", "0", "--data", data, before=before)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment(QUOTH_REQUESTS_A_MINUTE="0", **variables)
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield Served(process, line.split()[3], time.perf_counter() - began)
        finally:
            _end(process.pid if not before else _child_of(process.pid))


def _child_of(pid: int) -> int:
    """Return the process that another one has started (Linux)."""
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()[0])


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)


def end(wrong: Iterable[str]) -> None:
    """Print what was wrong; end with 1 where anything was."""
    said = list(wrong)
    for each in said:
        print(each)
    if said:
        raise SystemExit(1)
