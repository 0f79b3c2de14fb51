"""What the tests of the content's files share: a copy to break."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dialogues.broken_content import copied_content


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real files, copied, and the folder they are shown from."""
    monkeypatch.chdir(tmp_path)
    return copied_content(tmp_path)
