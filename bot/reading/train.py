"""Trains the reader and writes its model file: `python -m bot.reading.train TRAIN --tune TUNE --out MODEL`.

Some larger readers learn first, each by itself; what they together make of every question teaches the one that is
shipped. Needs the extra `[train]`; nothing of the run time imports this module.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from bot.reading.batches import Device, Pairs, Passes
from bot.reading.distilling import Labels, chances_of, label, taught, unlike
from bot.reading.learning import Run, hide_words, loss, measure, score
from bot.reading.model import load_arrays, save_model
from bot.reading.network import Reader, Shape, compile_parts
from bot.reading.preparing import Prepared, Sources, is_prepared, prepared
from bot.reading.pretraining import MaskedWords, plain_batch, plain_batches
from bot.reading.vocabulary import Vocabulary

NEGATIVE_SHARE = 0.5
FIRST_LENGTH = 0.7
PLAIN_PEAK = 2e-3
PLAIN_PART = 3
"""A step of plain text takes one token in three of a step of questions: it weighs the whole vocabulary."""
TAUGHT = 0.7
"""The share of the teachers in the loss of the reader that learns from them."""
REMEMBERING = 2.0
"""What it counts, beside the answers, that a reader that goes on does not forget what it knew."""


class Training:
    """One reader's training: plain text first, then questions, on one device."""

    def __init__(
        self, name: str, o: argparse.Namespace, *, minutes: float, dropout: float, shape: dict[str, int]
    ) -> None:
        self.name, self.o, self.minutes = name, o, minutes
        torch.set_float32_matmul_precision("high")
        torch.set_num_threads(o.threads)
        if o.compile:
            compile_parts()
        self.seed = o.seed + sum(map(ord, name))
        torch.manual_seed(self.seed)
        self.data = prepared(sources(o), o.out, self.say)
        self.device = Device(self.data.corpus, torch.device(o.device))
        self.reader = first_reader(self.data, shape, dropout).to(self.device.device)
        self.batches = Passes(self.data.corpus, o.tokens, NEGATIVE_SHARE, self.seed)
        self.passes, self.begun, self.before = 0, time.monotonic(), o.plain_share if minutes else 0.0
        self.known: Reader | None = None
        self.say(f"{sum(p.numel() for p in self.reader.parameters()):,} parameters")

    def say(self, text: str) -> None:
        """Print a line with the time."""
        print(f"{time.strftime('%H:%M:%S')} {self.name}: {text}", flush=True)

    def done(self) -> float:
        """Return the share of the budget that is spent, by the clock or by passes."""
        if self.minutes:
            return self.before + (time.monotonic() - self.begun) / (60 * self.minutes)
        return float(self.passes / self.o.passes)

    def begin_with(self, weights: dict[str, torch.Tensor]) -> None:
        """Begin with the weights of a reader that has learned already, instead of with plain text."""
        self.reader.load_state_dict({name: value.float() for name, value in weights.items()})
        self.before = 0.0

    def keep_to(self, path: Path, shape: dict[str, int]) -> None:
        """Keep what the reader of a model file makes of paragraphs that a pass takes once, while learning of others."""
        known = first_reader(self.data, shape, 0.0).to(self.device.device)
        try:
            known.load_state_dict(kept_weights(path, self.data.vocabulary))
        except RuntimeError as error:
            raise SystemExit(f"{path} has another shape than the reader; name its shape with --shape") from error
        self.known = known.eval()

    def go_back(self, share: float) -> None:
        """Bring the averaged weights so much of the way back to those of the known reader, if there is one.

        Weights between the two lose less of what either knew (Wortsman et al. 2022, https://arxiv.org/abs/2109.01903).
        """
        if self.known is not None:
            with torch.no_grad():
                torch._foreach_lerp_(list(self.run.average.parameters()), list(self.known.parameters()), share)

    def read_plain_text(self) -> None:
        """Learn from hidden words of all texts, for its share of the time."""
        masked = MaskedWords(self.reader)
        run, lengths = Run(masked, PLAIN_PEAK), self.data.corpus.lengths()
        begun, budget, recent, passes = time.monotonic(), 60 * self.minutes * self.o.plain_share, 0.0, 0
        while (time.monotonic() - begun < budget) if budget else passes < self.o.plain_passes:
            for numbers in plain_batches(lengths, self.o.tokens // PLAIN_PART, self.batches.rng):
                share = (time.monotonic() - begun) / budget if budget else passes / max(self.o.plain_passes, 1)
                if share >= 1:
                    break
                self.reader.train()
                with torch.autocast(self.device.device.type, torch.bfloat16):
                    value = masked(*plain_batch(self.device, numbers))
                run.take(value, share)
                if run.step % 100 == 0:
                    recent = float(value)
            passes += 1
        self.say(f"plain text: {run.step} steps, {passes} passes begun, loss {recent:.3f}")

    def learn(self, labels: Labels | None = None) -> None:
        """Train on the questions until the budget is spent, from labels too where there are some; then report."""
        peak = self.o.peak if labels is None else self.o.second_peak
        self.run, self.begun = Run(self.reader, peak), time.monotonic()
        checkpoint: Path = self.o.out.with_suffix(f".{self.name}.checkpoint")
        if self.o.resume and checkpoint.exists():
            self.before, self.passes = self.run.restore(checkpoint)
        recent, reported = torch.zeros((), device=self.device.device), time.monotonic()
        while self.done() < 1:
            for pairs in self.batches.one():
                if self.minutes and self.done() >= 1:
                    break
                recent = 0.98 * recent + 0.02 * self.step(pairs, labels)
                if self.run.step % 200 == 0:
                    self.say(f"step {self.run.step} loss {float(recent):.3f} done {self.done():.3f}")
                if time.monotonic() - reported > 60 * self.o.report:
                    self.run.save(checkpoint, self.done(), self.passes)
                    self.figures(every=8)
                    reported = time.monotonic()
            self.passes += 1

    def step(self, pairs: Pairs, labels: Labels | None) -> torch.Tensor:
        """Take one step and return its loss."""
        self.reader.train()
        b = self.device.batch(pairs)
        b["slots"] = torch.from_numpy(pairs.slot.astype(np.int64)).to(self.device.device)
        with torch.autocast(self.device.device.type, torch.bfloat16):
            known = None if self.known is None else self.known_chances(self.known, b, pairs)
            value = step_loss(self.reader, b, pairs.positives, labels, known)
        self.run.take(value, self.done())
        return value.detach()

    def known_chances(self, known: Reader, b: dict[str, torch.Tensor], pairs: Pairs) -> torch.Tensor:
        """Return what a known reader makes of a batch's pairs, 0 where a pass takes the paragraph more than once."""
        once = torch.from_numpy(self.data.corpus.often[pairs.paragraph] <= 1).to(self.device.device)
        with torch.no_grad():
            return chances_of(score(known, b)) * once[:, None]

    def figures(self, every: int = 1) -> dict[str, float]:
        """Print and return the averaged reader's figures."""
        reader, data = self.run.average, self.data
        tune = measure(reader, self.device, data.paragraphs, data.tune[::every])
        asked = measure(reader, self.device, data.paragraphs, data.asked[::every]) if data.asked else {}
        self.say(
            f"step {self.run.step} pass {self.passes}: "
            f"tune {tune['questions']} questions EM {tune['em']:.2f} F1 {tune['f1']:.2f}"
            + (f", asked {asked['questions']} EM {asked['em']:.2f} F1 {asked['f1']:.2f} AUROC {asked['auroc']:.3f}"
               if asked else "")
        )  # fmt: skip
        return {"em": tune["em"], "f1": tune["f1"], "questions": tune["questions"],
                **{f"asked_{k}": v for k, v in asked.items()}}  # fmt: skip


def step_loss(
    reader: Reader, b: dict[str, torch.Tensor], positives: int, labels: Labels | None, known: torch.Tensor | None
) -> torch.Tensor:
    """Return the loss of a batch, of whose words some are hidden.

    The teachers' labels count where there are some, and what a known reader makes of the pairs where it is kept to.
    """
    hide_words(b)
    scored = score(reader, b)
    value = loss(scored, b, positives)
    if labels is not None:
        value = (1 - TAUGHT) * value + 2 * TAUGHT * taught(scored, b["slots"], labels)
    return value if known is None else value + REMEMBERING * unlike(scored, known)


def sources(o: argparse.Namespace) -> Sources:
    """Return the files that the options name."""
    return Sources(o.train, o.tune, o.asked, o.text, o.words, o.size, o.seed, o.times)


def first_reader(data: Prepared, shape: dict[str, int], dropout: float) -> Reader:
    """Return an untrained reader whose word table holds the vectors."""
    reader = Reader(replace(Shape(len(data.vocabulary), word=data.vectors.shape[1]), **shape), dropout)
    with torch.no_grad():
        reader.encoder.words.weight.copy_(torch.from_numpy(data.vectors) * FIRST_LENGTH)
        reader.encoder.words.weight[0] = 0
    return reader


def kept_weights(path: Path, vocabulary: Vocabulary) -> dict[str, torch.Tensor]:
    """Return the weights of a model file whose words are those of a vocabulary."""
    arrays, _ = load_arrays(path)
    if bytes(arrays["words.text"]).decode() != "\n".join(vocabulary.words):
        raise SystemExit(f"{path} was trained with other words; put its .words.npz beside the file of --out")
    table = arrays["words.rows"] * arrays["words.scale"][:, None]
    named = {name: value for name, value in arrays.items() if not name.startswith(("words.", "stems."))}
    return {name: torch.from_numpy(value) for name, value in (named | {"encoder.words.weight": table}).items()}


def teach(number: int, o: argparse.Namespace) -> None:
    """Train one teacher and keep its weights."""
    at = o.out.with_suffix(f".teacher-{number}.pt")
    if o.resume and at.exists():
        return
    training = Training(f"teacher-{number}", o, minutes=o.teacher_minutes, dropout=o.dropouts[number % len(o.dropouts)],
                        shape=_of_teachers(o))  # fmt: skip
    if o.go_on:
        training.begin_with(torch.load(o.go_on / at.name, map_location="cpu"))
    else:
        training.read_plain_text()
    training.learn()
    torch.save({name: value.half() for name, value in training.run.average.state_dict().items()}, at)
    training.figures(every=8)


def teachers(o: argparse.Namespace, data: Prepared, device: torch.device) -> Iterator[Reader]:
    """Yield the teachers that are kept beside the model file."""
    for at in sorted(o.out.parent.glob(f"{o.out.stem}.teacher-*.pt")):
        reader = first_reader(data, _of_teachers(o), 0.0).to(device)
        reader.load_state_dict({name: value.float() for name, value in torch.load(at, map_location="cpu").items()})
        yield reader.eval()


def label_all(_: int, o: argparse.Namespace) -> None:
    """Write what the teachers together make of every pair."""
    at = o.out.with_suffix(".labels.pt")
    if o.resume and at.exists():
        return
    training = Training("labels", o, minutes=0.0, dropout=0.0, shape=o.shape[0])
    known = list(teachers(o, training.data, training.device.device))
    torch.save(vars(label(known, training.device, 4 * o.tokens)), at)
    training.say(f"labels of {len(known)} teachers")


def learn_from_teachers(number: int, o: argparse.Namespace) -> None:
    """Train the reader that is shipped, or one of several of which the best one is.

    It begins as the reader it goes on from, or as the teacher of its number where that has its shape, else with plain
    text.
    """
    shape = o.shape[number % len(o.shape)]
    training = Training(f"reader-{number}", o, minutes=o.minutes, dropout=o.dropout, shape=shape)
    known, labels = o.out.with_suffix(f".teacher-{number}.pt"), None
    if o.keep:
        training.keep_to(o.keep, shape)
    if o.go_on:
        training.begin_with(kept_weights(o.go_on / o.out.name, training.data.vocabulary))
    elif known.exists() and shape == _of_teachers(o):
        training.begin_with(torch.load(known, map_location="cpu"))
    else:
        training.read_plain_text()
    if o.teachers:
        kept = torch.load(o.out.with_suffix(".labels.pt"), map_location=training.device.device)
        labels = Labels(**kept)
    training.learn(labels)
    training.go_back(1 - o.share)
    reader = training.run.average
    path = o.out.with_suffix(f".{number}.npz") if o.readers > 1 else o.out
    weights = {n: v.detach().float().cpu().numpy() for n, v in reader.state_dict().items()}
    save_model(path, weights, training.data.vocabulary, reader.shape.as_dict(), {})
    save_model(path, weights, training.data.vocabulary, reader.shape.as_dict(), training.figures())


def _of_teachers(o: argparse.Namespace) -> dict[str, int]:
    shape: dict[str, int] = o.teacher_shape or o.shape[0]
    return shape


def at_once(work: object, count: int, o: argparse.Namespace) -> None:
    """Do some work in as many processes."""
    if count > 1:
        torch.multiprocessing.spawn(work, (o,), nprocs=count)
    elif count:
        work(0, o)  # type: ignore[operator]


def options() -> argparse.ArgumentParser:
    """Return the command's options."""
    parser = argparse.ArgumentParser(prog="python -m bot.reading.train", description="Train the reader.")
    add = parser.add_argument
    add("train", type=Path, help="questions in SQuAD's format, .json or .json.gz")
    add("--tune", type=Path, required=True, help="questions for the figures, of other articles")
    add("--out", type=Path, required=True, help="the model file to write (.npz)")
    add("--asked", type=Path, action="append", default=[], help="questions in people's own words, and unanswered ones")
    add("--text", type=Path, action="append", default=[], help="more plain text, .jsonl.gz; repeatable")
    add("--teachers", type=int, default=0, help="readers to learn from, all trained at once")
    add("--readers", type=int, default=1, help="readers to train at once, each written to a file of its own")
    add("--teacher-minutes", type=float, default=0.0, help="train the teachers this long")
    add("--minutes", type=float, default=0.0, help="train the reader this long; the rate falls with the clock")
    add("--passes", type=int, default=10, help="without minutes: so many passes over the questions")
    add("--plain-share", type=float, default=0.15, help="share of the minutes for plain text")
    add("--plain-passes", type=int, default=1, help="without minutes: so many passes over plain text")
    add("--words", type=int, default=28000, help="rows of the word table")
    add("--size", type=int, default=128, help="numbers a word")
    add("--times", type=int, nargs="+", default=[2], help="how often a pass takes each --asked, by turns")
    add("--tokens", type=int, default=40000, help="passage tokens a step, each question counted")
    add("--peak", type=float, default=2e-3, help="the highest learning rate")
    add("--second-peak", type=float, default=1.2e-3, help="the same for the reader that teachers teach")
    add("--dropout", type=float, default=0.12, help="of the reader's channels")
    add("--dropouts", type=float, nargs="+", default=[0.17], help="of the teachers' channels, by turns")
    add("--shape", type=_sizes, nargs="+", default=[{}], help="sizes of the readers, by turns, as hidden=128,encoder=4")
    add("--teacher-shape", type=_sizes, default={}, help="sizes of the teachers")
    add("--report", type=float, default=10.0, help="minutes between two reports and checkpoints")
    add("--threads", type=int, default=2, help="threads of the processor")
    add("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    add("--seed", type=int, default=3)
    add("--resume", action="store_true", help="continue from what is kept beside the model file")
    add("--go-on", type=Path, help="go on from the teachers and the reader that this folder holds under the same names")
    add("--keep", type=Path, help="a model file whose judgement of the paragraphs that a pass takes once is kept")
    add("--share", type=float, default=0.7, help="of the way from the weights of --keep to those learned, written")
    add("--only-prepare", action="store_true", help="make the corpus beside the model file, and stop")
    add("--compile", action="store_true", help="compile parts of the network (needs a C++ compiler)")
    return parser


def _sizes(text: str) -> dict[str, int]:
    return {name: int(value) for name, _, value in (part.partition("=") for part in text.split(",")) if name}


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print the figures and write the model file."""
    o = options().parse_args(arguments)
    if not (o.resume and is_prepared(o.out)):
        prepared(sources(o), o.out, lambda text: print(text, flush=True), again=not o.resume)
    if not o.only_prepare:
        at_once(teach, o.teachers, o)
        at_once(label_all, min(o.teachers, 1), o)
        at_once(learn_from_teachers, o.readers, o)


if __name__ == "__main__":
    main()
