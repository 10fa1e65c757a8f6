"""Documents over HTTP: sent, refused with a reason each, removed, brought back, had back."""

import threading
from io import BytesIO

import pytest
from sqlalchemy import event

from bot import Settings, create_chatbot
from knowledge import bundled_document, document_id
from web import create_app
from web.document_replies import Outcome
from web.uploads import MOST_BYTES, MOST_FILES

CAP = b"The cap of the mayor was bought in Rome."
HAT = b"# Hats\n\nThe hat of the doctor was bought in Oslo."


pytestmark = pytest.mark.usefixtures("empty_library")


def send(client, *files, path="/api/documents"):
    parts = {"file": [(BytesIO(content), name) for name, content in files]}
    return client.post(path, data=parts, content_type="multipart/form-data")


def statuses(reply):
    return [(each["source"], each["status"]) for each in reply.get_json()["documents"]]


def test_a_file_that_was_sent_answers_at_once(client):
    reply = send(client, ("cap.txt", CAP))
    assert reply.status_code == 200
    assert statuses(reply) == [("cap.txt", "added")]
    assert reply.get_json()["total"] == 1
    answer = client.post("/api/ask", json={"question": "Where was the cap of the mayor bought?"}).get_json()
    assert "Rome" in answer["answer"]


def test_every_file_has_its_outcome_in_order(client):
    send(client, ("cap.txt", CAP))
    reply = send(
        client, ("cap.txt", CAP), ("copy.txt", CAP), ("hat.md", HAT), ("bad.txt", b"a\0b"), ("cap.txt", HAT + b"!")
    )
    assert statuses(reply) == [
        ("cap.txt", "unchanged"),
        ("copy.txt", "duplicate"),
        ("hat.md", "added"),
        ("bad.txt", "failed"),
        ("cap.txt", "replaced"),
    ]
    assert reply.get_json()["documents"][1]["same_as"] == "cap.txt"
    assert all(each.keys() == Outcome.model_fields.keys() for each in reply.get_json()["documents"])
    assert "bad.txt" in reply.get_json()["documents"][3]["error"]


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("bad.txt", b"a\0b", 422),
        ("empty.txt", b"", 422),
        ("photo.png", b"\x89PNG\r\n\x1a\n0000", 415),
        ("large.txt", b"word " * (4 * 1024 * 1024 + 1), 413),
    ],
)
def test_a_file_that_gives_no_text_is_refused_with_the_reason(client, name, content, status):
    reply = send(client, (name, content))
    assert reply.status_code == status
    assert reply.mimetype == "application/problem+json"
    assert name in reply.get_json()["detail"]
    assert statuses(reply) == [(name, "failed")]


def test_a_refused_file_is_listed_with_the_reason_and_keeps_no_other_away(client, chatbot):
    chatbot.library.add([bundled_document()])
    send(client, ("bad.txt", b"a\0b"))
    assert [each.source for each in chatbot.library.failures()] == ["bad.txt"]
    assert chatbot.library.search("NATO")


def test_the_list_holds_what_failed_with_the_reason(client):
    refused = send(client, ("bad.txt", b"a\0b")).get_json()["documents"][0]
    (listed,) = client.get("/api/documents").get_json()["failed"]
    assert listed["status"] == "failed"
    assert {name: listed[name] for name in ("document_id", "source", "error")}.items() <= refused.items()


def test_the_list_is_narrowed_by_words_and_tag(client, chatbot):
    send(client, ("cap.txt", CAP), ("hat.md", HAT))
    chatbot.library.tag(document_id("cap.txt"), ["Größe"])

    def listed(**query):
        reply = client.get("/api/documents", query_string=query)
        return [each["source"] for each in reply.get_json()["documents"]], reply.get_json()["total"]

    assert listed(tag="Größe") == listed(q="CAP") == (["cap.txt"], 1)
    assert listed(q="hat", tag="Größe") == ([], 0)
    assert client.get("/api/documents?tag=none").status_code == 404
    assert client.get("/api/documents?q=a%00").status_code == 422


def test_a_document_tells_its_metadata(client):
    page = b'<html lang="fr"><h1>Le moulin</h1><p>Le meunier est Armand Dupuis, qui moud le seigle ici.</p></html>'
    send(client, ("mill.html", page))
    told = client.get(f"/api/documents/{document_id('mill.html')}").get_json()["metadata"]
    assert (told["media_type"], told["language"]) == ("text/html", "fr")
    assert [level for _, _, level in told["headings"]] == [1]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/cap.txt", "etc/cap.txt"), ("/cap.txt", "cap.txt")],
)
def test_a_name_never_leads_out_of_the_library(client, given, kept):
    assert statuses(send(client, (given, CAP))) == [(kept, "added")]


@pytest.mark.parametrize("name", ["..", "a\x01.txt", "x" * 300 + ".txt", "a\u202etxt.exe.txt", "a\u2028b.txt"])
def test_a_name_that_cannot_be_kept_is_refused(client, name):
    reply = send(client, (name, CAP))
    assert reply.status_code == 400
    assert "cannot be named" in reply.get_json()["detail"]


def test_a_name_that_cannot_be_kept_keeps_no_other_file_away(client):
    reply = send(client, ("cap.txt", CAP), ("x" * 300 + ".txt", CAP), ("hat.md", HAT))
    assert reply.status_code == 200
    assert statuses(reply) == [("cap.txt", "added"), ("x" * 300 + ".txt", "failed"), ("hat.md", "added")]
    assert "cannot be named" in reply.get_json()["documents"][1]["error"]


def test_files_are_taken_whatever_their_parts_are_called(client):
    parts = {"files[]": [(BytesIO(CAP), "cap.txt"), (BytesIO(HAT), "hat.md")], "note": "not a file"}
    reply = client.post("/api/documents", data=parts, content_type="multipart/form-data")
    assert statuses(reply) == [("cap.txt", "added"), ("hat.md", "added")]


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        ({"json": {"file": "x"}}, 415, "multipart/form-data"),
        ({"data": {"other": "x"}, "content_type": "multipart/form-data"}, 400, "'file'"),
        ({"data": {"file": (BytesIO(b""), "")}, "content_type": "multipart/form-data"}, 400, "'file'"),
    ],
)
def test_a_request_without_files_says_how_to_send_them(client, options, status, said):
    reply = client.post("/api/documents", **options)
    assert reply.status_code == status
    assert said in reply.get_json()["detail"]


def test_more_than_a_request_may_have_is_refused_before_it_is_read(client):
    sent = {"CONTENT_LENGTH": str(MOST_BYTES + 1), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    reply = client.post("/api/documents", environ_overrides=sent)
    assert reply.status_code == 413
    assert "67,108,864 bytes" in reply.get_json()["detail"]


def test_more_files_than_a_request_may_have_are_refused_with_their_number(client):
    reply = send(client, *((f"{number}.txt", b"x") for number in range(MOST_FILES + 1)))
    assert reply.status_code == 413
    detail = reply.get_json()["detail"]
    assert detail.startswith("a form may have 1,000 files and fields")
    assert detail.endswith("send the rest in another request")


def test_a_field_that_is_too_long_is_refused_with_what_it_may_have(client):
    sent = {"file": (BytesIO(CAP), "cap.txt"), "note": "x" * 2_000_000}
    reply = client.post("/api/documents", data=sent, content_type="multipart/form-data")
    assert reply.status_code == 413
    assert "1,048,576 bytes in a field" in reply.get_json()["detail"]


def test_a_form_of_unknown_length_is_told_every_limit(client):
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="%d.txt"\r\n\r\nx\r\n'
    body = b"".join(part % number for number in range(MOST_FILES + 1)) + b"--x--\r\n"
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    kind = "multipart/form-data; boundary=x"
    reply = client.post("/api/documents", input_stream=BytesIO(body), content_type=kind, environ_overrides=chunked)
    assert reply.status_code == 413
    for said in ("67,108,864 bytes", "1,000 files and fields"):
        assert said in reply.get_json()["detail"]


@pytest.mark.parametrize("filling", [b"\n", b"\r", b"The rain fell on the roof.\r\n"])
def test_a_file_of_many_lines_comes_in_whole(client, filling):
    content = CAP + filling * (300_000 // len(filling)) + HAT
    reply = send(client, ("lines.txt", content))
    assert reply.status_code == 200
    assert statuses(reply) == [("lines.txt", "added")]
    assert client.get(f"/api/documents/{document_id('lines.txt')}/original").data == content


def test_a_removed_document_answers_nothing_until_it_is_brought_back(client):
    send(client, ("cap.txt", CAP), ("hat.md", HAT))
    address = f"/api/documents/{document_id('cap.txt')}"
    assert client.delete(address).get_json() == {"document_id": document_id("cap.txt"), "undo_seconds": 30}
    assert client.get("/api/search?q=cap").get_json()["hits"] == []
    assert client.get(address).status_code == client.delete(address).status_code == 404
    assert client.get(f"{address}/original").status_code == 404
    assert client.post(f"{address}/undo").get_json()["title"] == "cap"
    assert client.get("/api/search?q=cap").get_json()["hits"]
    assert client.post(f"{address}/undo").status_code == 409


def test_a_file_that_gave_no_text_is_removed_for_good_and_said_to_be(client, chatbot):
    send(client, ("bad.txt", b"a\0b"))
    address = f"/api/documents/{document_id('bad.txt')}"
    assert client.delete(address).get_json() == {"document_id": document_id("bad.txt"), "undo_seconds": 0}
    assert chatbot.library.failures() == []
    assert client.post(f"{address}/undo").status_code == 409


def test_removing_the_last_document_leaves_an_empty_library(client):
    send(client, ("cap.txt", CAP))
    client.delete(f"/api/documents/{document_id('cap.txt')}")
    assert client.get("/api/documents").get_json() == {"documents": [], "total": 0, "failed": []}
    assert client.get("/api/ready").status_code == 503
    assert "empty" in client.post("/api/ask", json={"question": "Where?"}).get_json()["answer"]


@pytest.mark.parametrize(
    "name", ["cap.txt", "Grüße „a“ 你.txt", "می\u200cخواهم.txt", "9.41.00\u202fAM.txt", "👨\u200d👩\u200d👦.txt"]
)
def test_the_original_is_had_back_byte_for_byte_as_an_attachment(client, name):
    send(client, (name, CAP + b"\r\n\xc3\xa9"))
    reply = client.get(f"/api/documents/{document_id(name)}/original")
    assert reply.data == CAP + b"\r\n\xc3\xa9"
    assert reply.headers["Content-Disposition"].startswith("attachment; filename")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.mimetype == "application/octet-stream"


@pytest.mark.parametrize("method", ["get", "delete", "post"])
def test_an_unknown_document_is_unknown_whatever_is_asked_of_it(client, method):
    path = {"get": "/api/documents/gone/original", "delete": "/api/documents/%00", "post": "/api/documents/gone/undo"}
    assert getattr(client, method)(path[method]).status_code in (404, 409)


def test_a_full_disk_is_507_and_reading_goes_on(client, chatbot):
    chatbot.library.add([bundled_document()])
    engine, most = chatbot.library._store.database.engine, [100]

    @event.listens_for(engine, "connect")
    def _bound(connection, record):
        connection.execute(f"PRAGMA max_page_count={most[0]}")

    engine.dispose()
    reply = send(client, ("large.txt", b"The cap is green. " * 24_000))
    assert reply.status_code == 507
    assert "no room left" in reply.get_json()["detail"]
    assert client.post("/api/ask", json={"question": "Who is Phil Goff?"}).status_code == 200
    most[0] = 1_000_000
    engine.dispose()
    assert send(client, ("large.txt", b"The cap is green. " * 24_000)).status_code == 200


def test_files_sent_at_once_are_all_kept(client, chatbot):
    def many(name):
        for number in range(5):
            reply = send(chatbot_client(), (f"{name}-{number}.txt", f"The marker is {name}{number}.".encode()))
            assert reply.status_code == 200

    app = client.application
    chatbot_client = app.test_client
    threads = [threading.Thread(target=many, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert chatbot.library.count() == 20
    assert chatbot.library.faults() == []


@pytest.mark.parametrize("path", ["/api/documents", "/documents"])
def test_other_sites_cannot_send_files(client, path):
    parts = {"file": (BytesIO(CAP), "cap.txt")}
    reply = client.post(path, data=parts, headers={"Sec-Fetch-Site": "cross-site"}, content_type="multipart/form-data")
    assert reply.status_code == 403


def test_on_a_network_files_are_sent_and_removed_with_a_key_only(tmp_path):
    chatbot = create_chatbot(Settings.load(data=tmp_path / "data"))
    app = create_app(Settings.load(data=tmp_path / "data", host="0.0.0.0", public=True), chatbot=chatbot)
    client = app.test_client()
    shown = chatbot.library.documents()[0].document_id
    assert send(client, ("cap.txt", CAP)).status_code == 401
    assert send(client, ("cap.txt", CAP), path="/documents").status_code == 401
    assert client.delete(f"/api/documents/{shown}").status_code == 401
    assert client.post(f"/documents/{shown}/remove").status_code == 401
    assert client.get(f"/api/documents/{shown}/original").status_code == 401
    key = app.extensions["quoth_keys"].add("me")
    bearer = {"Authorization": f"Bearer {key[1] if isinstance(key, tuple) else key}"}
    assert client.delete(f"/api/documents/{shown}", headers=bearer).status_code == 200
    chatbot.close()
