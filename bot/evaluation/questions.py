"""Question sets: JSON Lines, or SQuAD's JSON, plain or .gz. A bad entry is named by file and line, and nothing runs."""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BadQuestionSet
from knowledge import Document, document_id


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """One question with its accepted answers; none: it must not be answered. Turns of a conversation count from 1."""

    question_id: str
    question: str
    answers: tuple[str, ...]
    documents: tuple[str, ...] = ()
    conversation: str | None = None
    turn: int | None = None
    split: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions in order, and the documents that they are about where the set brings them."""

    name: str
    questions: tuple[SetQuestion, ...]
    documents: tuple[Document, ...] | None = None


def read_questions(path: Path, *, split: str | None = None, every: int = 1, limit: int | None = None) -> QuestionSet:
    """Read a question set and choose from it: a split, every n-th question, at most `limit`.

    A dialogue counts as one question and is never cut apart. Raises BadQuestionSet.
    """
    text = _text(path)
    squad = _as_squad(path, text)
    if squad is not None:
        questions, documents = squad
    else:
        questions, documents = tuple(_lines(path, text)), None
    _check(path, questions)
    chosen = [question for question in questions if split is None or question.split == split]
    if not chosen:
        splits = ", ".join(sorted({str(question.split) for question in questions if question.split})) or "none"
        raise BadQuestionSet(f"{path}: no question has the split {split!r}; there are: {splits}")
    units = _units(chosen)[::every][:limit]
    return QuestionSet(path.name, tuple(question for unit in units for question in unit), documents)


def _units(questions: Sequence[SetQuestion]) -> list[list[SetQuestion]]:
    """Return single questions and whole dialogues, in order of their first turns."""
    units: dict[str, list[SetQuestion]] = {}
    for question in questions:
        key = f"dialogue {question.conversation}" if question.conversation else f"question {question.question_id}"
        units.setdefault(key, []).append(question)
    return list(units.values())


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except OSError as error:
        raise BadQuestionSet(f"{path}: {error.strerror or error}; name a .jsonl or SQuAD .json file") from error
    except (EOFError, zlib.error) as error:
        raise BadQuestionSet(f"{path}: the gzip file is damaged ({error}); fetch it again") from error
    except UnicodeDecodeError as error:
        raise BadQuestionSet(f"{path}: not UTF-8 text ({error.reason} at byte {error.start})") from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _parsed(text: str) -> Any:
    return json.loads(text, parse_constant=_refuse_constant)


def _lines(path: Path, text: str) -> Iterator[SetQuestion]:
    empty = True
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            empty = False
            where = f"{path}:{number}"
            try:
                entry = _parsed(line)
            except (ValueError, RecursionError) as error:
                raise BadQuestionSet(f"{where}: not JSON ({error}); each line is one JSON object") from error
            yield _question(where, entry)
    if empty:
        raise BadQuestionSet(f"{path}: holds no questions")


def _question(where: str, entry: Any) -> SetQuestion:
    if not isinstance(entry, dict):
        raise BadQuestionSet(f"{where}: {type(entry).__name__} instead of a JSON object with id, question and answers")
    turn = entry.get("turn")
    if turn is not None and (not isinstance(turn, int) or isinstance(turn, bool) or turn < 1):
        raise BadQuestionSet(f"{where}: 'turn' must be a whole number from 1, not {turn!r}")
    conversation = _string(where, entry, "conversation", needed=False)
    if (turn is None) != (conversation is None):
        raise BadQuestionSet(f"{where}: 'conversation' and 'turn' come together; give both or neither")
    question = _string(where, entry, "question")
    if not question or not question.strip():
        raise BadQuestionSet(f"{where}: 'question' is empty")
    return SetQuestion(
        str(_string(where, entry, "id")), question, _strings(where, entry, "answers"),
        _strings(where, entry, "documents", needed=False), conversation, turn,
        _string(where, entry, "split", needed=False),
    )  # fmt: skip


def _string(where: str, entry: dict[str, Any], name: str, *, needed: bool = True) -> str | None:
    value = entry.get(name)
    if value is None and not needed:
        return None
    if not isinstance(value, str):
        raise BadQuestionSet(f"{where}: {name!r} must be a string, not {value!r}")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise BadQuestionSet(f"{where}: {name!r} holds half a character (a lone surrogate); write it whole")
    return value


def _strings(where: str, entry: dict[str, Any], name: str, *, needed: bool = True) -> tuple[str, ...]:
    value = entry.get(name)
    if value is None and not needed:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
        raise BadQuestionSet(f"{where}: {name!r} must be a list of strings that are not empty, not {value!r}")
    return tuple(value)


def _check(path: Path, questions: Sequence[SetQuestion]) -> None:
    """Refuse what no line shows alone: an id that stands twice, a dialogue whose turns are not 1, 2, 3 …"""
    seen: set[str] = set()
    turns: dict[str, int] = {}
    for question in questions:
        if question.question_id in seen:
            raise BadQuestionSet(f"{path}: the id {question.question_id!r} stands twice; give each question its own")
        seen.add(question.question_id)
        if question.conversation:
            expected = turns.get(question.conversation, 0) + 1
            if question.turn != expected:
                raise BadQuestionSet(
                    f"{path}: conversation {question.conversation!r} has turn {question.turn} ({question.question_id}) "
                    f"where turn {expected} is due; number its turns 1, 2, 3 in order"
                )
            turns[question.conversation] = expected


def _as_squad(path: Path, text: str) -> tuple[tuple[SetQuestion, ...], tuple[Document, ...]] | None:
    """Return questions and paragraphs of a SQuAD file, or None where the text is not one."""
    try:
        content = _parsed(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or "data" not in content:
        return None
    documents: list[Document] = []
    questions: list[SetQuestion] = []
    where = str(path)
    try:
        for article in content["data"]:
            for number, paragraph in enumerate(article["paragraphs"]):
                where = f"{path}: article {article['title']!r}, paragraph {number}"
                source = f"{article['title']}#{number}"
                title = str(article["title"]).replace("_", " ")
                documents.append(Document(document_id(source), title, paragraph["context"], source))
                questions += (_squad_question(each, documents[-1].document_id) for each in paragraph["qas"])
    except (KeyError, TypeError, AttributeError) as error:
        raise BadQuestionSet(f"{where}: not as SQuAD has it ({error!r}); see its format, v1.1 or v2.0") from error
    if not questions:
        raise BadQuestionSet(f"{path}: holds no questions")
    return tuple(questions), tuple(documents)


def _squad_question(entry: dict[str, Any], paragraph: str) -> SetQuestion:
    impossible = entry.get("is_impossible", False)
    answers = () if impossible else tuple(dict.fromkeys(str(answer["text"]) for answer in entry["answers"]))
    return SetQuestion(str(entry["id"]), str(entry["question"]), answers, (paragraph,))
