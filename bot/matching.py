"""Which words of a question stand in a text that answers it, for a person to see why it was found."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.reading.questions import Asking
from knowledge import Index, terms

Found = Literal["here", "otherwise", "nowhere"]


@dataclass(frozen=True, slots=True)
class Match:
    """A word of a question, its share of what the question says (0 to 1), and whether the text says it.

    here: as it stands or in another form; otherwise: in other words for the same; nowhere: not at all.
    """

    word: str
    weight: float
    found: Found


def matches(query: str, texts: Iterable[str], index: Index) -> list[Match]:
    """Return the telling words of a query, in its order, with where these texts say them."""
    asking = Asking(query, index)
    said = frozenset(term for text in texts for term in terms(text))
    total = asking.weight or 1.0
    shown: dict[str, Match] = {}
    for token in asking.tokens:
        term = token.term
        if term is None or term not in asking.terms or term in shown:
            continue
        found: Found = "here" if term in said else "otherwise" if asking.is_said_otherwise(term, said) else "nowhere"
        shown[term] = Match(query[token.start : token.end], asking.terms[term] / total, found)
    return list(shown.values())


def says_its_words(query: str, texts: Iterable[str], index: Index) -> bool:
    """Tell whether these texts say a telling word of a query as it stands ("The *topic* of the meeting was …")."""
    return any(each.found == "here" for each in matches(query, texts, index))
