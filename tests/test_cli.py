"""The command line: what each command prints, where, and how it ends."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import MAX_QUESTION, Feedback, Settings, create_chatbot
from web.cli import cli

ROOT = Path(__file__).parent.parent
COMMANDS = sorted(cli.commands)
SINCE = "Since when has New Zealand had contacts with NATO?"


@pytest.fixture
def quoth(tmp_path):
    """Run a command in this process, over a data directory of the test's own."""

    def run(*arguments, typed=None, data=tmp_path / "data", **environment):
        known = {"QUOTH_DATA": str(data), **dict.fromkeys(("QUOTH_PORT", "QUOTH_HITS", "QUOTH_ANSWER_THRESHOLD"))}
        result = CliRunner().invoke(cli, [str(each) for each in arguments], input=typed, env={**known, **environment})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def cap(tmp_path):
    """A folder with a readable file, a bad one and one of another kind."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "cap.txt").write_text("The cap of the mayor was bought in Rome.", encoding="utf-8")
    (folder / "bad.txt").write_text("\n")
    (folder / "photo.png").write_bytes(b"\x89PNG")
    return folder


def process(*arguments, data, shell="", **options):
    """Run a command as a process of its own, as a shell does."""
    environment = {**os.environ, "QUOTH_DATA": str(data), "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    command = [sys.executable, "-m", "web.cli", *map(str, arguments)]
    if shell:
        command = ["bash", "-c", f'set -o pipefail; "$0" "$@" {shell}', *command]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=60, **options)


def assert_one_line_error(result, code=1):
    assert result.exit_code == code
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("Error: ")
    return lines[0]


def test_the_commands_are_those_of_the_contract():
    assert {"index", "documents", "remove", "search", "ask", "chat", "serve", "evaluate", "feedback"} <= set(COMMANDS)


def test_what_is_installed_as_quoth_is_the_same_and_collects_garbage_once_it_runs(quoth, tmp_path):
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts == {"quoth": "web.__main__:main"}
    code = (
        "import gc, web.cli, web.__main__\n"
        "web.cli.main = lambda: print(gc.isenabled(), gc.get_freeze_count() > 1000)\nweb.__main__.main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert run.stdout == "True True\n", run.stderr
    asked = subprocess.run([sys.executable, "-m", "web", "--version"], capture_output=True, text=True, env=environment,
                           cwd=tmp_path, check=False)  # fmt: skip
    assert asked.stdout == quoth("--version").stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(quoth, command):
    result = quoth(command, "--help")
    assert result.exit_code == 0
    assert f"Example: quoth {command}" in result.stdout
    assert "--data" in result.stdout


@pytest.mark.parametrize("command", [each for each in COMMANDS if each not in ("chat", "serve")])
def test_every_command_that_prints_results_prints_json_too(quoth, command):
    assert "--json" in quoth(command, "--help").stdout


def test_help_lists_every_command(quoth):
    listed = quoth("--help").stdout
    assert all(f"  {command} " in listed for command in COMMANDS)


def test_the_version_is_told(quoth):
    result = quoth("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("quoth")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",), ("ask",), ("search",), ("index",), ("remove",), ("ask", "a", "b"), ("search", "a", "-k", "0"),
        ("search", "a", "-k", "x"), ("documents", "--colour"), ("serve", "--port", "65536"), ("evaluate",),
        ("evaluate", "q.jsonl", "--every", "0"),
    ],
)  # fmt: skip
def test_wrong_use_ends_with_2_and_says_how_to_get_help(quoth, arguments):
    result = quoth(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "--help" in result.stderr


def test_a_new_library_holds_the_bundled_document(quoth):
    result = quoth("documents")
    assert result.exit_code == 0
    assert "NATO cooperation with New Zealand" in result.stdout


def test_documents_as_json(quoth):
    listed = json.loads(quoth("documents", "--json").stdout)
    assert listed["total"] == 1
    assert listed["documents"][0].keys() >= {"document_id", "title", "source", "passages", "characters"}


def test_documents_as_json_name_the_reader_that_serves_them(quoth, tmp_path):
    assert json.loads(quoth("documents", "--json").stdout)["reader"] == "neural"
    german = "Die Bäckerei am Markt wurde von Anna gegründet. Sie ist auch am Sonntag für alle offen und backt Brot."
    (tmp_path / "brot.txt").write_text(german, encoding="utf-8")
    quoth("index", tmp_path / "brot.txt")
    assert json.loads(quoth("documents", "--json").stdout)["reader"] == "sentences"


def test_ask_prints_the_answer(quoth):
    result = quoth("ask", SINCE)
    assert result.exit_code == 0
    assert "2001" in result.stdout
    assert result.stderr == ""


def test_ask_as_json_has_the_fields_of_the_contract(quoth):
    reply = json.loads(quoth("ask", SINCE, "--json").stdout)
    assert reply.keys() >= {
        "kind", "answer", "short", "confidence", "citations", "passages",
        "question", "query", "conversation_id", "turn_id", "index", "took_ms",
    }  # fmt: skip
    assert reply["kind"] == "answer"


def test_ask_tells_what_made_the_answer(quoth):
    plain, told = quoth("ask", SINCE).stdout, quoth("ask", SINCE, "--explain").stdout
    assert told.startswith(plain)
    assert "Confidence 0." in told.removeprefix(plain)
    assert "“2001”" in told.removeprefix(plain)


def test_ask_as_json_holds_the_explanation(quoth):
    told = json.loads(quoth("ask", SINCE, "--explain", "--json").stdout)
    assert told["explanation"]["confidence"]["value"] == pytest.approx(told["confidence"], abs=1e-6)
    assert json.loads(quoth("ask", "Hello!", "--explain", "--json").stdout)["explanation"] is None
    assert "explanation" not in json.loads(quoth("ask", SINCE, "--json").stdout)


def test_evaluate_withholds_articles(quoth, tmp_path):
    def article(town):
        text = f"The town of {town} was founded by Ada Lee of {town}."
        asked = {"id": town, "question": f"Who founded the town of {town}?", "answers": [{"text": "Ada Lee"}]}
        return {"title": town, "paragraphs": [{"context": text, "qas": [asked]}]}

    path = tmp_path / "towns.json"
    path.write_text(json.dumps({"version": "1.1", "data": [article("Arden"), article("Belmar")]}), encoding="utf-8")
    figures = json.loads(quoth("evaluate", path, "--withhold", 2, "--json").stdout)
    assert (figures["answerable"], figures["unanswerable"]) == (1, 1)
    assert quoth("evaluate", path, "--withhold", 2, "--documents", tmp_path).exit_code == 2


def test_search_tells_what_each_word_adds(quoth):
    plain, told = quoth("search", "Phil Goff").stdout, quoth("search", "Phil Goff", "--explain").stdout
    assert "= Goff " not in plain
    assert "= Goff " in told


def test_search_as_json_holds_what_each_word_adds(quoth):
    told = json.loads(quoth("search", "Phil Goff", "--explain", "--json").stdout)["hits"][0]
    assert sum(each["score"] for each in told["words"]) == pytest.approx(told["score"])
    assert "words" not in json.loads(quoth("search", "Phil Goff", "--json").stdout)["hits"][0]


def test_ask_goes_on_with_a_conversation(quoth):
    first = json.loads(quoth("ask", "Who is Phil Goff?", "--json").stdout)
    second = json.loads(quoth("ask", "Whom did he meet?", "--conversation", first["conversation_id"], "--json").stdout)
    assert second["conversation_id"] == first["conversation_id"]
    assert "Lord Robertson" in second["answer"]


@pytest.mark.parametrize("question", ["How do I make banana bread?", "Hello"])
def test_a_reply_that_is_no_answer_is_no_failure(quoth, question):
    assert quoth("ask", question).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask", ""), "empty"),
        (("ask", "  "), "empty"),
        (("ask", "x" * (MAX_QUESTION + 1)), "4,000"),
        (("ask", "Who?", "--conversation", "nobody"), "nobody"),
        (("remove", "nothing"), "nothing"),
    ],
)
def test_what_cannot_be_done_is_one_line_on_standard_error(quoth, arguments, words):
    assert words in assert_one_line_error(quoth(*arguments))


def test_search_lists_hits_with_scores(quoth):
    result = quoth("search", "Phil Goff", "-k", "1")
    assert result.exit_code == 0
    assert result.stdout.startswith("1. ")
    assert "Phil Goff" in result.stdout


@pytest.mark.parametrize(
    "arguments", [["-Zealand Goff", "-k", "3"], ["-k", "3", '-"New Zealand" Goff'], ["-kiwi Goff"]]
)
def test_a_search_may_begin_with_a_minus(quoth, arguments):
    result = quoth("search", *arguments, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["query"] in arguments


def test_a_typing_error_in_an_option_is_told(quoth):
    assert "No such option" in quoth("search", "-x", "Goff").stderr
    assert "'three' is not a valid integer" in quoth("search", "Goff", "-k", "three").stderr


def test_a_question_may_begin_with_a_minus(quoth):
    assert quoth("ask", "-5 degrees, who is Phil Goff?").exit_code == 0


def test_search_as_json_is_best_first(quoth):
    hits = json.loads(quoth("search", "New Zealand", "-k", "3", "--json").stdout)["hits"]
    assert len(hits) == 3
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


@pytest.mark.parametrize("query", ["", "  \t"])
def test_an_empty_search_is_wrong_use_and_no_search_without_a_hit(quoth, query):
    result = quoth("search", query)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the query is empty" in result.stderr


def test_a_search_without_a_hit_says_so(quoth):
    assert quoth("search", "xyzzy").stdout.strip()
    assert json.loads(quoth("search", "xyzzy", "--json").stdout)["hits"] == []


def test_index_reads_on_after_a_bad_file_and_fails_at_the_end(quoth, cap):
    result = quoth("index", cap)
    assert result.exit_code == 1
    assert "bad.txt" in result.stdout + result.stderr
    assert ".png" in result.stdout
    assert "Rome" in quoth("search", "cap").stdout


def test_index_of_good_files_succeeds(quoth, cap):
    result = quoth("index", cap / "cap.txt")
    assert result.exit_code == 0
    assert "cap.txt" in result.stdout
    assert "added" in result.stdout


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self):
        return True


def test_index_shows_no_bar_where_it_is_done_at_once(tmp_path, cap, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    cli(["index", str(cap / "cap.txt"), "--data", str(tmp_path / "data")], standalone_mode=False)
    assert "reading" not in sys.stderr.getvalue()


def test_index_as_json(quoth, cap):
    report = json.loads(quoth("index", cap, "--json").stdout)
    assert [each["status"] for each in report["documents"]] == ["added"]
    assert len(report["failed"]) == len(report["skipped"]) == 1


def test_indexing_again_says_unchanged(quoth, cap):
    quoth("index", cap / "cap.txt")
    assert "unchanged" in quoth("index", cap / "cap.txt").stdout


def test_a_path_that_is_not_there_is_named(quoth, cap):
    result = quoth("index", cap / "nowhere", cap / "cap.txt")
    assert result.exit_code == 1
    assert str(cap / "nowhere") in result.stdout + result.stderr
    assert "Rome" in quoth("search", "cap").stdout


def test_the_first_index_replaces_the_bundled_document_for_good(quoth, cap):
    quoth("documents")
    quoth("index", cap / "cap.txt")
    listed = json.loads(quoth("documents", "--json").stdout)["documents"]
    assert [each["title"] for each in listed] == ["cap"]
    quoth("remove", listed[0]["document_id"])
    assert json.loads(quoth("documents", "--json").stdout)["total"] == 0
    assert "quoth index" in quoth("documents").stdout


def test_a_first_index_without_success_keeps_the_bundled_document(quoth, cap):
    quoth("index", cap / "bad.txt")
    assert "NATO" in quoth("documents").stdout


def test_removed_documents_are_not_found_again(quoth, cap):
    quoth("index", cap / "cap.txt")
    document_id = json.loads(quoth("documents", "--json").stdout)["documents"][0]["document_id"]
    assert json.loads(quoth("remove", document_id, "--json").stdout) == {"removed": [document_id], "total": 0}
    assert json.loads(quoth("search", "cap", "--json").stdout)["hits"] == []


def test_where_one_id_is_unknown_nothing_is_removed(quoth):
    document_id = json.loads(quoth("documents", "--json").stdout)["documents"][0]["document_id"]
    assert_one_line_error(quoth("remove", document_id, "nothing"))
    assert json.loads(quoth("documents", "--json").stdout)["total"] == 1


def test_chat_answers_each_line_until_an_empty_one(quoth):
    result = quoth("chat", typed=f"{SINCE}\n\nWho is Phil Goff?\n")
    assert result.exit_code == 0
    assert "2001" in result.stdout
    assert "Lord Robertson" not in result.stdout


def test_chat_ends_with_a_goodbye(quoth):
    result = quoth("chat", typed="thanks\nok, bye!\nWho is Phil Goff?\n")
    assert result.stdout.endswith("You are welcome.\n\nGoodbye!\n\n")


def test_chat_is_one_conversation_until_its_input_ends(quoth):
    result = quoth("chat", typed="Who is Phil Goff?\nthanks\nWhom did he meet?")
    assert result.exit_code == 0
    assert result.stdout.count("Lord Robertson") >= 1


def test_chat_goes_on_after_a_question_that_is_too_long(quoth):
    result = quoth("chat", typed=f"{'x' * 5000}\n{SINCE}\n")
    assert result.exit_code == 0
    assert "4,000" in result.stdout
    assert "2001" in result.stdout


def test_the_data_option_goes_before_the_variable(quoth, tmp_path, cap):
    quoth("index", cap / "cap.txt", "--data", tmp_path / "other")
    assert "cap" in quoth("documents", "--data", tmp_path / "other").stdout
    assert "NATO" in quoth("documents").stdout


@pytest.mark.parametrize("command", ["documents", "chat", "serve"])
def test_a_bad_setting_is_one_line_with_the_remedy(quoth, command):
    said = assert_one_line_error(quoth(command, QUOTH_PORT="http"))
    assert "'http'" in said
    assert "QUOTH_PORT" in said


def test_an_unknown_setting_in_quoth_toml_is_one_line(quoth, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "quoth.toml").write_text("colour = 1\n", encoding="utf-8")
    assert "'colour'" in assert_one_line_error(quoth("documents"))


def test_a_data_directory_that_cannot_be_made_is_one_line(quoth, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "--data" in assert_one_line_error(quoth("documents", data=tmp_path / "file" / "data"))


@pytest.mark.parametrize("name", ["library.db", "conversations.db"])
def test_a_damaged_database_is_one_line(quoth, tmp_path, name):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_bytes(b"no database " * 1000)
    said = assert_one_line_error(quoth("ask", SINCE))
    assert all(each in said for each in (str(tmp_path / "data" / name), "move the file away", "quoth restore"))


@pytest.fixture
def damaged(quoth, tmp_path):
    """Conversations that cannot be read, beside a library that is whole."""
    quoth("documents")
    file = tmp_path / "data" / "conversations.db"
    file.write_bytes(b"no database " * 1000)
    return file


@pytest.mark.parametrize("arguments", [("documents",), ("documents", "--json"), ("check",), ("search", "Goff")])
def test_what_needs_no_conversations_works_where_they_are_damaged(quoth, damaged, arguments):
    result = quoth(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")


def test_what_was_removed_stays_to_be_deleted_until_the_conversations_can_be_read(quoth, damaged, monkeypatch):
    (listed,) = json.loads(quoth("documents", "--json").stdout)["documents"]
    quoth("remove", listed["document_id"])
    monkeypatch.setattr("knowledge.removing.UNDO_SECONDS", -1)
    result = quoth("check")
    assert (result.exit_code, str(damaged) in result.stderr) == (0, True)
    damaged.unlink()
    assert quoth("check").stderr == ""
    with closing(create_chatbot(Settings.load(data=damaged.parent))) as chatbot:
        assert chatbot.library.due() == []


def test_nothing_is_removed_at_once_where_the_conversations_cannot_be_told(quoth, damaged):
    (listed,) = json.loads(quoth("documents", "--json").stdout)["documents"]
    assert str(damaged) in assert_one_line_error(quoth("remove", listed["document_id"], "--now"))
    assert json.loads(quoth("documents", "--json").stdout)["total"] == 1


def test_questions_that_cannot_be_evaluated_are_one_line(quoth, tmp_path):
    assert "nowhere.jsonl" in assert_one_line_error(quoth("evaluate", tmp_path / "nowhere.jsonl"))


def test_evaluate_as_json_has_the_figures_of_the_contract(quoth, tmp_path):
    line = {"id": "1", "question": SINCE, "answers": ["2001"]}
    (tmp_path / "set.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    result = quoth("evaluate", tmp_path / "set.jsonl", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout).keys() >= {
        "questions", "success@1", "success@5", "mrr", "answered", "answer_shown", "exact_match", "f1",
        "refusal_precision", "refusal_recall", "dialogue_answer_shown", "latency_ms",
    }  # fmt: skip


def test_a_failure_of_the_process_leaves_no_traceback(tmp_path):
    done = process("remove", "nothing", data=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


def test_output_into_a_closed_pipe_leaves_no_traceback(quoth, tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(150):  # more than a pipe holds
        (folder / f"{number}-{'long' * 60}.txt").write_text(f"Cap {number} is green.", encoding="utf-8")
    quoth("index", folder)
    assert len(quoth("documents", "--json").stdout) > 100_000
    done = process("documents", "--json", data=tmp_path / "data", shell="| head -n 1")
    assert done.stdout == "{\n"
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
@pytest.mark.parametrize("arguments", [("documents",), ("ask", SINCE), ("serve", "--port", 0)])
def test_output_into_a_file_on_a_full_disk_leaves_no_traceback(tmp_path, arguments):
    done = process(*arguments, data=tmp_path, shell=">/dev/full")
    assert (done.returncode, done.stderr) == (1, "Error: No space left on device\n")


@pytest.mark.skipif(sys.platform == "win32", reason="the shell there closes nothing")
def test_chat_without_an_input_says_hello_and_ends(tmp_path):
    done = process("chat", data=tmp_path, shell="<&-")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Hello!")


@pytest.mark.skipif(sys.platform == "win32", reason="the shell there closes nothing")
def test_a_restore_that_can_ask_nobody_wants_a_yes(quoth, tmp_path):
    quoth("backup", tmp_path / "backup.zip")
    done = process("restore", tmp_path / "backup.zip", data=tmp_path / "data", shell="<&-")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--yes" in done.stderr.splitlines()[-1]


def test_what_the_terminal_cannot_show_is_escaped(tmp_path):
    done = process("ask", SINCE, data=tmp_path, env={"PYTHONIOENCODING": "iso-8859-2"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "2001" in done.stdout
    assert r"\u201c" in done.stdout


@pytest.mark.parametrize("command", ["ask", "search"])
def test_bytes_that_are_no_text_are_asked_and_printed(quoth, command):
    result = quoth(command, "Who is \udcff Phil Goff?", "--json")
    assert result.exit_code == 0
    assert "Phil Goff" in json.dumps(json.loads(result.stdout_bytes))


@pytest.mark.parametrize("arguments", [("index", ""), ("index", "--prune", ""), ("documents", "--data", "")])
def test_an_empty_path_names_nothing_and_not_the_folder_where_it_is_typed(quoth, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cap.txt").write_text("The cap is green.", encoding="utf-8")
    before = set(tmp_path.iterdir())
    result = quoth(*arguments)
    assert result.exit_code == 2
    assert "an empty path names nothing; '.' is the folder where you are" in result.stderr
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "arguments",
    [("remove", "no\udcff"), ("undo", "no\udcff"), ("ask", SINCE, "--document", "no\udcff"),
     ("ask", SINCE, "--conversation", "no\udcff"), ("tag", "no\udcff", "work")],
)  # fmt: skip
def test_an_id_that_is_no_text_is_named_with_the_remedy(quoth, arguments):
    assert r"'no\udcff' holds half a character; type it anew" in assert_one_line_error(quoth(*arguments))


def test_a_path_that_is_no_text_is_named(quoth):
    result = quoth("index", "no\udcffwhere.txt")
    assert result.exit_code == 1
    assert "where.txt" in result.stdout + result.stderr


def test_chat_over_a_pipe_answers_and_ends(tmp_path):
    done = process("chat", data=tmp_path, input=f"{SINCE}\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2001" in done.stdout
    assert ">" not in done.stdout


def test_feedback_is_printed_as_a_question_set_that_can_be_evaluated(quoth, tmp_path):
    with closing(create_chatbot(Settings.load(tmp_path / "data"))) as chatbot:
        good, bad = chatbot.ask("Who is Phil Goff?"), chatbot.ask("Who is Helen Clark?")
        chatbot.history.rate(Feedback(good.turn_id, good=True))
        chatbot.history.rate(Feedback(bad.turn_id, good=False))
    printed = quoth("feedback")
    assert "1 judged bad without the right words" in printed.stderr
    (tmp_path / "judged.jsonl").write_text(printed.stdout, encoding="utf-8")
    measured = json.loads(quoth("evaluate", tmp_path / "judged.jsonl", "--json").stdout)
    assert measured["questions"] == 1


def test_a_removed_document_is_brought_back_by_undo(quoth):
    (listed,) = json.loads(quoth("documents", "--json").stdout)["documents"]
    removed = quoth("remove", listed["document_id"])
    assert f"quoth undo {listed['document_id']}" in removed.stdout
    assert quoth("search", "Goff").stdout.startswith("The library is empty.")
    assert quoth("undo", listed["document_id"]).exit_code == 0
    assert "Phil Goff" in quoth("search", "Goff").stdout


def test_what_was_removed_now_cannot_be_undone_and_is_nowhere_any_more(quoth, tmp_path):
    turn = json.loads(quoth("ask", SINCE, "--json").stdout)
    (listed,) = json.loads(quoth("documents", "--json").stdout)["documents"]
    quoth("remove", listed["document_id"], "--now")
    kept = [file.read_bytes().lower() for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert not any(b"bamyan" in each or b"since 2001." in each for each in kept)
    assert "30 seconds" in assert_one_line_error(quoth("undo", listed["document_id"]))
    assert "empty" in quoth("ask", SINCE, "--conversation", turn["conversation_id"]).stdout


def test_an_emptied_library_says_so_and_the_bundled_document_comes_back_only_when_asked_for(quoth):
    (listed,) = json.loads(quoth("documents", "--json").stdout)["documents"]
    quoth("remove", listed["document_id"])
    assert "The library is empty" in quoth("documents").stdout
    assert "The library is empty" in quoth("ask", SINCE).stdout
    assert "added" in quoth("index", "--bundled").stdout
    assert "2001" in quoth("ask", SINCE).stdout


def test_a_document_is_tagged_and_listed_by_its_tag(quoth):
    (listed,) = json.loads(quoth("documents", "--json").stdout)["documents"]
    assert "alliance, pacific" in quoth("tag", listed["document_id"], "pacific", "alliance").stdout
    assert "[alliance, pacific]" in quoth("documents", "--tag", "pacific").stdout
    assert json.loads(quoth("tag", listed["document_id"], "pacific", "--remove", "--json").stdout) == {
        "document_id": listed["document_id"],
        "tags": ["alliance"],
    }


def test_only_documents_with_a_tag_are_listed_by_it_and_no_file_that_gave_no_text(quoth, cap):
    quoth("index", cap)
    told = json.loads(quoth("documents", "--json").stdout)
    quoth("tag", told["documents"][0]["document_id"], "warm")
    tagged = json.loads(quoth("documents", "--tag", "warm", "--json").stdout)
    assert [each["title"] for each in tagged["documents"]] == ["cap"]
    assert (len(told["failed"]), tagged["failed"]) == (1, [])
    assert "failed" not in quoth("documents", "--tag", "warm").stdout


@pytest.mark.parametrize("command", [("documents",), ("search", "cap"), ("ask", "Where?")])
def test_a_tag_that_no_document_has_is_named_with_those_that_there_are(quoth, cap, command):
    quoth("index", cap)
    quoth("tag", json.loads(quoth("documents", "--json").stdout)["documents"][0]["document_id"], "warm")
    for tag in ("nope", ""):
        assert f"the tag '{tag}'; the tags are warm" in assert_one_line_error(quoth(*command, "--tag", tag))


def test_a_file_that_gave_no_text_is_listed_with_the_reason(quoth, cap):
    quoth("index", cap)
    assert "bad.txt: holds no text" in quoth("documents").stdout
    (failed,) = json.loads(quoth("documents", "--json").stdout)["failed"]
    assert failed["source"].endswith("bad.txt")
    assert "undo" not in quoth("remove", failed["document_id"]).stdout
    assert json.loads(quoth("documents", "--json").stdout)["failed"] == []


def test_only_what_can_be_brought_back_is_said_to_be(quoth, cap):
    quoth("index", cap)
    told = json.loads(quoth("documents", "--json").stdout)
    failed, kept = (told[name][0]["document_id"] for name in ("failed", "documents"))
    assert quoth("remove", failed, kept).stdout.endswith(f"; for 30 seconds: quoth undo {kept}\n")
    assert quoth("undo", kept).exit_code == 0
    assert "undo" not in quoth("remove", kept, "--now").stdout


def test_pruning_removes_what_is_gone(quoth, cap):
    quoth("index", cap)
    (cap / "cap.txt").unlink()
    (cap / "bad.txt").unlink()
    assert "removed" in quoth("index", cap, "--prune").stdout
    assert "The library is empty" in quoth("documents").stdout


def test_a_folder_that_moved_is_told_and_old_answers_quote_it_from_where_it_is(quoth, cap):
    (cap / "bad.txt").unlink()
    quoth("index", cap)
    asked = json.loads(quoth("ask", "Where was the cap of the mayor bought?", "--json").stdout)
    before = asked["citations"][0]
    moved = cap.rename(cap.with_name("moved"))
    result = quoth("index", moved)
    (document,) = json.loads(quoth("documents", "--json").stdout)["documents"]
    assert f"moved      {document['document_id']}  {moved / 'cap.txt'} (before: {cap / 'cap.txt'})" in result.stdout
    assert (document["source"], result.stderr) == (str(moved / "cap.txt"), "")
    with closing(create_chatbot(Settings.load(data=cap.parent / "data"))) as chatbot:
        answer = chatbot.history.turn(asked["turn_id"]).answer
        (cited,), (passage, *_) = answer.citations, answer.passages
        assert (cited.document_id, cited.source) == (document["document_id"], document["source"])
        assert (cited.quote, cited.start) == (before["quote"], before["start"])
        assert passage.passage_id.startswith(f"{document['document_id']}:")


def test_a_folder_that_moved_moves_though_the_conversations_are_damaged(quoth, cap):
    (cap / "bad.txt").unlink()
    quoth("index", cap)
    (cap.parent / "data" / "conversations.db").write_bytes(b"no database " * 1000)
    result = quoth("index", cap.rename(cap.with_name("moved")))
    assert (result.exit_code, "moved" in result.stdout, "conversations.db" in result.stderr) == (0, True, True)


def test_a_folder_that_is_gone_is_named_with_the_remedy_and_pruned(quoth, cap):
    quoth("index", cap)
    shutil.rmtree(cap)
    refused = quoth("index", cap)
    assert refused.exit_code == 1
    assert f"there is no such file or folder; what was read from it stays (2 files): `quoth index --prune {cap}`" in (
        refused.stdout
    )
    result = quoth("index", "--prune", cap)
    assert (result.exit_code, result.stdout.count("removed ")) == (0, 2)
    assert "0 documents" in result.stdout


def test_a_backup_is_restored_when_that_is_confirmed(quoth, tmp_path):
    file = tmp_path / "backup.zip"
    assert quoth("backup", file).stdout.startswith("1 document and all conversations are in ")
    (listed,) = json.loads(quoth("documents", "--json").stdout)["documents"]
    quoth("remove", listed["document_id"], "--now")
    refused = quoth("restore", file, typed="n\n")
    assert (refused.exit_code, "Replace the 0 documents" in refused.output) == (1, True)
    assert quoth("restore", file, "--json").exit_code == 2
    assert quoth("search", "Goff").stdout.startswith("The library is empty.")
    assert "Restored 1 document and 0 turns" in quoth("restore", file, typed="y\n").stdout
    assert "Phil Goff" in quoth("search", "Goff").stdout
    assert "no backup of Quoth" in assert_one_line_error(quoth("restore", Path(__file__), "--yes"))
    unasked = quoth("restore", Path(__file__), typed="y\n")
    assert "no backup of Quoth" in assert_one_line_error(unasked)
    assert "Replace" not in unasked.output


def test_of_files_that_did_not_change_only_the_number_is_told(quoth, cap):
    quoth("index", cap / "cap.txt")
    result = quoth("index", cap / "cap.txt")
    assert "unchanged  1 document" in result.stdout
    assert "cap.txt" not in result.stdout


@pytest.mark.parametrize("arguments", [("index",), ("index", "--prune"), ("index", ".", "--watch", "--json")])
def test_index_says_what_it_needs(quoth, arguments):
    result = quoth(*arguments)
    assert result.exit_code == 2
    assert "Usage" in result.stderr


def test_a_whole_library_is_said_to_be_whole_and_a_damaged_one_not(quoth, tmp_path):
    assert "all whole" in quoth("check").stdout
    with closing(sqlite3.connect(tmp_path / "data" / "library.db")) as connection, connection:
        connection.execute("DELETE FROM passages")
    result = quoth("check")
    assert result.exit_code == 1
    assert "passages that are kept: " in result.stdout


def test_ask_and_search_take_documents_and_tags(quoth, cap):
    (cap / "hat.txt").write_text("The hat of the mayor was bought in Oslo.", encoding="utf-8")
    quoth("index", cap)
    hat = next(each for each in json.loads(quoth("documents", "--json").stdout)["documents"] if each["title"] == "hat")
    quoth("tag", hat["document_id"], "cold")
    for chosen in (("--tag", "cold"), ("--document", hat["document_id"])):
        assert "Oslo" in quoth("ask", "Where was it bought for the mayor?", *chosen).stdout
        assert "Rome" not in quoth("search", "mayor bought", *chosen).stdout
    assert "the tags are cold" in assert_one_line_error(quoth("search", "mayor", "--tag", "warm"))
