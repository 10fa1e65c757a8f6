"""Asking a question set: each question through the chatbot's one path, timed and scored. Nothing here prints."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

from bot.answers import Answer
from bot.chatbot import Chatbot, Response
from bot.conversation import Turn
from bot.evaluation import measures
from bot.evaluation.questions import QuestionSet, SetQuestion
from bot.evaluation.relevance import Relevance

_QUOTES = 2
"""Citations whose quotes count as shown."""


@dataclass(frozen=True, slots=True)
class Result:
    """A question with its reply and what that is worth.

    `ranked` are the distinct documents found, best first; `rank` is that of the first relevant one, from 1, None
    where none was found; `shown`, `exact_match` and `f1` are 0 for a question without an answer.
    """

    question: SetQuestion
    answer: Answer
    ranked: tuple[str, ...]
    rank: int | None
    shown: bool
    exact_match: float
    f1: float
    took_ms: float

    @property
    def is_answered(self) -> bool:
        """Whether the reply is an answer."""
        return self.answer.kind == "answer"

    @property
    def is_refused(self) -> bool:
        """Whether the reply is not an answer: the closest passages or a refusal. Small talk is neither."""
        return self.answer.kind in ("passages", "refusal")

    @property
    def is_right(self) -> bool:
        """Whether the reply is as it should be: an accepted answer shown, or no answer where there is none."""
        return self.shown if self.question.is_answerable else self.is_refused


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The results of a question set in the order asked, and what they were obtained with."""

    results: tuple[Result, ...]
    reader: str
    index: str
    warnings: tuple[str, ...] = ()


def _silent() -> None:
    """Report no progress."""


def evaluate(chatbot: Chatbot, question_set: QuestionSet, *, progress: Callable[[], object] = _silent) -> Evaluation:
    """Ask every question, a dialogue's after its earlier turns, and score the replies; nothing is kept.

    `progress` is called after each question. The index is loaded before the first one is timed.
    """
    index = chatbot.library.fingerprint
    relevance = Relevance(chatbot.library)
    results: list[Result] = []
    dialogues: dict[str, list[Turn]] = {}
    for question in question_set.questions:
        turns = dialogues.setdefault(question.conversation, []) if question.conversation else []
        response, took_ms = _timed(chatbot, question, turns)
        results.append(_scored(question, response, took_ms, relevance))
        turns.append(_turn(question, response, took_ms))
        progress()
    return Evaluation(tuple(results), chatbot.reader, index, tuple(relevance.warnings))


def _timed(chatbot: Chatbot, question: SetQuestion, turns: list[Turn]) -> tuple[Response, float]:
    started = perf_counter()
    response = chatbot.respond(question.question, tuple(turns))
    return response, (perf_counter() - started) * 1000


def _turn(question: SetQuestion, response: Response, took_ms: float) -> Turn:
    """Return what the chatbot would remember of a question."""
    return Turn(
        turn_id=question.question_id,
        conversation_id=question.conversation or question.question_id,
        created=datetime.now(UTC),
        question=question.question,
        query=response.query,
        answer=response.answer,
        index=response.index,
        took_ms=took_ms,
    )


def _scored(question: SetQuestion, response: Response, took_ms: float, relevance: Relevance) -> Result:
    answer = response.answer
    ranked = tuple(dict.fromkeys(hit.passage.document_id for hit in response.hits))
    short = answer.short or ""
    return Result(
        question,
        answer,
        ranked,
        rank=measures.first_rank(ranked, relevance.of(question)) if question.is_answerable else None,
        shown=answer.kind == "answer" and measures.answer_shown(shown(answer), question.answers),
        exact_match=measures.exact_match(short, question.answers),
        f1=measures.f1(short, question.answers),
        took_ms=took_ms,
    )


def shown(answer: Answer) -> list[str]:
    """Return the texts of a reply in which an accepted answer counts as shown."""
    return [answer.text, *(citation.quote for citation in answer.citations[:_QUOTES])]
