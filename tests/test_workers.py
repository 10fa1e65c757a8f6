"""Several processes on one address behave as one: conversations, figures, and the end."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from server_processes import assert_refused, serving

CHUNKED = (
    b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
)
TWO = ("--workers", "2")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Two workers over the bundled document: the process and its address."""
    with serving(tmp_path_factory.mktemp("data"), *TWO) as started:
        yield started


def ask(url, question, conversation_id=None):
    body = json.dumps({"question": question, "conversation_id": conversation_id}).encode()
    request = Request(f"{url}api/ask", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=20) as response:
        return json.load(response)


def test_a_conversation_goes_on_whichever_process_answers(served):
    _, url = served
    begun = ask(url, "Who is Phil Goff?")
    for _ in range(12):  # each on a connection of its own, which either process may accept
        assert ask(url, "Whom did he meet?", begun["conversation_id"])["query"] != "Whom did he meet?"
    figures = urlopen(f"{url}metrics").read().decode()
    assert 'quoth_requests_total{method="POST",route="api.ask",status="200"} 13.0' in figures


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_worker_that_ends_takes_nothing_from_the_others(served):
    process, url = served

    def workers():
        return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()

    ask(url, "Hello")
    before = workers()
    os.kill(int(before[0]), signal.SIGTERM)
    while before[0] in workers() or len(workers()) < 2:
        time.sleep(0.05)
    for _ in range(12):
        assert ask(url, "Who is Phil Goff?")["kind"] == "answer"
    assert b"quoth_replies_total" in urlopen(f"{url}metrics").read()


def test_who_sends_half_a_request_keeps_nobody_waiting(served):
    _, url = served
    half = [
        socket.create_connection(urlsplit(url).netloc.split(":")) for _ in range(100)
    ]  # more than there are threads
    for each in half:
        each.sendall(b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
    assert ask(url, "Who is Phil Goff?")["kind"] == "answer"
    for each in half:
        each.close()


@pytest.mark.parametrize("options", [(), TWO])
def test_more_clients_than_files_may_be_opened_end_nothing_and_fill_no_log(tmp_path, options):
    with serving(tmp_path, *options, files=64) as (process, url):
        half = [socket.create_connection(urlsplit(url).netloc.split(":")) for _ in range(150)]
        for each in half:
            each.sendall(b"GET /api/health HTTP/1.1\r\nHost: local")
        time.sleep(1)
        for each in half:
            each.close()
        assert ask(url, "Who is Phil Goff?")["kind"] == "answer"
        process.send_signal(signal.SIGTERM)
        said = process.stderr.read()
    assert "Traceback" not in said
    assert "exited" not in said
    assert len(said) < 20_000


def test_a_folder_in_memory_that_cannot_be_written_is_not_used(tmp_path, monkeypatch):
    from bot import Settings
    from web import workers

    (tmp_path / "memory").mkdir(mode=0o500)
    if os.access(tmp_path / "memory", os.W_OK):
        pytest.skip("this account may write everywhere")
    monkeypatch.setattr(workers, "_MEMORY", str(tmp_path / "memory"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert workers._options(Settings.load(tmp_path), listening)["worker_tmp_dir"] is None


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_server_opens_more_files_than_it_begins_with_where_it_may():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (256, 2000));"
        "from web.serving import connections; print(connections(), resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "1000 1200\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"no request\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", 400),
        (b"GET /api/search?q=" + b"x" * 10_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 9_000 + b"\r\n\r\n", 431),
        (CHUNKED + b"zz\r\n0\r\n\r\n", 400),
        (CHUNKED + b"10001\r\n" + b" " * 0x10001 + b"\r\n0\r\n\r\n", 413),
    ],
)
def test_what_is_no_request_is_refused_in_the_shape_of_every_error(served, sent, status):
    _, url = served
    assert_refused(url, sent, status)


def test_a_question_as_long_as_may_be_is_searched_for(served):
    _, url = served
    assert json.load(urlopen(f"{url}api/search?q=NATO{'+x' * 1998}"))["hits"]


def sent(url, request, *, count):
    """Send a whole request on each of so many connections; return the connections."""
    made = [socket.create_connection(urlsplit(url).netloc.split(":"), timeout=20) for _ in range(count)]
    for each in made:
        each.sendall(request)
    return made


def test_who_does_not_hang_up_keeps_nobody_waiting(served):
    _, url = served
    begun = time.monotonic()
    for _ in range(10):
        [stays] = sent(url, b"GET /api/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", count=1)
        assert b"".join(iter(lambda connection=stays: connection.recv(4000), b"")).startswith(b"HTTP/1.1 200")
    assert time.monotonic() - begun < 15  # gunicorn waits 2 seconds for each, 20 for all
    stays.close()


def test_who_connected_and_asked_before_they_were_told_to_stop_is_answered(tmp_path):
    body = b'{"question": "Who is Phil Goff?"}'
    head = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    with serving(tmp_path, *TWO) as (process, url):
        connections = sent(url, head % len(body) + body, count=60)
        process.send_signal(signal.SIGTERM)
        replies = []
        for each in connections:
            replies.append(each.recv(100))
            each.close()
        assert process.wait(20) == 0
    assert {reply[:12] for reply in replies} == {b"HTTP/1.1 200"}


def statuses(url, requests, *, connections, address):
    """Return the statuses of requests of this address that come by so many connections which are kept alive."""
    kept = [http.client.HTTPConnection(urlsplit(url).netloc, timeout=20) for _ in range(connections)]
    seen = []
    for number in range(requests):
        connection = kept[number % connections]
        connection.request("GET", "/api/ready", headers={"X-Forwarded-For": address})
        response = connection.getresponse()
        response.read()
        seen.append(response.status)
    for each in kept:
        each.close()
    return seen


def test_the_requests_of_a_minute_are_counted_by_all_together(tmp_path):
    with serving(tmp_path, *TWO, "--public", QUOTH_REQUESTS_A_MINUTE="40", QUOTH_PROXIES="1") as (_, url):
        for connections in (1, 6, 12):
            seen = statuses(url, 100, connections=connections, address=f"192.0.2.{connections}")
            assert seen[:40] == [200] * 40
            assert set(seen) == {200, 429}
            assert seen.count(429) > 30  # of 60: those before a minute ends count less as the next one passes


def test_told_to_stop_under_load_they_answer_what_they_received_and_end_well(served):
    process, url = served
    lost, answered = [], []
    silent = [socket.create_connection(urlsplit(url).netloc.split(":")) for _ in range(4)]  # keep nobody waiting

    def keep_asking():
        while True:
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
            try:
                connection.connect()
            except OSError:
                return
            try:
                connection.request("GET", "/api/search?q=NATO")
                answered.append(connection.getresponse().read())
            except ConnectionResetError:
                return  # accepted by the system alone, and by neither process
            except (OSError, http.client.HTTPException) as error:
                lost.append(repr(error))
                return

    clients = [threading.Thread(target=keep_asking) for _ in range(8)]
    for client in clients:
        client.start()
    while len(answered) < 40:
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    for client in clients:
        client.join(30)
    assert process.wait(25) == 0
    assert lost == []
    assert process.stderr.read() == ""
    for each in silent:
        each.close()


def test_with_workers_every_line_of_the_log_is_json_where_that_is_wished(tmp_path):
    with serving(tmp_path, *TWO, "--log", "json") as (process, url):
        ask(url, "Who is Phil Goff?")
        os.kill(int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0]), signal.SIGKILL)
        ask(url, "Who is Phil Goff?")
        process.send_signal(signal.SIGTERM)
        lines = process.communicate(timeout=40)[1].splitlines()
    told = [json.loads(line) for line in lines]
    assert {"quoth.access", "gunicorn.error"} == {each["logger"] for each in told}
