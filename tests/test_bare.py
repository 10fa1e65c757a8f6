"""Modules are imported without the rest of their packages, which stay whole for everybody else."""

import subprocess
import sys

import pytest

from knowledge import bare as module
from knowledge.bare import bare

NAMES = ("large", "large.middle", "large.middle.part")


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package whose every part says that it was imported."""
    (tmp_path / "large" / "middle").mkdir(parents=True)
    for place in ("large/__init__", "large/middle/__init__", "large/middle/part"):
        (tmp_path / f"{place}.py").write_text("whole = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in NAMES:
        sys.modules.pop(name, None)


def test_a_part_is_imported_and_its_packages_stay_empty(installed):
    with bare("large", "large.middle") as packages:
        from large.middle import part
    assert part.whole
    assert [hasattr(each, "whole") for each in packages.values()] == [False, False]
    assert not any(name in sys.modules for name in NAMES)


def test_who_imports_the_packages_afterwards_gets_them_whole(installed):
    with bare("large", "large.middle"):
        from large.middle import part
    import large.middle.part

    assert (large.whole, large.middle.whole, large.middle.part.whole) == (True, True, True)
    assert large.middle.part is not part


def test_what_was_imported_before_stays_as_it_is(installed):
    import large

    with bare("large", "large.middle") as packages:
        packages["large.middle"].needed = None
        from large.middle import part
    assert (large.whole, large.middle.whole) == (True, True)
    assert large.middle.part is part


def test_what_fails_leaves_nothing_behind(installed):
    with pytest.raises(ImportError), bare("large"):
        from large import whole  # noqa: F401
    assert not any(name in sys.modules for name in NAMES)


def test_a_package_that_is_not_installed_is_named():
    with pytest.raises(ModuleNotFoundError, match="nowhere"), bare("nowhere"):
        pass


def test_run_as_a_file_it_does_what_a_module_does_while_its_package_stands_empty(tmp_path, monkeypatch):
    (tmp_path / "large").mkdir()
    (tmp_path / "large" / "__init__.py").write_text("whole = True\n")
    (tmp_path / "large" / "part.py").write_text("import large\ndef main(): print(hasattr(large, 'whole'))\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    run = subprocess.run(
        [sys.executable, "-P", module.__file__, "large.part"], capture_output=True, text=True, check=True
    )
    assert run.stdout == "False\n"


def test_all_of_nltk_stems_the_same():
    from nltk.stem.snowball import EnglishStemmer

    from knowledge import stem

    assert [EnglishStemmer().stem(word) for word in ("bridges", "generously")] == ["bridg", "generous"]
    assert [stem(word) for word in ("bridges", "generously")] == ["bridg", "generous"]
