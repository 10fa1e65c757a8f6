"""The README's session is real output, and its commands exist."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from bot import Settings, create_chatbot
from web import create_app
from web.cli import cli
from web.serving import Server

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def session() -> list[tuple[str, str]]:
    """Return the commands of the README's console blocks with the output that is shown."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    return [
        (command, output.strip("\n"))
        for block in blocks
        for command, output in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n?)*)", block, re.MULTILINE)
    ]


def run(command: str, data: Path) -> str:
    """Return what a command prints, in this process: test_cli.py runs processes."""
    name, *arguments = shlex.split(command)
    assert name == "quoth"
    done = CliRunner().invoke(cli, arguments, env={"QUOTH_DATA": str(data)})
    assert done.exit_code == 0, done.stderr
    return done.stdout.strip("\n")


def test_the_readme_shows_a_session() -> None:
    assert len(session()) >= 3


@pytest.mark.parametrize(("command", "output"), session(), ids=[command for command, _ in session()])
def test_a_command_of_the_session_prints_what_the_readme_shows(command: str, output: str, tmp_path: Path) -> None:
    assert run(command, tmp_path) == output


def test_every_command_is_named_in_the_readme_or_its_help() -> None:
    listed = re.findall(r"^  (\w+) ", CliRunner().invoke(cli, ["--help"]).stdout.split("Commands:")[1], re.MULTILINE)
    assert set(re.findall(r"quoth (index|documents|remove|search|ask|chat|serve|evaluate)\b", README)) <= set(listed)
    for command in listed:
        assert f"Example: quoth {command}" in CliRunner().invoke(cli, [command, "--help"]).stdout


def requests_with_curl() -> list[str]:
    """Return the commands of the README that call curl, those of a pipe with what comes before."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    commands = re.split(r"\n(?=\S)", "\n".join(block.strip() for block in blocks if "curl " in block))
    return [command for command in commands if "curl " in command]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Quoth over the bundled document."""
    chatbot = create_chatbot(Settings.load(data=tmp_path_factory.mktemp("data")))
    server = Server(create_app(chatbot=chatbot), "127.0.0.1", 0)
    thread = Thread(target=server.run)
    thread.start()
    yield server.url
    server.stop()
    thread.join(10)
    chatbot.close()


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("bash"), reason="needs curl and bash")
@pytest.mark.parametrize("command", requests_with_curl())
def test_a_request_of_the_readme_is_answered(command: str, served: str) -> None:
    there = command.replace("http://127.0.0.1:8000/", served)
    done = subprocess.run(["bash", "-c", there], capture_output=True, text=True, timeout=30, check=True)
    replies = [json.loads(line) for line in done.stdout.strip().split("\n")]
    assert replies
    assert all({"kind", "hits", "choices"} & reply.keys() for reply in replies)


def test_the_readme_asks_in_every_way() -> None:
    said = "\n".join(requests_with_curl())
    assert all(path in said for path in ("/api/ask ", "/api/search", "/v1/chat/completions", "/api/ask/batch"))
