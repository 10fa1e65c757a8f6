"""Errors in one shape for programs and one for people; the headers of every response; other sites."""

import pytest

from knowledge import LibraryUnavailable
from web import create_app
from web.security import HEADERS


class Failing:
    """A chatbot whose every use fails with one error."""

    def __init__(self, error):
        self._error = error

    def __getattr__(self, name):
        raise self._error


def failing_client(error):
    return create_app(chatbot=Failing(error)).test_client()


def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_programs(client):
    page, problem = client.get("/nothing"), client.get("/api/nothing")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "There is nothing at /nothing" in page.text
    assert 'href="/"' in page.text
    assert (problem.status_code, problem.mimetype) == (404, "application/problem+json")
    assert problem.get_json(force=True) | {"request_id": ""} == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is nothing at /api/nothing",
        "request_id": "",
    }


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/documents/", "/documents"),
        ("/documents/?q=a%20b&tag=%C3%BC", "/documents?q=a%20b&tag=%C3%BC"),
        ("/documents/a%20b%3F%22/", "/documents/a%20b%3F%22"),
        ("/conversations//", "/conversations"),
        ("/api/docs/", "/api/docs"),
    ],
)
def test_a_slash_at_the_end_of_an_address_leads_to_the_one_without(client, path, there):
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (308, there)


def test_what_no_query_may_hold_is_escaped_on_the_way(client):
    response = client.get("/documents/", environ_overrides={"QUERY_STRING": "q=\xff<\t"})
    assert response.headers["Location"] == "/documents?q=%FF%3C%09"


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/ask/", "//example.org/", "//example.org//documents/", "/documents/x/y/"]
)
def test_a_slash_at_the_end_of_an_address_leads_nowhere_where_there_is_nothing(client, path):
    response = client.get("/", environ_overrides={"PATH_INFO": path})
    assert response.status_code == 404
    assert "Location" not in response.headers


def test_what_is_sent_to_an_address_with_a_slash_is_sent_on(client):
    response = client.post("/api/ask/", json={"question": "Who is Phil Goff?"}, follow_redirects=True)
    assert response.get_json()["kind"] == "answer"


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/nothing/", "/api//nothing", "/api/documents/a/b/c", "/api?x=1"]
)
def test_whatever_is_not_there_below_the_api_is_a_problem(client, path):
    response = client.get(path, follow_redirects=True)
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_a_wrong_method_is_405_and_names_the_right_ones(client):
    problem = client.get("/api/ask")
    assert problem.status_code == 405
    assert "POST" in problem.headers["Allow"]
    assert "OPTIONS, POST, not GET" in problem.get_json(force=True)["detail"]
    assert client.delete("/documents").status_code == 405


@pytest.mark.parametrize(
    ("method", "path", "headline"),
    [
        ("GET", "/nowhere", "Das ist nicht hier"),
        ("GET", "/documents?offset=x", "Das wird nicht angenommen"),
        ("DELETE", "/documents", "Das wird nicht angenommen"),
        ("POST", "/documents/gone/undo", "Das geht nicht mehr"),
    ],
)
def test_the_headline_of_an_error_is_in_the_language_of_the_page(client, method, path, headline):
    page = client.open(path, method=method, headers={"Accept-Language": "de"}).text
    assert f"<h1>{headline}</h1>" in page


def test_the_page_s_own_script_reads_problems_as_json(client):
    response = client.post("/ask", data={"question": " "}, headers={"X-Requested-With": "fetch"})
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"query": "Who?"}, 400),
        ({"question": " "}, 422),
        ({"question": "a\0b"}, 422),
        ({"question": "x" * 4001}, 413),
        ({"question": "x" * 70_000}, 413),
        ({"question": "Who?", "conversation_id": "nobody"}, 404),
    ],
)
def test_a_refused_form_is_answered_with_a_page(client, form, status):
    response = client.post("/ask", data=form)
    assert (response.status_code, response.mimetype) == (status, "text/html")
    assert "<h1>" in response.text


def test_a_question_that_is_no_form_is_415(client):
    assert client.post("/ask", json={"question": "Who?"}).status_code == 415


@pytest.mark.parametrize("path", ["/conversations/nobody", "/conversations/%00", "/documents/nothing"])
def test_a_page_of_something_unknown_is_404(client, path):
    assert client.get(path).status_code == 404


def test_what_an_address_holds_is_shown_as_text(client):
    page = client.get("/documents/<script>alert(1)</script>").text
    assert "<script>alert" not in page


@pytest.mark.parametrize("path", ["/", "/api/ready", "/documents", "/api/documents"])
def test_a_fault_is_500_without_a_traceback(path, caplog):
    response = failing_client(RuntimeError("secret detail")).get(path)
    assert response.status_code == 500
    assert "Traceback" not in response.text
    assert "secret" not in response.text
    assert "secret detail" in caplog.text


def test_a_library_that_cannot_be_read_is_503_and_alive(caplog):
    client = failing_client(LibraryUnavailable("/home/me/quoth.db is locked"))
    for path in ("/", "/api/ready"):
        response = client.get(path)
        assert response.status_code == 503
        assert "/home/me" not in response.text
    assert "/home/me/quoth.db is locked" in caplog.text
    assert client.get("/api/health").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/documents", "/nothing", "/ask", "/api/health", "/api/nothing", "/s/quoth.css", "/s/no"],
)
def test_every_response_has_the_security_headers(client, path):
    headers = client.get(path.replace("/s/", f"{client.application.static_url_path}/")).headers
    assert HEADERS.items() <= dict(headers).items()


def test_the_content_security_policy_allows_nothing_inline():
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "*" not in policy


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
def test_what_another_site_posts_is_refused(client, headers):
    assert client.post("/ask", data={"question": "Who is Phil Goff?"}, headers=headers).status_code == 403
    response = client.post("/api/ask", json={"question": "Who is Phil Goff?"}, headers=headers)
    assert (response.status_code, response.mimetype) == (403, "application/problem+json")


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}],
)
def test_our_own_page_and_programs_may_post(client, headers):
    assert client.post("/ask", data={"question": "Who is Phil Goff?"}, headers=headers).status_code == 303


def test_another_site_may_link_here(client):
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
