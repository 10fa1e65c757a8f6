"""What is installed: all files that the packages read, and none that only developers need."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
NOT_INSTALLED = {"bot/reading/asked.json.gz", "bot/reading/written.json.gz"}


@pytest.mark.parametrize("package", ["bot", "knowledge", "web"])
def test_every_file_of_a_package_is_installed_but_what_only_developers_need(package):
    folder = ROOT / package
    installed = {file for pattern in SHIPPED["package-data"][package] for file in folder.glob(pattern)}
    others = {file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts}
    left_out = {str(file.relative_to(ROOT)) for file in others - installed if file.suffix not in {".py", ".po"}}
    assert left_out <= NOT_INSTALLED
