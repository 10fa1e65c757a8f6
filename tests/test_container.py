"""The container's files, as far as they can be held without an engine: what they copy and start is there."""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli import cli

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")


def instructions(name):
    joined = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^\s*{name}\s+(.+)$", joined, re.MULTILINE)


def test_what_is_copied_is_there_and_nothing_else_is_sent():
    copied = [part for each in instructions("COPY") if "--from" not in each for part in shlex.split(each)[:-1]]
    assert {"bot", "knowledge", "web", "pyproject.toml"} <= set(copied)
    sent = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert sorted(sent) == sorted(copied)
    assert all((ROOT / each).exists() for each in copied)


def test_it_runs_as_nobody_and_keeps_its_data_in_one_place():
    assert instructions("USER")[-1] == "65532:65532"
    assert instructions("VOLUME") == ["/data"]
    assert "QUOTH_DATA=/data" in DOCKERFILE
    assert "read_only: true" in COMPOSE
    assert "library:/data" in COMPOSE


def test_it_starts_a_command_that_there_is_and_asks_for_a_key(tmp_path):
    arguments = json.loads(instructions("CMD")[-1])
    result = CliRunner().invoke(cli, [*arguments, "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert "quoth keys add NAME" in result.stderr


def test_its_health_is_asked_for_where_it_serves():
    port = json.loads(instructions("CMD")[-1])[-1]
    assert f"http://127.0.0.1:{port}/api/health" in DOCKERFILE
    assert f":{port}" in COMPOSE
    assert instructions("EXPOSE") == [port]


@pytest.mark.parametrize("command", re.findall(r"docker compose run --rm quoth (.+?)\s+#", COMPOSE))
def test_the_commands_in_its_notes_work(tmp_path, command):
    result = CliRunner().invoke(cli, [*shlex.split(command), "--data", str(tmp_path)])
    assert result.exit_code == 0
