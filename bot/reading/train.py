"""Trains the reader and writes its model file: `python -m bot.reading.train TRAIN --tune TUNE --out MODEL`.

Needs the extra `[train]`; nothing of the run time imports this module.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist

from bot.reading.altering import Altering
from bot.reading.encoding import (
    CHARS,
    SPECIAL,
    Floats,
    Ints,
    Vocabulary,
    char_ids,
    document_frequencies,
    idf_between_0_and_1,
    tokenize,
)
from bot.reading.examples import Paragraph, Spellings, encode_all, epoch, load, make_batch, mine_negatives
from bot.reading.learning import PEAK, Run, hide_words, measure, tensors
from bot.reading.model import kept_weights, save_model
from bot.reading.network import Reader, Shape, compile_blocks
from bot.reading.vectors import choose_words, word_vectors

NEGATIVE_SHARE = 0.5
REPORT_SECONDS = 600
FIRST_LENGTH = 0.7


def extra_texts(paths: Sequence[Path]) -> Iterator[list[str]]:
    """Yield the words of the passages in gzip-compressed JSON Lines files with a field `text`."""
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield tokenize(json.loads(line)["text"]).words


def build_vocabulary(paragraphs: Sequence[Paragraph], extra: Sequence[Sequence[str]], limit: int) -> Vocabulary:
    """Choose the table's words (text beside the questions counts a twentieth) and weigh them by idf."""
    own = [p.tokens.words for p in paragraphs] + [q.tokens.words for p in paragraphs for q in p.questions]
    counts: dict[str, float] = {}
    for texts, weight in ((own, 1.0), (extra, 0.05)):
        for word, n in Counter(w.lower() for words in texts for w in words).items():
            counts[word] = counts.get(word, 0.0) + weight * n
    words = choose_words(counts, limit, 3)
    frequencies = document_frequencies([p.tokens.words for p in paragraphs])
    idf = [idf_between_0_and_1(frequencies.get(w, 1), len(paragraphs)) for w in words]
    idf[0], idf[1 : len(SPECIAL)] = 0.0, [1.0] * (len(SPECIAL) - 1)
    return Vocabulary(words, np.asarray(idf, np.float16))


def keep_words_and_vectors(path: Path, train: Sequence[Paragraph], o: argparse.Namespace) -> None:
    """Write the vocabulary and its first vectors, for all processes and for a run that resumes."""
    if o.begin_with:
        known, idf, weights = kept_weights(o.begin_with)
        rows = np.frombuffer("\n".join(known).encode(), np.uint8)
        np.savez(path, words=rows, idf=idf, vectors=weights["encoder.words.weight"] / FIRST_LENGTH)
        return
    extra = list(extra_texts(o.text))
    vocabulary = build_vocabulary(train, extra, o.words)
    texts = [*extra, *(p.tokens.words for p in train), *(q.tokens.words for p in train for q in p.questions)]
    vectors = word_vectors(texts, vocabulary, o.size, o.seed)
    words = np.frombuffer("\n".join(vocabulary.words).encode(), np.uint8)
    np.savez(path, words=words, idf=vocabulary.idf, vectors=vectors)


def kept_words_and_vectors(path: Path) -> tuple[Vocabulary, Floats]:
    """Read what `keep_words_and_vectors` wrote."""
    with np.load(path) as saved:
        return Vocabulary(bytes(saved["words"]).decode().split("\n"), saved["idf"]), saved["vectors"]


def first_reader(vocabulary: Vocabulary, vectors: Floats, seed: int) -> Reader:
    """Return an untrained reader whose word table holds the vectors."""
    torch.manual_seed(seed)
    reader = Reader(Shape(len(vocabulary), word=vectors.shape[1]))
    with torch.no_grad():
        reader.encoder.words.weight.copy_(torch.from_numpy(vectors) * FIRST_LENGTH)
        reader.encoder.words.weight[0] = 0
    return reader


def load_what_fits(reader: Reader, weights: Mapping[str, Floats]) -> None:
    """Begin from kept weights; what a matrix has more columns of than they do begins at zero, without any effect."""
    state = reader.state_dict()
    for name, value in weights.items():
        kept = torch.zeros_like(state[name])
        kept[tuple(slice(0, n) for n in value.shape)] = torch.from_numpy(value)
        state[name] = kept
    reader.load_state_dict(state)


class Training:
    """The command's work in one process: reads the data, takes the steps, reports."""

    def __init__(self, rank: int, o: argparse.Namespace) -> None:
        self.rank, self.o = rank, o
        self.train, self.tune = load(o.train), load(o.tune)
        kept: Path = o.out.with_suffix(".words.npz")
        if not (rank or (o.resume and kept.exists())):
            keep_words_and_vectors(kept, self.train, o)
        if o.threads > 1:
            dist.barrier()
        self.vocabulary, vectors = kept_words_and_vectors(kept)
        spellings = Spellings()
        self.own = len(self.train)
        Altering(self.vocabulary, vectors, o.seed).prepare(self.train)
        encode_all(self.train, self.vocabulary, spellings)
        encode_all(self.tune, self.vocabulary, spellings)
        self.chars: Ints = np.asarray([char_ids(w) if w else (0,) * CHARS for w in spellings.words], np.int32)
        first = first_reader(self.vocabulary, vectors, o.seed)
        if o.begin_with:
            weights = kept_weights(o.begin_with)[2]
            load_what_fits(first, weights)
        self.run = Run(first, o.seed, o.peak)
        self.checkpoint: Path = o.out.with_suffix(".checkpoint")
        if o.resume and self.checkpoint.exists():
            self.run.restore(self.checkpoint)
        torch.manual_seed(o.seed + rank)
        self.hiding = np.random.default_rng(o.seed + 1 + rank)
        self.mined = False
        self.recent, self.reported = 0.0, self.run.spent
        self.say(f"{len(self.vocabulary)} words, {sum(p.numel() for p in self.run.parameters)} parameters")

    def say(self, text: str) -> None:
        """Print a line with the time, once for all processes."""
        if not self.rank:
            print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)

    def done(self) -> float:
        """Return the share of the budget that is spent, by the clock or by passes."""
        if self.o.minutes:
            return float(self.run.spent / (60 * self.o.minutes))
        return float(self.run.passes / self.o.passes)

    def learn(self) -> None:
        """Train until the budget is spent, then report on all tuning questions."""
        while self.done() < 1:
            if self.done() >= self.o.negatives_from and not self.mined:
                mine_negatives(self.train[: self.own], self.rank, self.o.threads)
                share_negatives(self.train[: self.own], self.rank, self.o.threads)
                self.mined = True
                self.say("negatives mined")
            if self.one_pass():
                self.run.passes += 1
        self.report(1)

    def one_pass(self) -> bool:
        """Take the steps of one pass; return whether it came to its end."""
        tokens, share = self.o.tokens // self.o.threads, NEGATIVE_SHARE if self.mined else 0.0
        batches = epoch(self.train, self.run.rng, tokens, share, self.o.threads)
        for pairs, positives in islice(batches, self.rank, None, self.o.threads):
            clock = time.monotonic()
            b = tensors(make_batch(self.train, pairs, self.chars))
            hide_words(b, self.hiding)
            value = self.run.train(b, positives, self.done(), clock)
            self.recent = value if not self.recent else 0.98 * self.recent + 0.02 * value
            if self.run.step % 100 == 0:
                self.say(f"step {self.run.step} loss {self.recent:.3f} minutes {self.run.spent / 60:.1f}")
            if self.run.spent - self.reported >= REPORT_SECONDS:
                self.report(self.o.every)
            if self.o.minutes and (self.done() >= 1 or (self.done() >= self.o.negatives_from and not self.mined)):
                return False
        return True

    def report(self, every: int) -> None:
        """Write a checkpoint and the model file, and print the averaged model's figures."""
        if not self.rank:
            self.run.save(self.checkpoint)
        figures = measure(self.run.average, self.tune, self.chars, every=every, rank=self.rank, ranks=self.o.threads)
        self.reported = self.run.spent
        if not self.rank:
            weights = {n: v.detach().numpy() for n, v in self.run.average.state_dict().items()}
            save_model(self.o.out, weights, self.vocabulary, self.run.reader.shape.as_dict(), figures)
        self.say(
            f"step {self.run.step} pass {self.run.passes} minutes {self.run.spent / 60:.1f}: tune EM "
            f"{figures['em']:.2f} F1 {figures['f1']:.2f} of {figures['questions']} questions, loss {self.recent:.3f}"
        )


def share_negatives(paragraphs: Sequence[Paragraph], rank: int, ranks: int) -> None:
    """Give every process the negatives that the others mined."""
    if ranks == 1:
        return
    parts: list[list[list[list[int]]]] = [[] for _ in range(ranks)]
    dist.all_gather_object(parts, [[q.negatives for q in p.questions] for p in paragraphs[rank::ranks]])
    for other, part in enumerate(parts):
        for paragraph, lists in zip(paragraphs[other::ranks], part, strict=True):
            for question, negatives in zip(paragraph.questions, lists, strict=True):
                question.negatives = negatives


def work(rank: int, o: argparse.Namespace) -> None:
    """Train as one of `--threads` processes of one thread each, which add up their gradients at every step.

    Processes wait for each other once a step, threads many thousand times: on a busy machine that is twice as fast.
    """
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    if o.threads > 1:
        meeting = o.out.with_suffix(".meeting").absolute()
        dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=o.threads)
    if o.compile:
        compile_blocks()
    Training(rank, o).learn()


def options() -> argparse.ArgumentParser:
    """Return the command's options."""
    parser = argparse.ArgumentParser(prog="python -m bot.reading.train", description="Train the reader.")
    parser.add_argument("train", type=Path, help="questions in SQuAD's format, .json or .json.gz")
    parser.add_argument("--tune", type=Path, required=True, help="questions for the figures, of other articles")
    parser.add_argument("--out", type=Path, required=True, help="the model file to write (.npz)")
    parser.add_argument(
        "--text", type=Path, action="append", default=[], help="more text for the word vectors, .jsonl.gz; repeatable"
    )
    parser.add_argument("--minutes", type=float, default=0.0, help="train this long; the rate falls with the clock")
    parser.add_argument("--passes", type=int, default=10, help="without --minutes: so many passes over the questions")
    parser.add_argument("--words", type=int, default=28000, help="rows of the word table")
    parser.add_argument("--size", type=int, default=100, help="numbers a word")
    parser.add_argument("--tokens", type=int, default=10500, help="passage tokens a step, each question counted")
    parser.add_argument("--negatives-from", type=float, default=0.55, help="share of the run without negatives")
    parser.add_argument("--peak", type=float, default=PEAK, help="the highest learning rate")
    parser.add_argument("--every", type=int, default=8, help="under way, measure on every n-th tuning question")
    parser.add_argument("--threads", type=int, default=2, help="processes of one thread")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--resume", action="store_true", help="continue from the checkpoint beside the model file")
    parser.add_argument("--begin-with", type=Path, metavar="MODEL", help="begin from a model file, not from nothing")
    parser.add_argument("--compile", action="store_true", help="compile the blocks (needs a C++ compiler)")
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print the figures and write the model file."""
    o = options().parse_args(arguments)
    if o.threads > 1:
        o.out.with_suffix(".meeting").unlink(missing_ok=True)
        torch.multiprocessing.spawn(work, (o,), nprocs=o.threads)
    else:
        work(0, o)


if __name__ == "__main__":
    main()
