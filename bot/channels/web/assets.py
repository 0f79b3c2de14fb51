"""Style sheet, script and icon: read once, served from memory under names that change with what is in them."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_HASH_LENGTH = 12


@dataclass(frozen=True)
class Asset:
    """One file."""

    kind: str
    body: bytes
    packed: bytes
    """The same, gzipped."""


class Assets:
    """The files of `static/`."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._by_name: dict[str, Asset] = {}
        self._names: dict[str, str] = {}
        for path in sorted(folder.iterdir()):
            if path.suffix in _TYPES:
                body = path.read_bytes()
                name = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:_HASH_LENGTH]}{path.suffix}"
                self._names[path.name] = name
                self._by_name[name] = Asset(_TYPES[path.suffix], body, gzip.compress(body))

    def url(self, name: str) -> str:
        """Where a file is served. Raises `KeyError` for an unknown one."""
        return f"/static/{self._names[name]}"

    def find(self, name: str) -> Asset | None:
        """The file served under a name."""
        return self._by_name.get(name)
