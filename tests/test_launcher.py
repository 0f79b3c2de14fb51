"""What `./ehbc` sets up."""

from __future__ import annotations

from importlib.util import cache_from_source, find_spec
from pathlib import Path

import pytest


@pytest.mark.parametrize("package", ["rasa", "sqlalchemy", "numpy", "pydantic", "telegram", "tornado"])
def test_packages_are_compiled(package: str) -> None:
    """A start finds the packages compiled, also where whoever runs the bot may not write beside them."""
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    assert Path(cache_from_source(found.origin)).is_file()
