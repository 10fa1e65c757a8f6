"""A Quoth that serves in a process of its own, and what a server says to what is no request."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

from web.security import HEADERS


@contextmanager
def serving(data, *options, files=None, **environment):
    """Serve a data directory on a free port; give the process, which may open so many `files`, and its address."""
    command = [sys.executable, "-m", "web.cli", "serve", "--port", "0", "--data", str(data), *options]
    if files:
        command = ["bash", "-c", f'ulimit -n {files}; exec "$0" "$@"', *command]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}
    )
    try:
        yield process, process.stdout.readline().split()[3]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=40)


def assert_refused(url, sent, status):
    """Send what is no request; it is refused in the shape of every error, with the headers of every response."""
    with socket.create_connection(urlsplit(url).netloc.split(":"), timeout=20) as connection:
        connection.sendall(sent)
        response = http.client.HTTPResponse(connection)
        response.begin()
        problem = json.load(response)
    assert (response.status, problem["status"]) == (status, status)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert problem["request_id"] == response.headers["X-Request-ID"]
