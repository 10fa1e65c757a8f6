"""Learns how evidence and network choose together: `python -m bot.reading.combine SQUAD_TUNE`. Deterministic.

The network has not seen these questions, so its scores are as they will be for new ones. Half of the articles are
fitted on, with all questions in people's own words; the figures printed are of the other half, and for those questions
of each half by weights fitted without it.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np

from bot.evaluation.calibration import auroc
from bot.evaluation.questions import read_questions
from bot.reading import candidates
from bot.reading.candidates import SPAN_FEATURES
from bot.reading.cases import AskedKind, Case, asked_cases, squad_cases
from bot.reading.confidence import SURE_FEATURES, SURE_PARTS, confidence, largeness, plainly, sure_features
from bot.reading.fit import ASKED, WRITTEN, as_asked, write
from bot.reading.model import NeuralReader
from bot.reading.neural import CombinedReader
from bot.reading.regression import Matrix, conditional_logit, logistic

WRONG = 0.1
"""What a question counts in the confidence that has an answer, but not in the sentence chosen: the less, the more the
confidence is that there is an answer at all. Where the conversation is it counts in full: what is near is chosen there,
though it be no answer."""
_RIDGE = 1e-2
"""The penalty on the confidence's weights, ten times that on the weights of spans: with less, questions on a page of
one's own were told a little worse, and SQuAD's no better."""
_ANSWERED = 0.45
"""A question of less confidence is asked again where the conversation is: a few more than the chatbot asks again."""
Sure = dict[str, dict[str, float]]
"""The weights of the confidence by name, in its parts."""


def main() -> None:
    """Fit the weights of spans and of the confidence, and write `combined.json`."""
    parser = argparse.ArgumentParser(prog="python -m bot.reading.combine", description=main.__doc__)
    parser.add_argument("squad", type=Path, help="SQuAD questions that the network was not trained on")
    parser.add_argument("--every", type=int, default=4, help="take every N-th question")
    parser.add_argument("--asked", type=Path, default=ASKED, help="questions in people's own words, in the same format")
    parser.add_argument("--written", type=Path, default=WRITTEN, help="the same, of single texts")
    arguments = parser.parse_args()
    reader = CombinedReader(NeuralReader())
    cases = list(squad_cases(read_questions(arguments.squad), reader, every=arguments.every))
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
