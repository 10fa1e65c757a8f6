"""The commands for the documents: index, documents, remove, undo, tag, check."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import click
from tqdm import tqdm

from bot.bootstrap import open_history, open_reader
from bot.commands import NamedPath, cli, counted, data_option, json_option, opened_library, print_json
from bot.errors import HistoryUnavailable
from bot.indexing import Outcomes, indexed, line
from bot.payloads import summary_payload
from bot.purging import delete
from bot.reading.reader import serving
from bot.settings import Settings
from bot.wording import how_many
from knowledge import UNDO_SECONDS, Library, Outcome, bundled_document


@cli.command()
@click.argument("paths", nargs=-1, type=NamedPath(path_type=Path), metavar="PATH...")
@click.option("--prune", is_flag=True, help="Remove the documents whose files are gone from these paths, or with them.")
@click.option("--watch", is_flag=True, help="Go on following the files until Ctrl-C.")
@click.option("--bundled", is_flag=True, help="Add the document that Quoth comes with.")
@data_option
@json_option
def index(
    paths: tuple[Path, ...], prune: bool, watch: bool, bundled: bool, data: Path | None, as_json: bool
) -> None:  # fmt: skip
    """Add or refresh files and folders; what has not changed is passed over.

    The first documents of your own take the place of the bundled one. Ctrl-C stops: what was listed until then is in
    the library, whole, and the same command goes on from there.

    Example: quoth index ~/notes report.txt
    """
    if not paths and not bundled:
        raise click.UsageError("name files or folders to add: quoth index PATH...")
    if watch and as_json:
        raise click.UsageError("--watch prints lines as long as it runs; leave --json out")
    with opened_library(data) as library:
        try:
            report = _indexed(library, paths, prune=prune, bundled=bundled, quiet=as_json)
            _followed(report.outcomes, data)
            library.prepare()
            if watch:
                _watch(library, paths, prune=prune, data=data, failed=report.failed)
        except KeyboardInterrupt:
            raise click.ClickException(
                f"stopped; what is listed above is kept, whole ({counted(library)}); the same command goes on"
            ) from None
        if as_json:
            print_json(report.payload())
    if report.failed:
        raise SystemExit(1)


def _indexed(library: Library, paths: tuple[Path, ...], *, prune: bool, bundled: bool, quiet: bool) -> Outcomes:
    """Index, telling what becomes of each file as it is kept: of those that did not change only how many they are."""
    shown = sys.stderr.isatty()
    with tqdm(desc="reading", unit=" files", delay=1, disable=not shown, leave=False) as progress:

        def count(files: int) -> None:
            progress.total = files

        def tell(outcome: Outcome) -> None:
            if not quiet and outcome.status != "unchanged":
                progress.clear()
                click.echo(line(outcome))

        first = library.add([bundled_document()]) if bundled else []
        report = indexed(library, paths, prune=prune, found=count, each=progress.update, told=tell)
    report.outcomes[:0] = first
    if not quiet:
        for outcome in first:
            click.echo(line(outcome))
        for said in report.closing_lines():
            click.echo(said)
        unchanged = sum(each.status == "unchanged" for each in report.outcomes)
        if unchanged:
            click.echo(f"unchanged  {how_many(unchanged, 'document')}")
        click.echo(counted(library))
    return report


def _followed(outcomes: Sequence[Outcome], data: Path | None) -> None:
    """Let old answers quote from the documents that moved; where they cannot be changed, say why."""
    moved = {each.before: (each.document_id, each.source) for each in outcomes if each.status == "moved"}
    if moved:
        try:
            with closing(open_history(Settings.load(data))) as history:
                history.follow(moved)
        except HistoryUnavailable as error:
            click.echo(f"note: old answers quote what moved from where it was: {error}", err=True)


def _watch(library: Library, paths: tuple[Path, ...], *, prune: bool, data: Path | None, failed: Sequence[str]) -> None:
    from bot.watching import watch  # noqa: PLC0415

    click.echo("Following the files; Ctrl-C ends it.")
    try:
        watch(
            library, paths, prune=prune, failed=failed, told=lambda outcome: click.echo(line(outcome)),
            done=lambda outcomes: _followed(outcomes, data),
        )  # fmt: skip
    except KeyboardInterrupt:
        click.echo(counted(library))


@cli.command()
@click.option("--tag", metavar="TAG", help="Only those with this tag.")
@data_option
@json_option
def documents(tag: str | None, data: Path | None, as_json: bool) -> None:
    """List the documents, and the files that gave no text.

    Example: quoth documents --json
    """
    with opened_library(data) as library:
        if tag is not None:
            library.chosen(tags=[tag])  # one that no document has is refused
        listed = library.documents(tag=tag or "")
        failed = [each for each in library.failures() if tag is None or tag in each.tags]
        if as_json:
            print_json({
                "documents": [summary_payload(each) for each in listed],
                "total": len(listed),
                "failed": [summary_payload(each) for each in failed],
                "reader": serving(open_reader(), library.index),
            })  # fmt: skip
            return
    for each in listed:
        tags = f"  [{', '.join(each.tags)}]" if each.tags else ""
        click.echo(f"{each.document_id}  {each.title}  ({how_many(each.passages, 'passage')}, {each.source}){tags}")
        if each.error:
            click.echo(f"    its file has changed and gives no text: {each.error}")
    for each in failed:
        click.echo(f"{each.document_id}  failed: {each.error}")
    if not listed and tag is None:
        click.echo(
            "The library is empty; `quoth index PATH` adds documents, "
            "`quoth index --bundled` the one that Quoth comes with."
        )


@cli.command()
@click.argument("document_ids", nargs=-1, required=True, metavar="ID...")
@click.option("--now", is_flag=True, help="Delete at once and for good.")
@data_option
@json_option
def remove(document_ids: tuple[str, ...], now: bool, data: Path | None, as_json: bool) -> None:
    """Take documents out of the library; nothing is answered from them any more.

    `quoth undo` brings them back within 30 seconds. After that the next command, or the server that runs, deletes
    them for good, and what old answers quoted of them.

    Example: quoth remove report-1f0c9a3b
    """
    ids = list(dict.fromkeys(document_ids))
    with opened_library(data) as library, ExitStack() as opened:
        history = opened.enter_context(closing(open_history(Settings.load(data)))) if now else None
        with library.together():
            for document_id in ids:
                library.remove(document_id)
        if history:
            delete(library, history, ids)
        if as_json:
            print_json({"removed": ids, "total": library.count()})
            return
        back = [document_id for document_id in ids if library.undoable(document_id) is not None]
        undo = f"; for {UNDO_SECONDS} seconds: quoth undo {' '.join(back)}" if back else ""
        click.echo(f"Removed {len(ids):,}; {counted(library)}{undo}")


@cli.command()
@click.argument("document_ids", nargs=-1, required=True, metavar="ID...")
@data_option
@json_option
def undo(document_ids: tuple[str, ...], data: Path | None, as_json: bool) -> None:
    """Bring documents back that were removed less than 30 seconds ago.

    Example: quoth undo report-1f0c9a3b
    """
    ids = list(dict.fromkeys(document_ids))
    with opened_library(data) as library:
        with library.together():
            for document_id in ids:
                library.undo(document_id)
        if as_json:
            print_json({"restored": ids, "total": library.count()})
        else:
            click.echo(f"Brought back {len(ids):,}; {counted(library)}")


@cli.command()
@click.argument("document_id", metavar="ID")
@click.argument("tags", nargs=-1, metavar="TAG...")
@click.option("--remove", "taken", is_flag=True, help="Take these tags away.")
@data_option
@json_option
def tag(document_id: str, tags: tuple[str, ...], taken: bool, data: Path | None, as_json: bool) -> None:
    """Give a document tags, to ask and search only in what has them; without a tag, list those that it has.

    Example: quoth tag report-1f0c9a3b work 2026
    """
    with opened_library(data) as library:
        kept = list(library.summary(document_id).tags)
        if tags:
            kept = library.tag(document_id, set(kept) - set(tags) if taken else {*kept, *tags})
    if as_json:
        print_json({"document_id": document_id, "tags": kept})
    else:
        click.echo(f"{document_id}  {', '.join(kept) or 'no tags'}")


@cli.command()
@data_option
@json_option
def check(data: Path | None, as_json: bool) -> None:
    """Check that every document is there as it was kept, with all its passages and its file.

    Example: quoth check
    """
    with opened_library(data) as library:
        faults, count = library.faults(), counted(library)
    if as_json:
        print_json({"faults": faults})
    elif not faults:
        click.echo(f"{count}, all whole")
    for fault in () if as_json else faults:
        click.echo(fault)
    if faults:
        raise SystemExit(1)
