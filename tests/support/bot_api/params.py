"""The parameters of one request, whatever encoding they came in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tornado.httputil import HTTPServerRequest

from .errors import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent along as a multipart part."""

    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """All parameters as text, the way the Bot API reads them; objects and lists as JSON text."""

    values: Mapping[str, str]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return the parameter, or "" when absent."""
        return self.values.get(name, "")

    def integer(self, name: str) -> int:
        """Return the parameter as a number; 0 when absent or not a number."""
        try:
            return int(self.text(name))
        except ValueError:
            return 0

    def flag(self, name: str) -> bool:
        """Return true for the spellings the Bot API takes for true."""
        return self.text(name).lower() in {"true", "1", "yes"}

    def json_list(self, name: str) -> list[Any] | None:
        """Return the parameter as a JSON array; None when absent; raises ApiError when it is something else."""
        if not self.text(name):
            return None
        value = self._json(name)
        if not isinstance(value, list):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value

    def json_object(self, name: str) -> dict[str, Any] | None:
        """Return the parameter as a JSON object; None when absent; raises ApiError when it is something else."""
        if not self.text(name):
            return None
        value = self._json(name)
        if not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value

    def _json(self, name: str) -> object:
        try:
            return json.loads(self.text(name))
        except ValueError as error:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from error


def read_params(request: HTTPServerRequest) -> Params:
    """Query string, form, multipart or JSON body; raises ApiError for a body that is no JSON object."""
    try:
        values = {name: parts[-1].decode() for name, parts in request.arguments.items()}
    except UnicodeDecodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error
    files = {name: Upload(parts[-1]["filename"], parts[-1]["body"]) for name, parts in request.files.items() if parts}
    if request.headers.get("Content-Type", "").startswith("application/json") and request.body:
        try:
            body = json.loads(request.body)
        except ValueError as error:
            raise bad_request("can't parse JSON object") from error
        if not isinstance(body, dict):
            raise bad_request("object expected")
        values |= {name: v if isinstance(v, str) else json.dumps(v) for name, v in body.items() if v is not None}
    return Params(values, files)
