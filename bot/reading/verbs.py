"""The verbs that questions ask with ("Who *signed* …?", "What did she *say* …?"), learned from questions alone.

A term is a verb where questions often have it right behind "did", "does" or "do" and a name or a pronoun; shipped as
`verbs.txt`.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from knowledge import Token, term

SHIPPED = Path(__file__).with_name("verbs.txt")
_BEHIND_A_SUBJECT = re.compile(
    r"\b(?:did|does|do)\s+(?:(?:[A-Z][\w'’.-]*\s+){1,4}|(?:I|you|s?he|it|we|they|one)\s+)([a-z]{3,})\b"
)
_WORD = re.compile(r"\b[a-z]{3,}\b")
_LEAST, _SHARE = 4, 0.02
"""How often a verb stands behind a subject, and as what share of all that it is met: what else stands there ("did
Auckland *engineer* Joan Moss build") is mostly met elsewhere."""
_DOES = frozenset(("do", "does", "did"))
_AUXILIARIES = frozenset(("is", "are", "was", "were", "has", "have", "had", "been"))


def learn(questions: Iterable[str]) -> list[str]:
    """Return the terms of the verbs in questions, in order."""
    behind, all_words = Counter[str](), Counter[str]()
    for question in questions:
        behind.update(_BEHIND_A_SUBJECT.findall(question))
        all_words.update(_WORD.findall(question))
    often = {word for word, count in behind.items() if count >= max(_LEAST, _SHARE * all_words[word])}
    plurals = {word for word in often if word.endswith("s") and word[:-1] in all_words}
    return sorted({found for word in often - plurals if (found := term(word)) is not None})


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    return frozenset(SHIPPED.read_text(encoding="utf-8").split())


def is_verb(word: str) -> bool:
    """Tell whether questions use a word, or one of its stem, as a verb."""
    return term(word) in _verbs()


def action(text: str, words: Iterable[Token]) -> str | None:
    """Return the term of a question's main verb, or None where it cannot be told.

    Behind "did" it is the first verb, in a passive or a perfect ("was … signed") the last, else the first.
    """
    known = [token for token in words if token.term is None or text[token.start].islower()]
    verbs = [token.term for token in known if token.term in _verbs()]
    if not verbs:
        return None
    first_little = next((token.word for token in known if token.word in _DOES or token.word in _AUXILIARIES), None)
    return verbs[-1] if first_little in _AUXILIARIES else verbs[0]
