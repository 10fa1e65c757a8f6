"""The command that measures: the answers to a question set, or with qrels the ranking of documents."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
from tqdm import tqdm

from bot.bootstrap import create_chatbot
from bot.commands import cli, data_option, json_option, print_json
from bot.indexing import Outcomes, readable
from bot.settings import Settings
from bot.wording import how_many
from knowledge import Document

_FILE = click.Path(path_type=Path)


@cli.command()
@click.argument("questions", type=_FILE, required=False)
@click.option("--documents", type=_FILE, metavar="PATH", help="Ask these files, or BEIR's corpus, not the library.")
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
@click.option("--qrels", type=_FILE, metavar="FILE", help="Measure the ranking of documents by TREC's or BEIR's qrels.")
@click.option("--run", type=_FILE, metavar="FILE", help="With --qrels: measure this run file, search nothing.")
@click.option("--write-run", type=_FILE, metavar="FILE", help="With --qrels: write what was found as a run file.")
@data_option
@json_option
def evaluate(
    questions: Path | None, documents: Path | None, split: str | None, every: int, limit: int | None,
    threshold: float | None, withhold: int | None, qrels: Path | None, run: Path | None, write_run: Path | None,
    data: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Measure the answers on a question set: JSON Lines, or SQuAD's JSON, plain or .gz.

    The paragraphs of a SQuAD file become the library unless --documents is given. With --qrels, QUESTIONS are queries
    ({"_id", "text"}, {"id", "question"}, or id, tab, text), and the documents found are measured as trec_eval does.

    Example: quoth evaluate questions.jsonl --documents notes/
    """
    if withhold and documents:
        raise click.UsageError("--withhold leaves out articles of the question set; leave out --documents")
    if not qrels and (run or write_run):
        raise click.UsageError("--run and --write-run are for the ranking of documents; give --qrels too")
    if run and (questions or documents or write_run):
        raise click.UsageError("--run measures what was found before; leave out QUESTIONS, --documents and --write-run")
    if qrels and (split or every > 1 or limit or threshold is not None or withhold):
        raise click.UsageError("--qrels measures all queries; leave out what chooses among questions")
    if not questions and not run:
        raise click.UsageError("name the file of questions: quoth evaluate QUESTIONS")
    settings = Settings.load(data, answer_threshold=threshold)
    if qrels:
        _rank(questions, documents, qrels, run, write_run, settings, as_json=as_json)
    elif questions:
        _ask(questions, documents, split, every, limit, withhold, settings, as_json=as_json)


def _ask(
    questions: Path, documents: Path | None, split: str | None, every: int, limit: int | None, withhold: int | None,
    settings: Settings, *, as_json: bool,
) -> None:  # fmt: skip
    from bot.evaluation import Report, evaluate, read_questions, withheld  # noqa: PLC0415

    chosen = read_questions(questions, split=split, every=every, limit=limit)
    chosen = withheld(chosen, withhold, questions) if withhold else chosen
    chatbot = create_chatbot(settings, chosen.documents if documents is None else _documents_at(documents))
    with closing(chatbot), _progress(chosen.questions, "asking") as progress:
        report = Report.of(evaluate(chatbot, chosen, progress=progress.update))
    if as_json:
        print_json(report.payload)
    else:
        click.echo(report.text)


def _rank(
    questions: Path | None, documents: Path | None, judged: Path, given: Path | None, write: Path | None,
    settings: Settings, *, as_json: bool,
) -> None:  # fmt: skip
    from bot.evaluation import ranking, retrieval, trec  # noqa: PLC0415

    qrels = trec.read_qrels(judged)
    if given:
        run = trec.read_run(given)
    else:
        assert questions is not None
        queries = {each: text for each, text in trec.read_queries(questions).items() if each in qrels}
        corpus = None if documents is None else _corpus(documents)
        with closing(create_chatbot(settings, corpus)) as chatbot, _progress(queries, "searching") as progress:
            run = ranking.ranked(chatbot.library, queries, qrels, progress=progress.update)
        if write:
            trec.write_run(run, write)
    measured = retrieval.by_query(qrels, run)
    means, missing = retrieval.means(measured), sum(each not in run for each in qrels)
    if as_json:
        print_json({"queries": len(qrels), "without_a_ranking": missing, **means, "by_query": measured})
        return
    click.echo(
        how_many(len(qrels), "query", "queries") + (f", {missing:,} of them without a ranking" if missing else "")
    )
    for name, value in means.items():
        click.echo(f"{name:<11}{'–' if value is None else f'{value:.4f}':>7}")


@contextmanager
def _progress(over: Iterable[object], doing: str) -> "Iterator[tqdm[None]]":
    shown = sys.stderr.isatty()
    with tqdm(total=len(list(over)), desc=doing, delay=1, disable=not shown, leave=False) as progress:
        yield progress


def _corpus(path: Path) -> list[Document]:
    from bot.evaluation import trec  # noqa: PLC0415

    return trec.read_corpus(path) if trec.is_corpus(path) else _documents_at(path)


def _documents_at(path: Path) -> list[Document]:
    """Return the documents at a path under names that are the same on every machine; a file that fails ends it."""
    outcome = Outcomes()
    found = list(readable([path], outcome, each=lambda: None, relative=True))
    if outcome.failed or not found:
        raise click.ClickException("; ".join(outcome.failed) or f"{path}: holds no file that can be read")
    return found
