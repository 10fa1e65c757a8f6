"""The questions that the choice of spans and the confidence learn from, each asked of a library of some size."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.measures import answer_shown, exact_match, f1
from bot.evaluation.questions import QuestionSet, SetQuestion
from bot.reading.candidates import Candidate
from bot.reading.examples import HELD_OUT
from bot.reading.fit import TOGETHER, asked_libraries, joined
from bot.reading.neural import CombinedReader, evidence_of, is_in_reach
from bot.reading.questions import Asking
from bot.reading.regression import Matrix
from bot.reading.thread import Thread, found
from knowledge import Document, Hit, Index, passages

_SEED = 20261123
_HITS = 30
_FEWEST_STRANGE = 2
"""Questions of other libraries that each is asked: they are about something else."""
_MANY = 64
"""Texts of `written.json.gz` that are the largest library of them; each so many are fitted on, the next are not."""
_SIZES: dict["AskedKind", Sequence[tuple[int, int]]] = {
    "asked": ((1, 1),),
    "written": ((1, 10), (TOGETHER, 10)),
    "gathered": ((16, 20), (_MANY, 20)),
}
"""Of how many texts libraries are made, by kind, and of how many of their questions one is asked of them."""
Kind = Literal["large", "small", "asked", "written", "gathered", "again"]
"""What is asked: all paragraphs, a few of them; or, in people's own words, an article, a few texts, or many; or the
place of the conversation, where the library gave no answer that may stand."""
AskedKind = Literal["asked", "written", "gathered"]


@dataclass(frozen=True, slots=True)
class Case:
    """One question asked of one library: the spans proposed, which are exact, and whose sentence answers.

    `hits` are those that may be read, in their order: the rank of each, and the features of its sentences. `again`
    asks it once more where the conversation is, `thread`, as the chatbot does should it find no answer that may stand.
    """

    asking: Asking
    hits: tuple[tuple[int, Matrix], ...]
    candidates: tuple[Candidate, ...]
    exact: NDArray[np.bool_]
    shown: NDArray[np.bool_]
    f1: NDArray[np.float64]
    held_out: bool
    library: Kind
    answerable: bool
    again: Callable[[], "Case"] | None = None
    thread: Thread | None = None

    @property
    def features(self) -> Matrix:
        """The features of the candidates, a row each."""
        return np.array([each.features for each in self.candidates])

    def served(self, scores: Matrix, weights: Matrix) -> list[int]:
        """Return which candidates are there when the question is served by these weights: not every hit is read."""
        found, best = list[int](), -math.inf
        for rank, evidence in self.hits:
            if is_in_reach(best, evidence, weights):
                here = [n for n, each in enumerate(self.candidates) if each.sentence.rank == rank]
                best = max([best, *scores[here].tolist()])
                found += here
        return found


def squad_cases(questions: QuestionSet, reader: CombinedReader, *, every: int) -> Iterator[Case]:
    """Yield each question asked of the whole library, of it without its paragraph, and of small libraries."""
    documents = list(questions.documents or ())
    titles = {document.document_id: document.title for document in documents}
    articles = sorted(set(titles.values()))
    held_out = {title for number, title in enumerate(articles) if number % 2}
    large = Index((document, passages(document)) for document in documents)
    for question in questions.questions[::every]:
        aside = titles[question.documents[0]] in held_out
        yield _case(question, large, reader, set(question.documents), held_out=aside, library="large")
        yield _case(question, large, reader, set(), held_out=aside, library="large", without=question.documents)
    chance = random.Random(_SEED)
    for _ in range(len(questions.questions) // every // 6):
        title = chance.choice(articles)
        yield from _small(title, questions, documents, reader, chance, held_out=title in held_out)


def asked_cases(path: Path, reader: CombinedReader, kind: AskedKind) -> Iterator[Case]:
    """Yield the questions in people's own words, each asked of its library; of every library some of others are asked.

    Of many texts only a share of the questions is asked; the same texts are held out in libraries of all sizes. Of the
    written ones those are taken that the network was not trained on. Those of `asked.json.gz` for a yes or no are left
    out: none has an answer there that could be quoted.
    """
    for together, share in _SIZES[kind]:
        libraries = list(asked_libraries(path, together=together, every=1 if kind == "asked" else HELD_OUT))
        chance, everything = random.Random(_SEED), [asked for each in libraries for asked in each.asked]
        for number, library in enumerate(libraries):
            aside = bool((number if kind == "asked" else number * together // _MANY) % 2)
            here, asked = {document_id for _, document_id in library.asked}, library.asked[::share]
            others = [each for each in everything if each[1] not in here]
            anywhere = [*library.threads.values(), None]
            strange = chance.sample(others, min(len(others), max(_FEWEST_STRANGE, len(asked) // 10)))
            for question, document_id in (*asked, *strange):
                relevant = {document_id} & here if question.answers else set[str]()
                thread = library.threads.get(question.question_id) if document_id in here else chance.choice(anywhere)
                ask = partial(_case, question, library.index, reader, relevant, held_out=aside)
                if thread and thread.again:
                    again = partial(ask, library="again", thread=thread)
                    case = replace(ask(library=kind), again=again, thread=thread)
                else:
                    case = ask(library=kind, thread=thread)
                if kind != "asked" or case.asking.asked != "yes/no":
                    yield case


def _small(
    title: str, questions: QuestionSet, documents: Sequence[Document], reader: CombinedReader, chance: random.Random,
    *, held_out: bool,
) -> Iterator[Case]:  # fmt: skip
    """Yield questions asked of a document made of some paragraphs of an article, answered there and not."""
    article = [document for document in documents if document.title == title]
    size = chance.randint(2, 8)
    begin = chance.randrange(max(1, len(article) - size))
    there, elsewhere = article[begin : begin + size], article[:begin] + article[begin + size :]
    small = joined(there)
    index = Index([(small, passages(small))])
    for source, wanted in ((there, 4), (elsewhere, 4), (chance.sample(documents, 4), 3)):
        known = {document.document_id for document in source}
        asked = [question for question in questions.questions if question.documents[0] in known]
        relevant = {small.document_id} if source is there else set()
        for question in chance.sample(asked, min(wanted, len(asked))):
            yield _case(question, index, reader, relevant, held_out=held_out, library="small")


def _case(
    question: SetQuestion, index: Index, reader: CombinedReader, relevant: set[str],
    *, held_out: bool, library: Kind, without: Sequence[str] = (), thread: Thread | None = None,
) -> Case:  # fmt: skip
    asking = Asking(question.question, index, thread)
    hits = found(question.question, index, _HITS, thread=thread)
    hits = [hit for hit in hits if hit.passage.document_id not in without]
    to_read = tuple((rank, evidence_of(weighed)) for rank, weighed in reader.to_read(asking, hits, index))
    spans = tuple(reader.candidates(asking, hits, index, everything=True))
    right = [each.sentence.hit.passage.document_id in relevant for each in spans]
    texts = [_text(each.sentence.hit, each) for each in spans]
    return Case(
        asking,
        to_read,
        spans,
        np.array([r and exact_match(t, question.answers) > 0 for r, t in zip(right, texts, strict=True)], dtype=bool),
        np.array(
            [r and answer_shown([e.sentence.text], question.answers) for r, e in zip(right, spans, strict=True)],
            dtype=bool,
        ),
        np.array([r * f1(t, question.answers) for r, t in zip(right, texts, strict=True)], dtype=float),
        held_out,
        library,
        bool(relevant),
    )


def _text(hit: Hit, candidate: Candidate) -> str:
    return hit.passage.text[candidate.span.start : candidate.span.end]
