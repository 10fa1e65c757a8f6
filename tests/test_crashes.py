"""`quoth index` killed at random moments: every document that it told of answers, and none is half there."""

import importlib.util
from pathlib import Path

from knowledge import Library, open_engine

SCRIPT = Path(__file__).parent / "benchmarks" / "killing.py"


def test_what_was_told_survives_ten_kills_and_the_work_goes_on(tmp_path):
    spec = importlib.util.spec_from_file_location("killing", SCRIPT)
    killing = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(killing)
    data, texts = tmp_path / "data", tmp_path / "texts"
    number = 0
    for told, wrong, ready in killing.rounds(data, texts, count=10, files=120):
        number = len(told)
        assert wrong == []
        assert ready < 10
    assert number > 10
    library = Library(open_engine(f"sqlite:///{(data / 'library.db').as_posix()}"))
    before = library.count()
    assert before <= 1200
    from bot.indexing import indexed

    indexed(library, [texts])
    assert library.count() == 1200
    assert library.faults() == []
    library.close()
