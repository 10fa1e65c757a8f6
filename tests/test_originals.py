"""The file that a document was read from is had back whatever it is called."""

import pytest
from samples import page_lines, pdf
from werkzeug.http import parse_options_header

from knowledge import Entry, Original, document_id, read_bytes

FOLDER = "/home/me/texts/"
TEXT = b"Walruses live in the north."
PDF = pdf(page_lines(TEXT.decode()))

pytestmark = pytest.mark.usefixtures("empty_library")


def keep(chatbot, name, content):
    """Keep a file as `quoth index` does, which takes every name that a folder may hold; return the document's id."""
    chatbot.library.keep([Entry(read_bytes(content, name), None, Original(name, content))])
    return document_id(name)


def name_in(reply):
    return parse_options_header(reply.headers["Content-Disposition"])[1]["filename"]


@pytest.mark.parametrize(
    ("name", "served"),
    [
        ("a\nb.txt", "a b.txt"),
        ("a\r\nX-Own: 1.txt", "a  X-Own: 1.txt"),
        ("\x1b[31mred\x7f.txt", "[31mred .txt"),
        ("Grüße\u2028你.txt", "Grüße 你.txt"),
        ("a\u202etxt.exe.txt", "a txt.exe.txt"),
        ("9.41\u202fAM „a“.txt", "9.41\u202fAM „a“.txt"),
    ],
)
def test_a_name_is_served_without_what_no_name_can_hold(client, chatbot, name, served):
    reply = client.get(f"/api/documents/{keep(chatbot, FOLDER + name, TEXT)}/original")
    assert (reply.status_code, reply.data) == (200, TEXT)
    assert name_in(reply) == served
    assert "X-Own" not in reply.headers


def test_a_file_whose_name_holds_nothing_else_is_served_under_its_id(client, chatbot):
    kept = keep(chatbot, f"{FOLDER}\n", PDF)
    assert name_in(client.get(f"/api/documents/{kept}/original")) == kept


def test_a_pdf_is_shown_whatever_it_is_called(client, chatbot):
    kept = keep(chatbot, f"{FOLDER}a\nb.pdf", PDF)
    reply = client.get(f"/documents/{kept}/pdf")
    assert (reply.status_code, reply.data) == (200, PDF)
    assert name_in(reply) == "a b.pdf"
