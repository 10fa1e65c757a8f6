"""Questions with their paragraphs as training reads them: the answers' spans and hard negatives. Training only."""

from __future__ import annotations

import gzip
import json
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bot.reading.encoding import Floats, Ints, Tokens, tokenize, under
from bot.reading.vocabulary import STOP, stem

LONGEST_SPAN = 20
LONGEST_PASSAGE = 300
LONGEST_QUESTION = 30
NEGATIVES = 4
HELD_OUT = 5
"""Of the questions in people's own words, the network is not trained on those of every fifth article."""


@dataclass
class Question:
    """A question, its reference answers, and every token span of its paragraph that reads like one of them.

    Without answers it is one that its paragraph does not answer. `reworded` asks the same in other words, `unanswered`
    asks what the paragraph does not say, and `cut` is the number of the paragraph without its answer (see `altering`).
    """

    id: str
    text: str
    tokens: Tokens
    answers: list[str]
    spans: list[tuple[int, int]]
    paragraph: int
    negatives: list[int] = field(default_factory=list)
    reworded: Question | None = None
    unanswered: Question | None = None
    cut: int = -1


@dataclass
class Paragraph:
    """A paragraph and its questions; its first `above` tokens are the title of its article, a line above it."""

    article: str
    text: str
    tokens: Tokens
    questions: list[Question]
    above: int = 0


def load(path: Path, *, untitled: int = 0) -> list[Paragraph]:
    """Read a file in SQuAD's JSON format, gzip-compressed or not; a question marked impossible has no answers.

    A paragraph stands under its article's title, as the reader gets the passages of a document, but not where that is
    a number, and not one in `untitled`: there are documents whose titles say nothing.
    """
    content = path.read_bytes()
    articles = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)["data"]
    paragraphs: list[Paragraph] = []
    for article in articles:
        for raw in article["paragraphs"]:
            number, title = len(paragraphs), str(article.get("title", ""))
            bare = title.isdigit() or (untitled > 0 and number % untitled == untitled - 1)
            tokens, above = under("" if bare else title.replace("_", " "), raw["context"])
            questions = [_question(q, raw["context"], tokens, number) for q in raw["qas"]]
            paragraphs.append(Paragraph(title, raw["context"], tokens, questions, above))
    return paragraphs


def divided(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """Return the paragraphs to learn from and those to measure on: the first article of every five is held out."""
    articles = {title: number for number, title in enumerate(dict.fromkeys(p.article for p in paragraphs))}
    parts: tuple[list[Paragraph], list[Paragraph]] = [], []
    for paragraph in paragraphs:
        parts[articles[paragraph.article] % HELD_OUT == 0].append(paragraph)
    return parts


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


def is_usable(question: Question) -> bool:
    """Tell whether a question has an answer that the reader can give: within its passage, and not too long."""
    return any(end < LONGEST_PASSAGE and end - start < LONGEST_SPAN for start, end in question.spans)


def mine_negatives(paragraphs: Sequence[Paragraph], say: Callable[[str], None] = lambda text: None) -> None:
    """Give every question with an answer the paragraphs that BM25 ranks highest for it.

    Left out are a question's own paragraph and those in which its answer's words stand.
    """
    postings = _postings(paragraphs)
    texts = [p.text.lower() for p in paragraphs]
    take = min(3 * NEGATIVES, len(paragraphs) - 1)
    for number, paragraph in enumerate(paragraphs):
        for question in filter(is_usable, paragraph.questions):
            scores = np.zeros(len(paragraphs), np.float32)
            for key in sorted(_stems(question.tokens) & postings.keys()):
                where, weights = postings[key]
                scores[where] += weights
            scores[number] = -1
            best = np.argpartition(-scores, take - 1)[:take].tolist() if take else []
            answers = [a.lower() for a in question.answers]
            ranked = sorted(best, key=lambda i: (-float(scores[i]), i))
            question.negatives = [i for i in ranked if not any(a in texts[i] for a in answers)][:NEGATIVES]
        if number % 4000 == 3999:
            say(f"negatives mined for {number + 1} paragraphs")


def _stems(tokens: Tokens) -> set[str]:
    return {stem(word.lower()) for word in tokens.words if word[0].isalnum() and word.lower() not in STOP}


def _postings(paragraphs: Sequence[Paragraph]) -> dict[str, tuple[Ints, Floats]]:
    """Return by stem the paragraphs it is in and its BM25 weight in each (Robertson & Zaragoza 2009)."""
    counts: dict[str, tuple[list[int], list[int]]] = {}
    for number, paragraph in enumerate(paragraphs):
        for key, tf in Counter(stem(w.lower()) for w in paragraph.tokens.words if w[0].isalnum()).items():
            places, times = counts.setdefault(key, ([], []))
            places.append(number)
            times.append(tf)
    lengths = np.asarray([len(p.tokens.words) for p in paragraphs], np.float32)
    k1, b = 0.9, 0.4
    norm = k1 * (1 - b + b * lengths / lengths.mean())
    postings: dict[str, tuple[Ints, Floats]] = {}
    for key, (places, times) in counts.items():
        where, tfs = np.asarray(places, np.int32), np.asarray(times, np.float32)
        idf = math.log(1 + (len(paragraphs) - len(where) + 0.5) / (len(where) + 0.5))
        postings[key] = where, (idf * tfs * (k1 + 1) / (tfs + norm[where])).astype(np.float32)
    return postings
