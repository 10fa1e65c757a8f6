"""How fast the index is made from text: passages of 100 words, by one process and by all processors.

    python tests/benchmarks/building.py [--passages 50000]

Documents of ten passages, made of English words by Zipf's law, one seed, are kept in a library on disk; then its index
is made anew, and the passages a second are told; beside them what one processor alone makes in a second of its own
time, for a machine that others work on too.
"""

import argparse
import os
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


def seconds(data: Path, name: str) -> float:
    """Return how long the index of a library takes to be made in a folder of this name, and to be read."""
    library = Library(open_engine(f"sqlite:///{data / 'library.db'}"), folder=data / name)
    started = time.perf_counter()
    library.prepare()
    took = time.perf_counter() - started
    library.close()
    return took


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--passages", type=int, default=50_000)
    passages = asked.parse_args().passages
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        library = Library(open_engine(f"sqlite:///{data / 'library.db'}"), folder=data / "none")
        library.add(documents(passages))
        count = sum(each.passages for each in library.documents())
        library.close()
        for each, many in (("all processors", 2), ("one process", 10**9)):
            builders.MANY = many
            before = os.times()
            took = seconds(data, each.replace(" ", "-"))
            worked = sum(os.times()[:4]) - sum(before[:4])
            print(
                f"{each:15} {took:7.2f} s   {count / took:8,.0f} passages a second; "
                f"{worked:7.2f} s of processors, {count / worked:8,.0f} a second of one",
                flush=True,
            )


if __name__ == "__main__":
    main()
