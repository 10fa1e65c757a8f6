"""Training the reader, on a few questions: what it learns from, its loss, and the command."""

import gzip
import json

import numpy as np
import pytest

from bot.reading.encoding import SPECIAL, Vocabulary, char_ids, tokenize
from bot.reading.examples import (
    LONGEST_SPAN,
    Spellings,
    encode_all,
    epoch,
    load,
    make_batch,
    mine_negatives,
    occurrences,
)

CITIES = ["Graz", "Linz", "Wels", "Steyr", "Enns", "Melk", "Baden", "Tulln"]


def a_file(path, *, cities=CITIES):
    """Write a file in SQuAD's format: one paragraph a city, two questions each."""
    paragraphs = []
    for number, city in enumerate(cities):
        year = str(1800 + 13 * number)
        context = f"{city} lies on a river. The bridge of {city} was built in {year} by Mayor Number{number}."
        questions = [("When was the bridge built?", year), (f"Which town lies on a river, {city}?", city)]
        qas = [
            {"id": f"{city}{i}", "question": q, "answers": [{"text": a, "answer_start": context.find(a)}]}
            for i, (q, a) in enumerate(questions)
        ]
        paragraphs.append({"context": context, "qas": qas})
    content = json.dumps({"data": [{"title": "Towns", "paragraphs": paragraphs}]}).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


@pytest.fixture(name="paragraphs")
def some_paragraphs(tmp_path):
    return load(a_file(tmp_path / "train.json.gz"))


@pytest.fixture(name="encoded")
def encoded_paragraphs(paragraphs):
    words = [*SPECIAL, "bridge", "river", "built"]
    spellings = Spellings()
    encode_all(paragraphs, Vocabulary(words, np.ones(len(words))), spellings)
    chars = np.asarray([char_ids(w) if w else (0,) * 16 for w in spellings.words], np.int32)
    return paragraphs, chars


def test_a_file_is_read_plain_or_compressed_and_impossible_questions_are_left_out(tmp_path):
    plain = a_file(tmp_path / "plain.json")
    content = json.loads(plain.read_text())
    content["data"][0]["paragraphs"][0]["qas"][0] |= {"answers": [], "is_impossible": True}
    plain.write_text(json.dumps(content))
    assert sum(len(p.questions) for p in load(plain)) == 15
    assert sum(len(p.questions) for p in load(a_file(tmp_path / "packed.json.gz"))) == 16


def test_all_places_of_an_answer_count_as_right(paragraphs):
    town = paragraphs[0].questions[1]
    assert [paragraphs[0].tokens.words[a : b + 1] for a, b in town.spans] == [["Graz"], ["Graz"]]


def test_a_place_inside_a_word_does_not_count(paragraphs):
    text = "The cart carried art."
    assert occurrences(text, tokenize(text), "art") == [(3, 3)]


def test_an_answer_that_is_no_whole_token_is_widened_to_one():
    text = "They paid 1,200 pounds."
    assert occurrences(text, tokenize(text), "200 pounds") == [(2, 3)]


def test_an_answer_that_is_not_in_the_text_has_no_place():
    assert occurrences("Nothing.", tokenize("Nothing."), "something") == []


def test_negatives_rank_like_paragraphs_first_and_hold_no_answer(encoded):
    paragraphs, _ = encoded
    mine_negatives(paragraphs)
    for paragraph in paragraphs:
        for question in paragraph.questions:
            assert question.paragraph not in question.negatives
            assert not any(a in paragraphs[i].text for i in question.negatives for a in question.answers)
    assert paragraphs[0].questions[0].negatives


def test_negatives_mined_in_parts_are_those_mined_at_once(encoded):
    paragraphs, _ = encoded
    mine_negatives(paragraphs)
    at_once = [q.negatives for p in paragraphs for q in p.questions]
    for rank in (1, 0):
        mine_negatives(paragraphs, rank, 2)
    assert [q.negatives for p in paragraphs for q in p.questions] == at_once


def test_a_batch_marks_the_right_spans_of_positives_and_none_of_negatives(encoded):
    paragraphs, chars = encoded
    question = paragraphs[2].questions[0]
    batch = make_batch(paragraphs, [(2, question), (5, question)], chars)
    [(start, end)] = question.spans
    assert batch.gold.shape == (2, batch.p_rows.shape[1], LONGEST_SPAN)
    assert np.argwhere(batch.gold[0]).tolist() == [[start, end - start]]
    assert not batch.gold[1].any()
    assert not batch.gold_start[1].any()


def test_a_batch_encodes_a_paragraph_once_for_all_its_questions(encoded):
    paragraphs, chars = encoded
    batch = make_batch(paragraphs, [(0, q) for q in paragraphs[0].questions], chars)
    assert len(batch.p_rows) == 1
    assert batch.pair_p.tolist() == [0, 0]
    assert batch.pair_q.tolist() == [0, 1]


def test_a_pass_takes_every_question_once_and_pairs_some_with_a_negative(encoded):
    paragraphs, _ = encoded
    mine_negatives(paragraphs)
    batches = list(epoch(paragraphs, np.random.default_rng(0), 200, 0.5))
    positives = [q.id for pairs, n in batches for _, q in pairs[:n]]
    assert sorted(positives) == sorted(q.id for p in paragraphs for q in p.questions)
    extra = [(number, q) for pairs, n in batches for number, q in pairs[n:]]
    assert extra
    assert all(number in q.negatives for number, q in extra)


def test_the_same_seed_gives_the_same_pass(encoded):
    paragraphs, _ = encoded
    passes = [
        [[(n, q.id) for n, q in pairs] for pairs, _ in epoch(paragraphs, np.random.default_rng(4), 200, 0.0)]
        for _ in range(2)
    ]
    assert passes[0] == passes[1]


def test_batches_are_as_many_as_the_processes_can_share(encoded):
    paragraphs, _ = encoded
    assert len(list(epoch(paragraphs, np.random.default_rng(0), 1, 0.0, 3))) == 6


def test_the_loss_falls_and_counts_negatives(encoded):
    torch = pytest.importorskip("torch")
    from bot.reading.learning import Run, tensors, together
    from bot.reading.network import Reader, Shape

    paragraphs, chars = encoded
    mine_negatives(paragraphs)
    pairs = [(q.paragraph, q) for p in paragraphs for q in p.questions]
    negatives = [(q.negatives[0], q) for _, q in pairs if q.negatives]
    b = tensors(make_batch(paragraphs, pairs + negatives, chars))
    torch.manual_seed(0)
    small = Shape(len(SPECIAL) + 3, word=8, char_out=8, hidden=16, encoder=1, before=1, after=1, aligned=8, pair=4)
    run = Run(Reader(small), 0)
    torch.set_num_threads(1)  # threads that wait for each other crawl on a busy machine
    losses = [run.train(b, len(pairs), 0.0, 0.0) for _ in range(40)]
    assert losses[-1] < losses[0] - 1
    mass = together(torch.tensor([0.0, 0.0, 0.0]), 2, torch.tensor([0, 1, 1]))
    assert mass.tolist() == pytest.approx([0, np.log(2)], abs=1e-5)


def test_the_span_logits_are_start_end_and_pair_summed():
    torch = pytest.importorskip("torch")
    from bot.reading.network import span_logits

    torch.manual_seed(1)
    start, end, sp, ep = torch.randn(2, 7), torch.randn(2, 7), torch.randn(2, 7, 4), torch.randn(2, 7, 4)
    spans = span_logits(start, end, sp, ep, 3)
    assert spans.shape == (2, 7, 3)
    assert float(spans[1, 4, 2]) == pytest.approx(float(start[1, 4] + end[1, 6] + sp[1, 4] @ ep[1, 6] / 2), abs=1e-5)
    assert float(spans[0, 6, 1]) < -1e4


def test_the_learning_rate_rises_then_falls_to_a_fiftieth():
    pytest.importorskip("torch")
    from bot.reading.learning import LAST, PEAK, WARM_UP, Run
    from bot.reading.network import Reader, Shape

    run = Run(Reader(Shape(9, word=4, hidden=8, encoder=1, before=1, after=1)), 0)
    assert run.rate(0.0) < PEAK / 100
    run.step = WARM_UP
    assert run.rate(0.0) == pytest.approx(PEAK)
    assert run.rate(1.0) == pytest.approx(PEAK * LAST)


def test_the_command_trains_writes_a_model_that_reads_and_resumes(tmp_path, capsys):
    pytest.importorskip("torch")
    from bot.reading import train
    from bot.reading.model import NeuralReader

    data, out = a_file(tmp_path / "train.json.gz"), tmp_path / "model.npz"
    (tmp_path / "more.jsonl.gz").write_bytes(gzip.compress(b'{"text": "The river and the bridge."}\n'))
    common = [str(data), "--tune", str(data), "--out", str(out), "--threads", "1", "--words", "60", "--size", "8"]
    train.main([*common, "--passes", "2", "--text", str(tmp_path / "more.jsonl.gz")])
    reader = NeuralReader(out)
    [reading] = reader.read("When was the bridge built?", ["The bridge was built in 1950."])
    assert reading.spans
    assert reader.meta["figures"]["questions"] == 16
    train.main([*common, "--passes", "3", "--resume"])
    printed = capsys.readouterr().out
    assert "pass 2" in printed
    assert "pass 3" in printed
    assert "negatives mined" in printed
    assert "EM" in printed


def test_training_may_begin_from_the_weights_of_a_model_file(tmp_path, capsys):
    torch = pytest.importorskip("torch")
    from bot.reading import train
    from bot.reading.model import kept_weights
    from bot.reading.network import Reader, Shape

    data, out = a_file(tmp_path / "train.json.gz"), tmp_path / "first.npz"
    common = [str(data), "--tune", str(data), "--threads", "1", "--words", "60", "--size", "8", "--passes", "1"]
    train.main([*common, "--out", str(out)])
    words, _, weights = kept_weights(out)
    Reader(Shape(len(words), word=8)).load_state_dict({name: torch.from_numpy(each) for name, each in weights.items()})
    train.main([*common, "--out", str(tmp_path / "second.npz"), "--begin-with", str(out)])
    assert kept_weights(tmp_path / "second.npz")[0] == words
    assert "EM" in capsys.readouterr().out
