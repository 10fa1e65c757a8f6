"""`quoth index` and a server killed at random moments: every document that was told answers, and none is half there."""

from contextlib import closing

import killing

from bot import Settings
from bot.bootstrap import open_library
from bot.indexing import indexed


def test_what_was_told_survives_four_kills_and_the_work_goes_on(tmp_path):
    told = [0, 0]
    for number, each in enumerate(killing.rounds(tmp_path, count=4, files=100)):
        told[number % 2] += len(each.told)
        assert each.wrong == []
    assert min(told) > 0
    with closing(open_library(Settings.load(data=tmp_path / "data"))) as library:
        before = library.count()
        indexed(library, [tmp_path / "texts"])
        assert library.count() >= max(before, 200)
        assert library.faults() == []
