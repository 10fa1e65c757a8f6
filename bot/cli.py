"""The command line but `serve`: index, documents, remove, search, ask, chat, feedback, evaluate."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from bot.bootstrap import create_chatbot, open_history, open_library
from bot.chatbot import Chatbot
from bot.errors import BotError
from bot.explaining import explained, words_told
from bot.exporting import json_lines, question_set
from bot.indexing import Outcomes, indexed, readable
from bot.payloads import explanation_payload, hit_payload, summary_payload, turn_payload
from bot.settings import Settings
from knowledge import Document, KnowledgeError, Library


class Commands(click.Group):
    """A group whose known errors are one line on standard error and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (BotError, KnowledgeError) as error:
            raise click.ClickException(str(error)) from error


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--data DIR` to a command; without it QUOTH_DATA or the user's data directory is used."""
    return click.option(
        "--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
        help="The folder of the library [default: QUOTH_DATA, else the user's data directory].",
    )(command)  # fmt: skip


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
explain_option = click.option("--explain", is_flag=True, help="Tell what made scores and confidence.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quoth", prog_name="quoth")
def cli() -> None:
    """Answer questions from your own documents, in the documents' own words."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what a terminal cannot show is escaped, and no crash


@contextmanager
def _library(data: Path | None) -> Iterator[Library]:
    library = open_library(Settings.load(data))
    try:
        yield library
    finally:
        library.close()


@contextmanager
def _chatbot(data: Path | None, **overrides: Any) -> Iterator[Chatbot]:
    chatbot = create_chatbot(Settings.load(data, **overrides))
    try:
        yield chatbot
    finally:
        chatbot.close()


def _counted(library: Library) -> str:
    count = library.count()
    return f"{count:,} document{'' if count == 1 else 's'} in the library"


def _print_json(content: Any) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@data_option
@json_option
def index(paths: tuple[Path, ...], data: Path | None, as_json: bool) -> None:
    """Add or refresh files and folders.

    The first documents of your own take the place of the bundled one.

    Example: quoth index ~/notes report.txt
    """
    with _library(data) as library:
        with tqdm(desc="reading", unit=" files", delay=1, disable=not sys.stderr.isatty(), leave=False) as progress:
            report = indexed(library, paths, each=progress.update)
        if as_json:
            _print_json(report.payload())
        else:
            for line in report.lines():
                click.echo(line)
            click.echo(_counted(library))
    if report.failed:
        raise SystemExit(1)


@cli.command()
@data_option
@json_option
def documents(data: Path | None, as_json: bool) -> None:
    """List the documents.

    Example: quoth documents --json
    """
    with _chatbot(data) as chatbot:
        listed = chatbot.library.documents()
        if as_json:
            _print_json({
                "documents": [summary_payload(each) for each in listed],
                "total": len(listed),
                "reader": chatbot.reader,
            })  # fmt: skip
            return
        for each in listed:
            click.echo(f"{each.document_id}  {each.title}  ({each.passages:,} passages, {each.source})")
        if not listed:
            click.echo("The library is empty; `quoth index PATH` adds documents.")


@cli.command()
@click.argument("document_ids", nargs=-1, required=True, metavar="ID...")
@data_option
@json_option
def remove(document_ids: tuple[str, ...], data: Path | None, as_json: bool) -> None:
    """Take documents out of the library.

    Example: quoth remove report-1f0c9a3b
    """
    with _library(data) as library:
        for document_id in document_ids:
            library.document(document_id)
        for document_id in dict.fromkeys(document_ids):
            library.remove(document_id)
        if as_json:
            _print_json({"removed": list(dict.fromkeys(document_ids)), "total": library.count()})
        else:
            click.echo(f"Removed {len(set(document_ids)):,}; {_counted(library)}")


@cli.command()
@click.argument("query")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many hits.")
@explain_option
@data_option
@json_option
def search(query: str, k: int, explain: bool, data: Path | None, as_json: bool) -> None:
    """List the passages that BM25 finds, with their scores.

    Example: quoth search "peace support" -k 3
    """
    with _library(data) as library:
        hits = library.search(query, k)
        if as_json:
            why = query if explain else None
            _print_json({"query": query, "hits": [hit_payload(library, hit, explained=why) for hit in hits]})
            return
        for rank, hit in enumerate(hits, start=1):
            title = library.source(hit.passage.document_id).title
            click.echo(f"{rank}. {hit.score:.2f}  {title}  [{hit.passage.start}:{hit.passage.end}]")
            if explain:
                click.echo(f"   = {words_told(query, hit.passage, library.index.explain(query, hit.passage))}")
            click.echo(f"   {_shortened(hit.passage.text)}")
        if not hits:
            click.echo("Nothing shares a word with that.")


def _shortened(text: str, *, most: int = 200) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[: words.rfind(" ", 0, most)] + " …"


@cli.command()
@click.argument("question")
@click.option("--conversation", metavar="ID", help="Go on with this conversation.")
@explain_option
@data_option
@json_option
def ask(question: str, conversation: str | None, explain: bool, data: Path | None, as_json: bool) -> None:
    """Ask one question.

    Example: quoth ask "Since when has New Zealand had contacts with NATO?"
    """
    with _chatbot(data) as chatbot:
        turn = chatbot.ask(question, conversation)
        why = chatbot.explain(turn) if explain else None
        if as_json:
            told = {"explanation": why and explanation_payload(why)} if explain else {}
            _print_json(turn_payload(turn) | told)
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
    with _chatbot(data) as chatbot:
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
        _print_json({"questions": entries, "unclear": unclear})
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
@data_option
@json_option
def evaluate(
    questions: Path, documents: Path | None, split: str | None, every: int, limit: int | None,
    threshold: float | None, data: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Measure the answers on a question set: JSON Lines, or SQuAD's JSON, plain or .gz.

    The paragraphs of a SQuAD file become the library unless --documents is given.

    Example: quoth evaluate questions.jsonl --documents notes/
    """
    from bot.evaluation import Report, read_questions  # noqa: PLC0415
    from bot.evaluation import evaluate as evaluated  # noqa: PLC0415

    settings = Settings.load(data, answer_threshold=threshold)
    chosen = read_questions(questions, split=split, every=every, limit=limit)
    chatbot = create_chatbot(settings, chosen.documents if documents is None else _documents_at(documents))
    shown = sys.stderr.isatty()
    with (
        closing(chatbot),
        tqdm(total=len(chosen.questions), desc="asking", delay=1, disable=not shown, leave=False) as progress,
    ):
        report = Report.of(evaluated(chatbot, chosen, progress=progress.update))
    if as_json:
        _print_json(report.payload)
    else:
        click.echo(report.text)


def _documents_at(path: Path) -> list[Document]:
    """Return the documents at a path under names that are the same on every machine; a file that fails ends it."""
    outcome = Outcomes()
    found = list(readable([path], outcome, each=lambda: None, relative=True))
    if outcome.failed or not found:
        raise click.ClickException("; ".join(outcome.failed) or f"{path}: holds no file that can be read")
    return found
