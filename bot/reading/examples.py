"""Questions with their paragraphs as training reads them: answer spans, hard negatives, batches. Training only."""

from __future__ import annotations

import gzip
import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.reading.encoding import (
    Encoded,
    Floats,
    Ints,
    Tokens,
    Vocabulary,
    encode,
    match_features,
    pad,
    tokenize,
)

LONGEST_SPAN = 20
LONGEST_PASSAGE = 300
LONGEST_QUESTION = 30
NEGATIVES = 12
REWORDED, UNANSWERED, CUT = 0.25, 0.4, 0.3


@dataclass
class Question:
    """A question, its reference answers, and every token span of its paragraph that reads like one of them.

    `reworded` asks the same in other words, `unanswered` asks what the paragraph does not say, and `cut` is the number
    of the paragraph without its answer (see `altering`).
    """

    id: str
    text: str
    tokens: Tokens
    answers: list[str]
    spans: list[tuple[int, int]]
    paragraph: int
    encoded: Encoded | None = None
    spelling: Ints | None = None
    negatives: list[int] = field(default_factory=list)
    reworded: Question | None = None
    unanswered: Question | None = None
    cut: int = -1


@dataclass
class Paragraph:
    """A paragraph, its questions and, once encoded, its arrays."""

    article: str
    text: str
    tokens: Tokens
    questions: list[Question]
    encoded: Encoded | None = None
    spelling: Ints | None = None


def load(path: Path) -> list[Paragraph]:
    """Read a file in SQuAD's JSON format, gzip-compressed or not; questions marked impossible are left out."""
    content = path.read_bytes()
    articles = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)["data"]
    paragraphs: list[Paragraph] = []
    for article in articles:
        for raw in article["paragraphs"]:
            tokens = tokenize(raw["context"])
            number = len(paragraphs)
            questions = [_question(q, raw["context"], tokens, number) for q in raw["qas"] if q["answers"]]
            paragraphs.append(Paragraph(article.get("title", ""), raw["context"], tokens, questions))
    return paragraphs


def _question(raw: dict[str, Any], context: str, tokens: Tokens, paragraph: int) -> Question:
    answers = [str(a["text"]) for a in raw["answers"]]
    spans = sorted({span for answer in answers for span in occurrences(context, tokens, answer)})
    text = str(raw["question"]).strip()
    return Question(str(raw["id"]), text, tokenize(text), answers, spans, paragraph)


def occurrences(context: str, tokens: Tokens, answer: str) -> list[tuple[int, int]]:
    """Return the token spans (first and last token) of all places where the answer stands as whole tokens.

    The files name the first place only, which need not be the one meant; where no place is made of whole tokens, the
    first is widened to whole tokens.
    """
    first_at = {s: i for i, s in enumerate(tokens.starts)}
    last_at = {e: i for i, e in enumerate(tokens.ends)}
    answer = answer.strip()
    found, place = [], context.find(answer) if answer else -1
    first = place
    while place >= 0:
        start, end = first_at.get(place), last_at.get(place + len(answer))
        if start is not None and end is not None:
            found.append((start, end))
        place = context.find(answer, place + 1)
    if not found and first >= 0:
        inside = [i for i, e in enumerate(tokens.ends) if e > first and tokens.starts[i] < first + len(answer)]
        found = [(inside[0], inside[-1])] if inside else []
    return found


class Spellings:
    """Numbers the words as they are written, over all texts, so that a batch spells each word once."""

    def __init__(self) -> None:
        self.words: list[str] = [""]
        self._ids: dict[str, int] = {"": 0}

    def __call__(self, words: list[str]) -> Ints:
        """Return the numbers of a text's words; a new word gets the next number."""
        for word in words:
            if word not in self._ids:
                self._ids[word] = len(self.words)
                self.words.append(word)
        return np.asarray([self._ids[w] for w in words], np.int32)


def encode_all(paragraphs: Sequence[Paragraph], vocabulary: Vocabulary, spellings: Spellings) -> None:
    """Fill in the arrays of all paragraphs and questions."""
    for paragraph in paragraphs:
        paragraph.encoded = encode(paragraph.tokens, vocabulary)
        paragraph.spelling = spellings(paragraph.tokens.words)
        for asked in paragraph.questions:
            for question in filter(None, (asked, asked.reworded, asked.unanswered)):
                question.encoded = encode(question.tokens, vocabulary)
                question.spelling = spellings(question.tokens.words)


def mine_negatives(paragraphs: Sequence[Paragraph], rank: int = 0, ranks: int = 1) -> None:
    """Give the questions of every `ranks`-th paragraph the paragraphs that BM25 ranks highest for them.

    Left out are a question's own paragraph and those in which its answer's words stand.
    """
    postings = _postings(paragraphs)
    texts = [p.text.lower() for p in paragraphs]
    take = min(NEGATIVES, len(paragraphs) - 1)
    for number in range(rank, len(paragraphs), ranks):
        for question in paragraphs[number].questions:
            scores = np.zeros(len(paragraphs), np.float32)
            encoded = _encoded(question)[0]
            for key in sorted(set(encoded.keys[encoded.weights > 0, 1].tolist())):
                if key in postings:
                    where, weights = postings[key]
                    scores[where] += weights
            scores[number] = -1
            best = np.argpartition(-scores, take - 1)[:take].tolist() if take else []
            answers = [a.lower() for a in question.answers]
            ranked = sorted(best, key=lambda i: (-float(scores[i]), i))
            question.negatives = [i for i in ranked if not any(a in texts[i] for a in answers)]


def _postings(paragraphs: Sequence[Paragraph], k1: float = 0.9, b: float = 0.4) -> dict[int, tuple[Ints, Floats]]:
    """Return by stem the paragraphs it is in and its BM25 weight in each (Robertson & Zaragoza 2009)."""
    counts: dict[int, tuple[list[int], list[int]]] = {}
    for number, paragraph in enumerate(paragraphs):
        stems = Counter(_encoded(paragraph)[0].keys[:, 1].tolist())
        for stem, tf in stems.items():
            places, times = counts.setdefault(stem, ([], []))
            places.append(number)
            times.append(tf)
    lengths = np.asarray([len(p.tokens.words) for p in paragraphs], np.float32)
    norm = k1 * (1 - b + b * lengths / lengths.mean())
    postings: dict[int, tuple[Ints, Floats]] = {}
    for stem, (places, times) in counts.items():
        where, tfs = np.asarray(places, np.int32), np.asarray(times, np.float32)
        idf = math.log(1 + (len(paragraphs) - len(where) + 0.5) / (len(where) + 0.5))
        postings[stem] = where, (idf * tfs * (k1 + 1) / (tfs + norm[where])).astype(np.float32)
    return postings


@dataclass
class Batch:
    """Paragraphs, questions and pairs of them as padded arrays; the pairs after the first `positives` are negatives."""

    p_rows: Ints
    p_words: Ints
    p_features: Floats
    q_rows: Ints
    q_words: Ints
    q_features: Floats
    chars: Ints
    pair_p: NDArray[np.int64]
    pair_q: NDArray[np.int64]
    match: Floats
    gold: NDArray[np.bool_]
    gold_start: NDArray[np.bool_]
    gold_end: NDArray[np.bool_]


Pair = tuple[int, Question]


def make_batch(
    paragraphs: Sequence[Paragraph],
    pairs: Sequence[Pair],
    chars: Ints,
    round_to: int = 8,
    limit: int = LONGEST_PASSAGE,
) -> Batch:
    """Stack pairs of a paragraph's number and a question; the gold spans are those of the question's own paragraph."""
    numbers = sorted({number for number, _ in pairs})
    questions = list({q.id: q for _, q in pairs}.values())
    p_at, q_at = {n: i for i, n in enumerate(numbers)}, {q.id: i for i, q in enumerate(questions)}
    ps, qs = [_encoded(paragraphs[n]) for n in numbers], [_encoded(q) for q in questions]
    t = min(limit, max(len(p.rows) for p, _ in ps))
    t += -t % round_to
    j = min(LONGEST_QUESTION, max(len(q.rows) for q, _ in qs))
    j += -j % 4
    p_words, q_words = pad([w for _, w in ps], t), pad([w for _, w in qs], j)
    used, places = np.unique(np.concatenate([p_words.ravel(), q_words.ravel()]), return_inverse=True)
    flat, cut = places.ravel().astype(np.int32), p_words.size
    pair_p = np.asarray([p_at[n] for n, _ in pairs], np.int64)
    pair_q = np.asarray([q_at[q.id] for _, q in pairs], np.int64)
    p_lengths = np.asarray([min(len(p.rows), t) for p, _ in ps], np.int32)
    match = match_features(
        pad([p.keys for p, _ in ps], t)[pair_p], pad([p.sentences for p, _ in ps], t)[pair_p], p_lengths[pair_p],
        pad([q.keys for q, _ in qs], j)[pair_q], pad([q.weights for q, _ in qs], j)[pair_q],
    )  # fmt: skip
    return Batch(
        p_rows=pad([p.rows for p, _ in ps], t),
        p_words=flat[:cut].reshape(p_words.shape),
        p_features=pad([p.features for p, _ in ps], t),
        q_rows=pad([q.rows for q, _ in qs], j),
        q_words=flat[cut:].reshape(q_words.shape),
        q_features=pad([q.features for q, _ in qs], j),
        chars=chars[used],
        pair_p=pair_p,
        pair_q=pair_q,
        match=match,
        **_gold(pairs, t),
    )


def _gold(pairs: Sequence[Pair], t: int) -> dict[str, NDArray[np.bool_]]:
    """Mark the right spans (by first token and length), first tokens and last tokens of every pair."""
    gold = np.zeros((len(pairs), t, LONGEST_SPAN), np.bool_)
    first, last = np.zeros((len(pairs), t), np.bool_), np.zeros((len(pairs), t), np.bool_)
    for i, (number, question) in enumerate(pairs):
        if number == question.paragraph:
            for start, end in question.spans:
                if end < t and end - start < LONGEST_SPAN:
                    gold[i, start, end - start] = first[i, start] = last[i, end] = True
    return {"gold": gold, "gold_start": first, "gold_end": last}


def _encoded(item: Paragraph | Question) -> tuple[Encoded, Ints]:
    if item.encoded is None or item.spelling is None:
        raise ValueError("encode_all must run before batches are made")
    return item.encoded, item.spelling


def epoch(
    paragraphs: Sequence[Paragraph], rng: np.random.Generator, tokens: int, negatives: float, even: int = 1
) -> Iterator[tuple[list[Pair], int]]:
    """Yield one pass over the questions as (pairs, number of positives), paragraphs of like length together.

    A quarter of the questions that can be are asked in other words. With chance `negatives` a question also brings a
    pair without an answer: itself with one of its mined paragraphs, of a length near the batch's, or with its own
    paragraph without the answer, or a question that its paragraph does not answer. The number of batches is a
    multiple of `even`; batches over are left out of this pass.
    """
    usable = [[q for q in p.questions if _is_usable(q)] for p in paragraphs]
    lengths = np.asarray([min(len(p.tokens.words), LONGEST_PASSAGE) for p in paragraphs])
    groups = _groups(lengths, [len(questions) * (1 + negatives) for questions in usable], rng, tokens)
    for place in rng.permutation(len(groups)).tolist()[: len(groups) // even * even]:
        group = groups[place]
        limit = max(max(lengths[n] for n in group) + 24, 120)
        pairs: list[Pair] = []
        extra: list[Pair] = []
        for number in group:
            for q in usable[number]:
                asked = q.reworded if q.reworded is not None and rng.random() < REWORDED else q
                pairs.append((number, asked))
                if rng.random() < negatives:
                    extra.extend(_unanswered(number, q, asked, [n for n in q.negatives if lengths[n] <= limit], rng))
        yield pairs + extra, len(pairs)


def _unanswered(number: int, q: Question, asked: Question, near: list[int], rng: np.random.Generator) -> list[Pair]:
    """Return a pair of a paragraph and a question that it does not answer, if there is one."""
    draw = rng.random()
    if q.unanswered is not None and draw < UNANSWERED:
        return [(number, q.unanswered)]
    if q.cut >= 0 and draw < UNANSWERED + CUT:
        return [(q.cut, asked)]
    return [(near[min(int(rng.exponential(3)), len(near) - 1)], asked)] if near else []


def _is_usable(question: Question) -> bool:
    return any(end < LONGEST_PASSAGE and end - start < LONGEST_SPAN for start, end in question.spans)


def _groups(lengths: Ints, pairs: list[float], rng: np.random.Generator, tokens: int) -> list[list[int]]:
    """Group paragraphs of like length so that a group's pairs have at most `tokens` tokens, one paragraph at least."""
    groups: list[list[int]] = []
    size = math.inf
    for number in np.argsort(lengths + rng.uniform(0, 16, len(lengths)), kind="stable").tolist():
        if pairs[number]:
            if (size + pairs[number]) * int(lengths[number]) > tokens:
                groups.append([])
                size = 0.0
            groups[-1].append(number)
            size += pairs[number]
    return groups
