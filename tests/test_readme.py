"""The README's session is real output, and its commands exist."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

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
    program = command.replace("quoth ", f"{sys.executable} -m web.cli ", 1)
    environment = {**os.environ, "QUOTH_DATA": str(data), "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(["bash", "-c", program], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip("\n")


def test_the_readme_shows_a_session() -> None:
    assert len(session()) >= 3


@pytest.mark.parametrize(("command", "output"), session(), ids=[command for command, _ in session()])
def test_a_command_of_the_session_prints_what_the_readme_shows(command: str, output: str, tmp_path: Path) -> None:
    assert run(command, tmp_path) == output


def test_every_command_is_named_in_the_readme_or_its_help(tmp_path: Path) -> None:
    listed = re.findall(r"^  (\w+) ", run("quoth --help", tmp_path).split("Commands:")[1], re.MULTILINE)
    assert set(re.findall(r"quoth (index|documents|remove|search|ask|chat|serve|evaluate)\b", README)) <= set(listed)
    for command in listed:
        assert f"Example: quoth {command}" in run(f"quoth {command} --help", tmp_path)
