"""A question set asked of a chatbot: one result a question, dialogues a turn at a time, nothing kept."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from time import perf_counter

from bot.answers import Answer
from bot.chatbot import Chatbot, Response
from bot.conversation import Turn
from bot.evaluation.measures import answer_shown, exact_match, f1, holds, rank_of
from bot.evaluation.questions import QuestionSet, SetQuestion
from knowledge import Library, document_id

Progress = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question; `rank` is the place of the first relevant document, None where none was found."""

    question: SetQuestion
    query: str
    answer: Answer
    rank: int | None
    took_ms: float

    @property
    def answerable(self) -> bool:
        """Whether the question has an accepted answer."""
        return bool(self.question.answers)

    @property
    def answered(self) -> bool:
        """Whether the reply is an answer."""
        return self.answer.kind == "answer"

    @property
    def shown(self) -> bool:
        """Whether an accepted answer is shown."""
        return answer_shown(self.answer, self.question.answers)

    @property
    def right(self) -> bool:
        """Whether the reply is as it should be: an accepted answer shown, or rightly none."""
        return self.shown if self.answerable else not self.answered

    @property
    def exact_match(self) -> float:
        """SQuAD's exact match of the short answer, 0 where there is none."""
        return exact_match(self.answer.short or "", self.question.answers)

    @property
    def f1(self) -> float:
        """SQuAD's F1 of the short answer, 0 where there is none."""
        return f1(self.answer.short or "", self.question.answers)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The results of a question set in its order, and what was noticed."""

    name: str
    results: tuple[Result, ...]
    reader: str
    index: str
    warnings: tuple[str, ...] = ()


def evaluate(chatbot: Chatbot, questions: QuestionSet, *, progress: Progress = lambda: None) -> Evaluation:
    """Ask every question, a dialogue's after the turns before it, and return what became of each."""
    named = _Named(chatbot.library)
    turns: dict[str, list[Turn]] = {}
    results = []
    for question in questions.questions:
        earlier = turns.setdefault(question.conversation, []) if question.conversation else []
        started = perf_counter()
        response = chatbot.respond(question.question, earlier)
        took_ms = (perf_counter() - started) * 1000
        earlier.append(_turn(question, response, len(earlier)))
        results.append(Result(question, response.query, response.answer, named.rank(question, response), took_ms))
        progress()
    return Evaluation(questions.name, tuple(results), chatbot.reader, chatbot.library.fingerprint, named.warnings())


def _turn(question: SetQuestion, response: Response, number: int) -> Turn:
    conversation = question.conversation or ""
    return Turn(
        f"{conversation}:{number}", conversation, datetime.now(UTC), question.question, response.query,
        response.answer, response.index, 0.0,
    )  # fmt: skip


class _Named:
    """Finds the documents that questions name: by id, by source, or by the source's file name or stem."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._ids: dict[str, set[str]] = {}
        self._unknown: list[str] = []
        for each in library.documents():
            path = PurePath(each.source)
            for name in (each.document_id, each.source, path.name, path.stem, document_id(each.source)):
                self._ids.setdefault(name, set()).add(each.document_id)

    def rank(self, question: SetQuestion, response: Response) -> int | None:
        """Return the place of the first relevant document: one that is named, else one that holds an answer."""
        ranked = [hit.passage.document_id for hit in response.hits]
        relevant = frozenset(known for name in question.documents for known in self._ids.get(name, ()))
        if question.documents and not relevant:
            self._unknown.append(question.question_id)
        return rank_of(ranked, relevant or self._holding(question.answers, ranked))

    def _holding(self, answers: Sequence[str], ranked: Iterable[str]) -> frozenset[str]:
        distinct = dict.fromkeys(ranked)
        return frozenset(each for each in distinct if holds(self._library.document(each).text, answers))

    def warnings(self) -> tuple[str, ...]:
        """Return what the questions named and the library does not hold."""
        if not self._unknown:
            return ()
        return (
            f"{len(self._unknown):,} questions name documents that the library does not hold (first: "
            f"{self._unknown[0]}); for them a document that holds an accepted answer counts as relevant",
        )
