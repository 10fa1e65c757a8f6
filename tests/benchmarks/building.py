"""How fast the index is made from text: passages of 100 words, by one process and by all processors.

    python tests/benchmarks/building.py [--passages 50000] [--rounds 3]

Documents of ten passages, made of English words by Zipf's law, one seed, are kept in a library on disk; then new
processes make its index, and the passages a second are told. Beside them stands how many processors were busy: two that
others work on too are less than two.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import numpy as np

from knowledge import STOP_WORDS, Document, Library, builders, open_engine
from knowledge.english import _frequencies

WORDS, PASSAGES, SENTENCE = 100, 10, 15


def vocabulary() -> list[str]:
    """Return English words, the commonest first, and after them as many that are made up."""
    known = [*sorted(STOP_WORDS), *sorted(_frequencies(), key=lambda each: -_frequencies()[each])]
    return [*known, *(f"{one}{other}" for one, other in zip(known, reversed(known), strict=True))]


def documents(passages: int) -> list[Document]:
    """Return documents with so many passages in all."""
    words, rng = np.array(vocabulary()), np.random.default_rng(2026)
    weights = np.cumsum(1 / np.arange(1, len(words) + 1))
    return [document(number, words, weights, rng) for number in range(passages // PASSAGES)]


def document(number: int, words: np.ndarray, weights: np.ndarray, rng: np.random.Generator) -> Document:
    """Return a document of paragraphs that make a passage each."""
    paragraphs = []
    for _ in range(PASSAGES):
        said = iter(words[np.searchsorted(weights, rng.random(WORDS) * weights[-1])].tolist())
        sentences = iter(lambda said=said: list(islice(said, SENTENCE)), [])
        paragraphs.append(" ".join(f"{' '.join(each).capitalize()}." for each in sentences))
    return Document(f"d{number:06}", f"Document {number}", "\n\n".join(paragraphs), f"d{number:06}.txt")


def made(data: str, many: str) -> None:
    """Make the index of a library, by several processes from so many documents on; print how long it takes."""
    builders.MANY = int(many)
    library = Library(open_engine(f"sqlite:///{Path(data, 'library.db')}"), folder=Path(data, f"index-{many}"))
    started = time.perf_counter()
    library.prepare()
    took, used = time.perf_counter() - started, os.times()
    library.close()
    print(json.dumps([took, sum(used[:4])]))


def measured(data: Path, many: int) -> tuple[float, float]:
    """Return how long a new process takes to make an index, and the seconds that it uses of all processors."""
    command = [sys.executable, __file__, "--made", str(data), str(many)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    shutil.rmtree(data / f"index-{many}")
    took, used = json.loads(done.stdout)
    return took, used


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--passages", type=int, default=50_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--made", nargs=2, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.made:
        made(*options.made)
        return
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        library = Library(open_engine(f"sqlite:///{data / 'library.db'}"), folder=data / "none")
        library.add(documents(options.passages))
        count = sum(each.passages for each in library.documents())
        library.close()
        for _ in range(options.rounds):
            for each, many in (("all processors", 2), ("one process", 10**9)):
                took, used = measured(data, many)
                print(
                    f"{each:15} {took:7.2f} s   {count / took:8,.0f} passages a second; "
                    f"{used / took:.2f} processors busy, its start included",
                    flush=True,
                )


if __name__ == "__main__":
    main()
