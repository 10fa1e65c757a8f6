"""The reader at run time: its NumPy arithmetic against torch, its model file, its spans."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from match_definition import encode, match_features

from bot.reading.encoding import HELD_FEATURES, LONGEST_ABOUT, MATCH_FEATURES, tokenize, under
from bot.reading.model import MODEL, ModelError, NeuralReader, save_model
from bot.reading.vocabulary import SPECIAL, Vocabulary, char_ids

PASSAGE = "Quoth was founded in 2001 by Ada Brown. It has 40 members, who meet in Graz every spring."
QUESTION = "When was Quoth founded?"
SIZES = {
    "words": 12, "word": 8, "char": 4, "char_out": 6, "hidden": 16, "encoder": 3, "before": 3, "after": 2, "heads": 2,
    "key": 4, "value": 6, "aligned": 5, "pair": 4, "verify": 3, "kernel": 7,
}  # fmt: skip
OUT = 16 + MATCH_FEATURES
LINEAR = {
    "encoder.char_mix": (6, 20), "encoder.enter": (16, 22), "encoder.highway": (32, 16), "encoder.align": (5, 16),
    "lead": (16, 16), "asked": (17, 16), "meant": (16, 5), "both": (16, 16), "pool": (1, 16),
    "matched": (16, MATCH_FEATURES),
    "ask": (16, 16), "start": (5, OUT), "end": (5, OUT),
    "verifier.query": (3, 16), "verifier.key": (3, 16), "verifier.value": (3, 16), "verifier.own": (3, 16),
    "verifier.found": (3, 6 + HELD_FEATURES), "verifier.weigh": (1, 3), "verifier.top": (4, OUT),
    "verifier.mixed": (3, 6 + 4 + 32), "verifier.out": (1, 3),
}  # fmt: skip
BLOCKS = (
    [f"encoder.blocks.{i}" for i in range(3)] + [f"before.{i}" for i in range(3)] + [f"after.{i}" for i in range(2)]
)


def a_vocabulary():
    words = [*SPECIAL, "quoth", "founded", "members", "graz"]
    return Vocabulary(words, np.linspace(0.2, 1, len(words)).astype(np.float16))


def random_weights():
    """Every weight of a small reader, as torch names them, without torch."""
    rng = np.random.default_rng(5)

    def draw(*shape):
        return rng.normal(0, shape[-1] ** -0.5, shape).astype(np.float16).astype(np.float32)

    weights = {"encoder.words.weight": draw(12, 8), "encoder.chars.weight": draw(99, 4), "similar": draw(16)}
    for name, (out, into) in LINEAR.items():
        weights[f"{name}.weight"] = draw(out, into)
        if name not in ("asked", "meant", "both", "matched"):
            weights[f"{name}.bias"] = draw(out)
    for name in BLOCKS:
        weights |= {f"{name}.taps": draw(7, 16), f"{name}.mix.weight": draw(32, 16), f"{name}.mix.bias": draw(32)}
    for name, heads in (("encoder.look", 2), ("look", 1)):
        weights |= {f"{name}.qkv.weight": draw(heads * 14, 16), f"{name}.qkv.bias": draw(heads * 14)}
        weights |= {f"{name}.out.weight": draw(16, heads * 6), f"{name}.out.bias": draw(16)}
    for name in ("norm", "encoder.norm", "look.norm", "encoder.look.norm", *(f"{b}.norm" for b in BLOCKS)):
        weights |= {f"{name}.weight": (1 + draw(16)).astype(np.float16).astype(np.float32), f"{name}.bias": draw(16)}
    return weights


@pytest.fixture(name="model")
def a_model(tmp_path: Path) -> Path:
    path = tmp_path / "small.npz"
    save_model(path, random_weights(), a_vocabulary(), SIZES, {"em": 1.0})
    return path


@pytest.fixture(name="reader")
def a_reader(model: Path) -> NeuralReader:
    return NeuralReader(model)


def test_numpy_and_torch_agree_within_a_thousandth(reader):
    torch = pytest.importorskip("torch")
    from bot.reading.network import Reader, Shape, span_logits

    stored = random_weights()
    table = reader._weights["words.rows"] * reader._weights["words.scale"][:, None]
    stored["encoder.words.weight"] = table.astype(np.float32)
    network = Reader(Shape(**SIZES)).eval()
    network.load_state_dict({name: torch.from_numpy(value) for name, value in stored.items()})

    def encoded(text):
        tokens = tokenize(text)
        facts = encode(tokens, reader.vocabulary)
        chars = torch.tensor([char_ids(w) for w in tokens.words])
        rows = torch.from_numpy(facts.rows.astype(np.int64))[None]
        return facts, network.encode(
            rows, torch.arange(len(chars))[None], chars, torch.from_numpy(facts.features)[None]
        )

    with torch.no_grad():
        (p, p_states), (q, q_states) = encoded(PASSAGE), encoded(QUESTION)
        match = match_features(p.keys[None], p.sentences[None], np.array([len(p.rows)]), q.keys[None], q.weights[None])
        sentences, weights = torch.from_numpy(p.sentences.astype(np.int64))[None], torch.from_numpy(q.weights)[None]
        sides = network.passage_side(*p_states), network.question_side(*q_states)
        out = network(*sides, torch.from_numpy(match[0]), sentences, torch.from_numpy(match[1]), weights)
        spans = span_logits(*out[:4], 20)[0].flatten()
    [reading] = reader.read(QUESTION, [PASSAGE])
    assert reading.spans[0].score == pytest.approx(float(spans.max()), abs=1e-3)
    assert reading.mass == pytest.approx(float(torch.logsumexp(spans, 0)), abs=1e-3)
    assert reading.no_answer == pytest.approx(float(out[4][0]), abs=1e-3)


def test_a_span_is_whole_tokens_of_its_passage_and_overlaps_no_other(reader):
    [reading] = reader.read(QUESTION, [PASSAGE])
    tokens = tokenize(PASSAGE)
    assert 1 <= len(reading.spans) <= 3
    assert all(span.start in tokens.starts and span.end in tokens.ends for span in reading.spans)
    ordered = sorted(reading.spans, key=lambda span: span.start)
    assert all(a.end <= b.start for a, b in pairwise(ordered))


def test_a_passage_of_several_windows_answers_as_probably_as_the_surest_of_them(reader):
    long = " ".join([PASSAGE] * 20)
    windows = [long[w.tokens.starts[0] : w.tokens.ends[-1]] for w in reader._windows(long, "")]
    [whole], parts = reader.read(QUESTION, [long]), reader.read(QUESTION, windows)
    assert len(windows) > 1
    assert whole.mass - whole.no_answer == pytest.approx(max(p.mass - p.no_answer for p in parts), abs=1e-3)
    assert whole.mass == pytest.approx(np.logaddexp.reduce([p.mass for p in parts]), abs=1e-3)


def test_spans_stand_best_first_and_none_exceeds_the_mass(reader):
    [reading] = reader.read(QUESTION, [PASSAGE])
    scores = [span.score for span in reading.spans]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] <= reading.mass


def test_a_passage_reads_the_same_alone_in_company_and_again(reader):
    alone = reader.read(QUESTION, [PASSAGE])[0]
    others = ["Graz lies on the Mur.", PASSAGE, "Nothing here."]
    assert reader.read(QUESTION, others)[1] == alone == reader.read(QUESTION, others)[1]


def test_a_fresh_reader_gives_the_same_numbers(model, reader):
    assert NeuralReader(model).read(QUESTION, [PASSAGE]) == reader.read(QUESTION, [PASSAGE])


def test_a_long_passage_is_read_to_its_end(reader):
    long = "Rain fell on the hills and the river rose. " * 60 + PASSAGE
    [reading] = reader.read(QUESTION, [long])
    assert len(reader._windows(long, "")) == 3
    assert reader._windows(long, "")[-1].tokens.ends[-1] == len(long)
    assert len(reading.spans) == 3


def test_what_a_passage_is_about_is_read_above_it_and_no_span_is_of_it(reader):
    read, about = reader.asked(QUESTION), "The Quoth Society\nHistory"
    titled, alone = read(PASSAGE, about), read(PASSAGE, "")
    assert titled.no_answer != alone.no_answer
    whole = read(f"{about}\n{PASSAGE}", "")
    assert titled.no_answer == whole.no_answer  # the network sees the same
    assert titled.mass < whole.mass
    assert all(0 <= span.start < span.end <= len(PASSAGE) for span in titled.spans)
    assert read(PASSAGE, "") == alone


def test_a_line_above_a_passage_is_cut_and_an_empty_one_is_none():
    tokens, above = under("one two " * 30, "It begins.")
    assert above == LONGEST_ABOUT
    assert (tokens.words[above:], tokens.starts[above:], tokens.sentences[above]) == (
        ["It", "begins", "."],
        [0, 3, 9],
        1,
    )
    assert under("", "It begins.") == (tokenize("It begins."), 0)


@pytest.mark.parametrize("question", ["", "   "])
def test_a_question_without_words_finds_nothing(reader, question):
    assert reader.read(question, [PASSAGE])[0].spans == ()


@pytest.mark.parametrize("passage", ["", "\n \t"])
def test_a_passage_without_words_has_no_spans(reader, passage):
    assert reader.read(QUESTION, [passage])[0].spans == ()


def test_no_passages_give_no_readings(reader):
    assert reader.read(QUESTION, []) == []


@pytest.mark.parametrize("text", ["日本語の文章です。", "Été à Zürich — ½ €5 🎉 ا ب", "x" * 5000, "?!" * 300])
def test_any_text_is_read_with_finite_scores(reader, text):
    for reading in reader.read(text, [text, PASSAGE]):
        assert np.isfinite(reading.mass)
        assert all(np.isfinite(span.score) for span in reading.spans)


def test_only_the_latest_passages_are_remembered(reader, monkeypatch):
    monkeypatch.setattr("bot.reading.model.REMEMBERED", 2)
    reader.read(QUESTION, ["One.", "Two.", "Three."])
    assert list(reader._passages) == [("Two.", ""), ("Three.", "")]


def test_a_passage_that_is_remembered_is_read_as_at_first(reader):
    first = reader.read(QUESTION, [PASSAGE])
    assert (PASSAGE, "") in reader._passages
    assert reader.read(QUESTION, [PASSAGE]) == first


def test_a_missing_model_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"nowhere\.npz"):
        NeuralReader(tmp_path / "nowhere.npz")


def test_a_damaged_model_is_named(model):
    model.write_bytes(model.read_bytes()[:2000])
    with pytest.raises(ModelError, match=r"small\.npz"):
        NeuralReader(model)


def test_a_model_of_another_format_is_refused(model, monkeypatch):
    monkeypatch.setattr("bot.reading.model.FORMAT", 3)
    with pytest.raises(ModelError, match="format 2"):
        NeuralReader(model)


WRONG = {
    "a layer too narrow": ("encoder.enter.weight", lambda stored: stored[:, :-1]),
    "a word table too short": ("words.rows", lambda stored: stored[:-1]),
    "too few weights of words": ("words.idf", lambda stored: stored[:-1]),
    "stems in rows that there are not": ("stems.rows", lambda stored: stored + len(a_vocabulary())),
    "no numbers": ("start.weight", lambda stored: stored * np.nan),
    "no text": ("words.text", lambda stored: stored | 0x80),
    "meta data of another kind": ("meta", lambda stored: np.frombuffer(b"[]", np.uint8)),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_model_whose_arrays_do_not_fit_is_refused_before_the_first_question(model, wrong):
    name, changed = wrong
    with np.load(model) as file:
        arrays = {each: file[each] for each in file.files}
    np.savez(model, **arrays | {name: changed(arrays[name])})
    with pytest.raises(ModelError, match=r"small\.npz .*install the package again"):
        NeuralReader(model)


@pytest.mark.skipif(not MODEL.exists(), reason="the model is not in this checkout")
def test_the_shipped_model_finds_plain_answers():
    reader = NeuralReader()
    [reading] = reader.read(QUESTION, [PASSAGE])
    assert PASSAGE[reading.spans[0].start : reading.spans[0].end] == "2001"
    [reading] = reader.read("Who founded Quoth?", [PASSAGE])
    assert PASSAGE[reading.spans[0].start : reading.spans[0].end] == "Ada Brown"


@pytest.mark.skipif(not MODEL.exists(), reason="the model is not in this checkout")
def test_the_shipped_model_is_within_its_eight_megabytes():
    assert MODEL.stat().st_size <= 8_000_000
