"""How long files take to become documents: a PDF of 300 pages, and 10,000 small texts.

python tests/benchmarks/converting.py
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from samples import page_lines, pdf

from knowledge import Converter

SENTENCES = "The council measured the rain of the year number {n} and found that the gauges stood under water. "
PAGES, TEXTS = 300, 10_000


def main() -> None:
    """Print the seconds by the clock and of the processor, and the memory of this process and of the child."""
    sentences = [SENTENCES.format(n=n * n) for n in range(PAGES + 35)]
    pages = [page_lines(" ".join(sentences[n : n + 35]), width=90) for n in range(PAGES)]
    with tempfile.TemporaryDirectory() as folder, Converter() as converter:
        (Path(folder) / "long.pdf").write_bytes(pdf(*pages))
        texts = [Path(folder) / f"{n}.txt" for n in range(TEXTS)]
        for n, path in enumerate(texts):
            path.write_text(SENTENCES.format(n=n) * 7, encoding="utf-8")
        converter.convert_bytes(b"<p>It rained.</p>", "first.html")  # starts the child
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        _timed(f"a PDF of {PAGES} pages", converter, [Path(folder) / "long.pdf"])
        _timed(f"{TEXTS:,} texts of about 120 words", converter, texts)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"memory: {grown:.0f} MB more in this process, {child.ru_maxrss / 1024:.0f} MB in the child at most")
    print(f"processor of the children: {child.ru_utime + child.ru_stime:.1f} s")


def _timed(what: str, converter: Converter, paths: list[Path]) -> None:
    clock, processor = time.monotonic(), time.process_time()
    documents = [each for found in converter.convert((path, path.name) for path in paths) for each in found.documents]
    words = sum(len(each.text.split()) for each in documents)
    took, used = time.monotonic() - clock, time.process_time() - processor
    print(f"{what}: {took:.1f} s, here {used:.1f} s of the processor, {len(documents):,} documents, {words:,} words")


if __name__ == "__main__":
    main()
