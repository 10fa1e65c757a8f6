"""Documents whose files are gone from where they were read: which files those are, and what is taken out for them."""

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from bot.files import kept_name, vanished
from knowledge import Library, Outcome


def gone_from(
    paths: Sequence[Path], files: Collection[str], known: Iterable[str], *, closed: Iterable[Path] = (),
    following: bool = False,
) -> list[str]:  # fmt: skip
    """Return the known files that these paths held, and that are not among the files which they hold now.

    Nothing in folders that are `closed` is gone: they could not be looked into. A folder that is not there may be a
    drive that is not connected: while files are followed, and nobody looks, nothing in it is gone.
    """
    lost = [whole for path in paths if vanished(str(whole := _whole(path)))]
    folders = [path for path in paths if os.path.isdir(path)] + ([] if following else lost)
    names = {kept_name(path) for path in lost if os.path.isdir(path.parent) or not following}
    beneath, unseen = tuple(map(_beneath, folders)), tuple(map(_beneath, closed))
    held = (name for name in known if name in names or name.startswith(beneath))
    return [name for name in held if name not in files and not name.startswith(unseen)]


def read_from(path: Path, known: Iterable[str]) -> list[str]:
    """Return the known files that were at or beneath a path."""
    name, beneath = kept_name(_whole(path)), _beneath(path)
    return [each for each in known if each == name or each.startswith(beneath)]


def _beneath(path: Path) -> str:
    return kept_name(_whole(path)).rstrip(os.sep) + os.sep


def _whole(path: Path) -> Path:
    """Return a path without links; of one that leads back to itself, as it is (Path.resolve raises)."""
    return Path(os.path.realpath(path))


def taken_out(library: Library, names: Iterable[str]) -> list[Outcome]:
    """Take out what was read from these files and has not moved; return each, as the removal of it can be undone."""
    known = library.files()
    documents = [document for name in names for document in known.get(name, ())]
    with library.together():
        for document in documents:
            library.remove(document.document_id)
    return [Outcome(document.document_id, document.source, "removed") for document in documents]
