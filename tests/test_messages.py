"""What goes wrong is said in the language of the page, and in English to programs; what is not known stays English."""

import ast
import re
from io import BytesIO
from pathlib import Path

import pytest

import bot
import knowledge
from web.language import LANGUAGES
from web.messages import MESSAGES, ON_THE_PAGE, Said, said

FETCHED = {"X-Requested-With": "fetch"}
SAYING = {"UnreadableFile", "FileTooLarge", "UnsupportedFile", "BadTag"}
"""Errors of files and of what is written on the page, which are made with what they say."""
SHOWN = {
    "EmptyQuestion", "QuestionTooLong", "UnknownConversation", "UnknownTurn", "BadTitle", "BadFeedback",
    "UnknownDocument", "UnknownTag", "NothingToUndo",
}  # fmt: skip
"""Errors that the page shows, which say by themselves what is wrong."""


def in_language(app, language, message):
    with app.test_request_context(headers={"Accept-Language": language}):
        return said(message)


def sent(client, language, name, content, **headers):
    files = {"file": [(BytesIO(content), name)]}
    return client.post("/documents", data=files, headers={"Accept-Language": language, **headers}).text


def written(node):
    """Return a string of the code as a pattern: whatever is filled in may be anything."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(re.escape(each.value) if isinstance(each, ast.Constant) else ".+" for each in parts)


def strings(node):
    """Yield the strings in a piece of code, the filled in ones whole."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node
    else:
        for each in ast.iter_child_nodes(node):
            yield from strings(each)


def raised():
    """Yield every message, as a pattern, that files and the domain give for what the page shows."""
    for package in (knowledge, bot):
        for path in sorted(Path(package.__file__).parent.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
                    yield from (written(each) for each in node.args if isinstance(each, ast.JoinedStr))
                if isinstance(node, ast.ClassDef) and node.name in SHOWN:
                    (says,) = (each for each in ast.walk(node) if isinstance(each, ast.Call) and init(each))
                    yield from (written(each) for each in strings(says.args[0]))


def init(call):
    return isinstance(call.func, ast.Attribute) and call.func.attr == "__init__"


def test_every_message_of_the_domain_that_the_page_shows_is_known():
    filled = [re.sub(r"%\(\w+\)s", "7", each) for each in MESSAGES]
    patterns = set(raised())
    assert len(patterns) > 40
    assert [each for each in patterns if not any(re.fullmatch(each, known) for known in filled)] == []


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_is_told_apart_from_all_others_and_keeps_what_it_names(app, language, message):
    names = re.findall(r"%\((\w+)\)s", message)
    kept = re.findall(r"%\((\w+)\)s", ON_THE_PAGE.get(message, message))
    told = in_language(app, language, message % {name: f"<{name}>" for name in names})
    assert told.lang is None
    assert sorted(re.findall("<([a-z]+)>", told.text)) == sorted(kept)


def test_a_file_that_gives_no_text_says_so_in_the_language_of_the_page(client):
    assert "leer.txt: enthält keinen Text" in sent(client, "de", "leer.txt", b" ")
    assert "vide.txt : ne contient pas de texte" in sent(client, "fr", "vide.txt", b" ")
    listed = client.get("/documents", headers={"Accept-Language": "de"}).text
    assert "leer.txt: enthält keinen Text" in listed
    assert "vide.txt: enthält keinen Text" in listed


def test_the_script_of_the_page_is_told_in_the_language_of_the_page(client):
    assert "enthält keinen Text" in sent(client, "de", "leer.txt", b" ", **FETCHED)
    asked = client.post("/ask", data={"question": "x" * 4321}, headers={"Accept-Language": "de", **FETCHED})
    assert asked.get_json(force=True)["detail"] == "Die Frage hat 4.321 Zeichen; fragen Sie in höchstens 4.000."


def test_what_is_not_there_is_said_in_the_language_of_the_page(client):
    page = client.get("/documents/nope", headers={"Accept-Language": "fr"}).text
    assert "<p>Ce document n’est pas ici" in page
    assert "Unter /nirgends gibt es nichts." in client.get("/nirgends", headers={"Accept-Language": "de"}).text


def test_people_are_told_of_no_ids_and_commands(client):
    for path in ("documents/nope", "conversations/nope", "turns/nope/why"):
        page = client.get(f"/{path}").text
        assert " not here" in page
        assert "nope" not in page
        assert "quoth documents" not in page
    fetched = client.post("/ask", data={"question": "Who?", "conversation_id": "nope"}, headers=FETCHED)
    assert fetched.get_json(force=True)["detail"] == "This conversation is not here any more; begin a new one."


def test_programs_are_told_in_english_whatever_language_they_take(client):
    problem = client.get("/api/documents/nope", headers={"Accept-Language": "de"}).get_json(force=True)
    assert problem["detail"].startswith("no document has the id 'nope'")
    files = {"file": [(BytesIO(b" "), "leer.txt")]}
    told = client.post("/api/documents", data=files, headers={"Accept-Language": "de"}).get_json(force=True)
    assert told["documents"][0]["error"] == "leer.txt: holds no text"


def test_what_is_not_known_stays_english_and_is_marked_as_that(app, client):
    assert in_language(app, "de", "nobody ever said this") == Said("nobody ever said this", "en")
    assert in_language(app, "en", "nobody ever said this") == Said("nobody ever said this")
    refused = client.post("/language", data={"language": "xx"}, headers={"Accept-Language": "de"}).text
    assert '<p lang="en">The language must be one of' in refused


def test_what_is_wrong_with_an_attachment_is_translated_with_it(app):
    message = "a.eml: attachment b.txt: holds no text"
    assert in_language(app, "de", message) == Said("a.eml: Anhang b.txt: enthält keinen Text")


def test_a_name_is_shown_as_it_is_whatever_it_looks_like(app):
    for name in ("%(file)s.txt", "a: holds no text.txt", "<b>.txt", "1,234.txt", "a\nb.txt"):
        assert in_language(app, "de", f"{name}: holds no text").text == f"{name}: enthält keinen Text"


def test_what_stands_between_the_words_of_a_message_may_hold_them_itself(app):
    message = "a: 1,000 bytes; files of up to b: 2,000 bytes; files of up to 3,000 bytes are read"
    told = "a: 1,000 bytes; files of up to b: 2.000 Bytes; gelesen werden Dateien bis 3.000 Bytes"
    assert in_language(app, "de", message) == Said(told)


def test_an_address_as_long_as_can_be_is_answered_in_every_language(client):
    longest = ": bytes; files of up to " * 5_000  # of a hundredth a regular expression took a second
    page = client.get(f"/conversations/{longest}", headers={"Accept-Language": "de"})
    assert page.status_code == 404
    assert "Dieses Gespräch gibt es nicht mehr" in page.text
