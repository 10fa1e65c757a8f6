"""One of the processes that builders.py starts: it makes segments of what it takes of an order, and prints their paths.

The numbers of what is to be taken lie in standard input, which all such processes share.
"""

import json
import os
import sys
from pathlib import Path

from sqlalchemy.engine import URL

from knowledge.builders import ORDER, claimed, made
from knowledge.database import open_engine
from knowledge.scoring import Weights
from knowledge.store import Store


def main() -> None:
    """Work at the order that the environment names."""
    order = Path(os.environ[ORDER])
    told = json.loads(order.read_text(encoding="utf-8"))
    store = Store(open_engine(URL.create(**told["address"])))
    taken = claimed(sys.stdin.fileno(), told["claims"], [])
    print(json.dumps([str(each) for each in made(store.contents, taken, Weights(**told["weights"]), order.parent)]))
    store.close()


if __name__ == "__main__":
    main()
