"""One reader's training: plain text, then questions, on one device, by the clock or by passes. Training only."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from bot.reading.batches import Device, Pairs, Passes
from bot.reading.distilling import Labels, chances_of, taught, unlike
from bot.reading.learning import Run, hide_words, loss, measure, score
from bot.reading.model import load_arrays
from bot.reading.network import Reader, Shape, compile_parts
from bot.reading.preparing import Prepared, Sources, prepared
from bot.reading.pretraining import MaskedWords, plain_batch, plain_batches
from bot.reading.vocabulary import Vocabulary
from bot.reading.widening import half_forgotten, widened

NEGATIVE_SHARE = 0.5
FIRST_LENGTH = 0.7
PLAIN_PEAK = 2e-3
PLAIN_PART = 3
"""A step of plain text takes one token in three of a step of questions: it weighs the whole vocabulary."""
TAUGHT = 0.7
"""The share of the teachers in the loss of the reader that learns from them."""
KEPT_SHARE = 0.5
"""The share that teachers which begin as the reader keep of its weights."""
REMEMBERING = 2.0
"""What it counts, beside the answers, that a reader that goes on does not forget what it knew."""


class Training:
    """One reader's training: plain text first, then questions, on one device."""

    def __init__(
        self, name: str, o: argparse.Namespace, *, minutes: float, dropout: float, shape: dict[str, int]
    ) -> None:
        self.name, self.o, self.minutes = name, o, minutes
        self._checkpoint: Path = o.out.with_suffix(f".{name}.checkpoint")
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

    def checkpoint(self) -> Path | None:
        """Return the checkpoint to resume from, where there is one and that is wanted."""
        return self._checkpoint if self.o.resume and self._checkpoint.exists() else None

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

    def begin_wider(self, path: Path, shape: dict[str, int]) -> None:
        """Begin as the reader of a model file, made twice as wide and half forgotten."""
        known = first_reader(self.data, shape, 0.0)
        known.load_state_dict(kept_weights(path, self.data.vocabulary))
        wide = widened(known.to(self.device.device).state_dict(), known.shape)
        self.begin_with(half_forgotten(wide, self.reader, KEPT_SHARE))

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
        """Learn from hidden words of all texts, for its share of the time, unless a checkpoint has that behind it."""
        if self.checkpoint():
            return
        masked = MaskedWords(self.reader)
        run, lengths = Run(masked, PLAIN_PEAK), self.data.corpus.lengths()
        begun, budget, recent, passes = time.monotonic(), 60 * self.minutes * self.o.plain_share, 0.0, 0
        while (time.monotonic() - begun < budget) if budget else passes < self.o.plain_passes:
            for numbers in plain_batches(lengths, self.o.tokens // PLAIN_PART, self.batches.rng):
                share = (time.monotonic() - begun) / budget if budget else passes / max(self.o.plain_passes, 1)
                if share >= 1:
                    break
                self.reader.train()
                with self.device.half():
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
        checkpoint = self.checkpoint()
        if checkpoint:
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
                    self.run.save(self._checkpoint, self.done(), self.passes)
                    self.figures(every=8)
                    reported = time.monotonic()
            self.passes += 1

    def step(self, pairs: Pairs, labels: Labels | None) -> torch.Tensor:
        """Take one step and return its loss."""
        self.reader.train()
        b = self.device.batch(pairs)
        b["slots"] = self.device.put(pairs.slot.astype(np.int64))
        with self.device.half():
            known = None if self.known is None else self.known_chances(self.known, b, pairs)
            value = step_loss(self.reader, b, pairs.positives, labels, known)
        self.run.take(value, self.done())
        return value.detach()

    def known_chances(self, known: Reader, b: dict[str, torch.Tensor], pairs: Pairs) -> torch.Tensor:
        """Return what a known reader makes of a batch's pairs, 0 where a pass takes the paragraph more than once."""
        once = self.device.put(self.data.corpus.often[pairs.paragraph] <= 1)
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
