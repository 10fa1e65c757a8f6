"""Learns what the sentence reader ships: `python -m bot.reading.fit SQUAD_TRAIN`. NumPy only, deterministic.

Three things: the associations of words, the weights that put the answering sentence first, and the logistic regression
that says how probable it is that the first sentence answers.
"""

import argparse
import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.questions import QuestionSet, SetQuestion, read_questions
from bot.reading import associations, sentences, verbs
from bot.reading.evidence import FEATURES, Sentence, weigh
from bot.reading.examples import HELD_OUT
from bot.reading.questions import Asking
from bot.reading.regression import Matrix, conditional_logit, logistic
from bot.reading.thread import Thread, found
from bot.rewriting import is_leaning
from knowledge import Document, Index, passages, terms

ASKED, WRITTEN = Path(__file__).with_name("asked.json.gz"), Path(__file__).with_name("written.json.gz")
"""Questions in people's own words: of whole articles, and of single texts of many kinds."""
TOGETHER = 4
"""Texts of `written.json.gz` that are one library."""
ANSWERED = 0.75
"""The share of questions that the documents are taken to answer: as people ask, not as the cases are drawn."""
HITS_READ = 8
_CHANGED, _MOVED = 0.25, 0.1
"""The shares of the questions that stand alone that are asked in a conversation about another place of their document,
and about another document, where these have follow-ups."""
_SEED = 20261123


@dataclass(frozen=True, slots=True)
class Group:
    """The sentences read for one question: their features, and which of them answer."""

    features: Matrix
    right: NDArray[np.bool_]


def main() -> None:
    """Fit on a SQuAD file and write `associations.json` and `weights.json`."""
    parser = argparse.ArgumentParser(prog="python -m bot.reading.fit", description=main.__doc__)
    parser.add_argument("squad", type=Path, help="SQuAD's training questions, .json or .json.gz")
    parser.add_argument(
        "--questions", type=int, default=3000, help="questions of each situation the weights are fitted on"
    )
    parser.add_argument("--asked", type=Path, default=ASKED, help="questions in people's own words, in the same format")
    parser.add_argument("--written", type=Path, default=WRITTEN, help="the same, of single texts")
    arguments = parser.parse_args()
    question_set = read_questions(arguments.squad)
    documents = list(question_set.documents or ())
    written = learned_from(arguments.written)
    pairs = _pairs(question_set.questions, documents) + _pairs(written.questions, written.documents or ())
    table = associations.learn(pairs)
    write(associations.SHIPPED, table)
    asked = (each.question for each in (*question_set.questions, *written.questions))
    verbs.SHIPPED.write_text("\n".join(verbs.learn(asked)) + "\n", "utf-8")
    groups = list(episodes(question_set.questions, documents, arguments.questions))
    groups += asked_groups(arguments.asked)
    groups += asked_groups(arguments.written, together=TOGETHER, every=2)
    weights = sentence_weights([group for group in groups if group.right.any()])
    fitted = confidence_weights(groups, weights)
    write(sentences.WEIGHTS, {"hits_read": HITS_READ, "sentence": _named(weights), "confidence": fitted})
    best = [bool(group.right[int(np.argmax(group.features @ weights))]) for group in groups if group.right.any()]
    print(f"{len(table):,} words with associations; the first sentence answers {np.mean(best):.3f} of {len(best):,}")


def learned_from(path: Path) -> QuestionSet:
    """Return the questions of `written.json.gz` that the network learns from too: not those of every fifth article."""
    everything = read_questions(path)
    titles = dict.fromkeys(document.title for document in everything.documents or ())
    kept = {title for number, title in enumerate(titles) if number % HELD_OUT}
    return replace(
        everything,
        questions=tuple(each for each in everything.questions if _article(each) in kept),
        documents=tuple(each for each in everything.documents or () if each.title in kept),
    )


def _article(question: SetQuestion) -> str:
    return question.question_id.rpartition("-")[0]


def episodes(questions: Sequence[SetQuestion], documents: Sequence[Document], count: int) -> Iterator[Group]:
    """Yield what is read for questions to libraries of two sizes, with their paragraph there and without it.

    The large library holds every paragraph. A small one is a single document made of some paragraphs of an
    article: it is asked what these paragraphs answer, what others of the article do, and what other articles do.
    """
    chance = random.Random(_SEED)
    large = Index((document, passages(document)) for document in documents)
    for question in chance.sample(list(questions), count):
        yield _group(question, large, frozenset(question.documents))
        yield _group(question, large, frozenset(), without=question.documents)
    by_article: dict[str, list[Document]] = {}
    for document in documents:
        by_article.setdefault(document.title, []).append(document)
    by_document: dict[str, list[SetQuestion]] = {}
    for question in questions:
        by_document.setdefault(question.documents[0], []).append(question)
    made = 0
    while made < count:
        article = by_article[chance.choice(sorted(by_article))]
        size = chance.randint(2, 8)
        begin = chance.randrange(max(1, len(article) - size))
        there, elsewhere = article[begin : begin + size], article[:begin] + article[begin + size :]
        small = joined(there)
        index = Index([(small, passages(small))])
        for source, wanted in ((there, 6), (elsewhere, 6), (chance.sample(documents, 4), 2)):
            asked = [question for document in source for question in by_document.get(document.document_id, ())]
            for question in chance.sample(asked, min(wanted, len(asked))):
                relevant = frozenset([small.document_id]) if source is there else frozenset[str]()
                yield _group(question, index, relevant)
                made += source is there


def asked_groups(path: Path, *, together: int = 1, every: int = 1) -> Iterator[Group]:
    """Yield what is read for the questions in people's own words, asked of their libraries."""
    for library in asked_libraries(path, together=together, every=every):
        for question, document_id in library.asked:
            relevant = frozenset([document_id]) if question.answers else frozenset[str]()
            yield _group(question, library.index, relevant, thread=library.threads.get(question.question_id))


@dataclass(frozen=True, slots=True)
class AskedLibrary:
    """A small library, and the questions that are asked of it, each with the document that it is about.

    `threads` says for some, by their ids, where the conversation is that they are asked in; `again` is said there of
    those that do not lean on it.
    """

    index: Index
    asked: tuple[tuple[SetQuestion, str], ...]
    threads: Mapping[str, Thread]


def asked_libraries(path: Path, *, together: int = 1, every: int = 1) -> Iterator[AskedLibrary]:
    """Yield libraries of so many articles of `asked.json.gz` or `written.json.gz`; every N-th article is taken.

    The article's paragraphs are one document; what they do not answer is asked of them too. People who had not the
    text's words in mind wrote these questions: SQuAD's share more of its words.
    """
    question_set = read_questions(path)
    by_title: dict[str, list[Document]] = {}
    for document in question_set.documents or ():
        by_title.setdefault(document.title, []).append(document)
    by_article: dict[str, list[SetQuestion]] = {}
    for question in question_set.questions:
        by_article.setdefault(_article(question), []).append(question)
    titles = list(by_title)[::every]
    for first in range(0, len(titles), together):
        here = titles[first : first + together]
        documents = [joined(by_title[title], title) for title in here]
        index = Index((document, passages(document)) for document in documents)
        asked = tuple((each, title) for title in here for each in by_article.get(title, ()))
        yield AskedLibrary(index, asked, dict(_threads(documents, asked, index)))


def _threads(
    documents: Sequence[Document], asked: Sequence[tuple[SetQuestion, str]], index: Index
) -> Iterator[tuple[str, Thread]]:
    """Yield where the conversation is when a follow-up is asked, and sometimes another question, also elsewhere."""
    texts = {document.document_id: document.text for document in documents}
    quotes: dict[str, list[str]] = {document_id: [] for document_id in texts}
    for question, document_id in asked:
        if question.after and question.after in texts[document_id]:
            quotes[document_id].append(question.after)
    chances = {document_id: random.Random(f"{_SEED} {document_id}") for document_id in texts}
    for question, document_id in asked:
        quote, where, chance = question.after, document_id, chances[document_id]
        drawn = math.inf if quote else chance.random()
        if drawn < _CHANGED:
            others = [each for each in quotes[document_id] if not any(answer in each for answer in question.answers)]
            quote = chance.choice(others) if others else None
        elif drawn < _CHANGED + _MOVED:
            where = chance.choice([each for each in texts if quotes[each] and each != document_id] or [document_id])
            quote = chance.choice(quotes[where]) if where != document_id else None
        at = texts[where].find(quote) if quote else -1
        if at >= 0:
            typed = question.asked or question.question
            leans = typed != question.question and is_leaning(typed, question.question, correct=index.correction)
            yield question.question_id, Thread(where, at, at + len(quote or ""), not leans)


def joined(paragraphs: Sequence[Document], document_id: str = "small") -> Document:
    """Return one document made of paragraphs."""
    text = "\n\n".join(paragraph.text for paragraph in paragraphs)
    return Document(document_id, paragraphs[0].title, text, document_id)


def _pairs(questions: Sequence[SetQuestion], documents: Sequence[Document]) -> list[tuple[str, list[str], list[str]]]:
    known = {document.document_id: document for document in documents}
    parts = {document.document_id: passages(document) for document in documents}
    pairs = []
    for question in questions:
        for document_id in question.documents:
            sentence = _answering(question, [s for p in parts[document_id] for s in _texts(p.text, p.sentences)])
            if sentence:
                pairs.append((known[document_id].title, terms(question.question), terms(sentence)))
    return pairs


def _texts(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


def _answering(question: SetQuestion, texts: Sequence[str]) -> str | None:
    return next((text for text in texts for answer in question.answers if answer in text), None)


def _group(
    question: SetQuestion, index: Index, relevant: frozenset[str],
    *, without: Sequence[str] = (), thread: Thread | None = None,
) -> Group:  # fmt: skip
    """Return the sentences of the best hits, those of some documents left out, as if these were not there."""
    asking = Asking(question.question, index, thread)
    hits = found(question.question, index, HITS_READ + 10 * bool(without), thread=thread)
    hits = [hit for hit in hits if hit.passage.document_id not in without][:HITS_READ]
    titles = [index.sources[hit.passage.document_id].title for hit in hits]
    read = list(weigh(asking, hits, titles, index.aliases))
    features = np.array([sentence.features for sentence in read]).reshape(len(read), len(FEATURES))
    right = [_answers(sentence, question) and sentence.hit.passage.document_id in relevant for sentence in read]
    return Group(features, np.array(right, dtype=bool))


def _answers(sentence: Sentence, question: SetQuestion) -> bool:
    return any(answer in sentence.text for answer in question.answers)


def sentence_weights(groups: Sequence[Group]) -> Matrix:
    """Return the weights that put a sentence that answers first among those of its question."""
    return conditional_logit([(group.features, group.right) for group in groups])


def confidence_weights(groups: Sequence[Group], weights: Matrix) -> dict[str, float]:
    """Return the logistic regression of "the first sentence answers" on its features, its score and its lead."""
    rows, right, answerable = [], [], []
    for group in groups:
        if not len(group.right):
            continue
        answerable.append(bool(group.right.any()))
        scores = group.features @ weights
        order = np.argsort(-scores, kind="stable")
        lead = float(scores[order[0]] - scores[order[1]]) if len(order) > 1 else 1.0
        rows.append([*group.features[order[0]], scores[order[0]], np.tanh(lead)])
        right.append(bool(group.right[order[0]]))
    counts = as_asked(answerable, [1.0] * len(answerable))
    fitted = logistic(np.array(rows), np.array(right, dtype=float), counts, ridge=1e-4)
    return dict(zip([*FEATURES, "score", "lead", "bias"], [round(float(w), 5) for w in fitted], strict=True))


def as_asked(answerable: Sequence[bool], counts: Sequence[float]) -> Matrix:
    """Return how much each case counts, 1 in the mean, so that a share ANSWERED of all can be answered."""
    weigh, there = np.array(counts), np.array(answerable)
    share = float(weigh[there].sum() / weigh.sum())
    weigh = weigh * np.where(there, ANSWERED / max(share, 1e-9), (1 - ANSWERED) / max(1 - share, 1e-9))
    return np.asarray(weigh / weigh.mean())


def _named(weights: Matrix) -> dict[str, float]:
    return dict(zip(FEATURES, [round(float(weight), 5) for weight in weights], strict=True))


def write(path: Path, content: Any) -> None:
    """Write what was learned as JSON, the same bytes for the same content."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
