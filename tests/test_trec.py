"""Files of retrieval experiments: qrels, queries, corpora and runs; what is wrong with one is said in a line."""

import gzip
import json

import pytest

from bot.errors import BadQuestionSet
from bot.evaluation import ranking, trec
from knowledge import Document, Library


@pytest.fixture
def file(tmp_path):
    def write(text, name="file.txt"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    return write


@pytest.mark.parametrize(
    "text",
    [
        "q1 0 d1 2\nq1 0 d2 0\nq2 0 d1 -1\n",
        "q1\t0\td1\t2\r\nq1\t0\td2\t0\r\nq2\t0\td1\t-1\r\n",
        "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n\nq2\td1\t-1",
        "q1 d1 2\nq1 d2 0\nq2 d1 -1",
    ],
)
def test_qrels_are_read_in_trecs_and_beirs_form(file, text):
    assert trec.read_qrels(file(text)) == {"q1": {"d1": 2, "d2": 0}, "q2": {"d1": -1}}


def test_ids_with_spaces_are_read_where_tabs_part_the_columns(file):
    assert trec.read_qrels(file("q 1\td 1\t1\n")) == {"q 1": {"d 1": 1}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("q1 0 d1\nx", "line 1: the relevance 'd1'"),
        ("q1 0 d1 1\nq1 0\n", "line 2: 2 columns"),
        ("q1 0 d1 1\nq1 0 d1 0\n", "line 2: 'd1' stands twice"),
        ("q1 0 d1 0.5\n", "not a whole number"),
        ("\n", "judges nothing"),
    ],
)
def test_what_is_wrong_with_qrels_is_said_with_its_line(file, text, said):
    with pytest.raises(BadQuestionSet, match=said):
        trec.read_qrels(file(text))


def test_a_run_is_written_best_first_and_read_as_it_was(tmp_path):
    run = {"q1": {"d1": 1.25, "d2": 0.1 + 0.2}, "q2": {}, "q3": {"d3": -1.0}}
    trec.write_run(run, tmp_path / "run.txt")
    assert (tmp_path / "run.txt").read_text().splitlines()[:2] == [
        "q1 Q0 d1 1 1.25 quoth",
        "q1 Q0 d2 2 0.30000000000000004 quoth",
    ]
    assert trec.read_run(tmp_path / "run.txt") == {"q1": run["q1"], "q3": run["q3"]}


@pytest.mark.parametrize(
    ("text", "said"),
    [("q1 Q0 d1 1 high tag", "score 'high'"), ("q1 Q0 d1 1 nan tag", "score 'nan'"), ("q1 d1 1.0", "3 columns")],
)
def test_what_is_wrong_with_a_run_is_said(file, text, said):
    with pytest.raises(BadQuestionSet, match=said):
        trec.read_run(file(text))


def test_a_run_with_white_space_in_an_id_or_without_a_place_is_refused(tmp_path):
    with pytest.raises(BadQuestionSet, match="white space"):
        trec.write_run({"q 1": {"d": 1.0}}, tmp_path / "run.txt")
    with pytest.raises(BadQuestionSet, match="cannot be written"):
        trec.write_run({"q": {"d": 1.0}}, tmp_path / "nowhere" / "run.txt")


@pytest.mark.parametrize(
    "text",
    [
        '{"_id": "1", "text": "What?"}\n{"_id": 2, "text": "Why?"}\n',
        '{"id": "1", "question": "What?", "answers": []}\n{"id": "2", "question": "Why?", "answers": []}',
        "1\tWhat?\n2\tWhy?\n",
    ],
)
def test_queries_are_read_in_beirs_and_quoths_form_and_as_lines(file, text):
    assert trec.read_queries(file(text)) == {"1": "What?", "2": "Why?"}


@pytest.mark.parametrize("text", ["What?", "1\tWhat?\n1\tWhy?", '{"_id": "1"}', "[1]", "{1}", ""])
def test_what_are_no_queries_is_said_in_a_line(file, text):
    with pytest.raises(BadQuestionSet, match=r"file\.txt, line"):
        trec.read_queries(file(text))


def test_a_corpus_is_read_by_its_ids_and_told_from_other_files(file):
    text = '{"_id": "a/1", "title": "Ant", "text": "Green."}\n{"document_id": "b", "text": "Gold."}\n'
    corpus = file(text, "corpus.jsonl.gz")
    assert trec.is_corpus(corpus)
    assert [(each.source, each.title, each.text) for each in trec.read_corpus(corpus)] == [
        ("a/1", "Ant", "Green."),
        ("b", "", "Gold."),
    ]
    assert not trec.is_corpus(file('{"name": "a", "text": "b"}', "rows.jsonl"))
    assert not trec.is_corpus(file("Some text.", "notes.txt"))
    assert not trec.is_corpus(file("no json", "bad.jsonl"))


def test_a_document_that_stands_twice_in_a_corpus_is_named(file):
    with pytest.raises(BadQuestionSet, match="'a' is given twice"):
        trec.read_corpus(file('{"_id": "a", "text": "x"}\n{"_id": "a", "text": "y"}', "corpus.jsonl"))


def test_documents_are_ranked_by_their_best_passage_under_the_names_of_the_qrels():
    library = Library()
    library.add([
        Document("ant-1", "Ant", "The ant is green.\n\n" + "Grass. " * 60 + "\n\nAn ant.", "insects/ant.txt"),
        Document("bee-1", "Bee", "The bee is gold, not green.", "my bee.txt"),
        Document("cat-1", "Cat", "The cat is black.", "cat.txt"),
    ])  # fmt: skip
    run = ranking.ranked(library, {"q": "green ant", "none": "zebra"}, {"q": {"ant": 1}})
    best = {hit.passage.document_id: hit.score for hit in reversed(library.search("green ant", 10))}
    assert run == {"q": {"ant": best["ant-1"], "bee-1": best["bee-1"]}, "none": {}}
    library.close()


def test_qrels_of_the_command_line_are_measured_written_and_read(tmp_path):
    from click.testing import CliRunner

    from web.cli import cli

    corpus = [{"_id": "d1", "title": "", "text": "The ant is green."}, {"_id": "d2", "text": "The bee is gold."}]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)))
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "green ant"}\n{"_id": "q9", "text": "unjudged"}')
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\n")

    def quoth(*arguments):
        return CliRunner().invoke(cli, ["evaluate", *map(str, arguments), "--data", str(tmp_path / "data")])

    run, qrels = tmp_path / "run.txt", ("--qrels", tmp_path / "qrels.tsv")
    searched = quoth(
        tmp_path / "queries.jsonl", *qrels, "--documents", tmp_path / "corpus.jsonl", "--write-run", run, "--json"
    )
    figures = json.loads(searched.stdout)
    assert (figures["queries"], figures["without_a_ranking"], figures["nDCG@10"], figures["RR"]) == (2, 1, 0.5, 0.5)
    assert figures["by_query"]["q1"]["AP"] == 1.0
    assert run.read_text().startswith("q1 Q0 d1 1 ")
    assert json.loads(quoth(*qrels, "--run", run, "--json").stdout) == figures
    assert "nDCG@10     0.5000" in quoth(*qrels, "--run", run).stdout
    for wrong in (
        [],
        ["--run", run],
        [*qrels],
        [*qrels, "--run", run, "--write-run", run],
        ["q", *qrels, "--every", 2],
    ):
        assert quoth(*wrong).exit_code == 2, wrong
