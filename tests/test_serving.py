"""The server process: where it listens, how it stops, what it says when it cannot."""

import gc
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
from flask import Flask
from server_processes import assert_refused

from web import limits
from web.serving import MOST_WAITING, CannotListen, Lanes, Server, prepare


def slow_app(seconds=0.0):
    app = Flask("slow")

    @app.get("/")
    def index():
        time.sleep(seconds)
        return "done"

    return app


@pytest.fixture
def running():
    """Start servers in threads; all of them are stopped at the end."""
    started = []

    def start(app, host="127.0.0.1"):
        server = Server(app, host, 0)
        thread = threading.Thread(target=server.run)
        thread.start()
        started.append((server, thread))
        return server, thread

    yield start
    for server, thread in started:
        server.stop()
        thread.join(15)


def can_use_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as tried:
            tried.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_a_server_answers_at_its_url_until_it_is_stopped(running):
    server, thread = running(slow_app())
    assert urlopen(server.url).read() == b"done"
    server.stop()
    thread.join(5)
    assert not thread.is_alive()
    with pytest.raises(OSError, match="refused"):
        urlopen(server.url)


@pytest.mark.skipif(not can_use_ipv6(), reason="this machine has no IPv6")
def test_an_ipv6_address_is_written_in_brackets(running):
    server, _ = running(slow_app(), "::1")
    assert server.url.startswith("http://[::1]:")
    assert urlopen(server.url).read() == b"done"


def test_every_address_is_reached_at_the_local_one(running):
    server, _ = running(slow_app(), "0.0.0.0")
    assert server.url.startswith("http://127.0.0.1:")


def test_a_request_that_was_received_is_answered_before_the_server_ends(running):
    server, thread = running(slow_app(0.5))
    got = []
    asking = threading.Thread(target=lambda: got.append(urlopen(server.url).read()))
    asking.start()
    time.sleep(0.2)
    server.stop()
    asking.join(5)
    thread.join(5)
    assert got == [b"done"]
    assert not thread.is_alive()


class Asking(threading.Thread):
    """A client that asks one question after the other on one connection, until nobody accepts it any more."""

    def __init__(self, address):
        super().__init__()
        self.address, self.answered, self.lost = address, 0, []

    def run(self):
        connection = None
        while True:
            if connection is None:
                connection = http.client.HTTPConnection(*self.address, timeout=10)
                try:
                    connection.connect()
                except OSError:
                    return
            try:
                connection.request("GET", "/")
                response = connection.getresponse()
                assert response.read() == b"done"
                self.answered += 1
            except (OSError, http.client.HTTPException) as error:
                self.lost.append(repr(error))
                return
            if response.getheader("Connection") == "close":
                connection = None


@pytest.mark.parametrize("attempt", range(int(os.environ.get("QUOTH_STOPS", "3"))))
def test_under_load_no_request_that_was_received_is_lost(running, attempt):
    server, thread = running(slow_app(0.003))
    host, port = server.url.split("/")[2].split(":")
    clients = [Asking((host, int(port))) for _ in range(16)]
    for client in clients:
        client.start()
    time.sleep(0.2 + attempt % 20 / 97)
    server.stop()
    for client in clients:
        client.join(10)
    thread.join(10)
    assert not thread.is_alive()
    assert all(client.answered for client in clients)
    assert [client.lost for client in clients if client.lost] == []


def test_whoever_waits_to_be_accepted_is_answered(running):
    server, _thread = running(slow_app(0.2))
    host, port = server.url.split("/")[2].split(":")
    waiting = [socket.create_connection((host, int(port))) for _ in range(30)]
    for each in waiting:
        each.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    server.stop()
    for each in waiting:
        each.settimeout(10)
        assert each.recv(1000).startswith(b"HTTP/1.1 200")
        each.close()


def test_of_many_who_come_at_once_nobody_waits_for_those_before_to_be_looked_at():
    server = Server(slow_app(), "127.0.0.1", 0)
    host, port = server.url.split("/")[2].split(":")
    clients = [socket.create_connection((host, int(port))) for _ in range(50)]
    server._turn(timeout=20)
    assert len(server._channels()) == 50
    for each in clients:
        each.close()
    server.stop()
    server.run()


def test_who_comes_too_late_is_told_at_once_and_the_health_goes_before_all(running):
    app = slow_app(0.04)
    app.add_url_rule("/api/health", "health", lambda: "alive")
    limits.shed(app)
    server, _ = running(app)
    host, port = server.url.split("/")[2].split(":")

    def sent(path):
        connection = socket.create_connection((host, int(port)), timeout=20)
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        return connection

    waiting = [sent("/") for _ in range(MOST_WAITING + 100)]
    begun = time.monotonic()
    health = sent("/api/health")
    assert health.recv(1000).startswith(b"HTTP/1.1 200")
    waited = time.monotonic() - begun
    replies = [b"".join(iter(lambda each=each: each.recv(1000), b"")) for each in waiting]
    assert waited < (time.monotonic() - begun) / 2
    late = [reply for reply in replies if reply.startswith(b"HTTP/1.1 503")]
    assert len(replies) - len(late) >= MOST_WAITING
    assert late
    assert all(b"\r\nRetry-After: 1\r\n" in reply for reply in late)
    for each in [health, *waiting]:
        each.close()


class Waiting:
    """A request as the lanes have it."""

    def __init__(self, path="/", until=None):
        self.requests = [SimpleNamespace(path=path, headers={})]
        self.served, self._until = threading.Event(), until

    def service(self):
        if self._until:
            self._until.wait(20)
        self.served.set()

    @property
    def is_late(self):
        return bool(self.requests[0].headers)


def test_who_is_told_to_come_again_takes_no_place_from_those_who_are_answered():
    end, lanes = threading.Event(), Lanes(1)
    busy = Waiting(until=end)
    lanes.add_task(busy)
    while lanes.queue:
        time.sleep(0.001)
    waiting = [Waiting() for _ in range(MOST_WAITING)]
    late = [Waiting() for _ in range(2 * MOST_WAITING)]
    health = Waiting("/api/health")
    for each in [*waiting, *late, health]:
        lanes.add_task(each)
    assert all(each.served.wait(20) and each.is_late for each in late)
    assert health.served.wait(20)
    assert not any(each.served.is_set() for each in [busy, *waiting])
    end.set()
    assert all(each.served.wait(20) for each in waiting)
    again = Waiting()
    lanes.add_task(again)
    assert again.served.wait(20)
    assert not any(each.is_late for each in [health, again, *waiting])
    assert lanes.shutdown()


def test_what_is_loaded_is_left_out_of_full_collections():
    before = gc.get_freeze_count()
    prepare()
    assert gc.get_freeze_count() > before
    gc.unfreeze()


def test_an_idle_connection_does_not_keep_the_server(running):
    server, thread = running(slow_app())
    idle = http.client.HTTPConnection(server.url.split("/")[2])
    idle.request("GET", "/")
    idle.getresponse().read()
    server.stop()
    thread.join(3)
    assert not thread.is_alive()
    idle.close()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"no request\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 300_000 + b"\r\n\r\n", 431),
    ],
)
def test_what_is_no_request_is_refused_with_the_headers_of_every_response(running, sent, status):
    server, _ = running(slow_app())
    assert_refused(server.url, sent, status)


def test_the_server_does_not_name_itself(running):
    server, _ = running(slow_app())
    with urlopen(server.url) as response:
        assert "Server" not in response.headers


def test_a_port_in_use_is_told_with_the_remedy():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"port {port} is in use; .*quoth serve --port {port + 1}"):
            Server(slow_app(), "127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_an_address_of_another_machine_is_told_with_the_remedy(host):
    with pytest.raises(CannotListen, match=r"try --host 127\.0\.0\.1"):
        Server(slow_app(), host, 0)


def quoth_serve(tmp_path, *options):
    return subprocess.Popen(
        [sys.executable, "-m", "web.cli", "serve", "--data", str(tmp_path), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGTERM)])
def test_the_command_says_where_it_serves_and_ends_well_when_told_to(tmp_path, number):
    process = quoth_serve(tmp_path, "--port", "0")
    try:
        said = process.stdout.readline()
        url = said.split()[3]
        assert "Quoth" in urlopen(url).read().decode()
        process.send_signal(number)
        assert process.wait(10) == 0
        assert "Traceback" not in process.stderr.read()
    finally:
        process.kill()
        process.communicate()


def test_the_command_fails_in_one_line_when_the_port_is_in_use(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = quoth_serve(tmp_path, "--port", str(taken.getsockname()[1]))
        _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said.count("\n") == 1
    assert "is in use" in said
