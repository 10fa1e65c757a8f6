"""Question to answer. Knows no HTTP; enter through the names below."""

from bot.answers import Answer, Citation, ShownPassage, Span
from bot.bootstrap import create_chatbot, open_history, open_library
from bot.chatbot import MAX_QUESTION, Chatbot, Response
from bot.conversation import Conversation, ConversationSummary, Feedback, Turn
from bot.errors import (
    BadFeedback,
    BadQuestionSet,
    BadSettings,
    BadTitle,
    BotError,
    EmptyQuestion,
    HistoryUnavailable,
    QuestionTooLong,
    UnknownConversation,
    UnknownTurn,
)
from bot.explanation import Explanation, Sureness
from bot.exporting import (
    NOT_IN_DOCUMENTS,
    conversation_payload,
    conversation_summary_payload,
    feedback_payload,
    json_lines,
    markdown,
    question_set,
)
from bot.files import uploaded
from bot.history import MAX_REASON, MAX_TITLE, History
from bot.matching import Match
from bot.payloads import (
    answer_payload,
    explanation_payload,
    hit_payload,
    outcome_payload,
    summary_payload,
    turn_payload,
)
from bot.purging import Purger
from bot.settings import Settings
from bot.wording import feature_name, in_lines

__all__ = [
    "MAX_QUESTION",
    "MAX_REASON",
    "MAX_TITLE",
    "NOT_IN_DOCUMENTS",
    "Answer",
    "BadFeedback",
    "BadQuestionSet",
    "BadSettings",
    "BadTitle",
    "BotError",
    "Chatbot",
    "Citation",
    "Conversation",
    "ConversationSummary",
    "EmptyQuestion",
    "Explanation",
    "Feedback",
    "History",
    "HistoryUnavailable",
    "Match",
    "Purger",
    "QuestionTooLong",
    "Response",
    "Settings",
    "ShownPassage",
    "Span",
    "Sureness",
    "Turn",
    "UnknownConversation",
    "UnknownTurn",
    "answer_payload",
    "conversation_payload",
    "conversation_summary_payload",
    "create_chatbot",
    "explanation_payload",
    "feature_name",
    "feedback_payload",
    "hit_payload",
    "in_lines",
    "json_lines",
    "markdown",
    "open_history",
    "open_library",
    "outcome_payload",
    "question_set",
    "summary_payload",
    "turn_payload",
    "uploaded",
]
