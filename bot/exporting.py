"""Conversations and feedback to files: Markdown and JSON to read and keep, a question set for `quoth evaluate`."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.conversation import Conversation, ConversationSummary, Feedback, Turn
from bot.payloads import Payload, turn_payload

NOT_IN_DOCUMENTS = "not in the documents"
"""The reason which says that a reply should not have been an answer."""


def conversation_payload(conversation: Conversation, feedback: dict[str, Feedback] | None = None) -> Payload:
    """Return a conversation with all its turns, as the endpoint and the export give it."""
    given = feedback or {}
    turns = [
        {
            **turn_payload(turn),
            "created": turn.created.isoformat(),
            "feedback": feedback_payload(given.get(turn.turn_id)),
        }
        for turn in conversation.turns
    ]
    return {"conversation_id": conversation.conversation_id, "title": conversation.title, "turns": turns}


def conversation_summary_payload(summary: ConversationSummary) -> Payload:
    """Return a conversation as it is listed."""
    return {
        "conversation_id": summary.conversation_id,
        "title": summary.title,
        "created": summary.created.isoformat(),
        "updated": summary.updated.isoformat(),
        "turns": summary.turns,
    }


def feedback_payload(feedback: Feedback | None) -> Payload | None:
    """Return what was thought of a reply, or null where nothing was said."""
    if feedback is None:
        return None
    return {"good": feedback.good, "reason": feedback.reason, "expected": feedback.expected}


def markdown(conversation: Conversation) -> str:
    """Return a conversation as Markdown: each question a heading, each quote with where it stands."""
    parts = [f"# {_line(conversation.title)}"]
    for turn in conversation.turns:
        parts += [f"## {_line(turn.question)}", *_said(turn)]
    return "\n\n".join(parts) + "\n"


def _said(turn: Turn) -> Iterator[str]:
    answer = turn.answer
    if answer.lead:
        yield _escaped(answer.lead)
    for citation in answer.citations:
        if citation.lead:
            yield _escaped(citation.lead)
        yield f"{_block(citation.quote)}\n>\n> — {_place(citation)}"
    for passage in answer.closest:
        yield f"{_block(passage.text)}\n>\n> — {_place(passage)}"


def _place(of: Any) -> str:
    """Return where a citation or a passage stands."""
    heading = f", {_line(of.heading)}" if of.heading and of.heading != of.title else ""
    page = f", page {of.page}" if of.page else ""
    return f"*{_line(of.title)}*{heading}{page} ({_line(of.source)}, characters {of.start}–{of.end})"


def _block(text: str) -> str:
    return "\n".join(f"> {_escaped(line)}".rstrip() for line in text.splitlines())


def _line(text: str) -> str:
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    escaped = "".join(f"\\{character}" if character in "\\`*_[]>#|~" else character for character in text)
    return escaped.replace("&", "&amp;").replace("<", "&lt;")


def question_set(rated: Iterable[tuple[Turn, Feedback]]) -> tuple[list[Payload], int]:
    """Return the judged questions as entries of a question set, and how many say too little to judge by.

    A good answer, and the words that a person says would have been right, are accepted answers; a reply that rightly
    held no answer, or should have held none, is a question that must not be answered. Of a good answer whose source is
    gone for good nothing is known. Each stands alone: of a follow-up, the query is taken. A question judged more than
    once counts as judged last.
    """
    entries: dict[str, Payload] = {}
    unclear = 0
    for turn, feedback in rated:
        answers = _accepted(turn, feedback)
        if answers is None:
            unclear += 1
            continue
        entries.pop(turn.query, None)
        entries[turn.query] = {"id": turn.turn_id, "question": turn.query, "answers": answers}
        if feedback.good and turn.answer.citations and not turn.answer.citations[0].is_removed:
            entries[turn.query]["documents"] = [turn.answer.citations[0].source]
        if feedback.reason:
            entries[turn.query]["note"] = feedback.reason
    return list(entries.values()), unclear


def _accepted(turn: Turn, feedback: Feedback) -> list[str] | None:
    """Return the accepted answers of a judged turn, none of which: it must not be answered; None: nobody knows."""
    answer = turn.answer
    if answer.kind == "smalltalk":
        return None
    if feedback.expected:
        return [feedback.expected]
    if feedback.good and answer.kind == "answer":
        first = answer.citations[0]
        return None if first.is_removed else [answer.short or " ".join(first.quote.split())]
    if feedback.good:
        return []
    return [] if feedback.reason.startswith(NOT_IN_DOCUMENTS) else None


def json_lines(entries: Iterable[Payload]) -> str:
    """Return one JSON object a line."""
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
