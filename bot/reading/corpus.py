"""All texts of a training run as arrays: words with their facts, texts as runs of words, questions. Training only.

A corpus is made once, kept in one file and put on the device whole; batches are gathered there (`batches.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.reading.encoding import Ints, Tokens
from bot.reading.examples import LONGEST_PASSAGE, LONGEST_SPAN, NEGATIVES, Paragraph, Question, is_usable
from bot.reading.vocabulary import CHARS, KINDS, MEANINGS, TOKEN_FEATURES, Vocabulary, char_ids

SPANS = 8
"""Places of an answer that are kept of one question."""
NONE = -1


@dataclass(frozen=True)
class Corpus:
    """Texts and questions as arrays; texts are numbered: paragraphs first, in order, then questions, then plain text.

    Words (W, the first one pads): `rows` of the word table, `weights`, `features` (W × 8), `keys` (W × 16), `chars`
    (W × 16). Texts: `words` and `sentences` of all tokens in a row, of which text n begins at `begins[n]`.
    Questions that have an answer (Q): `question` and `paragraph` say which texts; `spans` (Q × 8 × 2, -1 pads);
    `reworded`, `unanswered` and `cut` are texts or -1; `negatives` (Q × 4, -1 pads) are paragraphs. Pairs that have no
    answer: `alone` (N × 2, paragraph and question). `often` says how many times a pass takes each paragraph. `texts`
    is the text of every question there is, in the order of the paragraphs.
    """

    rows: Ints
    weights: NDArray[np.float32]
    features: NDArray[np.float32]
    keys: Ints
    chars: NDArray[np.uint8]
    words: Ints
    sentences: NDArray[np.uint8]
    begins: NDArray[np.int64]
    question: Ints
    paragraph: Ints
    spans: NDArray[np.int16]
    reworded: Ints
    unanswered: Ints
    cut: Ints
    negatives: Ints
    alone: Ints
    often: NDArray[np.uint8]
    texts: Ints

    def lengths(self) -> NDArray[np.int64]:
        """Return the number of tokens of every text."""
        return np.diff(self.begins)

    def save(self, path: Path) -> None:
        """Write all arrays to one compressed file."""
        np.savez_compressed(path, allow_pickle=False, **{f.name: getattr(self, f.name) for f in fields(self)})


def load_corpus(path: Path) -> Corpus:
    """Read what `Corpus.save` wrote."""
    with np.load(path, allow_pickle=False) as file:
        return Corpus(**{f.name: file[f.name] for f in fields(Corpus)})


class _Words:
    """Numbers words as they are written; number 0 pads."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {"": 0}

    def __call__(self, words: Iterable[str]) -> list[int]:
        numbers = self.numbers
        return [numbers.setdefault(word, len(numbers)) for word in words]

    def known(self, words: Iterable[str], vocabulary: Vocabulary) -> list[int]:
        """Number the words of plain text: those that neither the table nor another text holds are alike."""
        numbers, unknown = self.numbers, self.numbers.setdefault("\N{REPLACEMENT CHARACTER}", len(self.numbers))
        return [
            numbers.setdefault(word, len(numbers)) if word in numbers or vocabulary.row(word) > 1 else unknown
            for word in words
        ]

    def facts(self, vocabulary: Vocabulary) -> dict[str, NDArray[Any]]:
        """Return what each word brings, as arrays."""
        facts = [vocabulary.facts(word) for word in self.numbers if word]
        blank = [(0,) * (3 + MEANINGS + KINDS)]
        return {
            "rows": np.array([0, *(f.row for f in facts)], np.int32),
            "weights": np.array([0, *(f.weight for f in facts)], np.float32),
            "features": np.array([(0.0,) * TOKEN_FEATURES, *(f.features for f in facts)], np.float32),
            "keys": np.array(blank + [f.keys + f.kin for f in facts], np.int32),
            "chars": np.array([(0,) * CHARS, *(char_ids(word) for word in self.numbers if word)], np.uint8),
        }


class _Texts:
    """Collects texts; each gets the next number."""

    def __init__(self) -> None:
        self.words: list[Ints] = []
        self.sentences: list[NDArray[np.uint8]] = []

    def add(self, numbers: Sequence[int], tokens: Tokens) -> int:
        self.words.append(np.array(numbers, np.int32))
        self.sentences.append(np.minimum(np.array(tokens.sentences, np.int64), 255).astype(np.uint8))
        return len(self.words) - 1

    def arrays(self) -> dict[str, NDArray[Any]]:
        begins = np.concatenate([[0], np.cumsum([len(each) for each in self.words])]).astype(np.int64)
        return {"words": np.concatenate(self.words), "sentences": np.concatenate(self.sentences), "begins": begins}


def make_corpus(
    paragraphs: Sequence[Paragraph], vocabulary: Vocabulary, *, plain: Iterable[Tokens] = (), often: Mapping[int, int]
) -> Corpus:
    """Turn paragraphs and their questions into arrays; `plain` is text for the masked words only.

    `often` says how many times a pass takes a paragraph's questions, where that is not once; 0 takes none.
    """
    words, texts = _Words(), _Texts()
    for paragraph in paragraphs:
        texts.add(words(paragraph.tokens.words), paragraph.tokens)

    def text_of(question: Question | None) -> int:
        return NONE if question is None else texts.add(words(question.tokens.words), question.tokens)

    answered, every = list[Question](), list[int]()
    columns, alone = list[tuple[int, int, int]](), list[tuple[int, int]]()
    for number, paragraph in enumerate(paragraphs):
        for each in paragraph.questions:
            every.append(text_of(each))
            if is_usable(each):
                answered.append(each)
                columns.append((every[-1], text_of(each.reworded), text_of(each.unanswered)))
            elif not each.answers:
                alone += [(number, every[-1]), *((beside, every[-1]) for beside in _next(number, paragraphs))]
    for tokens in plain:
        texts.add(words.known(tokens.words, vocabulary), tokens)
    asked, reworded, unanswered = np.array(columns, np.int32).reshape(-1, 3).T
    return Corpus(
        **words.facts(vocabulary), **texts.arrays(), question=asked, reworded=reworded, unanswered=unanswered,
        paragraph=np.array([q.paragraph for q in answered], np.int32),
        cut=np.array([q.cut for q in answered], np.int32),
        spans=np.array([_spans(q) for q in answered], np.int16).reshape(-1, SPANS, 2),
        negatives=np.array([(q.negatives + [NONE] * NEGATIVES)[:NEGATIVES] for q in answered], np.int32),
        alone=np.array(alone, np.int32).reshape(-1, 2),
        often=np.array([often.get(n, 1) for n in range(len(paragraphs))], np.uint8), texts=np.array(every, np.int32),
    )  # fmt: skip


def _next(number: int, paragraphs: Sequence[Paragraph]) -> list[int]:
    """Return the paragraph that follows, of the same article: what an article does not answer, no other of its does."""
    following = number + 1
    near = following < len(paragraphs) and paragraphs[following].article == paragraphs[number].article
    return [following] if near and paragraphs[following].questions else []


def _spans(question: Question) -> list[tuple[int, int]]:
    places = [(a, b) for a, b in question.spans if b < LONGEST_PASSAGE and b - a < LONGEST_SPAN]
    return (places + [(NONE, NONE)] * SPANS)[:SPANS]
