"""Learns how evidence and network choose together: `python -m bot.reading.combine SQUAD_TUNE`. Deterministic.

The network has not seen these questions, so its scores are as they will be for new ones. Half of the articles are
fitted on, with all questions in people's own words; the figures printed are of the other half, and for those questions
of each half by weights fitted without it.
"""

import argparse
import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.calibration import auroc
from bot.evaluation.measures import answer_shown, exact_match, f1
from bot.evaluation.questions import QuestionSet, SetQuestion, read_questions
from bot.reading import candidates
from bot.reading.candidates import SPAN_FEATURES, Candidate
from bot.reading.confidence import SURE_FEATURES, SURE_PARTS, confidence, largeness, plainly, sure_features
from bot.reading.examples import HELD_OUT
from bot.reading.fit import ASKED, TOGETHER, WRITTEN, as_asked, asked_libraries, joined, write
from bot.reading.model import NeuralReader
from bot.reading.neural import CombinedReader, evidence_of, is_in_reach
from bot.reading.questions import Asking
from bot.reading.regression import Matrix, conditional_logit, logistic
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
WRONG = 0.1
"""What a question counts in the confidence that has an answer, but not in the sentence chosen: the less, the more the
confidence is that there is an answer at all. Where the conversation is it counts in full: what is near is chosen there,
though it be no answer."""
_RIDGE = 1e-2
"""The penalty on the confidence's weights, ten times that on the weights of spans: with less, questions on a page of
one's own were told a little worse, and SQuAD's no better."""
_ANSWERED = 0.45
"""A question of less confidence is asked again where the conversation is: a few more than the chatbot asks again."""
Kind = Literal["large", "small", "asked", "written", "gathered", "again"]
"""What is asked: all paragraphs, a few of them; or, in people's own words, an article, a few texts, or many; or the
place of the conversation, where the library gave no answer that may stand."""
AskedKind = Literal["asked", "written", "gathered"]
Sure = dict[str, dict[str, float]]
"""The weights of the confidence by name, in its parts."""


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


def main() -> None:
    """Fit the weights of spans and of the confidence, and write `combined.json`."""
    parser = argparse.ArgumentParser(prog="python -m bot.reading.combine", description=main.__doc__)
    parser.add_argument("squad", type=Path, help="SQuAD questions that the network was not trained on")
    parser.add_argument("--every", type=int, default=4, help="take every N-th question")
    parser.add_argument("--asked", type=Path, default=ASKED, help="questions in people's own words, in the same format")
    parser.add_argument("--written", type=Path, default=WRITTEN, help="the same, of single texts")
    arguments = parser.parse_args()
    reader = CombinedReader(NeuralReader())
    cases = list(_cases(read_questions(arguments.squad), reader, every=arguments.every))
    asked = list(asked_cases(arguments.asked, reader, "asked"))
    asked += [*asked_cases(arguments.written, reader, "written"), *asked_cases(arguments.written, reader, "gathered")]
    squad = [case for case in cases if not case.held_out]
    asked += asked_again(asked, *_fitted(squad + asked))
    weights, sure = _fitted(squad + asked)
    span = dict(zip(SPAN_FEATURES, [round(float(w), 5) for w in weights], strict=True))
    write(candidates.WEIGHTS, {"span": span, **sure})
    lines = list(_figures([case for case in cases if case.held_out], weights, sure))
    for half in (True, False):
        others = [case for case in asked if case.held_out != half]
        lines += _figures([case for case in asked if case.held_out == half], *_fitted(squad + others))
    print("\n".join(lines))


def _fitted(cases: Sequence[Case]) -> tuple[Matrix, Sure]:
    weights = span_weights([case for case in cases if case.exact.any()])
    return weights, sure_weights(cases, weights)


def _cases(questions: QuestionSet, reader: CombinedReader, *, every: int) -> Iterator[Case]:
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


def asked_again(cases: Sequence[Case], weights: Matrix, sure: Sure) -> Iterator[Case]:
    """Yield the cases as they are asked again, of those whose answer by these weights may not stand alone."""
    for case in cases:
        if case.again and not _may_stand(case, weights, sure):
            yield case.again()


def _may_stand(case: Case, weights: Matrix, sure: Sure) -> bool:
    """Tell whether a case is answered, as the chatbot does, and not only elsewhere while it says little."""
    if not case.candidates:
        return False
    features, first = _first(case, weights)
    read = case.served(case.features @ weights, weights)
    plain = [n for n in read if plainly(case.asking, case.candidates[n].sentence)]
    if not plain and confidence(features, sure) < _ANSWERED:
        return False
    answering = case.candidates[plain[0] if plain else first].sentence.hit.passage
    return not replace(case.asking, thread=case.thread).elsewhere(answering.document_id)


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


def span_weights(cases: Sequence[Case]) -> Matrix:
    """Return the weights that maximise the probability of the right spans among those of their question.

    Each kind of library counts by the square root of its cases: there are far more of some kinds than of others.
    """
    many = Counter(case.library for case in cases)
    counts = [many[case.library] ** -0.5 for case in cases]
    return conditional_logit([(case.features, case.exact) for case in cases], counts)


def _first(case: Case, weights: Matrix) -> tuple[Matrix, int]:
    """Return what the confidence goes by for the best span of a case that is served, and which it is."""
    scores = case.features @ weights
    order = sorted(case.served(scores, weights), key=lambda n: -scores[n])
    return sure_features(case.asking, [case.candidates[n] for n in order], scores[order]), order[0]


def sure_weights(cases: Sequence[Case], weights: Matrix) -> Sure:
    """Return the logistic regression of "the sentence of the best span answers": the parts of its weights."""
    rows, right, answerable, counts = [], [], [], []
    for case in cases:
        if case.candidates:
            features, n = _first(case, weights)
            rows.append([*features, *(largeness(features) * np.array([*features, 1.0]))])
            right.append(float(case.shown[n]))
            answerable.append(case.answerable)
            is_missed = case.answerable and not case.shown[n] and case.asking.thread is None
            counts.append(WRONG if is_missed else 1.0)
    counted = as_asked(answerable, counts)
    *fitted, bias = logistic(np.array(rows), np.array(right), counted, ridge=_RIDGE).tolist()
    small, large = fitted[: len(SURE_FEATURES)], fitted[len(SURE_FEATURES) :]
    parts = zip(SURE_PARTS, ([*small, bias], large), strict=True)
    return {part: dict(zip([*SURE_FEATURES, "bias"], np.round(each, 5).tolist(), strict=True)) for part, each in parts}


def _figures(cases: Sequence[Case], weights: Matrix, sure: Sure) -> Iterator[str]:
    """Yield the figures of questions that nothing was fitted on."""
    for library in ("large", "small", *get_args(AskedKind)):  # those asked again were chosen by all of them
        judged = []
        exact, f, shown, count = 0.0, 0.0, 0.0, 0
        for case in cases:
            if case.library != library:
                continue
            count += case.answerable
            if not case.candidates:
                judged.append((0.0, False))
                continue
            features, n = _first(case, weights)
            judged.append((confidence(features, sure), bool(case.shown[n])))
            exact, f, shown = exact + case.exact[n], f + case.f1[n], shown + case.shown[n]
        asked, ranked = max(count, 1), auroc(judged)
        if judged:
            yield (
                f"{library}: {count:,} answerable of {len(judged):,}, EM {exact / asked:.3f}, "
                f"F1 {f / asked:.3f}, in the sentence {shown / asked:.3f}, "
                f"AUROC {0.5 if ranked is None else ranked:.3f}"
            )


if __name__ == "__main__":
    main()
