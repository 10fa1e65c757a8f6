"""Measuring the answers on a question set: read it, ask it, report. Enter through the names below."""

from bot.evaluation.questions import QuestionSet, SetQuestion, read_questions, withheld
from bot.evaluation.report import Report
from bot.evaluation.runs import Evaluation, Result, evaluate

__all__ = [
    "Evaluation",
    "QuestionSet",
    "Report",
    "Result",
    "SetQuestion",
    "evaluate",
    "read_questions",
    "withheld",
]
