"""The part of a long document that is shown: whole paragraphs around a place, and the way to all others."""

import re
from html import unescape

import pytest

from bot import Settings, create_chatbot
from knowledge import Document
from web import create_app
from web.parts import AROUND, SHOWN_WHOLE, part

PARAGRAPHS = [f"Paragraph {n} says that the zebra was seen {n} times beside the lighthouse." for n in range(4000)]
LONG = "\n\n".join(PARAGRAPHS)
NOTHING = {"first": None, "last": None}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    chatbot = create_chatbot(Settings.load(data=tmp_path_factory.mktemp("data")))
    chatbot.library.add([Document("long", "Long", LONG, "long.txt")])
    yield create_app(chatbot=chatbot).test_client()
    chatbot.close()


def shown(page):
    return unescape(re.search('<div class="text">(.*?)</div>', page, re.DOTALL)[1])


def linked(page, words):
    found = re.search(f'<a href="([^"]+)"(?: data-panel)?>{words}</a>', page)
    return found and unescape(found[1])


def test_a_short_text_is_shown_whole():
    text = LONG[:SHOWN_WHOLE]
    assert part(text, 50, 60, **NOTHING) == (0, SHOWN_WHOLE)


@pytest.mark.parametrize("at", [0, 100, 150_000, len(LONG) - 5])
def test_a_part_is_whole_paragraphs_around_the_place(at):
    first, last = part(LONG, at, at + 5, **NOTHING)
    assert first <= at < at + 5 <= last <= first + 2 * AROUND + 10_000
    assert LONG[first:last].rstrip("\n").split("\n\n") == [each for each in PARAGRAPHS if each in LONG[first:last]]
    assert first in (0, at) or at - first >= AROUND
    assert last == len(LONG) or last - at >= AROUND - 5_000


@pytest.mark.parametrize(("between", "ends"), [("\n", "\n"), (" ", " "), ("\r\n\r\n", "\n"), ("", "x")])
def test_a_text_without_paragraphs_is_cut_at_a_line_or_a_word_and_one_without_words_anywhere(between, ends):
    text = f"{'x' * 99}y{between}" * 2000
    first, last = part(text, 100_000, 100_005, **NOTHING)
    assert 0 < first < 100_000 < last < len(text)
    assert text[last - 1] == ends


@pytest.mark.parametrize(("first", "last"), [(0, 999), (5, 3), (999_999_999, None), (None, 0), (999_999_999, 5)])
def test_bounds_that_lie_outside_lose_nothing_and_break_nothing(first, last):
    begins, ends = part("abc", 0, 0, first=first, last=last)
    assert 0 <= begins <= ends <= 3


def test_a_long_document_opens_around_the_quote_with_the_same_words_marked(client):
    start = LONG.index("Paragraph 2000")
    page = client.get(f"/documents/long?start={start}&end={start + 30}&mark={start + 10}-{start + 14}").text
    assert PARAGRAPHS[1990] in page
    assert PARAGRAPHS[10] not in page
    assert f'<mark id="quote">{LONG[start : start + 10]}<strong>2000</strong>' in page
    first, last = (
        int(each.replace(",", "")) for each in re.search("characters ([0-9,]+) to ([0-9,]+) of", page).groups()
    )
    quote = re.sub("<[^>]+>", "", shown(page))
    assert quote == LONG[first - 1 : last]


def test_links_lead_through_all_of_a_long_document_and_back_to_the_quote(client):
    start = LONG.index("Paragraph 2000")
    quoted = f"/documents/long?start={start}&end={start + 30}"
    middle = client.get(quoted).text
    parts, page = [shown(middle)], middle
    while earlier := linked(page, "Earlier in the document"):
        page = client.get(earlier.partition("#")[0]).text
        parts.insert(0, shown(page))
        assert linked(page, "Go to the quote") == f"{quoted}#quote"
    page = middle
    while later := linked(page, "Later in the document"):
        page = client.get(later).text
        parts.append(shown(page))
    assert re.sub("<[^>]+>", "", "".join(parts)) == LONG
    whole = client.get(linked(middle, "Whole document").partition("#")[0]).text
    assert re.sub("<[^>]+>", "", shown(whole)) == LONG
    assert '<mark id="quote">' in whole
    assert linked(whole, "Later in the document") is None


def test_who_opened_a_document_by_a_conversation_opens_its_other_parts_by_it(client):
    page = client.get("/documents/long?conversation_id=c1").text
    assert linked(page, "Later in the document").startswith("/documents/long?conversation_id=c1&from=")


def test_only_what_stands_beside_the_chat_leads_on_beside_it(client):
    beside = client.get("/documents/long?start=200000&end=200010", headers={"X-Requested-With": "fetch"}).text
    alone = client.get("/documents/long?start=200000&end=200010").text
    assert beside.count("data-panel>") == 3
    assert '<a href="#quote">' in alone
    assert "data-panel>" not in re.search("<main.*</main>", alone, re.DOTALL)[0]


@pytest.mark.parametrize("query", ["from=x", "to=-1", "from=1e9"])
def test_bounds_that_are_none_are_400(client, query):
    assert client.get(f"/documents/long?{query}").status_code == 400
