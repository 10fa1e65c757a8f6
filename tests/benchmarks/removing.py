"""How long a removal takes in a large library: until nothing is found of the document, undone, and as a command.

    python tests/benchmarks/removing.py [--passages 100000]

Prints seconds of the slowest of ten, each with a search before and after it that says whether the document is there.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from indexing import VOCABULARY, quoth

from bot import Settings
from bot.bootstrap import open_library
from knowledge import Document

_PASSAGES, _WORDS = 10, 100


def documents(count: int) -> Iterator[Document]:
    """Yield documents of ten passages each, with a marker that no other has."""
    chosen = random.Random(4)
    for number in range(count):
        paragraphs = (" ".join(chosen.choices(VOCABULARY, k=_WORDS)) + "." for _ in range(_PASSAGES))
        text = f"The marker is marker{number}.\n\n" + "\n\n".join(paragraphs)
        yield Document(f"d{number}", f"Note {number}", text, f"note-{number}.txt")


def timed(what: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--passages", type=int, default=100_000)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        count = options.passages // _PASSAGES
        with closing(open_library(Settings.load(data=Path(name)))) as library:
            library.add(documents(count))
            library.prepare()
            print(f"{count:,} documents, {len(library.index.passages):,} passages")
            removed, found, undone = list[float](), list[float](), list[float]()
            for number in range(0, count, max(1, count // 10)):
                assert library.search(f"marker{number}", 1), "not there"
                removed.append(timed(lambda n=number: library.remove(f"d{n}")))  # type: ignore[misc]
                found.append(timed(lambda n=number: library.search(f"marker{n}", 1)))  # type: ignore[misc]
                assert not library.search(f"marker{number}", 1), "still there"
                undone.append(timed(lambda n=number: library.undo(f"d{n}")))  # type: ignore[misc]
                assert library.search(f"marker{number}", 1), "not back"
            print(f"remove        {max(removed):6.3f} s   the search after it {max(found):6.3f} s")
            print(f"undo          {max(undone):6.3f} s")
            print(f"remove, gone  {max(a + b for a, b in zip(removed, found, strict=True)):6.3f} s")
        took, _ = quoth(Path(name), "remove", "d1")
        print(f"quoth remove  {took:6.2f} s   the process from start to end")


if __name__ == "__main__":
    main()
