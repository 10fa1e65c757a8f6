"""One library, many processes: four that write at once, sixteen readers through fifty swaps, every index file damaged.

    python tests/benchmarks/sharing.py [--swaps 50] [--harms 60]

Prints what was found; ends with 1 where something was lost, wrong or raised.
"""

import argparse
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from served import end, environment, quoth

from bot import Settings
from bot.bootstrap import open_library
from knowledge import Document, Library

WORDS = "rain gull harbour lamp bridge winter copper letter garden mayor engine river paper clock stone market".split()
WRITERS, EACH = 4, 100


def opened(data: Path) -> Library:
    """Open the library of a data directory as every command does."""
    return open_library(Settings.load(data=data))


def texts(folder: Path, *, count: int, name: str) -> Path:
    """Write text files, each with a marker."""
    folder.mkdir(parents=True)
    chosen = random.Random(name)
    for number in range(count):
        said = " ".join(chosen.choices(WORDS, k=60))
        (folder / f"{name}{number:03}.txt").write_text(f"The marker is {name}{number}. {said}.", encoding="utf-8")
    return folder


def written_at_once(folder: Path) -> Iterator[str]:
    """Run `quoth index` four times at once; yield what is wrong."""
    data, began = folder / "written", time.perf_counter()
    sources = [texts(folder / "texts" / str(number), count=EACH, name=f"w{number}x") for number in range(WRITERS)]
    processes = [
        subprocess.Popen(
            quoth("index", source, "--data", data), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=environment(),
        )
        for source in sources
    ]  # fmt: skip
    said = [process.communicate()[0] for process in processes]
    yield from (text for text, process in zip(said, processes, strict=True) if process.returncode)
    with closing(opened(data)) as library:
        found = sum(len(library.search(f"w{number}x{each}", 1)) for number in range(WRITERS) for each in range(EACH))
        print(
            f"{WRITERS} processes x {EACH} files at once: {library.count()} documents, {found} found by their markers, "
            f"{time.perf_counter() - began:.1f} s"
        )
        if (library.count(), found) != (WRITERS * EACH, WRITERS * EACH):
            yield "documents were lost"
        yield from library.faults()


def version(number: int, of: int) -> Document:
    """Return a document that says in all its sentences which version it is."""
    said = " ".join(f"Version v{number} of the lamp {each} is lit." for each in range(20))
    return Document(f"lamp{of}", f"Lamp {of}", said, f"lamp{of}.txt")


def _reader(data: Path, done: Event, told: Any) -> None:
    """Read with four threads until it is done; tell how often, and what was wrong."""

    def read() -> tuple[int, list[str]]:
        reads, wrong = 0, list[str]()
        with closing(opened(data)) as library:
            while not done.is_set():
                try:
                    hits = library.search("lamp version", 20)
                    versions = [{word for word in hit.passage.text.split() if word[0] == "v"} for hit in hits]
                    if len(hits) < 10 or any(len(each) != 1 for each in versions):
                        wrong.append(f"{len(hits)} hits of versions {versions}")
                except Exception as error:  # whatever it is, it is told
                    wrong.append(repr(error))
                reads += 1
        return reads, wrong

    with ThreadPoolExecutor(4) as pool:
        told.put([each.result() for each in [pool.submit(read) for _ in range(4)]])


def read_through_swaps(folder: Path, *, swaps: int) -> Iterator[str]:
    """Change documents while sixteen read; yield what is wrong."""
    data, context = folder / "swapped", get_context("spawn")
    with closing(opened(data)) as library:
        library.add([version(0, each) for each in range(10)])
        library.prepare()
        done, told = context.Event(), context.Queue()
        processes = [context.Process(target=_reader, args=(data, done, told)) for _ in range(4)]
        for process in processes:
            process.start()
        time.sleep(5)
        for number in range(1, swaps + 1):
            library.add([version(number, each) for each in range(10)])
            library.prepare()
        done.set()
        found = [each for _ in processes for each in told.get()]
        for process in processes:
            process.join()
        yield from library.faults()
    wrong = [line for _, lines in found for line in lines]
    print(f"{len(found)} readers through {swaps} swaps: {sum(n for n, _ in found):,} searches, {len(wrong)} wrong")
    yield from wrong[:10]


def harmed(content: bytes, harm: str, chosen: random.Random) -> bytes:
    """Return a file's content cut at a random place, or with a random bit turned."""
    at = chosen.randrange(len(content))
    if harm == "truncated":
        return content[:at]
    return content[:at] + bytes([content[at] ^ 1 << chosen.randrange(8)]) + content[at + 1 :]


def rankings(data: Path) -> list[Any]:
    """Return what a library that is opened now finds, with scores."""
    with closing(opened(data)) as library:
        queries = [*WORDS, *(" ".join(WORDS[at : at + 3]) for at in range(12)), "w0x7", "raim", '"stone market"']
        return [[(hit.passage.passage_id, hit.score) for hit in library.search(query, 10)] for query in queries]


def damaged(folder: Path, *, harms: int) -> Iterator[str]:
    """Harm each file of an index in each way; yield where something else was found."""
    data, chosen = folder / "written", random.Random(4)
    expected, done = rankings(data), 0
    for harm in ("truncated", "flipped", "deleted"):
        for round_number in range(harms if harm != "deleted" else 3):
            kept = sorted(path for path in (data / "index").iterdir() if path.suffix in (".bin", ".json"))
            for file in kept[round_number % len(kept) :: len(kept)]:
                content = file.read_bytes()
                if harm == "deleted":
                    file.unlink()
                else:
                    file.write_bytes(harmed(content, harm, chosen))
                done += 1
                if rankings(data) != expected or rankings(data) != expected:
                    yield f"{file.name} {harm}: other rankings"
    print(
        f"index files harmed {done} times (truncated, flipped, deleted): the same rankings each time but as said below"
    )


def main() -> None:
    """Run all three and print; end with 1 where something is wrong."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--swaps", type=int, default=50)
    asked.add_argument("--harms", type=int, default=60)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        wrong = list(written_at_once(Path(name)))
        wrong += damaged(Path(name), harms=options.harms)
        wrong += read_through_swaps(Path(name), swaps=options.swaps)
    end(wrong)


if __name__ == "__main__":
    main()
