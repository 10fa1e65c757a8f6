"""What each package offers: its names, all of them documented, and nothing done by importing them."""

import ast
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

import bot
import knowledge
import web

ROOT = Path(bot.__file__).parent.parent
PUBLIC = {
    knowledge: """
        dump load
        CONVERSION ENGLISH LARGEST_FILE READERS STOP_WORDS UNDO_SECONDS Acronym Aliases Alternatives BadBackup
        BadSynonyms BadTag Contribution Conversion Converter Correct Database Document DocumentSummary Entry FieldName
        FileTooLarge Hit Index KnowledgeError KnownFile Library LibraryBusy LibraryUnavailable Meanings NoRoom
        NothingToUndo Original Otherwise Outcome Passage Scoring Thesaurus Token UnknownDocument UnknownTag
        UnreadableFile UnsupportedFile Weights acronyms alternatives antonyms background_idf bundled_document content_of
        corrected document_id find_files fold is_common_word is_damaged is_known_name is_proper language_code
        language_of_question looks_english meanings open_engine other_terms passages read_bytes read_file renamed stem
        telling_words term terms tokens words_of_one_meaning
    """,
    bot: """
        Purger Answer BadFeedback BadQuestionSet BadSettings BadTitle BotError Chatbot Citation Conversation
        ConversationSummary EmptyQuestion Explanation Feedback History HistoryUnavailable Match MAX_QUESTION
        MAX_REASON MAX_TITLE NOT_IN_DOCUMENTS QuestionTooLong Response Settings ShownPassage Span Sureness Turn
        UnknownConversation UnknownTurn answer_payload conversation_payload conversation_summary_payload create_chatbot
        explanation_payload feature_name feedback_payload hit_payload in_lines json_lines markdown open_history
        open_library outcome_payload question_set summary_payload turn_payload uploaded
    """,
    web: "create_app",
}
MODULES = sorted(path for name in ("knowledge", "bot", "web") for path in (ROOT / name).rglob("*.py"))


@pytest.mark.parametrize("package", PUBLIC, ids=lambda package: package.__name__)
def test_the_public_names_are_these(package):
    assert sorted(package.__all__) == sorted(PUBLIC[package].split())


@pytest.mark.parametrize("package", PUBLIC, ids=lambda package: package.__name__)
def test_every_public_name_is_there(package):
    assert all(hasattr(package, name) for name in package.__all__)


@pytest.mark.parametrize("package", PUBLIC, ids=lambda package: package.__name__)
def test_every_public_class_and_function_says_what_it_promises(package):
    found = [getattr(package, name) for name in package.__all__]
    documented = [each for each in found if inspect.isclass(each) or inspect.isfunction(each)]
    assert [each.__name__ for each in documented if not (each.__doc__ or "").strip().endswith((".", "`"))] == []


@pytest.mark.parametrize("package", PUBLIC, ids=lambda package: package.__name__)
def test_every_public_method_is_documented(package):
    classes = [each for name in package.__all__ if inspect.isclass(each := getattr(package, name))]
    missing = [
        f"{each.__name__}.{name}"
        for each in classes
        for name, member in vars(each).items()
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property | classmethod))
        if not inspect.getdoc(member)
    ]
    assert missing == []


def test_every_error_of_a_package_has_its_base():
    for package, base in ((knowledge, knowledge.KnowledgeError), (bot, bot.BotError)):
        errors = [getattr(package, name) for name in package.__all__]
        assert all(issubclass(each, base) for each in errors if inspect.isclass(each) and issubclass(each, Exception))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_that_holds_code_opens_with_what_lives_there(path):
    module = ast.parse(path.read_text(encoding="utf-8"))
    assert not module.body or ast.get_docstring(module)


def test_importing_everything_opens_nothing_and_says_nothing(tmp_path):
    environment = {**os.environ, "HOME": str(tmp_path), "QUOTH_DATA": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    code = "import bot, knowledge, web, web.cli, threading, sys; sys.exit(threading.active_count() - 1)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_neither_flask_nor_torch_nor_all_of_nltk_is_imported_to_answer():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    code = "import bot, web.cli, sys; sys.exit(len({'flask', 'torch', 'scipy', 'nltk'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
