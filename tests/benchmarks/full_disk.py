"""A disk that fills up under a server and under `quoth index`: what is said, and whether reading and work go on.

    python tests/benchmarks/full_disk.py [FOLDER] [--megabytes 24]

FOLDER is an empty one on a small file system of its own; without it a tmpfs is mounted, which takes Linux and root.
Prints what was said at each step; ends with 1 where something was lost or not said.
"""

import argparse
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from served import Served, environment, quoth, serving

MEGABYTE = 1024 * 1024


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Give a folder on a file system of this size."""
    with tempfile.TemporaryDirectory() as name:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", name], check=True)
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


def room(folder: Path) -> int:
    """Return how many bytes can be written."""
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize


def fill(file: Path, *, left: int) -> None:
    """Write a file until so many bytes are left."""
    with file.open("ab") as opened:
        while (there := room(file.parent)) > left:
            opened.write(bytes(min(there - left, MEGABYTE)))
            opened.flush()


def text(number: int, size: int) -> str:
    """Return a text with a marker that no other has."""
    lines = (f"Line {each} of text {number} tells of rain and of {number * each}." for each in range(size // 50))
    return f"The marker is marker{number}.\n\n" + "\n\n".join(lines)


class Campaign:
    """What was acknowledged so far, and what went wrong."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.told, self.wrong, self.asked = list[int](), list[str](), ""

    def expect(self, what: str, holds: bool) -> None:
        """Print whether something holds."""
        print(f"{'yes' if holds else 'NO ':3}  {what}", flush=True)
        if not holds:
            self.wrong.append(what)

    def until_full(self, served: Served) -> None:
        """Send files until one is refused for want of room."""
        for number in range(1000):
            status, told = served.send(f"text{number}.txt", text(number, 200_000).encode())
            if status != 200:
                self.expect(f"file {number + 1} is refused with 507 and a reason: {told.get('detail')}", status == 507)
                return
            self.told.append(number)
        self.expect("the disk fills up", False)

    def reads(self, served: Served, when: str) -> None:
        """Ask, search and list."""
        for number in (self.told[0], self.told[-1]):
            answer = served.ask(f"What is the marker{number}?")
            self.asked = str(answer.get("conversation_id"))
            status, found = served.request("GET", f"/api/search?q=marker{number}")
            self.expect(
                f"{when}, text {number} is found ({status}) and asked for ({answer['http_status']})",
                (status, answer["http_status"]) == (200, 200) and f"text{number}.txt".encode() in found,
            )
        status, _ = served.request("GET", "/documents")
        self.expect(f"{when}, the documents are listed", status == 200)

    def indexes(self, data: Path, folder: Path, *, full: bool) -> None:
        """Run `quoth index`."""
        done = subprocess.run(
            quoth("index", folder, "--data", data), capture_output=True, text=True, env=environment(), check=False
        )
        said = done.stderr.strip()
        if full:
            self.expect(f"quoth index says it in a line: {said}", done.returncode == 1 and "\n" not in said)
        else:
            self.expect("quoth index goes on", done.returncode == 0 and "added" in done.stdout)

    def is_whole(self, data: Path) -> None:
        """Run `quoth check`."""
        done = subprocess.run(
            quoth("check", "--data", data), capture_output=True, text=True, env=environment(), check=False
        )
        self.expect(f"quoth check: {done.stdout.strip() or done.stderr.strip()}", done.returncode == 0)


def run(disk: Path, files: Path) -> list[str]:
    """Fill the disk, look, make room and go on; return what is wrong."""
    campaign, data, ballast = Campaign(), disk / "data", disk / "ballast"
    files.mkdir(exist_ok=True)
    for number in range(900, 910):
        (files / f"text{number}.txt").write_text(text(number, 100_000), encoding="utf-8")
    fill(ballast, left=12 * MEGABYTE)
    with serving(data) as served:
        campaign.until_full(served)
        campaign.reads(served, "with a full disk")
        campaign.indexes(data, files, full=True)
        fill(disk / "more", left=0)
        campaign.reads(served, "without a single byte")
    with serving(data) as served:
        campaign.expect(f"a server starts on a full disk, in {served.ready:.1f} s", served.ready < 10)
        campaign.reads(served, "after a start")
        ballast.unlink()
        (disk / "more").unlink()
        status, _ = served.send("later.txt", text(800, 100_000).encode())
        campaign.expect(f"with room again a file is added ({status})", status == 200)
        campaign.indexes(data, files, full=False)
        campaign.told += [800, 900, 909]
        found = [served.request("GET", f"/api/search?q=marker{number}")[1] for number in (800, 909)]
        campaign.expect("what was added then is found", b"later.txt" in found[0] and b"text909.txt" in found[1])
        turns = served.request("GET", f"/api/conversations/{campaign.asked}")[0]
        campaign.expect(f"what was asked meanwhile is kept ({turns})", turns == 200)
    campaign.is_whole(data)
    return campaign.wrong


def main() -> None:
    """Run and print; end with 1 where something is wrong."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", nargs="?", type=Path)
    asked.add_argument("--megabytes", type=int, default=24)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as files:
        if options.folder:
            wrong = run(options.folder, Path(files))
        else:
            with small_disk(options.megabytes) as disk:
                wrong = run(disk, Path(files))
    if wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
