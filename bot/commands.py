"""What the commands share: the group, their options, and opening the library for as long as a command runs."""

import errno
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from bot.bootstrap import create_chatbot, open_history, open_library
from bot.chatbot import Chatbot
from bot.errors import BotError, HistoryUnavailable
from bot.settings import Settings
from bot.wording import how_many
from knowledge import KnowledgeError, Library


class Commands(click.Group):
    """A group whose known errors are one line on standard error and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (BotError, KnowledgeError) as error:
            raise click.ClickException(str(error)) from error
        except UnicodeEncodeError as error:  # bytes of a shell that are no text; no database keeps them
            raise click.ClickException(f"{error.object[:80]!r} holds half a character; type it anew") from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads on, which click ends at
                raise
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from error


class Typed(click.Command):
    """A command for what a person types, which may begin with a minus: nothing with a space in it is an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options, then what is typed."""
        typed = [each for each in args if re.match(r"-[^-]\S*\s", each)]
        options = [each for each in args if each not in typed]
        if "--" in options:
            return super().parse_args(ctx, args)
        return super().parse_args(ctx, [*options, "--", *typed] if typed else options)


class NamedPath(click.Path):
    """A path that is not empty: an unset variable of a shell names no folder, and not the one where it is typed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        if value == "":
            self.fail("an empty path names nothing; '.' is the folder where you are", param, ctx)
        return super().convert(value, param, ctx)


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--data DIR` to a command; without it QUOTH_DATA or the user's data directory is used."""
    return click.option(
        "--data", type=NamedPath(path_type=Path, file_okay=False), metavar="DIR",
        help="The folder of the library [default: QUOTH_DATA, else the user's data directory].",
    )(command)  # fmt: skip


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
document_option = click.option(
    "--document", "document_ids", multiple=True, metavar="ID", help="Only in this document; may be repeated."
)
tag_option = click.option(
    "--tag", "tags", multiple=True, metavar="TAG", help="Only in documents with this tag; may be repeated."
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quoth", prog_name="quoth")
def cli() -> None:
    """Answer questions from your own documents, in the documents' own words."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what a terminal cannot show is escaped, and no crash


@contextmanager
def opened_library(data: Path | None) -> Iterator[Library]:
    """Give the library of a data directory; what is due is purged before, or why it is not is told."""
    settings = Settings.load(data)
    with closing(open_library(settings)) as library:
        if library.due():
            _purge(library, settings)
        yield library


def _purge(library: Library, settings: Settings) -> None:
    from bot.purging import purge  # noqa: PLC0415

    try:
        with closing(open_history(settings)) as history:
            purge(library, history)
    except HistoryUnavailable as error:
        click.echo(f"note: what was removed is not deleted yet: {error}", err=True)


@contextmanager
def opened_chatbot(data: Path | None) -> Iterator[Chatbot]:
    """Give a chatbot over a data directory; what is due is purged before."""
    with closing(create_chatbot(Settings.load(data))) as chatbot:
        if chatbot.library.due():
            from bot.purging import purge  # noqa: PLC0415

            purge(chatbot.library, chatbot.history)
        yield chatbot


def counted(library: Library) -> str:
    """Return how many documents there are, in words."""
    return f"{how_many(library.count(), 'document')} in the library"


def print_json(content: Any) -> None:
    """Print what a program reads."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
