"""One of the processes that builders.py starts: it makes the segments that standard input asks for, as JSON."""

import json
import sys
from pathlib import Path

from knowledge.building import segment_of
from knowledge.database import open_engine
from knowledge.scoring import Weights
from knowledge.store import Store


def main() -> None:
    """Read the documents of each segment from the library and write it to its file."""
    told = json.load(sys.stdin)
    store, weights = Store(open_engine(told["address"])), Weights(**told["weights"])
    for each in told["work"]:
        segment_of(store.contents(each["documents"]), weights, path=Path(each["path"]))
    store.close()


if __name__ == "__main__":
    main()
