"""Imports modules without what their packages import besides: most of NLTK took a third of a short command's time.

Run as a file (`python bare.py PACKAGE.MODULE`), it does what the module's `main` does, and the package stands empty.
"""

import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType


@contextmanager
def bare(*packages: str) -> Iterator[Mapping[str, ModuleType]]:
    """Let packages stand empty while modules of them are imported; give them by name, the outermost told first.

    Whoever imports the packages afterwards gets them whole, and modules of their own. A package that was imported
    before stays as it is.
    """
    if _loaded(packages):
        yield {name: ModuleType(name) for name in packages}
        return
    try:
        yield {name: _made(name) for name in packages}
    finally:
        for name in _loaded(packages):
            del sys.modules[name]


def _loaded(packages: Collection[str]) -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] in packages]


def _made(name: str) -> ModuleType:
    """Return a package without its contents, in the place of the whole one."""
    parent = name.rpartition(".")[0]
    spec = PathFinder.find_spec(name, sys.modules[parent].__path__ if parent else None)
    if spec is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    made = sys.modules[name] = module_from_spec(spec)
    return made


if __name__ == "__main__":
    with bare(sys.argv[1].partition(".")[0]):
        import_module(sys.argv[1]).main()
