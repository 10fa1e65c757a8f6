"""Measuring the answers on question sets: questions, measures, runs, report."""

from collections.abc import Callable
from pathlib import Path

from bot.bootstrap import create_chatbot
from bot.errors import BadQuestionSet
from bot.evaluation.questions import QuestionSet, SetQuestion, read_questions
from bot.evaluation.report import figures, table
from bot.evaluation.runs import Evaluation, Result, evaluate
from bot.indexing import Report, readable
from bot.settings import Settings

__all__ = [
    "Evaluation",
    "QuestionSet",
    "Result",
    "SetQuestion",
    "evaluate",
    "evaluate_with",
    "figures",
    "read_questions",
    "table",
]


def evaluate_with(
    settings: Settings, questions: QuestionSet, documents: Path | None, *, progress: Callable[[], object]
) -> Evaluation:
    """Evaluate on the files at `documents`, else on the set's own paragraphs, else on the library of the settings.

    Raises BadQuestionSet where a file of `documents` cannot be read.
    """
    asked = list(questions.documents) if questions.documents is not None else None
    if documents is not None:
        report = Report()
        asked = list(readable([documents], report, each=lambda: None, relative=True))
        if report.failed or not asked:
            raise BadQuestionSet("; ".join(report.failed) or f"{documents}: holds no file that can be read")
    chatbot = create_chatbot(settings, asked)
    try:
        return evaluate(chatbot, questions, progress=progress)
    finally:
        chatbot.close()
