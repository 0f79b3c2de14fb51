"""Start to first answer with the model cached, and peak memory: the whole bot in the terminal, and the brain alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import RUNS, show

ROOT = Path(__file__).parent.parent
_BOT = [sys.executable, "-m", "bot"]


def main() -> None:
    """Print both."""
    subprocess.run([*_BOT, "train"], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        chat = [*_BOT, "chat", "--json", "--db", f"sqlite:///{folder}/bench.sqlite"]
        _measure("ehbc chat: start to first answer", chat)
    _measure("ehbc understand (the brain alone): start to first reading", [*_BOT, "understand"])


def _measure(what: str, command: list[str]) -> None:
    once = [_run(command) for _ in range(RUNS + 1)][1:]
    show(what, [seconds for seconds, _ in once], "s")
    show("  peak memory", [megabytes for _, megabytes in once], "MB", 0)


def _run(command: list[str]) -> tuple[float, float]:
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("hallo\n")
    process.stdin.flush()
    assert process.stdout.readline()
    seconds = time.perf_counter() - begin
    process.stdin.close()
    _, _, usage = os.wait4(process.pid, 0)
    return seconds, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
