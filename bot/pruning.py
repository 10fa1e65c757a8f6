"""Documents whose files are gone from where they were read: which files those are, and what is taken out for them."""

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from bot.files import kept_name, vanished
from knowledge import Library, Outcome


def gone_from(
    paths: Sequence[Path], files: Collection[str], known: Iterable[str], *, following: bool = False
) -> list[str]:  # fmt: skip
    """Return the known files that these paths held, and that are not among the files which they hold now.

    A folder that is not there may be a drive that is not connected: while files are followed, and nobody looks, nothing
    in it is gone.
    """
    lost = [whole for path in paths if vanished(str(whole := path.resolve()))]
    folders = [path for path in paths if path.is_dir()] + ([] if following else lost)
    names = {kept_name(path) for path in lost if path.parent.is_dir() or not following}
    beneath = tuple(_beneath(path) for path in folders)
    return [name for name in known if name not in files and (name in names or name.startswith(beneath))]


def read_from(path: Path, known: Iterable[str]) -> list[str]:
    """Return the known files that were at or beneath a path."""
    name, beneath = kept_name(path.resolve()), _beneath(path)
    return [each for each in known if each == name or each.startswith(beneath)]


def _beneath(path: Path) -> str:
    return kept_name(path.resolve()).rstrip(os.sep) + os.sep


def taken_out(library: Library, names: Iterable[str]) -> list[Outcome]:
    """Take out what was read from these files and has not moved; return each, as the removal of it can be undone."""
    known = library.files()
    documents = [document for name in names for document in known.get(name, ())]
    with library.together():
        for document in documents:
            library.remove(document.document_id)
    return [Outcome(document.document_id, document.source, "removed") for document in documents]
