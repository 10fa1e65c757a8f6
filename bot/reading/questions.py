"""What a question asks for: its kind, its terms with their weights, the names in it. No library is needed."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, pairwise
from typing import Literal

from bot.reading.said import SaidBy
from bot.reading.thread import Thread
from bot.reading.verbs import action
from knowledge import (
    STOP_WORDS,
    Alternatives,
    Index,
    Meanings,
    Otherwise,
    Token,
    alternatives,
    background_idf,
    is_common_word,
    meanings,
    renamed,
    stem,
    tokens,
)

Asked = Literal[
    "time",
    "duration",
    "frequency",
    "person",
    "place",
    "number",
    "name",
    "definition",
    "expansion",
    "reason",
    "manner",
    "yes/no",
    "topic",
]

# The pattern that stands first in the question says what is asked for; of several at one place, the first here.
_WHAT_IS = r"\bwhat(?:['’]s| is| are| was| were) (?:the|its|their|his|her|your|our)"
_OF = r"(?= (?:of|for|per|to|in|from|between|at|on|it|they|he|she|a|an|the|there|now|today)\b|\W*$)(?! for\W*$)"
_QUANTITY = (
    r"(?:number|percentage|proportion|amount|population|age|price|cost|fee|fare|size|length|height|width|depth|weight|"
    r"speed|temperature|distance|salary|budget|capacity|altitude|elevation)s?"
)
_WHOLE = r"(?: (?:total|average|exact|approximate|current|annual|yearly|monthly|highest|lowest|overall|full|usual))?"
_PATTERNS: tuple[tuple[Asked, str], ...] = (
    ("expansion", r"\b(?:stands? for|short for|acronym|abbreviat\w*|(?:full|long) (?:form|name)|spelled out)\b"),
    ("duration", r"\bhow long\b|\bfor how (?:long|many (?:years|months|days|hours|weeks))\b"),
    ("frequency", r"\bhow (?:often|frequently|regularly|rarely|many times)\b|\bwhat frequency\b"),
    (
        "number",
        r"\bhow (?:many|much|old|far|tall|high|large|big|deep|wide|heavy|fast|strong|thick|hot|cold|loud|steep)\b",
    ),
    ("number", r"^\W*(?:the )?(?:number|percent\w*|share|amount|population|age|price|cost|size|length|height)\b"),
    ("number", r"\b(?:what|which) (?:number|percent\w*|share|proportion|amount|population|age|price|cost|size)\b"),
    ("number", rf"{_WHAT_IS}{_WHOLE} (?-i:{_QUANTITY}){_OF}"),  # "What was the Age of Reason?"
    ("time", rf"{_WHAT_IS}(?: [\w-]+)? (?:year|dates?|month|day)(?= (?:of|for|when|on which|in which)\b|\W*$)"),
    ("time", r"\bwhen\b|\bsince when\b|\b(?:what|which) (?:\w+ )?(?:year|date|month|day|decade|century|time)s?\b"),
    ("time", r"^\W*(?:the )?(?:year|date|month|day|decade|century)\b"),
    ("person", r"\bwho(?:m|se|'s|ever)?\b|\b(?:name|names) of the (?:person|man|woman|people)\b"),
    ("place", r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:place|city|town|village|location|region|area|venue)s?\b"),
    ("reason", r"\bwhy\b|\bhow come\b|\bwhat (?:is|was|were|are) the (?:reason|cause|purpose)s?\b|\bwhat caused\b"),
    ("definition", r"^\W*(?:what|who)(?:'s| is| are| was| were)(?: an?| the)? [^?]{1,40}\??$"),
    ("definition", r"\b(?:define|definition of|meaning of|what do(?:es)? .* mean)\b"),
    ("topic", r"\bwhat (?:happened|occurred|took place) (?:in|on)\b"),  # what a sentence tells, not a part of it
    ("name", r"\b(?:what|which|whichever|name|list)\b"),
    ("manner", r"\bhow\b"),
    (
        "yes/no",
        r"^\W*(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must)(?:n't)?\b",
    ),
)
_POLITE = re.compile(
    r"^\W*(?:(?:please|can you|could you|would you|will you|do you know|i (?:want|would like|need) to know|tell|"
    r"explain|describe|summari[sz]e|say|show|give)"
    r"\b(?:\s+(?:me|us))?(?:\s+(?:please|about))?\W*)+",
    re.IGNORECASE,
)
_IDENTITY = re.compile(
    r"^\W*who(?:'s| is| was| are| were)\s+(?!the\b|an?\b)([^\W\d_]\w*)(?:\s+\w+){0,3}\W*$", re.IGNORECASE
)
_COMPILED = tuple((asked, re.compile(pattern, re.IGNORECASE)) for asked, pattern in _PATTERNS)
_FOCUS = re.compile(r"\b(?:what|which|how many|how much)\s+((?:[\w'’-]+\s+){0,3}?[\w'’-]+)", re.IGNORECASE)
# Words that say that something is asked, not what: they need not stand in an answering sentence.
_ASKING = frozenset(
    "tell know explain describe describ list name mention call refer mean stand definit defin please give "
    "show find document text page articl passag answer question happen type kind sort exampl many much long old year "
    "date time reason peopl person thing place number often".split()
)
_NOTHING = frozenset[str]()
_ALL = 0.999
"""The share of a question's weight that is taken for all of it: it is a sum of fractions."""


@dataclass(frozen=True)
class Asking:
    """A question that stands alone, read for what it asks."""

    text: str
    index: Index | None = field(default=None, compare=False, repr=False)
    """The library that is asked: it tells which words say little there, and which it spells otherwise."""
    thread: Thread | None = field(default=None, compare=False)
    """Where in the documents the conversation is, if the question is asked there."""

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words of the question."""
        return tuple(tokens(self.text))

    @cached_property
    def renamed(self) -> str:
        """The question in the names that the library has ("New Zealand" for "Wellington"), as the network reads it.

        One that asks what an acronym stands for stays.
        """
        return renamed(self.text, self.index) if self.index and self.asked != "expansion" else self.text

    @cached_property
    def asked(self) -> Asked:
        """What kind of answer is expected."""
        text = _POLITE.sub("", self.text)
        if self.is_identity:
            return "definition"
        found = [
            (0 if asked == "expansion" else match.start(), order, asked)
            for order, (asked, pattern) in enumerate(_COMPILED)
            if (match := pattern.search(text)) and not (asked == "definition" and self._asks_about_a_clause)
        ]
        if found:
            return min(found)[2]
        return "topic" if text != self.text else "name"

    @cached_property
    def is_identity(self) -> bool:
        """Whether it asks what is to be said of someone who is named ("Who is Phil Goff?")."""
        match = _IDENTITY.match(_POLITE.sub("", self.text))
        return match is not None and (match[1][0].isupper() or not is_common_word(match[1]))

    @property
    def _asks_about_a_clause(self) -> bool:
        return len([token for token in self.tokens if token.term]) > 4

    @cached_property
    def terms(self) -> dict[str, float]:
        """The distinct terms of the question that an answer should share, with how telling each is.

        Words that only say that something is asked count a quarter, and nothing where they lead up to the question
        ("Tell me about"); those that stand in every passage count a tenth.
        """
        weights: dict[str, float] = {}
        polite = _POLITE.match(self.text)
        for token in self.tokens:
            if token.term and not (polite and token.start < polite.end()):
                weight = background_idf(token.term) * (0.25 if token.term in _ASKING else 1.0)
                weight *= max(0.1, 1.0 - (self.index.spread(token.term) if self.index else 0.0))
                weights[token.term] = max(weight, weights.get(token.term, 0.0))
        return weights

    @cached_property
    def telling(self) -> frozenset[str]:
        """The terms that say what is asked about, and not only that it is asked."""
        return frozenset(self.terms.keys() - _ASKING)

    @cached_property
    def weight(self) -> float:
        """What the terms weigh together."""
        return sum(self.terms.values())

    def elsewhere(self, document_id: str) -> float:
        """Return how little it says by itself for a document that is not its thread's; 0 where it names something."""
        return 0.0 if self.thread is None or self.names else self.thread.elsewhere(document_id, self.weight)

    @cached_property
    def alternatives(self) -> Alternatives:
        """What says the same as a term of the question in other words, or misspelt in the library."""
        known = alternatives(self.terms)
        misspelt: dict[str, list[frozenset[str]]] = {}
        for token in self.tokens if self.index else ():
            if token.term and self.index:
                misspelt.setdefault(token.term, []).extend(
                    frozenset((stem(each),)) for each in self.index.misspellings(token.word)
                )
        added = {term: Otherwise.of((*known.get(term, ()), *others)) for term, others in misspelt.items() if others}
        return {**known, **added}

    def is_said_otherwise(self, term: str, present: Set[str]) -> bool:
        """Tell whether one of the question's terms is said among these terms in other words."""
        others = self.alternatives.get(term)
        return others is not None and others.stands_in(present)

    def said_otherwise(self, present: Set[str]) -> set[str]:
        """Return the question's terms that are said among these terms in other words."""
        if self._other_terms.isdisjoint(present):
            return set()
        return {term for term, others in self.alternatives.items() if others.stands_in(present)}

    @cached_property
    def _other_terms(self) -> frozenset[str]:
        """The terms of what says the same in other words: most sentences hold none of them."""
        others = self.alternatives.values()
        return _NOTHING.union(*(each.words for each in others), *chain.from_iterable(each.phrases for each in others))

    @cached_property
    def unknown(self) -> float:
        """The share of the terms' weight that stands nowhere in the library, in no words: 0 without a library."""
        if self.index is None or not self.weight:
            return 0.0
        return sum(weight for term, weight in self.terms.items() if not self._is_known(term, self.index)) / self.weight

    @property
    def is_foreign(self) -> bool:
        """Whether the library has none of its terms, in no words and under no other name."""
        return self.unknown > _ALL and self.renamed == self.text

    def _is_known(self, term: str, index: Index) -> bool:
        others = (*self.alternatives.get(term, ()), index.aliases.beside(frozenset((term,))))
        return index.knows(term) or any(other and all(map(index.knows, other)) for other in others)

    @cached_property
    def meanings(self) -> Mapping[str, Meanings]:
        """What each term may mean and what it is a kind of: a sentence may say it by any word of that meaning."""
        return {token.term: meanings(token.word) for token in self.tokens if token.term}

    @cached_property
    def _said_by(self) -> SaidBy:
        return SaidBy(self.meanings)

    def said_by(self, words: Iterable[str]) -> frozenset[str]:
        """Return the terms that folded words say: they may mean the same, or one may mean a kind of the other."""
        return _NOTHING.union(*map(self._said_by.__getitem__, words))

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the question, folded."""
        return frozenset(token.word for token in self.tokens)

    @cached_property
    def said(self) -> frozenset[str]:
        """The terms of the question, with the other form of each acronym among them."""
        present = frozenset(token.term for token in self.tokens if token.term)
        acronyms = self.index.aliases.items() if self.index else ()
        added = (
            long if short in present else {short} for short, long in acronyms if short in present or long <= present
        )
        return present.union(*added)

    @cached_property
    def neighbours(self) -> list[tuple[str, str]]:
        """The terms of the question that stand beside each other."""
        return list(pairwise(token.term for token in self.tokens if token.term))

    @cached_property
    def names(self) -> frozenset[str]:
        """The terms of capitalised words and numbers inside the question: what it is about."""
        inside = self.tokens[1:] if self.tokens and self.tokens[0].term is None else self.tokens
        return frozenset(
            token.term
            for token in inside
            if token.term and (self.text[token.start].isupper() or self.text[token.start].isdigit())
        )

    @cached_property
    def action(self) -> str | None:
        """The term of the main verb, where it can be told."""
        return action(self.text, self.tokens)

    @cached_property
    def focus(self) -> frozenset[str]:
        """The terms of the noun that is asked for ("Which *countries* …?", "How many *troops* …?")."""
        match = _FOCUS.search(self.text)
        if not match:
            return frozenset()
        words: list[str] = []
        for token in tokens(match.group(1)):
            if token.term is None and token.word in STOP_WORDS:
                break
            words.append(token.term or token.word)
        return frozenset(words)
