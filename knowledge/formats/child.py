"""The process that reads the files of others: bytes in, documents and their passages out, one by one, confined.

Run by the Converter, never by hand, and without the rest of the library: `python bare.py knowledge.formats.child`.
"""

import json
import os
import select
import signal
import sys
from dataclasses import asdict
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO

from knowledge.conversions import parts_of
from knowledge.errors import FileTooLarge, UnreadableFile
from knowledge.formats import extract
from knowledge.formats.confinement import MEMORY, confine, renew_processor_time
from knowledge.formats.extracted import Extracted, one_line

MOST_TEXT = 32_000_000
"""Characters that one file may give."""

_IDLE_SECONDS = 60
_MOST_KEPT = 256 * 1024 * 1024
"""A process that has used more memory is not asked again."""

_LENGTH = 8


def send(stream: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    """Write a message: the lengths of its two parts, a JSON object, bytes."""
    told = json.dumps(head, ensure_ascii=False).encode("utf-8", "replace")
    stream.write(len(told).to_bytes(_LENGTH, "big") + len(body).to_bytes(_LENGTH, "big"))
    stream.write(told)
    stream.write(body)
    stream.flush()


def receive(stream: "BinaryIO | _Whole", *, most: int) -> tuple[dict[str, Any], bytes] | None:
    """Return the next message, None where there is none or one longer than `most`. Raises ValueError."""
    lengths = stream.read(2 * _LENGTH)
    sizes = [int.from_bytes(lengths[at : at + _LENGTH], "big") for at in (0, _LENGTH)]
    if len(lengths) < 2 * _LENGTH or sum(sizes) > most:
        return None
    told, body = stream.read(sizes[0]), stream.read(sizes[1])
    if len(told) < sizes[0] or len(body) < sizes[1]:
        return None
    head = json.loads(told)
    if not isinstance(head, dict):
        raise ValueError("not a message")
    return head, body


def answer(content: bytes, source: str) -> dict[str, Any]:
    """Return what a file holds as JSON has it; `last` where this process has used up its memory."""
    found, last, length = list[dict[str, Any]](), False, 0
    try:
        for name, held in extract(content, source):
            found.append(_told(name, held))
            length += len(held.text) if isinstance(held, Extracted) else 0
            if length > MOST_TEXT:
                raise FileTooLarge(f"{source}: gives more than {MOST_TEXT:,} characters of text; split it")
    except FileTooLarge as error:
        found = [_told(source, error)]
    except MemoryError:
        limit = MEMORY // (1024 * 1024)
        found, last = [_told(source, FileTooLarge(f"{source}: needs more than {limit} MB of memory; split it"))], True
    except Exception as error:  # whatever a parser trips over, it is this file's reason
        reason = one_line(f"{type(error).__name__}: {error}")[:200]
        found = [_told(source, UnreadableFile(f"{source}: cannot be read ({reason}); open it and save it again"))]
    return {"found": found, "last": last or _memory_used() > _MOST_KEPT}


def _told(name: str, held: Extracted | UnreadableFile) -> dict[str, Any]:
    if isinstance(held, UnreadableFile):
        return {"source": name, "failed": str(held), "kind": type(held).__name__}
    return {"source": name, "extracted": asdict(held), "passages": parts_of(held.document(name))}


def _memory_used() -> int:
    """Return the most bytes that this process has held, without those of the process that started it."""
    try:
        status = Path("/proc/self/status").read_bytes()
        return int(status.partition(b"VmHWM:")[2].split()[0]) * 1024
    except (OSError, IndexError):
        return _most_resident()


def _most_resident() -> int:
    """Return what getrusage counts; Linux begins with the parent's memory, which outlives `exec` (see getrusage(2))."""
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _asked(stream: FileIO) -> bool:
    """Wait for a question; after a long time without one the process may as well end."""
    if os.name == "nt":
        return True
    return bool(select.select([stream], [], [], _IDLE_SECONDS)[0])


def main() -> None:
    """Answer until nothing is asked any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted, and ends this process in its own time
    questions, answers = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    confine()
    send(answers, {"ready": True})
    while _asked(questions):
        asked = receive(_Whole(questions), most=1 << 40)
        if asked is None:
            return
        renew_processor_time()
        told = answer(asked[1], str(asked[0]["source"]))
        send(answers, told)
        if told["last"]:
            return


class _Whole:
    """Reads as many bytes as are asked for, without a buffer: `select` sees nothing of what is in one."""

    def __init__(self, stream: FileIO) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Return `size` bytes, fewer at the end."""
        parts, left = [], size
        while left and (part := self._stream.read(min(left, 1 << 20))):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)
