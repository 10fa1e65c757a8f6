"""Settings: where they come from, which goes first, and what is said of a bad one."""

import os
import sys
from pathlib import Path

import pytest
from platformdirs import user_data_path
from pydantic import ValidationError

from bot import BadSettings, Settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    """No QUOTH_ variable, and a working directory and home of the test's own."""
    for name in ("DATA", "HOST", "PORT", "HITS", "PASSAGES", "ANSWER_THRESHOLD"):
        monkeypatch.delenv(f"QUOTH_{name}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def filed(tmp_path):
    """Write a quoth.toml and return its folder."""

    def write(content):
        (tmp_path / "quoth.toml").write_text(content, encoding="utf-8")
        return tmp_path

    return write


def complaint(*args, **overrides):
    with pytest.raises(BadSettings) as caught:
        Settings.load(*args, **overrides)
    return str(caught.value)


def test_without_any_setting_the_defaults_hold(tmp_path):
    settings = Settings.load(tmp_path)
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.data == tmp_path


def test_the_data_directory_is_the_users_own_by_default(monkeypatch, tmp_path):
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert Settings.load().data == user_data_path("quoth", appauthor=False)
    assert Settings.load().data.is_relative_to(tmp_path / "home")


def test_loading_makes_no_directory(tmp_path):
    Settings.load(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_quoth_toml_goes_before_the_default(filed):
    assert Settings.load(filed("port = 8001\n")).port == 8001


def test_a_byte_order_mark_before_quoth_toml_is_passed_over(filed):
    assert Settings.load(filed("\ufeffport = 8001\n")).port == 8001


def test_the_environment_goes_before_quoth_toml(filed, monkeypatch):
    monkeypatch.setenv("QUOTH_PORT", "8002")
    assert Settings.load(filed("port = 8001\n")).port == 8002


def test_the_command_line_goes_before_the_environment(filed, monkeypatch):
    monkeypatch.setenv("QUOTH_PORT", "8002")
    assert Settings.load(filed("port = 8001\n"), port=8003).port == 8003


def test_each_setting_is_taken_from_where_it_is_set(filed, monkeypatch):
    monkeypatch.setenv("QUOTH_PASSAGES", "4")
    settings = Settings.load(filed("hits = 20\npassages = 2\n"), host="0.0.0.0")
    assert (settings.host, settings.passages, settings.hits, settings.port) == ("0.0.0.0", 4, 20, 8000)


def test_an_option_that_is_not_given_overrides_nothing(filed):
    assert Settings.load(filed("port = 8001\n"), port=None).port == 8001


def test_a_variable_that_is_empty_counts_as_not_set(filed, monkeypatch):
    monkeypatch.setenv("QUOTH_PORT", "")
    monkeypatch.setenv("QUOTH_DATA", "")
    assert Settings.load(filed("port = 8001\n")).port == 8001
    assert Settings.load().data == user_data_path("quoth", appauthor=False)


def test_the_data_directory_may_come_from_the_environment(filed, monkeypatch):
    monkeypatch.setenv("QUOTH_DATA", str(filed("port = 8001\n")))
    assert Settings.load().port == 8001


def test_the_data_option_goes_before_its_variable(tmp_path, monkeypatch):
    monkeypatch.setenv("QUOTH_DATA", str(tmp_path / "elsewhere"))
    assert Settings.load(tmp_path).data == tmp_path


def test_a_tilde_stands_for_the_home_directory(tmp_path):
    assert Settings.load(Path("~/notes")).data == tmp_path / "home" / "notes"


@pytest.mark.skipif(sys.platform == "win32", reason="there the home directory is another matter")
def test_who_has_no_home_directory_is_told_to_name_a_folder(monkeypatch):
    for name in ("HOME", "XDG_DATA_HOME", "QUOTH_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 2_000_000_000)  # an account that the system knows nothing of
    assert "--data or QUOTH_DATA" in complaint()
    assert "home directory" in complaint(Path("~/notes"))


def test_the_home_directory_of_nobody_is_named():
    assert "nobody-of-this-name" in complaint(Path("~nobody-of-this-name/notes"))


def test_an_empty_host_is_no_address(filed):
    assert "'host'" in complaint(filed('host = ""\n'))


def test_what_is_counted_is_never_true(filed):
    said = complaint(filed("keep_days = true\n"))
    assert "'keep_days' cannot be True: it is neither true nor false" in said
    assert Settings.load(filed("public = true\n")).public


@pytest.mark.parametrize("make", [Path.mkdir, lambda file: file.symlink_to("gone.toml")])
def test_a_quoth_toml_that_is_no_file_is_named_and_not_passed_over(tmp_path, make):
    make(tmp_path / "quoth.toml")
    assert str(tmp_path / "quoth.toml") in complaint(tmp_path)


def test_one_bad_name_of_several_is_told_by_the_name_of_its_setting(filed):
    assert "see QUOTH_TRUSTED_HOSTS, " in complaint(filed('trusted_hosts = ["a.example", 5]\n'))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "-1"), ("port", "65536"), ("port", "http"), ("port", "80.5"), ("hits", "0"), ("hits", "1001"),
        ("passages", "0"), ("passages", "21"), ("answer_threshold", "1.1"), ("answer_threshold", "-0.1"),
        ("answer_threshold", "high"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named_with_the_remedy(tmp_path, monkeypatch, name, value):
    monkeypatch.setenv(f"QUOTH_{name.upper()}", value)
    said = complaint(tmp_path)
    assert name in said
    assert value in said
    assert f"QUOTH_{name.upper()}" in said
    assert "quoth.toml" in said
    assert "\n" not in said


def test_all_bad_values_are_named_at_once(tmp_path):
    said = complaint(tmp_path, port=-1, hits=0)
    assert "'port'" in said
    assert "'hits'" in said


def test_a_bad_value_in_quoth_toml_is_named(filed):
    assert "'many'" in complaint(filed('hits = "many"\n'))


def test_a_bad_value_that_is_overridden_does_no_harm(filed):
    assert Settings.load(filed('port = "http"\n'), port=8003).port == 8003


def test_an_unknown_setting_is_named_with_those_that_are_known(filed):
    said = complaint(filed('colour = "red"\n'))
    assert "'colour'" in said
    assert all(name in said for name in Settings.model_fields)


@pytest.mark.parametrize("content", ["port =", "[", "port = 1\nport = 2\n"])
def test_a_file_that_is_no_toml_is_named_with_the_remedy(filed, content):
    folder = filed(content)
    said = complaint(folder)
    assert str(folder / "quoth.toml") in said
    assert "remove" in said


def test_a_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / "quoth.toml").write_bytes(b"\xff\xfe\x00")
    assert "quoth.toml" in complaint(tmp_path)


def test_settings_cannot_be_changed(tmp_path):
    settings = Settings.load(tmp_path)
    with pytest.raises(ValidationError):
        settings.port = 1
