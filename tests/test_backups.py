"""A backup holds everything, is made while others write, and comes back whole or not at all."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from zipfile import ZipFile

import pytest

from bot import HistoryUnavailable, Settings, create_chatbot
from bot.backups import backup, restore
from knowledge import BadBackup, Document, Entry, Library, Original, open_engine

CAP = Document("cap", "The cap", "The cap of the mayor was bought in Rome.", "cap.txt", {"media_type": "text/plain"})
HAT = Document("hat", "The hat", "The hat of the doctor was bought in Oslo.", "hat.txt")


@pytest.fixture
def file(chatbot, tmp_path):
    """A backup of a library with a document, its file and tags, and of a conversation about it."""
    chatbot.library.keep([Entry(CAP, None, Original("cap.txt", b"\x00\xff the cap"))])
    chatbot.library.tag("cap", ["green"])
    backup(chatbot.library, chatbot.history, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_everything_comes_back(chatbot, file):
    turn = chatbot.ask("Where was the cap of the mayor bought?")
    backup(chatbot.library, chatbot.history, file)
    before = chatbot.library.fingerprint
    chatbot.library.remove("cap", for_good=True)
    chatbot.library.add([HAT])
    chatbot.history.forget(["cap"])
    restore(chatbot.library, chatbot.history, file)
    assert chatbot.library.fingerprint == before
    assert chatbot.library.document("cap") == CAP
    assert chatbot.library.original("cap") == b"\x00\xff the cap"
    assert chatbot.library.summary("cap").tags == ("green",)
    assert chatbot.library.search("hat") == []
    assert chatbot.history.turn(turn.turn_id) == turn
    assert chatbot.library.faults() == []


def test_another_library_takes_it_too(file, tmp_path):
    other = create_chatbot(Settings.load(data=tmp_path / "other"))
    assert restore(other.library, other.history, file)["documents"] == 1
    assert other.library.search("cap")
    assert other.library.search("NATO") == []
    other.close()


def test_who_has_the_library_open_sees_what_was_restored(chatbot, file):
    reader = Library(open_engine(chatbot.library._store.database.engine.url))
    assert reader.search("cap")
    chatbot.library.remove("cap", for_good=True)
    assert reader.search("cap") == []
    restore(chatbot.library, chatbot.history, file)
    assert reader.search("cap")
    reader.close()


def test_a_backup_under_load_is_of_one_moment(chatbot, file):
    def write():
        for number in range(20):
            chatbot.library.add([Document(f"d{number}", "Note", f"Note {number}. " * 20, "n.txt")])

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        for number in range(5):
            backup(chatbot.library, chatbot.history, file.with_name(f"{number}.zip"))
        writing.result(60)
    for number in range(5):
        restore(chatbot.library, chatbot.history, file.with_name(f"{number}.zip"))
        assert chatbot.library.faults() == []


@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "missing", "other kind", "newer schema", "short", "half"])
def test_what_is_no_whole_backup_is_refused_and_changes_nothing(chatbot, file, damage):
    before = chatbot.library.fingerprint
    content = file.read_bytes()
    if damage == "missing":
        file.unlink()
    elif damage in ("cut", "flipped", "text"):
        with ZipFile(file) as archive:
            at = archive.infolist()[1].header_offset - 60  # in the first member's data, not in a header nobody reads
        flipped = content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :]
        file.write_bytes({"cut": content[:at], "flipped": flipped, "text": b"Some text."}[damage])
    else:
        _rewrite(file, damage)
    with pytest.raises(BadBackup):
        restore(chatbot.library, chatbot.history, file)
    assert chatbot.library.fingerprint == before
    assert chatbot.library.faults() == []


def test_whichever_byte_is_another_it_is_refused_or_nothing_was_lost(chatbot, file):
    before, content = chatbot.library.fingerprint, file.read_bytes()
    refused = 0
    for at in range(0, len(content), 17):
        file.write_bytes(content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :])
        try:
            restore(chatbot.library, chatbot.history, file)
        except BadBackup:
            refused += 1
        assert chatbot.library.fingerprint == before
    assert chatbot.library.faults() == []
    assert refused > 50


RESTORED_WITHOUT_ROOM = """
import resource, sys
from pathlib import Path
from bot import Settings, create_chatbot
from bot.backups import restore
from knowledge import KnowledgeError

data, file = map(Path, sys.argv[1:])
chatbot = create_chatbot(Settings.load(data=data))
most = max(each.stat().st_size for each in data.glob("*.db"))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    restore(chatbot.library, chatbot.history, file)
except KnowledgeError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no files")
@pytest.mark.parametrize("larger", ["documents", "conversations"])
def test_where_one_of_the_two_cannot_be_kept_neither_is_restored(tmp_path, larger):
    chatbot = create_chatbot(Settings.load(data=tmp_path / "data"))
    if larger == "documents":
        chatbot.library.add(Document(f"{n}", "Note", f"Note {n} of the mayor. " * 200, "n.txt") for n in range(80))
    for _ in range(1 if larger == "documents" else 200):
        chatbot.ask("Who is Phil Goff?", owner="key:a")
    backup(chatbot.library, chatbot.history, tmp_path / "backup.zip")
    chatbot.close()
    there = create_chatbot(Settings.load(data=tmp_path / "there"))
    there.library.add([HAT])
    turn = there.ask("Where was the hat of the doctor bought?", owner="key:a")
    before = there.library.fingerprint
    there.history.settle()
    command = [sys.executable, "-c", RESTORED_WITHOUT_ROOM, tmp_path / "there", tmp_path / "backup.zip"]
    assert "cannot be used" in subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert there.library.fingerprint == before
    assert there.library.faults() == []
    assert [each.conversation_id for each in there.history.conversations("key:a")] == [turn.conversation_id]
    restore(there.library, there.history, tmp_path / "backup.zip")
    assert there.library.fingerprint != before
    there.close()


def _rewrite(file, damage):
    with ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(members["manifest.json"])
    if damage == "other kind":
        told["kind"] = "something else"
    elif damage == "newer schema":
        told["library"]["schema"] = 99
    elif damage == "short":
        members["library/passages.jsonl"] = b""
    else:
        told["conversations"]["tables"]["turns"] += 1
    with ZipFile(file, "w") as archive:
        for name, content in {**members, "manifest.json": json.dumps(told).encode()}.items():
            archive.writestr(name, content)


def test_a_backup_that_cannot_be_written_is_said_and_leaves_nothing(chatbot, tmp_path):
    with pytest.raises(BadBackup, match="cannot be written"):
        backup(chatbot.library, chatbot.history, tmp_path / "gone" / "backup.zip")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(BadBackup, match="cannot be written"):
        backup(chatbot.library, chatbot.history, tmp_path / "file" / "backup.zip")


def test_where_nothing_can_be_removed_either_the_backup_that_cannot_be_written_is_said(chatbot, tmp_path):
    (tmp_path / "backup.zip.part").mkdir()
    with pytest.raises(BadBackup, match="cannot be written"):
        backup(chatbot.library, chatbot.history, tmp_path / "backup.zip")


def test_a_link_leads_to_the_backup_and_stays_a_link(chatbot, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "backup.zip"
    link.symlink_to(tmp_path / "elsewhere" / "backup.zip")
    assert backup(chatbot.library, chatbot.history, link) == (tmp_path / "elsewhere" / "backup.zip").stat().st_size
    assert link.is_symlink()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["backup.zip", "elsewhere"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_a_backup_takes_no_place_of_what_is_no_file(chatbot, tmp_path):
    os.mkfifo(tmp_path / "backup.zip")
    with pytest.raises(BadBackup, match="is no file whose place a backup can take"):
        backup(chatbot.library, chatbot.history, tmp_path / "backup.zip")
    assert (tmp_path / "backup.zip").is_fifo()


def test_a_backup_that_is_broken_off_leaves_nothing(chatbot, tmp_path):
    class Locked:
        def dump(self, archive):
            raise HistoryUnavailable(RuntimeError("database is locked"))

    with pytest.raises(HistoryUnavailable):
        backup(chatbot.library, Locked(), tmp_path / "backup.zip")
    assert list(tmp_path.iterdir()) == []
