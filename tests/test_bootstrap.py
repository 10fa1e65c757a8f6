"""The wiring: which reader serves, where the data lies, and what happens where either cannot be had."""

import logging
import os
from functools import partial
from pathlib import Path

import pytest

from bot import BadSettings, Settings, bootstrap, create_chatbot, open_library
from bot.reading.model import MODEL, NeuralReader
from knowledge import Document

HAT = Document("hats", "On hats", "The green cap was bought in Rome in 1998.", "hats.txt")


@pytest.fixture
def served(monkeypatch, tmp_path, caplog):
    """Make a chatbot whose model file holds these bytes, and is missing for None."""

    def made(content):
        file = tmp_path / "reader.npz"
        if content is not None:
            file.write_bytes(content)
        monkeypatch.setattr(bootstrap, "NeuralReader", partial(NeuralReader, file))
        bootstrap.network.cache_clear()
        with caplog.at_level(logging.WARNING, logger="quoth"):
            return create_chatbot(Settings.load(data=tmp_path), [HAT])

    yield made
    bootstrap.network.cache_clear()


def test_two_chatbots_of_a_process_read_with_the_same_network(tmp_path):
    made = [create_chatbot(Settings.load(data=tmp_path), [HAT]) for _ in range(2)]
    answers = [each.respond("When was the green cap bought?").answer for each in made]
    assert answers[0] == answers[1]
    assert bootstrap.network() is bootstrap.network()


BAD = {
    "missing": None, "empty": b"", "text": b"not a model", "cut short": MODEL.read_bytes()[:100_000],
    "another archive": b"PK\x05\x06" + bytes(18),
}  # fmt: skip


def test_the_network_serves_and_nothing_is_said(served, caplog):
    assert served(MODEL.read_bytes()).reader == "neural"
    assert caplog.records == []


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_without_a_sound_model_the_sentence_reader_serves_and_a_warning_says_why(served, caplog, content):
    assert served(content).reader == "sentences"
    [record] = caplog.records
    assert (record.name, record.levelname) == ("quoth", "WARNING")
    assert "reader.npz" in record.getMessage()
    assert "sentence reader" in record.getMessage()


def test_a_byte_that_went_wrong_in_the_model_is_noticed(served):
    content = bytearray(MODEL.read_bytes())
    content[len(content) // 2] ^= 0xFF
    assert served(bytes(content)).reader == "sentences"


def test_questions_are_answered_without_a_model(served):
    assert served(None).respond("When was the green cap bought?").answer.short == "1998"


def test_documents_that_are_given_are_kept_in_memory_only(tmp_path):
    made = create_chatbot(Settings.load(data=tmp_path / "data"), [HAT])
    made.close()
    assert not (tmp_path / "data").exists()


def test_a_data_directory_is_made_with_what_is_missing_above_it(tmp_path):
    data = tmp_path / "a" / "b" / "data"
    create_chatbot(Settings.load(data=data)).close()
    assert {file.name for file in data.iterdir()} >= {"library.db", "conversations.db"}


@pytest.mark.skipif(os.name == "nt", reason="no such names on Windows")
@pytest.mark.parametrize("name", ["50%41", "what?no=1", "a#b", "ü ö", os.fsdecode(b"\xff")])
def test_a_data_directory_may_be_called_anything(tmp_path, name):
    create_chatbot(Settings.load(data=tmp_path / name)).close()
    assert {file.name for file in (tmp_path / name).iterdir()} >= {"library.db", "conversations.db"}
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == [name]


def test_a_new_library_begins_with_the_bundled_document(tmp_path):
    library = open_library(Settings.load(data=tmp_path))
    assert len(library.index.sources) == 1
    library.close()


@pytest.mark.parametrize("opened", [create_chatbot, open_library])
@pytest.mark.parametrize("below", ["", "data"])
def test_a_data_directory_that_cannot_be_made_is_named_with_the_remedy(tmp_path, opened, below):
    file = tmp_path / "file"
    file.touch()
    settings = Settings(data=Path(file, below))
    with pytest.raises(BadSettings) as caught:
        opened(settings)
    assert str(settings.data) in str(caught.value)
    assert "QUOTH_DATA" in str(caught.value)
    assert "--data" in str(caught.value)
