"""Settings: read once, from `quoth.toml` in the data directory, `QUOTH_*` variables and the command line."""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import BadSettings

ANSWER_THRESHOLD = 0.36
"""The confidence from which on a reply is an answer where nothing else is set."""


def _users_own() -> Path:
    """Return the user's data directory. Raises BadSettings where the user has none, as in a container without HOME."""
    try:
        return user_data_path("quoth", appauthor=False)
    except RuntimeError as error:
        raise BadSettings(
            "there is no home directory to keep data in; name a folder with --data or QUOTH_DATA"
        ) from error


class Settings(BaseSettings):
    """What can be set. The command line goes before the environment, the environment before quoth.toml."""

    model_config = SettingsConfigDict(env_prefix="QUOTH_", env_ignore_empty=True, extra="forbid", frozen=True)

    data: Path = Field(default_factory=_users_own)
    """The folder of the library, the conversations and quoth.toml."""
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    """Processes that serve."""
    public: bool = False
    """Whether everyone who reaches the host may chat; everything else then takes a key."""
    trusted_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Names that the server is reached by, beside its addresses; as a variable separated by commas."""
    proxies: int = Field(default=0, ge=0, le=10)
    """Reverse proxies before the server, whose X-Forwarded headers are believed; 0: none, they are ignored."""
    requests_a_minute: int | None = Field(default=None, ge=0)
    """Requests a minute from one key or address, 0: any number; unset: 300, or any number from this machine alone."""
    keep_days: int | None = Field(default=None, ge=1, le=36_500)
    """Days that a conversation is kept after its last question; unset: until it is deleted."""
    log: Literal["errors", "text", "json"] = "errors"
    """What the server writes to standard error: errors alone, or every request too, without what was asked."""
    hits: int = Field(default=50, ge=1, le=1000)
    """Passages that the index finds for a question."""
    formula: Literal["bm25+", "bm25", "bm25l"] = "bm25+"
    """The formula of rank-bm25 that passages are scored by."""
    k1: float = Field(default=1.5, ge=0.01, le=100.0)
    """How much a word counts for standing often in a passage."""
    b: float = Field(default=0.75, ge=0.0, le=1.0)
    """How much a long passage has to say more."""
    delta: float | None = Field(default=None, ge=0.0, le=100.0)
    """What a word counts for standing in a passage at all, however long; unset: 1 for bm25+, 0.5 for bm25l."""
    title_weight: int = Field(default=1, ge=0, le=10)
    """How often a word of the title counts as if it stood in the passage; 0: not."""
    heading_weight: int = Field(default=1, ge=0, le=10)
    """How often a word of the headings above a passage counts; 0: not."""
    name_weight: int = Field(default=1, ge=0, le=10)
    """How often a word of the file's name counts; 0: not."""
    passages: int = Field(default=3, ge=1, le=20)
    """Passages shown where there is no direct answer."""
    answer_threshold: float = Field(default=ANSWER_THRESHOLD, ge=0.0, le=1.0)
    """The confidence from which on a reply is an answer; 0 answers everything that has a hit."""

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, bool) and info.field_name != "public":  # it would count as 1: keep_days = true as one day
            raise ValueError("it is neither true nor false")
        return value

    @field_validator("trusted_hosts", mode="before")
    @classmethod
    def _separated(cls, hosts: object) -> object:
        return tuple(filter(None, map(str.strip, hosts.split(",")))) if isinstance(hosts, str) else hosts

    @field_validator("data")
    @classmethod
    def _expanded(cls, path: Path) -> Path:
        try:
            return path.expanduser()
        except RuntimeError as error:
            raise ValueError("there is no such home directory") from error

    @classmethod
    def load(cls, data: Path | None = None, **overrides: Any) -> "Settings":
        """Read the settings; what is None is not overridden. Raises BadSettings, naming what is wrong and where."""
        given = {key: value for key, value in {"data": data, **overrides}.items() if value is not None}
        try:
            folder = cls(**{key: value for key, value in given.items() if key == "data"}).data
            return cls(**{**_filed(folder / "quoth.toml"), **given})
        except ValidationError as error:
            raise BadSettings(_said(error)) from error


def _filed(file: Path) -> dict[str, Any]:
    """Return what quoth.toml sets and the environment does not. Raises BadSettings, also where it is no file."""
    try:
        filed = tomllib.loads(file.read_text(encoding="utf-8-sig")) if os.path.lexists(file) else {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{file} cannot be read: {error}; mend or remove it") from error
    return {key: value for key, value in filed.items() if not os.environ.get(f"QUOTH_{key}".upper())}


def _said(error: ValidationError) -> str:
    """Return one line a setting: its name, what is wrong with its value, and where it may have been set."""
    known = ", ".join(sorted(Settings.model_fields))
    lines = []
    for each in error.errors():
        name = str(each["loc"][0])
        if each["type"] == "extra_forbidden":
            lines.append(f"unknown setting {name!r} in quoth.toml; known are {known}")
        else:
            lines.append(
                f"the setting {name!r} cannot be {each['input']!r}: {each['msg'].removeprefix('Value error, ')}; "
                f"see QUOTH_{name.upper()}, quoth.toml and the command line"
            )
    return "\n".join(lines)
