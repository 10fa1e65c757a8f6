"""The commands for questions: search, ask, chat, feedback, evaluate. With those for documents all but `serve`."""

import sys
from contextlib import closing
from pathlib import Path

import click
from tqdm import tqdm

from bot import backup_cli, library_cli
from bot.bootstrap import create_chatbot, open_history
from bot.commands import (
    cli,
    data_option,
    document_option,
    json_option,
    opened_chatbot,
    opened_library,
    print_json,
    tag_option,
)
from bot.errors import BotError
from bot.explaining import explained, words_told
from bot.exporting import json_lines, question_set
from bot.indexing import Outcomes, readable
from bot.payloads import explanation_payload, hit_payload, turn_payload
from bot.settings import Settings
from knowledge import Document

__all__ = ["backup_cli", "cli", "data_option", "json_option", "library_cli"]

explain_option = click.option("--explain", is_flag=True, help="Tell what made scores and confidence.")


@cli.command()
@click.argument("query")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many hits.")
@document_option
@tag_option
@explain_option
@data_option
@json_option
def search(
    query: str, k: int, document_ids: tuple[str, ...], tags: tuple[str, ...], explain: bool, data: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """List the passages that BM25 finds, with their scores.

    A query may hold "exact phrases", -word, title:word, document:name and tag:name.

    Example: quoth search "peace support" -k 3
    """
    with opened_library(data) as library:
        hits = library.search(query, k, among=library.chosen(documents=document_ids, tags=tags))
        if as_json:
            why = query if explain else None
            print_json({"query": query, "hits": [hit_payload(library, hit, explained=why) for hit in hits]})
            return
        for rank, hit in enumerate(hits, start=1):
            title = library.source(hit.passage.document_id).title
            click.echo(f"{rank}. {hit.score:.2f}  {title}  [{hit.passage.start}:{hit.passage.end}]")
            if explain:
                click.echo(f"   = {words_told(query, hit.passage, library.explain(query, hit.passage))}")
            click.echo(f"   {_shortened(hit.passage.text)}")
        if not hits:
            click.echo("Nothing shares a word with that.")


def _shortened(text: str, *, most: int = 200) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[: words.rfind(" ", 0, most)] + " …"


@cli.command()
@click.argument("question")
@click.option("--conversation", metavar="ID", help="Go on with this conversation.")
@document_option
@tag_option
@explain_option
@data_option
@json_option
def ask(
    question: str, conversation: str | None, document_ids: tuple[str, ...], tags: tuple[str, ...], explain: bool,
    data: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Ask one question.

    Example: quoth ask "Since when has New Zealand had contacts with NATO?"
    """
    with opened_chatbot(data) as chatbot:
        among = chatbot.library.chosen(documents=document_ids, tags=tags)
        turn = chatbot.ask(question, conversation, among=among)
        why = chatbot.explain(turn, among=among) if explain else None
        if as_json:
            told = {"explanation": why and explanation_payload(why)} if explain else {}
            print_json(turn_payload(turn) | told)
            return
        click.echo(turn.answer.text)
        if why:
            click.echo(f"\n{explained(why, chatbot.library.index)}", nl=False)


@cli.command()
@data_option
def chat(data: Path | None) -> None:
    """Talk in the terminal; an empty line or Ctrl-D ends it.

    Example: quoth chat
    """
    with opened_chatbot(data) as chatbot:
        conversation_id = None
        click.echo(chatbot.respond("hello").answer.text)
        while question := _typed():
            try:
                turn = chatbot.ask(question, conversation_id)
            except BotError as error:
                click.echo(f"{error}\n")
                continue
            conversation_id = turn.conversation_id
            click.echo(f"{turn.answer.text}\n")


def _typed() -> str:
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""


@cli.command()
@data_option
@json_option
def feedback(data: Path | None, as_json: bool) -> None:
    """Print the replies that were judged good or bad as a question set for `quoth evaluate`.

    Example: quoth feedback > judged.jsonl
    """
    with closing(open_history(Settings.load(data))) as history:
        entries, unclear = question_set(history.rated())
    if as_json:
        print_json({"questions": entries, "unclear": unclear})
        return
    click.echo(json_lines(entries), nl=False)
    if unclear:
        click.echo(f"{unclear:,} judged bad without the right words; they cannot be evaluated", err=True)


@cli.command()
@click.argument("questions", type=click.Path(path_type=Path))
@click.option("--documents", type=click.Path(path_type=Path), metavar="PATH", help="Ask these files, not the library.")
@click.option("--split", metavar="NAME", help="Only the questions of this split.")
@click.option("--every", type=click.IntRange(1), default=1, metavar="N", help="Only every N-th question.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N questions.")
@click.option(
    "--threshold", type=click.FloatRange(0, 1), metavar="P", help="Answer from this confidence on; 0: always."
)
@click.option(
    "--withhold",
    type=click.IntRange(2),
    metavar="N",
    help="Leave out every N-th article of a SQuAD file: its questions must not be answered.",
)
@data_option
@json_option
def evaluate(
    questions: Path, documents: Path | None, split: str | None, every: int, limit: int | None,
    threshold: float | None, withhold: int | None, data: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Measure the answers on a question set: JSON Lines, or SQuAD's JSON, plain or .gz.

    The paragraphs of a SQuAD file become the library unless --documents is given.

    Example: quoth evaluate questions.jsonl --documents notes/
    """
    from bot.evaluation import Report, read_questions, withheld  # noqa: PLC0415
    from bot.evaluation import evaluate as evaluated  # noqa: PLC0415

    if withhold and documents:
        raise click.UsageError("--withhold leaves out articles of the question set; leave out --documents")
    settings = Settings.load(data, answer_threshold=threshold)
    chosen = read_questions(questions, split=split, every=every, limit=limit)
    chosen = withheld(chosen, withhold, questions) if withhold else chosen
    chatbot = create_chatbot(settings, chosen.documents if documents is None else _documents_at(documents))
    shown = sys.stderr.isatty()
    with (
        closing(chatbot),
        tqdm(total=len(chosen.questions), desc="asking", delay=1, disable=not shown, leave=False) as progress,
    ):
        report = Report.of(evaluated(chatbot, chosen, progress=progress.update))
    if as_json:
        print_json(report.payload)
    else:
        click.echo(report.text)


def _documents_at(path: Path) -> list[Document]:
    """Return the documents at a path under names that are the same on every machine; a file that fails ends it."""
    outcome = Outcomes()
    found = list(readable([path], outcome, each=lambda: None, relative=True))
    if outcome.failed or not found:
        raise click.ClickException("; ".join(outcome.failed) or f"{path}: holds no file that can be read")
    return found
