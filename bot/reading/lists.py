"""Questions that ask for several things, and the enumeration or list that a span is part of. Found by form alone."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile

from bot.answers import Span
from bot.reading.numerals import SEVERAL
from bot.reading.questions import Asking
from bot.reading.verbs import is_verb
from knowledge import STOP_WORDS, Passage

Place = tuple[int, int]

_IRREGULAR = frozenset("people men women children criteria phenomena feet species".split())
_MEASURES = frozenset(
    "percentage percentages times years months days hours numbers amounts does has was is this".split()
)
_ASKS = re.compile(
    r"\b(?P<be>(?:which|what|who)\s+(?:are|were)\b)|\b(?:which|what)\b|^\W*(?:please\s+)?(?:name|list)\b", re.I
)
_DETERMINERS = frozenset("the some all its their his her these".split())
_FOLLOWS = frozenset(
    "are were do does did have had can could will would of that who which in from to on at by with as".split()
)
"""What stands behind a plural noun, and seldom behind a verb in "-s"."""
_ONE = re.compile(
    r"\b(?:one|an example|another|else|first|either|other than|besides|along with|in addition to|together with)\b"
    r"|\b(?:called|named|known as|referred to(?: as)?|termed)\W*$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\([^()]*\)")
_LAST = r"(?:and(?: also)?|or|&|as well as)\s+"
_SEPARATOR = re.compile(rf"[,;]\s+(?P<last>{_LAST})?|\s+(?P<only>{_LAST})")
_ARTICLE = re.compile(r"(?:the|a|an|The)\s+$")
_NAME = r"[A-ZÀ-ÖØ-Þ][\w.'’-]*"
_LINK = r"(?:of|the|de|da|del|la|le|du|van|von|der|al|bin|for|in)"
_LINKED = re.compile(rf"(?:the |The )?{_NAME}(?:(?: {_LINK}){{0,2}} {_NAME})*(?: x+)?")
"""A name; what stands in brackets behind it is a row of x."""
_STOPS = STOP_WORDS - frozenset("of own other".split()) | frozenset(
    "include includes including included like named may might must".split()
)
"""Words that the first and the last item of an enumeration do not hold."""
_NO_ITEM = _STOPS - frozenset("the a an for to in on from".split())
"""Words that no item holds: a clause begins or goes on there."""
_TRAILING = frozenset("of the a an for to in on from with by other own".split())
_ADVERBS = frozenset("later then thus often even perhaps finally eventually respectively".split())
_LONGEST, _WIDEST = 7, 4
"""Words of an item between two commas, and of the first and last one."""
_MARKER = re.compile(r"(?:^|\n)[ \t]*(?:[-*+•–·]|\d{1,3}[.)]|[a-z][.)]|\(\w{1,3}\))[ \t]+$")


def asks_for_several(question: str) -> bool:
    """Tell whether a question asks for more than one thing ("Which countries …?", "What are the three …?")."""
    return not _ONE.search(question) and any(_is_plural(words) for words in _asked_for(question))


def count_asked(question: str) -> int | None:
    """Return how many things a question asks for, None where it does not say."""
    written = (word for words in _asked_for(question) for word in words[:2])
    return next((SEVERAL.get(word) or int(word) for word in written if word in SEVERAL or word.isdigit()), None)


def _asked_for(question: str) -> Iterator[list[str]]:
    """Yield the words from each noun on that is asked for: those behind "which", "what are the", "name"."""
    for match in _ASKS.finditer(question):
        words = re.findall(r"[\w'’-]+", question[match.end() :].lower())
        if words[:1] and words[0] in _DETERMINERS:
            yield words[1:7]
        elif not match["be"] or (words and words[0] in SEVERAL):
            yield words[:6]


def _is_plural(words: Sequence[str]) -> bool:
    """Tell whether the noun is a plural: no verb that only looks like one ("What term *characterizes* the …?")."""
    noun = list(takewhile(lambda word: word not in STOP_WORDS or word in ("other", "most", "more"), words))
    head = next((n for n, word in enumerate(noun) if _plural_form(word)), None)
    if head is None or noun[head] in _MEASURES or "one" in noun:
        return False
    following = words[head + 1 : head + 2]
    return not following or following[0] in _FOLLOWS or following[0].endswith("ed") or is_verb(following[0])


def _plural_form(word: str) -> bool:
    return word in _IRREGULAR or (
        len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s"))
    )


def listed(asking: Asking, span: Span) -> list[Place]:
    """Return where the things stand that a question asks for, where the span is one or some of several; else nothing.

    They are the items of a list, each behind its mark, or those of an enumeration in the sentence ("A, B and C").
    Where the question says how many it wants, only so many are what it asks for.
    """
    if not asks_for_several(asking.text):
        return []
    found = _items(span) or _enumerated(span)
    wanted = count_asked(asking.text)
    return found if len(found) > 1 and wanted in (None, len(found)) else []


def in_a_row(text: str, places: Sequence[Place]) -> str:
    """Return the words at some places of a text as one enumeration, without the marks between them."""
    words = (" ".join(text[start:end].split()).rstrip(".,;") for start, end in places)
    return ", ".join(re.sub(r"[,;]? (?:and|or)$", "", each) for each in words)


def _items(span: Span) -> list[Place]:
    """Return the sentences that stand behind list marks, in a row with the span's."""
    places, marked = span.hit.passage.sentences, marked_items(span.hit.passage)
    at = next((n for n, (start, end) in enumerate(places) if start <= span.start < end), 0)
    first = max((n for n in range(at + 1) if not marked[n]), default=-1) + 1
    last = min((n for n in range(at, len(places)) if not marked[n]), default=len(places))
    return list(places[first:last])


@lru_cache(maxsize=64)  # asked for each sentence of the passages that are read
def marked_items(passage: Passage) -> tuple[bool, ...]:
    """Tell of each sentence of a passage whether it stands behind a list mark."""
    text, places = passage.text, passage.sentences
    marked = [_MARKER.search(text[:start]) is not None for start, _ in places]
    if marked[1:2] == [True]:
        marked[0] = _is_alike(text, places[0], places[1])
    return tuple(marked)


def _is_alike(text: str, first: Place, second: Place) -> bool:
    """Tell whether a passage's first sentence, whose mark would stand before the passage, is an item as the next is."""
    ends, other = text[first[1] - 1], text[second[1] - 1]
    return ends != ":" and ends.isalnum() == other.isalnum() and "\n\n" not in text[first[1] : second[0]]


def _enumerated(span: Span) -> list[Place]:
    """Return the items of the enumeration that the span is in, where it says more than the span does.

    From the span it goes on to either side where a comma, "and" or "or" is next, and it ends with the one item behind
    "and" or "or".
    """
    text, (begin, end) = span.hit.passage.text, span.sentence
    bare = _BRACKETED.sub(lambda found: "x" * len(found[0]), text[begin:end].rstrip(".!?"))
    inside = _pieces(bare, span.start - begin, span.end - begin)
    if not inside:
        return []
    start, stop = inside[0][0], inside[-1][1]
    names = _LINKED.match(bare, start) is not None
    before = _separator_before(bare, start)
    complete = any(_is_last(each) for each in _SEPARATOR.finditer(bare, start, stop)) or _is_last(before)
    left = _leftwards(bare, before, names=names) if before else []
    right = [] if complete else _rightwards(bare, stop, names=names)
    places = [*left, *inside, *right]
    is_clause = len(places) == 2 and "," in bare[places[0][1] : places[1][0]]  # "…, and the next one did"
    if is_clause or not (left or right) or not (complete or right):
        return []
    return [(begin + a, begin + b) for a, b in places]


def _pieces(text: str, start: int, stop: int) -> list[Place]:
    """Return what stands between the separators of a stretch of a text; one at an end has nothing on that side."""
    marks = [at for each in _SEPARATOR.finditer(text, start, stop) for at in each.span()]
    places = zip([start, *marks[1::2]], [*marks[::2], stop], strict=True)
    return [(a, b) for a, b in places if text[a:b].strip()]


def _is_last(separator: re.Match[str] | None) -> bool:
    """Tell whether a separator says that the next item is the last one."""
    return separator is not None and (separator["last"] or separator["only"]) is not None


def _separator_before(text: str, at: int) -> re.Match[str] | None:
    """Return the separator that a place in a text follows, with or without an article."""
    article = _ARTICLE.search(text, 0, at)
    at = article.start() if article else at
    return next((each for each in _SEPARATOR.finditer(text, 0, at) if each.end() == at), None)


def _leftwards(text: str, separator: re.Match[str], *, names: bool) -> list[Place]:
    """Return the items before a separator, in order."""
    items: list[Place] = []
    while True:
        before = list(_SEPARATOR.finditer(text, 0, separator.start()))
        start = before[-1].end() if before else 0
        whole = _is_item(text[start : separator.start()], names=names)
        if not whole or not before or _is_last(before[-1]):
            opening = (start, separator.start()) if whole else _last_words(text, start, separator.start(), names=names)
            return [opening, *items] if opening else items
        items.insert(0, (start, separator.start()))
        separator = before[-1]


def _rightwards(text: str, at: int, *, names: bool) -> list[Place]:
    """Return the items behind a place, in order, up to the one behind "and" or "or"; nothing where that is none."""
    items: list[Place] = []
    while separator := _SEPARATOR.match(text, at):
        start = separator.end()
        if _is_last(separator):
            ending = _first_words(text, start, names=names)
            return [*items, ending] if ending else []
        following = _SEPARATOR.search(text, start)
        if following is None or not _is_item(text[start : following.start()], names=names):
            return []
        items.append((start, following.start()))
        at = following.start()
    return []


def _is_item(part: str, *, names: bool) -> bool:
    """Tell whether all of a text is one item: short, without a verb, and a name where the others are."""
    words = part.split()
    if not 0 < len(words) <= _LONGEST or words[0].isdigit() or _begins_a_clause(words):
        return False
    if names:
        return _LINKED.fullmatch(part) is not None and words[0].lower() not in STOP_WORDS - {"the"}
    return not {word.lower() for word in words} & _NO_ITEM


def _begins_a_clause(words: Sequence[str]) -> bool:
    """Tell whether words begin as a clause does, not as a thing: with a verb or an adverb."""
    first, following = words[0].lower(), words[1].lower() if len(words) > 1 else ""
    leads = first in _ADVERBS or first.endswith("ly") or first.endswith("ed")
    return leads or (is_verb(first) and following in ("the", "a", "an", "its", "their", "his", "her", "many", "to"))


def _first_words(text: str, start: int, *, names: bool) -> Place | None:
    """Return the item that begins at a place, or None."""
    if names:
        found = _LINKED.match(text, start)
        return found.span() if found else None
    words = list(re.finditer(r"[^\s,;:]+", text[start : _end_of_part(text, start)]))
    taken = list(takewhile(lambda word: word[0].lower() not in _STOPS - {"the", "a", "an"}, words))
    while taken and taken[-1][0].lower() in _TRAILING:
        taken.pop()
    if not 0 < len(taken) <= _WIDEST or _begins_a_clause([word[0] for word in taken]):
        return None
    return start, start + taken[-1].end()


def _end_of_part(text: str, start: int) -> int:
    found = re.compile(r"[,;:]\s|\s[–—-]\s|$").search(text, start)
    return found.start() if found else len(text)


def _last_words(text: str, start: int, end: int, *, names: bool) -> Place | None:
    """Return the item that ends at a place, or None."""
    if names:
        found = [each for each in _LINKED.finditer(text, start, end) if each.end() == end]
        return found[-1].span() if found else None
    words = list(re.finditer(r"[^\s,;]+", text[start:end]))
    taken = list(takewhile(lambda word: not _ends_before(word[0]), reversed(words)))
    return (start + taken[-1].start(), end) if 0 < len(taken) <= _WIDEST else None


def _ends_before(word: str) -> bool:
    return word.lower() in _STOPS or word.endswith(("ed", ":"))
