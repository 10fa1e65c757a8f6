"""Where files become documents: small plain texts here, everything else in child processes that are confined."""

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from queue import LifoQueue
from threading import Lock, Timer
from types import TracebackType
from typing import BinaryIO, cast

from knowledge import bare
from knowledge.conversions import Conversion, believed
from knowledge.errors import FileTooLarge, UnreadableFile
from knowledge.formats import check_size, content_of, read_bytes, storable
from knowledge.formats.child import MOST_TEXT, receive, send
from knowledge.formats.confinement import MEMORY, PROCESSOR_SECONDS
from knowledge.formats.media import HEAD, MARKDOWN, PLAIN, looks_readable
from knowledge.passages import passages

_SECONDS = PROCESSOR_SECONDS + 2
"""How long a file may take by the clock; a busy machine gives it less of the processor."""

_SECONDS_TO_START = 120
_SMALL = 64 * 1024
_AHEAD = 32
_MOST_PROCESSES = 4
_KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH", "PYTHONHOME")


class Converter:
    """Converts files to documents; a context manager, to be closed. One bad file never stops the others.

    Child processes are started when they are first needed, kept for the next file, and end by themselves when idle.
    Safe to use from several threads.
    """

    def __init__(self, *, processes: int | None = None, small_here: bool = True) -> None:
        """Use this many child processes at most: as many as there are processors, four at most.

        Small plain texts need none; with `small_here` off they go there too, for many are done sooner by several.
        """
        self._small_here = small_here
        self._processes = processes or min(_MOST_PROCESSES, os.cpu_count() or 1)
        self._children: LifoQueue[_Child] = LifoQueue()
        for _ in range(self._processes):
            self._children.put(_Child())
        self._threads: ThreadPoolExecutor | None = None

    def convert(self, files: Iterable[tuple[Path, str]]) -> Iterator[Conversion]:
        """Yield what becomes of each (path, source), in order."""
        waiting: deque[Future[Conversion] | Conversion] = deque()
        for path, source in files:
            waiting.append(self._begun(path, storable(source)))
            while len(waiting) > _AHEAD or isinstance(waiting[0], Conversion):
                yield _result(waiting.popleft())
                if not waiting:
                    break
        while waiting:
            yield _result(waiting.popleft())

    def convert_bytes(self, content: bytes, source: str) -> Conversion:
        """Return what becomes of a file's bytes; `source` is its name."""
        source = storable(source)
        try:
            check_size(len(content), source)
            if self._small_here and _is_small_text(content, source):
                document = read_bytes(content, source)
                return Conversion(source, (document,), passages=(tuple(passages(document)),))
        except UnreadableFile as error:
            return Conversion(source, failures=(error,))
        child = self._children.get()
        try:
            return child.convert(content, source)
        finally:
            self._children.put(child)

    def close(self) -> None:
        """End the child processes; files that are being converted are finished first."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
            self._threads = None
        for _ in range(self._processes):
            child = self._children.get()
            child.close()
            self._children.put(child)

    def __enter__(self) -> "Converter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begun(self, path: Path, source: str) -> "Future[Conversion] | Conversion":
        """Return a small text's conversion, and the promise of another file's."""
        try:
            if self._small_here and path.stat().st_size <= _SMALL and _is_text_by_name(source):
                return self.convert_bytes(content_of(path), source)
        except (OSError, UnreadableFile):
            pass  # told by the reading below
        self._threads = self._threads or ThreadPoolExecutor(self._processes, thread_name_prefix="quoth-convert")
        return self._threads.submit(self._converted, path, source)

    def _converted(self, path: Path, source: str) -> Conversion:
        try:
            return self.convert_bytes(content_of(path), source)
        except UnreadableFile as error:
            return Conversion(source, failures=(error,))


def _result(waiting: "Future[Conversion] | Conversion") -> Conversion:
    return waiting if isinstance(waiting, Conversion) else waiting.result()


def _is_text_by_name(source: str) -> bool:
    return PurePath(source).suffix.casefold() in PLAIN.endings + MARKDOWN.endings


def _is_small_text(content: bytes, source: str) -> bool:
    """Tell what needs no parser: a short text in UTF-8 by its name and by its content."""
    if len(content) > _SMALL or not _is_text_by_name(source) or b"\0" in content or content.startswith(b"PK"):
        return False
    if looks_readable(content[:HEAD]):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Child:
    """A child process, started when it is first asked and again where it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self._late = False

    def convert(self, content: bytes, source: str) -> Conversion:
        """Return what the process says of a file, or why it did not live to say it."""
        with self._lock:
            for _ in range(2):
                fresh = self._process is None
                told = self._answer(content, source)
                if told is not None:
                    return told
                ended = self._end()
                if fresh or ended:  # else it was idle for long and went as it was asked
                    break
            return Conversion(source, failures=(self._reason(ended, source),))

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _answer(self, content: bytes, source: str) -> Conversion | None:
        try:
            process = self._started()
            with self._ended_after(_SECONDS, process):
                send(cast(BinaryIO, process.stdin), {"source": source}, content)
                received = receive(cast(BinaryIO, process.stdout), most=8 * MOST_TEXT)
            if received is None:
                return None
            told = believed(received[0], source)
            if received[0].get("last"):
                self._end()
            return told
        except (OSError, ValueError, KeyError, TypeError, AttributeError):  # the pipe broke, or what came is no answer
            return None

    def _started(self) -> "subprocess.Popen[bytes]":
        """Return the process once it is ready: what it takes to start is no file's fault."""
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._late = False
            self._process = subprocess.Popen(  # noqa: S603  # files of our own
                [sys.executable, "-P", "-B", bare.__file__, "knowledge.formats.child"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
            )  # fmt: skip
            with self._ended_after(_SECONDS_TO_START, self._process):
                receive(cast(BinaryIO, self._process.stdout), most=1000)
        return self._process

    @contextmanager
    def _ended_after(self, seconds: float, process: "subprocess.Popen[bytes]") -> Iterator[None]:
        timer = Timer(seconds, self._stop, [process])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _stop(self, process: "subprocess.Popen[bytes]") -> None:
        self._late = True
        process.kill()

    def _end(self) -> int:
        """End the process and return its exit status, 0 where it went by itself or there is none."""
        process, self._process = self._process, None
        if process is None:
            return 0
        for stream in (process.stdin, process.stdout):
            with suppress(OSError, ValueError):
                cast(BinaryIO, stream).close()
        try:
            return process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def _reason(self, ended: int, source: str) -> UnreadableFile:
        if self._late or ended == -getattr(signal, "SIGXCPU", 24):
            return FileTooLarge(f"{source}: takes longer than {PROCESSOR_SECONDS} seconds to read; split it")
        if ended == -signal.SIGABRT:
            limit = MEMORY // (1024 * 1024)
            return FileTooLarge(
                f"{source}: needs more than {limit} MB of memory, or is damaged; split it or save it again"
            )
        told = f"signal {-ended}" if ended < 0 else f"status {ended}"
        return UnreadableFile(f"{source}: its reader broke down ({told}); open it and save it again")


def _environment() -> Mapping[str, str]:
    """Return the variables of a child: no secret of the parent's, one thread for NumPy, this very package."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    root = str(Path(__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
    return {**kept, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
