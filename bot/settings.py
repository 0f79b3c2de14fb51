"""The one owner of the environment: settings from `EHBC_…` variables or a `.env` file."""

from __future__ import annotations

import contextlib
import difflib
import os
import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.logs import LogFormat
from dialogues.training import ROOT

_TOKEN = re.compile(r"^\d{3,}:[A-Za-z0-9_-]{3,}$")
_SECRET = re.compile(r"^[A-Za-z0-9_-]{16,256}$")
_LISTEN = re.compile(r"^[A-Za-z0-9.-]+:(\d{1,5})$|^\[[0-9A-Fa-f:.]+\]:(\d{1,5})$")
_ORIGIN = re.compile(r"^https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$")
_LAST_PORT = 65_535
_PREFIX, _FILE = "EHBC_", ".env"
_FILE_LINE = re.compile(rf"^\s*(?:export\s+)?({_PREFIX}\w*)\s*=", re.MULTILINE | re.IGNORECASE)
_OF_THE_LAUNCHER = frozenset({"EHBC_PYTHON"})


class SettingsError(Exception):
    """A setting is missing or wrong; each line of the message names one."""


class Settings(BaseSettings):
    """What an operator can set. README lists them."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_file=_FILE, env_file_encoding="utf-8", extra="ignore")

    home: Path = ROOT / ".ehbc"
    """Folder for the trained model and the default database."""
    database_url: str = ""
    """`sqlite:///FILE` or `postgresql://…`; empty: `ehbc.sqlite` in `home`."""
    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = ""
    """Another Bot API server than Telegram's, without the token: `http://127.0.0.1:8081/bot`."""
    webhook_url: str = ""
    """The public https address Telegram posts to; empty: long polling."""
    webhook_listen: str = "127.0.0.1:8443"
    """Host and port to listen on, behind the proxy that answers for `webhook_url`."""
    webhook_secret: SecretStr = SecretStr("")
    """16 to 256 of A-Z, a-z, 0-9, _ and -; needed with a webhook, the same on every instance."""
    web_url: str = ""
    """The public address of the web page, `https://ehbc.school.be`; empty: only this machine can open it."""
    invitation_days: Annotated[int, Field(ge=1, le=365)] = 7
    retention_days: Annotated[int, Field(ge=30, le=3650)] = 90
    """How long a closed case is kept, before only counts remain."""
    silent_days: Annotated[int, Field(ge=30, le=3650)] = 120
    """After how long without anything happening somebody is asked to close a case."""
    health_listen: str = ""
    """Host and port where this process answers `GET /health` and `GET /metrics`; empty: nowhere."""
    log_format: LogFormat = LogFormat.TEXT
    """`text`, or `json` for one JSON object per line."""

    @field_validator("telegram_token")
    @classmethod
    def _token_form(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not _TOKEN.match(value.get_secret_value()):
            raise ValueError("not the form of a bot token (digits, a colon, letters); copy it again from BotFather")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret_form(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not _SECRET.match(value.get_secret_value()):
            raise ValueError("16 to 256 characters of A-Z, a-z, 0-9, _ and -")
        return value

    @field_validator("web_url")
    @classmethod
    def _origin_form(cls, value: str) -> str:
        value = value.rstrip("/")
        if value and not _ORIGIN.match(value):
            raise ValueError("must be an address without a path, for example https://ehbc.school.be")
        return value

    @field_validator("health_listen")
    @classmethod
    def _health_form(cls, value: str) -> str:
        match = _LISTEN.match(value)
        if value and (match is None or int(match[1] or match[2]) > _LAST_PORT):
            raise ValueError("must be HOST:PORT, for example 127.0.0.1:8080")
        return value

    @property
    def database(self) -> str:
        """The URL of the database in use."""
        return self.database_url or f"sqlite:///{self.home / 'ehbc.sqlite'}"


def read_settings() -> Settings:
    """The settings. Raises `SettingsError` naming every wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        lines = (f"EHBC_{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors())
        raise SettingsError("\n".join(lines)) from error


def unknown_settings() -> list[str]:
    """A line for each name that looks like a setting, in the environment or in `.env`, and is none."""
    names = {name.upper() for name in os.environ if name.upper().startswith(_PREFIX)}
    # Mostly there is no such file; one that cannot be read is told of by whoever needs what stands in it.
    with contextlib.suppress(OSError, UnicodeDecodeError):
        names |= {name.upper() for name in _FILE_LINE.findall(Path(_FILE).read_text(encoding="utf-8"))}
    known = {field.upper() for field in Settings.model_fields}
    unknown = sorted({name.removeprefix(_PREFIX) for name in names - _OF_THE_LAUNCHER} - known)
    return [f"{_PREFIX}{name} is no setting.{_nearest(name, known)}" for name in unknown]


def _nearest(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    return f" Did you mean {_PREFIX}{close[0]}?" if close else ""
