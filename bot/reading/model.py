"""The reader at run time: the model file, and answer spans with scores for a question and its passages.

NumPy only; nothing here trains. The arithmetic is in `forward.py`.
"""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bot.errors import BotError
from bot.reading.encoding import Floats, Tokens, tokenize, under
from bot.reading.forward import QuestionSide, Side, prepare, question_side, score, together
from bot.reading.matches import Asked, Looked, matches
from bot.reading.vocabulary import Vocabulary
from bot.reading.wordwise import Words

MODEL = Path(__file__).with_name("reader.npz")
FORMAT = 2
LONGEST_SPAN = 20
LONGEST_QUESTION = 40
WINDOW, OVERLAP = 320, 64
SPANS = 3
_LOOKED_AT = 400
"""A span that more than so many others of its passage exceed is not proposed."""
REMEMBERED = 320
"""Passages, in some 30 MB: what is read of a passage that is remembered takes half of the time."""


class ModelError(BotError):
    """The model file is missing, damaged or of another format; the message names it."""


@dataclass(frozen=True)
class ScoredSpan:
    """A piece of a passage, `text[start:end]`, and its logit; logits compare across the passages of one question."""

    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Reading:
    """What the reader makes of one passage: its best spans, best first, none overlapping another.

    `mass` is the log of the summed exponentials of all span logits, `no_answer` the logit that the passage does not
    answer: `mass - no_answer` is the log odds that it does.
    """

    spans: tuple[ScoredSpan, ...]
    mass: float
    no_answer: float


@dataclass(frozen=True)
class _Window:
    tokens: Tokens
    about: int
    """Tokens at the beginning that say what the passage is about, and are none of its own."""
    looked: Looked
    side: Side


class NeuralReader:
    """Reads passages for a question with the weights of one model file; the same input gives the same output."""

    def __init__(self, path: Path = MODEL) -> None:
        arrays, self.meta = load_arrays(path)
        try:
            self.shape: Mapping[str, int] = self.meta["shape"]
            self.vocabulary = Vocabulary(
                _lines(arrays.pop("words.text")), arrays.pop("words.idf"),
                dict(zip(_lines(arrays.pop("stems.text")), arrays.pop("stems.rows").tolist(), strict=True)),
            )  # fmt: skip
            self._weights = prepare(arrays, arrays.pop("words.scale"), arrays.pop("words.rows"))
            self._words = Words(self._weights, self.vocabulary)
            self._passages: OrderedDict[tuple[str, str], list[_Window]] = OrderedDict()
            self._lock = Lock()
            self._try()
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            said = f"{type(error).__name__}: {error}"
            raise ModelError(f"the model {path} cannot be read with: {said}; install the package again") from error

    def _try(self) -> None:
        """Read something: arrays of a wrong size or without numbers are noticed now, and not at the first question."""
        words, scale, rows = self.vocabulary, self._weights["words.scale"], self._weights["words.rows"]
        if not len(words) == len(words.idf) == len(scale) == len(rows) > max(words.stem_rows.values(), default=0):
            raise ValueError("its words and the rows of its table differ in number")
        [reading] = self.read("What is it?", ["It is a word."])
        if not math.isfinite(reading.mass - reading.no_answer):
            raise ValueError("what it computes is no number")
        self._passages.clear()

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """Return one reading a passage, in the order of the passages; without words on either side it has no spans."""
        read = self.asked(question)
        return [read(text, "") for text in passages]

    def asked(self, question: str) -> Callable[[str, str], Reading]:
        """Return what reads a passage for this question, as `read` does; the question is encoded once.

        It takes the passage and what that is about, its title and headings, read above it; nothing where that is empty.
        """
        tokens = _cut(tokenize(question), 0, LONGEST_QUESTION)
        if not tokens.words:
            return lambda text, about: _NOTHING
        asked = Asked.of([self.vocabulary.facts(word) for word in tokens.words])
        side = question_side(self._weights, *self._encode(tokens), asked.all_weights)
        return lambda text, about: _merge([self._read(asked, side, each) for each in self._windows(text, about)])

    def _windows(self, text: str, about: str) -> list[_Window]:
        """Encode a passage, in overlapping windows where it is long; the latest passages are remembered."""
        key = text, about
        with self._lock:
            known = self._passages.get(key)
            if known is not None:
                self._passages.move_to_end(key)
                return known
        tokens, above = under(about, text)
        known = []
        for first in range(0, max(len(tokens.words) - OVERLAP, min(len(tokens.words), 1)), WINDOW - OVERLAP):
            part = _cut(tokens, first, WINDOW)
            side = Side.of(*self._encode(part))
            known.append(_Window(part, max(0, above - first), self._looked(part), side))
        with self._lock:
            self._passages[key] = known
            if len(self._passages) > REMEMBERED:
                self._passages.popitem(last=False)
        return known

    def _looked(self, tokens: Tokens) -> Looked:
        distinct = {word: place for place, word in enumerate(dict.fromkeys(tokens.words))}
        places = np.array([distinct[word] for word in tokens.words], np.intp)
        return Looked.of(list(map(self.vocabulary.facts, distinct)), places, np.array(tokens.sentences, np.intp))

    def _encode(self, tokens: Tokens) -> tuple[Floats, Floats]:
        begins = [True, *(a != b for a, b in pairwise(tokens.sentences))]
        states, aligned = self._words.states(tokens.words, begins)
        with np.errstate(over="ignore"):  # a gate that is shut: exp overflows to infinity, its reciprocal is 0
            return together(self._weights, self.shape, states), aligned

    def _read(self, asked: Asked, side: QuestionSide, window: _Window) -> Reading:
        match = matches(window.looked, asked)
        with np.errstate(over="ignore"):
            scores = score(self._weights, self.shape, window.side, side, match, LONGEST_SPAN)
        scores.spans[: window.about] = _NOWHERE
        spans = tuple(
            ScoredSpan(window.tokens.starts[first], window.tokens.ends[last], round(logit, 4))
            for first, last, logit in _best(scores.spans)
        )
        return Reading(spans, round(_log_sum(scores.spans), 4), round(scores.none, 4))


_NOTHING = Reading((), -1e4, 0.0)
_NOWHERE = np.float32(-2e4)


def _best(spans: Floats) -> list[tuple[int, int, float]]:
    """Return the best spans that share no token, as first token, last token, logit; ties go to the earlier span."""
    left, longest, chosen = spans.copy(), spans.shape[1], list[tuple[int, int, float]]()
    for _ in range(SPANS):
        first, more = divmod(int(left.argmax()), longest)
        logit = float(spans[first, more])
        if left[first, more] < -5e3 or np.count_nonzero(spans > logit) >= _LOOKED_AT:
            break
        last = first + more
        chosen.append((first, last, logit))
        left[first : last + 1] = -np.inf
        for before in range(max(0, first - longest + 1), first):
            left[before, first - before :] = -np.inf
    return chosen


def _log_sum(spans: Floats) -> float:
    top = spans.max()
    return float(top + np.log(np.exp(spans - top).sum()))


def _merge(readings: list[Reading]) -> Reading:
    """Join what was read of a passage's windows; it answers as probably as the window does that most probably does."""
    if len(readings) < 2:
        return readings[0] if readings else _NOTHING
    spans: list[ScoredSpan] = []
    for span in sorted((s for r in readings for s in r.spans), key=lambda s: (-s.score, s.start)):
        if len(spans) < SPANS and all(span.end <= s.start or s.end <= span.start for s in spans):
            spans.append(span)
    mass = round(float(np.logaddexp.reduce([r.mass for r in readings])), 4)
    return Reading(tuple(spans), mass, round(mass - max(r.mass - r.no_answer for r in readings), 4))


def _cut(tokens: Tokens, first: int, length: int) -> Tokens:
    part = slice(first, first + length)
    sentences = tokens.sentences[part]
    base = sentences[0] if sentences else 0
    return Tokens(tokens.words[part], tokens.starts[part], tokens.ends[part], [s - base for s in sentences])


def _lines(data: NDArray[Any]) -> list[str]:
    return bytes(data).decode("utf-8").split("\n")


def load_arrays(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return the arrays of a model file as they are stored, and its meta data; `ModelError` names what is wrong."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        meta: dict[str, Any] = json.loads(bytes(arrays.pop("meta")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, BadZipFile) as error:
        raise ModelError(f"cannot load the reader's model {path}: {error}; install the package again") from error
    made_as = meta.get("format") if isinstance(meta, dict) else None
    if made_as != FORMAT:
        said = f"the model {path} has format {made_as}, this reader needs format {FORMAT}"
        raise ModelError(f"{said}; install the package again")
    return arrays, meta


def save_model(
    path: Path,
    weights: Mapping[str, Floats],
    vocabulary: Vocabulary,
    shape: Mapping[str, int],
    figures: Mapping[str, float],
) -> None:
    """Write a model file: the word table as int8 with a scale a row, all else as float16, no pickle."""
    table = np.asarray(weights["encoder.words.weight"], np.float32)
    scale = np.maximum(np.abs(table).max(1), 1e-8) / 127
    arrays: dict[str, NDArray[Any]] = {
        name: np.asarray(value, np.float16) for name, value in weights.items() if name != "encoder.words.weight"
    }
    arrays["words.rows"] = np.round(table / scale[:, None]).astype(np.int8)
    arrays["words.scale"] = scale.astype(np.float32)
    arrays["words.text"] = np.frombuffer("\n".join(vocabulary.words).encode(), np.uint8)
    arrays["words.idf"] = vocabulary.idf.astype(np.float16)
    stems = vocabulary.stem_rows
    arrays["stems.text"] = np.frombuffer("\n".join(stems).encode(), np.uint8)
    arrays["stems.rows"] = np.asarray(list(stems.values()), np.int32)
    meta = {"format": FORMAT, "shape": dict(shape), "figures": dict(figures)}
    arrays["meta"] = np.frombuffer(json.dumps(meta, sort_keys=True).encode(), np.uint8)
    with path.open("wb") as file:  # NumPy would write to another path where the name does not end in .npz
        np.savez(file, allow_pickle=False, **arrays)
