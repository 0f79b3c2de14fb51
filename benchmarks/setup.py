"""From a clone to the first answer with nothing cached: seconds, and megabytes on disk."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.figures import show

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Clone, talk once, weigh."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        environment = {**os.environ, "UV_CACHE_DIR": f"{folder}/cache", "PYTHONPATH": ""}
        begin = time.perf_counter()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        subprocess.run(
            ["./ehbc", "chat", "--json"], cwd=clone, env=environment, input="hallo\n", text=True, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        show("clone to first answer", [time.perf_counter() - begin], "s", 1)
        size = sum(file.lstat().st_size for file in clone.rglob("*") if file.is_file() and not file.is_symlink())
        show("on disk (clone, environment, model)", [size / 1e6], "MB", 0)


if __name__ == "__main__":
    main()
