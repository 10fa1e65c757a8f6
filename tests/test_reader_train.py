"""Training the reader, on a few questions: what it learns from, its loss, and the command."""

import gzip
import json

import numpy as np
import pytest
from match_definition import match_features

from bot.reading.altering import Altering, without_answers
from bot.reading.corpus import NONE, load_corpus, make_corpus
from bot.reading.encoding import tokenize
from bot.reading.examples import LONGEST_SPAN, divided, load, mine_negatives, occurrences
from bot.reading.vocabulary import SPECIAL, Vocabulary

CITIES = ["Graz", "Linz", "Wels", "Steyr", "Enns", "Melk", "Baden", "Tulln"]
WORDS = [*SPECIAL, "bridge", "river", "built", "lies", "mayor", "number"]


def a_file(path, *, cities=CITIES, title="Towns"):
    """Write a file in SQuAD's format: one paragraph a city, two questions with an answer each and one without."""
    paragraphs = []
    for number, city in enumerate(cities):
        year = str(1800 + 13 * number)
        context = (
            f"{city} lies on a river. The bridge of {city} was built in {year} by Mayor Number{number}. "
            f"Many people of {city} and of the villages around it still walk over it to the old market every day."
        )
        questions = [("When was the bridge built?", year), (f"Which town lies on a river, {city}?", city)]
        qas = [
            {"id": f"{city}{i}", "question": q, "answers": [{"text": a, "answer_start": context.find(a)}]}
            for i, (q, a) in enumerate(questions)
        ]
        qas.append({"id": f"{city}2", "question": "How long is the bridge?", "answers": [], "is_impossible": True})
        paragraphs.append({"context": context, "qas": qas})
    content = json.dumps({"data": [{"title": title, "paragraphs": paragraphs}]}).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


@pytest.fixture(name="paragraphs")
def some_paragraphs(tmp_path):
    return load(a_file(tmp_path / "train.json.gz"))


@pytest.fixture(name="corpus")
def a_corpus(paragraphs):
    vocabulary = Vocabulary(WORDS, np.ones(len(WORDS)))
    Altering(vocabulary, np.eye(len(WORDS), dtype=np.float32), 1).prepare(paragraphs)
    mine_negatives(paragraphs[: len(CITIES)])
    plain = [tokenize("The river and the old bridge are seen by many people from the hills every year.")]
    return make_corpus(paragraphs, vocabulary, plain=plain, often={0: 3, 1: 0})


def test_a_file_is_read_plain_or_compressed_and_impossible_questions_have_no_answer(tmp_path):
    plain, packed = load(a_file(tmp_path / "plain.json")), load(a_file(tmp_path / "packed.json.gz"))
    assert [q.text for p in plain for q in p.questions] == [q.text for p in packed for q in p.questions]
    assert [bool(q.spans) for q in plain[0].questions] == [True, True, False]


def test_whole_articles_are_held_out_the_first_of_every_five(tmp_path):
    articles = [
        {"title": f"Article {n}", "paragraphs": [{"context": f"Text {n}, {k}.", "qas": []} for k in range(1 + n % 3)]}
        for n in range(11)
    ]
    (tmp_path / "asked.json").write_text(json.dumps({"data": articles}), encoding="utf-8")
    learned, held_out = divided(load(tmp_path / "asked.json"))
    assert list(dict.fromkeys(p.article for p in held_out)) == ["Article 0", "Article 5", "Article 10"]
    assert {p.article for p in learned} == {f"Article {n}" for n in (1, 2, 3, 4, 6, 7, 8, 9)}


def test_a_paragraph_stands_under_the_title_of_its_article_but_for_one_in_so_many(tmp_path):
    path = a_file(tmp_path / "train.json.gz", title="Old_Towns")
    titled = load(path)
    assert {tuple(p.tokens.words[: p.above]) for p in titled} == {("Old", "Towns")}
    question = titled[0].questions[1]
    assert [titled[0].tokens.words[first : last + 1] for first, last in question.spans] == [["Graz"]] * 3
    assert [p.above for p in load(path, untitled=3)] == [2, 2, 0, 2, 2, 0, 2, 2]
    assert {p.above for p in load(a_file(tmp_path / "numbered.json.gz", title="5104"))} == {0}


def test_a_paragraph_without_its_answer_keeps_its_title(paragraphs):
    rest = without_answers(paragraphs[0], paragraphs[0].questions[0])
    assert rest is not None
    assert (rest.tokens.words[: rest.above], rest.above) == (["Towns"], 1)
    assert "built" not in rest.tokens.words


def test_all_places_of_an_answer_count_as_right(paragraphs):
    town = paragraphs[0].questions[1]
    assert [paragraphs[0].tokens.words[a : b + 1] for a, b in town.spans] == [["Graz"]] * 3


def test_a_place_inside_a_word_does_not_count():
    text = "The cart carried art."
    assert occurrences(text, tokenize(text), "art") == [(3, 3)]


def test_an_answer_that_is_no_whole_token_is_widened_to_one():
    text = "They paid 1,200 pounds."
    assert occurrences(text, tokenize(text), "200 pounds") == [(2, 3)]


def test_an_answer_that_is_not_in_the_text_has_no_place():
    assert occurrences("Nothing.", tokenize("Nothing."), "something") == []


def test_negatives_rank_like_paragraphs_first_and_hold_no_answer(paragraphs):
    mine_negatives(paragraphs)
    for paragraph in paragraphs:
        for question in paragraph.questions:
            assert question.paragraph not in question.negatives
            assert not any(a in paragraphs[i].text for i in question.negatives for a in question.answers)
    assert paragraphs[0].questions[0].negatives
    assert not paragraphs[0].questions[2].negatives


def test_a_corpus_holds_every_text_and_is_read_back_as_it_was_written(corpus, tmp_path):
    assert len(corpus.question) == 16
    assert len(corpus.alone) == 8 + 7
    first = corpus.alone[0, 1]
    assert corpus.alone[:2].tolist() == [[0, first], [1, first]]  # the next paragraph does not answer it either
    assert len(corpus.texts) == 24
    lengths = corpus.lengths()
    assert lengths[corpus.question[0]] == len(tokenize("When was the bridge built?").words)
    assert lengths[-1] == 17
    corpus.save(tmp_path / "corpus.npz")
    again = load_corpus(tmp_path / "corpus.npz")
    assert all(np.array_equal(value, getattr(again, name)) for name, value in vars(corpus).items())


def test_the_spans_of_a_corpus_are_those_of_its_questions(corpus, paragraphs):
    spans = [[tuple(place) for place in row.tolist() if place[0] != NONE] for row in corpus.spans]
    assert spans == [q.spans for p in paragraphs for q in p.questions if q.spans]


def test_the_altered_forms_and_the_cut_paragraphs_are_texts_of_their_own(corpus):
    assert (corpus.unanswered != NONE).any()
    assert set(corpus.cut[corpus.cut != NONE]) == set(range(len(CITIES), len(corpus.often)))


def test_matches_are_the_same_by_torch_and_by_numpy(corpus):
    torch = pytest.importorskip("torch")
    from bot.reading.batches import Device, Passes

    device = Device(corpus, torch.device("cpu"))
    pairs = next(Passes(corpus, 2000, 0.5, 1).one())
    batch = device.batch(pairs)
    (pn, pp), (qn, qq) = (np.unique(each, return_inverse=True) for each in (pairs.paragraph, pairs.question))
    p, q = device.text(pn, batch["p_rows"].shape[1], 8), device.text(qn, 30, 4)
    here = [p["keys"][pp], p["sentences"][pp], p["lengths"][pp], q["keys"][qq], q["weights"][qq]]
    match, found = match_features(*(each.numpy() for each in here))
    assert np.abs(match - batch["match"].numpy()).max() < 1e-6
    assert (found == batch["found"][:, : found.shape[1]].numpy()).all()
    assert found.any()


def test_a_pass_takes_paragraphs_as_often_as_said_and_adds_pairs_without_an_answer(corpus):
    pytest.importorskip("torch")
    from bot.reading.batches import SLOTS, Passes, all_pairs

    passes = Passes(corpus, 3000, 1.0, 0)
    batches = list(passes.one())
    positives = np.concatenate([b.asked[: b.positives] for b in batches]).tolist()
    assert sorted(positives) == sorted([0, 1] * 3 + list(range(4, 16)))
    more = [(p, q) for b in batches for p, q in zip(b.paragraph[b.positives :], b.question[b.positives :], strict=True)]
    assert {(p, q) for p, q in corpus.alone.tolist() if p != 1} <= set(more)
    labelled = [(p, q, s) for b in batches for p, q, s in zip(b.paragraph, b.question, b.slot, strict=True) if s >= 0]
    every = all_pairs(corpus)
    assert all(every.paragraph[s] == p and (every.question[s] == q or s % SLOTS > 2) for p, q, s in labelled)
    later = [b for _ in range(5) for b in passes.one()]
    assert any(p in corpus.cut for b in later for p in b.paragraph[b.positives :])
    assert any(q in corpus.unanswered for b in later for q in b.question[b.positives :])
    for b in batches:
        for place, owner in enumerate(b.owner):
            assert owner == NONE or b.question[b.positives + place] == b.question[owner]


def test_a_question_about_something_else_is_a_pair_without_an_answer_and_without_a_label(corpus, monkeypatch):
    torch = pytest.importorskip("torch")
    from bot.reading import batches
    from bot.reading.distilling import Labels, taught
    from bot.reading.learning import score

    monkeypatch.setattr(batches, "STRANGE", 0.37)
    pairs = next(batches.Passes(corpus, 3000, 1.0, 0).one())
    strange = np.flatnonzero(pairs.slot == NONE)
    assert len(strange) > 0
    for place in strange.tolist():
        assert place >= pairs.positives
        owner = pairs.owner[place - pairs.positives]
        assert pairs.question[place] == pairs.question[owner]
        assert pairs.paragraph[place] != pairs.paragraph[owner]
    only = torch.full((len(pairs.slot),), NONE)
    labels = Labels(torch.zeros(1, 10), torch.ones(1, 10), torch.ones(1))
    device = batches.Device(corpus, torch.device("cpu"))
    scored = score(a_small_reader(len(WORDS)), device.batch(pairs))
    assert float(taught(scored, only, labels).detach()) == 0


def test_the_same_seed_gives_the_same_pass(corpus):
    pytest.importorskip("torch")
    from bot.reading.batches import Passes

    one, other = ([b.slot.tolist() for b in Passes(corpus, 2000, 0.5, 4).one()] for _ in range(2))
    assert one == other


def a_small_reader(words):
    from bot.reading.network import Reader, Shape

    shape = Shape(words, word=8, char_out=8, hidden=16, encoder=1, before=1, after=1, aligned=8, pair=4, verify=6)
    return Reader(shape, 0.0)


def test_the_loss_falls_and_the_teachers_labels_are_learned(corpus, monkeypatch):
    torch = pytest.importorskip("torch")
    from bot.reading import learning
    from bot.reading.batches import Device, Passes
    from bot.reading.distilling import label, taught

    monkeypatch.setattr(learning, "WARM_UP", 1)
    torch.set_num_threads(1)  # threads that wait for each other crawl on a busy machine
    torch.manual_seed(0)
    device = Device(corpus, torch.device("cpu"))
    pairs = next(Passes(corpus, 3000, 1.0, 0).one())
    batch = device.batch(pairs)
    teacher = learning.Run(a_small_reader(len(WORDS)), 5e-3)
    losses = []
    for _ in range(30):
        losses.append(learning.loss(learning.score(teacher.reader, batch), batch, pairs.positives))
        teacher.take(losses[-1], 0.0)
    assert float(losses[-1].detach()) < float(losses[0].detach()) - 2
    labels = label([teacher.reader.eval()], device, 2000)
    assert labels.chances.float().sum(1).add(labels.none).max() < 1.01
    slots = torch.from_numpy(pairs.slot.astype(np.int64))
    student = learning.Run(a_small_reader(len(WORDS)), 5e-3)
    unlike = []
    for _ in range(30):
        unlike.append(taught(learning.score(student.reader, batch), slots, labels))
        student.take(unlike[-1], 0.0)
    assert float(unlike[-1].detach()) < float(unlike[0].detach()) - 1


def test_what_a_reader_made_of_the_pairs_before_is_kept_where_it_is_to_be(corpus):
    torch = pytest.importorskip("torch")
    from bot.reading.batches import Device, Passes
    from bot.reading.distilling import chances_of, unlike
    from bot.reading.learning import score

    torch.set_num_threads(1)
    batch = Device(corpus, torch.device("cpu")).batch(next(Passes(corpus, 3000, 1.0, 0).one()))
    torch.manual_seed(0)
    one, other = (a_small_reader(len(WORDS)).eval() for _ in range(2))
    before = chances_of(score(one, batch)).detach()
    assert before.sum(1).allclose(torch.ones(len(before)))
    assert unlike(score(one, batch), before) < unlike(score(other, batch), before)  # least where nothing is forgotten
    learned = unlike(score(other, batch), before * 0)
    assert float(learned.detach()) == 0.0
    learned.backward()
    assert not any(bool(p.grad.any()) for p in other.parameters() if p.grad is not None)


def test_a_reader_made_wider_computes_the_same_and_half_forgotten_it_does_not(corpus):
    torch = pytest.importorskip("torch")
    from dataclasses import replace

    from bot.reading.batches import Device, Passes
    from bot.reading.distilling import chances_of
    from bot.reading.learning import score
    from bot.reading.network import Reader
    from bot.reading.widening import half_forgotten, widened

    torch.manual_seed(0)
    batch = Device(corpus, torch.device("cpu")).batch(next(Passes(corpus, 3000, 1.0, 0).one()))
    reader = a_small_reader(len(WORDS)).eval()
    with torch.no_grad():
        for each in reader.parameters():
            each.add_(0.1 * torch.randn_like(each))  # biases and scales too, that begin as 0 and 1
    wide = Reader(replace(reader.shape, hidden=2 * reader.shape.hidden), 0.0).eval()
    fresh = {name: value.clone() for name, value in wide.state_dict().items()}
    whole = widened(reader.state_dict(), reader.shape)
    half = half_forgotten(whole, wide, 0.5)
    wide.load_state_dict(whole)
    before = chances_of(score(reader, batch))
    assert chances_of(score(wide, batch)).allclose(before, atol=1e-5)
    wide.load_state_dict(half)
    assert not chances_of(score(wide, batch)).allclose(before, atol=1e-4)
    assert half["lead.weight"].allclose((whole["lead.weight"] + fresh["lead.weight"]) / 2)
    assert half["encoder.words.weight"].equal(reader.encoder.words.weight)


def test_right_spans_are_marked_and_what_lies_behind_the_cut_is_not():
    torch = pytest.importorskip("torch")
    from bot.reading.learning import right

    gold, first, last = right(torch.tensor([[[2, 4], [9, 9]] + [[-1, -1]] * 6]), 8)
    assert gold.nonzero().tolist() == [[0, 2 * LONGEST_SPAN + 2]]
    assert (first.nonzero().tolist(), last.nonzero().tolist()) == ([[0, 2]], [[0, 4]])


def test_the_mass_of_a_pair_without_an_answer_counts_with_its_question():
    torch = pytest.importorskip("torch")
    from bot.reading.learning import together

    mass = together(torch.tensor([0.0, 0.0, 0.0, 5.0]), 2, torch.tensor([1, -1]))
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

    run = Run(a_small_reader(9))
    assert run.rate(0.0) < PEAK / 100
    run.step = WARM_UP
    assert run.rate(0.0) == pytest.approx(PEAK)
    assert run.rate(1.0) == pytest.approx(PEAK * LAST)


def test_the_command_teaches_a_reader_writes_a_model_that_reads_and_resumes(tmp_path, capsys):
    pytest.importorskip("torch")
    from bot.reading import train
    from bot.reading.model import NeuralReader

    data, out = a_file(tmp_path / "train.json.gz"), tmp_path / "model.npz"
    more = b'{"text": "The river and the bridge are very old, they say."}\n'
    (tmp_path / "more.jsonl.gz").write_bytes(gzip.compress(more))
    small = "hidden=16,encoder=1,before=1,after=1,heads=1"
    common = [
        str(data), "--tune", str(data), "--asked", str(data), "--text", str(tmp_path / "more.jsonl.gz"), "--out",
        str(out), "--threads", "1", "--words", "60", "--size", "8", "--shape", small,
        "--device", "cpu", "--teachers", "1", "--tokens", "4000",
    ]  # fmt: skip
    train.main([*common, "--passes", "2"])
    reader = NeuralReader(out)
    [reading] = reader.read("When was the bridge built?", ["The bridge was built in 1950."])
    assert reading.spans
    assert reader.meta["figures"]["questions"] == 24
    printed = capsys.readouterr().out
    assert "labels of 1 teachers" in printed
    assert "AUROC" in printed
    out.unlink()
    train.main([*common, "--passes", "2", "--resume"])
    assert out.exists()
    assert "teacher-0" not in capsys.readouterr().out


def test_a_run_that_was_stopped_goes_on_at_its_checkpoint_and_writes_the_file_that_was_named(tmp_path, capsys):
    pytest.importorskip("torch")
    from bot.reading import train
    from bot.reading.model import NeuralReader

    data, out = a_file(tmp_path / "train.json"), tmp_path / "new" / "folder" / "reader"
    common = [
        str(data), "--tune", str(data), "--out", str(out), "--threads", "1", "--words", "60", "--size", "8",
        "--shape", "hidden=16,encoder=1,before=1,after=1,heads=1", "--device", "cpu", "--report", "0",
    ]  # fmt: skip
    train.main([*common, "--passes", "1"])
    steps = int(capsys.readouterr().out.rpartition("step ")[2].split()[0])
    assert NeuralReader(out).meta["figures"]["questions"] == 24
    train.main([*common, "--passes", "2", "--resume"])
    printed = capsys.readouterr().out
    assert "plain text" not in printed
    assert int(printed.rpartition("step ")[2].split()[0]) > steps


WRONG = {
    "nowhere.json is not there": ["nowhere.json"],
    "'0' is no number from 1 on": ["--passes", "0"],
    "hiden: no size of a reader": ["--shape", "hiden=16"],
    "'wide' is no number": ["--teacher-shape", "hidden=wide"],
}


@pytest.mark.parametrize(("said", "given"), WRONG.items(), ids=WRONG)
def test_what_cannot_be_trained_with_is_told_before_anything_is_made(tmp_path, capsys, said, given):
    pytest.importorskip("torch")
    from bot.reading import train

    data = [] if given[0] == "nowhere.json" else [str(a_file(tmp_path / "train.json"))]
    with pytest.raises(SystemExit) as stopped:
        train.main([*data, *given, "--tune", str(tmp_path), "--out", str(tmp_path / "reader.npz")])
    assert (stopped.value.code, said in capsys.readouterr().err) == (2, True)


def test_a_pass_takes_the_questions_of_each_file_as_often_as_it_is_told(tmp_path):
    pytest.importorskip("torch")
    from bot.reading import train

    data = a_file(tmp_path / "train.json")
    for name in ("known", "new", "newer"):
        asked = json.loads(a_file(tmp_path / f"{name}.json", title=name).read_text())["data"]
        held_out = {"title": f"{name} held out", "paragraphs": asked[0]["paragraphs"][:1]}
        (tmp_path / f"{name}.json").write_text(json.dumps({"data": [held_out, *asked]}))
    files = [part for name in ("known", "new", "newer") for part in ("--asked", str(tmp_path / f"{name}.json"))]
    train.main([
        str(data), "--tune", str(data), *files, "--times", "1", "5", "--out", str(tmp_path / "model.npz"),
        "--words", "60", "--size", "8", "--only-prepare",
    ])  # fmt: skip
    often = load_corpus(tmp_path / "model.corpus.npz").often
    assert often[: 4 * len(CITIES)].reshape(4, -1).tolist() == [[1] * 8, [1] * 8, [5] * 8, [1] * 8]
    assert not often[-11:].any()  # what is measured on


def test_a_run_goes_on_from_what_another_one_learned_with_the_same_words(tmp_path, capsys):
    pytest.importorskip("torch")
    from bot.reading import train
    from bot.reading.model import NeuralReader, load_arrays

    data, out = a_file(tmp_path / "train.json.gz"), tmp_path / "first" / "model.npz"
    out.parent.mkdir()
    common = [
        str(data), "--tune", str(data), "--threads", "1", "--size", "8", "--device", "cpu", "--teachers", "1",
        "--shape", "hidden=16,encoder=1,before=1,after=1,heads=1", "--passes", "1",
    ]  # fmt: skip
    train.main([*common, "--out", str(out), "--words", "60"])
    capsys.readouterr()
    later = tmp_path / "later" / "model.npz"
    later.parent.mkdir()
    later.with_suffix(".words.npz").write_bytes(out.with_suffix(".words.npz").read_bytes())
    train.main([*common, "--out", str(later), "--resume", "--go-on", str(out.parent)])
    assert "plain text" not in capsys.readouterr().out
    assert NeuralReader(later).vocabulary.words == NeuralReader(out).vocabulary.words
    later.unlink()
    kept = [*common, "--out", str(later), "--resume", "--go-on", str(out.parent), "--keep", str(out)]
    train.main([*kept, "--share", "0"])
    assert all(
        np.allclose(one, other, atol=1e-3)
        for one, other in zip(load_arrays(out)[0].values(), load_arrays(later)[0].values(), strict=True)
        if one.dtype == np.float16
    )
    with pytest.raises(SystemExit, match="has another shape than the reader; name its shape with --shape"):
        train.main([*kept, "--shape", "hidden=8,encoder=1,before=1,after=1,heads=1"])
    later.with_suffix(".words.npz").unlink()
    later.unlink()
    with pytest.raises(SystemExit, match=r"trained with other words; put its \.words\.npz beside"):
        train.main([*common, "--out", str(later), "--words", "50", "--teachers", "0", "--go-on", str(out.parent)])


def test_teachers_that_there_were_none_of_before_begin_as_the_reader_made_wider(tmp_path, capsys):
    torch = pytest.importorskip("torch")
    from bot.reading import train

    data, first, later = a_file(tmp_path / "train.json.gz"), tmp_path / "first" / "model.npz", tmp_path / "model.npz"
    first.parent.mkdir()
    small = "hidden=16,encoder=1,before=1,after=1,heads=1"
    common = [
        str(data), "--tune", str(data), "--threads", "1", "--size", "8", "--words", "60", "--device", "cpu",
        "--shape", small, "--passes", "1",
    ]  # fmt: skip
    train.main([*common, "--out", str(first)])
    later.with_suffix(".words.npz").write_bytes(first.with_suffix(".words.npz").read_bytes())
    capsys.readouterr()
    wide = ["--teachers", "1", "--teacher-shape", small.replace("16", "32")]
    train.main([*common, *wide, "--out", str(later), "--resume", "--go-on", str(first.parent)])
    assert "plain text" not in capsys.readouterr().out
    assert torch.load(later.with_suffix(".teacher-0.pt"))["lead.weight"].shape == (32, 32)
