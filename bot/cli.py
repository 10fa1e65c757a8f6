"""The commands for questions: search, ask, chat, feedback. With those imported here all but `serve`."""

import sys
from contextlib import closing
from pathlib import Path

import click

from bot import backup_cli, evaluation_cli, library_cli
from bot.bootstrap import open_history
from bot.commands import (
    Typed,
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
from bot.explaining import explained, shortened, words_told
from bot.exporting import json_lines, question_set
from bot.payloads import explanation_payload, hit_payload, turn_payload
from bot.settings import Settings
from bot.wording import refused

__all__ = ["backup_cli", "cli", "data_option", "evaluation_cli", "json_option", "library_cli"]

explain_option = click.option("--explain", is_flag=True, help="Tell what made scores and confidence.")


@cli.command(cls=Typed)
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

    A query may hold "exact phrases", title:word, document:name and tag:name; a minus before a word or any of these
    leaves out what has it.

    Example: quoth search "peace support" -k 3
    """
    if not query.strip():
        raise click.UsageError('the query is empty; type words to look for: quoth search "peace support"')
    with opened_library(data) as library:
        among, index = library.chosen(documents=document_ids, tags=tags), library.index
        hits = library.search(query, k, among=among, index=index)
        if as_json:
            why = query if explain else None
            print_json(
                {"query": query, "hits": [hit_payload(library, hit, explained=why, index=index) for hit in hits]}
            )
            return
        for rank, hit in enumerate(hits, start=1):
            title = index.sources[hit.passage.document_id].title
            click.echo(f"{rank}. {hit.score:.2f}  {title}  [{hit.passage.start}:{hit.passage.end}]")
            if explain:
                click.echo(f"   = {words_told(query, hit.passage, library.explain(query, hit.passage, index=index))}")
            click.echo(f"   {shortened(hit.passage.text, most=200)}")
        if not hits:
            click.echo("No passage matches that." if library.count() else refused(empty=True))


@cli.command(cls=Typed)
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
    """Talk in the terminal; "bye", an empty line or Ctrl-D ends it.

    Example: quoth chat
    """
    with opened_chatbot(data) as chatbot:
        conversation_id = None
        click.echo(chatbot.respond("hello").answer.text)
        goodbye = chatbot.respond("bye").answer
        while question := _typed():
            try:
                turn = chatbot.ask(question, conversation_id)
            except BotError as error:
                click.echo(f"{error}\n")
                continue
            conversation_id = turn.conversation_id
            click.echo(f"{turn.answer.text}\n")
            if turn.answer == goodbye:
                break


def _typed() -> str:
    if sys.stdin is None:  # closed by who started this
        return ""
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        click.echo(nl=sys.stdin.isatty())  # what the shell says next begins a line
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
        why = "judged bad without the right words, or good with a source that is gone"
        click.echo(f"{unclear:,} {why}; they cannot be evaluated", err=True)
