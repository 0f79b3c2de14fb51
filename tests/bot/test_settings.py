"""What an operator can set, and what is refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.logs import LogFormat
from bot.settings import Settings


@pytest.mark.parametrize(
    "wrong", ["8080", "host", "host:", "host:x", "host:99999", ":8080", "http://host:80", "a b:80"]
)
def test_a_wrong_address(wrong: str) -> None:
    """Something that is no HOST:PORT is refused with a line that says what would be right."""
    with pytest.raises(ValidationError, match="must be HOST:PORT, for example"):
        Settings(_env_file=None, health_listen=wrong)


@pytest.mark.parametrize("right", ["", "127.0.0.1:8080", "localhost:0", "[::1]:8080"])
def test_a_right_address(right: str) -> None:
    """Names, addresses, and nothing at all are taken."""
    assert Settings(_env_file=None, health_listen=right).health_listen == right


def test_a_log_format() -> None:
    """Only the two there are."""
    assert Settings(_env_file=None, log_format=LogFormat("json")).log_format is LogFormat.JSON
    with pytest.raises(ValidationError, match="'text' or 'json'"):
        Settings.model_validate({"log_format": "xml"})
