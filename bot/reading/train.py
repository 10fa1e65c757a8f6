"""Trains the reader and writes its model file: `python -m bot.reading.train TRAIN --tune TUNE --out MODEL`.

Some larger readers learn first, each by itself; what they together make of every question teaches the one that is
shipped. Needs the extra `[train]`; nothing of the run time imports this module.
"""

from __future__ import annotations

import argparse
from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import torch

from bot.reading.distilling import Labels, label
from bot.reading.model import save_model
from bot.reading.network import Reader, Shape
from bot.reading.preparing import Prepared, is_prepared, prepared
from bot.reading.training import Training, first_reader, kept_weights, sources


def teach(number: int, o: argparse.Namespace) -> None:
    """Train one teacher and keep its weights."""
    at = o.out.with_suffix(f".teacher-{number}.pt")
    if o.resume and at.exists():
        return
    training = Training(f"teacher-{number}", o, minutes=o.teacher_minutes, dropout=o.dropouts[number % len(o.dropouts)],
                        shape=_of_teachers(o))  # fmt: skip
    if o.go_on and (o.go_on / at.name).exists():
        training.begin_with(torch.load(o.go_on / at.name, map_location="cpu"))
    elif o.go_on:
        training.begin_wider(o.go_on / o.out.name, o.shape[0])
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
    add("--passes", type=_at_least_one, default=10, help="without minutes: so many passes over the questions")
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
    add(
        "--go-on",
        type=Path,
        help="go on from the teachers and the reader that this folder holds "
        "under the same names; without teachers there they begin as the reader, of twice the width",
    )
    add("--keep", type=Path, help="a model file whose judgement of the paragraphs that a pass takes once is kept")
    add("--share", type=float, default=0.7, help="of the way from the weights of --keep to those learned, written")
    add("--only-prepare", action="store_true", help="make the corpus beside the model file, and stop")
    add("--compile", action="store_true", help="compile parts of the network (needs a C++ compiler)")
    return parser


def _sizes(text: str) -> dict[str, int]:
    sizes = {name: value for name, _, value in (part.partition("=") for part in text.split(","))}
    known = {each.name for each in fields(Shape)} - {"words", "word"}  # those of the table are --words and --size
    for name in sizes.keys() - known:
        raise ArgumentTypeError(f"{name}: no size of a reader; there are {', '.join(sorted(known))}")
    return {name: _at_least_one(value) for name, value in sizes.items()}


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print the figures and write the model file."""
    parser = options()
    o = parser.parse_args(arguments)
    for path in (o.train, o.tune, *o.asked, *o.text, *filter(None, (o.go_on, o.keep))):
        if not path.exists():
            parser.error(f"{path} is not there")
    o.out.parent.mkdir(parents=True, exist_ok=True)
    if not (o.resume and is_prepared(o.out)):
        prepared(sources(o), o.out, lambda text: print(text, flush=True), again=not o.resume)
    if not o.only_prepare:
        at_once(teach, o.teachers, o)
        at_once(label_all, min(o.teachers, 1), o)
        at_once(learn_from_teachers, o.readers, o)


if __name__ == "__main__":
    main()
