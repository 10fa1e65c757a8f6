"""Question sets: their records, and reading them from JSON Lines or SQuAD's JSON. Nothing is asked here."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.chatbot import MAX_QUESTION
from bot.errors import BadQuestionSet
from bot.evaluation.entries import Entry, entry, file_text, parsed
from knowledge import Document, document_id

_SQUAD = re.compile(r'\s*\{\s*"(?:version|data)"\s*:')
_UNTITLED = "Untitled"
Placed = tuple["SetQuestion", Entry]


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """A question with its accepted answers, none where it must not be answered.

    `documents` names the documents that answer it, empty where that is not known; `turn` is its number in its
    `conversation`, None where the turns stand in order, and both are None outside of a dialogue. `after` is what the
    answer before quoted, of a follow-up that stands alone already, and `asked` what was typed.
    """

    question_id: str
    question: str
    answers: tuple[str, ...]
    documents: tuple[str, ...] = ()
    conversation: str | None = None
    turn: int | None = None
    split: str | None = None
    after: str | None = None
    asked: str | None = None

    @property
    def is_answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions in the order they are asked, each dialogue's turns together; `documents` where the set brings some."""

    questions: tuple[SetQuestion, ...]
    documents: tuple[Document, ...] | None = None


def read_questions(path: Path, *, split: str | None = None, every: int = 1, limit: int | None = None) -> QuestionSet:
    """Read a question set: JSON Lines or SQuAD's JSON (v1.1, v2.0), plain or .gz, told apart by content.

    Of the `split`, every `every`-th question is taken, beginning with the first, a dialogue counting as one and
    staying whole; then at most `limit` questions. Raises BadQuestionSet, which names file and line.
    """
    path = Path(path)
    text = file_text(path)
    squad = _squad(text, path)
    placed, documents = (_from_lines(text, path), None) if squad is None else _from_squad(squad)
    _check_ids(placed)
    units = _units(placed)
    if not units:
        raise BadQuestionSet(f"{path}, line 1: it holds no question; add some")
    chosen = [question for unit in _of_split(units, split, path)[::every] for question in unit]
    return QuestionSet(tuple(chosen[:limit]), documents)


def withheld(question_set: QuestionSet, every: int, path: Path) -> QuestionSet:
    """Return a set without every `every`-th article: its questions stay, and must not be answered.

    What is covered by no document is told apart from what is. Raises BadQuestionSet where the set brings no articles.
    """
    if question_set.documents is None:
        raise BadQuestionSet(f"{path}: it brings no articles that could be withheld; leave out --withhold")
    titles = dict.fromkeys(document.title for document in question_set.documents)
    gone_titles = set(list(titles)[every - 1 :: every])
    kept = tuple(document for document in question_set.documents if document.title not in gone_titles)
    known = {document.document_id for document in kept}
    questions = tuple(
        each if known & set(each.documents) else replace(each, answers=(), documents=())
        for each in question_set.questions
    )
    return QuestionSet(questions, kept)


def _squad(text: str, path: Path) -> Entry | None:
    """Return the whole of a SQuAD file, or None for JSON Lines."""
    try:
        whole = parsed(text)
    except ValueError as error:
        if _SQUAD.match(text) and "Extra data" not in str(error):
            place = f"{path}, line {error.lineno}" if isinstance(error, json.JSONDecodeError) else path
            raise BadQuestionSet(f"{place}: this is not JSON ({_reason(error)}); is the file whole?") from error
        return None
    is_squad = isinstance(whole, dict) and "data" in whole and "question" not in whole
    return Entry(whole, str(path)) if is_squad else None


def _from_lines(text: str, path: Path) -> list[Placed]:
    lines = ((n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip())
    entries = (entry(_line(line, f"{path}, line {n}"), f"{path}, line {n}") for n, line in lines)
    return [(_question(each), each) for each in entries]


def _line(line: str, place: str) -> Any:
    try:
        return parsed(line)
    except ValueError as error:
        raise BadQuestionSet(f"{place}: this is not JSON ({_reason(error)}); write one object a line") from error


def _reason(error: ValueError) -> str:
    return f"{error.msg}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)


def _question(line: Entry) -> SetQuestion:
    conversation, turn = line.optional_text("conversation"), line.optional_number("turn")
    if conversation is None and turn is not None:
        raise line.bad('there is a "turn" but no "conversation"; name the dialogue, or leave out the turn')
    return SetQuestion(
        line.name("id"), _asked(line), line.texts("answers"), line.optional_texts("documents"),
        conversation, turn, line.optional_text("split"),
    )  # fmt: skip


def _asked(line: Entry) -> str:
    """Return the question without the white space around it; one that the chatbot would refuse is a bad line."""
    question = line.text("question").strip()
    if len(question) > MAX_QUESTION:
        raise line.bad(f'"question" has {len(question):,} characters; ask in at most {MAX_QUESTION:,}')
    return question


def _from_squad(squad: Entry) -> tuple[list[Placed], tuple[Document, ...]]:
    """Return the questions and one document a paragraph, its source the article's title and its number there."""
    placed: list[Placed] = []
    documents: list[Document] = []
    numbers: Counter[str] = Counter()
    for article in squad.entries("data"):
        title = article.optional_text("title") or _UNTITLED
        for paragraph in article.entries("paragraphs"):
            numbers[title] += 1
            source = f"{title}#{numbers[title]}"
            name = title.replace("_", " ")
            documents.append(Document(document_id(source), name, paragraph.text("context"), source))
            placed += ((_squad_question(qa, documents[-1]), qa) for qa in paragraph.entries("qas"))
    return placed, tuple(documents)


def _squad_question(qa: Entry, paragraph: Document) -> SetQuestion:
    impossible = qa.optional_flag("is_impossible")
    answers = tuple(each.text("text") for each in qa.entries("answers"))
    if impossible is False and not answers:
        raise qa.bad('"answers" is empty though "is_impossible" is false; give an answer, or make it true')
    documents = () if impossible else (paragraph.document_id,)
    after, typed = qa.optional_text("after"), qa.optional_text("asked")
    return SetQuestion(qa.name("id"), _asked(qa), () if impossible else answers, documents, after=after, asked=typed)


def _check_ids(placed: Iterable[Placed]) -> None:
    seen: dict[str, str] = {}
    for question, at in placed:
        first = seen.setdefault(question.question_id, at.place)
        if first != at.place:
            raise at.bad(f'the "id" {question.question_id!r} is already that of {first}; give each question its own')


def _units(placed: Iterable[Placed]) -> list[list[SetQuestion]]:
    """Return what is asked apart: a question alone, or a dialogue with its turns in order."""
    units: list[list[Placed]] = []
    dialogues: dict[str, list[Placed]] = {}
    for each in placed:
        conversation = each[0].conversation
        if conversation is None:
            units.append([each])
        elif conversation in dialogues:
            dialogues[conversation].append(each)
        else:
            dialogues[conversation] = [each]
            units.append(dialogues[conversation])
    return [list(_in_order(unit)) for unit in units]


def _in_order(unit: list[Placed]) -> Iterator[SetQuestion]:
    """Yield a dialogue's turns, of one split: numbered from 0 or from 1 without a gap, or all as they stand."""
    numbered = any(question.turn is not None for question, _ in unit)
    unit.sort(key=lambda each: -1 if each[0].turn is None else each[0].turn)
    first = min(unit[0][0].turn or 0, 1)
    for due, (question, at) in enumerate(unit, start=first):
        if numbered and question.turn != due:
            said = "no turn" if question.turn is None else f"turn {question.turn}"
            said = f"conversation {question.conversation!r} has {said} where turn {due} is due"
            raise at.bad(f"{said}; number its turns 1, 2, 3 …")
        if question.split != unit[0][0].split:
            raise at.bad(f"conversation {question.conversation!r} is in two splits; give all its turns the same")
        yield question


def _of_split(units: list[list[SetQuestion]], split: str | None, path: Path) -> list[list[SetQuestion]]:
    chosen = [unit for unit in units if split in (None, unit[0].split)]
    if not chosen:
        known = sorted({question.split for unit in units for question in unit if question.split})
        remedy = f"choose one of {', '.join(known)}" if known else "it has no splits: leave out --split"
        raise BadQuestionSet(f"{path}: no question is of the split {split!r}; {remedy}")
    return chosen
