"""Making segments of many documents on all processors: each process reads the library by itself, and writes files.

python -m knowledge.builders        # what to make as JSON on standard input; started by Quoth itself
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from math import ceil
from pathlib import Path
from typing import Any
from uuid import uuid4

from knowledge.scoring import Weights
from knowledge.segments import Segment

MANY = 10_000
"""Documents from which on several processes are worth their start."""
_MOST = 8
_CHUNK = 5_000
"""Documents of which a segment is made at once."""
_ROOT = Path(__file__).resolve().parent.parent


class BuildersFailed(Exception):
    """A process did not make what it was asked for. Whoever asked makes it alone."""


def chunks_of(document_ids: Sequence[str], *, processes: int = 1) -> list[Sequence[str]]:
    """Return documents in parts of which a segment is made each, as many for every process."""
    count = max(1, min(_CHUNK, ceil(len(document_ids) / processes)))
    return [document_ids[at : at + count] for at in range(0, len(document_ids), count)]


def processors() -> int:
    """Return how many processes there may be."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, _MOST)


def segments_by_processes(address: str, hashes: Mapping[str, str], weights: Weights, folder: Path) -> list[Segment]:
    """Return segments of documents, given with their content hashes, in files of a folder.

    `address` is where a process finds the library. Raises BuildersFailed, also where one finds other documents.
    """
    chunks = chunks_of(list(hashes), processes=processors())
    paths = [folder / f"segment-{uuid4().hex}.bin" for _ in chunks]
    work: list[dict[str, Any]] = [
        {"documents": list(chunk), "path": str(path)} for chunk, path in zip(chunks, paths, strict=True)
    ]
    shares = [share for n in range(processors()) if (share := work[n :: processors()])]
    _run([{"address": address, "weights": asdict(weights), "work": share} for share in shares])
    made = [Segment(path) for path in paths]
    if {each.document_id: each.content_hash for segment in made for each in segment.documents()} != dict(hashes):
        raise BuildersFailed("the documents have changed")
    return made


def _run(shares: Iterable[Mapping[str, Any]]) -> None:
    """Run a process a share, all at once, and wait for them."""
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    running: list[tuple[subprocess.Popen[bytes], bytes]] = []
    try:
        for share in shares:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "knowledge.builder"],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment,
            )  # fmt: skip
            running.append((process, json.dumps(share).encode()))
        for process, told in running:  # all have been started: each reads what it is told, then works
            assert process.stdin is not None
            process.stdin.write(told)
            process.stdin.close()
        if failed := [status for process, _ in running if (status := process.wait())]:
            raise BuildersFailed(f"a process ended with status {failed[0]}")
    except OSError as error:
        raise BuildersFailed(str(error)) from error
    finally:
        for process, _ in running:
            process.kill()
            process.wait()
