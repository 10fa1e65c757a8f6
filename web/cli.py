"""The console script: bot's commands and `serve`. Flask is imported when serving begins, not before."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import Settings
from bot.cli import cli, data_option, json_option

if TYPE_CHECKING:
    from web.keys import Keys


@cli.command()
@click.option("--host", metavar="HOST", help="The address [default: 127.0.0.1, this machine alone].")
@click.option("--port", type=click.IntRange(0, 65535), metavar="PORT", help="The port [default: 8000].")
@click.option("--public", is_flag=True, default=None, help="Let everyone who reaches the host chat, without a key.")
@click.option("--log", type=click.Choice(["errors", "text", "json"]), help="What to log [default: errors].")
@click.option("--workers", type=click.IntRange(1, 64), metavar="N", help="Processes [default: 1]; not on Windows.")
@data_option
def serve(data: Path | None, **options: Any) -> None:
    """Serve the chat page and the JSON endpoint until Ctrl-C.

    An address that other machines reach needs a key (`quoth keys add NAME`) or --public.

    Example: quoth serve --port 8080
    """
    from web import logs, serving  # noqa: PLC0415

    settings = Settings.load(data, **options)
    _check_access(settings)
    logs.configure(settings.log)
    try:
        if settings.workers == 1:
            _serve_alone(settings)
        else:
            _serve_by_workers(settings)
    except serving.CannotListen as error:
        raise click.ClickException(str(error)) from error


def _serve_alone(settings: Settings) -> None:
    from bot import Purger  # noqa: PLC0415
    from web import create_app, serving  # noqa: PLC0415

    app = create_app(settings)
    chatbot = app.extensions["quoth"]
    purger = Purger(chatbot.library, chatbot.history, keep_days=settings.keep_days)
    purger.start()
    try:
        serving.serve(app, settings.host, settings.port, proxied=bool(settings.proxies))
    finally:
        purger.stop()
        chatbot.close()


def _serve_by_workers(settings: Settings) -> None:
    if sys.platform == "win32":
        raise click.ClickException("several processes cannot share an address on Windows; leave --workers out")
    from web import create_app, workers  # noqa: PLC0415

    workers.serve(settings, lambda counts: create_app(settings, counts=counts))


def _check_access(settings: Settings) -> None:
    """Raise ClickException where other machines would reach what nothing guards."""
    from flask.helpers import get_debug_flag  # noqa: PLC0415

    from web.access import Access, is_loopback  # noqa: PLC0415

    if get_debug_flag() and not is_loopback(settings.host):
        raise click.ClickException(
            f"debug mode does not serve {settings.host}; unset FLASK_DEBUG, or take --host 127.0.0.1"
        )
    if Access.of(settings) is Access.KEY and not _keys_of(settings).known():
        raise click.ClickException(
            f"others can reach {settings.host if not settings.proxies else 'a server behind a proxy'}: make a key with "
            "`quoth keys add NAME`, or let everyone chat with --public"
        )


def _keys_of(settings: Settings) -> "Keys":
    from web.keys import Keys  # noqa: PLC0415

    return Keys(settings.data / "keys.db")


@cli.group()
def keys() -> None:
    """Make, list and revoke the keys that open a server to other machines.

    Each command takes --data DIR; `list` can print --json.

    Example: quoth keys add laptop
    """


@keys.command("add")
@click.argument("name")
@data_option
def add_key(name: str, data: Path | None) -> None:
    """Make a key and print it: it is shown this once.

    Example: quoth keys add laptop
    """
    click.echo(_keys_of(Settings.load(data)).add(name))
    click.echo("Keep it: it is not shown again. Programs send it as 'Authorization: Bearer KEY'.", err=True)


@keys.command("list")
@data_option
@json_option
def list_keys(data: Path | None, as_json: bool) -> None:
    """List the keys by name.

    Example: quoth keys list --json
    """
    listed = _keys_of(Settings.load(data)).known()
    if as_json:
        found = [{"name": key.name, "created": key.created.isoformat()} for key in listed]
        click.echo(json.dumps({"keys": found}, ensure_ascii=False, indent=2))
        return
    for key in listed:
        click.echo(f"{key.name}  (made {key.created:%Y-%m-%d})")
    if not listed:
        click.echo("There are no keys; `quoth keys add NAME` makes one.")


@keys.command("revoke")
@click.argument("name")
@data_option
def revoke_key(name: str, data: Path | None) -> None:
    """Let a key open nothing any more, at once.

    Example: quoth keys revoke laptop
    """
    _keys_of(Settings.load(data)).revoke(name)
    click.echo(f"Revoked {name}")


def main() -> None:
    """Run `quoth`."""
    cli(prog_name="quoth")


if __name__ == "__main__":
    main()
