"""The program as people start it: `python -m bot …` in a process of its own, with a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dialogues.training import ROOT

PATIENCE = 900
"""Seconds after which a process that hangs fails its test."""


@dataclass(frozen=True)
class Program:
    """How to start it."""

    home: Path
    """EHBC_HOME."""
    root: Path = ROOT
    """Where the code is."""
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Only what is set here, whatever the one who runs the tests has set."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EHBC_")}
        place = {"PYTHONPATH": str(self.root), "EHBC_HOME": str(self.home)}
        return {**kept, **place, **self.settings}

    def command(self, *arguments: str) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", "bot", *arguments]

    def run(self, *arguments: str, said: str | bytes = "") -> subprocess.CompletedProcess[str]:
        """Run it to its end with `said` on stdin."""
        data = said.encode() if isinstance(said, str) else said
        done = subprocess.run(
            self.command(*arguments), input=data, env=self.environment, cwd=self.home, capture_output=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def lines(self, *arguments: str, said: str | bytes = "") -> list[dict[str, Any]]:
        """The JSON objects it prints, one per line and nothing else."""
        done = self.run(*arguments, said=said)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]
