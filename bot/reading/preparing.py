"""Makes what a training run learns from, once: vocabulary, first word vectors, corpus. Training only."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

import numpy as np

from bot.reading.altering import Altering
from bot.reading.corpus import Corpus, load_corpus, make_corpus
from bot.reading.encoding import Floats, Ints, Tokens, document_frequencies, idf_between_0_and_1, tokenize
from bot.reading.examples import Paragraph, divided, load, mine_negatives
from bot.reading.vectors import choose_words, word_vectors
from bot.reading.vocabulary import SPECIAL, Vocabulary

UNTITLED = 5
"""One paragraph in so many is learned from without its title."""
Say = Callable[[str], None]
Measured = list[tuple[int, int, Sequence[str]]]


@dataclass(frozen=True)
class Sources:
    """The files that a run learns from and is measured on."""

    train: Path
    tune: Path
    asked: Sequence[Path]
    plain: Sequence[Path]
    words: int
    size: int
    seed: int
    times: Sequence[int]
    """How many times a pass takes the questions of each file of `asked`, by turns."""


@dataclass(frozen=True)
class Prepared:
    """What a run needs: vocabulary, first vectors, corpus, and two sets of questions with their paragraphs' texts."""

    vocabulary: Vocabulary
    vectors: Floats
    corpus: Corpus
    paragraphs: Sequence[Paragraph]
    tune: Measured
    asked: Measured


def prepared(sources: Sources, out: Path, say: Say, *, again: bool = False) -> Prepared:
    """Return what the files beside `out` hold, made first where they are not there or are to be made `again`.

    Words that are there already are kept: what was trained with them can go on learning from other questions.
    """
    measured = _measured(sources)
    words, corpus = _files(out)
    if again or not is_prepared(out):
        (learned, often), plain = _learned(sources), list(_plain(sources.plain))
        if again or not words.exists():
            _choose_words(sources, words, learned, plain, say)
        _make(sources, words, corpus, learned, often, plain, measured, say)
    vocabulary, vectors = _words(words)
    kept = load_corpus(corpus)
    first = len(kept.often) - len(measured[0]) - len(measured[1])  # what is measured on stands last
    counts = [sum(len(p.questions) for p in part) for part in measured]
    tune = _numbered(measured[0], first, kept.texts[-sum(counts) : len(kept.texts) - counts[1]])
    asked = _numbered(measured[1], first + len(measured[0]), kept.texts[len(kept.texts) - counts[1] :])
    blank = Paragraph("", "", tokenize(""), [])
    return Prepared(vocabulary, vectors, kept, [*[blank] * first, *measured[0], *measured[1]], tune, asked)


def is_prepared(out: Path) -> bool:
    """Tell whether what a run needs is there beside `out`."""
    return all(path.exists() for path in _files(out))


def _files(out: Path) -> tuple[Path, Path]:
    return out.with_suffix(".words.npz"), out.with_suffix(".corpus.npz")


def _numbered(paragraphs: Sequence[Paragraph], first: int, texts: Ints) -> Measured:
    asked = [(first + n, q.answers) for n, p in enumerate(paragraphs) for q in p.questions]
    return [(number, int(text), answers) for (number, answers), text in zip(asked, texts, strict=True)]


def _learned(sources: Sources) -> tuple[list[Paragraph], list[int]]:
    """Return the paragraphs to learn from, and how many times a pass takes each."""
    paragraphs = load(sources.train, untitled=UNTITLED)
    often = [1] * len(paragraphs)
    for path, times in zip(sources.asked, cycle(sources.times)):
        part, _ = divided(load(path, untitled=UNTITLED))
        paragraphs += part
        often += [times] * len(part)
    return paragraphs, often


def _measured(sources: Sources) -> tuple[list[Paragraph], list[Paragraph]]:
    return load(sources.tune), [p for path in sources.asked for p in divided(load(path))[1]]


def _choose_words(
    sources: Sources, path: Path, learned: Sequence[Paragraph], plain: Sequence[Tokens], say: Say
) -> None:
    vocabulary = _vocabulary(learned, plain, sources.words)
    texts = [*(t.words for t in plain), *(p.tokens.words for p in learned),
             *(q.tokens.words for p in learned for q in p.questions)]  # fmt: skip
    vectors = word_vectors(texts, vocabulary, sources.size, sources.seed)
    say(f"{len(vocabulary)} words with vectors of {sources.size} numbers")
    listed = "\n".join(vocabulary.words).encode()
    np.savez(path, words=np.frombuffer(listed, np.uint8), idf=vocabulary.idf, vectors=vectors.astype(np.float16))


def _make(
    sources: Sources, words: Path, corpus: Path, learned: Sequence[Paragraph], often: Sequence[int],
    plain: Sequence[Tokens], measured: tuple[list[Paragraph], list[Paragraph]], say: Say,
) -> None:  # fmt: skip
    vocabulary, vectors = _words(words)
    own = [_renumbered(p, n) for n, p in enumerate(learned)]
    Altering(vocabulary, vectors, sources.seed).prepare(own)
    say(f"questions altered, {len(own) - len(learned)} paragraphs without their answer")
    mine_negatives(own[: len(learned)], say)
    aside = [*measured[0], *measured[1]]
    taken = dict(enumerate(often)) | {len(own) + n: 0 for n in range(len(aside))}
    whole = [*own, *(_renumbered(p, len(own) + n) for n, p in enumerate(aside))]
    made = make_corpus(whole, vocabulary, plain=plain, often=taken)
    made.save(corpus)
    say(f"{len(made.words):,} tokens, {len(made.rows):,} spellings, {len(made.question):,} questions with an answer")


def _renumbered(paragraph: Paragraph, number: int) -> Paragraph:
    return replace(paragraph, questions=[replace(q, paragraph=number) for q in paragraph.questions])


def _plain(paths: Sequence[Path]) -> Iterator[Tokens]:
    """Yield the passages in gzip-compressed JSON Lines files with a field `text`."""
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield tokenize(json.loads(line)["text"])


def _vocabulary(paragraphs: Sequence[Paragraph], plain: Sequence[Tokens], limit: int) -> Vocabulary:
    """Choose the table's words (text beside the questions counts a twentieth) and weigh them by idf."""
    own = [p.tokens.words for p in paragraphs] + [q.tokens.words for p in paragraphs for q in p.questions]
    counts: dict[str, float] = {}
    for texts, weight in ((own, 1.0), ([t.words for t in plain], 0.05)):
        for word, n in Counter(w.lower() for words in texts for w in words).items():
            counts[word] = counts.get(word, 0.0) + weight * n
    words = choose_words(counts, limit, 3)
    frequencies = document_frequencies([p.tokens.words for p in paragraphs])
    idf = [idf_between_0_and_1(frequencies.get(w, 1), len(paragraphs)) for w in words]
    idf[0], idf[1 : len(SPECIAL)] = 0.0, [1.0] * (len(SPECIAL) - 1)
    return Vocabulary(words, np.asarray(idf, np.float16))


def _words(path: Path) -> tuple[Vocabulary, Floats]:
    with np.load(path) as saved:
        vocabulary = Vocabulary(bytes(saved["words"]).decode().split("\n"), saved["idf"])
        return vocabulary, saved["vectors"].astype(np.float32)
