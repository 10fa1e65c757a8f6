"""How long the best ten passages of a query take, beside rank-bm25, bm25s and tantivy in the same process.

    pip install bm25s numba tantivy
    python tests/benchmarks/retrieval.py 100000            # passages; --only rank-bm25 bm25s numba tantivy
    python tests/benchmarks/retrieval.py 1000000 --only bm25s numba tantivy

Text is made: words by Zipf's law, about 60 a passage, one seed; a query is 2 to 6 words of a passage, the 100 commonest
left out. Every engine gets the same words and queries; figures are medians of five rounds, and the ratios of p50 are
what to compare, on a busy machine too. Of Quoth's index on disk a new process tells how long it takes to be opened, how
much memory it holds, and how long the queries take there, each for the first time and again.
"""

import argparse
import importlib.util
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from knowledge.arrays import Mapped, written
from knowledge.bm25 import InvertedBM25, Segment
from knowledge.building import posting_arrays
from knowledge.postings import Builder
from knowledge.segments import mapped_postings

Query = list[str]
Ask = Callable[[Query], object]

VOCABULARY, COMMONEST, BEST = 500_000, 100, 10
QUERIES, SLOW_QUERIES, ROUNDS = 200, 10, 5


def made(count: int) -> tuple[list[list[str]], list[Query]]:
    """Return passages of about 60 words by Zipf's law, and queries taken from them."""
    rng = np.random.default_rng(2026)
    weights = np.cumsum(1 / np.arange(1, VOCABULARY + 1))
    lengths = np.clip(rng.normal(60, 15, count).astype(int), 5, None)
    ranks = np.searchsorted(weights, rng.random(int(lengths.sum())) * weights[-1])
    words = [f"w{rank}" for rank in range(VOCABULARY)]
    ends = np.cumsum(lengths).tolist()
    passages = [[words[rank] for rank in ranks[a:b].tolist()] for a, b in zip([0, *ends], ends, strict=False)]
    return passages, list(queries(passages))


def queries(passages: Sequence[list[str]]) -> Iterator[Query]:
    """Yield queries of 2 to 6 of a passage's rarer words."""
    choose, common = random.Random(2026), {f"w{rank}" for rank in range(COMMONEST)}
    for _ in range(QUERIES):
        rarer = [word for word in dict.fromkeys(choose.choice(passages)) if word not in common]
        yield choose.sample(rarer, min(len(rarer), choose.randint(2, 6)))


def ours(passages: Sequence[Query]) -> Ask:
    """Return Quoth's search."""
    engine = InvertedBM25(passages)
    return lambda query: engine.top(query, BEST)


def rank_bm25(passages: Sequence[Query]) -> Ask:
    """Return rank-bm25's search."""
    from rank_bm25 import BM25Plus

    engine, numbers = BM25Plus(passages), range(len(passages))
    return lambda query: engine.get_top_n(query, numbers, BEST)


def bm25s(passages: Sequence[Query], backend: str = "numpy") -> Ask:
    """Return the search of bm25s with its NumPy back end."""
    import bm25s

    engine = bm25s.BM25(method="bm25+", backend=backend)
    engine.index(passages, show_progress=False)
    return lambda query: engine.retrieve([query], k=BEST, show_progress=False)


def numba(passages: Sequence[Query]) -> Ask:
    """Return the search of bm25s with its numba back end, compiled before it is timed."""
    ask = bm25s(passages, "numba")
    ask(passages[0][:3])
    return ask


def tantivy(passages: Sequence[Query]) -> Ask:
    """Return the search of tantivy, one segment in memory."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(1_000_000_000, 1)
    for words in passages:
        writer.add_document(tantivy.Document(text=" ".join(words)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(query: Query) -> object:
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word)) for word in query]
        return searcher.search(tantivy.Query.boolean_query(terms), BEST, count=False).hits

    return ask


ENGINES = {"rank-bm25": rank_bm25, "bm25s": bm25s, "numba": numba, "tantivy": tantivy}


def p50(ask: Ask, asked: Sequence[Query]) -> float:
    """Return the median time of a query in milliseconds."""
    taken = []
    for query in asked:
        started = time.perf_counter()
        ask(query)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def compared(mine: Ask, theirs: Ask, asked: Sequence[Query]) -> tuple[float, float]:
    """Return the medians of both over the rounds, taken in turn."""
    rounds = [(p50(mine, asked), p50(theirs, asked)) for _ in range(ROUNDS)]
    return statistics.median(a for a, _ in rounds), statistics.median(b for _, b in rounds)


def timed(make: Callable[[Sequence[Query]], Ask], passages: Sequence[Query]) -> tuple[Ask, float]:
    """Return an engine, and how many passages a second it was made of."""
    started = time.perf_counter()
    made = make(passages)
    return made, len(passages) / (time.perf_counter() - started)


def on_disk(passages: Sequence[Query], asked: Sequence[Query]) -> None:
    """Write Quoth's index to a file and have it measured by a process of its own."""
    builder = Builder()
    builder.extend(passages)
    postings = builder.built()
    with tempfile.TemporaryDirectory() as name:
        file, questions = Path(name, "postings.bin"), Path(name, "queries.json")
        with file.open("wb") as stream:
            written(stream, posting_arrays("text", postings), {"unchecked": ["text.numbers", "text.codes"]})
        each = file.stat().st_size / len(postings.numbers)
        print(f"on disk    {each:.1f} bytes a posting ({len(postings.numbers):,} postings)")
        questions.write_text(json.dumps(asked), encoding="utf-8")
        del postings, builder
        command = [sys.executable, __file__, "--opened", str(file), str(questions)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})


def opened(file: str, questions: str) -> None:
    """Open an index and print how long it takes, what memory it holds, and how long queries take."""
    asked, before = json.loads(Path(questions).read_text(encoding="utf-8")), resident()
    started = time.perf_counter()
    engine = InvertedBM25(segments=[Segment(mapped_postings(Mapped(Path(file)), "text"))])
    took, held = (time.perf_counter() - started) * 1000, resident()

    def ask(query: Query) -> object:
        return engine.top(query, BEST)

    first = p50(ask, asked)
    again = statistics.median(p50(ask, asked) for _ in range(ROUNDS))
    print(f"           opened in {took:.1f} ms; p50 {first:.3f} ms the first time, {again:.3f} ms again", flush=True)
    print(f"           holds {before} at first, {held} opened, {resident()} after the queries")


def resident() -> str:
    """Return what memory this process holds, on Linux: its own, and what it sees of files."""
    lines = (each.split() for each in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    held = {each[0]: int(each[1]) / 1024 for each in lines if each[0].startswith("Rss")}
    return f"{held['RssAnon:']:.0f} + {held['RssFile:']:.0f} MB"


def main() -> None:
    """Print a line an engine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passages", type=int, nargs="?", default=100_000)
    parser.add_argument("--only", nargs="*", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--opened", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.opened:
        opened(*options.opened)
        return
    passages, asked = made(options.passages)
    mine, rate = timed(ours, passages)
    print(f"{options.passages:,} passages, built at {rate:,.0f} a second")
    on_disk(passages, asked)
    for name in options.only:
        if importlib.util.find_spec(name.replace("-", "_")) is None:
            print(f"{name:10} is not installed")
            continue
        theirs, rate = timed(ENGINES[name], passages)
        few = asked[:SLOW_QUERIES] if name == "rank-bm25" else asked
        a, b = compared(mine, theirs, few)
        print(
            f"{name:10} ours {a:8.3f} ms   theirs {b:9.3f} ms   ratio {a / b:.4f}   built at {rate:,.0f} a second",
            flush=True,
        )
        del theirs
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
