"""Who may do what: this machine alone, with a key, or the chat in public; hosts, sites, limits, proxies."""

import os
import signal
import stat
import sys

import pytest
from click.testing import CliRunner

from bot import BadSettings, Settings
from web import create_app
from web.access import secret_key
from web.cli import cli
from web.keys import Keys

ASK = {"question": "Who is Phil Goff?"}
COMPLETE = {"model": "quoth", "messages": [{"role": "user", "content": "Who is Phil Goff?"}]}


@pytest.fixture
def served(chatbot, tmp_path):
    """Make a client of an application with these settings."""

    def make(**settings):
        app = create_app(Settings.load(data=tmp_path, **settings), chatbot)
        return app.test_client()

    return make


@pytest.fixture
def key(tmp_path):
    return Keys(tmp_path / "keys.db").add("laptop")


class Clock:
    """The time by which requests are counted; it stands still until a test moves it."""

    now = 1_000_000_060.0  # 20 seconds from the end of a minute, as the limiter parts the time

    def time(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    """What counts the requests of a minute has this clock, so that no minute ends between two requests of a test."""
    made = Clock()
    monkeypatch.setattr("web.counting.time", made)
    return made


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


def test_on_this_machine_everything_is_open(served):
    client = served()
    for path in ("/", "/documents", "/api/documents", "/api/search?q=NATO", "/v1/models", "/api/openapi.json"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("settings", [{"host": "0.0.0.0"}, {"host": "192.0.2.1"}, {"proxies": 1}])
def test_where_others_come_from_nothing_is_open_without_a_key(served, key, settings):
    client = served(**settings)
    for path in ("/", "/documents", "/api/documents", "/api/search?q=NATO", "/v1/models", "/api/openapi.json", "/no"):
        assert client.get(path).status_code == 401, path
        assert client.get(path, headers=bearer(key)).status_code == (404 if path == "/no" else 200)
    assert client.post("/api/ask", json=ASK).status_code == 401
    assert client.post("/api/ask", json=ASK, headers=bearer(key)).status_code == 200


def test_without_a_key_only_signing_in_the_style_and_the_health_are_open(served):
    client = served(host="0.0.0.0")
    for path in ("/sign-in", f"{client.application.static_url_path}/quoth.css", "/api/health"):
        assert client.get(path).status_code == 200


def test_who_must_sign_in_is_offered_nothing_else(served, key):
    client = served(host="0.0.0.0")
    page = client.get("/").text
    assert "Bearer" not in page
    assert "may have been revoked" in client.post("/sign-in", data={"key": "wrong"}).text
    assert "Search conversations" not in page
    assert "/documents" not in page
    client.post("/sign-in", data={"key": key})
    assert "Search conversations" in client.get("/").text


def test_a_refusal_says_how_to_get_in(served):
    client = served(host="0.0.0.0")
    problem = client.get("/api/documents")
    assert problem.mimetype == "application/problem+json"
    assert problem.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Authorization: Bearer KEY" in problem.get_json(force=True)["detail"]
    fault = client.get("/v1/models").get_json()["error"]
    assert (fault["type"], fault["code"]) == ("authentication_error", "invalid_api_key")
    assert 'name="key"' in client.get("/").text


def test_in_public_the_chat_is_open_and_all_else_takes_a_key(served, key):
    client = served(host="0.0.0.0", public=True)
    for path in ("/", "/api/health", "/v1/models", "/api/docs"):
        assert client.get(path).status_code == 200
    assert client.post("/api/ask", json=ASK).status_code == 200
    assert client.post("/v1/chat/completions", json=COMPLETE).status_code == 200
    for path in ("/documents", "/api/documents", "/api/search?q=NATO"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers=bearer(key)).status_code == 200


def test_a_revoked_key_opens_nothing_from_then_on(served, key, tmp_path):
    here, there = served(), served(host="0.0.0.0")
    Keys(tmp_path / "keys.db").revoke("laptop")
    for client in (here, there):
        assert client.get("/api/documents", headers=bearer(key)).status_code == 401


def test_on_this_machine_a_client_may_send_anything_as_its_key(served):
    assert served().get("/v1/models", headers=bearer("unused")).status_code == 200


def test_a_person_signs_in_once_and_out_again(served, key):
    client = served(host="0.0.0.0")
    assert client.post("/sign-in", data={"key": "wrong"}).status_code == 401
    signed = client.post("/sign-in", data={"key": f" {key}\n"})
    assert (signed.status_code, signed.headers["Location"]) == (303, "/")
    cookie = signed.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires=" in cookie  # a browser that is closed stays signed in
    assert client.get("/documents").status_code == 200
    client.post("/sign-out")
    assert client.get("/documents").status_code == 401


def test_who_signed_in_is_out_when_the_key_is_revoked(served, key, tmp_path):
    client = served(host="0.0.0.0")
    client.post("/sign-in", data={"key": key})
    Keys(tmp_path / "keys.db").revoke("laptop")
    assert client.get("/documents").status_code == 401


def test_a_cookie_of_another_secret_opens_nothing(served, key, tmp_path):
    client = served(host="0.0.0.0")
    client.post("/sign-in", data={"key": key})
    (tmp_path / "secret.key").unlink()
    other = served(host="0.0.0.0")
    other.set_cookie("quoth_session", client.get_cookie("quoth_session").value)
    assert other.get("/documents").status_code == 401


def test_over_https_the_cookie_is_for_https_alone(served, key):
    signed = served(host="0.0.0.0").post("/sign-in", data={"key": key}, base_url="https://127.0.0.1/")
    assert "Secure" in signed.headers["Set-Cookie"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_the_secret_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "secret.key"
    made = secret_key(path)
    path.chmod(0o644)
    assert secret_key(path) == made
    assert len(made) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_that_was_cut_off_is_told_with_the_remedy(tmp_path):
    (tmp_path / "secret.key").write_text("short")
    with pytest.raises(BadSettings, match=r"secret\.key does not hold a secret key; remove it"):
        secret_key(tmp_path / "secret.key")


def test_a_conversation_belongs_to_the_key_it_was_begun_with(served, key, tmp_path):
    client, other = served(host="0.0.0.0", public=True), Keys(tmp_path / "keys.db").add("phone")
    begun = client.post("/api/ask", json=ASK, headers=bearer(key)).get_json()["conversation_id"]
    again = {**ASK, "conversation_id": begun}
    assert client.post("/api/ask", json=again, headers=bearer(key)).status_code == 200
    signed = served(host="0.0.0.0")
    signed.post("/sign-in", data={"key": key})
    assert signed.get(f"/conversations/{begun}").status_code == 200
    for headers in (bearer(other), {}):
        assert client.post("/api/ask", json=again, headers=headers).status_code == 404
        assert client.get(f"/conversations/{begun}", headers=headers).status_code == 404


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
def test_a_secret_that_has_no_room_leaves_nothing_that_keeps_the_next_start_from_serving(tmp_path):
    import resource

    path = tmp_path / "secret.key"
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        with pytest.raises(BadSettings, match=r"secret\.key cannot be used: File too large"):
            secret_key(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert secret_key(path) == path.read_text(encoding="ascii")


def test_without_settings_every_application_has_a_secret_of_its_own(chatbot):
    assert create_app(chatbot=chatbot).secret_key != create_app(chatbot=chatbot).secret_key


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "quoth.localhost"])
def test_this_machine_s_names_are_known(served, host):
    assert served().get("/api/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "notlocalhost", "[::1",
        "127.0.0.1@evil.example", "a b", "<script>", "",
    ],
)  # fmt: skip
def test_a_name_that_was_made_to_point_here_is_refused(served, host):
    for path in ("/api/documents", "/"):
        response = served().get(path, environ_overrides={"HTTP_HOST": host})
        assert response.status_code == 400
        assert "NATO" not in response.text
        assert "<script>" not in response.text


def test_the_names_that_are_set_are_known_and_no_others(served, key):
    client = served(host="0.0.0.0", trusted_hosts="Quoth.Example, .team.example")
    for host, status in (
        ("quoth.example", 200), ("a.team.example:80", 200), ("team.example", 200), ("a.quoth.example", 400),
        ("xteam.example", 400), ("192.0.2.7:8000", 200),
    ):  # fmt: skip
        assert client.get("/api/documents", headers={"Host": host, **bearer(key)}).status_code == status, host


def test_so_many_requests_a_minute_and_no_more(served, clock):
    client = served(requests_a_minute=5)
    replies = [client.post("/api/ask", json=ASK) for _ in range(6)]
    assert [each.status_code for each in replies] == [200] * 5 + [429]
    assert ["Retry-After" in each.headers for each in replies] == [False] * 5 + [True]
    refused = client.get("/api/documents")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "at most 5 requests a minute" in refused.get_json(force=True)["detail"]
    assert client.get("/v1/models").get_json()["error"]["code"] == "rate_limit_exceeded"
    assert "X-Should-Retry" not in client.get("/v1/models").headers
    assert client.get("/api/health").status_code == 200
    assert client.get(f"{client.application.static_url_path}/quoth.css").status_code == 200


def test_where_others_can_ask_300_requests_a_minute_are_usual(served, clock):
    client = served(public=True)
    seen = [client.get("/api/ready").status_code for _ in range(301)]
    assert seen == [200] * 300 + [429]


def test_only_who_asked_too_much_is_told_when_to_come_again(served, clock):
    client = served(requests_a_minute=5, public=True)
    for refused in (client.get("/api/conversations/none"), client.get("/api/documents"), client.post("/api/ask")):
        assert refused.status_code in (401, 404, 415)
        assert "Retry-After" not in refused.headers


def test_a_key_is_counted_apart_from_others_at_its_address(served, key, clock):
    client = served(requests_a_minute=2, public=True)
    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/", headers=bearer(key)).status_code == 200


@pytest.mark.parametrize("path", ["/api/documents", "/no"])
def test_who_is_refused_is_counted_too(served, clock, path):
    client = served(host="0.0.0.0", requests_a_minute=5)
    for headers in (bearer("guessed"), {}):
        address = {"REMOTE_ADDR": f"192.0.2.{len(headers)}"}
        seen = [client.get(path, headers=headers, environ_overrides=address).status_code for _ in range(7)]
        assert seen == [401] * 5 + [429] * 2
    assert client.get("/api/health").status_code == 200


def test_who_asked_too_often_may_ask_again_as_the_minute_passes(served, clock):
    client = served(requests_a_minute=2)
    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 429]
    clock.now += 30  # in a new minute, of which the last one's requests still count five sixths
    assert [client.get("/").status_code for _ in range(2)] == [200, 429]
    clock.now += 120
    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 429]


def test_addresses_are_counted_apart_but_not_by_what_a_request_claims(served, clock):
    client = served(requests_a_minute=1)
    assert client.get("/").status_code == 200
    assert client.get("/", headers={"X-Forwarded-For": "192.0.2.9"}).status_code == 429
    assert client.get("/", environ_overrides={"REMOTE_ADDR": "192.0.2.9"}).status_code == 200


def test_on_this_machine_there_is_no_limit_unless_one_is_set(served):
    client = served()
    assert {client.get("/api/ready").status_code for _ in range(400)} == {200}


def test_a_proxy_that_is_set_is_believed(served, key):
    client = served(proxies=1, trusted_hosts="quoth.example")
    headers = {
        "X-Forwarded-For": "192.0.2.9", "X-Forwarded-Host": "quoth.example", "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/ask",
    }  # fmt: skip
    signed = client.post("/sign-in", data={"key": key}, headers=headers)
    assert signed.headers["Location"] == "/ask/"
    assert "Secure" in signed.headers["Set-Cookie"]
    assert "Path=/ask" in signed.headers["Set-Cookie"]
    style = f'href="/ask{client.application.static_url_path}/quoth.css"'
    assert style in client.get("/", headers={**headers, **bearer(key)}).text
    assert client.get("/", headers={**headers, "X-Forwarded-Host": "evil.example"}).status_code == 400


def serve(tmp_path, *options, **environment):
    return CliRunner().invoke(cli, ["serve", "--data", str(tmp_path), *options], env=environment)


def test_serving_others_without_a_key_is_refused_with_both_remedies(tmp_path):
    result = serve(tmp_path, "--host", "0.0.0.0")
    assert result.exit_code == 1
    assert "quoth keys add NAME" in result.stderr
    assert "--public" in result.stderr
    assert result.stderr.count("\n") == 1


def test_debug_mode_does_not_serve_others(tmp_path):
    result = serve(tmp_path, "--host", "0.0.0.0", "--public", FLASK_DEBUG="1")
    assert result.exit_code == 1
    assert "debug mode does not serve 0.0.0.0" in result.stderr
