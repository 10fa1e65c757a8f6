"""Making segments of many documents on all processors: each process reads the library by itself, and writes files.

The documents are parted into claims. The numbers of the claims lie in a pipe that all processes take them from, one
byte at a time, whoever is free the next; the process that asks works too, from the first moment on.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain, islice
from math import ceil
from pathlib import Path
from typing import IO
from uuid import uuid4

from sqlalchemy.engine import URL

from knowledge.building import Content, segment_of
from knowledge.scoring import Weights
from knowledge.segments import Segment

MANY = 2_000
"""Documents from which on several processes are worth their start."""
_MOST = 8
_CHUNK = 5_000
"""Documents of which a segment is made at once."""
_CLAIMS = 250
"""Claims at most: each has a number that a byte holds."""
_CLAIMS_EACH = 16
ORDER = "QUOTH_ORDER"
"""The environment variable that names a process the file of its order."""
_ROOT = Path(__file__).resolve().parent.parent

Contents = Callable[[Sequence[str]], Content]
"""What gives the documents of these ids, with their passages."""


class BuildersFailed(Exception):
    """A process did not make what it was asked for. Whoever asked makes it alone."""


def processors() -> int:
    """Return how many processes there may be."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, _MOST)


def chunks_of(document_ids: Sequence[str]) -> list[Sequence[str]]:
    """Return documents in parts of which a segment is made each."""
    return [document_ids[at : at + _CHUNK] for at in range(0, len(document_ids), _CHUNK)]


def segments_by_processes(
    contents: Contents, address: URL, hashes: Mapping[str, str], weights: Weights, folder: Path
) -> list[Segment]:
    """Return segments of documents, given with their content hashes, in files of a folder.

    `address` is where other processes find what `contents` gives this one. Raises BuildersFailed, also where one of
    them finds other documents.
    """
    claims = claims_of(list(hashes), processes=processors())
    order = folder / f"order-{uuid4().hex}.json"
    told = {"address": address._asdict(), "weights": asdict(weights), "claims": claims}
    order.write_text(json.dumps(told), encoding="utf-8")
    try:
        with _numbers(len(claims)) as numbers, _children(processors() - 1, order, numbers) as children:
            taken = list[int]()
            paths = made(contents, claimed(numbers.fileno(), claims, taken), weights, folder)
            if len(taken) < len(claims):  # else the others had not begun
                paths += chain.from_iterable(map(_told, children))
    except OSError as error:
        raise BuildersFailed(str(error)) from error
    finally:
        order.unlink(missing_ok=True)
    segments = [Segment(path) for path in paths]
    if {each.document_id: each.content_hash for part in segments for each in part.documents()} != dict(hashes):
        raise BuildersFailed("the documents have changed")
    return segments


def claims_of(document_ids: Sequence[str], *, processes: int) -> list[Sequence[str]]:
    """Return documents in the parts that processes take, one after another: several for each, and not too many."""
    wanted = max(processes * _CLAIMS_EACH, ceil(len(document_ids) / _CHUNK))
    count = max(1, ceil(len(document_ids) / min(wanted, _CLAIMS)))
    return [document_ids[at : at + count] for at in range(0, len(document_ids), count)]


def claimed(numbers: int, claims: Sequence[Sequence[str]], taken: list[int]) -> Iterator[Sequence[str]]:
    """Yield the claims that this process takes, whose numbers it reads, until there are none left; note them too."""
    while number := os.read(numbers, 1):
        taken.append(number[0])
        yield claims[number[0]]


def made(contents: Contents, claims: Iterator[Sequence[str]], weights: Weights, folder: Path) -> list[Path]:
    """Make segments of the documents claimed in files of a folder, and return these."""
    paths = list[Path]()
    documents = chain.from_iterable(map(contents, claims))  # a claim is taken when the one before is worked off
    for first in documents:
        paths.append(path := folder / f"segment-{uuid4().hex}.bin")
        segment_of(chain([first], islice(documents, _CHUNK - 1)), weights, path=path)
    return paths


@contextmanager
def _numbers(count: int) -> Iterator[IO[bytes]]:
    """Give a pipe that holds the numbers up to `count`, and then ends."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", buffering=0) as numbers:
        with os.fdopen(writing, "wb") as file:
            file.write(bytes(range(count)))
        yield numbers


@contextmanager
def _children(count: int, order: Path, numbers: IO[bytes]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Give processes that work at an order; those that still run at the end are ended."""
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))
    alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    environment = {**os.environ, **alone, "PYTHONPATH": path, ORDER: str(order)}
    children: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(count):
            child = subprocess.Popen(
                [sys.executable, "-P", "-m", "knowledge.builder"],
                stdin=numbers, stdout=subprocess.PIPE, env=environment,
            )  # fmt: skip
            children.append(child)
        yield children
    finally:
        for child in children:
            with child:
                child.kill()


def _told(child: subprocess.Popen[bytes]) -> list[Path]:
    """Return the files that a process has made, once it has. Raises BuildersFailed."""
    said, _ = child.communicate()
    if child.returncode:
        raise BuildersFailed(f"a process ended with status {child.returncode}")
    return [Path(each) for each in json.loads(said)]
