"""The one owner of the environment: settings from `EHBC_…` variables or a `.env` file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dialogues.model import ROOT

_TOKEN = re.compile(r"^\d{3,}:[A-Za-z0-9_-]{3,}$")
_SECRET = re.compile(r"^[A-Za-z0-9_-]{16,256}$")


class SettingsError(Exception):
    """A setting is missing or wrong; each line of the message names one."""


class Settings(BaseSettings):
    """What an operator can set. README lists them."""

    model_config = SettingsConfigDict(env_prefix="EHBC_", env_file=".env", env_file_encoding="utf-8", extra="ignore")

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
    invitation_days: Annotated[int, Field(ge=1, le=365)] = 7

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
