"""Question to answer. Knows no HTTP; enter through the names below."""

from bot.answers import Answer, Citation, ShownPassage, Span
from bot.bootstrap import create_chatbot, open_library
from bot.chatbot import MAX_QUESTION, Chatbot, Response
from bot.conversation import Conversation, Turn
from bot.errors import (
    BadQuestionSet,
    BadSettings,
    BotError,
    EmptyQuestion,
    HistoryUnavailable,
    QuestionTooLong,
    UnknownConversation,
)
from bot.explanation import Explanation
from bot.payloads import explanation_payload, hit_payload, summary_payload, turn_payload
from bot.settings import Settings

__all__ = [
    "MAX_QUESTION",
    "Answer",
    "BadQuestionSet",
    "BadSettings",
    "BotError",
    "Chatbot",
    "Citation",
    "Conversation",
    "EmptyQuestion",
    "Explanation",
    "HistoryUnavailable",
    "QuestionTooLong",
    "Response",
    "Settings",
    "ShownPassage",
    "Span",
    "Turn",
    "UnknownConversation",
    "create_chatbot",
    "explanation_payload",
    "hit_payload",
    "open_library",
    "summary_payload",
    "turn_payload",
]
