"""The commands that keep a library safe: backup and restore."""

import sys
from pathlib import Path

import click

from bot.commands import cli, data_option, json_option, opened_chatbot, print_json
from bot.wording import how_many


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_option
@json_option
def backup(file: Path, data: Path | None, as_json: bool) -> None:
    """Write all documents, their files and the conversations to one file, while others read and write.

    Settings and keys are not among them.

    Example: quoth backup ~/quoth-2026-11-24.zip
    """
    from bot.backups import backup as written  # noqa: PLC0415

    with opened_chatbot(data) as chatbot:
        size = written(chatbot.library, chatbot.history, file)
        documents = chatbot.library.count()
    if as_json:
        print_json({"file": str(file), "bytes": size, "documents": documents})
    else:
        click.echo(f"{how_many(documents, 'document')} and all conversations are in {file} ({size:,} bytes)")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask before all that is there is replaced.")
@data_option
@json_option
def restore(file: Path, yes: bool, data: Path | None, as_json: bool) -> None:
    """Put what a backup holds in the place of all documents and conversations, all of it or nothing.

    Example: quoth restore ~/quoth-2026-11-24.zip
    """
    from bot.backups import check  # noqa: PLC0415
    from bot.backups import restore as restored  # noqa: PLC0415

    check(file)
    with opened_chatbot(data) as chatbot:
        count = chatbot.library.count()
        if not yes and (as_json or sys.stdin is None):  # nobody can be asked
            raise click.UsageError("all that is there is replaced: say --yes to that")
        if not yes:
            there = how_many(count, "document")
            click.confirm(f"Replace the {there} and all conversations that are there?", abort=True)
        told = restored(chatbot.library, chatbot.history, file)
    if as_json:
        print_json(told)
    else:
        click.echo(f"Restored {how_many(told['documents'], 'document')} and {how_many(told['turns'], 'turn')}")
