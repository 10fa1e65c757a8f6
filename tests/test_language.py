"""The page's languages: which one is shown, and that the catalogues say everything, compiled as committed."""

import json
import re
import tomllib
from gettext import GNUTranslations
from importlib.resources import files
from pathlib import Path

import pytest

import web
from bot import feature_name
from bot.reading.confidence import SURE_FEATURES
from web import features
from web.language import LANGUAGES, translations

FOLDER = Path(web.__file__).parent
TRANSLATED = [each for each in LANGUAGES if each != "en"]
REMEDY = "the pybabel commands stand in pyproject.toml"


def shown(client, languages, path="/"):
    return client.get(path, headers={"Accept-Language": languages}).text


def messages():
    """Return every message of the templates and the code, as Babel finds it."""
    extract = pytest.importorskip("babel.messages.extract", reason="the test extra is not installed")
    settings = tomllib.loads((FOLDER.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"][
        "mappings"
    ]
    methods = [(each["pattern"], each["method"]) for each in settings]
    options = {each["pattern"]: {key: value for key, value in each.items() if key == "trimmed"} for each in settings}
    keywords = {**extract.DEFAULT_KEYWORDS, "to_translate": None}
    return {found[2] for found in extract.extract_from_dir(FOLDER, methods, options, keywords)}


def catalogue(language):
    pofile = pytest.importorskip("babel.messages.pofile", reason="the test extra is not installed")
    with (FOLDER / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return pofile.read_po(file, locale=language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_and_none_is_left_over(language):
    known = {entry.id if isinstance(entry.id, str) else tuple(entry.id): entry for entry in catalogue(language)}
    wanted = messages()
    assert len(wanted) > 80
    assert sorted(map(str, wanted - known.keys())) == [], REMEDY
    assert sorted(map(str, known.keys() - wanted - {""})) == [], REMEDY
    untranslated = [name for name, entry in known.items() if name and (not all(entry.string) or entry.fuzzy)]
    assert untranslated == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_fills_in_what_the_message_fills_in(language):
    for entry in catalogue(language):
        said = [entry.string] if isinstance(entry.string, str) else entry.string
        asked = [entry.id] if isinstance(entry.id, str) else entry.id
        names = [set(re.findall(r"%\(\w+\)s|%d|%%", each)) for each in (asked[-1], *said[-1:])]
        assert not entry.id or names[0] == names[1], entry.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_the_one_that_can_be_read(language):
    mofile = pytest.importorskip("babel.messages.mofile", reason="the test extra is not installed")
    with (FOLDER / "translations" / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        found = mofile.read_mo(file)
    compiled, readable = (
        {tuple(each.id): tuple(each.string) for each in entries if each.id} for entries in (found, catalogue(language))
    )
    assert len(compiled) > 80
    assert compiled == readable, REMEDY


@pytest.mark.parametrize(
    ("languages", "language", "words"),
    [
        ("de", "de", "Fragen Sie Ihre Dokumente"),
        ("fr-CA, en;q=0.5", "fr", "Interrogez vos documents"),
        ("it, de;q=0.8", "de", "Neues Gespräch"),
        ("en-GB, de;q=0.8", "en", "Ask your documents"),
        ("it", "en", "Ask your documents"),
        ("", "en", "Ask your documents"),
        ("x-!,;q=9", "en", "Ask your documents"),
    ],
)
def test_the_page_speaks_the_best_language_that_the_browser_asks_for(client, languages, language, words):
    page = shown(client, languages)
    assert f'<html lang="{language}">' in page
    assert words in page


def test_the_chosen_language_goes_before_the_browsers(client):
    response = client.post("/language", data={"language": "fr"}, headers={"Referer": "http://localhost/documents"})
    assert (response.status_code, response.headers["Location"]) == (303, "http://localhost/documents")
    assert '<html lang="fr">' in shown(client, "de")


@pytest.mark.parametrize(
    "referrer", ["http://elsewhere.example/", "http://localhost.example/", "javascript:alert(1)", ""]
)
def test_choosing_a_language_leads_nowhere_but_to_our_own_pages(client, referrer):
    response = client.post("/language", data={"language": "de"}, headers={"Referer": referrer} if referrer else {})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("unknown", ["", "xx", "../../etc", "en\0"])
def test_a_language_that_is_not_there_is_refused_and_its_cookie_ignored(client, unknown):
    assert client.post("/language", data={"language": unknown}).status_code == 400
    client.set_cookie("language", unknown or "-")
    assert '<html lang="en">' in shown(client, "en")


def test_errors_have_their_headline_in_the_language(client):
    assert "Das ist nicht hier" in shown(client, "de", "/nowhere")


def test_plurals_and_figures_follow_the_language(app):
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        french = app.jinja_env.from_string(
            "{{ ngettext('%(count)s passage', '%(count)s passages', n, count=n|number) }}"
        )
        assert [french.render(n=n) for n in (0, 1, 2, 1234567)] == [
            "0 passage", "1 passage", "2 passages", "1\u202f234\u202f567 passages",
        ]  # fmt: skip
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert app.jinja_env.from_string("{{ 1234567|number }}").render() == "1.234.567"


def test_decimals_follow_the_language(app):
    for name, said in (("en", "1,234.50 +0.25"), ("de", "1.234,50 +0,25"), ("fr", "1\u202f234,50 +0,25")):
        with app.test_request_context(headers={"Accept-Language": name}):
            assert app.jinja_env.from_string("{{ 1234.5 | decimal }} {{ 0.25 | signed }}").render() == said


def test_every_part_of_a_confidence_is_there_to_be_translated():
    """What the network's reader and the one without it go by."""
    known = json.loads(files("bot.reading").joinpath("weights.json").read_text(encoding="utf-8"))["confidence"]
    names = {*SURE_FEATURES, "bias", *known}
    assert sorted(features.CONFIDENCE) == sorted(map(feature_name, names))


def test_why_an_answer_is_given_is_told_in_the_language(client):
    turn = client.post("/api/ask", json={"question": "Who is Phil Goff?"}).get_json()
    page = shown(client, "de", f"/turns/{turn['turn_id']}/why")
    assert f"Wert {turn['passages'][0]['score']:.2f}".replace(".", ",") in page
    told = re.findall("<li><span>([^<]+)</span><span", page)
    assert told
    assert not set(told) & set(features.CONFIDENCE)


def test_a_title_in_a_translated_message_is_escaped(client):
    client.post("/ask", data={"question": "<b>%(title)s %d</b>"})
    page = shown(client, "de", "/conversations")
    assert "„&lt;b&gt;%(title)s %d&lt;/b&gt;“ umbenennen" in page


def test_english_needs_no_catalogue_and_the_others_have_theirs():
    assert not isinstance(translations("en"), GNUTranslations)
    assert all(isinstance(translations(each), GNUTranslations) for each in TRANSLATED)


def test_screen_readers_are_told_the_language_of_questions_and_quotes(client):
    """Where it is another than the page's, and sure: a few words have the language of what they are quoted from."""
    german = {"Accept-Language": "de"}
    there = client.post("/ask", data={"question": "Whom did Phil Goff meet?"}, headers=german).headers["Location"]
    page = client.get(there, headers=german).text
    assert '<h2 class="question" lang="en">' in page
    assert '<p class="lead short" lang="en">Secretary General Lord Robertson.</p>' in page
    assert '<blockquote lang="en">' in page
    assert '<li lang="en"><button name="question"' in page
    assert '<div class="text" lang="en">' in shown(client, "de", "/documents/nato-new-zealand-d87ee5a8")
    assert "<blockquote>" in shown(client, "en", there)
