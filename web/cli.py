"""The console script: bot's commands and `serve`. Flask is imported when serving begins, not before."""

from ipaddress import ip_address
from pathlib import Path

import click

from bot import Settings
from bot.cli import cli, data_option


@cli.command()
@click.option("--host", metavar="HOST", help="The address [default: 127.0.0.1, this machine alone].")
@click.option("--port", type=click.IntRange(0, 65535), metavar="PORT", help="The port [default: 8000].")
@data_option
def serve(host: str | None, port: int | None, data: Path | None) -> None:
    """Serve the chat page and the JSON endpoint until Ctrl-C.

    Example: quoth serve --port 8080
    """
    from web import create_app, serving  # noqa: PLC0415

    settings = Settings.load(data, host=host, port=port)
    if not _is_loopback(settings.host):
        click.echo(f"Whoever reaches {settings.host} can ask and read all documents.", err=True)
    app = create_app(settings)
    try:
        serving.serve(app, settings.host, settings.port)
    except serving.CannotListen as error:
        raise click.ClickException(str(error)) from error
    finally:
        app.extensions["quoth"].close()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def main() -> None:
    """Run `quoth`."""
    cli(prog_name="quoth")


if __name__ == "__main__":
    main()
