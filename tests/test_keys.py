"""Keys: shown once, kept as hashes, revoked at once; from the command line and in the file."""

import os
import stat

import pytest
from click.testing import CliRunner

from web.cli import cli
from web.keys import PREFIX, Keys, KeyTrouble


@pytest.fixture
def keys(tmp_path):
    made = Keys(tmp_path / "keys.db")
    yield made
    made.close()


def quoth(tmp_path, *arguments):
    """Run a command on keys, in a data directory that only the first key makes."""
    return CliRunner().invoke(cli, ["keys", *arguments, "--data", str(tmp_path / "quoth" / "data")])


def test_a_key_is_recognised_by_what_was_shown(keys):
    laptop, phone = keys.add("laptop"), keys.add("phone")
    assert laptop.startswith(PREFIX)
    assert len(laptop) > 40
    assert keys.recognise(laptop).name == "laptop"
    assert keys.recognise(phone).name == "phone"


@pytest.mark.parametrize("given", ["", "laptop", PREFIX, "\ud800", "x" * 10_000])
def test_anything_else_is_no_key(keys, given):
    keys.add("laptop")
    assert keys.recognise(given) is None


def test_nothing_of_a_key_stands_in_the_file(keys, tmp_path):
    key = keys.add("laptop")
    content = (tmp_path / "keys.db").read_bytes()
    assert b"laptop" in content
    assert key.removeprefix(PREFIX).encode() not in content


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_only_the_owner_reads_the_file(keys, tmp_path):
    keys.add("laptop")
    assert stat.S_IMODE((tmp_path / "keys.db").stat().st_mode) == 0o600


def test_looking_for_keys_makes_no_file(keys, tmp_path):
    assert keys.known() == []
    assert keys.recognise("x") is None
    assert list(tmp_path.iterdir()) == []


def test_a_revoked_key_is_unknown_at_once_to_whoever_has_the_file_open(keys, tmp_path):
    key, other = keys.add("laptop"), Keys(tmp_path / "keys.db")
    known = other.recognise(key)
    keys.revoke("laptop")
    assert other.recognise(key) is None
    assert other.by_id(known.key_id) is None
    other.close()


def test_a_new_key_of_an_old_name_is_another_key(keys):
    first = keys.recognise(keys.add("laptop"))
    keys.revoke("laptop")
    assert keys.recognise(keys.add("laptop")).key_id != first.key_id


@pytest.mark.parametrize("name", ["", " ", "a b", "a/b", "a\nb", "x" * 65])
def test_a_name_that_cannot_be_is_told(keys, name):
    with pytest.raises(KeyTrouble, match="1 to 64 letters"):
        keys.add(name)


def test_a_second_key_of_a_name_is_refused_and_the_first_stays(keys):
    key = keys.add("laptop")
    with pytest.raises(KeyTrouble, match="revoke it first"):
        keys.add("laptop")
    assert keys.recognise(key)


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "keys.db").write_bytes(b"not a database, but long enough to look at" * 100)
    with pytest.raises(KeyTrouble, match=r"keys\.db cannot be used"):
        Keys(tmp_path / "keys.db").known()


def test_a_folder_that_cannot_be_made_is_told_with_the_reason(tmp_path):
    (tmp_path / "data").touch()
    with pytest.raises(KeyTrouble, match=r"keys\.db cannot be used: \[(Errno|WinError) .*check the data directory"):
        Keys(tmp_path / "data" / "keys.db").add("laptop")


def test_the_commands_make_list_and_revoke_a_key(tmp_path):
    made = quoth(tmp_path, "add", "laptop")
    assert made.stdout.strip().startswith(PREFIX)
    assert made.stdout.count("\n") == 1
    assert "not shown again" in made.stderr
    listed = quoth(tmp_path, "list").stdout
    assert listed.startswith("laptop")
    assert made.stdout.strip() not in listed
    assert '"name": "laptop"' in quoth(tmp_path, "list", "--json").stdout
    assert quoth(tmp_path, "revoke", "laptop").exit_code == 0
    assert "There are no keys" in quoth(tmp_path, "list").stdout


@pytest.mark.parametrize("arguments", [("revoke", "nobody"), ("add", "a b")])
def test_what_cannot_be_done_is_one_line(tmp_path, arguments):
    result = quoth(tmp_path, *arguments)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
